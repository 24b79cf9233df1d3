"""Name recognition: the persons, places and other things that a text names, and whether two names are one.

A name is a run of capitalised words without the title before it (`name_runs.py`). Its kind the words around it say (a
title, "in"), or its own last word (a bridge, a council). `find_names` reads words alone; `mentions` tells kind and
gender too, and leaves out words that the lexicon says begin a sentence. Names are the same unless they cannot be.
Knows nothing of questions or conversations.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from qa.english.calendar import is_time_word
from qa.english.forms.name_runs import (
    ALSO_NAMES,
    FEMALE,
    MALE,
    PARTICLES,
    THINGS,
    THINGS_FIRST,
    TITLES,
    NameParts,
    name_parts,
)
from qa.english.vocabulary import lines, words
from qa.english.word_classes import FUNCTION_WORDS, is_finite, is_known, is_plural

__all__ = [  # with what callers of `mentions` also need
    "FEMALE", "MALE", "TITLES", "Gender", "Kind", "Mention", "Name", "find_names", "is_time_word", "kind_of",
    "mentions",
]  # fmt: skip

Kind = Literal["person", "place", "other"]
Gender = Literal["he", "she", ""]

MAX_CHARS = 1_500  # of a text is read for `mentions`: an answer's first sentences
NEAR = 60  # characters after a name in which "the first woman" is said of it
COUNTRIES = words("countries")
PEOPLES = words("peoples")
INITIAL = re.compile(r"[A-Z]\.")
PLACE_BEFORE = re.compile(r"\b(?:in|at|near|across|throughout|outside)\s(?:the\s)?$", re.IGNORECASE)
WOMAN = re.compile(r"\b(?:wom[ae]n|female|mother|actress|her husband|daughter|girl)\b", re.IGNORECASE)
MAN = re.compile(r"\b(?:his wife|(?<!wo)m[ae]n|father|son|boy)\b", re.IGNORECASE)
GENDERED = re.compile(r"\b(?P<he>he|him|his|himself)\b|\b(?P<she>she|her|hers|herself)\b", re.IGNORECASE)
NICKNAMES = frozenset(frozenset(line.split()) for line in lines("nicknames"))
LIKE = 0.74  # share of letters in common from which two words are spellings of one name
LIKE_FIRST = 0.5  # the same for first names, which are translated
FOLDED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands in a text, without its title; `words` are its words in small letters without accents.

    `title_start` is where its title begins; where it has none, the name does.
    """

    text: str
    words: tuple[str, ...]
    start: int
    end: int
    title: str
    title_start: int

    @property
    def begins_sentence(self) -> bool:
        return self.title_start == 0


@dataclass(frozen=True, slots=True)
class Mention(Name):
    """A name with its kind, `None` where nothing tells, and the pronoun that stands for it."""

    kind: Kind | None
    gender: Gender

    @property
    def last_word(self) -> str:
        return self.text.split()[-1].lower()


@lru_cache(maxsize=4_096)
def find_names(text: str) -> tuple[Name, ...]:
    """The names of a sentence, in order."""
    found = [_name(text, parts) for parts in name_parts(text)]
    return tuple(name for name in found if name.words and (name.title or not _is_of_people(name)))


def _is_of_people(name: Name) -> bool:
    """Whether all words are adjectives of peoples or begin so: "Taiwanese", "Puerto Rican", "English-language"."""
    return all(word.split("-")[0] in PEOPLES for word in name.text.lower().split())


def _name(text: str, parts: NameParts) -> Name:
    start, end = parts.name[0].start, parts.name[-1].end
    if INITIAL.fullmatch(parts.name[-1].text):  # "Act I." at the end of a sentence
        end -= 1
    title_start = parts.title[0].start if parts.title else start
    own = tuple(filter(None, map(_plain, re.split(r"[\s-]+", text[start:end]))))
    return Name(text[start:end], own, start, end, text[title_start:start].rstrip(), title_start)


@lru_cache(maxsize=32_768)
def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold().translate(FOLDED))
    return "".join(c for c in folded if c.isalnum())


@lru_cache(maxsize=512)
def mentions(text: str) -> tuple[Mention, ...]:
    """The names in the beginning of a text with their kinds and genders, in order."""
    text = text[:MAX_CHARS]
    found: list[Mention] = []
    for name in find_names(text):
        if name.title or not _is_no_name(text, name):
            found.append(_mention(text, name, found[-1] if found else None))
    return tuple(_with_gender(text, found))


