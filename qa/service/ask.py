"""Question answering: the whole way from a question to an answer with checked quotes, in one readable function.

Everything in one answer comes from one revision of the archive. Knows nothing of HTTP or the terminal.
"""

import os
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from itertools import chain, pairwise

from corpus.archive.versions import StoredVersion
from corpus.article import CLOCK_SKEW, publisher_key
from index.encoder.encoder import Encoder
from index.encoder.encoders import Encoders
from index.engine.passage_index import UNDATED, PassageIndex
from index.text.sentences import Span
from index.vectors import Vectors
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
    Suggestion,
    Timing,
    view_query,
)
from qa.answer.generation.language_model import Call, NoLanguageModelError
from qa.answer.generation.writer import Writer, with_further
from qa.answer.message import Message, in_english
from qa.answer.notices.conflicts import find_conflict
from qa.answer.notices.notices import Cited, conflict, notices
from qa.answer.quotes import Quote, on_subject
from qa.answer.reader.reader import Reader
from qa.answer.sentences.scored_sentence import ScoredSentence, place
from qa.question.query import Query, understand
from qa.question.request import Ask, Mode
from qa.service.abstention import refusal
from qa.service.of_publishers import of_publishers
from qa.service.related_questions import MAX_S as MAX_RELATED_S
from qa.service.related_questions import MAX_TRIES as MAX_RELATED_TRIES
from qa.service.related_questions import related_questions
from qa.service.search_state import Searcher, SearchState
from qa.service.suggestions import READ_OF_TRY, Tries, suggestions

AT_WORK = (os.cpu_count() or 1) + 1  # questions; with more they take each other's turns (LOG.md, 2026-11-23)


