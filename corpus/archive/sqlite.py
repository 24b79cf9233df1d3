"""The one truth: articles, every version seen of them, and the revision that counts committed changes.

One SQLite file in WAL mode. Readers see whole revisions only; there is one writer at a time, and everything that
belongs together is committed together. The tables of passages are in the same file so that they commit with their
articles, but this module does not know them. Knows nothing of sources, questions or HTTP.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from corpus.archive.migrate import check_format, migrate
from corpus.archive.stories import link, story_members, unlink
from corpus.archive.versions import Change, Counts, StoredVersion
from corpus.article import Article
from corpus.corrections import Correction
from corpus.errors import StateError

BUSY_TIMEOUT_S = 10.0  # a refresh commits within about a second; longer means that another program holds the file
VERSION_COLUMNS = (
    "v.number, v.article_id, a.url, v.publisher, v.title, v.text, v.authors, v.published, v.modified,"
    " v.language, v.version, v.section, v.first_seen, v.visible_from, v.visible_until, v.revision, v.is_free,"
    " v.corrections"
)
DETAILS = ("publisher", "authors", "published", "modified", "language", "section", "is_free", "corrections")


class ArchiveError(StateError):
    """The archive cannot be opened or written as it is; the message names the file and what to do."""


class Archive:
    """An open archive. Not shared between threads: each opens its own."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, bringing its tables up to date. Raises `ArchiveError` if it cannot be used."""
        self.path = path
        if not create and not path.exists():
            raise ArchiveError(f"no archive at {path}; create one with: newsqa refresh PATH")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError(_explain(error, path)) from error
        try:
            check_format(self.connection)  # before the first pragma that would change another program's file
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = FULL")
            self.connection.execute("PRAGMA foreign_keys = ON")
            self.connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten in the file, too
            migrate(self.connection)
        except sqlite3.Error as error:
            self.connection.close()
            raise ArchiveError(_explain(error, path)) from error

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[int]:
        """One transaction, the next revision, whose number it yields; nothing is kept if the block raises.

        Raises `ArchiveError` if another program holds the file or it cannot be written.
        """
        with self.noting():
            revision = self.revision() + 1
            self.set_fact("revision", str(revision))
            yield revision

    @contextmanager
    def noting(self) -> Iterator[None]:
        """One transaction for what no answer depends on, so it makes no revision; raises as `writing` does."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise ArchiveError(_explain(error, self.path)) from error

    @contextmanager
    def reading(self) -> Iterator[int]:
        """One consistent view, whose revision it yields, however many commits happen meanwhile."""
        self.connection.execute("BEGIN")
        try:
            yield self.revision()
        finally:
            self.connection.execute("ROLLBACK")

    def settle(self) -> None:
        """Move what was committed from the log into the file, so that erased words are in neither."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def revision(self) -> int:
        return int(self.fact("revision") or 0)

    def fact(self, name: str) -> str | None:
        row = self.connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    def change(self, article: Article, *, live: bool = False) -> Change:
        """What `put` would do with an article; reads only."""
        return self._compare(article, live)[0]

    def put(self, article: Article, *, revision: int, now: datetime, live: bool = False) -> tuple[int | None, Change]:
        """Keep an article inside `writing()`; returns the number of the version it added, if any, and what changed.

        `details`: the words are known, but publisher, authors, dates, language, section or notices differ. `removed`:
        it was withdrawn earlier and stays out. An older text that arrives late takes its place in history. `live`:
        this is what readers see at its address now, so a text that returns to an earlier wording is shown from now
        on; read from a file it is the known version, since files are read again and again.
        """
        change, number = self._compare(article, live)
        if change in ("unchanged", "removed"):
            return None, change
        run = self.connection.execute
        if change == "details":
            assignments = ", ".join(f"{name} = ?" for name in DETAILS)
            run(
                f"UPDATE version SET {assignments}, revision = ? WHERE number = ?",
                (*_details(article), revision, number),
            )
        else:
            run("INSERT OR IGNORE INTO article VALUES (?, ?, ?, NULL)", (article.id, article.url, seconds(now)))
            number = run(
                f"INSERT INTO version ({', '.join(DETAILS)}, article_id, version, title, text, first_seen,"
                f" visible_from, revision) VALUES ({'?, ' * len(DETAILS)}?, ?, ?, ?, ?, 0, ?)",
                (*_details(article), article.id, article.version, article.title, article.text, seconds(now), revision),
            ).lastrowid
        assert number is not None
        self.order_versions(article.id, revision)
        link(self.connection, number)
        return (None if change == "details" else number), change

    def _compare(self, article: Article, live: bool) -> tuple[Change, int | None]:
        """How an article differs from what is kept, and the number of the version whose details it changes."""
        row = self.connection.execute("SELECT removed FROM article WHERE id = ?", (article.id,)).fetchone()
        if row is None:
            return "new", None
        if row[0] is not None:
            return "removed", None
        known = self.connection.execute(
            f"SELECT number, visible_until IS NULL, version, {', '.join(DETAILS)} FROM version"
            " WHERE article_id = ? AND NOT removed",
            (article.id,),
        ).fetchall()
        details = _details(article)
        same_words = [row for row in known if row[2] == article.version]
        shown = [row for row in same_words if row[1]]
        if live and same_words and not shown:
            return ("changed" if _is_back(article, known) else "unchanged"), None
        if any(tuple(stored) == details for _, _, _, *stored in (shown if live else same_words)):
            return "unchanged", None
        if shown:
            return "details", shown[0][0]
        return ("changed" if known else "new"), None

    def order_versions(self, article_id: str, revision: int) -> None:
        """Set from when until when each version of an article was the one its readers saw.

        A version is visible from when its publisher dated it (`modified`, or `published` for the first one), at the
        latest from when the archive first read it; until the next one. A date that an earlier version had already says
        nothing of a later one: that counts from when it was read.
        """
        rows = self.connection.execute(
            "SELECT number, published, modified, first_seen, visible_from, visible_until FROM version"
            " WHERE article_id = ? AND NOT removed ORDER BY number",
            (article_id,),
        ).fetchall()
        starts = []
        seen: set[int] = set()
        for position, (number, published, modified, first_seen, *_) in enumerate(rows):
            dated = published if modified is None and position == 0 else modified
            dated = None if dated in seen else dated
            seen.update(moment for moment in (dated,) if moment is not None)
            start = first_seen if dated is None else min(dated, first_seen)
            starts.append((start if published is None else max(start, published), number))
        starts.sort()
        stored = {number: (visible_from, visible_until) for number, *_, visible_from, visible_until in rows}
        for (start, number), end in zip(starts, [start for start, _ in starts[1:]] + [None], strict=True):
            if stored[number] != (start, end):
                self.connection.execute(
                    "UPDATE version SET visible_from = ?, visible_until = ?, revision = ? WHERE number = ?",
                    (start, end, revision, number),
                )

    def remove(self, url: str, *, revision: int, now: datetime) -> list[int]:
        """Withdraw an article inside `writing()` and erase its words; returns its versions' numbers."""
        self.connection.execute("UPDATE article SET removed = ? WHERE url = ?", (seconds(now), url))
        rows = self.connection.execute(
            "UPDATE version SET removed = 1, title = '', text = '', authors = '[]', corrections = '[]', revision = ?"
            " WHERE NOT removed AND article_id = (SELECT id FROM article WHERE url = ?) RETURNING number",
            (revision, url),
        ).fetchall()
        numbers = [number for (number,) in rows]
        unlink(self.connection, numbers)
        return numbers

    def story_members(self, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """For each of the versions that is not removed, all versions that carry its story, itself among them."""
        return story_members(self.connection, numbers)

    def has(self, url: str) -> bool:
        """Whether an article at this canonical URL is shown."""
        row = self.connection.execute("SELECT removed IS NULL FROM article WHERE url = ?", (url,)).fetchone()
        return bool(row and row[0])

    def readmit(self, url: str) -> bool:
        """Let the next refresh take a withdrawn article again; whether there was one to readmit."""
        return (
            self.connection.execute(
                "UPDATE article SET removed = NULL WHERE url = ? AND removed IS NOT NULL", (url,)
            ).rowcount
            > 0
        )

    def versions(self, article_id: str) -> list[StoredVersion]:
        """An article's versions, the current one first; none if it is unknown or was removed."""
        return self._stored(
            "v.article_id = ? AND NOT v.removed"
            " ORDER BY v.visible_until IS NULL DESC, v.visible_from DESC, v.number DESC",
            (article_id,),
        )

    def versions_by_number(self, numbers: Sequence[int]) -> dict[int, StoredVersion]:
        """Those of the numbered versions that exist and are not removed."""
        marks = ",".join("?" * len(numbers))
        return {
            stored.number: stored for stored in self._stored(f"v.number IN ({marks}) AND NOT v.removed", tuple(numbers))
        }

    def newest(self, k: int) -> list[StoredVersion]:
        """The current versions of the `k` articles that were published last."""
        rows = self.connection.execute(
            "SELECT number FROM version WHERE NOT removed AND visible_until IS NULL AND published IS NOT NULL"
            " ORDER BY published DESC, number DESC LIMIT ?",
            (k,),
        )
        numbers = [number for (number,) in rows]
        found = self.versions_by_number(numbers)
        return [found[number] for number in numbers]

    def publishers(self, k: int) -> list[tuple[str, int]]:
        """The `k` largest publishers of current versions, with how many articles each has."""
        return self.connection.execute(
            "SELECT publisher, count(*) FROM version WHERE NOT removed AND visible_until IS NULL"
            " AND publisher IS NOT NULL GROUP BY publisher ORDER BY count(*) DESC, publisher LIMIT ?",
            (k,),
        ).fetchall()

    def _stored(self, condition: str, parameters: tuple[object, ...]) -> list[StoredVersion]:
        rows = self.connection.execute(
            f"SELECT {VERSION_COLUMNS} FROM version v JOIN article a ON a.id = v.article_id WHERE {condition}",
            parameters,
        )
        return [_stored_version(row) for row in rows]

    def counts(self) -> Counts:
        """Of what is not removed."""
        articles, versions, newest = self.connection.execute(
            "SELECT count(DISTINCT article_id), count(*), max(published) FROM version WHERE NOT removed"
        ).fetchone()
        return Counts(self.revision(), articles, versions, _moment(newest))


def _details(article: Article) -> tuple[object, ...]:
    """What is known of a version besides its words, as its row has it: a value for each of `DETAILS`."""
    authors = json.dumps(article.authors, ensure_ascii=False)
    corrections = [
        {"kind": each.kind, "text": each.text, "date": seconds(each.date), "start": each.start}
        for each in article.corrections
    ]
    return (
        article.publisher,
        authors,
        seconds(article.published),
        seconds(article.modified),
        article.language,
        article.section,
        None if article.is_free is None else int(article.is_free),
        json.dumps(corrections, ensure_ascii=False),
    )


def _is_back(article: Article, known: Sequence[Sequence[object]]) -> bool:
    """Whether an earlier wording that is seen now has returned; with an older date it comes late from some cache."""
    (shown,) = (row[3 + DETAILS.index("modified")] for row in known if row[1])
    modified = seconds(article.modified)
    return not isinstance(shown, int) or modified is None or modified >= shown


def _explain(error: Exception, path: Path) -> str:
    if "locked" in str(error):
        return f"archive {path} has been locked by another program for {BUSY_TIMEOUT_S:.0f} s; try again later"
    return f"archive {path} cannot be used: {error}"


def _stored_version(row: tuple[object, ...]) -> StoredVersion:
    (
        number,
        article_id,
        url,
        publisher,
        title,
        text,
        authors,
        published,
        modified,
        language,
        version,
        section,
        first_seen,
        visible_from,
        visible_until,
        revision,
        is_free,
        corrections,
    ) = row
    article = Article(
        id=str(article_id),
        url=str(url),
        publisher=_optional(publisher),
        title=str(title),
        text=str(text),
        authors=tuple(json.loads(str(authors))),
        published=_moment(published),
        modified=_moment(modified),
        language=_optional(language),
        version=str(version),
        section=_optional(section),
        is_free=None if is_free is None else bool(is_free),
        corrections=tuple(
            Correction(each["kind"], each["text"], _moment(each["date"]), each["start"])
            for each in json.loads(str(corrections))
        ),
    )
    first, since = _moment(first_seen), _moment(visible_from)
    assert isinstance(number, int) and isinstance(revision, int) and first is not None and since is not None
    return StoredVersion(number, article, first, since, _moment(visible_until), revision)


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def seconds(moment: datetime | None) -> int | None:
    """Whole seconds since 1970, as the archive keeps times."""
    return None if moment is None else int(moment.timestamp())


def _moment(value: object) -> datetime | None:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
