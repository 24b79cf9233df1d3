"""Rewriting: what stands before and behind a follow-up's own words. Decides nothing."""

import re

from qa.english.names import mentions

CUE = re.compile(
    r"^(?:(?:(?:and|but|or|so|also|plus|ok(?:ay)?|well|then|right|hm+|yes|sorry|i mean(?:t(?: to ask)?)?)\b"
    r"|(?:thanks|thank you|great|interesting|i see|no)(?=[,.!]|\si\smean))[,.!\s]*)+",
    re.IGNORECASE,
)
CUE_BEHIND = re.compile(r"(?<=\w)[,\s]+(?:i meant?|tho|though)[\s?!.]*$", re.IGNORECASE)  # Brent, I mean
WHAT_ABOUT = re.compile(r"^(?:what|how)\s+about\s+|^same\s+(?:question\s+)?for\s+", re.IGNORECASE)
END = " ?!."


def without_cue(typed: str) -> tuple[str, bool]:
    """The question without "And", "But", "I mean", and whether it had one, which says that it goes on from what was
    said."""
    bare = CUE_BEHIND.sub("", CUE.sub("", typed)).strip()
    return (bare, True) if bare.strip(END) and bare != typed else (typed, False)


def has_name(text: str) -> bool:
    """Whether a text names a person, a place or anything else with a capital."""
    return bool(mentions(f"x {text}"))  # behind a word, since a capital at the beginning tells nothing


def with_words(question: str, words_at_end: str) -> str:
    """A question with more words at its end."""
    return f"{question.rstrip(END)}{words_at_end}?"
