"""The archive on a PostgreSQL server, for more than one machine. Nothing of `psycopg` is needed until one is opened."""

import re
from dataclasses import dataclass, field

from corpus.archive.sql_archive import SqlArchive
from corpus.errors import ArchiveError, UsageError

# Stricter than an address has to be, so that no part of a password is taken for one that may be shown.
FORM = re.compile(r"(postgres(?:ql)?://)(?:([^:/?#@]*)(?::[^:/?#@]*)?(@))?([^/?#@]*(?:/[^/?#@]*)?)(?:\?[^#@]*)?")


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """Where an archive is: `postgresql://user:password@host:port/name`. Shown without its password and options.

    Raises `UsageError` where it is no such address.
    """

    url: str = field(repr=False)

    def __post_init__(self) -> None:
        if not FORM.fullmatch(self.url):
            raise UsageError(
                "a PostgreSQL archive is at postgresql://USER:PASSWORD@HOST:PORT/NAME, with other characters than"
                " letters and digits as %XX; this address has another form"
            )

    def __str__(self) -> str:
        found = FORM.fullmatch(self.url)
        return "".join(part or "" for part in found.groups()) if found else ""


class PostgresArchive(SqlArchive):
    """An open archive (`Archive` says what it does). Not shared between threads: each opens its own."""

    def __init__(self, address: PostgresAddress, *, create: bool = False) -> None:
        """Open a session, bringing the tables up to date. Raises `ArchiveError` if they cannot be used."""
        try:
            from corpus.archive.tables.postgres_server import PostgresServer
        except ImportError as error:
            raise ArchiveError(f"archive {address} needs psycopg: pip install 'newsqa[postgres]'") from error
        self.address = address
        self.server = PostgresServer(address.url, str(address), create=create)
        super().__init__(self.server)

    def another(self) -> "PostgresArchive":
        return PostgresArchive(self.address)
