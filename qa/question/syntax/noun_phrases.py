"""Noun phrases: the things that a question names, "the new bridge" or "Japan", each with the preposition before it.

Words are read in order; for each, the first of `RULES` that fits says whether it can stand in what is being named.
"The price of gold" is two noun phrases. Knows nothing of conversations.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.english import vocabulary
from qa.english.names import is_time_word
from qa.english.word_classes import (
    ADVERBS,
    DETERMINERS,
    FUNCTION_WORDS,
    POSSESSIVES,
    PREPOSITIONS,
    Word,
    is_base,
    is_noun,
    is_participle,
    is_plural,
    words,
)
from qa.question.syntax.frame import find_frame
from qa.question.syntax.subject import DEMONSTRATIVES

ARTICLES = DETERMINERS | POSSESSIVES
TIME_NOUNS = vocabulary.words("time_nouns")
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """What a question names, where it stands; `preposition` is the word before it, if that is one."""

    start: int
    end: int
    text: str
    preposition: str
    is_name: bool
    is_plural: bool

    @property
    def head(self) -> str:
        """Its last word, in small letters: "bridge"."""
        return words(self.text)[-1].bare

    @property
    def is_definite(self) -> bool:
        return self.text.lower().startswith(("the ", "this ", "that ", "these ", "those "))

    @property
    def is_time(self) -> bool:
        """Whether it names a time: "the week", "October", "2024"."""
        return self.head in TIME_NOUNS or is_time_word(self.head) or YEAR.fullmatch(self.head) is not None


@dataclass(frozen=True, slots=True)
class Place:
    """A word where it stands, between the words `before` and `after`; `named` are the words of the phrase so far."""

    word: Word
    named: Sequence[Word]
    before: str
    after: Word | None

    @property
    def is_name(self) -> bool:
        """Whether it has a capital that no beginning of a question gives it."""
        return self.word.is_capital and self.word.start > 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that can stand in a noun phrase, or cannot; with an example whose phrases are in brackets."""

    name: str
    example: str
    belongs: Callable[[Place], bool]
    fits: Callable[[Place], bool]


@lru_cache(maxsize=1_024)
def noun_phrases(question: str) -> tuple[NounPhrase, ...]:
    """What a question names, in order; its question word and its verb are no part of it."""
    return tuple(
        _noun_phrase(question, named, preposition)
        for named, preposition in _runs(question)
        if any(word.lower not in FUNCTION_WORDS or (word.is_capital and word.start > 0) for word in named)
    )


def _runs(question: str) -> Iterator[tuple[list[Word], str]]:
    """The longest runs of words that can stand in a noun phrase, and the preposition before each."""
    tokens = words(question)
    frame = find_frame(question)
    left_out = {*range(frame.question_word, frame.noun), *range(frame.verb, frame.rest)} if frame else set[int]()
    named: list[Word] = []
    preposition = ""
    for number, word in enumerate(tokens):
        before = tokens[number - 1].lower if number else ""
        after = tokens[number + 1] if number + 1 < len(tokens) else None
        is_open = number not in left_out
        if named and not (is_open and not word.is_apart and _belongs(Place(word, named, before, after))):
            yield named, preposition
            named, preposition = [], ""
        if is_open and _belongs(Place(word, named, before, after)):
            named.append(word)
        else:
            preposition = word.lower if word.lower in PREPOSITIONS else ""
    if named:
        yield named, preposition


def _belongs(place: Place) -> bool:
    return next(rule.belongs(place) for rule in RULES if rule.fits(place))


def _noun_phrase(question: str, named: Sequence[Word], preposition: str) -> NounPhrase:
    start, last = named[0].start, named[-1]
    end = last.end - (2 if last.lower.endswith("'s") else 0)
    is_name = any(word.is_capital and word.start for word in named)
    plural = is_plural(last.bare) and not (last.is_capital and last.start)
    return NounPhrase(start, end, question[start:end], preposition, is_name, plural)


def _is_article(place: Place) -> bool:
    return place.word.bare in ARTICLES


def _can_begin(place: Place) -> bool:
    """Whether an article begins a phrase: "that" only before a noun."""
    if place.named or place.word.bare not in DEMONSTRATIVES:
        return not place.named
    return place.after is not None and place.after.lower not in FUNCTION_WORDS and is_noun(place.after.lower)


def _follows_article(place: Place) -> bool:
    return bool(place.named) and all(word.lower in ARTICLES for word in place.named)


def _always(_: Place) -> bool:
    return True


def _never(_: Place) -> bool:
    return False


RULES = (
    Rule("article", "What did [the king] say of that?", _can_begin, _is_article),
    Rule("name", "Did [the US] pay?", _always, lambda p: p.is_name),
    Rule(
        "adverb behind an article",
        "Did [the first attempt] fail?",
        _always,
        lambda p: _follows_article(p) and p.word.bare in ADVERBS,
    ),
    Rule(
        "participle behind an article",
        "Where is [its painted globe]?",
        _always,
        lambda p: _follows_article(p) and is_participle(p.word.bare),
    ),
    Rule("infinitive", "Who has to visit [schools]?", _never, lambda p: p.before == "to" and is_base(p.word.bare)),
    Rule(
        "gerund",
        "Why did [Norway] stop spending [money]?",
        _never,
        lambda p: p.word.bare.endswith("ing") and not p.named and p.before not in PREPOSITIONS,
    ),
    Rule("noun", "Did [new ships] sink?", _always, lambda p: is_noun(p.word.bare)),
    Rule("anything else", "Who resigned from [parliament]?", _never, _always),
)
