"""Conversation: follow-ups → questions that stand alone, without a language model.

antecedents.py     what an open pronoun stands for, where only one thing can be meant
courtesy.py        what asks nothing of the news: thanks, greetings, what it can do
ellipsis.py        follow-ups that leave out what they are about
exchanges.py       what was asked and answered, and the follow-up behind it
fragments.py       follow-ups that are no clause
likes.py           whether a part of a question is of the kind of a few words
other_times.py     follow-ups that ask the same of other days
pronouns.py        pronouns that a question does not explain
question_words.py  follow-ups that are a question word
rewriting.py       what stands before and behind a follow-up's own words
standalone.py      typed question and conversation → the question that stands alone
topics.py          what a question is about, as a phrase for the next one
"""
