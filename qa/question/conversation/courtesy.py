"""Courtesies: what is said to whoever answers and asks nothing of the news: thanks, greetings, what it can do.

A message is one if nothing but such phrases is in it. Knows nothing of archives; the reply is the service's.
"""

from typing import Literal

from qa.english.word_classes import words

Courtesy = Literal["thanks", "greeting", "help", "end"]

MAX_WORDS = 12
# Made by hand. The first kind of which a message has a phrase is the one that is replied to.
PHRASES: dict[Courtesy, str] = {
    "thanks": "thanks, thank you, thx, ty, cheers, much appreciated",
    "help": "help, who are you, what are you, what can you do, what can i ask, what can i ask you, how do you work"
    ", how sure are you, how certain are you, are you an ai, are you ai, are you a bot, are you human"
    ", what do you know",
    "greeting": "hello, hi, hey, good morning, good afternoon, good evening, good day, how are you, nice to meet you",
    "end": "bye, goodbye, good night, quit, exit, stop, see you, start over, never mind, nevermind, that's all"
    ", that is all, that will be all",
}
# What may stand beside one of these, or alone, and says no more.
BESIDE = (
    "oh, ah, wow, ok, okay, yes, no, yep, nope, well, so, right, sure, fine, great, good, nice, cool, perfect, awesome"
    ", interesting, lol, haha, i see, got it, please, sorry, very much, so much, a lot, for that, for your help, there"
    ", then, now, again, you, you too, today, me"
)


def _listed(phrases: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in phrases.split(", "))


KINDS = {kind: _listed(phrases) for kind, phrases in PHRASES.items()}
KNOWN = frozenset().union(*KINDS.values(), _listed(BESIDE))
LONGEST = max(map(len, KNOWN))


def courtesy(text: str) -> Courtesy | None:
    """Which courtesy a message is, if it is nothing else; signs alone, such as an emoji, are a greeting."""
    said = [word.lower.replace("’", "'") for word in words(text[:200])]
    if not said:
        return None if any(c.isalnum() for c in text) else "greeting"
    if len(said) > MAX_WORDS:
        return None
    found: set[tuple[str, ...]] = set()
    while said:
        size = next((n for n in range(min(LONGEST, len(said)), 0, -1) if tuple(said[:n]) in KNOWN), 0)
        if not size:
            return None
        found.add(tuple(said[:size]))
        said = said[size:]
    return next((kind for kind, phrases in KINDS.items() if phrases & found), "end")
