"""Scored sentences and answer spans, the types that scoring, quotes and notices share.

Knows nothing of how a sentence was scored.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

from corpus.archive.versions import StoredVersion
from index.text.sentences import Span

SpanKind = Literal["name", "number", "date", "title"]

NO_WORD = re.compile(r"[\W_]+")
ARTICLE = re.compile(r"^(?:the|an?) ")


@dataclass(frozen=True, slots=True)
class AnswerSpan:
    """`text[start:end]` of a sentence; `key` is its words in small letters, the same for each way to write it."""

    start: int
    end: int
    kind: SpanKind
    key: str


@lru_cache(maxsize=65_536)
def key_of(text: str) -> str:
    """The words of a text in small letters, without a leading article."""
    return ARTICLE.sub("", NO_WORD.sub(" ", text.casefold()).strip())


FEATURES = {
    "answers": "probability that the names and numbers in it, and in no better quote, are what was asked for",
    "covered": "share of the question's words",
    "focus": "the same of the question's last sentence",
    "around": "what the sentences around it and the headline add to that share, by the words' rarity",
    "names": "share of the question's names in it, around it and in the headline",
    "phrases": "share of the question's pairs of neighbouring words",
    "kind": "holds the kind of thing that was asked for, or none was",
    "words": "tells somebody's words, where the question asks for them",
    "negation": "says that something is not so, where the question does not ask that",
    "is_question": "is a question itself",
    "rank": "its passage's place in the ranking",
    "near": "cosine of its passage and the question",
    "asked": "how near what it adds to its passage is to the words that ask, by the model",
}


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence that may be quoted, its place in its article, and what speaks for it.

    `said` are its terms in order, without a dateline: what copies of one story have in common. `context` is the share
    of the question's words in it, around it and in the headline; `answers` are words that may be the short answer, at
    their places in the sentence, each with its probability, which counts `answer_weight` in the score; `base` is what
    all else adds to it.
    """

    stored: StoredVersion
    span: Span
    text: str
    hit: int
    features: Mapping[str, float]
    said: tuple[str, ...]
    context: float = 0.0
    has_role: bool = True
    answers: tuple[tuple[AnswerSpan, float], ...] = ()
    base: float = 0.0
    answer_weight: float = 0.0

    @property
    def score(self) -> float:
        return self.score_with(self.features.get("answers", 0.0))

    def score_with(self, answers: float) -> float:
        """The score if the words in it had such a probability of being the answer."""
        return self.base + self.answer_weight * answers


def place(candidate: ScoredSentence) -> tuple[int, int]:
    """What tells a sentence from all others: its version's number and where it starts there."""
    return candidate.stored.number, candidate.span.start


def age(stored: StoredVersion) -> tuple[bool, datetime]:
    """For sorting the earliest published first, and the undated last."""
    published = stored.article.published
    return published is None, published or stored.first_seen


DATELINE = re.compile(r"^[A-Z][A-Z .'’-]{2,}(?:,[^-–—]{0,40})?(?: ?\([A-Za-z ]+\))? ?[-–—] ")


def without_dateline(text: str) -> str:
    """A sentence without the place and day before it, which publishers of one story write differently."""
    dateline = DATELINE.match(text)
    return text[dateline.end() :] if dateline else text
