"""Training: learns the weights. Not needed to run; what it imports more is the extra `train`.

learn_answers.py  `python -m qa.training.learn_answers`: short answers, sentences, confidence
learn_ranking.py  `python -m qa.training.learn_ranking`: the ranking's weights
"""
