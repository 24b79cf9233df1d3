"""Answers by the kind of question.

claim_check/     a claim beside a report's sentence: agrees, differs, unknown
answer_kinds.py  which of them answers a question
claims.py        yes or no: what was asked beside what is reported
brief.py         overviews and the latest: dated lines, one of each article
subject.py       what such a question is about, and how much of it words have
"""
