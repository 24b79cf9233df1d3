"""Sentences of the best passages: which can be quoted, and what speaks for each.

quotable.py         a passage's sentences, and which of them can stand alone as a quote
repetition.py       whether two sentences say about the same
scored_sentence.py  scored sentences and the words in them that may answer
sentence_scores.py  sentence scoring: the best passages read, their sentences by named features
speech.py           direct speech, and whether a sentence says whose it is
surroundings.py     the sentences beside one that say who its "he" is, or whose words it gives
"""
