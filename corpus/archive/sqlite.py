"""The archive in one SQLite file: articles, every version seen of them, and the revision that counts changes.

Everything that belongs together is committed together: the tables of passages are in the same file, so that they
commit with their articles. `database_of` is the door through which `index.passages`, and nobody else, runs SQL of its
own there. Knows nothing of sources, questions or HTTP.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from corpus.archive.protocol import Archive
from corpus.archive.tables.changes import compare, fill_details_hashes, order_versions, put
from corpus.archive.tables.checks import SqliteChecks
from corpus.archive.tables.database import Database
from corpus.archive.tables.failures import SqliteFailures
from corpus.archive.tables.followed import SqliteFollowed
from corpus.archive.tables.pages import SqlitePages
from corpus.archive.tables.renames import move_versions, new_id
from corpus.archive.tables.reports import SqliteReports
from corpus.archive.tables.stories import copies_found, link, not_compared, story_members, unlink
from corpus.archive.tables.version_rows import VERSION_COLUMNS, is_sound, stored_version
from corpus.archive.versions import Change, CopyFound, Counts, StoredVersion, optional_moment, seconds
from corpus.article import Article, article_id


def database_of(archive: Archive) -> Database:
    """The file in which an archive keeps its tables, for the SQL of `index.passages`.

    Raises `TypeError` for an archive of another engine: its passages are kept in another way.
    """
    if not isinstance(archive, SqliteArchive):
        raise TypeError(f"passages are kept in SQLite, and this archive is a {type(archive).__name__}")
    return archive.database


class SqliteArchive:
    """An open archive (`Archive` says what it does). Not shared between threads: each opens its own."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, bringing its tables up to date. Raises `ArchiveError` if it cannot be used."""
        self.path = path
        self.database = Database(path, create=create)
        self.pages = SqlitePages(self.database)
        self.failures = SqliteFailures(self.database)
        self.reports = SqliteReports(self.database)
        self.followed = SqliteFollowed(self.database)
        self.checks = SqliteChecks(self.database)

    @property
    def name(self) -> str:
        return str(self.path)

    def another(self) -> "SqliteArchive":
        return SqliteArchive(self.path)

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> "SqliteArchive":
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

    def settle(self) -> None:
        self.database.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy_to(self, path: Path, progress: Callable[[int, int], None]) -> Counts:
        """Copy one revision into a new file while others read and write; what it holds. Raises `ArchiveError`.

        `progress` is told how many bytes are done, and of how many; whatever it raises ends the copying.
        """
        with self.reading():
            self.database.copy_to(path, progress)
            return self.counts()

    def is_open_elsewhere(self) -> bool:
        """Whether another process has the file open, or another thread."""
        return self.database.is_open_elsewhere()

    def revision(self) -> int:
        return int(self.fact("revision") or 0)

    def fact(self, name: str) -> str | None:
        value: str | None = self.database.value("SELECT value FROM fact WHERE name = ?", (name,))
        return value

    def set_fact(self, name: str, value: str) -> None:
        self.database.run("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

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
            " WHERE NOT removed AND article_id = (SELECT id FROM article WHERE url = ?) RETURNING number",
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
        kept = "SELECT number FROM version WHERE article_id = ? AND NOT removed"
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
        for (changed,) in self.database.run("SELECT DISTINCT article_id FROM version WHERE NOT removed"):
            order_versions(self.database, changed, self.revision())
        for number in self.version_numbers():
            link(self.database, number)

    def compare_missing(self, at_most: int) -> bool:
        numbers = not_compared(self.database, at_most)
        if numbers:
            with self.writing():
                for number in numbers:
                    link(self.database, number)
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
            "v.article_id = ? AND NOT v.removed"
            " ORDER BY v.visible_until IS NULL DESC, v.visible_from DESC, v.number DESC",
            (article_id,),
        )

    def versions_by_number(self, numbers: Sequence[int]) -> dict[int, StoredVersion]:
        marks = ",".join("?" * len(numbers))
        stored = self._stored(f"v.number IN ({marks}) AND NOT v.removed", numbers)
        return {each.number: each for each in stored}

    def version_numbers(self) -> list[int]:
        rows = self.database.run("SELECT number FROM version WHERE NOT removed ORDER BY number")
        return [number for (number,) in rows]

    def newest(self, k: int) -> list[StoredVersion]:
        rows = self.database.run(
            "SELECT number FROM version WHERE NOT removed AND visible_until IS NULL AND published IS NOT NULL"
            " ORDER BY published DESC, number DESC LIMIT ?",
            (k,),
        )
        found = self.versions_by_number([number for (number,) in rows])
        return [found[number] for (number,) in rows if number in found]

    def publishers(self, k: int) -> list[tuple[str, int]]:
        rows = self.database.run(
            "SELECT publisher, count(*) FROM version WHERE NOT removed AND visible_until IS NULL"
            " AND publisher IS NOT NULL GROUP BY publisher ORDER BY count(*) DESC, publisher LIMIT ?",
            (k,),
        )
        return [(publisher, count) for publisher, count in rows]

    def first_named(self) -> list[tuple[str, str]]:
        rows = self.database.run(
            "SELECT v.publisher, a.url FROM (SELECT min(number) AS first FROM version"
            " WHERE NOT removed AND publisher IS NOT NULL GROUP BY publisher)"
            " JOIN version v ON v.number = first JOIN article a ON a.id = v.article_id ORDER BY v.number"
        )
        return [(publisher, url) for publisher, url in rows]

    def counts(self) -> Counts:
        ((articles, versions, newest),) = self.database.run(
            "SELECT count(DISTINCT article_id), count(*), max(published) FROM version WHERE NOT removed"
        )
        return Counts(self.revision(), articles, versions, optional_moment(newest))

    def begun(self) -> datetime | None:
        rows = self.database.run("SELECT first_seen FROM version WHERE NOT removed ORDER BY number LIMIT 1")
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
        sound = [row for row in rows if is_sound(row)]  # what is not is for the doctor to name, and for nobody to read
        return [stored_version(row) for row in sound]
