"""The feature reader: sentences and short answers, judged by named, learned features.

allowed_answers.py   answer filter: which short answers can answer at all
answer_spans.py      answer candidates: names, numbers, dates and titles in sentences
passage_reader.py    a passage's sentences, read once
question_weights.py  term weighting: how much each of the question's words tells
sentence_scores.py   sentence scoring by named features
short_answers.py     short-answer scoring by kind, headline and agreement of independent reports
"""
