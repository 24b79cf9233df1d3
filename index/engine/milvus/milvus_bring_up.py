"""The collections in Milvus brought to the archive's revision, from its texts and stored vectors: nothing is embedded.

The one idea: whatever is done twice leaves the same rows, and the marker moves last. So whoever is stopped is gone on
with, a first filling of many hours too: it is a catching up, from the revision at which it began, of all passages above
the last one that was put in. Counts of terms alone are changed by differences: where somebody was stopped in that, all
are counted anew. Knows nothing of questions.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.archive.protocol import Archive
from index.engine.bring_up import Target, entries, index_lock
from index.engine.milvus.bm25 import passage_weights
from index.engine.milvus.milvus_address import KNOWN_AS
from index.engine.milvus.milvus_filter import numbers
from index.engine.milvus.milvus_server import Marker, MilvusPassages, MilvusServer, parts
from index.passages.generations import generations
from index.passages.passage_store import changes, removed_since, shown_ids
from index.passages.vector_store import load_vectors
from index.vectors import Ids, Vectors


def bring_up_milvus(server: MilvusServer, archive: Archive, to: Target, dimension: int) -> MilvusPassages:
    """The collections of a generation at a revision, inside `Archive.reading()`; made where they are missing.

    One process at a time may do this. Raises `StateError` if Milvus cannot be reached.
    """
    into = server.collections(archive.fact(KNOWN_AS) or "", to.identity)
    marker = into.marker()
    if marker is None or marker.revision > to.revision:  # of a history that was given up for a backup
        into.make(dimension)
        marker = Marker(to.revision, -1, is_counted=False)
        into.set_marker(marker)
    if marker.is_counted and marker.revision == to.revision:
        return into
    gone = removed_since(archive, marker.revision, to.generation).tolist()
    new = shown_ids(archive, marker.last_id, to.generation).tolist()
    changed = [each for each in changes(archive, marker.revision, to.generation)[1] if each <= marker.last_id]
    was_counted = marker.is_counted
    if was_counted and (new or gone):
        into.set_marker(Marker(marker.revision, marker.last_id, is_counted=False))
    counts: Counter[int] = Counter()
    for weights in into.words(gone) if was_counted else ():
        counts.subtract(weights.keys())
    _put(archive, into, changed, dimension)
    last_id = marker.last_id
    for some in parts(new):
        counts.update(_put(archive, into, some, dimension))
        last_id = some[-1]
        into.set_marker(Marker(marker.revision, last_id, is_counted=False))
    into.remove(gone)
    if was_counted:
        before = into.counts(list(counts))
        into.put_terms({place: before.get(place, 0) + n for place, n in counts.items() if n}, to.revision)
    else:
        _count_all(into, counts if marker.last_id < 0 else _counted(archive, to), to.revision)
    into.set_marker(Marker(to.revision, last_id, is_counted=True))
    return into


@dataclass(frozen=True, slots=True)
class MilvusCollections:
    """Those of an archive in Milvus (`Indexes` says what it does)."""

    server: MilvusServer
    folder: Path  # where this machine's processes agree on who changes them; machines agree on it in the archive

    @contextmanager
    def following(self, archive: Archive) -> Iterator[int]:
        _name(archive)
        with index_lock(self.folder), archive.following(), archive.reading() as revision:
            yield revision

    def bring_up(self, archive: Archive, to: Target, dimension: int) -> None:
        bring_up_milvus(self.server, archive, to, dimension)

    def nearest(self, archive: Archive, to: Target, vectors: Vectors, k: int) -> list[Ids]:
        into = bring_up_milvus(self.server, archive, to, vectors.shape[1])
        into.count(is_newest=True)
        return [into.near(vector, k, "") for vector in vectors]

    def forget_dropped(self, archive: Archive) -> None:
        kept = [each.identity for each in generations(archive) if each.state != "dropped"]
        self.server.drop_others(archive.fact(KNOWN_AS) or "", [archive.fact("identity") or "", *kept])


def _name(archive: Archive) -> None:
    """Let an archive be known in Milvus, so that none drops another's collections."""
    if not archive.fact(KNOWN_AS):
        with archive.noting():
            archive.set_fact(KNOWN_AS, archive.fact(KNOWN_AS) or uuid.uuid4().hex[:12])


def _put(archive: Archive, into: MilvusPassages, ids: Sequence[int], dimension: int) -> Counter[int]:
    """Put passages in; in how many of them each term occurs."""
    counts: Counter[int] = Counter()
    for some in parts(ids):
        found = list(entries(archive, some))
        words = [passage_weights(entry) for entry in found]
        kept = [entry.id for entry in found]
        into.put(kept, load_vectors(archive, kept, dimension), words, [numbers(entry) for entry in found])
        for weights in words:
            counts.update(weights.keys())
    return counts


def _counted(archive: Archive, to: Target) -> Counter[int]:
    """In how many of all passages each term occurs."""
    counts: Counter[int] = Counter()
    for entry in entries(archive, shown_ids(archive, generation=to.generation).tolist()):
        counts.update(passage_weights(entry).keys())
    return counts


def _count_all(into: MilvusPassages, counts: Counter[int], revision: int) -> None:
    """Put the counts of all terms in the place of those that are there."""
    over = dict.fromkeys((place for place, n in into.terms_since(-1) if n and place not in counts), 0)
    into.put_terms({**over, **counts}, revision)
