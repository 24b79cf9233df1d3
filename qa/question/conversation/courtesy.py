"""Courtesies: what is said to whoever answers and asks nothing of the news: thanks, what it can do, "shorter".

A message is one if nothing but such phrases is in it. Knows nothing of archives; the reply is the service's.
"""

from typing import Literal

from qa.english import vocabulary
from qa.english.word_classes import words

# `sure` doubts an answer, `sources` asks where it comes from; `rephrase` and `more` wish for what cannot be done;
# `unclear` points at something that only its speaker knows.
Courtesy = Literal["thanks", "greeting", "help", "end", "sure", "sources", "rephrase", "more", "unclear"]

MAX_WORDS = 12
# Alone they point at something that only the speaker knows; the words beside them say no more: "what about that one?"
POINTING = frozenset(
    ("that", "this", "it", "there", "them", "him", "her", "he", "she", "they", "those", "these", "what", "one", "ones")
) | {"other", "thing", "things"}
SAID_BESIDE_POINTING = frozenset(("the", "about", "and", "so", "too", "also"))
PEOPLES = vocabulary.words("peoples")  # as names of languages


def _phrases_of(words: frozenset[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in words)


# The first kind of which a message has a phrase is the one that is replied to.
KINDS: dict[Courtesy, frozenset[tuple[str, ...]]] = {
    "rephrase": _phrases_of(vocabulary.words("courtesy_rephrase")),
    "sources": _phrases_of(vocabulary.words("courtesy_sources")),
    "sure": _phrases_of(vocabulary.words("courtesy_sure")),
    "more": _phrases_of(vocabulary.words("courtesy_more")),
    "help": _phrases_of(vocabulary.words("courtesy_help")),
    "unclear": _phrases_of(vocabulary.words("courtesy_unclear")),
    "thanks": _phrases_of(vocabulary.words("courtesy_thanks")),
    "greeting": _phrases_of(vocabulary.words("courtesy_greeting")),
    "end": _phrases_of(vocabulary.words("courtesy_end")),
}
SAID_BESIDE = _phrases_of(vocabulary.words("courtesy_beside"))
SAID_AROUND = _phrases_of(vocabulary.words("courtesy_around"))
BEFORE_LANGUAGES = frozenset((("in",), ("into",), ("to",), ("do", "you", "speak")))
CONNECTING = frozenset((("and",), ("but",), ("so",), ("then",)))
KNOWN = frozenset().union(*KINDS.values(), SAID_BESIDE, SAID_AROUND)
OF_ANSWERS: tuple[Courtesy, ...] = ("rephrase", "sources", "sure", "more", "unclear")
LONGEST = max(map(len, KNOWN))


def courtesy(text: str) -> Courtesy | None:
    """Which courtesy a message is, if it is nothing else; signs alone, such as an emoji, are a greeting."""
    said = _said(text)
    if not said:
        return None if any(c.isalnum() for c in text) else "greeting"
    if len(said) > MAX_WORDS:
        return None
    if POINTING.intersection(said) and set(said) <= POINTING | SAID_BESIDE_POINTING:
        return "unclear"
    found = _phrases(said)
    if found is None:
        return None
    kind = next(
        (kind for kind, phrases in KINDS.items() if phrases & found or (kind == "rephrase" and () in found)), None
    )
    is_around = not (found & SAID_AROUND - SAID_BESIDE)
    if kind is None:
        return "end" if is_around and not found <= CONNECTING else None
    return kind if is_around or kind in OF_ANSWERS else None


def _said(text: str) -> tuple[str, ...]:
    return tuple(word.lower.replace("’", "'") for word in words(text[:200]))


def _phrases(said: tuple[str, ...]) -> set[tuple[str, ...]] | None:
    """The phrases that a message is made of, the longest first; `()` for a language; `None` where another word is."""
    found: set[tuple[str, ...]] = set()
    while said:
        size = next((n for n in range(min(LONGEST, len(said)), 0, -1) if said[:n] in KNOWN), 0)
        is_language = not size and said[0] in PEOPLES and bool(found & BEFORE_LANGUAGES)
        if not size and not is_language:
            return None
        found.add(said[:size])
        said = said[max(size, 1) :]
    return found


def without_courtesy(text: str) -> str:
    """A question without the thanks or the greeting that it begins with: "Thanks! And what did China say?"."""
    found = words(text[:200])
    polite = KINDS["thanks"] | KINDS["greeting"] | SAID_BESIDE
    at = 0
    said = _said(text)
    while at < len(said):
        size = next((n for n in range(LONGEST, 0, -1) if said[at : at + n] in polite), 0)
        if not size:
            break
        at += size
        if at < len(found) and found[at].is_apart and courtesy(text[: found[at].start]) is not None:
            rest = text[found[at].start :]
            return rest if courtesy(rest) else without_courtesy(rest)
    return text
