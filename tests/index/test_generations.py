"""Generations: passages made anew beside those that answer, which give way in one commit, and come back."""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from archives import LONG, content, found, lines, record
from asking import kind_of
from conftest import NOW, ROOT, ShortWords, WordEncoder, facts, open_index, take_in

from corpus.archive.archive_place import ArchivePlace, open_archive
from corpus.archive.sql_archive import SqlArchive
from corpus.archive.sqlite import SqliteArchive
from corpus.errors import StateError
from index.encoder.encoder import Encoder
from index.engine.indexes import IndexFiles
from index.engine.local_index import LocalIndex
from index.ingest import reindex as reindexing
from index.ingest.doctor import examine
from index.ingest.refresh import refresh, withdraw
from index.ingest.reindex import Reindexing
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.generations import (
    begin_generation,
    drop_generations,
    generations,
    keep_until,
    kept_generation,
    living_facts,
    switch,
)
from index.passages.passage_store import Facts, count_passages, living, shown_ids
from index.vectors import Vectors

SHORT = 60  # tokens of a passage
WEEK = timedelta(days=7)


def short(encoder: Encoder) -> Facts:
    return Facts(encoder.digest, encoder.dimension, SHORT)


def work(archive: SqlArchive, encoder: Encoder, folder: Path | None = None, **other: Any) -> Reindexing:
    return Reindexing(archive, encoder, NOW, IndexFiles(folder) if folder else None, kept_for=WEEK, **other)


def make(archive: SqlArchive, encoder: Encoder, folder: Path | None = None, **other: Any) -> int:
    """Let short passages of a model answer."""
    return work(archive, encoder, folder, **other).run(begin_generation(archive, short(encoder), None))


def back(archive: SqlArchive, encoder: Encoder, folder: Path | None = None) -> int:
    kept = kept_generation(archive)
    assert kept
    return work(archive, encoder, folder).run(kept)


def long(n: int) -> dict[str, object]:
    words = f"The council agreed on {n} million euros for the bridge at its meeting of item {n} that day."
    return record(n, text=" ".join(f"{words} Part {part} followed." for part in range(12)))


@pytest.fixture
def home(tmp_path: Path, words: WordEncoder) -> Path:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *map(long, range(20))))
    open_index(tmp_path, words)
    return tmp_path


@pytest.fixture
def kept(place: ArchivePlace, tmp_path: Path, words: WordEncoder) -> Iterator[SqlArchive]:
    """An archive with articles, on each engine."""
    with open_archive(place, create=True) as archive:
        refresh(archive, words, [lines(tmp_path / "a.jsonl", *map(long, range(6)))], now=NOW)
        yield archive


def test_new_passages_answer_and_those_before_are_kept_and_come_back(kept: SqlArchive, tmp_path: Path) -> None:
    before, n_before = shown_ids(kept).tolist(), count_passages(kept)
    assert make(kept, ShortWords(), tmp_path / "index") > n_before
    assert (living_facts(kept), living(kept)) == (short(ShortWords()), 2)
    assert [(each.number, each.state) for each in generations(kept)] == [(1, "kept")]
    new = shown_ids(kept).tolist()
    assert not set(new) & set(before)
    assert back(kept, WordEncoder(), tmp_path / "index") == n_before
    assert (shown_ids(kept).tolist(), living_facts(kept)) == (before, facts(WordEncoder()))
    assert [(each.number, each.state) for each in generations(kept)] == [(2, "kept")]
    assert back(kept, ShortWords()) == len(new)


def test_going_back_brings_what_has_come_since(kept: SqlArchive, tmp_path: Path, words: WordEncoder) -> None:
    make(kept, ShortWords())
    refresh(
        kept, ShortWords(), [lines(tmp_path / "b.jsonl", long(50), long(1) | {"text": "Now other words."})], now=NOW
    )
    withdraw(kept, "https://paper.example/3", now=NOW)
    back(kept, words)
    folder = tmp_path / "index"
    index = LocalIndex(_place(kept, tmp_path), folder, facts(words))
    texts = [text for text, _ in found(index, words)]
    assert any("50 million" in text for text in texts) and "Now other words." in texts
    assert not any(" 3 million" in text for text in texts)
    assert examine(kept, folder) == []


def _place(archive: SqlArchive, tmp_path: Path) -> ArchivePlace:
    return getattr(archive, "address", None) or tmp_path / "archive.db"


