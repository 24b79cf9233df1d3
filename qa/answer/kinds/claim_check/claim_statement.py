"""Claims: a yes/no question → the statement that it asks to be confirmed, in parts that a report can be compared with.

"Did bus fares rise to £2.40 on 5 January?" says of "bus fares" that they "rise", "to £2.40", "on 5 January". Which word
is the verb is often open, so there are several readings. Knows nothing of reports.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from qa.english.dates import DateMention, find_dates
from qa.english.quantities.quantity import Figure, find_figures
from qa.english.word_classes import (
    AUXILIARIES,
    BE,
    DETERMINERS,
    FUNCTION_WORDS,
    HAVE,
    PREPOSITIONS,
    Word,
    is_base,
    is_finite,
    is_participle,
    words,
)
from qa.question.base_terms import base_terms

# What stands before a statement and after it: "Is it true that …", "So …, right?"
OPENING = re.compile(
    r"^\W*(?:(?:so|and|but|well|wait|really|ok(?:ay)?)\b[, ]+)*"
    r"(?:(?:is|was) it (?:really |actually )?(?:true|right|correct|so|the case|a fact)\b(?: that)?,? "
    r"|(?:can you confirm|is it confirmed|i (?:heard|read)|they say)(?: that)? |(?=\w))",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"[, ]+(?:or not|right|correct|yes|no|true|is that (?:right|true|so|correct)|really"
    r"|(?:did|does|do|is|was|were|will|has|have|are)(?:n['’]t)? (?:it|he|she|they|there))\W*$",
    re.IGNORECASE,
)
# "Was it Thursday that she resigned?"
CLEFT = re.compile(
    r"^(?:is|was) it (?:really |actually |indeed |only )?(?P<what>.+?) (?P<joint>that|who|when|where|which)"
    r" (?P<rest>.+)$",
    re.IGNORECASE,
)
NEGATIONS = frozenset(("not", "no", "never", "none", "nobody", "nothing", "neither", "without", "cannot"))
EMPTY = frozenset(("really", "actually", "indeed", "been", "being", "be"))
# Small words that make another thing of what they stand with.
TELLING = frozenset(
    ("first", "last", "next", "only", "every", "all", "both", "each", "another", "other", "many", "much", "against")
)
SHORT_STATES = {"us": "us", "u.s": "us", "usa": "us", "uk": "uk", "u.k": "uk", "eu": "eu", "e.u": "eu", "un": "un"}
HEDGES = frozenset(("about", "around", "over", "under", "some", "nearly", "almost", "least", "most", "up"))
MAX_WORDS = 40


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a statement: the preposition before it, the keys of its content words, or the value that it is.

    `noun` is the key of what a figure counts. `start` and `end` are its place in the question.
    """

    marker: str
    keys: tuple[str, ...]
    start: int
    end: int
    words: tuple[Word, ...] = ()
    value: Figure | DateMention | None = None
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One reading of a claim. Without a verb it says that its subject is its first part ("Is Jan the mayor?")."""

    subject: Part
    verb: str
    rest: tuple[Part, ...]
    auxiliary: str
    is_passive: bool
    is_negated: bool
    verb_at: tuple[int, int] = (0, 0)


def key_of_word(word: Word) -> str:
    """A word as the index has it, in its base form; short names of states are one word."""
    low = word.bare.rstrip(".")
    if low in SHORT_STATES and (word.is_capital or low not in ("us", "un")):
        return SHORT_STATES[low]
    return (base_terms(low) or [low])[0]


def content_words(tokens: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(word for word in tokens if word.lower not in (FUNCTION_WORDS - TELLING) | EMPTY or is_state(word))


def is_state(word: Word) -> bool:
    """Whether "US" is meant, not "us"."""
    return word.is_capital and word.bare.rstrip(".") in SHORT_STATES


@dataclass(frozen=True, slots=True)
class _Tokens:
    """The statement's words in order, the auxiliary taken out, and the values among them."""

    words: tuple[Word, ...]
    values: tuple[Figure | DateMention, ...]
    auxiliary: str
    is_inverted: bool
    verb_from: int


@lru_cache(maxsize=256)
def statements(question: str, published: date | None) -> tuple[Statement, ...]:
    """The readings of a claim; weekdays and "last week" are counted from a report's day. None for what is no claim."""
    read = _tokens(question, published)
    if read is None or len(read.words) > MAX_WORDS:
        return ()
    found = [_with_verb(read, at) for at in _verbs(read)] + list(_copulas(read))
    return tuple(dict.fromkeys(each for each in found if each and (each.subject.keys or each.subject.value)))


def _tokens(question: str, published: date | None) -> _Tokens | None:
    start = match.end() if (match := OPENING.match(question)) else 0
    end = match.start() if (match := CLOSING.search(question)) else len(question.rstrip(" ?!."))
    every = [word for word in words(question) if word.start >= start and word.end <= end]
    if cleft := CLEFT.match(question[start:end]):
        what, rest = ((start + cleft.start(name), start + cleft.end(name)) for name in ("what", "rest"))
        moved = [word for word in every if what[0] <= word.start < what[1]]
        others = [word for word in every if rest[0] <= word.start < rest[1]]
        is_first = cleft["joint"].lower() in ("who", "that", "which") and bool(others) and not _has_subject(others)
        every = [*moved, *others] if is_first else [*others, *moved]
    if not every:
        return None
    aux_at = next((n for n, word in enumerate(every) if word.lower in AUXILIARIES), None)
    is_inverted = aux_at == 0
    auxiliary = every[aux_at].lower if aux_at is not None else ""
    left = [word for n, word in enumerate(every) if n != aux_at]
    figures = [each for each in find_figures(question) if each.start >= start]
    dates = [each for each in find_dates(question, published) if each.start >= start]
    figures = [each for each in figures if not any(each.start < d.end and d.start < each.end for d in dates)]
    verb_from = 0 if is_inverted or aux_at is None else aux_at
    return _Tokens(tuple(left), (*figures, *dates), auxiliary, is_inverted, verb_from)


