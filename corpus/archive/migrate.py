"""Schema migration: an archive's tables, brought up to date by the numbered files of `corpus/archive/schema`."""

import sqlite3
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable


def schema() -> list[Traversable]:
    """The numbered files of `corpus/archive/schema`, in order."""
    entries = resources.files("corpus.archive").joinpath("schema").iterdir()
    return sorted((entry for entry in entries if entry.name.endswith(".sql")), key=lambda entry: entry.name)


def check_format(connection: sqlite3.Connection) -> None:
    """Raises `sqlite3.DatabaseError` when the file is no archive or was written by a later release; changes nothing."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and not tables >= {"fact", "article", "version"}:
        raise sqlite3.DatabaseError("it is another program's database")
    (applied,) = connection.execute("PRAGMA user_version").fetchone()
    if applied > len(schema()):
        raise sqlite3.DatabaseError(f"it has format {applied}, this release reads up to {len(schema())}: update newsqa")


def needs_migration(connection: sqlite3.Connection) -> bool:
    """Whether an archive was written by an earlier release."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] != len(schema()))


def migrate(connection: sqlite3.Connection) -> None:
    """Apply the files of `corpus/archive/schema` that the archive has not seen, all in one transaction."""
    migrations = schema()
    if not needs_migration(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        (applied,) = connection.execute("PRAGMA user_version").fetchone()
        for number, migration in enumerate(migrations[applied:], start=applied + 1):
            for statement in statements(migration.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def statements(script: str) -> Iterator[str]:
    """A script's SQL statements, one at a time, so that they can run inside one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