@dataclass(frozen=True, slots=True)
class Service:
    """What answering needs: the searchable archive, the encoder its passages were made with, a reader, and a clock.

    A writer, if there is one, puts answers into words; `mode` says whether it does where a question does not say.
    Questions wait for one of the `turns` to be searched for; each whole answer is told to `answered`. Ways out of a
    refusal are looked for where it `is_offering`. `readable` are the publishers that there are for whoever asks, where
    these are not all. `encoders` has the encoder of each model whose passages come to answer; without it there is one.
    """

    passage_index: PassageIndex
    encoder: Encoder
    reader: Reader
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    writer: Writer | None = None
    mode: Mode = "extract"
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_WORK))
    answered: Callable[[Answer], None] = lambda _: None
    is_offering: bool = True
    readable: tuple[str, ...] = ()
    encoders: Encoders | None = None

    def embed(self, texts: Sequence[str], model: str) -> Vectors:
        """The vectors of texts by the model of the passages that they are compared with."""
        encoder = self.encoders.of(model) if self.encoders else self.encoder
        return encoder.encode(texts)

    def quiet(self) -> "Service":
        """The same for questions that nobody asks: no ways out, no language model, nothing counted."""
        return replace(self, answered=lambda _: None, is_offering=False, mode="extract")

    def of_publishers(self, names: tuple[str, ...]) -> "Service":
        """The same over the articles of these publishers alone."""
        return replace(self, passage_index=of_publishers(self.passage_index, names), readable=names)

    def may_show(self, answer: Answer) -> bool:
        """Whether an answer that was given to anybody names no other publisher than there are for whoever asks."""
        keys = {publisher_key(name) for name in self.readable}
        named = {each.article.publisher for each in answer.citations}
        named |= {report.publisher for each in answer.citations for report in each.also_reported_by}
        return not keys or keys.issuperset(map(publisher_key, named))

    @property
    def newest(self) -> datetime | None:
        """When the archive's newest article was published; `None` where none has a date."""
        seconds = self.passage_index.newest
        return None if seconds == UNDATED else datetime.fromtimestamp(seconds, UTC)

    @property
    def is_clock_behind(self) -> bool:
        """Whether the clock is wrong, or was: nothing is taken in that was published so long after it is."""
        return _is_behind(self.clock(), self.newest)

    def now(self) -> datetime:
        """The moment at which questions are asked: the clock's, or the newest article's publication where the clock
        is behind that, so that it hides no news."""
        clock, newest = self.clock(), self.newest
        return newest if newest and _is_behind(clock, newest) else clock

    def understand(self, ask: Ask, now: datetime | None = None) -> Query:
        """What a question asks, now or at another moment, of this service's publishers."""
        newest = self.newest.date() if self.newest else None
        now = now or self.now()
        return understand(ask, now=now, known_publishers=self.passage_index.publishers, newest=newest)

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
        if query.courtesy:
            yield EvidenceEvent(())
            reply = self._reply(ask, query, Message(f"reply_{query.courtesy}"), marks)
            self.answered(reply)
            yield reply
            return
        found, embedded_at = self._search(query, ask)
        ranking = found.read.ranking
        shown = evidence(ranking, found.copies, ask.top_k)
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
        cited = {each.number: each for each in (*citations, *chain.from_iterable(each.cited for each in told))}
        notes, against = self._notices(query, found, list(cited.values()))
        is_disputed = any(each.kind == "conflict" for each in notes)  # of what reports differ in none is the answer
        short, short_at = (None, None) if is_disputed else show_short_answer(found.quotes, citations)
        refused = refusal(found.reason, query, found.n_passages, found.emptied, found.unknown) if found.reason else ()
        marks.append(time.perf_counter())
        ways_out = self._ways_out(ask, query, found) if found.reason else ()
        answer = Answer(
            id=uuid.uuid4().hex,
            question=ask.text,
            revision=found.revision,
            query=view_query(query),
            status="unanswered" if found.reason else "answered",
            reason=found.reason,
            answer=in_english(refused) if refused else " ".join(each.sentence.text for each in told),
            short_answer=short,
            short_answer_at=short_at,
            confidence=round(found.quotes.confidence, 4),
            sentences=tuple(each.sentence for each in told),
            citations=(*cited.values(), *against),
            evidence=shown,
            independent_reports=independent_reports(found.quotes, found.copies),
            notices=notes,
            timing_ms=_timing([*marks, time.perf_counter()]),
            kind=query.kind,
            brief=found.quotes.brief,
            items=found.quotes.items,
            sides=found.quotes.sides,
            suggestions=ways_out,
            explanation=explanation(found.read, found.n_passages, ask.top_k) if ask.explain else None,
            generated=generated,
            messages=refused,
        )
        self.answered(answer)
        yield answer

    def _reply(self, ask: Ask, query: Query, said: Message, marks: list[float]) -> Answer:
        """What is said to a courtesy; nothing is searched for."""
        return Answer(
            id=uuid.uuid4().hex,
            question=ask.text,
            revision=self.passage_index.revision,
            query=view_query(query),
            status="unanswered",
            reason="no_question",
            answer=in_english((said,)),
            short_answer=None,
            short_answer_at=None,
            confidence=0.0,
            sentences=(),
            citations=(),
            evidence=(),
            independent_reports=0,
            notices=(),
            timing_ms=_timing([*marks, *6 * [time.perf_counter()]]),
            messages=(said,),
        )

    def _writer(self, mode: Mode) -> Writer | None:
        if mode == "generate" and self.writer is None:
            raise NoLanguageModelError(
                "mode 'generate' needs a language model and none is set up"
                " (NEWSQA_LLM_BASE_URL, NEWSQA_LLM_MODEL); leave the mode out"
            )
        return self.writer if mode == "generate" else None

    def related(self, ask: Ask) -> tuple[str, ...]:
        """Further questions that the archive answers, beside one that it does; none while others wait for their turn.

        Raises what `answering` raises.
        """
        query = self.understand(ask)
        found = None if query.courtesy else self._search(query, ask)[0]
        if found is None or found.reason:
            return ()
        return related_questions(ask, found, Tries(self._found_meanwhile, MAX_RELATED_TRIES, MAX_RELATED_S))

    def _ways_out(self, ask: Ask, query: Query, refused: SearchState) -> tuple[Suggestion, ...]:
        if not refused.n_passages or not self.is_offering:
            return ()
        return suggestions(ask, query, refused, self.passage_index, self.newest, Tries(self.found))

    def _notices(
        self, query: Query, found: SearchState, citations: Sequence[Citation]
    ) -> tuple[tuple[Notice, ...], list[Citation]]:
        """What to know about the answer, and citations of the sentences that contradict it."""
        candidates = {_key(each, each.span): each for each in found.quotes.candidates}
        candidates |= {_key(each.candidate, each.span): each.candidate for each in found.quotes.quotes}
        quoted = [candidates[each.article.id, each.article.version, each.start, each.end] for each in citations]
        claims = find_conflict(query.topic, found.quotes.candidates, quoted, found.copies)
        against = [claim.candidate for claim in claims if place(claim.candidate) not in map(place, quoted)]
        last = max((each.number for each in citations), default=0)
        added = [cite(n, Quote(each, (), each.span), found.copies) for n, each in enumerate(against, start=last + 1)]
        cited = list(zip((*citations, *added), (each.stored for each in (*quoted, *against)), strict=True))
        begun = self.passage_index.archive().begun() if query.as_of else None
        near, later = on_subject(found.read.ranking), self._later(cited, found.revision)
        notes = notices(query, cited, near, later, self.now(), begun)
        return (*conflict(claims, cited), *notes), added

    def _later(self, cited: Sequence[Cited], revision: int) -> dict[str, StoredVersion]:
        """The current version of each article that is cited in an earlier one, by the article's id."""
        archive = self.passage_index.archive()
        articles = {stored.article.id for citation, stored in cited if citation.superseded}
        current = (next(iter(archive.versions(article)), None) for article in sorted(articles))
        return {stored.article.id: stored for stored in current if stored and stored.revision <= revision}

    def _search(self, query: Query, ask: Ask, n_read: int | None = None) -> tuple[SearchState, float]:
        """What the archive has on a question, and when its words had been embedded."""
        with self.turns:
            return self._searched(query, ask, n_read)

    def _searched(self, query: Query, ask: Ask, n_read: int | None) -> tuple[SearchState, float]:
        embed = cache(lambda model: self.embed([query.text], model)[0])
        embed(self.passage_index.model)  # here, so that nobody has to wait for it to leave this state
        embedded_at = time.perf_counter()
        searcher = Searcher(self.passage_index, self.reader, self.now)
        return searcher.search(query, embed, ask.top_k, n_read), embedded_at

    def found(self, ask: Ask) -> SearchState | None:
        """What the archive has on a question that may be offered; `None` where nothing is asked."""
        query = self.understand(ask)
        return None if query.courtesy else self._search(query, ask, READ_OF_TRY)[0]

    def _found_meanwhile(self, ask: Ask) -> SearchState | None:
        """The same where no other question has to wait for it."""
        query = self.understand(ask)
        if query.courtesy or not self.turns.acquire(blocking=False):
            return None
        try:
            return self._searched(query, ask, READ_OF_TRY)[0]
        finally:
            self.turns.release()


