"""Contrasts: words that make a figure that of a part or of a wider whole, as "in the first half" or "worldwide".

Knows nothing of figures or dates; `explanations.py` asks whether two sentences speak of the same thing. (Rows of words
that exclude each other, as "men" and "women", changed nothing on pairs or on news: LOG.md, 2026-11-27.)
"""

import re

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
ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b(?! (?:century|anniversary|birthday))")


def speak_of_different_things(question: str, one: str, other: str) -> bool:
    """Whether two sentences name different ordinals than each other or the question, or only one of them a part."""
    wanted, a, b = (set(ORDINAL.findall(text)) for text in (question, one, other))
    if (a and b and not a & b) or (wanted and any(each and not each & wanted for each in (a, b))):
        return True
    scopes = [{match.lower() for match in SCOPE.findall(text)} for text in (one, other)]
    return scopes[0] != scopes[1]
