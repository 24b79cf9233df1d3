"""Questions: typed words, conversation and filters → `Query`.

conversation/    follow-ups → questions that stand alone
asking_words.py  the words of a question that ask: "which country"
filters.py       which passages a query may see
query.py         the query: what was asked and when
time_grammar.py  what names a stretch of days
time_phrase.py   time phrases in questions
"""
