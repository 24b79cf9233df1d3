"""Answers: ranked passages → quotes, short answer, confidence, notices.

exports/         answers for other programs: reference managers, the web, Markdown
generation/      a language model's answer, verified sentence by sentence
kinds/           answers by the kind of question: briefs, lists, comparisons, claims
notices/         what to know about the cited coverage: conflicts, age, corrections, copies
reader/          the reader: a learned network that reads a question beside passages
sentences/       sentences of the best passages: which can be quoted, and what speaks for each
values/          value extraction: what a sentence gives for what was asked
citations.py     citations and evidence, as readers see them
contract.py      the answer's types: the HTTP contract
message.py       what the service says itself, by keys, and its English
quotes.py        which sentences are quoted, confidence, abstention
short_answer.py  the words of the first quote that answer
"""
