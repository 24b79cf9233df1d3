"""What every passage index takes from the archive itself, whichever engine searches: words, vectors, stories.

The one idea: an engine finds numbers of passages; what they are is read from the archive, one connection for each
thread, so nothing that was removed is ever shown. Knows nothing of searching.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from corpus.archive.archive_place import ArchivePlace, open_archive
from corpus.archive.protocol import Archive
from corpus.archive.versions import StoredVersion
from corpus.errors import ArchiveError, StateError
from index.engine.read_write_lock import ReadWriteLock
from index.passages.generations import is_current, living_facts
from index.passages.passage import Passage
from index.passages.passage_store import SEARCHED, Facts, check_facts, load_passages, load_stories
from index.passages.vector_store import load_vectors
from index.vectors import Ids, Vectors

Follow = Callable[[str, str | None], None]


class ArchivePassages:
    """The part of `PassageIndex` that is alike for all engines; `catch_up` is each engine's own."""

    def __init__(self, place: ArchivePlace, facts: Facts, follow: Follow | None) -> None:
        """`follow` readies another model, by its digest and where it was found, when passages that were made with it
        begin to answer."""
        self.place = place
        self.facts = facts
        self.revision = -1
        self._follow = follow
        self._identity = ""  # of the archive whose passages these are; it changes when they are all made anew
        self._lock = ReadWriteLock()
        self._catching_up = threading.Lock()
        self._local = threading.local()

    @property
    def model(self) -> str:
        return self.facts.model

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

    def vectors(self, ids: Ids) -> Vectors:
        return self._vectors(self.facts.dimension, ids)

    def _vectors(self, dimension: int, ids: Ids) -> Vectors:
        return load_vectors(self.archive(), ids.tolist(), dimension)

    def passages(self, ids: Ids) -> tuple[dict[int, Passage], dict[int, StoredVersion]]:
        archive = self.archive()
        with archive.reading():
            if not is_current(archive, self._identity):
                raise StateError("the archive's passages have just been made anew; ask again in a moment")
            return load_passages(archive, ids.tolist())

    def stories(self, ids: Ids) -> Ids:
        stories = load_stories(self.archive(), ids.tolist())
        _, numbers = np.unique([stories.get(passage_id, str(passage_id)) for passage_id in ids], return_inverse=True)
        return np.asarray(numbers, np.int64)

    def _followed(self, archive: Archive) -> Facts:
        """With what the passages that answer were made, whose model is ready then."""
        found = living_facts(archive)
        if found and self._follow and found.model != self.facts.model:
            self._follow(found.model, archive.fact("model_place") or None)
            return found
        check_facts(archive, self.facts, SEARCHED)
        return found or self.facts
