"""Answers by the kind of question.

answer_kinds.py  which of them answers a question
"""
