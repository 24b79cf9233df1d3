"""What each report says in answer to a question: of its sentences that may answer, the one that is most on the matter.

Knows nothing of whether reports agree; that is `conflict.py`'s.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Article
from qa.answer.reading import Candidate
from qa.answer.values.expected import Asked
from qa.answer.values.sentence_values import may_answer, relevance, values
from qa.answer.values.value import Value
from qa.english.dates import Named, day_of, find_dates
from qa.english.synonyms import shared, words

LOOKED_AT = 40  # sentences, best first
BEFORE_CHARS, AFTER_CHARS = 400, 250  # around a sentence, in which its "they" and "the ship" are explained
SENTENCE_CHARS = 200  # about the sentence before
COVERED = 0.4  # share of the question's words that a claim's surroundings have
NEARLY, NEARLY_NAMES = (
    0.2,
    0.28,
)  # of the question's words, a claim's sentence has such a share of those that the best one has


@dataclass(frozen=True, slots=True)
class Testimony:
    """A report's sentence, what it has of the kind that is asked for, likeliest first, the text around it, and how near
    it is to the question's words."""

    candidate: Candidate
    values: tuple[Value, ...]
    surroundings: str
    near: int

    @property
    def article(self) -> Article:
        return self.candidate.stored.article

    @property
    def text(self) -> str:
        return self.candidate.text

    @property
    def dates(self) -> tuple[Named, ...]:
        """The days and times of day that the sentence names."""
        return find_dates(self.text, day_of(self.article.published))

    @property
    def value(self) -> Value:
        return self.values[0]

    @property
    def said(self) -> str:
        """The value in the sentence's own words."""
        words = self.text[self.value.start : self.value.end].strip(" ,;")
        return words if words.lower().endswith(".m.") else words.rstrip(".")


def testimonies(asked: Asked, candidates: Sequence[Candidate]) -> list[Testimony]:
    """Each article's sentence that answers with most of the question's words, in the order of the candidates."""
    found: dict[str, tuple[int, Testimony]] = {}
    for candidate in candidates[:LOOKED_AT]:
        if not may_answer(asked, candidate.text):
            continue
        article, start = candidate.stored.article, candidate.span.start
        near = relevance(asked, candidate.text, article.text[max(start - SENTENCE_CHARS, 0) : start])
        if near <= found[article.id][0] if article.id in found else not (near or asked.is_age):
            continue
        claimed = values(asked, candidate.text, day_of(article.published))
        around = _surroundings(candidate) if claimed else ""
        if claimed and _is_on(asked, around):
            found[article.id] = near, Testimony(candidate, tuple(claimed), around, near)
    least = (NEARLY_NAMES if asked.kind == "name" else NEARLY) * max((near for near, _ in found.values()), default=0)
    return [testimony for near, testimony in found.values() if near >= least]


def _surroundings(candidate: Candidate) -> str:
    article, span = candidate.stored.article, candidate.span
    return f"{article.title}\n{article.text[max(span.start - BEFORE_CHARS, 0) : span.end + AFTER_CHARS]}"


def _is_on(asked: Asked, text: str) -> bool:
    """Whether a text has the question's names and enough of its other words, or words for the same."""
    said = words(text)
    return asked.names <= said and len(shared(asked.terms, said)) >= COVERED * len(asked.terms)
