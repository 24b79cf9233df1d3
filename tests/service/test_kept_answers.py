"""Kept answers: what is kept, for how long, and that none outlives the articles that it quotes."""

import os
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import made_answers
import pytest
from archives import lines, record
from conftest import NOW, WordEncoder, an_article, take_in

import corpus.bounded
from corpus.archive.sqlite import SqliteArchive
from corpus.bounded import end_idle
from corpus.source import Source
from index.ingest.refresh import withdraw
from qa.answer.contract import Answer
from qa.cli.refresh_commands import remove
from qa.service.kept_answers import KeptAnswers
from qa.service.refreshing import run
from qa.service.settings import Settings, load_settings


def an_answer(n: int = 1, url: str = "https://paper.example/1") -> Answer:
    """An answer that quotes the article at this address."""
    answer = made_answers.made(made_answers.copied())
    first = replace(answer.citations[0], article=replace(answer.citations[0].article, url=url))
    return replace(answer, id=uuid.UUID(int=n).hex, citations=(first, *answer.citations[1:]))


@pytest.fixture
def answers(tmp_path: Path) -> KeptAnswers:
    return KeptAnswers(tmp_path / "answers", 100)


def test_an_answer_is_given_as_it_was_without_evidence_and_ways_out(
    answers: KeptAnswers, archive: SqliteArchive
) -> None:
    answer = an_answer()
    (given,) = answers.keeping(iter([answer]))
    assert given is answer
    kept = answers.get(answer.id, archive)
    assert kept and kept.answer == replace(answer, evidence=())
    assert kept.answered_at.utcoffset() == timedelta(0)
    refused = replace(made_answers.made(made_answers.refusal()), id=uuid.UUID(int=2).hex)
    answers.keep(refused)
    kept = answers.get(refused.id, archive)
    assert kept and (kept.answer.suggestions, kept.answer.answer) == ((), refused.answer)


@pytest.mark.parametrize("name", ["", "..", "../archive", "0" * 32, "A" * 32, "/etc/passwd"])
def test_nothing_else_is_read(answers: KeptAnswers, archive: SqliteArchive, name: str) -> None:
    answers.keep(an_answer())
    assert answers.get(name, archive) is None


def test_the_oldest_are_dropped(tmp_path: Path, archive: SqliteArchive) -> None:
    answers = KeptAnswers(tmp_path / "answers", 10)
    for n in range(40):
        answers.keep(an_answer(n))
        os.utime(tmp_path / "answers" / f"{uuid.UUID(int=n).hex}.json", (n, n))
        assert 1 <= len(list((tmp_path / "answers").iterdir())) <= 10
    kept = [n for n in range(40) if answers.get(uuid.UUID(int=n).hex, archive)]
    assert kept == list(range(kept[0], 40))
    assert len(kept) >= 9
    only = KeptAnswers(tmp_path / "one", 1)
    assert [only.keep(an_answer(n)) for n in range(3)] == [True] * 3
    assert len(list((tmp_path / "one").iterdir())) == 1


def test_where_none_can_be_kept_answers_are_given_all_the_same(tmp_path: Path, archive: SqliteArchive) -> None:
    (tmp_path / "file").write_text("no folder")
    cannot, must_not = KeptAnswers(tmp_path / "file" / "answers", 10), KeptAnswers(tmp_path / "answers", 0)
    for answers in (cannot, must_not):
        assert list(answers.keeping(iter([an_answer()]))) == [an_answer()]
        assert answers.keep(an_answer()) is False
        assert answers.get(an_answer().id, archive) is None
    assert not (tmp_path / "answers").exists()


def test_an_answer_of_another_release_is_none(answers: KeptAnswers, archive: SqliteArchive, tmp_path: Path) -> None:
    answers.keep(an_answer())
    path = tmp_path / "answers" / f"{an_answer().id}.json"
    path.write_text(path.read_text().replace('"confidence"', '"certainty"'))
    assert answers.get(an_answer().id, archive) is None


def test_an_answer_goes_with_an_article_that_it_quotes(
    answers: KeptAnswers, archive: SqliteArchive, tmp_path: Path
) -> None:
    with archive.writing() as revision:
        for n in (1, 2):
            archive.put(an_article(n), revision=revision, now=NOW)
    gone, stays = an_answer(1, an_article(1).url), an_answer(2, an_article(2).url)
    for answer in (gone, stays):
        answers.keep(answer)
    (tmp_path / "answers" / "unfinished.new").write_text("{")
    withdraw(archive, an_article(1).url, now=NOW)
    assert answers.get(gone.id, archive) is None  # already before it is erased
    answers.erase_removed(archive)
    assert [path.stem for path in (tmp_path / "answers").iterdir()] == [stays.id]
    assert answers.get(stays.id, archive)


def test_an_answer_goes_with_an_article_that_moved_before_it_was_removed(
    answers: KeptAnswers, archive: SqliteArchive
) -> None:
    old, new = an_article(1), an_article(1, url="https://paper.example/moved")
    with archive.writing() as revision:
        archive.put(old, revision=revision, now=NOW)
    answer = an_answer(1, old.url)
    first = replace(answer.citations[0], article=replace(answer.citations[0].article, id=old.id))
    answers.keep(replace(answer, citations=(first,)))
    with archive.writing() as revision:
        archive.rename(old.id, new, revision)
    assert answers.get(answer.id, archive)
    withdraw(archive, new.url, now=NOW)
    assert answers.get(answer.id, archive) is None


def test_removing_and_refreshing_erase_kept_answers(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSQA_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1), record(2)))
    settings = load_settings()
    answers = KeptAnswers(settings.answers, settings.keep_answers)
    for n in (1, 2):
        answers.keep(an_answer(n, f"https://paper.example/{n}"))
    with pytest.raises(BaseException, match="0"):
        remove(["https://paper.example/1"])
    assert [path.stem for path in settings.answers.iterdir()] == [uuid.UUID(int=2).hex]
    with SqliteArchive(settings.archive_file) as archive:
        withdraw(archive, "https://paper.example/2", now=NOW)
    run(settings, [], words)
    assert list(settings.answers.iterdir()) == []


def test_a_refresh_leaves_no_process_that_reads(tmp_path: Path, words: WordEncoder) -> None:
    end_idle()
    source = lines(tmp_path / "a.jsonl", record(1))
    assert run(Settings(home=tmp_path / "home"), [Source(str(source))], words).new == 1
    assert corpus.bounded._idle == []
