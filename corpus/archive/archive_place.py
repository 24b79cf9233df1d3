"""Where an archive is kept, and opening it there: a file of SQLite, or PostgreSQL by its address."""

from pathlib import Path

from corpus.archive.postgres import PostgresAddress, PostgresArchive
from corpus.archive.sql_archive import SqlArchive
from corpus.archive.sqlite import SqliteArchive

ArchivePlace = Path | PostgresAddress


def open_archive(place: ArchivePlace, *, create: bool = False) -> SqlArchive:
    """Open an archive, or make one where there is none. Raises `ArchiveError` if it cannot be used."""
    if isinstance(place, PostgresAddress):
        return PostgresArchive(place, create=create)
    return SqliteArchive(place, create=create)
