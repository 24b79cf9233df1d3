"""Answers by the kind of question.

claim_check/     a claim beside a report's sentence: agrees, differs, unknown
answer_kinds.py  which of them answers a question
claims.py        yes or no: what was asked beside what is reported
"""
