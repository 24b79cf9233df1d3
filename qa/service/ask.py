"""Question answering: the whole way from a question to an answer with checked quotes, in one readable function.

Everything in one answer comes from one revision of the archive. Knows nothing of HTTP or the terminal.
"""

import os
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, pairwise

from index.encoder.encoder import Encoder
from index.engine.passage_index import PassageIndex
from qa.answer.citations import cite, evidence, explanation, independent_reports, show_short_answer
from qa.answer.contract import (
    Answer,
    Citation,
    EvidenceEvent,
    Generation,
    Notice,
    Sentence,
    SentenceEvent,
    Step,
    Timing,
    view_query,
)
from qa.answer.feature_reader.sentence_scores import QUOTED_PASSAGES
from qa.answer.generation.language_model import Call, NoLanguageModelError
from qa.answer.generation.writer import Writer, with_further
from qa.answer.notices.conflicts import find_conflict
from qa.answer.notices.notices import conflict, notices
from qa.answer.quotes import Quote, on_subject
from qa.answer.reading import ScoredSentence, place
from qa.question.query import Query, understand
from qa.question.request import Ask, Mode
from qa.retrieval.rerank import Reranker
from qa.retrieval.retrieve import question_vectors
from qa.service.abstention import refusal
from qa.service.search_state import Searcher, SearchState

AT_WORK = (os.cpu_count() or 1) + 1  # questions; with more they take each other's turns (LOG.md, 2026-11-23)


@dataclass(frozen=True, slots=True)
class Service:
    """What answering needs: the searchable archive, the encoder its passages were made with, and a clock.

    A reranker, if there is one, puts the first hits in a new order. A writer, if there is one, puts answers into words;
    `mode` says whether it does where a question does not say. Questions wait for one of the `turns` to be searched for.
    """

    passage_index: PassageIndex
    encoder: Encoder
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    reranker: Reranker | None = None
    rerank_first: int = 20
    writer: Writer | None = None
    mode: Mode = "extract"
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_WORK))

    def understand(self, ask: Ask) -> Query:
        """What a question asks, by this service's clock and publishers."""
        return understand(ask, now=self.clock(), known_publishers=self.passage_index.publishers)

    def ask(self, ask: Ask, call: Call | None = None) -> Answer:
        """The last step of `answering`; raises what that raises."""
        (answer,) = deque(self.answering(ask, call), maxlen=1)
        assert isinstance(answer, Answer)
        return answer

    def answering(self, ask: Ask, call: Call | None = None) -> Iterator[Step]:
        """Answer a question step by step: the query, the evidence, each sentence, and last the whole answer.

        Through `call` another thread can end what a language model is asked for. Raises `NoLanguageModelError` before
        the first step, and later `StateError` if the archive changes faster than it can be read.
        """
        marks = [time.perf_counter()]
        writer = self._writer(ask.mode or self.mode)
        query = self.understand(ask)
        marks.append(time.perf_counter())
        yield view_query(query)
        found, embedded_at = self._search(query, ask)
        shown = evidence(found.ranking, found.copies, ask.top_k)
        yield EvidenceEvent(shown)
        citations = [cite(number, quote, found.copies) for number, quote in enumerate(found.quotes.quotes, start=1)]
        marks += [embedded_at, found.searched_at, found.ranked_at, time.perf_counter()]
        told: list[SentenceEvent] = []
        generated: Generation | None = None
        for each in _sentences(query, found, citations, writer, call or Call()):
            if isinstance(each, Generation):
                generated = each
            else:
                told.append(each)
                yield each
        short, short_at = show_short_answer(found.quotes, citations)
        cited = {each.number: each for each in (*citations, *chain.from_iterable(each.cited for each in told))}
        notes, against = _notices(query, found, list(cited.values()), self.clock())
        words = " ".join(each.sentence.text for each in told)
        marks.append(time.perf_counter())
        yield Answer(
            id=uuid.uuid4().hex,
            question=ask.text,
            revision=found.revision,
            query=view_query(query),
            status="unanswered" if found.reason else "answered",
            reason=found.reason,
            answer=refusal(found.reason, query, found.n_passages) if found.reason else words,
            short_answer=short,
            short_answer_at=short_at,
            confidence=round(found.quotes.confidence, 4),
            sentences=tuple(each.sentence for each in told),
            citations=(*cited.values(), *against),
            evidence=shown,
            independent_reports=independent_reports(found.ranking, found.copies, ask.top_k),
            notices=notes,
            timing_ms=_timing(marks),
            explanation=explanation(found.ranking, found.n_passages, ask.top_k) if ask.explain else None,
            generated=generated,
        )

    def _writer(self, mode: Mode) -> Writer | None:
        if mode == "generate" and self.writer is None:
            raise NoLanguageModelError(
                "mode 'generate' needs a language model and none is set up"
                " (NEWSQA_LLM_BASE_URL, NEWSQA_LLM_MODEL); leave the mode out"
            )
        return self.writer if mode == "generate" else None

    def _search(self, query: Query, ask: Ask) -> tuple[SearchState, float]:
        """What the archive has on a question, and when its words had been embedded."""
        n_hits = max(ask.top_k, QUOTED_PASSAGES, self.rerank_first if self.reranker else 0)
        searcher = Searcher(self.passage_index, self.clock, self.reranker, self.rerank_first)
        with self.turns:
            vectors = question_vectors(query, self.encoder)
            embedded_at = time.perf_counter()
            return searcher.search(query, vectors, n_hits), embedded_at


def _sentences(
    query: Query, found: SearchState, citations: Sequence[Citation], writer: Writer | None, call: Call
) -> Iterator[SentenceEvent | Generation]:
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
        yield SentenceEvent(Sentence(citation.quote, (citation.number,)), (citation,))


def _notices(
    query: Query, found: SearchState, citations: Sequence[Citation], now: datetime
) -> tuple[tuple[Notice, ...], list[Citation]]:
    """What to know about the answer, and citations of the sentences that contradict it."""
    candidates = {_key(candidate): candidate for candidate in found.quotes.candidates}
    quoted = [candidates[each.article.id, each.article.version, each.start] for each in citations]
    claims = find_conflict(query.topic, found.quotes.candidates, quoted, found.copies)
    against = [claim.candidate for claim in claims if place(claim.candidate) not in map(place, quoted)]
    last = max((each.number for each in citations), default=0)
    added = [cite(n, Quote(each, ()), found.copies) for n, each in enumerate(against, start=last + 1)]
    cited = list(zip((*citations, *added), (each.stored for each in (*quoted, *against)), strict=True))
    notes = notices(query, cited, on_subject(found.ranking), now)
    return (*conflict(claims, cited), *notes), added


def _key(candidate: ScoredSentence) -> tuple[str, str, int]:
    """What tells a sentence from all others in a citation, too."""
    return candidate.stored.article.id, candidate.stored.article.version, candidate.span.start


def _timing(marks: Sequence[float]) -> Timing:
    """Milliseconds between the moments at which the parts of answering began, and the last one's end."""
    parts = [round(1000 * (after - before), 3) for before, after in (*pairwise(marks), (marks[0], marks[-1]))]
    return Timing(*parts)