def _is_behind(clock: datetime, newest: datetime | None) -> bool:
    return newest is not None and newest - clock > CLOCK_SKEW


def _sentences(
    query: Query, found: SearchState, citations: Sequence[Citation], writer: Writer | None, call: Call
) -> Iterator[SentenceEvent | Generation]:
    """The answer's sentences: a language model's where one is asked and its words hold, else the quotes.

    Of a brief every line is told: those that the model left out follow as they stand. So do quotes of articles that
    their sources keep from language models, which it is not shown.
    """
    told: set[int] = set()
    kept = [quote.candidate.stored.article.uses.models is False for quote in found.quotes.quotes]
    withheld = [citation for citation, is_kept in zip(citations, kept, strict=True) if is_kept]
    left = citations
    if writer and citations:
        is_brief = bool(found.quotes.brief)
        quotes = citations if is_brief else with_further(citations, found.quotes.candidates, found.copies)
        offered = [each for each in quotes if each not in withheld]
        fell_back = False
        for each in writer.write(query.text, offered, len(citations), call):
            yield each
            if isinstance(each, Generation):
                fell_back = each.outcome == "fell_back"
            else:
                told.update(each.sentence.citations)
        if not fell_back and not is_brief:
            left = withheld
    for citation in (each for each in left if each.number not in told):
        yield SentenceEvent(Sentence(citation.quote, (citation.number,)), (citation,))


def _key(candidate: ScoredSentence, shown: Span) -> tuple[str, str, int, int]:
    """What tells a quote from all others in a citation, too; `shown` is the sentence, or begins before it."""
    return candidate.stored.article.id, candidate.stored.article.version, shown.start, shown.end


def _timing(marks: Sequence[float]) -> Timing:
    """Milliseconds between the moments at which the parts of answering began, and the last one's end."""
    parts = [round(1000 * (after - before), 3) for before, after in (*pairwise(marks), (marks[0], marks[-1]))]
    return Timing(*parts)
