"""Names in a sentence, and whether two of them are one: titles, short forms, initials and spellings do not make two.

The one idea: names are the same unless they cannot be. Pure; knows no list of people or places.
"""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import takewhile

_TITLES = """mr mrs ms miss dr sir dame lord lady prof professor president vice prime minister first chief chancellor
governor senator sen representative rep congressman congresswoman mayor judge justice captain capt colonel col
general gen sergeant sgt lieutenant officer detective inspector king queen prince princess pope bishop
archbishop cardinal reverend rev father sister rabbi imam sheikh secretary attorney director coach manager
chairman chairwoman ceo commander major spokesman spokeswoman deputy former acting interim foreign finance
defence defense health interior police the"""
TITLES = frozenset(_TITLES.split())
# What begins with a capital and names nobody.
_NO_NAMES = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december i the a an in on at it he she they we his her its their this that these
those there but and or if as by for from to of with after before during when while who what where which why how
two three four five six seven eight nine ten most many some all no not one only both each every police officials
prosecutors investigators rescuers officers lawyers doctors residents witnesses authorities experts analysts
scientists researchers critics supporters voters fans members workers nobody everyone christmas easter earlier
later now then today yesterday tomorrow last next about around nearly almost more less at least up according
however although though because since until under over between among also still just even ever never once twice
former new old"""
NO_NAMES = frozenset(_NO_NAMES.split())
PARTICLES = r"(?:de|del|della|di|da|dos|du|la|le|van|von|der|den|ter|bin|ibn|al|el|and|of|the|for|&|e|y)"
WORD = r"(?:[A-Z]\.(?:[A-Z]\.)*|[^\W\d_a-z]\w*(?:(?:[’'](?!s\b)|[.-]+)\w+)*)"
RUN = re.compile(rf"(?<![\w’'-])(?:al-|el-|d['’]|O['’])?{WORD}(?:\s(?:{PARTICLES}\s){{0,2}}{WORD})*")
FOLDED = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_NICKNAMES = """
bill/william bob/robert jim/james joe/joseph mike/michael tom/thomas dick/richard rick/richard liz/elizabeth
tony/anthony ted/edward ben/benjamin dan/daniel dave/david kate/katherine kathy/catherine peggy/margaret
jack/john sasha/alexander nick/nicholas steve/stephen steve/steven ken/kenneth ron/ronald chuck/charles
beth/elizabeth vova/volodymyr alex/oleksandr sandy/alexander betsy/elizabeth hank/henry harry/henry
larry/lawrence"""
NICKNAMES = frozenset(frozenset(pair.split("/")) for pair in _NICKNAMES.split())
LIKE = 0.74  # share of letters in common from which two words are spellings of one name
LIKE_FIRST = 0.5  # the same for first names, which are translated


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands in a text; `words` are those that tell it, in lower case without accents or titles."""

    text: str
    words: tuple[str, ...]
    start: int
    end: int
    begins_sentence: bool


@lru_cache(maxsize=4_096)
def find_names(text: str) -> tuple[Name, ...]:
    """The names of a sentence, in order."""
    found = []
    for match in RUN.finditer(text):
        start, end = match.start(), match.end()
        while end > start and (first := re.match(r"[\w’'.-]+\s?", text[start:end])) and _is_no_name(first[0]):
            start += first.end()
        words = tuple(w for w in map(_plain, re.split(r"[\s-]+", _bare(text[start:end]))) if w)
        n_titles = len(list(takewhile(TITLES.__contains__, words)))
        words = words[n_titles:] or words
        if words and (not set(words) <= (NO_NAMES | TITLES) or _bare(text[start:end]).isupper()):
            shown = _bare(text[start:end])
            found.append(Name(shown, words, start, start + len(shown), begins_sentence=start == 0))
    return tuple(found)


@lru_cache(maxsize=32_768)
def _is_no_name(word: str) -> bool:
    is_short_form = word.rstrip().endswith(".") or (len(word.rstrip()) > 1 and word.rstrip().isupper())
    return _plain(word) in NO_NAMES and not is_short_form


def _bare(name: str) -> str:
    return re.sub(r"(?:['’]s|['’]|[.,])$", "", name)


@lru_cache(maxsize=32_768)
def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold().translate(FOLDED))
    return "".join(c for c in folded if c.isalnum())


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
        one[0] == other[0] or frozenset((one, other)) in NICKNAMES or _like(one, other, LIKE_FIRST)
        for one in a[:-1]
        for other in b[:-1]
    )


def _stands_for(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether one name is the other's first letters."""
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)


def _like(one: str, other: str, share: float) -> bool:
    return one == other or (min(len(one), len(other)) > 2 and SequenceMatcher(None, one, other).ratio() >= share)
