"""One SQLite file, open. Nobody else knows `sqlite3`, but for how a script is split.

WAL mode: readers see whole revisions, and one writer at a time writes.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from corpus.archive.migrate import check_format, migrate, needs_migration
from corpus.archive.tables import database
from corpus.archive.tables.database import Database, Row
from corpus.errors import ArchiveError

COPIED_PAGES = 2_000  # copied at a time, 8 MB: between them Ctrl-C is heeded and progress told


class SqliteFile(Database):
    """A connection to the file. Not shared between threads."""

    GATHERED = "group_concat({})"

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, bringing its tables up to date. Raises `ArchiveError` if it cannot be used."""
        self.path = path
        self.name = str(path)
        if not create and not path.exists():
            raise ArchiveError(f"no archive at {path}; create one with: newsqa refresh PATH")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=database.BUSY_TIMEOUT_S, isolation_level=None)
            self.connection.text_factory = _text
        except (OSError, sqlite3.Error) as error:
            raise self._explained(error) from error
        try:
            if not os.access(path.parent, os.W_OK):
                self._open_without_writing()
                return
            self._check()  # before the first pragma that would change another program's file
            self.run("PRAGMA journal_mode = WAL")
            self.run("PRAGMA synchronous = FULL")
            self.run("PRAGMA foreign_keys = ON")
            self.run("PRAGMA secure_delete = ON")  # what is removed is overwritten in the file, too
            migrate(self)
        except sqlite3.Error as error:
            self.connection.close()
            raise self._explained(error) from error
        except ArchiveError:
            self.connection.close()
            raise

    def _open_without_writing(self) -> None:
        """Open the file in a folder that cannot be written to. Where no other process has it open, SQLite could not
        make the two files that it needs beside it, so it is told that nobody changes this one."""
        left = self.path.with_name(f"{self.path.name}-wal")
        how = "mode=ro" if left.exists() and left.stat().st_size else "immutable=1"
        self.connection.close()
        address = f"{self.path.resolve().as_uri()}?{how}"
        self.connection = sqlite3.connect(address, timeout=database.BUSY_TIMEOUT_S, isolation_level=None, uri=True)
        self.connection.text_factory = _text
        self._check()
        if needs_migration(self):
            raise self._explained("its folder cannot be written to, and its tables have to be brought up to date")

    def _check(self) -> None:
        """Raises `ArchiveError` for what is no archive, or one that somebody has given work of its own: a trigger would
        be run by whatever is stored, a view by whatever is read."""
        check_format(self)
        made = self.run("SELECT type, name FROM sqlite_master WHERE coalesce(rootpage, 0) = 0")  # or no table
        if made:
            kind, name = made[0]
            raise self._explained(f"it has the {kind} {name!r:.60}, which newsqa does not make")

    def close(self) -> None:
        self.connection.close()

    def run(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        try:
            return self.connection.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def each(self, statement: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        try:
            yield from self.connection.execute(statement, parameters)
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        try:
            self.connection.executemany(statement, rows)
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def fill(self, table: str, rows: Sequence[Row]) -> None:
        self.run_many(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    def last_given(self, table: str, column: str) -> int:  # noqa: ARG002
        return int(self.value("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)) or 0)

    def give_above(self, table: str, column: str, number: int) -> None:  # noqa: ARG002
        self.run("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        self.run("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, number))

    @contextmanager
    def writing(self) -> Iterator[None]:
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        finally:
            if self.connection.in_transaction:
                self.run("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("ROLLBACK")

    @contextmanager
    def alone(self) -> Iterator[None]:
        yield  # whoever can write to the file is on its machine, where the data folder is locked

    @contextmanager
    def reindexing(self) -> Iterator[None]:
        yield  # as above

    @contextmanager
    def following(self) -> Iterator[None]:
        yield  # as above: the indexes' folder is locked

    def settle(self) -> None:
        self.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def damage(self) -> str | None:
        try:
            messages = [row[0] for row in self.run("PRAGMA integrity_check(5)")]
        except ArchiveError as error:
            messages = [str(error.__cause__)]
        if messages != ["ok"]:
            return f"the file is damaged: {'; '.join(messages)}"
        if broken := self.run("PRAGMA foreign_key_check"):
            table, row, parent, _ = broken[0]
            return f"{len(broken):,} rows point nowhere: row {row} of {table} to {parent}"
        return None

    def tables(self) -> set[str]:
        return {name for (name,) in self.run("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def format(self) -> int:
        return int(self.value("PRAGMA user_version"))

    migrating = writing

    def define(self, statement: str) -> None:
        self.run(statement)

    def set_format(self, number: int) -> None:
        self.run(f"PRAGMA user_version = {number}")

    def copy_to(self, path: Path, progress: Callable[[int, int], None]) -> None:
        """Copy the file into a new one, as `reading` has it; told how many bytes are done, and of how many."""
        page_bytes: int = self.value("PRAGMA page_size")
        try:
            with closing(sqlite3.connect(path)) as copy:
                self.connection.backup(
                    copy,
                    pages=COPIED_PAGES,
                    progress=lambda _, left, total: progress((total - left) * page_bytes, total * page_bytes),
                )
        except sqlite3.Error as error:
            raise ArchiveError(f"archive {self.path} cannot be copied to {path}: {error}") from error

    def _explained(self, error: Exception | str) -> ArchiveError:
        if "locked" in str(error):
            waited = f"{database.BUSY_TIMEOUT_S:.0f} s"
            return ArchiveError(f"archive {self.path} has been locked by another program for {waited}; try again later")
        if "disk" in str(error) and self.path.parent.exists():  # SQLite says "disk I/O error" of a full one, too
            free = shutil.disk_usage(self.path.parent).free
            return ArchiveError(f"archive {self.path} cannot be used: {error}; {free:,} bytes are free on its disk")
        return ArchiveError(f"archive {self.path} cannot be used: {error}")


def _text(stored: bytes) -> str:
    """Text as it is stored; where its bytes are damaged the rest of it, which the hash of its row then tells."""
    return stored.decode(errors="replace")


def is_in_use(path: Path) -> bool:
    """Whether anybody has a file open, whose tables stay as they are: only who is alone with it may leave WAL mode."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.DatabaseError as error:  # one that is damaged can be moved as it is
            return "locked" in str(error)
    return False
