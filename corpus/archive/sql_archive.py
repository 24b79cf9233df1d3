"""The archive in tables: articles, every version seen of them, and the revision that counts changes.

Everything that belongs together is committed together: the tables of passages are beside those of articles, so that
they commit with them. `database_of` is the door through which `index.passages`, and nobody else, runs SQL of its own
there. Knows nothing of the engine that runs it, of sources, questions or HTTP.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from corpus.archive.protocol import Archive
from corpus.archive.tables.changes import compare, fill_details_hashes, order_versions, put
from corpus.archive.tables.checks import TableChecks
from corpus.archive.tables.database import Database
from corpus.archive.tables.failures import FailuresTable
from corpus.archive.tables.followed import FollowedTables
from corpus.archive.tables.outbox import DeliveryTables
from corpus.archive.tables.pages import PagesTables
from corpus.archive.tables.renames import move_versions, new_id
from corpus.archive.tables.reports import ReportsTable
from corpus.archive.tables.stories import copies_found, link, not_compared, story_members, unlink
from corpus.archive.tables.version_rows import VERSION_COLUMNS, sound_version
from corpus.archive.versions import Change, CopyFound, Counts, StoredVersion, optional_moment, seconds
from corpus.article import Article, article_id


def database_of(archive: Archive) -> Database:
    """Where an archive keeps its tables, for the SQL of `index.passages`.

    Raises `TypeError` for an archive without any: its passages are kept in another way.
    """
    if not isinstance(archive, SqlArchive):
        raise TypeError(f"passages are kept beside articles by SQL, and this archive is a {type(archive).__name__}")
    return archive.database


class SqlArchive(ABC):
    """An open archive (`Archive` says what it does). Not shared between threads: each opens its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.pages = PagesTables(database)
        self.failures = FailuresTable(database)
        self.reports = ReportsTable(database)
        self.followed = FollowedTables(database)
        self.deliveries = DeliveryTables(database)
        self.checks = TableChecks(database)

    @abstractmethod
    def another(self) -> "SqlArchive": ...

    @property
    def name(self) -> str:
        return self.database.name

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[int]:
        with self.database.writing():
            revision = self.revision() + 1  # nobody else writes until this one is committed
            self.set_fact("revision", str(revision))
            yield revision

    @contextmanager
    def noting(self) -> Iterator[None]:
        with self.database.writing():
            yield

    @contextmanager
    def reading(self) -> Iterator[int]:
        with self.database.reading():
            yield self.revision()

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self.database.alone():
            yield

    @contextmanager
    def reindexing(self) -> Iterator[None]:
        with self.database.reindexing():
            yield

    @contextmanager
    def following(self) -> Iterator[None]:
        with self.database.following():
            yield

    def settle(self) -> None:
        self.database.settle()

    def revision(self) -> int:
        return int(self.fact("revision") or 0)

    def fact(self, name: str) -> str | None:
        value: str | None = self.database.value("SELECT value FROM fact WHERE name = ?", (name,))
        return value

    def set_fact(self, name: str, value: str) -> None:
        self.database.run(
            "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )

    def change(self, article: Article, *, live: bool = False) -> Change:
        return compare(self.database, article, live)[0]

    def put(self, article: Article, *, revision: int, now: datetime, live: bool = False) -> tuple[int | None, Change]:
        return put(self.database, article, revision=revision, now=now, live=live)

    def remove(self, url: str, *, revision: int, now: datetime) -> list[int]:
        self.database.run(
            "INSERT INTO article VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET removed = excluded.removed",
            (article_id(url), url, seconds(now), seconds(now)),
        )
        rows = self.database.run(
            "UPDATE version SET removed = 1, title = '', text = '', authors = '[]', corrections = '[]', revision = ?"
            " WHERE removed = 0 AND article_id = (SELECT id FROM article WHERE url = ?) RETURNING number",
            (revision, url),
        )
        numbers = [number for (number,) in rows]
        unlink(self.database, numbers)
        self.followed.erase(article_id(url))
        return numbers

    def readmit(self, url: str) -> bool:
        rows = self.database.run(
            "UPDATE article SET removed = NULL WHERE url = ? AND removed IS NOT NULL RETURNING 1", (url,)
        )
        return bool(rows)

    def rename(self, old_id: str, article: Article, revision: int) -> bool:
        if not move_versions(self.database, old_id, article, revision):
            return False
        order_versions(self.database, article.id, revision)
        kept = "SELECT number FROM version WHERE article_id = ? AND removed = 0"
        for (number,) in self.database.run(kept, (article.id,)):
            link(self.database, number)  # a story's name depends on its articles' ids
        return True

    def rederive(self) -> None:
        highest = self.checks.highest_revision()
        if self.revision() <= highest:
            self.set_fact("revision", str(highest + 1))
        fill_details_hashes(self.database)
        for table in ("band", "copy", "story"):
            self.database.run(f"DELETE FROM {table}")
        for (changed,) in self.database.run("SELECT DISTINCT article_id FROM version WHERE removed = 0"):
            order_versions(self.database, changed, self.revision())
        for number in self.version_numbers():
            link(self.database, number)

    def compare_missing(self, at_most: int) -> bool:
        if self.fact("compared"):  # each version is, when it is put: looking at all of them took ever longer
            return False
        numbers = not_compared(self.database, at_most)
        if numbers:
            with self.writing():
                for number in numbers:
                    link(self.database, number)
        else:
            with self.noting():
                self.set_fact("compared", "all")
        return bool(numbers)

    def has(self, url: str) -> bool:
        return bool(self.database.value("SELECT removed IS NULL FROM article WHERE url = ?", (url,)))

    def is_removed(self, url: str) -> bool:
        return bool(self.database.value("SELECT removed IS NOT NULL FROM article WHERE url = ?", (url,)))

    def url_of(self, article_id: str) -> str | None:
        url: str | None = self.database.value("SELECT url FROM article WHERE id = ?", (article_id,))
        return url

    def new_id(self, old_id: str) -> str | None:
        return new_id(self.database, old_id)

    def versions(self, article_id: str) -> list[StoredVersion]:
        return self._stored(
            "v.article_id = ? AND v.removed = 0"
            " ORDER BY v.visible_until IS NULL DESC, v.visible_from DESC, v.number DESC",
            (article_id,),
        )

    def versions_by_number(self, numbers: Sequence[int]) -> dict[int, StoredVersion]:
        marks = ",".join("?" * len(numbers))
        stored = self._stored(f"v.number IN ({marks}) AND v.removed = 0", numbers) if numbers else []
        return {each.number: each for each in stored}

    def version_numbers(self) -> list[int]:
        rows = self.database.run("SELECT number FROM version WHERE removed = 0 ORDER BY number")
        return [number for (number,) in rows]

    def newest(self, k: int) -> list[StoredVersion]:
        rows = self.database.run(
            "SELECT number FROM version WHERE removed = 0 AND visible_until IS NULL AND published IS NOT NULL"
            " ORDER BY published DESC, number DESC LIMIT ?",
            (k,),
        )
        found = self.versions_by_number([number for (number,) in rows])
        return [found[number] for (number,) in rows if number in found]

    def publishers(self, k: int) -> list[tuple[str, int]]:
        rows = self.database.run(
            "SELECT publisher, count(*) FROM version WHERE removed = 0 AND visible_until IS NULL"
            " AND publisher IS NOT NULL GROUP BY publisher ORDER BY count(*) DESC, publisher LIMIT ?",
            (k,),
        )
        return [(publisher, count) for publisher, count in rows]

    def first_named(self) -> list[tuple[str, str]]:
        rows = self.database.run(
            "SELECT v.publisher, a.url FROM (SELECT min(number) AS first FROM version"
            " WHERE removed = 0 AND publisher IS NOT NULL GROUP BY publisher) AS named"
            " JOIN version v ON v.number = first JOIN article a ON a.id = v.article_id ORDER BY v.number"
        )
        return [(publisher, url) for publisher, url in rows]

    def counts(self) -> Counts:
        ((articles, versions, newest),) = self.database.run(
            "SELECT count(DISTINCT article_id), count(*), max(published) FROM version WHERE removed = 0"
        )
        return Counts(self.revision(), articles, versions, optional_moment(newest))

    def begun(self) -> datetime | None:
        rows = self.database.run("SELECT first_seen FROM version WHERE removed = 0 ORDER BY number LIMIT 1")
        return optional_moment(rows[0][0]) if rows else None

    def story_members(self, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
        return story_members(self.database, numbers)

    def copies_found(self, numbers: Sequence[int]) -> list[CopyFound]:
        return copies_found(self.database, numbers)

    def _stored(self, condition: str, parameters: Sequence[object]) -> list[StoredVersion]:
        rows = self.database.run(
            f"SELECT {VERSION_COLUMNS} FROM version v JOIN article a ON a.id = v.article_id WHERE {condition}",
            parameters,
        )
        # What is not sound is for the doctor to name, and for nobody to read.
        return [version for version in map(sound_version, rows) if version is not None]
