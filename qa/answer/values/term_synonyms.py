"""Synonyms among the index's terms: which of some words a sentence has, or has other words for.

Knows nothing of questions; the groups of synonyms are `qa/english/synonyms.py`'s.
"""

from collections.abc import Iterable
from functools import lru_cache

from index.text.analysis import terms
from qa.english.normal_form import plain_names
from qa.english.synonyms import GROUPS

GROUPS_OF: dict[str, frozenset[str]] = {}  # by term
for _group in GROUPS:
    for _term in {term for word in _group.words for term in terms(word)}:
        GROUPS_OF[_term] = GROUPS_OF.get(_term, frozenset()) | {_group.name}


@lru_cache(maxsize=32_768)
def term_set(text: str) -> frozenset[str]:
    """The different terms of a text, short names of states written out."""
    return frozenset(terms(plain_names(text)))


def groups_of(some: Iterable[str]) -> frozenset[str]:
    """The groups of synonyms that some terms are of."""
    return frozenset(group for term in some if term in GROUPS_OF for group in GROUPS_OF[term])


def shared(wanted: Iterable[str], present: frozenset[str]) -> frozenset[str]:
    """Those of the wanted terms that are among the ones present, or that have words of their group there."""
    has = {term for term in wanted if term in present}
    others = [term for term in wanted if term not in has and term in GROUPS_OF]
    groups = groups_of(present) if others else frozenset()
    return frozenset(has.union(term for term in others if GROUPS_OF[term] & groups))
