"""The passage store: passages as the archive keeps them, in the same file and transactions as the articles.

What is searched is brought up to date from here: which passages are shown, and which changed since a revision. Their
ids grow: those written inside `Archive.writing` are above all that were written before. Knows nothing of indexes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.archive.protocol import Archive
from corpus.archive.sql_archive import database_of
from corpus.archive.versions import StoredVersion
from corpus.errors import StateError
from index.passages.passage import Passage
from index.passages.vector_store import PASSAGE_FORMAT
from index.text.sentences import Span
from index.vectors import Ids

VERSIONS_AT_ONCE = 500  # whose texts are read together
SHOWN = "FROM passage p JOIN version v ON v.number = p.version_number WHERE v.removed = 0 AND p.generation = ?"
SEARCHED = ("model", "dimension")  # what a search has to have in common with the passages, however they were cut
FIRST = 1  # the generation in which an archive's passages begin


class MismatchError(StateError):
    """The archive was made with another model or another cut than the one asked for; `newsqa reindex` mends it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was fixed when the archive's passages were made."""

    model: str
    dimension: int
    passage_tokens: int

    def recorded(self) -> dict[str, str]:
        """As the archive's facts have it."""
        return {
            "model": self.model,
            "dimension": str(self.dimension),
            "passage_tokens": str(self.passage_tokens),
            "passage_format": str(PASSAGE_FORMAT),
        }


@dataclass(frozen=True, slots=True)
class PassageState:
    """The passages of one version, and what decides who may see them; times in seconds since 1970."""

    ids: Ids
    publisher: str | None
    published: int | None
    visible_from: int
    visible_until: int | None


def check_facts(archive: Archive, facts: Facts, names: Sequence[str] = ()) -> None:
    """Raises `MismatchError` if the archive's passages were made otherwise, in any way or in those that are named. A
    new archive agrees with everything."""
    for name, value in facts.recorded().items():
        stored = archive.fact(name) if not names or name in names else None
        if stored is not None and stored != value:
            raise MismatchError(
                f"archive {archive.name} was made with {name} {stored}, this installation has {value};"
                " to make its passages anew: newsqa reindex"
            )


def record_facts(archive: Archive, facts: Facts) -> None:
    """Inside `writing()`."""
    for name, value in facts.recorded().items():
        archive.set_fact(name, value)


def living(archive: Archive) -> int:
    """The number of the generation that answers, which is meant below wherever no other is named."""
    return int(archive.fact("generation") or FIRST)


def put_passages(
    archive: Archive,
    version_number: int,
    spans: Sequence[Span],
    hashes: Sequence[bytes],
    generation: int | None = None,
) -> None:
    """Inside `writing()`."""
    number = generation or living(archive)
    database_of(archive).run_many(
        'INSERT INTO passage (version_number, start, "end", vector_hash, generation) VALUES (?, ?, ?, ?, ?)',
        [(version_number, span.start, span.end, key, number) for span, key in zip(spans, hashes, strict=True)],
    )


def load_passages(archive: Archive, ids: Sequence[int]) -> tuple[dict[int, Passage], dict[int, StoredVersion]]:
    """Those of the passages that exist and are not removed, and their versions, each by its number."""
    rows = database_of(archive).among('SELECT id, version_number, start, "end" FROM passage WHERE id IN', ids)
    numbers = sorted({row[1] for row in rows})
    versions: dict[int, StoredVersion] = {}
    for start in range(0, len(numbers), VERSIONS_AT_ONCE):
        versions |= archive.versions_by_number(numbers[start : start + VERSIONS_AT_ONCE])
    passages = {
        passage_id: Passage(passage_id, number, start, end, versions[number].article.text[start:end])
        for passage_id, number, start, end in rows
        if number in versions
    }
    return passages, versions


def load_stories(archive: Archive, ids: Sequence[int]) -> dict[int, str]:
    """The wire story of each passage's version; a version that was never compared is a story of its own."""
    query = (
        "SELECT p.id, coalesce(s.story, 'version ' || p.version_number) FROM passage p"
        " LEFT JOIN story s ON s.version_number = p.version_number WHERE p.id IN"
    )
    return dict(database_of(archive).among(query, ids))


def count_passages(archive: Archive, generation: int | None = None) -> int:
    """How many are not removed."""
    count: int = database_of(archive).value(f"SELECT count(*) {SHOWN}", (generation or living(archive),))
    return count


