"""The whole service as one readable function: a question in, an answer with checked quotes out.

Everything in one answer comes from one revision of the archive. Knows nothing of HTTP or the terminal.
"""

import os
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain, pairwise
from typing import TypedDict, Unpack

from corpus.archive.versions import StoredVersion
from corpus.errors import StateError
from index.encoder.encoder import Encoder
from index.engine.snapshot import Follower
from index.passages.passage import Filter
from qa.answer.citations import Copies, cite, evidence, explanation, independent_reports, show_short_answer
from qa.answer.contract import (
    Answer,
    Citation,
    Gathered,
    Generation,
    Mode,
    Notice,
    Reason,
    Said,
    Sentence,
    Step,
    Timing,
)
from qa.answer.feature_reader.sentence_scores import QUOTED_PASSAGES
from qa.answer.generation.language_model import Call, NoLanguageModelError
from qa.answer.generation.writer import Writer, with_further
from qa.answer.notices.conflicts import find_conflict
from qa.answer.notices.notices import conflict, notices
from qa.answer.quotes import Quote, Quotes, choose_quotes, on_subject
from qa.answer.reading import Candidate, age, place
from qa.question.conversation.standalone import Turn, standalone
from qa.question.filters import visible
from qa.question.query import Query, in_utc, understand
from qa.retrieval.rerank import QuestionTooLongError, Reranker
from qa.retrieval.retrieve import Meaning, Ranking, meaning, rank_pool, read_pool, reranked

