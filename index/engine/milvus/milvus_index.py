"""The passage index in Milvus, which finds passages by meaning and by words; the archive says what they are.

The one idea: nothing is held here for each passage, so an archive may be larger than this machine. Milvus gives numbers
of passages, and the archive their vectors, words, dates and stories. So the score of a passage near a question is exact
however Milvus rounds, and what was removed or replaced since is noticed by its version. What this process holds is the
revision, the counts of terms, and the publishers.

BM25 is the one of `bm25`, in a sparse vector, and not Milvus's own function: that counts terms in each segment or shard
by itself, cannot weight a question's terms and tells nobody how frequent they are, which ranking has to know. A server
without sparse vectors (2.3) is refused when it is opened. Generations need no alias: the archive's identity, which is
in the collections' names, changes in the commit with which another generation begins to answer.

Several processes and machines share the collections. Whichever looks first brings them up while the others wait; a
question may then find what is newer than its revision, and is asked again as everywhere (`of_one_state`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.archive.archive_place import ArchivePlace
from index.engine.archive_passages import ArchivePassages, Follow
from index.engine.bring_up import answering
from index.engine.milvus.bm25 import dimension, question_weights
from index.engine.milvus.milvus_address import MilvusAddress
from index.engine.milvus.milvus_bring_up import MilvusCollections, bring_up_milvus
from index.engine.milvus.milvus_filter import among, expression
from index.engine.milvus.milvus_server import LOOKED_AT, MOST, MilvusPassages, MilvusServer
from index.engine.passage_index import UNDATED, Allowed
from index.passages.passage import Filter
from index.passages.passage_store import Facts
from index.passages.publications import Publications, newest_first, published, published_between
from index.vectors import Ids, Vectors

WIDER = 8  # times as many where a filter left fewer than are wanted


@dataclass(frozen=True, slots=True)
class Within:
    """The passages that a filter leaves: how many, and the expression that tells them, empty where it leaves all."""

    wanted: Filter
    count: int
    expression: str
    within: MilvusPassages

    def has(self, ids: Ids) -> NDArray[np.bool_]:
        return np.isin(ids, self.within.having(ids.tolist(), self.expression))


class MilvusIndex(ArchivePassages):
    """The searchable state of one archive (`PassageIndex` says what it does). Safe to use from several threads."""

    def __init__(
        self, place: ArchivePlace, address: MilvusAddress, folder: Path, facts: Facts, follow: Follow | None = None
    ) -> None:
        """Connect, make or fill the collections, and catch up; the other arguments are those of `ArchivePassages`.

        Raises `StateError` if Milvus cannot be reached or lacks what is needed, `ArchiveError` if the archive cannot be
        read, `MismatchError` if its passages were made otherwise.
        """
        super().__init__(place, facts, follow)
        self.server = MilvusServer(address)
        self._indexes = MilvusCollections(self.server, folder)
        self.n_passages = 0
        self.publishers: tuple[str, ...] = ()
        self.newest = UNDATED
        self._found_in: MilvusPassages
        self._publications = Publications()
        self._frequencies: dict[int, int] = {}  # by dimension: 0.1 kB for each of some millions
        self.catch_up()

    @staticmethod
    def indexes(address: MilvusAddress, folder: Path) -> MilvusCollections:
        """What is brought up to the archive for it. Raises `StateError` as opening does."""
        return MilvusCollections(MilvusServer(address), folder)

    def close(self) -> None:
        self.server.close()

    def allowed(self, wanted: Filter) -> Within:
        if not wanted.narrows and wanted.as_of >= self._publications.settled:
            return Within(wanted, self.n_passages, "", self._found_in)
        told = expression(wanted)
        return Within(wanted, self._found_in.count(told), told, self._found_in)

    def published_between(self, wanted: Filter) -> tuple[int, int] | None:
        return published_between(self.archive(), wanted, self._publications)

    def newest_first(self, wanted: Filter, k: int) -> Ids:
        return newest_first(self.archive(), wanted, k, self._publications)

    def nearest(self, vector: Vectors, k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        k = min(k, allowed.count, MOST)
        told = _told(allowed)
        ids = self._found_in.near(vector, k, told)
        if len(ids) < k:  # a graph with few of its places left leads nowhere
            ids = self._found_in.near(vector, k, told, WIDER * max(k, LOOKED_AT))
        if len(ids) < k:
            return self._nearest_of_all(vector, k, told)
        return _best(ids, self.dense_scores(vector, ids), k)

    def _nearest_of_all(self, vector: Vectors, k: int, told: str) -> tuple[Ids, Vectors]:
        """The nearest of all passages that a filter leaves, compared one by one."""
        ids, scores = np.zeros(0, np.int64), np.zeros(0, np.float32)
        for some in self._found_in.each(told):
            scored = np.concatenate([scores, self.dense_scores(vector, some)])
            ids, scores = _best(np.concatenate([ids, some]), scored, k)
        return ids, scores

    def dense_scores(self, vector: Vectors, ids: Ids) -> Vectors:
        return np.asarray(self.vectors(ids) @ vector, np.float32)

    def matching(self, question: Sequence[str], k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        weights = question_weights(dict.fromkeys(question, 1.0), self.n_passages, self._frequency)
        k = min(k, allowed.count, MOST)
        return _best(*self._found_in.matching(weights, k, _told(allowed)), k)

    def lexical_scores(self, question: Mapping[str, float], ids: Ids) -> Vectors:
        weights = question_weights(question, self.n_passages, self._frequency)
        found, scores = self._found_in.matching(weights, len(ids), among(ids.tolist()))
        known = dict(zip(found.tolist(), scores.tolist(), strict=True))
        return np.array([known.get(passage_id, 0.0) for passage_id in ids.tolist()], np.float32)

    def term_frequency(self, term: str) -> int:
        return self._frequency(dimension(term, "text"))

    def _frequency(self, place: int) -> int:
        return self._frequencies.get(place, 0)

    def published(self, ids: Ids) -> Ids:
        return published(self.archive(), ids.tolist(), UNDATED)

    def catch_up(self) -> None:
        """Bring the collections and this view of them to the archive's newest revision."""
        archive = self.archive()
        with self._catching_up:
            if archive.revision() == self.revision:
                return
            with self._indexes.following(archive) as revision:
                facts = self._followed(archive)
                target = answering(archive, revision)
                is_same = target.identity == self._identity
                found_in = bring_up_milvus(self.server, archive, target, facts.dimension)
                if not is_same:
                    self._indexes.forget_dropped(archive)
                since = self.revision if is_same else -1
                publications = (self._publications if is_same else Publications()).followed(archive, since)
                counts = dict(found_in.terms_since(since))
                n_passages = found_in.count(is_newest=True)
            with self._lock.writing():
                self._found_in, self._publications, self.n_passages = found_in, publications, n_passages
                if is_same:
                    self._frequencies.update(counts)
                else:
                    self._frequencies = counts
                self.publishers = tuple(publications.names)
                self.newest = UNDATED if publications.newest is None else publications.newest
                self.facts, self.revision, self._identity = facts, revision, target.identity


def _told(allowed: Allowed) -> str:
    """The expression of what is allowed. Raises `TypeError` for what another engine's index gave."""
    if not isinstance(allowed, Within):
        raise TypeError(f"this index searches what it has allowed itself, and not {type(allowed).__name__}")
    return allowed.expression


def _best(ids: Ids, scores: Vectors, k: int) -> tuple[Ids, Vectors]:
    """The best `k`, those of equal scores by their ids."""
    order = np.lexsort((ids, -scores))[:k]
    return ids[order], scores[order]
