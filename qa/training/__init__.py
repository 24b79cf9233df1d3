"""Training: learns the weights. Not needed to run; what it imports more is the extra `train`.

questions/          readers' questions to news, with what answers them, to learn from
reader/             `python -m qa.training.reader`: learns to read a question beside passages
asked_questions.py  questions with known answers, asked of the archive
learn_answers.py    `python -m qa.training.learn_answers`: sentences, confidence, short answers
learn_kinds.py      `python -m qa.training.learn_kinds`: the kinds of questions
learn_ranking.py    `python -m qa.training.learn_ranking`: the ranking's weights
learn_verdicts.py   `python -m qa.training.learn_verdicts`: whether a report agrees with a claim
logistic.py         logistic regression and its calibration error
"""
