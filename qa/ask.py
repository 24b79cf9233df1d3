"""The whole service as one readable function: a question in, an answer with checked quotes out.

Everything in one answer comes from one revision of the archive. Knows nothing of HTTP or the terminal.
"""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from corpus.archive import StoredVersion
from index.embed import Encoder
from index.follow import Follower
from index.passage import Hit
from qa.answer import Answer, Citation, Evidence, Reason, Report, Sentence, Timing, view
from qa.question import Query, visible
from qa.quote import QUOTED_PASSAGES, Quote, Quotes, choose_quotes
from qa.retrieve import retrieve

MAX_TOP_K = 50
REFUSALS: dict[Reason, str] = {
    "nothing_published": "The archive holds no article that was published by then, so there is nothing to answer from.",
    "filtered_out": "No article in the archive matches the dates and publishers that were asked for.",
    "not_covered": "The articles in the archive do not cover this.",
    "detail_not_covered": "The articles in the archive cover this subject, but none of them says what was asked.",
}


EMPTY = "The archive is empty. Put articles in with: newsqa refresh PATH"


class MisquoteError(AssertionError):
    """A quote that is not the stored text: a defect, which stops the answer instead of reaching a reader."""


@dataclass(frozen=True, slots=True)
class Service:
    """What answering needs: the searchable archive, the encoder its passages were made with, and a clock."""

    follower: Follower
    encoder: Encoder
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def ask(self, question: str, query: Query, *, top_k: int = 10) -> Answer:
        """Answer a question that was understood as `query`, with at most `top_k` passages as evidence."""
        marks = [time.perf_counter()]
        (vector,) = self.encoder.encode([query.text])
        marks.append(time.perf_counter())
        with self.follower.questioning():
            allowed = self.follower.allowed(visible(query, self.clock()))
            ranking = retrieve(self.follower, vector, query, allowed, max(top_k, QUOTED_PASSAGES))
            marks.append(time.perf_counter())
            versions = self.follower.archive().versions_by_number(
                sorted({hit.passage.version_number for hit in ranking.hits})
            )
            quotes = choose_quotes(ranking, query.text, versions, self.follower.lexical)
            revision = self.follower.revision
            reason = None if quotes.quotes else self._reason(query, allowed.count, quotes)
        marks.append(time.perf_counter())
        citations = tuple(_cite(number, quote) for number, quote in enumerate(quotes.quotes, start=1))
        return Answer(
            id=uuid.uuid4().hex,
            question=question,
            revision=revision,
            query=query,
            status="unanswered" if reason else "answered",
            reason=reason,
            answer=self._refusal(reason) if reason else " ".join(citation.quote for citation in citations),
            short_answer=None,
            confidence=round(quotes.confidence, 4),
            sentences=tuple(Sentence(citation.quote, (citation.number,)) for citation in citations),
            citations=citations,
            evidence=_evidence(ranking.hits[:top_k], versions),
            notices=(),
            timing_ms=_timing(marks),
        )

    def _refusal(self, reason: Reason) -> str:
        return REFUSALS[reason] if len(self.follower.visibility.ids) else EMPTY

    def _reason(self, query: Query, n_allowed: int, quotes: Quotes) -> Reason:
        if n_allowed:
            return "detail_not_covered" if quotes.is_subject_covered else "not_covered"
        everything = visible(Query(query.text, None, None, (), query.as_of, query.wants_recent, None), self.clock())
        return "filtered_out" if self.follower.allowed(everything).count else "nothing_published"


def _cite(number: int, quote: Quote) -> Citation:
    stored, span = quote.candidate.stored, quote.candidate.span
    text = quote.candidate.text
    if not text or stored.article.text[span.start : span.end] != text:
        raise MisquoteError(f"{stored.article.url} [{span.start}:{span.end}] is not {text!r}")
    reports = tuple(Report(copy.article.publisher, copy.article.url, copy.article.published) for copy in quote.copies)
    return Citation(
        number, text, span.start, span.end, view(stored), reports, superseded=stored.visible_until is not None
    )


def _evidence(hits: Sequence[Hit], versions: dict[int, StoredVersion]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(
            hit.passage.id,
            hit.passage.text,
            hit.passage.start,
            hit.passage.end,
            round(hit.score, 6),
            view(versions[hit.passage.version_number]),
        )
        for hit in hits
        if hit.passage.version_number in versions
    )


def _timing(marks: Sequence[float]) -> Timing:
    marks = [*marks, time.perf_counter()]
    embed, search, quote, rest = (1000 * (after - before) for before, after in pairwise(marks))
    return Timing(
        understand=0.0,
        embed=round(embed, 3),
        search=round(search, 3),
        rank=0.0,
        quote=round(quote + rest, 3),
        total=round(embed + search + quote + rest, 3),
    )
