"""English: what words mean. Knows no question, article or index, and loads no engine or model.

forms/           how dates, times of day and names are written
quantities/      quantities in sentences
vocabulary/      word lists as data
calendar.py      months, weekdays, seasons
dates.py         days and spans of days in sentences
names.py         names in sentences, with title, kind and gender; whether two are one
normal_form.py   normal forms: short names of states written out
synonyms.py      words that reports use for the same thing
word_classes.py  word classes: whether a word can be a verb or a noun
"""
