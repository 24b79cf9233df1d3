"""The archive in one SQLite file: the default, on one machine."""

from collections.abc import Callable
from pathlib import Path

from corpus.archive.sql_archive import SqlArchive
from corpus.archive.tables.sqlite_file import SqliteFile
from corpus.archive.tables.sqlite_file import is_in_use as is_in_use
from corpus.archive.versions import Counts


class SqliteArchive(SqlArchive):
    """An open archive (`Archive` says what it does). Not shared between threads: each opens its own."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the file, bringing its tables up to date. Raises `ArchiveError` if it cannot be used."""
        self.path = path
        self._file = SqliteFile(path, create=create)
        super().__init__(self._file)

    def another(self) -> "SqliteArchive":
        return SqliteArchive(self.path)

    def copy_to(self, path: Path, progress: Callable[[int, int], None]) -> Counts:
        """Copy one revision into a new file while others read and write; what it holds. Raises `ArchiveError`.

        `progress` is told how many bytes are done, and of how many; whatever it raises ends the copying.
        """
        with self.reading():
            self._file.copy_to(path, progress)
            return self.counts()
