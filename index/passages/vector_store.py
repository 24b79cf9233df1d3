"""The vector store: passages' vectors, in the archive's file and transactions.

The one idea: a vector, as float16 numbers, is kept under a hash of the model and the words that were embedded, so
unchanged words are never embedded twice. Knows nothing of indexes or questions.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from corpus.archive.protocol import Archive
from corpus.archive.sql_archive import database_of
from index.vectors import Vectors

PASSAGE_FORMAT = 2  # grows when the same words are embedded in another way
UNIT_TOLERANCE = 0.01  # of a vector's length, rounded to float16


def vector_hash(model: str, words: str) -> bytes:
    return hashlib.blake2b(f"{model}\0{PASSAGE_FORMAT}\0{words}".encode(), digest_size=16).digest()


def missing_vectors(archive: Archive, hashes: Iterable[bytes]) -> set[bytes]:
    """Those of the hashes under which no vector is kept."""
    wanted = set(hashes)
    kept = database_of(archive).among("SELECT hash FROM vector WHERE hash IN", sorted(wanted))
    return wanted - {key for (key,) in kept}


def put_vectors(archive: Archive, vectors: Mapping[bytes, Vectors]) -> None:
    """Inside `writing()`."""
    database_of(archive).run_many(
        "INSERT INTO vector VALUES (?, ?) ON CONFLICT DO NOTHING",
        ((key, vector.astype("<f2").tobytes()) for key, vector in vectors.items()),
    )


def load_vectors(archive: Archive, ids: Sequence[int], dimension: int) -> Vectors:
    """`(n, dimension)` float32, one row for each passage id, in that order; zeros for one that is not there (any
    more)."""
    query = "SELECT p.id, v.value FROM passage p JOIN vector v ON v.hash = p.vector_hash WHERE p.id IN"
    stored: dict[int, bytes] = dict(database_of(archive).among(query, ids))
    none = bytes(2 * dimension)
    packed = b"".join([stored.get(passage_id, none) for passage_id in ids])
    return np.frombuffer(packed, "<f2").reshape(len(ids), dimension).astype(np.float32)


def read_vectors(archive: Archive, hashes: Sequence[bytes]) -> dict[bytes, Vectors]:
    """Those of the vectors that are kept, under their hashes."""
    rows = database_of(archive).among("SELECT hash, value FROM vector WHERE hash IN", hashes)
    return {key: np.frombuffer(value, "<f2").astype(np.float32) for key, value in rows}


def erase_vectors(archive: Archive, version_numbers: Sequence[int]) -> None:
    """Inside `writing()`, after `Archive.remove`: drop the vectors that no passage still shown shares."""
    shown = "SELECT p.vector_hash FROM passage p JOIN version v ON v.number = p.version_number WHERE v.removed = 0"
    for number in version_numbers:
        database_of(archive).run(
            "DELETE FROM vector WHERE hash IN (SELECT vector_hash FROM passage WHERE version_number = ?)"
            f" AND hash NOT IN ({shown})",
            (number,),
        )


def drop_unused_vectors(archive: Archive) -> None:
    """Inside `writing()`: those that no passage has."""
    database_of(archive).run("DELETE FROM vector WHERE hash NOT IN (SELECT vector_hash FROM passage)")


def drop_vectors(archive: Archive, ids: Sequence[int]) -> None:
    """Inside `writing()`: those of some passages."""
    statement = "DELETE FROM vector WHERE hash = (SELECT vector_hash FROM passage WHERE id = ?)"
    database_of(archive).run_many(statement, [(passage_id,) for passage_id in ids])


def count_missing_vectors(archive: Archive, generation: int) -> int:
    """How many of a generation's passages that are not removed have no vector."""
    count: int = database_of(archive).value(
        "SELECT count(*) FROM passage p JOIN version v ON v.number = p.version_number WHERE v.removed = 0"
        " AND p.generation = ? AND vector_hash NOT IN (SELECT hash FROM vector)",
        (generation,),
    )
    return count


def unsound_vectors(archive: Archive, dimension: int, generation: int) -> list[bytes]:
    """Hashes of the vectors of a generation's passages that are not of this dimension and of length 1."""
    rows = database_of(archive).each(
        "SELECT hash, value FROM vector WHERE hash IN (SELECT vector_hash FROM passage WHERE generation = ?)",
        (generation,),
    )
    return [key for key, value in rows if not _is_unit(value, dimension)]


def _is_unit(value: bytes, dimension: int) -> bool:
    if len(value) != 2 * dimension:
        return False
    length = np.linalg.norm(np.frombuffer(value, "<f2").astype(np.float32))
    return bool(np.isclose(length, 1, atol=UNIT_TOLERANCE))


def drop_unsound_vectors(archive: Archive, generation: int) -> None:
    """Inside `writing()`: of the generation that answers, so that they are made anew by whoever asks for what is
    missing."""
    dimension = archive.fact("dimension")
    if dimension:
        unsound = [(key,) for key in unsound_vectors(archive, int(dimension), generation)]
        database_of(archive).run_many("DELETE FROM vector WHERE hash = ?", unsound)
