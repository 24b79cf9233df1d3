"""Claims: what each report says in answer to a question, in that of its sentences that is most on the matter.

Knows nothing of whether reports agree; that is `conflicts.py`'s.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.article import Article
from index.text.sentences import Span, sentences
from qa.answer.sentences.scored_sentence import ScoredSentence
from qa.answer.values.expected import ExpectedAnswer
from qa.answer.values.sentence_values import may_answer, relevance, values
from qa.answer.values.term_synonyms import shared, term_set
from qa.answer.values.value import Value
from qa.english.dates import DateMention, day_of, find_dates

LOOKED_AT = 40  # sentences, best first
BEFORE_CHARS, AFTER_CHARS = 400, 250  # around a sentence, in which its "they" and "the ship" are explained
SENTENCE_CHARS = 200  # about the sentence before
COVERED = 0.4  # share of the question's words that a claim's surroundings have
# Of the question's words, a claim's sentence has such a share of those that the best one has.
NEARLY, NEARLY_NAMES = 0.2, 0.28


@dataclass(frozen=True, slots=True)
class ReportClaim:
    """A report's sentence, what it has of the kind that is asked for, likeliest first, the text around it, and how near
    it is to the question's words."""

    candidate: ScoredSentence
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
    def day(self) -> date | None:
        """The day on which the report was published."""
        return day_of(self.article.published)

    @property
    def dates(self) -> tuple[DateMention, ...]:
        """The days and times of day that the sentence names."""
        return find_dates(self.text, self.day)

    @property
    def value(self) -> Value:
        return self.values[0]

    @property
    def wording(self) -> str:
        """The value in the sentence's own words."""
        words = self.text[self.value.start : self.value.end].strip(" ,;")
        return words if words.lower().endswith(".m.") else words.rstrip(".")

    def values_elsewhere(self, asked: ExpectedAnswer) -> Iterator[Value]:
        """What the report's other sentences on the matter give for what is asked."""
        text = self.article.text
        for span in sentences(text):
            sentence = text[span.start : span.end]
            if span != self.candidate.span and may_answer(asked, sentence) and _near(asked, text, span):
                yield from values(asked, sentence, self.day)


def report_claims(asked: ExpectedAnswer, candidates: Sequence[ScoredSentence]) -> list[ReportClaim]:
    """Each article's sentence that answers with most of the question's words, in the order of the candidates."""
    best: dict[str, ReportClaim] = {}
    for candidate in candidates[:LOOKED_AT]:
        if not may_answer(asked, candidate.text):
            continue
        article = candidate.stored.article
        near = _near(asked, article.text, candidate.span)
        if near <= best[article.id].near if article.id in best else not (near or asked.is_age):
            continue
        claimed = values(asked, candidate.text, day_of(article.published))
        around = _surroundings(candidate) if claimed else ""
        if claimed and _is_on(asked, around):
            best[article.id] = ReportClaim(candidate, tuple(claimed), around, near)
    share = NEARLY_NAMES if asked.kind == "name" else NEARLY
    least = share * max((claim.near for claim in best.values()), default=0)
    return [claim for claim in best.values() if claim.near >= least]


def _near(asked: ExpectedAnswer, text: str, span: Span) -> int:
    """How near a sentence of a text is to the question's words."""
    return relevance(asked, text[span.start : span.end], text[max(span.start - SENTENCE_CHARS, 0) : span.start])


def _surroundings(candidate: ScoredSentence) -> str:
    article, span = candidate.stored.article, candidate.span
    return f"{article.title}\n{article.text[max(span.start - BEFORE_CHARS, 0) : span.end + AFTER_CHARS]}"


def _is_on(asked: ExpectedAnswer, text: str) -> bool:
    """Whether a text has the question's names and enough of its other words, or words for the same."""
    present = term_set(text)
    return asked.names <= present and len(shared(asked.terms, present)) >= COVERED * len(asked.terms)
