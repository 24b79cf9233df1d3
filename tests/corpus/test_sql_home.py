"""SQL is in two homes, and nobody else knows which database it is."""

import re

import pytest
from seams import is_in, modules, names, strings

HOMES = ("corpus/archive", "index/passages")
SQL = re.compile(
    r"\bSELECT\s.*\bFROM\s|\bINSERT\s(OR\s\w+\s)?INTO\s|\bUPDATE\s.*\bSET\s|\bDELETE\sFROM\s|\bCREATE\s(\w+\s)?TABLE\b"
    r"|^PRAGMA\s",
    re.DOTALL,
)
ABROAD = sorted(path for path in modules() if not is_in(path, HOMES))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1 FROM article",
        "INSERT OR IGNORE INTO vector VALUES (?, ?)",
        "INSERT INTO band VALUES (?, ?)",
        "UPDATE version SET removed = 1",
        "DELETE FROM copy",
        "CREATE TABLE a (b)",
        "PRAGMA query_only",
    ],
)
def test_sql_is_told_from_words(statement: str) -> None:
    assert SQL.search(statement)
    assert not SQL.search("Select one from the list, insert it into the page and update the set.")


@pytest.mark.parametrize("path", ABROAD)
def test_there_is_no_sql_outside_its_homes(path: str) -> None:
    assert [text for text in strings(modules()[path]) if SQL.search(text)] == []


@pytest.mark.parametrize("path", ABROAD)
def test_no_database_is_named_outside_its_homes(path: str) -> None:
    assert names(modules()[path]) & {"sqlite3", "psycopg", "connection", "database", "database_of"} == set()


def test_the_homes_hold_what_is_looked_for() -> None:
    found = [path for path, module in modules().items() if any(map(SQL.search, strings(module)))]
    assert "corpus/archive/sql_archive.py" in found and "index/passages/passage_store.py" in found
    assert all(is_in(path, HOMES) for path in found)


def test_passages_run_their_sql_through_one_door() -> None:
    in_passages = [module for path, module in modules().items() if is_in(path, ("index/passages",))]
    assert any("database_of" in names(module) for module in in_passages)
    assert not any({"sqlite3", "psycopg", "connection"} & names(module) for module in in_passages)
