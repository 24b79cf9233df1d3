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
from corpus.errors import StateError
from index.embed import Encoder, Vectors
from index.follow import Follower
from index.passage import Hit
from qa.answer import Answer, Citation, Evidence, Reason, Report, Sentence, Timing, view
from qa.question import Query, visible
from qa.quote import QUOTED_PASSAGES, Quote, Quotes, choose_quotes
from qa.retrieve import Ranking, retrieve

MAX_TOP_K = 50
MAX_TRIES = 5  # to read the archive in the state that was searched; a refresh commits every few seconds
EMPTY = "The archive is empty. Put articles in with: newsqa refresh PATH"
WITHIN = "Within the dates and publishers that were asked for: "
REFUSALS: dict[Reason, str] = {
    "nothing_published": "The archive holds no article as it stood by then, so there is nothing to answer from.",
    "filtered_out": "No article in the archive matches the dates and publishers that were asked for.",
    "not_covered": "No sentence was found that answers this.",
    "detail_not_covered": "There are articles near this subject, but no sentence was found that answers this.",
}


class MisquoteError(AssertionError):
    """A quote that is not the stored text: a defect, which stops the answer instead of reaching a reader."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one state of the archive has on a question; `reason` and `refusal` say why there are no quotes."""

    revision: int
    ranking: Ranking
    versions: dict[int, StoredVersion]
    quotes: Quotes
    reason: Reason | None
    refusal: str
    searched: float


@dataclass(frozen=True, slots=True)
class Service:
    """What answering needs: the searchable archive, the encoder its passages were made with, and a clock."""

    follower: Follower
    encoder: Encoder
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def ask(self, question: str, query: Query, *, top_k: int = 10) -> Answer:
        """Answer a question that was understood as `query`, with at most `top_k` passages as evidence.

        Raises `StateError` if the archive changes faster than it can be read.
        """
        started = time.perf_counter()
        (vector,) = self.encoder.encode([query.text])
        embedded = time.perf_counter()
        found = self._find(query, vector, max(top_k, QUOTED_PASSAGES))
        citations = tuple(_cite(number, quote) for number, quote in enumerate(found.quotes.quotes, start=1))
        return Answer(
            id=uuid.uuid4().hex,
            question=question,
            revision=found.revision,
            query=query,
            status="unanswered" if found.reason else "answered",
            reason=found.reason,
            answer=found.refusal if found.reason else " ".join(citation.quote for citation in citations),
            short_answer=None,
            confidence=round(found.quotes.confidence, 4),
            sentences=tuple(Sentence(citation.quote, (citation.number,)) for citation in citations),
            citations=citations,
            evidence=_evidence(found.ranking.hits[:top_k], found.versions),
            notices=(),
            timing_ms=_timing(started, embedded, found.searched),
        )

    def _find(self, query: Query, vector: Vectors, k: int) -> Found:
        """Search and read one state of the archive, catching up first if what was found has changed since."""
        for _ in range(MAX_TRIES):
            with self.follower.questioning():
                revision = self.follower.revision
                allowed = self.follower.allowed(visible(query, self.clock()))
                ranking = retrieve(self.follower, vector, query, allowed, k)
                searched = time.perf_counter()
                numbers = sorted({hit.passage.version_number for hit in ranking.hits})
                versions = self.follower.archive().versions_by_number(numbers)
                if all(stored.revision <= revision for stored in versions.values()):
                    quotes = choose_quotes(ranking, query.text, versions, self.follower.lexical)
                    reason = None if quotes.quotes else self._reason(query, allowed.count, quotes)
                    refusal = self._refusal(query, reason) if reason else ""
                    return Found(revision, ranking, versions, quotes, reason, refusal, searched)
            self.follower.catch_up()
        raise StateError("the archive is changing too fast to answer from one state of it; ask again in a moment")

    def _reason(self, query: Query, n_allowed: int, quotes: Quotes) -> Reason:
        if n_allowed:
            return "detail_not_covered" if quotes.is_subject_covered else "not_covered"
        everything = visible(Query(query.text, None, None, (), query.as_of, query.wants_recent, None), self.clock())
        return "filtered_out" if self.follower.allowed(everything).count else "nothing_published"

    def _refusal(self, query: Query, reason: Reason) -> str:
        """What a reader is told; it claims no more than was looked at."""
        if not len(self.follower.visibility.ids):
            return EMPTY
        is_narrowed = query.as_of or query.since or query.until or query.publishers
        return (WITHIN if is_narrowed and reason.endswith("covered") else "") + REFUSALS[reason]


def _cite(number: int, quote: Quote) -> Citation:
    stored, span = quote.candidate.stored, quote.candidate.span
    text = stored.article.text[span.start : span.end]
    if text != quote.candidate.text:
        raise MisquoteError(f"{stored.article.url} [{span.start}:{span.end}] is not {quote.candidate.text!r}")
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


def _timing(started: float, embedded: float, searched: float) -> Timing:
    marks = [started, embedded, searched, time.perf_counter()]
    embed, search, quote = (round(1000 * (after - before), 3) for before, after in pairwise(marks))
    return Timing(
        understand=0.0, embed=embed, search=search, rank=0.0, quote=quote, total=round(embed + search + quote, 3)
    )
