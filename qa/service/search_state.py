"""Searching one state of the archive: a query → its ranking, copies and quotes, all of one revision.

The archive may change between the search and the reading of what was found. Then the search is made again in the newer
state, so that no answer mixes two. Knows nothing of what is said to a reader.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import TypeVar

from corpus.archive.versions import StoredVersion, by_appearance
from corpus.errors import StateError
from index.engine.passage_index import PassageIndex
from index.passages.passage import Filter
from index.vectors import Vectors
from qa.answer.contract import Reason
from qa.answer.kinds.answer_kinds import choose_answer
from qa.answer.kinds.brief import newest_on
from qa.answer.quotes import Quotes
from qa.answer.reader.large import TwoReaders
from qa.answer.reader.reader import Reader
from qa.answer.reader.word_match import ReaderByLanguage
from qa.answer.sentences.scored_sentence import Copies
from qa.answer.sentences.sentence_scores import BRIEF_KINDS, READ_NEWER, ReadRanking, n_to_read, read_ranking
from qa.question.filters import visible
from qa.question.query import Query
from qa.retrieval.retrieve import Ranking, rank_pool, read_pool, spread, with_newer
from qa.service.abstention import Emptied, emptied, reason_for, unknown_words

PER_ARTICLE = 2  # passages that are read for a brief, which needs many articles
Looked = TypeVar("Looked")
Embed = Callable[[str], Vectors]
MAX_TRIES = 5  # to read the archive in the state that was searched; a refresh commits every few seconds


@dataclass(frozen=True, slots=True)
class SearchState:
    """What one state of the archive has on a question; `reason` says why there are no quotes, and `emptied`, where no
    passage is left to look at, which filters leave none. `unknown` are the question's words that the archive lacks,
    where these are most of it.

    `copies` are the other articles that carry the same wire story as a hit's version, by that version's number, the
    earliest first; `searched_at` and `ranked_at` are when the search and the ranking had ended, by the process's clock.
    """

    revision: int
    n_passages: int
    read: ReadRanking
    copies: Copies
    quotes: Quotes
    reason: Reason | None
    emptied: Emptied | None
    unknown: tuple[str, ...]
    searched_at: float
    ranked_at: float


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search found in one state."""

    revision: int
    n_passages: int
    ranking: Ranking
    copies: Copies
    emptied: Emptied | None
    unknown: tuple[str, ...]
    searched_at: float


@dataclass(frozen=True, slots=True)
class Searcher:
    """What searching needs: the archive's indexes, a reader for what is found, and a clock."""

    passage_index: PassageIndex
    reader: Reader
    clock: Callable[[], datetime]

    def search(self, query: Query, embed: Embed, top_k: int, n_read: int | None = None) -> SearchState:
        """Search one state for at least `top_k` hits if there are, and read the first `n_read` of them, or as many as
        the question's kind needs; catching up first if it has changed since. `embed` gives the question's vector by a
        model, that of the state's passages.

        The reading comes when the state may be left, so that no commit waits for it. Raises `StateError` if the
        archive changes faster than it can be searched.
        """
        n = n_to_read(query.kind) if n_read is None else n_read
        found = of_one_state(
            self.passage_index, lambda: self._search_once(query, embed, max(top_k, n)), "answer from one state of it"
        )
        return self._read(query, found, n)

    def _search_once(self, query: Query, embed: Embed, k: int) -> _Found | None:
        """What the state at hand has, or `None` if something that was found has changed since."""
        index = self.passage_index
        revision = index.revision
        wanted = visible(query, self.clock())
        ranking = ranked(index, query, embed(index.model), wanted, k)
        copies = copies_of(ranking, index, wanted)
        if any(stored.revision > revision for stored in chain(ranking.versions.values(), *copies.values())):
            return None
        nothing = None if ranking.n_allowed else emptied(index, query, wanted)
        headlines = (stored.article.title for stored in ranking.versions.values())
        unknown = () if nothing else unknown_words(query, index, headlines)
        return _Found(revision, index.n_passages, ranking, copies, nothing, unknown, time.perf_counter())

    def _reader(self, query: Query) -> Reader:
        """Whose reading counts: of a brief, whose lines are chosen by their words, the small one's is enough."""
        if query.kind in BRIEF_KINDS and isinstance(self.reader, TwoReaders):
            return self.reader.small
        return self.reader

    def _read(self, query: Query, found: _Found, n: int) -> SearchState:
        reader = ReaderByLanguage(self._reader(query), self.passage_index)
        read = read_ranking(query.topic, found.ranking, reader, n_read=n)
        ranked_at = time.perf_counter()
        quotes = Quotes((), 0.0, False) if found.unknown else choose_answer(query, read, found.copies)
        reason = None if quotes.quotes else reason_for(quotes, found.emptied)
        return SearchState(
            found.revision,
            found.n_passages,
            read,
            found.copies,
            quotes,
            reason,
            found.emptied,
            found.unknown,
            found.searched_at,
            ranked_at,
        )


def ranked(index: PassageIndex, query: Query, vector: Vectors, wanted: Filter, k: int) -> Ranking:
    """The best `k` passages for a question, of many articles where it is one for a brief; for the latest, some that are
    newer than the newest on its subject, too."""
    if query.kind not in BRIEF_KINDS:
        return rank_pool(index, read_pool(index, vector, query, wanted, k), k)
    ranking = rank_pool(index, read_pool(index, vector, query, wanted, 2 * k), 2 * k)
    ranking = spread(ranking, k, PER_ARTICLE)
    newest = newest_on(query.topic, ranking) if query.kind == "latest" and query.period is None else None
    if newest is None:
        return ranking
    newer = read_pool(index, vector, query, replace(wanted, since=int(newest.timestamp()) + 1), READ_NEWER)
    return with_newer(ranking, rank_pool(index, newer, READ_NEWER), k)


def of_one_state(index: PassageIndex, look: Callable[[], Looked | None], doing: str) -> Looked:
    """What `look` finds in one state of the archive; it gives `None` where something has changed since that state, and
    then looks at the newer one. Raises `StateError` if the archive changes faster than that."""
    for _ in range(MAX_TRIES):
        with index.questioning():
            found = look()
        if found is not None:
            return found
        index.catch_up()
    raise StateError(f"the archive is changing too fast to {doing}; ask again in a moment")


def copies_of(ranking: Ranking, passage_index: PassageIndex, wanted: Filter) -> dict[int, tuple[StoredVersion, ...]]:
    """The copies of the hits' stories that readers saw at the moment that the question is asked for."""
    archive = passage_index.archive()
    numbers = sorted({hit.passage.version_number for hit in ranking.hits})
    members = {number: others for number, others in archive.story_members(numbers).items() if len(others) > 1}
    versions = archive.versions_by_number(sorted(set(chain(*members.values()))))
    copies = {}
    for number, others in members.items():
        own = ranking.versions[number]
        seen = [versions[other] for other in others if other in versions]
        seen = [stored for stored in seen if stored.article.id != own.article.id]
        seen = [stored for stored in seen if _was_visible(stored, wanted.as_of)]
        copies[number] = tuple(stored for stored in by_appearance([own, *seen]) if stored is not own)
    return copies


def _was_visible(stored: StoredVersion, as_of: int) -> bool:
    """Whether this is the version that readers saw at a moment."""
    moment = datetime.fromtimestamp(as_of, UTC)
    return stored.visible_from <= moment and (stored.visible_until is None or moment < stored.visible_until)
