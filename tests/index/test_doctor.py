"""What is wrong is found, named with the command that mends it, and mended by it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import LONG, STORY, content, lines, record
from conftest import NOW, WordEncoder, open_index, take_in

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id
from index.engine.lexical import LexicalIndex
from index.ingest.doctor import Finding, examine
from index.ingest.refresh import withdraw
from index.ingest.reindex import reindex
from index.passages.passage_store import load_passages


@pytest.fixture
def home(tmp_path: Path, words: WordEncoder) -> Path:
    """An archive with several versions, a wire story, a removed article, and indexes that are up to date."""
    wire = [record(n, url=f"https://paper{n}.example/wire", publisher=f"Paper {n}", text=STORY) for n in (20, 21, 22)]
    take_in(
        tmp_path, words, lines(tmp_path / "a.jsonl", *map(record, range(5)), *wire, record(9, text="\n".join(LONG)))
    )
    take_in(tmp_path, words, lines(tmp_path / "b.jsonl", record(1, text="Other words."), record(2, text="And others.")))
    open_index(tmp_path, words)
    take_in(tmp_path, words, lines(tmp_path / "c.jsonl", record(3, text="Words again.")))
    with SqliteArchive(tmp_path / "archive.db") as archive:
        withdraw(archive, "https://paper.example/4", now=NOW)
    return tmp_path


def shown(home: Path) -> set[tuple[object, ...]]:
    """All that the archive holds of what is not removed."""
    return {row for row in content(home) if row[2]}


def findings(home: Path) -> list[Finding]:
    with SqliteArchive(home / "archive.db") as archive:
        return examine(archive, home / "index")


@pytest.mark.parametrize("state", ["behind", "caught up", "without indexes", "reindexed"])
def test_a_sound_archive_is_well(home: Path, words: WordEncoder, state: str) -> None:
    if state == "caught up":
        open_index(home, words)
    if state == "without indexes":
        shutil.rmtree(home / "index")
    if state == "reindexed":
        with SqliteArchive(home / "archive.db") as archive:
            reindex(archive, words)
    assert findings(home) == []


def test_an_empty_archive_is_well(tmp_path: Path) -> None:
    SqliteArchive(tmp_path / "archive.db", create=True).close()
    assert findings(tmp_path) == []


def test_examining_changes_nothing(home: Path) -> None:
    before = {file: file.read_bytes() for file in home.rglob("*") if file.is_file() and "-shm" not in file.name}
    findings(home)
    assert {file: file.read_bytes() for file in before} == before


DERIVED = {
    "a passage too long": ('UPDATE passage SET "end" = "end" + 100000 WHERE id = 1', "passages are not those"),
    "a passage missing": ("DELETE FROM passage WHERE id = 2", "passages are not those"),
    "a passage twice": (
        'INSERT INTO passage (version_number, start, "end", vector_hash)'
        ' SELECT version_number, start, "end", vector_hash FROM passage WHERE id = 1',
        "passages are not those",
    ),
    "a vector missing": (
        "DELETE FROM vector WHERE hash = (SELECT vector_hash FROM passage WHERE id = 1)",
        "1 passages have no vector",
    ),
    "a vector cut short": (
        "UPDATE vector SET value = substr(value, 1, 10) WHERE hash = (SELECT vector_hash FROM passage WHERE id = 1)",
        "1 vectors are no unit vectors of 64 numbers",
    ),
    "a vector of zeros": (
        "UPDATE vector SET value = zeroblob(128) WHERE hash = (SELECT vector_hash FROM passage WHERE id = 1)",
        "1 vectors are no unit vectors of 64 numbers",
    ),
    "two current versions": ("UPDATE version SET visible_until = NULL WHERE article_id = ID", "versions overlap"),
    "no current version": ("UPDATE version SET visible_until = 99 WHERE article_id = ID", "versions overlap"),
    "a story missing": ("DELETE FROM story WHERE version_number = 1", "not compared"),
    "a wrong story": ("UPDATE story SET story = 'x' WHERE version_number = 6", "versions 6)"),
    "half a pair": ("DELETE FROM copy WHERE version_number = 6", "copies of one story"),
    "a stray band": ("INSERT INTO band VALUES (1, 5)", "copies of one story"),
    "a revision too low": ("UPDATE fact SET value = '1' WHERE name = 'revision'", "revision 1, but"),
    "no identity": ("DELETE FROM fact WHERE name = 'identity'", "lost its identity"),
    "no model": ("DELETE FROM fact WHERE name = 'model'", "not recorded with which model"),
}


@pytest.mark.parametrize(("damage", "what"), DERIVED.values(), ids=DERIVED.keys())
def test_what_is_derived_is_mended_by_reindex(home: Path, words: WordEncoder, damage: str, what: str) -> None:
    before = shown(home)
    with SqliteArchive(home / "archive.db") as archive:
        key = archive.database.value("SELECT id FROM article WHERE url = 'https://paper.example/1'")
        archive.database.run(damage.replace("ID", f"'{key}'"))
    found = findings(home)
    assert any(what in finding.what for finding in found), found
    assert {finding.mend for finding in found} == {"newsqa reindex"}
    with SqliteArchive(home / "archive.db") as archive:
        reindex(archive, words)
    assert findings(home) == []
    assert shown(home) == before
    open_index(home, words)
    assert findings(home) == []


def test_spoiled_words_are_named(home: Path) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        archive.database.run("UPDATE version SET text = replace(text, 'council', 'senator') WHERE number = 1")
    (finding, *_) = findings(home)
    assert "the words of https://paper.example/0 (version 1) are not those" in finding.what
    assert "newsqa remove" in finding.mend


@pytest.mark.parametrize(
    "damage", ["publisher = 'Herbour Wire'", "published = published - 33554432", "section = 'x'", "authors = '[\"x\"]'"]
)
def test_spoiled_details_are_named_and_not_shown(home: Path, damage: str) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        archive.database.run(f"UPDATE version SET {damage} WHERE number = 1")
        assert archive.versions_by_number([1]) == {}
    assert any("what is said of https://paper.example/0 (version 1) is not" in each.what for each in findings(home))


def test_spoiled_words_are_never_given_and_the_others_are(home: Path) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        for number, damage in ((1, "text = replace(text, 'council', 'senator')"), (2, "title = 'Another'")):
            archive.database.run(f"UPDATE version SET {damage} WHERE number = {number}")
        assert set(archive.versions_by_number([1, 2, 6])) == {6}
        assert archive.versions(article_id("https://paper.example/0")) == []
        passages, versions = load_passages(archive, list(range(1, 30)))
        assert {passage.version_number for passage in passages.values()} == set(versions)
        assert {1, 2}.isdisjoint(versions)


@pytest.mark.parametrize("damage", ["authors = 'x'", "corrections = '[1]'", "published = 99999999999999"])
def test_details_that_cannot_be_read_are_named_and_go_when_the_article_is_removed(home: Path, damage: str) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        archive.database.run(f"UPDATE version SET {damage} WHERE number = 1")
        query = "SELECT url FROM article JOIN version ON id = article_id WHERE number = 1"
        url = archive.database.value(query)
    (found,) = findings(home)
    assert url in found.what
    assert "cannot be read" in found.what
    assert found.mend.startswith("newsqa remove URL")
    with SqliteArchive(home / "archive.db") as archive:
        withdraw(archive, url, now=NOW)
    assert findings(home) == []


def test_a_damaged_file_is_told_before_anything_else(home: Path) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        archive.settle()
    path = home / "archive.db"
    data = bytearray(path.read_bytes())
    data[4096 * 5 : 4096 * 6] = b"\x17" * 4096
    path.write_bytes(bytes(data))
    found = findings(home)
    assert len(found) == 1 and "damaged" in found[0].what and "restore" in found[0].mend


def _spoil_rows(home: Path) -> None:
    path = home / "index" / "dense.rows"
    data = bytearray(path.read_bytes())
    data[-30] ^= 0x55
    path.write_bytes(bytes(data))


def _cut_rows(home: Path) -> None:
    path = home / "index" / "dense.rows"
    path.write_bytes(path.read_bytes()[:-7])


def _lost_words(home: Path) -> None:
    LexicalIndex(home / "index" / "lexical").change([3], [])


def _torn_words(home: Path) -> None:
    for file in (home / "index" / "lexical").glob("*.store"):
        file.unlink()


@pytest.mark.parametrize("spoil", [_spoil_rows, _cut_rows, _lost_words, _torn_words])
def test_indexes_that_do_not_lead_to_the_archive_are_named(
    home: Path, words: WordEncoder, spoil: Callable[[Path], None]
) -> None:
    open_index(home, words)
    spoil(home)
    found = [finding for finding in findings(home) if "index/" in finding.what]
    assert found and all(finding.mend.startswith(f"rm -r {home}/index") for finding in found)
    shutil.rmtree(home / "index")
    assert [finding for finding in findings(home) if "index/" in finding.what] == []
