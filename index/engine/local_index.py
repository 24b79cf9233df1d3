"""The passage index on this machine: FAISS, tantivy and who may see which passage, kept at one revision of the archive.

The indexes on disk are brought to the archive's revision first, then what has changed is put into what is held in
memory. A question sees one revision throughout: catching up waits for the questions under way, and they for it only
while the new state is put in place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path

import numpy as np

from corpus.archive.archive_place import ArchivePlace
from index.engine.archive_passages import ArchivePassages, Follow
from index.engine.bring_up import (
    PART,
    answering,
    bring_up_dense,
    bring_up_lexical,
    forget_dropped,
    index_lock,
    read_rows,
)
from index.engine.dense import DenseIndex
from index.engine.lexical import LexicalIndex
from index.engine.passage_index import Allowed
from index.engine.visibility import Listed, Visibility, listed, read_visibility
from index.passages.passage import Filter
from index.passages.passage_store import Facts, removed_since
from index.vectors import Ids, Vectors

FILTERED_AFTERWARDS = 0.1  # share of allowed passages from which on it is faster to look for more and leave some out


class LocalIndex(ArchivePassages):
    """The searchable state of one archive (`PassageIndex` says what it does). Safe to use from several threads."""

    def __init__(self, place: ArchivePlace, folder: Path, facts: Facts, follow: Follow | None = None) -> None:
        """Open or make the indexes in `folder` and catch up. `follow` readies another model, by its digest and where
        it was found, when passages that were made with it begin to answer.

        Raises `ArchiveError` if the archive cannot be read, `MismatchError` if its passages were made otherwise.
        """
        super().__init__(place, facts, follow)
        self.folder = folder
        self._across_processes = index_lock(folder)
        self.dense = DenseIndex(facts.dimension)
        self.lexical: LexicalIndex
        self.visibility: Visibility
        self._settled: Listed  # what is allowed now and from now on, without a filter
        self._making = ""  # of the file that the dense index was read from
        self._last_id = -1  # the highest that the dense index has had; what is new is above it
        self.catch_up()

    @property
    def n_passages(self) -> int:
        return len(self.visibility.ids)

    @property
    def publishers(self) -> tuple[str, ...]:
        return self.visibility.publishers

    @property
    def newest(self) -> int:
        return self.visibility.newest

    def allowed(self, wanted: Filter) -> Listed:
        if not wanted.narrows and wanted.as_of >= self.visibility.settled:
            return replace(self._settled, wanted=wanted)
        return self.visibility.allowed(wanted)

    def published_between(self, wanted: Filter) -> tuple[int, int] | None:
        return self.visibility.published_between(wanted)

    def newest_first(self, wanted: Filter, k: int) -> Ids:
        return self.visibility.newest_first(wanted, k)

    def nearest(self, vector: Vectors, k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        return self.dense.search(vector, k, listed(allowed).ids)

    def dense_scores(self, vector: Vectors, ids: Ids) -> Vectors:
        return self.dense.scores(vector, ids)

    def matching(self, question: Sequence[str], k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        if not allowed.count:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if listed(allowed).ids is None:
            return self.lexical.search(question, k, None)
        share = allowed.count / len(self.visibility.ids)
        if share >= FILTERED_AFTERWARDS:
            # Without a filter most passages need not be scored at all, however many have one of the words.
            n = ceil(3 * k / share)  # as fast as k
            ids, scores = self.lexical.search(question, n, None)
            keep = allowed.has(ids)
            if len(ids) < n or np.count_nonzero(keep) >= k:
                return ids[keep][:k], scores[keep][:k]
        return self.lexical.search(question, k, allowed.wanted)

    def lexical_scores(self, question: Mapping[str, float], ids: Ids) -> Vectors:
        return self.lexical.scores(question, ids)

    def term_frequency(self, term: str) -> int:
        return self.lexical.term_frequency(term)

    def published(self, ids: Ids) -> Ids:
        return self.visibility.published[np.searchsorted(self.visibility.ids, ids)]

    def catch_up(self) -> None:
        """Bring the indexes on disk and this view to the archive's newest revision."""
        with self._catching_up, self._across_processes, self.archive().reading() as revision:
            if revision == self.revision:
                return
            archive = self.archive()
            facts = self._followed(archive)
            target = answering(archive, revision)
            is_same = target.identity == self._identity
            lexical = bring_up_lexical(archive, self.folder, target, self.lexical if is_same else None)
            file = bring_up_dense(archive, self.folder, target, facts.dimension, is_checked=is_same)
            if not is_same:
                forget_dropped(archive, self.folder)
            lasting = is_same and file.layout.making == self._making
            if lasting:
                gone, news = removed_since(archive, self.revision), read_visibility(archive, self.revision)
                visibility, dense = self.visibility.changed(gone, news), self.dense
                new = news.ids[news.ids > self._last_id]
            else:
                visibility = read_visibility(archive)
                dense = DenseIndex(facts.dimension, file.trained(), partial(self._vectors, facts.dimension))
                gone, new = np.zeros(0, np.int64), read_rows(file, dense, visibility.ids)
            parts = np.array_split(new, len(new) // PART + 1)
            codes = [(part, dense.encode(self._vectors(facts.dimension, part))) for part in parts]
            settled = visibility.allowed(Filter(visibility.settled))
            with self._lock.writing():
                dense.remove(gone)
                for part, rows in codes:
                    dense.add(part, rows)
                lexical.reload()
                self.dense, self.lexical, self.visibility, self._settled = dense, lexical, visibility, settled
                self.facts, self.revision = facts, revision
                self._identity, self._making = target.identity, file.layout.making
                self._last_id = max(
                    int(visibility.ids[-1]) if len(visibility.ids) else -1, self._last_id if is_same else -1
                )
