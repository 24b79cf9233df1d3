"""Passages and their vectors as the archive keeps them, in the same file and the same transactions as the articles.

Vectors are float16 numbers under a hash of the model and the words that were embedded, so unchanged words are never
embedded twice; with each are the signs of its sentences. Knows nothing of indexes or questions.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.archive.sqlite import Archive
from corpus.archive.versions import StoredVersion
from corpus.errors import StateError
from index.passages.passage import Passage
from index.text.sentences import Span, sentences
from index.vectors import Vectors

PASSAGE_FORMAT = 2  # grows when passages are cut or embedded in another way
SQL_VARIABLES = 500  # how many values one statement may name
UNIT_TOLERANCE = 0.01  # of a vector's length, rounded to float16


class MismatchError(StateError):
    """The archive was made with another model or another cut than the one asked for; `newsqa reindex` mends it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was fixed when the archive's passages were made."""

    model: str
    dimension: int
    passage_tokens: int

    def recorded(self) -> dict[str, str]:
        return {
            "model": self.model,
            "dimension": str(self.dimension),
            "passage_tokens": str(self.passage_tokens),
            "passage_format": str(PASSAGE_FORMAT),
        }


@dataclass(frozen=True, slots=True)
class Embedded:
    """What is kept of a passage's meaning: its vector, of length 1, and what its sentences add (`index/signs.py`)."""

    vector: NDArray[np.float32]
    signs: bytes


def check_facts(archive: Archive, facts: Facts) -> None:
    """Raises `MismatchError` if the archive's passages were made otherwise. A new archive agrees with everything."""
    for name, value in facts.recorded().items():
        stored = archive.fact(name)
        if stored is not None and stored != value:
            raise MismatchError(
                f"archive {archive.path} was made with {name} {stored}, this installation has {value};"
                " to make its passages anew: newsqa reindex"
            )


def record_facts(archive: Archive, facts: Facts) -> None:
    """Inside `writing()`."""
    for name, value in facts.recorded().items():
        archive.set_fact(name, value)


def embedded_words(title: str, text: str) -> str:
    """What the encoder reads of a passage: the headline gives it its context."""
    return f"{title}\n{text}"


def embedded_sentences(words: str) -> list[Span]:
    """The sentences of a passage in what the encoder reads of it."""
    start = words.index("\n") + 1  # a headline has no line break
    return [Span(start + span.start, start + span.end) for span in sentences(words[start:])]


def vector_hash(model: str, words: str) -> bytes:
    return hashlib.blake2b(f"{model}\0{PASSAGE_FORMAT}\0{words}".encode(), digest_size=16).digest()


def missing_vectors(archive: Archive, hashes: Iterable[bytes]) -> set[bytes]:
    """Those of the hashes under which no vector is kept."""
    wanted = set(hashes)
    return wanted - set(_stored_vectors(archive, sorted(wanted)))


def put_vectors(archive: Archive, vectors: Mapping[bytes, Embedded]) -> None:
    """Inside `writing()`."""
    put = archive.connection.executemany
    put(
        "INSERT OR IGNORE INTO vector VALUES (?, ?)",
        ((key, each.vector.astype("<f2").tobytes()) for key, each in vectors.items()),
    )
    put("INSERT OR IGNORE INTO signs VALUES (?, ?)", ((key, each.signs) for key, each in vectors.items()))


def put_passages(archive: Archive, version_number: int, spans: Sequence[Span], hashes: Sequence[bytes]) -> None:
    """Inside `writing()`."""
    archive.connection.executemany(
        'INSERT INTO passage (version_number, start, "end", vector_hash) VALUES (?, ?, ?, ?)',
        [(version_number, span.start, span.end, key) for span, key in zip(spans, hashes, strict=True)],
    )


def erase_vectors(archive: Archive, version_numbers: Sequence[int]) -> None:
    """Inside `writing()`, after `Archive.remove`: drop the vectors that no passage still shown shares."""
    shown = "SELECT p.vector_hash FROM passage p JOIN version v ON v.number = p.version_number WHERE NOT v.removed"
    for number in version_numbers:
        archive.connection.execute(
            "DELETE FROM vector WHERE hash IN (SELECT vector_hash FROM passage WHERE version_number = ?)"
            f" AND hash NOT IN ({shown})",
            (number,),
        )


