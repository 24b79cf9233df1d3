"""Moving an archive from one engine to another: every row as it is, so nothing is embedded and no index is made again.

The one idea: all is put in one transaction, read back before it is committed, and compared with what was read first; so
the target holds one revision of the source, or nothing. Numbers that were ever given are not given again.
"""

import zlib
from collections.abc import Callable, Iterator
from itertools import islice

from corpus.archive.sql_archive import SqlArchive
from corpus.archive.tables.database import Database, Row
from corpus.archive.versions import Counts
from corpus.errors import ArchiveError, UsageError

# In an order in which no row points to one that is not there yet; facts are set, and not put.
TABLES = (
    *("article", "version", "vector", "generation", "passage", "band", "copy", "story"),
    *("page", "listing", "site_file", "renamed", "report", "failure", "followed", "answer_change"),
    *("recipient", "delivery", "delivered_change"),
)
NUMBERED = {"version": "number", "passage": "id", "report": "number"}  # the columns whose numbers the engine gives
ROWS_AT_ONCE = 5_000

Progress = Callable[[int, int, str], None]  # rows done, of how many, of which table


def transfer(source: SqlArchive, target: SqlArchive, progress: Progress) -> Counts:
    """Copy one revision of an archive into a new one; what it holds. Whatever `progress` raises ends the copying.

    Raises `UsageError` if the target holds anything, `ArchiveError` if what it got is not what was read.
    """
    with source.reading(), target.writing():
        if any(target.database.run(f"SELECT 1 FROM {table} LIMIT 1") for table in TABLES):
            raise UsageError(f"archive {target.name} is not empty; it is not written over: name another place")
        total = 2 * sum(int(source.database.value(f"SELECT count(*) FROM {table}")) for table in TABLES)
        done = 0
        for name, value in source.database.run("SELECT name, value FROM fact"):
            target.set_fact(name, value)
        for table in TABLES:
            read = kept = 0
            for rows in _parts(source.database, table):
                target.database.fill(table, rows)
                read += _digest(rows)
                done += len(rows)
                progress(done, total, table)
            for rows in _parts(target.database, table):
                kept += _digest(rows)
                done += len(rows)
                progress(done, total, f"{table}, read back")
            if read != kept:
                where = f"{table} otherwise than {source.name}"
                raise ArchiveError(f"archive {target.name} keeps {where}: nothing is moved")
        for table, column in NUMBERED.items():
            target.database.give_above(table, column, source.database.last_given(table, column))
        counts = target.counts()
    target.settle()
    return counts


def _parts(database: Database, table: str) -> Iterator[list[Row]]:
    rows = (_without_nul(row) for row in database.each(f"SELECT * FROM {table}"))
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield part


def _without_nul(row: Row) -> Row:
    """A row without the one character that PostgreSQL keeps in no text; none stands in an article."""
    return tuple(cell.replace("\0", "\ufffd") if isinstance(cell, str) else cell for cell in row)


def _digest(rows: list[Row]) -> int:
    """The same for the same rows in whatever order, and how many they are."""
    return sum(zlib.crc32(repr(row).encode()) + (1 << 64) for row in rows)
