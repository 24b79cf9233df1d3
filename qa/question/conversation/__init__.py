"""Conversation: follow-ups → questions that stand alone.

antecedents.py     what a pronoun can stand for
clause.py          the parts of a question
ellipsis.py        what follow-ups leave out
fragments.py       follow-ups that are no clause
other_times.py     follow-ups that ask the same of other days
pronouns.py        pronouns that a question does not explain
question_words.py  follow-ups that are a question word
standalone.py      typed question and conversation → the question that stands alone
"""
