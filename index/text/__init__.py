"""Text: sentences and words, as the index has them.

analysis.py        text analysis: the words of a text as the lexical index has them
framing_words.txt  the words that only frame a question, one a line
language_terms.py  the words of other languages than English, and units of scripts without word breaks
sentences.py       sentence splitting, with exact offsets
"""
