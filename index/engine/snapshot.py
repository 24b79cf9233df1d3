"""A reader's view of the archive: the two indexes and who may see which passage, kept at one revision.

The shadows on disk are brought to the archive's revision first, then what has changed is put into what is held in
memory. A question sees one revision throughout: catching up waits for the questions under way, and they for it only
while the new state is put in place.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from math import ceil
from pathlib import Path

import numpy as np

from corpus.archive.sqlite import Archive
from corpus.archive.versions import StoredVersion
from corpus.errors import StateError
from index.engine.bring_up import PART, across_processes, bring_up_dense, bring_up_lexical, removed_since
from index.engine.dense import DenseIndex
from index.engine.dense_file import DenseFile
from index.engine.lexical import LexicalIndex
from index.engine.read_write_lock import Gate
from index.engine.visibility import Allowed, Visibility, read_visibility
from index.passages.passage import Filter, Passage
from index.passages.passage_store import Facts, check_facts, load_passages, load_signs, load_stories, load_vectors
from index.vectors import Ids, Vectors

FILTERED_AFTERWARDS = 0.1  # share of allowed passages from which on it is faster to look for more and leave some out


class Follower:
    """The searchable state of one archive at one revision. Safe to use from several threads."""

    def __init__(self, archive_path: Path, folder: Path, facts: Facts) -> None:
        """Open or make the shadows in `folder` and catch up.

        Raises `ArchiveError` if the archive cannot be read, `MismatchError` if its passages were made otherwise.
        """
        self.archive_path = archive_path
        self.folder = folder
        self.facts = facts
        self.revision = -1
        self.dense = DenseIndex(facts.dimension)
        self.lexical: LexicalIndex
        self.visibility: Visibility
        self._settled: Allowed  # what is allowed now and from now on, without a filter
        self._identity = ""  # of the archive whose passages these are; it changes when they are all made anew
        self._making = ""  # of the file that the dense index was read from
        self._last_id = -1  # the highest that the dense index has had
        self._gate = Gate()
        self._catching_up = threading.Lock()
        self._local = threading.local()
        self._across_processes = across_processes(folder)
        self.catch_up()

    def archive(self) -> Archive:
        """This thread's connection."""
        if not hasattr(self._local, "archive"):
            self._local.archive = Archive(self.archive_path)
        archive: Archive = self._local.archive
        return archive

    def is_behind(self) -> bool:
        return self.archive().revision() != self.revision

    @contextmanager
    def questioning(self) -> Iterator[None]:
        """While this is open the state does not change."""
        with self._gate.passing():
            yield

    def allowed(self, wanted: Filter) -> Allowed:
        """Which passages a filter leaves, worked out once for both searches."""
        if not wanted.narrows and wanted.as_of >= self.visibility.settled:
            return replace(self._settled, wanted=wanted)
        return self.visibility.allowed(wanted)

    def nearest(self, vector: Vectors, k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        """Ids and cosines of the passages nearest in meaning, best first."""
        return self.dense.search(vector, k, allowed.ids)

    def matching(self, question: Sequence[str], k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        """Ids and BM25 scores of the passages that share words with the question, best first."""
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

    def passages(self, ids: Ids) -> tuple[dict[int, Passage], dict[int, StoredVersion]]:
        """Those of the passages that were not removed meanwhile, and their versions, each by its number.

        Raises `StateError` if all passages were made anew and this view has not caught up yet.
        """
        archive = self.archive()
        with archive.reading():
            if archive.fact("identity") != self._identity:
                raise StateError("the archive's passages have just been made anew; ask again in a moment")
            return load_passages(archive, ids.tolist())

    def signs(self, ids: Ids) -> dict[int, bytes]:
        """What the sentences of each passage add to its vector; see `index/signs.py`."""
        return load_signs(self.archive(), ids.tolist())

    def published(self, ids: Ids) -> Ids:
        """When each passage's article was published, in seconds since 1970; `UNDATED` where nobody says."""
        return self.visibility.published[np.searchsorted(self.visibility.ids, ids)]

    def stories(self, ids: Ids) -> Ids:
        """A number for each passage that is the same for copies of one wire story, and for no others."""
        stories = load_stories(self.archive(), ids.tolist())
        _, numbers = np.unique([stories.get(passage_id, str(passage_id)) for passage_id in ids], return_inverse=True)
        return np.asarray(numbers, np.int64)

    def catch_up(self) -> None:
        """Bring the shadows on disk and this view to the archive's newest revision."""
        with self._catching_up, self._across_processes, self.archive().reading() as revision:
            if revision == self.revision:
                return
            archive = self.archive()
            check_facts(archive, self.facts)
            identity = archive.fact("identity") or ""
            is_same = identity == self._identity
            lexical = bring_up_lexical(archive, self.folder, revision, self.lexical if is_same else None)
            file = bring_up_dense(archive, self.folder, revision, self.facts.dimension)
            lasting = is_same and file.layout.making == self._making
            if lasting:
                gone, news = removed_since(archive, self.revision), read_visibility(archive, self.revision)
                visibility, dense = self.visibility.changed(gone, news), self.dense
                new = news.ids[news.ids > self._last_id]
            else:
                visibility = read_visibility(archive)
                dense = DenseIndex(self.facts.dimension, file.trained(), self._stored)
                gone, new = np.zeros(0, np.int64), _read_rows(file, dense, visibility.ids)
            codes = [(part, dense.encode(self._stored(part))) for part in np.array_split(new, len(new) // PART + 1)]
            settled = visibility.allowed(Filter(visibility.settled))
            with self._gate.alone():
                dense.remove(gone)
                for part, rows in codes:
                    dense.add(part, rows)
                lexical.reload()
                self.dense, self.lexical, self.visibility, self._settled = dense, lexical, visibility, settled
                self.revision, self._identity, self._making = revision, identity, file.layout.making
                self._last_id = max(
                    int(visibility.ids[-1]) if len(visibility.ids) else -1, self._last_id if is_same else -1
                )

    def _stored(self, ids: Ids) -> Vectors:
        return load_vectors(self.archive(), ids.tolist(), self.facts.dimension)


def _read_rows(file: DenseFile, dense: DenseIndex, shown: Ids) -> Ids:
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
