"""Question syntax: a question's parts, found without a model. Knows nothing of conversations.

clause.py        the parts of a question as text, and what they can be turned into
frame.py         where the parts of a question begin
noun_phrases.py  the things that a question names
subject.py       where a question's subject ends and its verb begins
"""
