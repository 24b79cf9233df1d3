"""Items that their list names under another address than before: the same article, which moved.

The one idea: a list's own name for an item is believed where it names one item, on the same site, whose words are about
the same; lists that number their items anew each day are not. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from corpus.page import ListEntry
from corpus.site import same_site

MIN_COMMON = 0.5  # share of the shorter text's pairs of words that are in the other; of two reports it is about .1


def moved_from(found: Sequence[ListEntry], stored: Iterable[ListEntry]) -> Mapping[str, str]:
    """The former address of each entry of a list that has the name of one which the list named before."""
    times = Counter(entry.guid for entry in found)
    named = {entry.url for entry in found}
    before = [entry for entry in stored if entry.guid and entry.url not in named]
    times_before = Counter(entry.guid for entry in before)
    former = {entry.guid: entry.url for entry in before if times_before[entry.guid] == 1}
    return {
        entry.url: former[entry.guid]
        for entry in found
        if times[entry.guid] == 1 and entry.guid in former and same_site(former[entry.guid], entry.url)
    }


def says_the_same(text: str, other: str) -> bool:
    """Whether one text is about the words of another, or of a part of it."""
    one, two = _pairs(text), _pairs(other)
    return len(one & two) >= MIN_COMMON * max(1, min(len(one), len(two)))


def _pairs(text: str) -> set[tuple[str, str]]:
    words = re.findall(r"\w+", text.casefold())
    return set(pairwise(words))
