"""One SQLite file, open: statements, transactions, and errors that say what to do.

The one idea: whatever SQLite raises leaves here as an `ArchiveError` that names the file, so nobody else knows
`sqlite3`. WAL mode: readers see whole revisions, and one writer at a time writes. Knows nothing of the tables' meaning.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from corpus.archive.migrate import check_format, migrate, needs_migration
from corpus.errors import ArchiveError

BUSY_TIMEOUT_S = 10.0  # a refresh commits within about a second; longer means that another program holds the file
SQL_VARIABLES = 500  # how many values one statement may name
COPIED_PAGES = 2_000  # copied at a time, 8 MB: between them Ctrl-C is heeded and progress told

Row = tuple[Any, ...]


class Database:
    """A connection to the file. Not shared between threads."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, bringing its tables up to date. Raises `ArchiveError` if it cannot be used."""
        self.path = path
        if not create and not path.exists():
            raise ArchiveError(f"no archive at {path}; create one with: newsqa refresh PATH")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise self._explained(error) from error
        try:
            if not os.access(path.parent, os.W_OK):
                self._open_without_writing()
                return
            check_format(self.connection)  # before the first pragma that would change another program's file
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = FULL")
            self.connection.execute("PRAGMA foreign_keys = ON")
            self.connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten in the file, too
            migrate(self.connection)
        except sqlite3.Error as error:
            self.connection.close()
            raise self._explained(error) from error

    def _open_without_writing(self) -> None:
        """Open the file in a folder that cannot be written to. Where no other process has it open, SQLite could not
        make the two files that it needs beside it, so it is told that nobody changes this one."""
        left = self.path.with_name(f"{self.path.name}-wal")
        how = "mode=ro" if left.exists() and left.stat().st_size else "immutable=1"
        self.connection.close()
        address = f"{self.path.resolve().as_uri()}?{how}"
        self.connection = sqlite3.connect(address, timeout=BUSY_TIMEOUT_S, isolation_level=None, uri=True)
        check_format(self.connection)
        if needs_migration(self.connection):
            raise sqlite3.DatabaseError("its folder cannot be written to, and its tables have to be brought up to date")

    def close(self) -> None:
        self.connection.close()

    def run(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute a statement; all of its rows."""
        try:
            return self.connection.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def each(self, statement: str, parameters: Sequence[object] = ()) -> Iterator[Row]:
        """The rows of a query one at a time, for those that are too many or too large to hold at once."""
        try:
            yield from self.connection.execute(statement, parameters)
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def value(self, statement: str, parameters: Sequence[object] = ()) -> Any:
        """The first value of a query's first row; `None` where it has no rows."""
        rows = self.run(statement, parameters)
        return rows[0][0] if rows else None

    def among(self, statement: str, values: Sequence[object]) -> list[Row]:
        """Rows of a query that ends in IN, asked for a bounded number of values at a time."""
        rows = []
        for start in range(0, len(values), SQL_VARIABLES):
            part = values[start : start + SQL_VARIABLES]
            rows += self.run(f"{statement} ({','.join('?' * len(part))})", part)
        return rows

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Execute a statement once for each row of parameters."""
        try:
            self.connection.executemany(statement, rows)
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def insert(self, statement: str, parameters: Sequence[object]) -> int:
        """Execute an INSERT of one row; the number that the row got."""
        try:
            number = self.connection.execute(statement, parameters).lastrowid
        except sqlite3.Error as error:
            raise self._explained(error) from error
        assert number is not None
        return number

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction that writes, while no other does; nothing is kept if the block raises."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        finally:
            if self.connection.in_transaction:
                self.run("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent view, however many commits happen meanwhile."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("ROLLBACK")

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

    def is_open_elsewhere(self) -> bool:
        """Whether anybody else has the file open: only who is alone with it may leave WAL mode."""
        try:
            self.connection.execute("PRAGMA busy_timeout = 0")
            self.connection.execute("PRAGMA journal_mode = DELETE")
            self.connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            return "locked" in str(error)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1_000)}")
        return False

    def _explained(self, error: Exception) -> ArchiveError:
        if "locked" in str(error):
            return ArchiveError(
                f"archive {self.path} has been locked by another program for {BUSY_TIMEOUT_S:.0f} s; try again later"
            )
        return ArchiveError(f"archive {self.path} cannot be used: {error}")
