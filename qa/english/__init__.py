"""English: what words mean. Knows no question, article or index.

quantities/      quantities in sentences
calendar.py      months, weekdays, seasons
dates.py         days and spans of days in sentences
mentions.py      names in a question or quote, with kind and gender
names.py         names in sentences
normal_form.py   normal forms: short names of states written out, irregular verbs as their base
synonyms.py      words that reports use for the same thing
word_classes.py  word classes: whether a word can be a verb or a noun
"""