def count_bare_versions(archive: Archive, generation: int) -> int:
    """How many versions that are not removed have no passage in a generation."""
    count: int = database_of(archive).value(
        "SELECT count(*) FROM version v WHERE v.removed = 0 AND NOT EXISTS"
        " (SELECT 1 FROM passage p WHERE p.version_number = v.number AND p.generation = ?)",
        (generation,),
    )
    return count


def versions_of(archive: Archive, ids: Sequence[int]) -> dict[int, int]:
    """The number of each passage's version."""
    return dict(database_of(archive).among("SELECT id, version_number FROM passage WHERE id IN", ids))


def passages_of(archive: Archive, version_numbers: Sequence[int]) -> dict[int, tuple[list[Span], list[bytes]]]:
    """The places of each version's passages, in order, and the hashes of their vectors."""
    database = database_of(archive)
    query = 'SELECT start, "end", vector_hash FROM passage WHERE version_number = ? AND generation = ? ORDER BY id'
    found = {}
    for number in version_numbers:
        if rows := database.run(query, (number, living(archive))):
            found[number] = ([Span(start, end) for start, end, _ in rows], [key for _, _, key in rows])
    return found


def has_passages(archive: Archive) -> bool:
    """Whether there are any, removed ones too."""
    return bool(database_of(archive).run("SELECT 1 FROM passage LIMIT 1"))


def shown_ids(archive: Archive, above: int = -1, generation: int | None = None) -> Ids:
    """Ids above one, in order, of the passages that are not removed."""
    rows = database_of(archive).each(
        f"SELECT p.id {SHOWN} AND p.id > ? ORDER BY p.id", (generation or living(archive), above)
    )
    return np.fromiter((passage_id for (passage_id,) in rows), np.int64)


def removed_since(archive: Archive, revision: int, generation: int | None = None) -> Ids:
    """Ids, in order, of the passages that were removed after a revision."""
    rows = database_of(archive).each(
        "SELECT p.id FROM version v JOIN passage p ON p.version_number = v.number"
        " WHERE v.revision > ? AND v.removed = 1 AND p.generation = ? ORDER BY p.id",
        (revision, generation or living(archive)),
    )
    return np.fromiter((passage_id for (passage_id,) in rows), np.int64)


def changes(archive: Archive, since: int, generation: int | None = None) -> tuple[list[int], list[int]]:
    """Passage ids to take out, then to put in, to get from a revision to the archive's; doing it twice is harmless."""
    rows = database_of(archive).run(
        "SELECT p.id, v.removed FROM version v JOIN passage p ON p.version_number = v.number"
        " WHERE v.revision > ? AND p.generation = ? ORDER BY p.id",
        (since, generation or living(archive)),
    )
    remove = [passage_id for passage_id, _ in rows] if since >= 0 else []
    return remove, [passage_id for passage_id, removed in rows if not removed]


def passage_states(archive: Archive, since: int = -1) -> list[PassageState]:
    """The passages whose version has changed since a revision and is not removed, by version."""
    database = database_of(archive)
    rows = database.each(
        f"SELECT {database.GATHERED.format('p.id')}, v.publisher, v.published, v.visible_from, v.visible_until"
        " FROM version v JOIN passage p ON p.version_number = v.number"
        " WHERE v.revision > ? AND v.removed = 0 AND p.generation = ? GROUP BY v.number",
        (since, living(archive)),
    )
    return [PassageState(np.fromstring(ids, np.int64, sep=","), *state) for ids, *state in rows]


def misplaced_passages(archive: Archive) -> list[str]:
    """Versions whose passages do not lie in their text, one after the other, or leave out some of its words."""
    database = database_of(archive)
    places = 'SELECT start, "end" FROM passage WHERE version_number = ? AND generation = ? ORDER BY id'
    number_of_generation = living(archive)
    wrong = []
    for number, url, text in database.each(
        "SELECT number, url, text FROM version v JOIN article ON id = article_id WHERE v.removed = 0"
    ):
        spans = database.run(places, (number, number_of_generation))
        ends = [0, *(end for _, end in spans)]
        in_order = all(before <= start < end <= len(text) for before, (start, end) in zip(ends, spans, strict=False))
        left = [text[before:start] for before, (start, _) in zip(ends, [*spans, (len(text), 0)], strict=True)]
        if not in_order or any(part.strip() for part in left):
            wrong.append(f"{url} (version {number})")
    return wrong
