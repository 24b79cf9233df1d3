"""Repetition: whether two sentences say about the same, so that one of them is enough.

Knows nothing of questions.
"""

import re

from index.text.analysis import FRAMING_WORDS, terms
from qa.answer.sentences.scored_sentence import ScoredSentence
from qa.english.normal_form import plain_names
from qa.question.base_terms import base_terms

REPEATS = 0.6  # share of common words from which a sentence says the same again
CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*|\b\d[\d.,]*\d\b")
# Terms by which two sentences that share the rest say something else.
DECISIVE_TERMS = frozenset(
    terms(
        "not no never none nor neither without t deny denies denied refuse refused reject fail failed unlikely"
        " one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million billion half"
    )
)


def repeats(one: ScoredSentence, other: ScoredSentence) -> bool:
    """Whether two sentences say about the same: most words are common and in the same order, and of the others none
    is a name, a number or a negation."""
    words, others = set(one.said), set(other.said)
    different = words ^ others
    if len(words & others) < REPEATS * len(words | others) or not different.isdisjoint(DECISIVE_TERMS):
        return False
    if any(c.isdigit() for word in different for c in word):
        return False
    if [word for word in one.said if word in others] != [word for word in other.said if word in words]:
        return False
    names, other_names = names_in(plain_names(one.text)), names_in(plain_names(other.text))
    return names <= other_names or other_names <= names


def names_in(text: str) -> frozenset[str]:
    """The terms of a text's capitalised words and numbers; of its first word too, unless that only frames it."""
    found = [match for match in CAPITALISED.finditer(text) if match.start() or match[0].lower() not in FRAMING_WORDS]
    return frozenset(term for match in found for term in base_terms(match[0]) if len(term) > 1)
