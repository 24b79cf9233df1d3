"""Rewriting: what the last question adds to the words of a follow-up, behind them in brackets.

"How many were hurt?" becomes "How many were hurt (the floods in Valencia)?". Decides nothing: who calls it has found
that something is left out.
"""

import re

from qa.english.names import mentions
from qa.english.word_classes import words
from qa.question.syntax.clause import core, embedded, parse

CUE = re.compile(
    r"^(?:(?:(?:and|but|or|so|also|plus|ok(?:ay)?|well|then|right|hm+|yes|sorry|i mean(?:t(?: to ask)?)?)\b"
    r"|(?:thanks|thank you|great|interesting|i see|no)(?=[,.!]|\si\smean))[,.!\s]*)+",
    re.IGNORECASE,
)
WHAT_ABOUT = re.compile(r"^(?:what|how)\s+about\s+|^same\s+(?:question\s+)?for\s+", re.IGNORECASE)
BRACKETED = re.compile(r"\(([^()]*)\)")
POINTING_BACK = frozenset(("he", "she", "it", "they", "him", "her", "them", "that", "this", "there", "so"))
END = " ?!."


def without_cue(typed: str) -> tuple[str, bool]:
    """The question without "And", "But", and whether it had one, which says that it goes on from what was said."""
    bare = CUE.sub("", typed).strip()
    return (bare, True) if bare and bare != typed else (typed, False)


def has_name(text: str) -> bool:
    """Whether a text names a person, a place or anything else with a capital."""
    return bool(mentions(f"x {text}"))  # behind a word, since a capital at the beginning tells nothing


def with_words(question: str, words_at_end: str) -> str:
    """A question with more words at its end, before its brackets."""
    bracketed = "".join(f" ({part})" for part in BRACKETED.findall(question)[:1])
    return f"{core(question).rstrip(END)}{words_at_end}{bracketed}?"


def in_brackets(text: str, last: str) -> str:
    """New words and, in brackets, what the last question was about: its own brackets, where it says less itself."""
    asked = core(last)
    bracketed = BRACKETED.findall(last)
    points_back = any(word.lower in POINTING_BACK for word in words(asked))
    clause = parse(asked)
    topics = [embedded(clause) if clause else _uncapitalised(asked.rstrip(END))]
    topics = bracketed[:1] if points_back and bracketed else [*topics, *bracketed[:1]]
    return f"{text[0].upper()}{text[1:].rstrip(END)} ({', '.join(topics)})?"


def _uncapitalised(text: str) -> str:
    return text if has_name(text.split()[0]) else text[0].lower() + text[1:]
