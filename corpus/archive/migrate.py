"""Schema migration: an archive's tables, brought up to date by the numbered files of `corpus/archive/schema`.

The files are SQLite's; an engine that says the same in other words translates them (`Database.define`).
"""

import sqlite3
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

from corpus.archive.tables.database import Database
from corpus.errors import ArchiveError


def schema() -> list[Traversable]:
    """The numbered files of `corpus/archive/schema`, in order."""
    entries = resources.files("corpus.archive").joinpath("schema").iterdir()
    return sorted((entry for entry in entries if entry.name.endswith(".sql")), key=lambda entry: entry.name)


def check_format(database: Database) -> None:
    """Raises `ArchiveError` when it is no archive or was written by a later release; changes nothing."""
    tables = database.tables()
    problem = None
    if tables and not tables >= {"fact", "article", "version"}:
        problem = "it is another program's database"
    elif (applied := database.format()) > len(schema()):
        problem = f"it has format {applied}, this release reads up to {len(schema())}: update newsqa"
    if problem:
        raise ArchiveError(f"archive {database.name} cannot be used: {problem}")


def needs_migration(database: Database) -> bool:
    """Whether an archive was written by an earlier release."""
    return database.format() != len(schema())


def migrate(database: Database) -> None:
    """Apply the files of `corpus/archive/schema` that the archive has not seen, all in one transaction."""
    migrations = schema()
    if not needs_migration(database):
        return
    with database.migrating():
        applied = database.format()
        for number, migration in enumerate(migrations[applied:], start=applied + 1):
            for statement in statements(migration.read_text(encoding="utf-8")):
                database.define(statement)
            database.set_format(number)


def statements(script: str) -> Iterator[str]:
    """A script's SQL statements, one at a time, so that they can run inside one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
