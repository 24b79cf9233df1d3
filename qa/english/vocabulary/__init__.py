"""Vocabulary: word lists as data, by subject; the comment above each list says who uses it and how it was made.

A list's name is its own across all files, so a file or list that is added needs no change here.

courtesies.toml  thanks, greetings, wishes about an answer
grammar.toml     function words, words that name no subject, irregular verbs
limits.toml      words that limit, deny or suppose, and words that point back
names.toml       words inside names, words that are no names, nicknames
places.toml      countries and peoples
publishers.toml  well-known news publishers
quantities.toml  numbers, scales, fractions, currencies, units of measure
synonyms.toml    words that reports use for the same thing
time.toml        months and weekdays
titles.toml      titles and roles of people
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(name: str) -> frozenset[str]:
    """The entries of a list. Raises KeyError for an unknown one, as all four do."""
    return frozenset(lines(name))


@cache
def lines(name: str) -> tuple[str, ...]:
    """The entries of a list in their order."""
    return tuple(_lists()[name])


@cache
def numbers(name: str) -> dict[str, float]:
    """A table of words and the number that each means."""
    return {word: float(value) for word, value in tables(name).items()}


def tables(name: str) -> dict[str, Any]:
    """A table, or tables by their names, in their order."""
    found: dict[str, Any] = _lists()[name]
    return found


@cache
def _lists() -> dict[str, Any]:
    """All lists and tables by their names, read when the first is asked for."""
    found: dict[str, Any] = {}
    for file in files(__name__).iterdir():
        if file.name.endswith(".toml"):
            found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found
