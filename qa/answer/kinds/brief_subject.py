"""Subjects: what an overview or the latest is asked of, and how much of it words have.

A subject is known by its terms, without the words by which such questions ask ("tell me about"), and by the names among
them. Knows nothing of archives or scores.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from qa.answer.sentences.repetition import names_in
from qa.english.normal_form import plain_names
from qa.question.base_terms import ASKING_TERMS, base_terms

NAME = re.compile(r"\b[A-Z][\w-]*(?: [A-Z][\w-]*)*")


@dataclass(frozen=True, slots=True)
class Subject:
    """The terms of a subject, those of its names, and each name's in order with a space around each."""

    terms: frozenset[str]
    names: frozenset[str]
    whole_names: tuple[str, ...]

    def is_named(self, text: str) -> bool:
        """Whether a text has each name as a whole and most of the terms: of "Shinzo Tanaka" not only one word."""
        found = base_terms(text)
        words = f" {' '.join(found)} "
        return all(name in words for name in self.whole_names) and self.share(set(found)) > 0.5

    def share(self, said: Collection[str]) -> float:
        """The share of its terms that are in some words, as `base_terms` gives them."""
        return _share(self.terms, said)

    def share_of_names(self, said: Collection[str]) -> float:
        """The same of its names, or of its terms where it has no names."""
        return _share(self.names or self.terms, said)


def subject_of(topic: str) -> Subject:
    """The subject of a question's topic; of "What happened?" it has no terms."""
    found = frozenset(base_terms(topic)) - ASKING_TERMS
    return Subject(found, found & names_in(topic), tuple(_whole_names(topic)))


def _whole_names(topic: str) -> Iterator[str]:
    """The terms of each run of capitalised words, without words before it that only ask."""
    for match in NAME.finditer(plain_names(topic)):
        name = base_terms(match[0])
        while name and name[0] in ASKING_TERMS:
            del name[0]
        if name:
            yield f" {' '.join(name)} "


def _share(wanted: Collection[str], said: Collection[str]) -> float:
    return sum(term in said for term in wanted) / len(wanted) if wanted else 0.0
