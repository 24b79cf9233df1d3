"""Vocabulary: word lists as data, an entry a line; the first line of each says who uses it and how it was made.

adverbs.txt             adverbs that can stand between a subject and its verb
conjunctions.txt        words that join clauses
countries.txt           countries, parts of the world and unions
currencies.txt          currency signs, codes and words
determiners.txt         words that begin a noun phrase
event_words.txt         words that are said of any event
field_bodies.txt        bodies that are called by their fields
fractions.txt           fractions in words
irregular_verbs.txt     irregular verbs and their forms
judging_adjectives.txt  adjectives behind an "it" that stands for nothing
limiting_decisive.txt   words that deny, limit, suppose or say who said it
limiting_general.txt    words of general statements
limiting_joins.txt      words before two joined things that do not stand alone
limiting_pronouns.txt   pronouns and words that point back
measures.txt            units of measure and their sizes
months.txt              months and their short forms
name_particles.txt      small words inside names
nicknames.txt           first names that stand for one another
no_names.txt            capitalised words that name nobody
numbers.txt             numbers in words
peoples.txt             adjectives of peoples, languages, faiths and parties
prepositions.txt        prepositions
pronouns.txt            pronouns that stand for a noun phrase
roles.txt               roles of people
scales.txt              hundred to trillion
short_scales.txt        k, m, bn
side_nouns.txt          nouns for a part or a side of something else
speech_verbs.txt        verbs of speaking and reacting
subordinators.txt       words at which a clause inside a question begins
synonyms.toml           words that reports use for the same thing, in groups
things.txt              last words of names that are no persons
things_first.txt        first words of names that are no persons
time_nouns.txt          nouns for a stretch of time
title_modifiers.txt     words inside titles
titles.txt              titles before names
titles_in_names.txt     titles that are also parts of names
titles_men.txt          titles of men
titles_women.txt        titles of women
vague_numbers.txt       "a few", "dozens"
weekdays.txt            weekdays and their short forms
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(name: str) -> frozenset[str]:
    """The entries of a list. Raises FileNotFoundError for an unknown one."""
    return frozenset(lines(name))


@cache
def lines(name: str) -> tuple[str, ...]:
    """The entries of a list in their order."""
    stripped = map(str.strip, _text(f"{name}.txt").splitlines())
    return tuple(line for line in stripped if line and not line.startswith("#"))


@cache
def numbers(name: str) -> dict[str, float]:
    """A list whose entries end with a number each: the words before it → the number."""
    return {key: float(value) for key, _, value in (line.rpartition(" ") for line in lines(name))}


@cache
def tables(name: str) -> dict[str, dict[str, Any]]:
    """A TOML file's tables by their names, in their order."""
    return tomllib.loads(_text(f"{name}.toml"))


def _text(file: str) -> str:
    return files(__name__).joinpath(file).read_text(encoding="utf-8")
