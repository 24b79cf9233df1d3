"""Scored sentences and the words in them that may answer: the types that scoring, quotes and notices share.

Knows nothing of how a sentence was scored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from corpus.archive.versions import StoredVersion
from index.text.sentences import Span

NO_WORD = re.compile(r"[\W_]+")
ARTICLE = re.compile(r"^(?:the|an?) ")

# What speaks for a sentence. A log-odds of 0 stands for "none answers".
FEATURES = {
    "sentence": "log-odds that the sentence answers, by the reader; -10 where it was not read",
    "passage": "log-odds that its passage answers, by the reader; -10 where it was not read",
    "search": "its passage's score in the search",
    "agreement": "log-odds of its likeliest words, over all articles that have them",
}
# The other articles that carry the same wire story as a version, by that version's number, the earliest first.
Copies = Mapping[int, tuple[StoredVersion, ...]]


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """`text[start:end]` of a sentence; `key` is its words in small letters, the same for each way to write it.

    `probability` is that of these words in this passage, `agreed` that of the same words over all articles that were
    read.
    """

    start: int
    end: int
    key: str
    probability: float
    agreed: float


@lru_cache(maxsize=65_536)
def key_of(text: str) -> str:
    """The words of a text in small letters, without a leading article."""
    return ARTICLE.sub("", NO_WORD.sub(" ", text.casefold()).strip())


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence that may be quoted, its place in its article, and what speaks for it.

    `hit` is its passage's place in the ranking. `said` are its terms in order, without a dateline: what copies of one
    story have in common. `answers` are words that may be the short answer, at their places in the sentence, the
    likeliest first.
    """

    stored: StoredVersion
    span: Span
    text: str
    hit: int
    features: Mapping[str, float]
    said: tuple[str, ...]
    answers: tuple[AnswerSpan, ...] = ()
    score: float = 0.0


def place(candidate: ScoredSentence) -> tuple[int, int]:
    """What tells a sentence from all others: its version's number and where it starts there."""
    return candidate.stored.number, candidate.span.start


def story_of(stored: StoredVersion, copies: Copies) -> frozenset[str]:
    """The ids of the articles that carry a version's story: its own and its copies'."""
    return frozenset([stored.article.id, *(copy.article.id for copy in copies.get(stored.number, ()))])


def age(stored: StoredVersion) -> tuple[bool, datetime]:
    """For sorting the earliest published first, and the undated last."""
    published = stored.article.published
    return published is None, published or stored.first_seen


DATELINE = re.compile(r"^[A-Z][A-Z .'’-]{2,}(?:,[^-–—]{0,40})?(?: ?\([A-Za-z ]+\))? ?[-–—] ")


def without_dateline(text: str) -> str:
    """A sentence without the place and day before it, which publishers of one story write differently."""
    dateline = DATELINE.match(text)
    return text[dateline.end() :] if dateline else text
