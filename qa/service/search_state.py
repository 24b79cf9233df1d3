"""Searching one state of the archive: a query → its ranking, copies and quotes, all of one revision.

The archive may change between the search and the reading of what was found. Then the search is made again in the newer
state, so that no answer mixes two. Knows nothing of what is said to a reader.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from corpus.archive.versions import StoredVersion
from corpus.errors import StateError
from index.engine.passage_index import PassageIndex
from index.passages.passage import Filter
from qa.answer.citations import Copies
from qa.answer.contract import Reason
from qa.answer.quotes import Quotes, choose_quotes
from qa.answer.reading import age
from qa.question.filters import visible
from qa.question.query import Query
from qa.retrieval.rerank import QuestionTooLongError, Reranker
from qa.retrieval.retrieve import QuestionVectors, Ranking, rank_pool, read_pool, reranked
from qa.service.abstention import reason_for

MAX_TRIES = 5  # to read the archive in the state that was searched; a refresh commits every few seconds


@dataclass(frozen=True, slots=True)
class SearchState:
    """What one state of the archive has on a question; `reason` says why there are no quotes.

    `copies` are the other articles that carry the same wire story as a hit's version, by that version's number, the
    earliest first; `searched_at` and `ranked_at` are when the search and the ranking had ended, by the process's clock.
    """

    revision: int
    n_passages: int
    ranking: Ranking
    copies: Copies
    quotes: Quotes
    reason: Reason | None
    searched_at: float
    ranked_at: float


@dataclass(frozen=True, slots=True)
class Searcher:
    """What searching needs: the archive's indexes, a clock, and a reranker for the first hits if there is one."""

    passage_index: PassageIndex
    clock: Callable[[], datetime]
    reranker: Reranker | None
    rerank_first: int

    def search(self, query: Query, vectors: QuestionVectors, k: int) -> SearchState:
        """Search and read one state, with at most `k` hits; catching up first if what was found has changed since.

        Raises `StateError` if the archive changes faster than it can be read.
        """
        for _ in range(MAX_TRIES):
            with self.passage_index.questioning():
                state = self._search_once(query, vectors, k)
            if state:
                return state
            self.passage_index.catch_up()
        raise StateError("the archive is changing too fast to answer from one state of it; ask again in a moment")

    def _search_once(self, query: Query, vectors: QuestionVectors, k: int) -> SearchState | None:
        """What the state at hand has, or `None` if something that was found has changed since."""
        revision = self.passage_index.revision
        wanted = visible(query, self.clock())
        pool = read_pool(self.passage_index, vectors, query, wanted, k)
        searched_at = time.perf_counter()
        ranking = self._rerank(query, rank_pool(self.passage_index, pool, k))
        copies = copies_of(ranking, self.passage_index, wanted)
        if any(stored.revision > revision for stored in chain(ranking.versions.values(), *copies.values())):
            return None
        ranked_at = time.perf_counter()
        quotes = choose_quotes(query, ranking, self.passage_index)
        reason = None if quotes.quotes else reason_for(query, ranking, quotes, self.passage_index, self.clock())
        n_passages = self.passage_index.n_passages
        return SearchState(revision, n_passages, ranking, copies, quotes, reason, searched_at, ranked_at)

    def _rerank(self, query: Query, ranking: Ranking) -> Ranking:
        if self.reranker is None or not ranking.hits:
            return ranking
        try:
            texts = [hit.passage.text for hit in ranking.hits[: self.rerank_first]]
            return reranked(ranking, self.reranker.scores(query.text, texts))
        except QuestionTooLongError:
            return ranking


def copies_of(ranking: Ranking, passage_index: PassageIndex, wanted: Filter) -> dict[int, tuple[StoredVersion, ...]]:
    """The copies of the hits' stories that readers saw at the moment that the question is asked for."""
    archive = passage_index.archive()
    numbers = sorted({hit.passage.version_number for hit in ranking.hits})
    members = {number: others for number, others in archive.story_members(numbers).items() if len(others) > 1}
    versions = archive.versions_by_number(sorted(set(chain(*members.values()))))
    copies = {}
    for number, others in members.items():
        own = ranking.versions[number].article.id
        seen = [versions[other] for other in others if other in versions and versions[other].article.id != own]
        seen = [stored for stored in seen if _was_visible(stored, wanted.as_of)]
        copies[number] = tuple(sorted(seen, key=age))
    return copies


def _was_visible(stored: StoredVersion, as_of: int) -> bool:
    """Whether this is the version that readers saw at a moment."""
    moment = datetime.fromtimestamp(as_of, UTC)
    return stored.visible_from <= moment and (stored.visible_until is None or moment < stored.visible_until)
