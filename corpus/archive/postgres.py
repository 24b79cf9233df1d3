"""The archive on a PostgreSQL server, for more than one machine. Nothing of `psycopg` is needed until one is opened."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from corpus.archive.sql_archive import SqlArchive
from corpus.errors import ArchiveError, UsageError


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """Where an archive is: `postgresql://user:password@host:port/name`. Shown without its password."""

    url: str = field(repr=False)

    def __post_init__(self) -> None:
        if urlsplit(self.url).scheme not in ("postgresql", "postgres"):
            raise UsageError(f"the address of a PostgreSQL archive begins with postgresql://, not so {self}")

    def __str__(self) -> str:
        """Nothing of what may hold a password: neither that of the user nor the options behind `?`."""
        parts = urlsplit(self.url)
        user, at, host = parts.netloc.rpartition("@")
        return urlunsplit((parts.scheme, user.partition(":")[0] + at + host, parts.path or "/", "", ""))


class PostgresArchive(SqlArchive):
    """An open archive (`Archive` says what it does). Not shared between threads: each opens its own."""

    def __init__(self, address: PostgresAddress, *, create: bool = False) -> None:
        """Open a session, bringing the tables up to date. Raises `ArchiveError` if they cannot be used."""
        try:
            from corpus.archive.tables.postgres_server import PostgresServer
        except ImportError as error:
            raise ArchiveError(f"archive {address} needs psycopg: pip install 'newsqa[postgres]'") from error
        self.address = address
        super().__init__(PostgresServer(address.url, str(address), create=create))

    def another(self) -> "PostgresArchive":
        return PostgresArchive(self.address)