def test_kept_passages_are_dropped_with_their_vectors_when_their_time_is_over(kept: SqlArchive) -> None:
    make(kept, ShortWords())
    with_both = kept.database.value("SELECT count(*) FROM vector")
    drop_generations(kept, int((NOW + WEEK).timestamp()) - 1)
    assert kept_generation(kept)
    keep_until(kept, generations(kept)[0].number, int((NOW + 2 * WEEK).timestamp()))  # as they are to answer again
    drop_generations(kept, int((NOW + WEEK).timestamp()))
    assert kept_generation(kept)
    keep_until(kept, generations(kept)[0].number, int((NOW + WEEK).timestamp()))
    drop_generations(kept, int((NOW + WEEK).timestamp()))
    assert generations(kept) == []
    counts = [kept.database.value(f"SELECT count(*) FROM {table}") for table in ("passage", "vector")]
    assert counts == [count_passages(kept)] * 2 and counts[1] < with_both


def test_articles_that_come_and_go_meanwhile_are_as_they_are_when_it_answers(
    kept: SqlArchive, tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "REINDEX_BATCH", 2)
    n_batches = 0

    class Meanwhile(ShortWords):
        def encode(self, texts: Sequence[str]) -> Vectors:
            nonlocal n_batches
            n_batches += 1
            with kept.another() as other:
                if n_batches == 1:  # one of the articles that are being embedded, and one that is not yet
                    withdraw(other, "https://paper.example/1", now=NOW)
                    withdraw(other, "https://paper.example/4", now=NOW)
                if n_batches == 2:
                    refresh(other, words, [lines(tmp_path / "b.jsonl", long(60), long(2) | {"text": "Else."})], now=NOW)
                if n_batches == 3:
                    withdraw(other, "https://paper.example/0", now=NOW)
            return super().encode(texts)

    make(kept, Meanwhile(), tmp_path / "index")
    index = LocalIndex(_place(kept, tmp_path), tmp_path / "index", facts(ShortWords()))
    texts = " ".join(text for text, _ in found(index, ShortWords()))
    assert all(f" {n} million" in texts for n in (3, 5, 60)) and "Else." in texts
    assert not any(f" {n} million" in texts for n in (0, 1, 2, 4))
    assert examine(kept, tmp_path / "index") == []
    for table, column in (("vector", "hash"), ("passage", "vector_hash")):
        assert kept.database.value(f"SELECT count(*) FROM {table} WHERE {column} IS NULL") == 0
    shared = "SELECT count(*) FROM vector WHERE hash IN (SELECT vector_hash FROM passage JOIN version"
    assert kept.database.value(f"{shared} ON number = version_number WHERE removed = 1)") == 0


def test_a_generation_with_a_version_missing_does_not_answer(kept: SqlArchive) -> None:
    begun = begin_generation(kept, short(ShortWords()), None)
    with pytest.raises(ValueError, match="version 1 has no passages"), kept.writing():
        switch(kept, begun, 0)
    assert living(kept) == 1


class Blind(ShortWords):
    """A model that finds nothing: its vectors do not depend on the words."""

    digest = "blind"

    def encode(self, texts: Sequence[str]) -> Vectors:
        return super().encode([str(random.random()) for _ in texts])


def test_passages_that_find_clearly_less_do_not_answer(home: Path, words: WordEncoder) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        with pytest.raises(StateError, match=r"find \d+% by their headlines.*--force"):
            make(archive, Blind(), home / "index", compared_with=words)
        assert living_facts(archive) == facts(words)
        make(archive, Blind(), home / "index")
        assert living(archive) == 2


def test_a_kept_index_that_was_read_before_a_switch_still_gives_its_passages(home: Path, words: WordEncoder) -> None:
    index = open_index(home, words)
    ids = index.visibility.ids
    with SqliteArchive(home / "archive.db") as archive:
        make(archive, ShortWords(), home / "index")
    assert len(index.passages(ids)[0]) == len(ids)


def test_indexes_of_dropped_passages_are_removed(home: Path) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        make(archive, ShortWords(), home / "index")
        drop_generations(archive, int((NOW + WEEK).timestamp()))
    open_index(home, ShortWords())
    kept = {path.name for path in (home / "index").iterdir()}
    assert kept == {"follow.lock", "generation-2"}


