"""An archive is moved between engines as it is, whole or not at all."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest
from archives import STORY, lines, record
from conftest import NOW, ShortWords, WordEncoder, WordReader, an_article, facts, take_in

from corpus.archive.archive_place import ArchivePlace, open_archive
from corpus.archive.postgres import PostgresAddress
from corpus.archive.sql_archive import SqlArchive
from corpus.archive.tables.database import Row
from corpus.archive.transfer import TABLES, transfer
from corpus.archive.versions import Recipient
from corpus.errors import ArchiveError, UsageError
from corpus.page import ListEntry, Page, SiteFile, Validators
from index.engine.local_index import LocalIndex
from index.ingest.doctor import examine
from index.ingest.refresh import refresh, withdraw
from index.ingest.reindex import reindex
from index.passages.generations import begin_generation
from qa.cli import main
from qa.question.request import Ask
from qa.service.ask import Service

URL = "https://paper.example/1"
QUESTIONS = ("What did the council agree on for bridge 7?", "Who is Naruhito?")


def quiet(*_: object) -> None:
    pass


def rows(archive: SqlArchive) -> dict[str, list[Row]]:
    """All that an archive holds."""
    read = {table: sorted(archive.database.run(f"SELECT * FROM {table}"), key=repr) for table in (*TABLES, "fact")}
    assert set(read) == archive.database.tables() - {"sqlite_sequence", "format"}
    return read


def without_nul(cell: object) -> object:
    return cell.replace("\0", "\ufffd") if isinstance(cell, str) else cell


@pytest.fixture
def full(tmp_path: Path, words: WordEncoder) -> Path:
    """A file with something in every table, and passages that were made anew, so that numbers have gaps."""
    copies = [record(n, url=f"https://paper{n}.example/wire", text=STORY) for n in (20, 21)]
    take_in(tmp_path / "full", words, lines(tmp_path / "news.jsonl", *(record(n) for n in range(4, 14)), *copies))
    path = tmp_path / "full" / "archive.db"
    robots = SiteFile("", Validators("", None, None), NOW)
    with open_archive(path) as archive:
        with archive.writing() as revision:
            for each in (an_article(1), an_article(1, text="Other words."), an_article(2), an_article(3)):
                archive.put(each, revision=revision, now=NOW)
            archive.rename(an_article(3).id, an_article(3, url="https://paper.example/moved"), revision)
            archive.pages.save(Page(URL, NOW, NOW, an_article(1).id))
            archive.pages.save_entries("https://paper.example/feed", [ListEntry(URL, item={"title": "One"})])
            archive.pages.save_site_files({"https://paper.example/robots.txt": robots})
            archive.failures.keep("feed", URL, "a reason with a \0 in it", NOW)
            archive.followed.add("token", {"question": "Who?"}, NOW)
            (question,) = archive.followed.questions()
            archive.followed.asked(question, revision, {"quotes": []}, {"kind": "value"}, NOW)
            archive.deliveries.add(Recipient("desk", None, "https://desk.example", "change", None, NOW))
            unsent = archive.deliveries.unsent("desk", NOW + timedelta(days=1))
            archive.deliveries.make("first", "desk", unsent, NOW)
        reindex(archive, words)
        begin_generation(archive, facts(ShortWords()), None)
        withdraw(archive, an_article(2).url, now=NOW)
        assert all(rows(archive).values())
    return path


def test_there_and_back_it_is_the_same(full: Path, tmp_path: Path, postgres_place: PostgresAddress) -> None:
    told: list[tuple[int, int, str]] = []
    with open_archive(full) as source, open_archive(postgres_place, create=True) as target:
        assert transfer(source, target, lambda *each: told.append(each)) == source.counts()
        before, there = rows(source), rows(target)
    assert told[-1][0] == told[-1][1] == 2 * sum(len(before[table]) for table in TABLES)
    before["failure"] = [tuple(map(without_nul, row)) for row in before["failure"]]
    assert there == before
    with open_archive(postgres_place) as source, open_archive(tmp_path / "back.db", create=True) as target:
        transfer(source, target, quiet)
        assert rows(target) == before


def test_both_answer_alike_and_nothing_is_embedded(
    full: Path, tmp_path: Path, postgres_place: PostgresAddress, words: WordEncoder
) -> None:
    def answers(place: ArchivePlace) -> list[object]:
        index = LocalIndex(place, tmp_path / "full" / "index", facts(words))
        service = Service(index, words, WordReader(), clock=lambda: NOW)
        asked = [asdict(service.ask(Ask(question))) for question in QUESTIONS]
        return [{name: value for name, value in each.items() if name not in ("id", "timing_ms")} for each in asked]

    expected = answers(full)
    made = (tmp_path / "full" / "index" / "generation-2" / "dense.rows").stat().st_mtime_ns
    with open_archive(full) as source, open_archive(postgres_place, create=True) as target:
        transfer(source, target, quiet)
        assert answers(postgres_place) == expected
        words.n_encoded = 0
        refresh(target, words, [tmp_path / "news.jsonl"], now=NOW)
        assert words.n_encoded == 0
        assert examine(target, tmp_path / "full" / "index") == []
    assert (tmp_path / "full" / "index" / "generation-2" / "dense.rows").stat().st_mtime_ns == made


@pytest.mark.parametrize("is_back", [False, True], ids=["to postgres", "from postgres"])
def test_numbers_are_never_given_again(
    is_back: bool, full: Path, tmp_path: Path, postgres_place: PostgresAddress, words: WordEncoder
) -> None:
    """Nor those of passages that were dropped: an index may still have them."""
    with open_archive(full) as archive, archive.writing():
        archive.database.run("DELETE FROM passage")
    with open_archive(full) as source, open_archive(postgres_place, create=True) as there:
        last = [source.database.last_given(*each) for each in (("version", "number"), ("passage", "id"))]
        transfer(source, there, quiet)
    end: ArchivePlace = postgres_place
    if is_back:
        end = tmp_path / "back.db"
        with open_archive(postgres_place) as there, open_archive(end, create=True) as back:
            transfer(there, back, quiet)
    with open_archive(end) as archive:
        with archive.writing() as revision:
            number, _ = archive.put(an_article(99), revision=revision, now=NOW)
        assert number == last[0] + 1
        reindex(archive, words)
        assert archive.database.value("SELECT min(id) FROM passage") == last[1] + 1


def test_what_holds_anything_is_not_written_over(full: Path, archive: SqlArchive) -> None:
    with archive.noting():
        archive.failures.keep("feed", URL, "reason", NOW)
    before = rows(archive)
    with open_archive(full) as source, pytest.raises(UsageError, match="is not empty; it is not written over"):
        transfer(source, archive, quiet)
    assert rows(archive) == before


@pytest.mark.parametrize("at", [1, 60, 150])
def test_a_move_that_is_stopped_leaves_nothing_and_can_be_made_again(at: int, full: Path, archive: SqlArchive) -> None:
    def stop(done: int, *_: object) -> None:
        if done >= at:
            raise KeyboardInterrupt

    with open_archive(full) as source:
        with pytest.raises(KeyboardInterrupt):
            transfer(source, archive, stop)
        assert not any(each for table, each in rows(archive).items() if table != "fact") and archive.revision() == 0
        transfer(source, archive, quiet)
        assert archive.fact("identity") == source.fact("identity")


def test_a_target_that_keeps_something_else_gets_nothing(
    full: Path, archive: SqlArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill: Callable[[str, list[Row]], None] = archive.database.fill
    monkeypatch.setattr(
        archive.database, "fill", lambda table, some: fill(table, some[: -1 if table == "passage" else None])
    )
    told = r"keeps passage otherwise than .*: nothing is moved"
    with open_archive(full) as source, pytest.raises(ArchiveError, match=told):
        transfer(source, archive, quiet)
    assert archive.revision() == 0 and not archive.database.run("SELECT 1 FROM version")


def newsqa(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["newsqa", *arguments])
    with pytest.raises(SystemExit) as ended:
        main.main()
    return int(ended.value.code or 0)


def test_the_command_moves_there_and_back_and_says_what_is_in_the_way(
    full: Path,
    tmp_path: Path,
    postgres_place: PostgresAddress,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NEWSQA_HOME", str(full.parent))
    assert newsqa(monkeypatch, "migrate", "--to", postgres_place.url) == 0
    assert f"Copied to {postgres_place}: revision " in capsys.readouterr().out
    assert newsqa(monkeypatch, "migrate", "--to", postgres_place.url) == 2
    assert "is not empty; it is not written over" in capsys.readouterr().err
    monkeypatch.setenv("NEWSQA_ARCHIVE_URL", postgres_place.url)
    assert newsqa(monkeypatch, "migrate", "--to", str(tmp_path / "back.db")) == 0
    assert newsqa(monkeypatch, "status") == 0
    assert str(postgres_place) in capsys.readouterr().out
    assert newsqa(monkeypatch, "backup", str(tmp_path / "backup")) == 2
    assert "is backed up by PostgreSQL's own means" in capsys.readouterr().err
    assert newsqa(monkeypatch, "restore", str(tmp_path / "backup")) == 2
    assert "a backup is put into a folder: name one by --into" in capsys.readouterr().err
    with open_archive(full) as source, open_archive(tmp_path / "back.db") as back:
        assert back.counts() == source.counts() and back.fact("identity") == source.fact("identity")
