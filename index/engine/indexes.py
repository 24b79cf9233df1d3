"""Indexes as whoever fills an archive knows them, whatever engine searches: brought up, compared, removed.

Each knows the revision that it has reached and takes from the archive only what it has changed since; one process at a
time changes them. Knows nothing of questions: those go to a `PassageIndex`.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from corpus.archive.protocol import Archive
from index.engine.bring_up import (
    Target,
    answering,
    bring_up_dense,
    bring_up_lexical,
    forget_dropped,
    index_lock,
    read_rows,
)
from index.engine.dense import DenseIndex
from index.passages.passage_store import SEARCHED, Facts, check_facts, shown_ids
from index.passages.vector_store import load_vectors
from index.vectors import Ids, Vectors


class Indexes(Protocol):
    """What an archive is searched by, of one engine, to be brought to its revision."""

    def following(self, archive: Archive) -> AbstractContextManager[int]:
        """The right to change them, and a view of the archive, whose revision it yields."""

    def bring_up(self, archive: Archive, to: Target, dimension: int) -> None:
        """Inside `following`: those of a generation, whose vectors have so many numbers."""

    def nearest(self, archive: Archive, to: Target, vectors: Vectors, k: int) -> list[Ids]:
        """Inside `following`: the `k` passages of a generation that are nearest to each of the vectors."""

    def forget_dropped(self, archive: Archive) -> None:
        """Inside `following`: remove those of generations that are not there any more."""


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """Those of this machine: a folder of files."""

    folder: Path

    @contextmanager
    def following(self, archive: Archive) -> Iterator[int]:
        with index_lock(self.folder), archive.reading() as revision:
            yield revision

    def bring_up(self, archive: Archive, to: Target, dimension: int) -> None:
        bring_up_lexical(archive, self.folder, to)
        bring_up_dense(archive, self.folder, to, dimension)

    def nearest(self, archive: Archive, to: Target, vectors: Vectors, k: int) -> list[Ids]:
        dimension = vectors.shape[1]
        file = bring_up_dense(archive, self.folder, to, dimension)
        dense = DenseIndex(dimension, file.trained(), partial(_stored, archive, dimension))
        read_rows(file, dense, shown_ids(archive, generation=to.generation))
        return [dense.search(vector, k, None)[0] for vector in vectors]

    def forget_dropped(self, archive: Archive) -> None:
        forget_dropped(archive, self.folder)


def bring_up(archive: Archive, indexes: Indexes, facts: Facts) -> None:
    """Bring an archive's indexes to its newest revision, so that the next reader finds them there."""
    with indexes.following(archive) as revision:
        check_facts(archive, facts, SEARCHED)
        indexes.bring_up(archive, answering(archive, revision), facts.dimension)
        indexes.forget_dropped(archive)


def _stored(archive: Archive, dimension: int, ids: Ids) -> Vectors:
    return load_vectors(archive, ids.tolist(), dimension)