def _mention(text: str, name: Name, before: Mention | None) -> Mention:
    titles = set(name.title.lower().split())
    gender: Gender = "he" if titles & MALE else "she" if titles & FEMALE else ""
    kind = "person" if titles else kind_of(name.text)
    is_of_person = before is not None and before.kind == "person" and text[before.end : name.start] == " of "
    if kind == "person" and not titles and is_of_person:  # Howard Lutnick of Cantor Fitzgerald
        kind = "other"
    if not titles and kind != "other" and PLACE_BEFORE.search(text[max(0, name.start - 20) : name.start]):
        kind = "place"
    return Mention(name.text, name.words, name.start, name.end, name.title, name.title_start, kind, gender)


def kind_of(name: str, known: Iterable[Mention] = ()) -> Kind | None:
    """What kind of name this is, by itself or by what was said of it before."""
    shown = re.sub(r"['’]s?$", "", name)
    bare = shown.lower()
    parts = bare.split()
    last = parts[-1] if parts else bare
    if bare.removeprefix("the ") in COUNTRIES:
        return "place"
    for mention in known:
        if mention.kind and (mention.text.lower() == bare or (mention.kind == "person" and mention.last_word == last)):
            return mention.kind
    if _is_called_as_thing(shown, parts, last):
        return "other"
    return "person" if _is_called_as_person(shown) else None


def _is_called_as_thing(shown: str, parts: list[str], last: str) -> bool:
    """Whether a name has a word that people's names do not have in its place: a bridge, a storm, Ostwick Rovers."""
    if last.removesuffix("s") in THINGS or last in THINGS:
        return True
    if len(parts) < 2:
        return False
    is_described = len(parts) > 2 and is_known(parts[-1]) and is_known(parts[-2])
    return parts[0] in THINGS_FIRST or is_described or (shown.split()[-1][0].isupper() and is_plural(last))


def _is_called_as_person(shown: str) -> bool:
    """Whether a name has two or three words, small ones inside it aside, that are not all common words."""
    own = [part for part in shown.split() if part not in PARTICLES]
    lower = [part.lower() for part in own]
    is_written_so = all(part[0].isupper() or "-" in part for part in own) or shown.islower()
    has_small_words = any(part in FUNCTION_WORDS - ALSO_NAMES for part in lower)
    return len(own) in (2, 3) and is_written_so and not has_small_words and not all(map(is_known, lower))


def _is_no_name(text: str, name: Name) -> bool:
    """Whether a capitalised word alone is none, but the first word of a sentence.

    A noun that begins a sentence without an article is one before a verb or a title: "Baker said", "Apple Chief".
    """
    word = name.text.lower().rstrip(".")
    if " " in word or word in COUNTRIES:
        return False
    if not _begins_sentence(text, name.start) or not is_known(word):
        return False
    after = text[name.end :].split(maxsplit=1)
    if word in FUNCTION_WORDS or is_plural(word) or not after:
        return True
    return not (is_finite(after[0]) or after[0][0].isupper())


def _begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" “\"‘'")
    return not before or before[-1] in ".!?\n:-–—"


def _with_gender(text: str, found: list[Mention]) -> list[Mention]:
    """The mentions with what pronouns and words after them say; a pronoun speaks of the person named last."""
    genders: dict[str, Gender] = {}
    could_be = [each for each in found if each.kind == "person" or (each.kind is None and not each.text.isupper())]
    for number, mention in enumerate(could_be):
        stop = could_be[number + 1].start if number + 1 < len(could_be) else len(text)
        pronoun = GENDERED.search(text, mention.end, stop)
        near = text[mention.end : min(stop, mention.end + NEAR)]
        if mention.gender:
            genders[mention.last_word] = mention.gender
        elif WOMAN.search(near):
            genders[mention.last_word] = "she"
        elif MAN.search(near):
            genders[mention.last_word] = "he"
        elif pronoun and mention.last_word not in genders:
            genders[mention.last_word] = "she" if pronoun["she"] else "he"
    return [
        replace(each, kind="person", gender=genders[each.last_word])
        if each.last_word in genders and each.kind in ("person", None)
        else each
        for each in found
    ]


def same_name(one: Name, other: Name) -> bool:
    """Whether two names can be those of one person, place or body."""
    a, b = one.words, other.words
    if set(a) <= set(b) or set(b) <= set(a) or _stands_for(a, b) or _stands_for(b, a):
        return True
    if not _like(a[-1], b[-1], LIKE):
        return False
    if len(a) == 1 or len(b) == 1:
        return True
    return any(
        first[0] == other_first[0]
        or frozenset((first, other_first)) in NICKNAMES
        or _like(first, other_first, LIKE_FIRST)
        for first in a[:-1]
        for other_first in b[:-1]
    )


def _stands_for(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether one name is the other's first letters."""
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)


def _like(one: str, other: str, share: float) -> bool:
    return one == other or (min(len(one), len(other)) > 2 and SequenceMatcher(None, one, other).ratio() >= share)
