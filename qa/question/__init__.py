"""Questions: what is asked (`Ask`) → what was understood (`Query`).

conversation/        follow-ups → questions that stand alone
syntax/              the parts of a question and the things that it names
asking_words.py      the words of a question that ask: "which country"
base_terms.py        lemmatisation: terms with irregular verbs as their base
filters.py           which passages a query may see
query.py             the query: what was understood, parsed once
question_profile.py  the kind of answer that a question expects, and its words and names
request.py           what is asked: typed words, conversation, filters
time_grammar.py      what names a stretch of days
time_phrase.py       time phrases in questions
"""