def test_a_refresh_cuts_as_the_passages_that_answer_were_cut(home: Path) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        make(archive, ShortWords(), home / "index")
    report = take_in(home, ShortWords(), lines(home / "b.jsonl", record(90, text="\n".join(LONG))))
    assert report.passages > PASSAGE_TOKENS / SHORT * 2
    with SqliteArchive(home / "archive.db") as archive:
        assert examine(archive, home / "index") == []


KILLED = """
import sys, os, signal, threading
from pathlib import Path
from datetime import timedelta
from conftest import NOW, ShortWords
from corpus.archive.sqlite import SqliteArchive
from index.engine.indexes import IndexFiles
from index.ingest import reindex as reindexing
from index.ingest.reindex import Reindexing
from index.passages.generations import begin_generation, kept_generation
from index.passages.passage_store import Facts
reindexing.REINDEX_BATCH = 2
home, way = Path(sys.argv[1]), sys.argv[2]
encoder = ShortWords() if way == "on" else __import__("conftest").WordEncoder()
with SqliteArchive(home / "archive.db") as archive:
    work = Reindexing(archive, encoder, NOW, IndexFiles(home / "index"), kept_for=timedelta(days=7))
    print("begun", flush=True)
    begun = begin_generation(archive, Facts(encoder.digest, 64, 60), None) if way == "on" else kept_generation(archive)
    work.run(begun)
print("done", flush=True)
"""


def test_a_run_that_is_killed_at_any_moment_is_gone_on_with(home: Path, words: WordEncoder) -> None:
    chosen = random.Random(3)
    before = content(home)
    n_killed = 0
    for _ in range(8):
        with SqliteArchive(home / "archive.db") as archive:
            if living(archive) != 1:
                break
        with _running(home, "on") as process:
            assert process.stdout and process.stdout.readline() == "begun\n"
            time.sleep(chosen.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            n_killed += process.wait() == -signal.SIGKILL
        with SqliteArchive(home / "archive.db") as archive:
            assert examine(archive, home / "index") == []
            is_before = living(archive) == 1
        if is_before:
            assert content(home) == before
            assert found(open_index(home, words), words)
    assert n_killed >= 2
    with SqliteArchive(home / "archive.db") as archive:
        if living(archive) == 1:
            make(archive, ShortWords(), home / "index")
        assert examine(archive, home / "index") == []
    texts = [text for text, _ in found(open_index(home, ShortWords()), ShortWords())]
    assert len(texts) == len(set(texts)) and {f" {n} million" in " ".join(texts) for n in range(20)} == {True}


@contextmanager
def _running(home: Path, way: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(home), way],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"},
    )
    with process:
        yield process


def test_eight_readers_see_no_error_and_no_mixed_answer_during_a_switch_and_back(
    home: Path, words: WordEncoder
) -> None:
    readers = [_asking(home) for _ in range(2)]
    for process in readers:
        assert process.stdout and process.stdout.readline() == "ready\n"
    with SqliteArchive(home / "archive.db") as archive:
        make(archive, ShortWords(), home / "index", compared_with=words)
        _await(readers, "short")
        refresh(archive, ShortWords(), [lines(home / "b.jsonl", long(70))], now=NOW)
        back(archive, words, home / "index")
        _await(readers, "long")
    said = [json.loads(line) for process in readers for line in process.communicate()[0].splitlines()]
    assert [each["error"] for each in said if "error" in each] == []
    is_mixed = [min(each["words"]) < 80 < max(each["words"]) for each in said]
    assert not any(is_mixed)
    assert {kind for reader in _by_reader(said) for kind in reader} == {"short", "long"}
    assert len(_by_reader(said)) == 8
    for process_said in _by_reader(said):
        turns = sum(one != other for one, other in pairwise(process_said))
        assert turns <= 2, "there and back, once each"


def _asking(home: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "asking.py"), str(home), "4"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": "/usr/bin:/bin"},
    )


def _await(readers: list["subprocess.Popen[str]"], kind: str) -> None:
    """Wait until all are answered from passages of one kind."""
    for process in readers:
        assert process.stdin and process.stdout
        process.stdin.write(f"{kind}\n")
        process.stdin.flush()
        assert process.stdout.readline() == f"{kind}\n"


def _by_reader(said: list[dict[str, Any]]) -> list[list[str]]:
    """Of which generation each reader's answers were, one after the other."""
    readers: dict[str, list[str]] = {}
    for each in said:
        readers.setdefault(each["reader"], []).append(kind_of(each["words"]))
    return list(readers.values())
