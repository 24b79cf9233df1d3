"""Spelling: a question with words that an archive does not know → the question with the words that are meant.

A word is misspelt if neither the archive nor the dictionary has it, and what is meant is a word of the archive that is
one letter away. Words that the archive knows are never touched. Knows nothing of how a question is answered.
"""

import re
from collections.abc import Iterator
from itertools import chain, islice
from math import log

from index.engine.passage_index import Allowed, PassageIndex
from index.passages.passage import Filter
from index.text.analysis import terms
from qa.english.word_classes import FUNCTION_WORDS, is_known
from qa.service.abstention import FAR

WORD = re.compile(r"[^\W\d_]+")
BEFORE = re.compile(r"(?P<word>[^\W\d_]+) $")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
MIN_LETTERS = 4  # of a shorter word, most words are one letter away
MAX_LETTERS = 24  # longer ones are no words
MAX_MISSPELT = 3  # words; with more a question is of another language, or of nothing
# What it costs a word that a letter was typed wrongly or twice, beside the logarithm of how many passages have it; that
# one was left out or two were swapped costs nothing: .87 of 501 words are found, .81 without (LOG.md, 2026-11-27).
WRONG, SURPLUS = 2.0, 3.0
MAX_TRIED = 4  # words that may be meant, of which it is looked up whether an article has them so
MAX_READ = 5  # passages for that


def respelled(question: str, index: PassageIndex) -> str | None:
    """The question as it was meant; `None` where no word is misspelt, or what one of them means cannot be told."""
    with index.questioning():
        found = (match for match in WORD.finditer(question) if _is_unknown(match[0].lower(), index))
        unknown = list(islice(found, MAX_MISSPELT + 1))
        if not 0 < len(unknown) <= MAX_MISSPELT:
            return None
        allowed = index.allowed(Filter(FAR))
        for match in reversed(unknown):
            before = BEFORE.search(question[: match.start()])
            meant = _meant(match[0].lower(), before["word"] if before else "", index, allowed)
            if meant is None:
                return None
            question = f"{question[: match.start()]}{_like(match[0], meant)}{question[match.end() :]}"
    return question


def _is_unknown(word: str, index: PassageIndex) -> bool:
    return len(word) >= MIN_LETTERS and not any(map(index.term_frequency, terms(word))) and not is_known(word)


def _meant(word: str, before: str, index: PassageIndex, allowed: Allowed) -> str | None:
    """The word one letter away that is most probably meant, of those that the archive has: first of all one that an
    article has behind the same word, "Liz Truss"."""
    if len(word) > MAX_LETTERS:
        return None
    scores: dict[str, float] = {}
    for other, cost in _near(word):
        n = min(map(index.term_frequency, terms(other)), default=0)
        if n and other not in scores:
            scores[other] = log(n) - cost
    likeliest = sorted(scores, key=lambda other: -scores[other])[:MAX_TRIED]
    is_telling = bool(before) and before.lower() not in FUNCTION_WORDS
    beside = (other for other in likeliest if is_telling and _is_written(f"{before} {other}", index, allowed))
    alone = (other for other in likeliest if _is_written(other, index, allowed))
    return next(chain(beside, alone), None)


def _is_written(words: str, index: PassageIndex, allowed: Allowed) -> bool:
    """Whether an article has words so: the index has "trues" and "true" as one term."""
    ids, _ = index.matching(terms(words), MAX_READ, allowed)
    passages, _ = index.passages(ids)
    written = re.compile(rf"\b{re.escape(words)}\b", re.IGNORECASE)
    return any(written.search(passage.text) for passage in passages.values())


def _near(word: str) -> Iterator[tuple[str, float]]:
    """What is one letter away from a word, with what that costs, the least first."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from ((f"{before}{letter}{after}", 0.0) for before, after in halves for letter in LETTERS)
    yield from ((f"{before}{after[1]}{after[0]}{after[2:]}", 0.0) for before, after in halves if len(after) > 1)
    yield from ((f"{before}{letter}{after[1:]}", WRONG) for before, after in halves if after for letter in LETTERS)
    yield from ((f"{before}{after[1:]}", SURPLUS) for before, after in halves if after)


def _like(typed: str, other: str) -> str:
    """A word in capitals as another was typed."""
    return other.upper() if typed.isupper() else other.capitalize() if typed[0].isupper() else other
