"""Answers by the kind of question.

answer_kinds.py  which of them answers a question
brief.py         overviews and the latest: dated lines, one of each article
claims.py        yes or no: the report that is nearest to what was asked
comparison.py    comparisons: two sides, and what is reported of each
definition.py    who somebody is, the newest first
enumeration.py   enumerations in a sentence, taken apart
lists.py         lists: every sentence that answers, and the items in them
measure.py       how tall, deep or heavy: only sentences that give it
said.py          what somebody said, without what others say
brief_subject.py  what such a question is about, and how much of it words have
"""
