"""Questions: what is asked (`Ask`) → what was understood (`Query`).

conversation/        follow-ups → questions that stand alone
syntax/              the parts of a question and the things that it names
time/                time phrases, and the days that they name
base_terms.py        lemmatisation: terms with irregular verbs as their base
filters.py           which passages a query may see
publishers.py        whose reports are asked for: "according to CNN"
query.py             the query: what was understood, parsed once
question_kind.json   its learned weights
question_kind.py     question classification: the kind of answer that is asked for
request.py           what is asked: typed words, conversation, filters
"""
