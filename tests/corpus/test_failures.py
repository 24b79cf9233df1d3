"""What could not be taken in is kept until it can, or is gone from its source."""

import json
from datetime import timedelta
from pathlib import Path

from archives import lines, record, revision
from conftest import NOW, WordEncoder, take_in

from corpus.archive.sql_archive import SqlArchive
from corpus.archive.sqlite import SqliteArchive
from corpus.archive.versions import KeptFailure

LATER = NOW + timedelta(days=1)


def kept(home: Path) -> list[tuple[str, str, int]]:
    with SqliteArchive(home / "archive.db") as archive:
        return [(failure.place, failure.reason, failure.count) for failure in archive.failures.kept()]


def test_a_failure_is_kept_with_its_first_and_last_time_until_cleared(archive: SqlArchive) -> None:
    with archive.noting():
        archive.failures.keep("feed", "https://paper.example/1", "status 500", NOW)
        archive.failures.keep("feed", "https://paper.example/1", "status 503", LATER)
        archive.failures.keep("another", "https://paper.example/1", "too large", LATER)
    assert archive.failures.kept() == [
        KeptFailure("another", "https://paper.example/1", "too large", LATER, LATER, 1),
        KeptFailure("feed", "https://paper.example/1", "status 503", NOW, LATER, 2),
    ]
    with archive.noting():
        archive.failures.clear("feed", "https://paper.example/1")
        archive.failures.clear("feed", "https://paper.example/unknown")
    assert [failure.source for failure in archive.failures.kept()] == ["another"]


def test_noting_a_failure_makes_no_revision(archive: SqlArchive) -> None:
    with archive.noting():
        archive.failures.keep("feed", "place", "reason", NOW)
    assert archive.revision() == 0


def test_what_a_refresh_could_not_take_in_is_kept_until_it_can(tmp_path: Path, words: WordEncoder) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text(f"{json.dumps(record(1))}\nno JSON\n{json.dumps(record(2, title=''))}\n")
    other = tmp_path / "b.jsonl"
    other.write_text("not this\n")
    for count in (1, 2):
        take_in(tmp_path, words, source, other)
        assert [(place, n) for place, _, n in kept(tmp_path)] == [
            (f"{source}:2", count),
            (f"{source}:3", count),
            (f"{other}:1", count),
        ]
    assert "no title" in kept(tmp_path)[1][1]
    before = revision(tmp_path)
    lines(source, record(1))
    take_in(tmp_path, words, source)
    assert [place for place, *_ in kept(tmp_path)] == [f"{other}:1"]
    assert revision(tmp_path) == before


def test_failures_of_a_file_that_left_its_folder_are_cleared(tmp_path: Path, words: WordEncoder) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("A headline\n\nA text.")
    (folder / "b.txt").write_bytes(b"\xff\xfe")
    take_in(tmp_path, words, folder)
    assert [place for place, *_ in kept(tmp_path)] == [f"{folder}/b.txt"]
    (folder / "b.txt").unlink()
    take_in(tmp_path, words, folder)
    assert kept(tmp_path) == []