def unsound_vectors(archive: Archive, dimension: int) -> list[bytes]:
    """Hashes of the passages' vectors that are not of this dimension and of length 1, or have lost their signs."""
    unsound = []
    for key, value, is_whole in archive.connection.execute(
        "SELECT v.hash, v.value, s.hash IS NOT NULL FROM vector v LEFT JOIN signs s ON s.hash = v.hash"
        " WHERE v.hash IN (SELECT vector_hash FROM passage)"
    ):
        if (
            not is_whole
            or len(value) != 2 * dimension
            or not np.isclose(np.linalg.norm(np.frombuffer(value, "<f2").astype(np.float32)), 1, atol=UNIT_TOLERANCE)
        ):
            unsound.append(key)
    return unsound


def drop_unsound_vectors(archive: Archive) -> None:
    """Inside `writing()`: so that they are made anew by whoever asks for what is missing."""
    dimension = archive.fact("dimension")
    if dimension:
        unsound = [(key,) for key in unsound_vectors(archive, int(dimension))]
        archive.connection.executemany("DELETE FROM vector WHERE hash = ?", unsound)


def load_vectors(archive: Archive, ids: Sequence[int], dimension: int) -> Vectors:
    """`(n, dimension)` float32, one row for each passage id, in that order; zeros for one that is not there (any
    more)."""
    stored = dict(
        _chunked(
            archive, "SELECT p.id, v.value FROM passage p JOIN vector v ON v.hash = p.vector_hash WHERE p.id IN", ids
        )
    )
    none = bytes(2 * dimension)
    packed = b"".join([stored.get(passage_id, none) for passage_id in ids])
    return np.frombuffer(packed, "<f2").reshape(len(ids), dimension).astype(np.float32)


def load_signs(archive: Archive, ids: Sequence[int]) -> dict[int, bytes]:
    """What the sentences of each passage that is there add to its vector; see `index/signs.py`."""
    return dict(
        _chunked(
            archive, "SELECT p.id, s.value FROM passage p JOIN signs s ON s.hash = p.vector_hash WHERE p.id IN", ids
        )
    )


def load_passages(archive: Archive, ids: Sequence[int]) -> tuple[dict[int, Passage], dict[int, StoredVersion]]:
    """Those of the passages that exist and are not removed, and their versions, each by its number."""
    rows = _chunked(archive, 'SELECT id, version_number, start, "end" FROM passage WHERE id IN', ids)
    numbers = sorted({row[1] for row in rows})
    versions: dict[int, StoredVersion] = {}
    for start in range(0, len(numbers), SQL_VARIABLES):
        versions |= archive.versions_by_number(numbers[start : start + SQL_VARIABLES])
    passages = {
        passage_id: Passage(passage_id, number, start, end, versions[number].article.text[start:end])
        for passage_id, number, start, end in rows
        if number in versions
    }
    return passages, versions


def load_stories(archive: Archive, ids: Sequence[int]) -> dict[int, str]:
    """The wire story of each passage's version; a version that was never compared is a story of its own."""
    return dict(
        _chunked(
            archive,
            "SELECT p.id, coalesce(s.story, 'version ' || p.version_number) FROM passage p"
            " LEFT JOIN story s ON s.version_number = p.version_number WHERE p.id IN",
            ids,
        )
    )


def count_passages(archive: Archive) -> int:
    (count,) = archive.connection.execute(
        "SELECT count(*) FROM passage p JOIN version v ON v.number = p.version_number WHERE NOT v.removed"
    ).fetchone()
    return int(count)


def _stored_vectors(archive: Archive, hashes: Sequence[bytes]) -> dict[bytes, bytes]:
    return dict(_chunked(archive, "SELECT hash, value FROM vector WHERE hash IN", hashes))


def _chunked(archive: Archive, statement: str, values: Sequence[object]) -> list[tuple]:  # type: ignore[type-arg]
    """Rows of a statement that ends in IN, asked for a bounded number of values at a time."""
    rows = []
    for start in range(0, len(values), SQL_VARIABLES):
        part = values[start : start + SQL_VARIABLES]
        rows += archive.connection.execute(f"{statement} ({','.join('?' * len(part))})", tuple(part)).fetchall()
    return rows
