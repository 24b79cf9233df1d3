"""Time in questions: phrases that name days, and the days that they name.

attachment.py    whether a time phrase says when the thing asked for was, or belongs to the subject
time_grammar.py  what names a stretch of days, a row for each form
time_phrase.py   time phrases in questions, and how the word before one bounds it
"""