MAX_TOP_K = 50
MAX_TRIES = 5  # to read the archive in the state that was searched; a refresh commits every few seconds
AT_WORK = (os.cpu_count() or 1) + 1  # questions; with more they take each other's turns (LOG.md, 2026-11-23)
EMPTY = "The archive is empty. Put articles in with: newsqa refresh PATH"
WITHIN = "Within the dates and publishers that were asked for: "
REFUSALS: dict[Reason, str] = {
    "nothing_published": "The archive holds no article as it stood by then, so there is nothing to answer from.",
    "filtered_out": "No article in the archive matches the dates and publishers that were asked for.",
    "not_covered": "No sentence was found that answers this.",
    "detail_not_covered": "There are articles near this subject, but no sentence was found that answers this.",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What one state of the archive has on a question; `reason` and `refusal` say why there are no quotes.

    `copies` are the other articles that carry the same wire story as a hit's version, by that version's number, the
    earliest first; `marks` are when the search and the ranking had ended.
    """

    revision: int
    n_passages: int
    ranking: Ranking
    copies: Copies
    quotes: Quotes
    reason: Reason | None
    refusal: str
    marks: tuple[float, float]


class Options(TypedDict, total=False):
    """What may be said beside a question: the keywords of `Service.answering`."""

    as_of: datetime | None
    since: date | None
    until: date | None
    publishers: Sequence[str]
    top_k: int
    explain: bool
    history: Sequence[Turn]
    mode: Mode | None
    call: Call | None


@dataclass(frozen=True, slots=True)
class Service:
    """What answering needs: the searchable archive, the encoder its passages were made with, and a clock.

    A reranker, if there is one, puts the first hits in a new order. A writer, if there is one, puts answers into words;
    `mode` says whether it does where a question does not say. Questions wait for one of the `turns` to be searched for.
    """

    follower: Follower
    encoder: Encoder
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    reranker: Reranker | None = None
    rerank_first: int = 20
    writer: Writer | None = None
    mode: Mode = "extract"
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_WORK))

    def understand(
        self,
        question: str,
        *,
        as_of: datetime | None = None,
        since: date | None = None,
        until: date | None = None,
        publishers: Sequence[str] = (),
        history: Sequence[Turn] = (),
    ) -> Query:
        """What a question asks after a conversation, by this service's clock and publishers. Raises `QuestionError`."""
        now = self.clock()
        as_of = in_utc(as_of)
        return understand(
            standalone(question, history, (as_of or now).astimezone(UTC).date()),
            now=now,
            as_of=as_of,
            since=since,
            until=until,
            publishers=publishers,
            known_publishers=self.follower.visibility.publishers,
        )

    def ask(self, question: str, **options: Unpack[Options]) -> Answer:
        """The last step of `answering`; raises what that raises."""
        (answer,) = deque(self.answering(question, **options), maxlen=1)
        assert isinstance(answer, Answer)
        return answer

    def answering(
        self,
        question: str,
        *,
        as_of: datetime | None = None,
        since: date | None = None,
        until: date | None = None,
        publishers: Sequence[str] = (),
        top_k: int = 10,
        explain: bool = False,
        history: Sequence[Turn] = (),
        mode: Mode | None = None,
        call: Call | None = None,
    ) -> Iterator[Step]:
        """Answer a question step by step: the query, the evidence, each sentence, and last the whole answer.

        The query's text is the question as it stands alone after `history`, the earlier turns, oldest first.
        At most `top_k` passages are evidence; `explain` adds how they were ranked. Through `call` another thread can
        end what a language model is asked for. Raises `QuestionError` or `NoLanguageModelError` before the first step,
        and later `StateError` if the archive changes faster than it can be read.
        """
        marks = [time.perf_counter()]
        writer = self._writer(mode or self.mode)
        query = self.understand(question, as_of=as_of, since=since, until=until, publishers=publishers, history=history)
        marks.append(time.perf_counter())
        yield query
        n_hits = max(top_k, QUOTED_PASSAGES, self.rerank_first if self.reranker else 0)
        typed = None if query.text == " ".join(question.split()) else question
        with self.turns:
            meant = meaning(query.text, self.encoder)
            marks.append(time.perf_counter())
            found = self._find(query, meant, n_hits, typed)
        gathered = Gathered(evidence(found.ranking, found.copies, top_k))
        yield gathered
        citations = [cite(number, quote, found.copies) for number, quote in enumerate(found.quotes.quotes, start=1)]
        quoted = time.perf_counter()
        said: list[Said] = []
        generated: Generation | None = None
        for each in self._say(query, found, citations, writer, call or Call()):
            if isinstance(each, Generation):
                generated = each
            else:
                said.append(each)
                yield each
        short, short_at = show_short_answer(found.quotes, citations)
        cited = {each.number: each for each in (*citations, *chain.from_iterable(each.cited for each in said))}
        told, against = self._notices(query, found, list(cited.values()))
        yield Answer(
            id=uuid.uuid4().hex,
            question=question,
            revision=found.revision,
            query=query,
            status="unanswered" if found.reason else "answered",
            reason=found.reason,
            answer=found.refusal if found.reason else " ".join(each.sentence.text for each in said),
            short_answer=short,
            short_answer_at=short_at,
            confidence=round(found.quotes.confidence, 4),
            sentences=tuple(each.sentence for each in said),
            citations=(*cited.values(), *against),
            evidence=gathered.evidence,
            independent_reports=independent_reports(found.ranking, found.copies, top_k),
            notices=told,
            timing_ms=_timing([*marks, *found.marks, quoted, time.perf_counter()]),
            explanation=explanation(found.ranking, found.n_passages, top_k) if explain else None,
            generated=generated,
        )

    def _writer(self, mode: Mode) -> Writer | None:
        if mode == "generate" and self.writer is None:
            raise NoLanguageModelError(
                "mode 'generate' needs a language model and none is set up"
                " (NEWSQA_LLM_BASE_URL, NEWSQA_LLM_MODEL); leave the mode out"
            )
        return self.writer if mode == "generate" else None

    def _say(
        self, query: Query, found: Found, citations: Sequence[Citation], writer: Writer | None, call: Call
    ) -> Iterator[Said | Generation]:
        """The answer's sentences: a language model's where one is asked and its words hold, else the quotes."""
        if writer and citations:
            quotes = with_further(citations, found.quotes.candidates, found.copies)
            fell_back = False
            for each in writer.write(query.text, quotes, len(citations), call):
                yield each
                fell_back = isinstance(each, Generation) and each.outcome == "fell_back"
            if not fell_back:
                return
        for citation in citations:
            yield Said(Sentence(citation.quote, (citation.number,)), (citation,))

    def _notices(
        self, query: Query, found: Found, citations: Sequence[Citation]
    ) -> tuple[tuple[Notice, ...], list[Citation]]:
        """What to know about the answer, and citations of the sentences that contradict it."""
        candidates = {_key(candidate): candidate for candidate in found.quotes.candidates}
        quoted = [candidates[each.article.id, each.article.version, each.start] for each in citations]
        claims = find_conflict(query.topic, found.quotes.candidates, quoted, found.copies)
        against = [claim.candidate for claim in claims if place(claim.candidate) not in map(place, quoted)]
        last = max((each.number for each in citations), default=0)
        added = [cite(n, Quote(each, ()), found.copies) for n, each in enumerate(against, start=last + 1)]
        cited = list(zip((*citations, *added), (each.stored for each in (*quoted, *against)), strict=True))
        told = notices(query, cited, on_subject(found.ranking), self.clock())
        return (*conflict(claims, cited), *told), added

    def _find(self, query: Query, meant: Meaning, k: int, typed: str | None) -> Found:
        """Search and read one state of the archive, catching up first if what was found has changed since."""
        for _ in range(MAX_TRIES):
            with self.follower.questioning():
                revision = self.follower.revision
                wanted = visible(query, self.clock())
                pool = read_pool(self.follower, meant, query, wanted, k)
                searched = time.perf_counter()
                ranking = self._rerank(query, rank_pool(self.follower, pool, k))
                copies = self._copies(ranking, wanted)
                read = chain(ranking.versions.values(), *copies.values())
                if all(stored.revision <= revision for stored in read):
                    ranked = time.perf_counter()
                    quotes = choose_quotes(
                        ranking, query.topic, self.follower.lexical, typed=typed, wants_recent=query.wants_recent
                    )
                    reason = None if quotes.quotes else self._reason(query, ranking.n_allowed, quotes)
                    refusal = self._refusal(query, reason) if reason else ""
                    n_passages = len(self.follower.visibility.ids)
                    return Found(revision, n_passages, ranking, copies, quotes, reason, refusal, (searched, ranked))
            self.follower.catch_up()
        raise StateError("the archive is changing too fast to answer from one state of it; ask again in a moment")

    def _rerank(self, query: Query, ranking: Ranking) -> Ranking:
        if self.reranker is None or not ranking.hits:
            return ranking
        try:
            texts = [hit.passage.text for hit in ranking.hits[: self.rerank_first]]
            return reranked(ranking, self.reranker.scores(query.text, texts))
        except QuestionTooLongError:
            return ranking

    def _copies(self, ranking: Ranking, wanted: Filter) -> dict[int, tuple[StoredVersion, ...]]:
        """The copies of the hits' stories that readers saw at the moment that the question is asked for."""
        archive = self.follower.archive()
        numbers = sorted({hit.passage.version_number for hit in ranking.hits})
        members = {number: others for number, others in archive.story_members(numbers).items() if len(others) > 1}
        versions = archive.versions_by_number(sorted(set(chain(*members.values()))))
        copies = {}
        for number, others in members.items():
            own = ranking.versions[number].article.id
            seen = [versions[other] for other in others if other in versions and versions[other].article.id != own]
            seen = [stored for stored in seen if _is_seen(stored, wanted.as_of)]
            copies[number] = tuple(sorted(seen, key=age))
        return copies

    def _reason(self, query: Query, n_allowed: int, quotes: Quotes) -> Reason:
        if n_allowed:
            return "detail_not_covered" if quotes.is_subject_covered else "not_covered"
        everything = Filter(visible(query, self.clock()).as_of)
        return "filtered_out" if self.follower.allowed(everything).count else "nothing_published"

    def _refusal(self, query: Query, reason: Reason) -> str:
        """What a reader is told; it claims no more than was looked at."""
        if not len(self.follower.visibility.ids):
            return EMPTY
        is_narrowed = query.as_of or query.since or query.until or query.publishers
        return (WITHIN if is_narrowed and reason.endswith("covered") else "") + REFUSALS[reason]


def _key(candidate: Candidate) -> tuple[str, str, int]:
    """What tells a sentence from all others in a citation, too."""
    return candidate.stored.article.id, candidate.stored.article.version, candidate.span.start


def _is_seen(stored: StoredVersion, as_of: int) -> bool:
    """Whether this is the version that readers saw at a moment."""
    moment = datetime.fromtimestamp(as_of, UTC)
    return stored.visible_from <= moment and (stored.visible_until is None or moment < stored.visible_until)


def _timing(marks: Sequence[float]) -> Timing:
    """Milliseconds between the moments at which the parts of answering began, and the last one's end."""
    parts = [round(1000 * (after - before), 3) for before, after in (*pairwise(marks), (marks[0], marks[-1]))]
    return Timing(*parts)
