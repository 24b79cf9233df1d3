"""Generation: a language model's answer, each sentence verified against the quotes it cites.

language_model.py  one streamed request to an OpenAI-style endpoint
limiting_words.py  words that limit what a sentence claims
omissions.py       omissions: which parts of a quote may be missing
plain_tokens.py    sentences as plain tokens, to be compared
verify.py          verification: whether a sentence says no more than a quote
writer.py          a language model's answer, sentence by sentence, with what bears each out
"""