def _has_subject(tokens: Sequence[Word]) -> bool:
    """Whether words begin with what their verb is said of."""
    return not (tokens[0].lower in AUXILIARIES or (is_finite(tokens[0].lower) and not tokens[0].is_capital))


def _in_value(read: _Tokens, word: Word) -> Figure | DateMention | None:
    return next((value for value in read.values if value.start < word.end and word.start < value.end), None)


def _verbs(read: _Tokens) -> Iterator[int]:
    """The numbers of the words that may be the verb."""
    auxiliary = read.auxiliary.removesuffix("n't")
    for number, word in enumerate(read.words):
        low, before = word.lower, read.words[number - 1].lower if number else ""
        if (number < max(1, read.verb_from)) or _in_value(read, word) or before in DETERMINERS | PREPOSITIONS - {"to"}:
            continue
        if low in FUNCTION_WORDS:
            continue
        if auxiliary in BE | HAVE:
            fits = is_participle(low)
        elif auxiliary:
            fits = is_base(low) or (read.words[number - 1].lower in ("be", "have", "been") and is_participle(low))
        else:
            fits = is_finite(low)
        if fits and not word.is_capital:
            yield number


def _with_verb(read: _Tokens, at: int) -> Statement | None:
    verb = read.words[at]
    before = list(_parts(read, read.words[:at]))
    named = next((part for part in before[:2] if part.keys), None)  # "6,000 books were damaged" is said of books
    if named is None or before[0].marker or named.marker not in ("", "of"):
        return None
    named = replace(named, marker="")
    inner = [part for part in before if part.start != named.start]
    is_participle_here = is_participle(verb.lower) and not verb.lower.endswith("ing")
    has_be = read.auxiliary in BE or any(word.lower in ("be", "been", "being") for word in read.words[:at][-2:])
    rest = (*inner, *_parts(read, read.words[at + 1 :]))
    return Statement(
        named,
        key_of_word(verb),
        rest,
        read.auxiliary,
        has_be and is_participle_here,
        _is_negated(read),
        (verb.start, verb.end),
    )


def _copulas(read: _Tokens) -> Iterator[Statement]:
    """The readings in which something is said to be something, cut at each place."""
    if read.auxiliary not in BE:
        return
    parts = list(_parts(read, read.words))
    if not parts or parts[0].marker or parts[0].value:
        return
    first, own = parts[0], parts[0].words
    cuts = list(range(1, len(own)))
    if read.verb_from:  # "the bridge is closed" says where
        border = read.words[read.verb_from].start if read.verb_from < len(read.words) else 0
        cuts = [n for n in cuts if own[n].start >= border > own[n - 1].start]
    for cut in cuts:
        subject, said = _part("", own[:cut]), _part("", own[cut:])
        yield Statement(subject, "", (said, *parts[1:]), read.auxiliary, False, _is_negated(read))
    if len(parts) > 1 and parts[1].value:
        yield Statement(first, "", tuple(parts[1:]), read.auxiliary, False, _is_negated(read))


def _is_negated(read: _Tokens) -> bool:
    """Whether a statement denies something; "Didn't she resign?" asks whether she did."""
    is_denied = read.auxiliary.endswith("n't") and not read.is_inverted
    return sum(word.lower in NEGATIONS for word in read.words) % 2 == 1 or is_denied


def _part(marker: str, own: Sequence[Word]) -> Part:
    return Part(marker, tuple(map(key_of_word, own)), own[0].start, own[-1].end, tuple(own))


def _parts(read: _Tokens, tokens: Sequence[Word]) -> Iterator[Part]:
    """Words cut before each preposition and around each value."""
    marker, own = "", list[Word]()
    done: list[Figure | DateMention] = []
    for number, word in enumerate(tokens):
        value = _in_value(read, word)
        is_marker = word.lower in PREPOSITIONS and not is_state(word)
        if value is None and not is_marker:
            own += content_words([word])
            continue
        if own:
            yield _part(marker, own)
            marker, own = "", []
        if value is None:
            marker = word.lower
        elif value not in done:
            done.append(value)
            noun = _noun_after(read, tokens, number, value)
            yield Part(marker, (), value.start, value.end, value=value, noun=noun)
            marker = marker if noun else ""
    if own:
        yield _part(marker, own)


def _noun_after(read: _Tokens, tokens: Sequence[Word], number: int, value: Figure | DateMention) -> str:
    """What a bare number counts: the last of the words right behind it."""
    if isinstance(value, DateMention) or value.unit:
        return ""
    noun = ""
    for word in tokens[number:]:
        if word.start < value.end:
            continue
        if word.lower in FUNCTION_WORDS or _in_value(read, word) or (noun and (is_finite(word.lower))):
            break
        noun = key_of_word(word)
    return noun
