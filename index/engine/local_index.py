"""The passage index on this machine: FAISS, tantivy and who may see which passage, kept at one revision of the archive.

The indexes on disk are brought to the archive's revision first, then what has changed is put into what is held in
memory. A question sees one revision throughout: catching up waits for the questions under way, and they for it only
while the new state is put in place.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from math import ceil
from pathlib import Path

import numpy as np

from corpus.archive.archive_place import ArchivePlace, open_archive
from corpus.archive.protocol import Archive
from corpus.archive.versions import StoredVersion
from corpus.errors import ArchiveError, StateError
from index.engine.bring_up import PART, answering, bring_up_dense, bring_up_lexical, forget_dropped, index_lock
from index.engine.dense import DenseIndex
from index.engine.dense_file import DenseFile
from index.engine.lexical import LexicalIndex
from index.engine.passage_index import Allowed
from index.engine.read_write_lock import ReadWriteLock
from index.engine.visibility import Visibility, read_visibility
from index.passages.generations import is_current, living_facts
from index.passages.passage import Filter, Passage
from index.passages.passage_store import (
    SEARCHED,
    Facts,
    check_facts,
    load_passages,
    load_stories,
    removed_since,
)
from index.passages.vector_store import load_vectors
from index.vectors import Ids, Vectors

Follow = Callable[[str, str | None], None]
FILTERED_AFTERWARDS = 0.1  # share of allowed passages from which on it is faster to look for more and leave some out


class LocalIndex:
    """The searchable state of one archive (`PassageIndex` says what it does). Safe to use from several threads."""

    def __init__(self, place: ArchivePlace, folder: Path, facts: Facts, follow: Follow | None = None) -> None:
        """Open or make the indexes in `folder` and catch up. `follow` readies another model, by its digest and where
        it was found, when passages that were made with it begin to answer.

        Raises `ArchiveError` if the archive cannot be read, `MismatchError` if its passages were made otherwise.
        """
        self.place = place
        self.folder = folder
        self.facts = facts
        self._follow = follow
        self.revision = -1
        self.dense = DenseIndex(facts.dimension)
        self.lexical: LexicalIndex
        self.visibility: Visibility
        self._settled: Allowed  # what is allowed now and from now on, without a filter
        self._identity = ""  # of the archive whose passages these are; it changes when they are all made anew
        self._making = ""  # of the file that the dense index was read from
        self._last_id = -1  # the highest that the dense index has had; what is new is above it
        self._lock = ReadWriteLock()
        self._catching_up = threading.Lock()
        self._local = threading.local()
        self._across_processes = index_lock(folder)
        self.catch_up()

    @property
    def model(self) -> str:
        return self.facts.model

    @property
    def n_passages(self) -> int:
        return len(self.visibility.ids)

    @property
    def publishers(self) -> tuple[str, ...]:
        return self.visibility.publishers

    @property
    def newest(self) -> int:
        return self.visibility.newest

    def archive(self) -> Archive:
        if not hasattr(self._local, "archive"):
            self._local.archive = open_archive(self.place)
        archive: Archive = self._local.archive
        return archive

    def is_behind(self) -> bool:
        if isinstance(self.place, Path) and not self.place.exists():  # whoever has it open could read it for ever
            raise ArchiveError(f"archive {self.place} is gone")
        return self.archive().revision() != self.revision

    @contextmanager
    def questioning(self) -> Iterator[None]:
        with self._lock.reading():
            yield

    def allowed(self, wanted: Filter) -> Allowed:
        if not wanted.narrows and wanted.as_of >= self.visibility.settled:
            return replace(self._settled, wanted=wanted)
        return self.visibility.allowed(wanted)

    def published_between(self, wanted: Filter) -> tuple[int, int] | None:
        return self.visibility.published_between(wanted)

    def newest_first(self, wanted: Filter, k: int) -> Ids:
        return self.visibility.newest_first(wanted, k)

    def vectors(self, ids: Ids) -> Vectors:
        return self._vectors(self.facts.dimension, ids)

    def _vectors(self, dimension: int, ids: Ids) -> Vectors:
        return load_vectors(self.archive(), ids.tolist(), dimension)

    def nearest(self, vector: Vectors, k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        return self.dense.search(vector, k, allowed.ids)

    def dense_scores(self, vector: Vectors, ids: Ids) -> Vectors:
        return self.dense.scores(vector, ids)

    def matching(self, question: Sequence[str], k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        if not allowed.count:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if allowed.ids is None:
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

    def passages(self, ids: Ids) -> tuple[dict[int, Passage], dict[int, StoredVersion]]:
        archive = self.archive()
        with archive.reading():
            if not is_current(archive, self._identity):
                raise StateError("the archive's passages have just been made anew; ask again in a moment")
            return load_passages(archive, ids.tolist())

    def published(self, ids: Ids) -> Ids:
        return self.visibility.published[np.searchsorted(self.visibility.ids, ids)]

    def stories(self, ids: Ids) -> Ids:
        stories = load_stories(self.archive(), ids.tolist())
        _, numbers = np.unique([stories.get(passage_id, str(passage_id)) for passage_id in ids], return_inverse=True)
        return np.asarray(numbers, np.int64)

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

    def _followed(self, archive: Archive) -> Facts:
        """With what the passages that answer were made, whose model is ready then."""
        found = living_facts(archive)
        if found and self._follow and found.model != self.facts.model:
            self._follow(found.model, archive.fact("model_place") or None)
            return found
        check_facts(archive, self.facts, SEARCHED)
        return found or self.facts


def read_rows(file: DenseFile, dense: DenseIndex, shown: Ids) -> Ids:
    """Fill an empty index with a file's rows of what is shown; returns the ids that the file has not got, in order."""
    missing = [shown[:0]]
    done = 0
    for ids, codes in file.rows():
        end = int(np.searchsorted(shown, ids[-1], "right"))
        wanted = np.isin(ids, shown[done:end], assume_unique=True)
        dense.add(ids[wanted], codes[wanted])
        missing.append(np.setdiff1d(shown[done:end], ids, assume_unique=True))
        done = end
    return np.concatenate([*missing, shown[done:]])
