"""Conversation: follow-ups → questions that stand alone, without a language model.

courtesy.py        what asks nothing of the news: thanks, greetings, what it can do
ellipsis.py        follow-ups that leave out what they are about
exchanges.py       what was asked and answered, and the follow-up behind it
fragments.py       follow-ups that are no clause
other_times.py     follow-ups that ask the same of other days
pronouns.py        pronouns that a question does not explain
question_words.py  follow-ups that are a question word
rewriting.py       what the last question adds to a follow-up
standalone.py      typed question and conversation → the question that stands alone
"""
