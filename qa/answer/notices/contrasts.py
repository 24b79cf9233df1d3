"""Contrasts: words that tell two things of one kind apart, as an operating and a net profit, or adults and children.

Knows nothing of figures or dates; `explanations.py` asks whether two sentences speak of the same thing.
"""

import re
from collections.abc import Sequence
from typing import Any

from qa.english.vocabulary import lines

# Of one row, two sentences that have different members speak of different things.
ROWS = [
    [frozenset(word.strip() for word in member.split(",")) for member in row.split("|")] for row in lines("contrasts")
]
# What makes a figure that of a part or of a wider whole, if only one of two sentences has it.
SCOPE = re.compile(
    r"\b(?:young people|youth|teenage\w*|elderly|worldwide|globally|metropolitan|alone|home loans?|mortgages?"
    r"|in the (?:town|village|suburb|district) of|in the (?:north|south|east|west|centre|center)"
    r"|(?:first|second|third|fourth|final|opening) (?:round|leg|day|week|stage|phase|heat|set|period|term|game|half)"
    r"|half-time|wheelchair|under-\d+s?|junior|(?:wo)?men['’]s|run-?off|so far this year|seasonally|on average"
    r"|per capita|a head|(?:quarter|semi)-?finals?|play-?offs?|group stage|qualif(?:ying|iers?)"
    r"|(?:holiday|long) weekend)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[\w-]+")
ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b(?! (?:century|anniversary|birthday))")


def speak_of_different_things(question: str, one: str, other: str) -> bool:
    """Whether two sentences name different members of a row, or only one of them a part or a wider whole."""
    if _differ([set(ORDINAL.findall(text)) for text in (question, one, other)]):
        return True
    words = [_words(text) for text in (one, other)]
    asked = _words(question)
    for row in ROWS:
        if _differ([{n for n, member in enumerate(row) if _has(text, member)} for text in (asked, *words)]):
            return True
    a, b = ({match.lower() for match in SCOPE.findall(text)} for text in (one, other))
    return a != b


def _differ(found: Sequence[set[Any]]) -> bool:
    """Whether two sentences have different members of a row, or one has others than the question.

    `found` has the members that are in the question and in either sentence.
    """
    wanted, a, b = found
    return bool(a and b and not a & b) or (bool(wanted) and any(each and not each & wanted for each in (a, b)))


def _words(text: str) -> str:
    return f" {' '.join(WORD.findall(text.lower()))} "


def _has(text: str, member: frozenset[str]) -> bool:
    return any(f" {word} " in text for word in member)
