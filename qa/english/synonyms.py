"""Synonyms: groups of words that reports use for the same thing, as "killed" and "death toll".

The one idea: reports of one event choose other words, and a figure that stands with words of another group ("injured"
beside "killed") counts something else. The groups are vocabulary; knows nothing of how words are stemmed.
"""

from dataclasses import dataclass
from typing import Literal

from qa.english.vocabulary import tables

Change = Literal["grows", "varies"]


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words for one thing: whether reports count it, and whether such a count grows for days or also falls."""

    name: str
    words: tuple[str, ...]
    is_counted: bool
    change: Change | None


GROUPS = tuple(
    SynonymGroup(name, tuple(row["words"].split()), row.get("counted", False), row.get("changes"))
    for name, row in tables("synonyms").items()
)
COUNTED = frozenset(group.name for group in GROUPS if group.is_counted)
GROWING = frozenset(group.name for group in GROUPS if group.change)  # a later, higher count is an update
FALLING = frozenset(group.name for group in GROUPS if group.change == "varies")  # and so is a lower one
