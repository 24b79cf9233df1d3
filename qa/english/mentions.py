"""Who and what a text names: persons, places and other names, with what tells "he" from "she".

Names are words with capitals. What kind one is, the words around it say (a title, "in"), or its own last word (a
bridge, a council); countries are from the Unicode locale data. Knows nothing of questions or conversations.
"""

import re
from calendar import day_name, month_abbr, month_name
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from qa.english.word_classes import FUNCTION_WORDS, is_finite, is_known, is_plural, listed

MAX_CHARS = 1_500  # of a text is read: an answer's first sentences
Kind = Literal["person", "place", "other"]
Gender = Literal["he", "she", ""]

NAME = re.compile(
    r"(?<![\w’'-])(?:[A-Z]\.)*[A-Z][\w’'-]*(?:\.(?=[A-Z]))?"
    r"(?:\s(?:(?:of|of\sthe|de|da|del|van|von|bin|al|the)\s)?(?:[A-Z]\.)*[A-Z][\w’'-]*)*"
)
MALE = listed("mr king emperor prince sir lord pope father duke spokesman chairman brother sheikh")
FEMALE = listed("mrs ms miss queen empress princess lady dame duchess spokeswoman chairwoman sister")
TITLES = (
    MALE
    | FEMALE
    | listed(
        "president minister chancellor secretary senator governor mayor judge justice general admiral colonel"
        " captain sergeant detective inspector professor dr doctor ambassador commissioner congressman"
        " congresswoman representative councillor councilman leader chief director chair archbishop bishop"
        " cardinal rabbi imam coach analyst economist premier speaker attorney deputy commander lieutenant chef"
        " author actor singer striker"
    )
)
# What a name that ends so is called by: no person.
THINGS = listed(
    "accord act agency agreement airlines airport alliance app army association attack authority avenue award"
    " bank bay bill bond bridge bureau canyon case castle center centre championship channel church city club"
    " coast college commission committee company conference congress corporation council county court crisis"
    " cup currency dam deal declaration department district east exchange factory fair federation ferry"
    " festival force forest forum fund gallery games gorge group hall harbour hospital hotel house inc index"
    " institute island islands lake law league library limited line ltd magazine marathon market medal mine"
    " ministry motors mountain museum nations navy network news north ocean office open opera orchestra"
    " organisation organization palace park parliament party peninsula plan plant police port post prison"
    " prize program programme protocol province radio railway reserve review river road robbery scandal school"
    " sea senate service shipyard society south square stadium state states station street studios summit"
    " theater theatre times tournament tower town treaty trial trophy trust tunnel tv union university valley"
    " village war ward west works world zoo"
)
# And one that begins so.
THINGS_FIRST = listed(
    "typhoon hurricane storm cyclone mount lake operation flight hotel cape fort port air radio camp project"
    " saint st hms"
)
PLACE_BEFORE = re.compile(r"\b(?:in|at|near|across|throughout|outside)\s(?:the\s)?$", re.IGNORECASE)
PEOPLES = listed(
    "american british european israeli iraqi palestinian australian canadian mexican brazilian indian asian"
    " african iranian syrian egyptian saudi western eastern northern southern democratic republican christian"
    " muslim jewish catholic"
)
WOMAN = re.compile(r"\b(?:wom[ae]n|female|mother|actress|her husband|daughter|girl)\b", re.IGNORECASE)
MAN = re.compile(r"\b(?:his wife|(?<!wo)m[ae]n|father|son|boy)\b", re.IGNORECASE)
GENDERED = re.compile(r"\b(?P<he>he|him|his|himself)\b|\b(?P<she>she|her|hers|herself)\b", re.IGNORECASE)
NEAR = 60  # characters after a name in which "the first woman" is said of it
CALENDAR = frozenset(name.lower() for name in (*day_name, *month_name[1:], *month_abbr[1:], "Sept"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands in a text, without its title."""

    text: str
    start: int
    end: int
    kind: Kind | None  # `None` where nothing tells
    gender: Gender

    @property
    def last_word(self) -> str:
        return self.text.split()[-1].lower()


@cache
def countries() -> frozenset[str]:
    """Countries, continents and unions by their English names, in small letters."""
    from babel import Locale  # takes 40 ms, which questions without a conversation need not wait for

    names = {str(name).lower() for name in Locale("en").territories.values()}
    return frozenset(
        names | {"us", "u.s", "u.s.", "usa", "uk", "u.k", "u.k.", "eu", "un", "britain", "america", "england"}
    )


@cache
def peoples() -> frozenset[str]:
    """Adjectives of peoples, most of which are languages' names too, in small letters."""
    from babel import Locale

    return frozenset({str(name).lower() for name in Locale("en").languages.values()} | PEOPLES)


@lru_cache(maxsize=512)
def mentions(text: str) -> tuple[Mention, ...]:
    """The names in the beginning of a text, in order."""
    text = text[:MAX_CHARS]
    found: list[Mention] = []
    for match in NAME.finditer(text):
        found += _split(text, match.start(), match[0])
    return tuple(_with_gender(text, found))


def kind_of(name: str, known: Iterable[Mention] = ()) -> Kind | None:
    """What kind of name this is, by itself or by what was said of it before."""
    bare = _bare(name).lower()
    last = bare.split()[-1] if bare.split() else bare
    if bare.removeprefix("the ") in countries():
        return "place"
    for mention in known:
        if mention.kind and (mention.text.lower() == bare or (mention.kind == "person" and mention.last_word == last)):
            return mention.kind
    parts = bare.split()
    if last.removesuffix("s") in THINGS or last in THINGS or (len(parts) > 1 and parts[0] in THINGS_FIRST):
        return "other"
    if len(parts) > 2 and is_known(parts[-1]) and is_known(parts[-2]):
        return "other"
    if len(parts) > 1 and name.split()[-1][0].isupper() and is_plural(last):
        return "other"  # Ostwick Rovers
    is_written_so = all(part[0].isupper() for part in _bare(name).split()) or bare == name
    if (
        len(parts) in (2, 3)
        and is_written_so
        and not any(part in FUNCTION_WORDS for part in parts)
        and not all(map(is_known, parts))
    ):
        return "person"
    return None


def is_time_word(word: str) -> bool:
    """Whether a word names a day of the week or a month."""
    return word.lower().rstrip(".") in CALENDAR


def _bare(name: str) -> str:
    return re.sub(r"['’]s?$", "", name)


def _split(text: str, start: int, run: str) -> list[Mention]:
    """The names in a run of capitalised words: after a possessive or a title another begins."""
    found: list[Mention] = []
    parts: list[tuple[int, str]] = []
    has_title: list[str] = []
    for piece in re.finditer(r"\S+", run):
        word = piece[0]
        at = start + piece.start()
        low = _bare(word).lower().rstrip(".")
        if low in TITLES and not parts:
            has_title.append(low)
            continue
        if low in TITLES and parts:  # US Commerce Secretary Howard Lutnick
            parts, has_title = [], [*has_title, low]
            continue
        is_alone = piece.end() == len(run) and not parts
        if is_time_word(low) or (is_alone and _is_no_name(text, at, at + len(word), low)):
            continue
        if not parts and low in FUNCTION_WORDS and (word[0].islower() or low not in countries()):
            continue
        if low == "of" and kind_of(" ".join(each for _, each in parts)) == "person":  # Ann Lee of Canada
            found.append(_mention(text, parts, has_title))
            parts, has_title = [], []
            continue
        parts.append((at, word))
        if word.endswith(("'s", "’s")):
            found.append(_mention(text, parts, has_title))
            parts, has_title = [], []
    if parts:
        found.append(_mention(text, parts, has_title))
    return found


def _mention(text: str, parts: list[tuple[int, str]], titles: list[str]) -> Mention:
    start = parts[0][0]
    end = parts[-1][0] + len(_bare(parts[-1][1]))
    name = text[start:end]
    gender: Gender = "he" if MALE.intersection(titles) else "she" if FEMALE.intersection(titles) else ""
    kind = "person" if titles else kind_of(name)
    if not titles and kind != "other" and PLACE_BEFORE.search(text[max(0, start - 20) : start]):
        kind = "place"
    return Mention(name, start, end, kind, gender)


def _is_no_name(text: str, start: int, end: int, word: str) -> bool:
    """Whether a capitalised word alone is none: an adjective of a people, or the first word of a sentence.

    A noun that begins a sentence without an article and has a verb after it is one: "Baker said".
    """
    if word in countries():
        return False
    if word in peoples():
        return True
    if not _begins_sentence(text, start) or not is_known(word):
        return False
    after = text[end:].split(maxsplit=1)
    return word in FUNCTION_WORDS or is_plural(word) or not after or not is_finite(after[0])


def _begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" “\"‘'")
    return not before or before[-1] in ".!?\n:-–—"


def _with_gender(text: str, found: list[Mention]) -> list[Mention]:
    """The mentions with what pronouns and words after them say; a pronoun speaks of the person named last."""
    said: dict[str, Gender] = {}
    could_be = [each for each in found if each.kind == "person" or (each.kind is None and not each.text.isupper())]
    for number, mention in enumerate(could_be):
        stop = could_be[number + 1].start if number + 1 < len(could_be) else len(text)
        pronoun = GENDERED.search(text, mention.end, stop)
        near = text[mention.end : min(stop, mention.end + NEAR)]
        if mention.gender:
            said[mention.last_word] = mention.gender
        elif WOMAN.search(near):
            said[mention.last_word] = "she"
        elif MAN.search(near):
            said[mention.last_word] = "he"
        elif pronoun and mention.last_word not in said:
            said[mention.last_word] = "she" if pronoun["she"] else "he"
    return [
        replace(each, kind="person", gender=said[each.last_word])
        if each.last_word in said and each.kind in ("person", None)
        else each
        for each in found
    ]
