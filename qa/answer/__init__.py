"""Answers: ranked passages → quotes, short answer, confidence, notices.

feature_reader/  sentences and short answers judged by named features
generation/      a language model's answer, verified sentence by sentence
notices/         what to know about the cited coverage: conflicts, age, corrections, copies
values/          value extraction: what a sentence gives for what was asked
citations.py     citations and evidence, as readers see them
contract.py      the answer's types: the HTTP contract
quotes.py        which sentences are quoted, the short answer, confidence, abstention
reading.py       scored sentences and answer spans: what a reader gives
"""
