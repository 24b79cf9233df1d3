"""From sources to the archive: what is embedded, what is kept, and what a stop in the middle leaves."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from archives import LONG, content, found, lines, record, revision
from conftest import NOW, ROOT, StoppingWords, WordEncoder, an_article, open_index, take_in

from corpus.archive.sqlite import SqliteArchive
from corpus.archive.versions import KeptFailure
from corpus.source import SourceError
from index.encoder.encoder import Encoder
from index.ingest import refresh_files
from index.ingest import reindex as reindexing
from index.ingest.refresh import BusyError, refresh, withdraw, writing_alone
from index.ingest.reindex import reindex
from index.passages.chunk import PASSAGE_TOKENS, count_tokens
from index.passages.embed_article import MAX_TITLE_PIECES, cut_article
from index.passages.passage_store import MismatchError


class OtherWords(WordEncoder):
    """Another model."""

    digest = "other words"
    dimension = 32


class StoppingOtherWords(OtherWords, StoppingWords):
    """Another model that stops."""


def one_number(home: Path, query: str) -> int:
    with SqliteArchive(home / "archive.db") as archive:
        number = archive.database.value(query)
        return int(number)


def test_a_report_says_what_became_of_each_article(tmp_path: Path, words: WordEncoder) -> None:
    first = take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *map(record, range(4))))
    assert (first.new, first.articles, first.passages, first.embedded) == (4, 4, 4, 4)
    with SqliteArchive(tmp_path / "archive.db") as archive:
        withdraw(archive, "https://paper.example/0", now=NOW)
    second = take_in(
        tmp_path,
        words,
        lines(
            tmp_path / "a.jsonl",
            record(0),
            record(1),
            record(2, publisher="Gazette"),
            record(3, text="All of it was wrong."),
            record(4),
        ),
    )
    assert (second.removed, second.unchanged, second.details, second.changed, second.new) == (1, 1, 1, 1, 1)
    assert (second.articles, second.passages, second.embedded, second.failures) == (5, 2, 2, [])


def test_a_second_refresh_embeds_nothing_and_leaves_the_revision(tmp_path: Path, words: WordEncoder) -> None:
    source = lines(tmp_path / "a.jsonl", *map(record, range(10)))
    take_in(tmp_path, words, source)
    before = revision(tmp_path), words.n_encoded, content(tmp_path)
    report = take_in(tmp_path, words, source, now=NOW + timedelta(days=3))
    assert (revision(tmp_path), words.n_encoded, content(tmp_path)) == before
    assert (report.unchanged, report.passages, report.embedded) == (10, 0, 0)


def test_refresh_reuses_vectors_of_unchanged_passages(tmp_path: Path, words: WordEncoder) -> None:
    texts = ["\n".join(LONG), "\n".join([*LONG[:-1], "The last paragraph was taken back."])]
    title = "The council on everything"
    before, after = (set(cut_article(an_article(title=title, text=text), words).words) for text in texts)
    assert 0 < len(after - before) < len(after) / 2
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, title=title, text=texts[0])))
    assert words.n_encoded == len(before)
    report = take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, title=title, text=texts[1])))
    assert (report.changed, report.passages) == (1, len(after))
    assert report.embedded == words.n_encoded - len(before) == len(after - before)


def test_details_are_kept_without_embedding(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1)))
    report = take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, publisher="Gazette")))
    assert (report.details, report.passages, words.n_encoded) == (1, 0, 1)
    assert one_number(tmp_path, "SELECT count(*) FROM version WHERE publisher = 'Gazette'") == 1


@pytest.mark.parametrize("at_once", [True, False], ids=["one file", "two refreshes"])
def test_the_same_words_at_two_addresses_are_embedded_once(tmp_path: Path, words: WordEncoder, at_once: bool) -> None:
    copies = [record(1), record(1, url="https://agency.example/copy")]
    for part in [copies] if at_once else [copies[:1], copies[1:]]:
        take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *part))
    assert words.n_encoded == 1
    assert one_number(tmp_path, "SELECT count(*) FROM passage") == 2
    assert len(found(open_index(tmp_path, words), words)) == 2


def test_the_same_text_below_another_headline_is_embedded_again(tmp_path: Path, words: WordEncoder) -> None:
    other = record(1, url="https://agency.example/copy", title="Another headline")
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1), other))
    assert words.n_encoded == 2


DUPLICATES: dict[str, tuple[list[dict[str, object]], int]] = {
    "the same": ([record(1), record(1)], 1),
    "other details": ([record(1), record(1, publisher="Gazette")], 1),
    "other words": ([record(1), record(1, text="Other words.")], 2),
    "there and back": ([record(1, text="A."), record(1, text="B."), record(1, text="A.", modified="2025-12-01")], 3),
    "an older copy first": ([record(1, text="B."), record(1, section="Local"), record(1, text="B.")], 2),
}


@pytest.mark.parametrize("batch", [1, 2, 48])
@pytest.mark.parametrize(("records", "n_versions"), DUPLICATES.values(), ids=DUPLICATES.keys())
def test_an_address_twice_in_a_file_is_taken_in_order(
    tmp_path: Path,
    words: WordEncoder,
    monkeypatch: pytest.MonkeyPatch,
    records: list[dict[str, object]],
    n_versions: int,
    batch: int,
) -> None:
    monkeypatch.setattr(refresh_files, "BATCH_ARTICLES", batch)
    take_in(tmp_path, words, lines(tmp_path / "before.jsonl", record(1)))
    report = take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *records, record(2)))
    assert report.articles == len(records) + 1
    others = {str(each["text"]) for each in records} - {str(record(1)["text"])}
    assert one_number(tmp_path, "SELECT count(DISTINCT text) FROM version") == 2 + len(others)
    assert one_number(tmp_path, "SELECT count(*) FROM version WHERE visible_until IS NULL") == 2
    without_passages = "SELECT count(*) FROM version WHERE number NOT IN (SELECT version_number FROM passage)"
    assert one_number(tmp_path, without_passages) == 0
    assert n_versions >= len(others)


@pytest.mark.parametrize("stop_at", range(5))
def test_a_refresh_that_was_stopped_is_completed_by_the_next(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    monkeypatch.setattr(refresh_files, "BATCH_ARTICLES", 3)
    stopped, undisturbed = tmp_path / "stopped", tmp_path / "undisturbed"
    take_in(undisturbed, WordEncoder(), lines(tmp_path / "old.jsonl", *map(record, range(4))))
    take_in(stopped, WordEncoder(), tmp_path / "old.jsonl")
    source = lines(tmp_path / "a.jsonl", *(record(n, text=f"Now {n}.") for n in range(2)), *map(record, range(2, 17)))
    take_in(undisturbed, WordEncoder(), source)

    with pytest.raises(KeyboardInterrupt):
        take_in(stopped, StoppingWords(stop_at), source)
    assert content(stopped) != content(undisturbed)
    half = found(open_index(stopped, words), words)
    assert len(half) == 4 + max(0, 3 * stop_at - 4)  # whole batches; in the first four articles only words change

    report = take_in(stopped, words, source)
    assert content(stopped) == content(undisturbed)
    assert report.unchanged == {0: 2, 1: 4}.get(stop_at, 3 * stop_at)
    assert sorted(found(open_index(stopped, words), words)) == sorted(found(open_index(undisturbed, words), words))


def test_progress_tells_the_report_and_the_bytes_read_so_far(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh_files, "BATCH_ARTICLES", 3)
    first = lines(tmp_path / "a.jsonl", *map(record, range(7)))
    second = lines(tmp_path / "b.jsonl", *map(record, range(7, 9)))
    told: list[tuple[int, int]] = []
    with SqliteArchive(tmp_path / "archive.db", create=True) as archive:
        report = refresh(
            archive,
            words,
            [first, second],
            now=NOW,
            progress=lambda report, n_bytes: told.append((report.articles, n_bytes)),
        )
    assert report.new == 9
    assert told == sorted(told)
    assert [n for n, _ in told] == [3, 6, 7, 9]
    assert told[-1][1] == first.stat().st_size + second.stat().st_size


def test_failures_are_reported_and_the_rest_is_kept(tmp_path: Path, words: WordEncoder) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    good, bad = json.dumps(record(1)), json.dumps(record(2, title=""))
    (folder / "a.jsonl").write_text(f"{good}\nno JSON\n{bad}\n\n{json.dumps(record(3))}\n")
    (folder / "b.txt").write_bytes(b"Headline\n\n\xff\xfe")
    (folder / "c.txt").write_text("A headline\n\nA text of its own.")
    report = take_in(tmp_path, words, folder)
    assert report.new == 3
    assert [failure.place for failure in report.failures] == [
        f"{folder}/a.jsonl:2",
        f"{folder}/a.jsonl:3",
        f"{folder}/b.txt",
    ]
    for failure, reason in zip(report.failures, ("JSON", "no title", "UTF-8"), strict=True):
        assert reason in failure.reason
    assert len(found(open_index(tmp_path, words), words)) == 3


def test_unknown_keys_are_warned_of_once_for_each_file(tmp_path: Path, words: WordEncoder) -> None:
    first = lines(tmp_path / "a.jsonl", *(record(n, mood="glum", byline="X") for n in range(60)))
    second = lines(tmp_path / "b.jsonl", record(60), record(61, mood="glum"))
    third = lines(tmp_path / "c.jsonl", record(62))
    report = take_in(tmp_path, words, first, second, third)
    assert len(report.warnings) == 2
    for warning, source, keys in zip(report.warnings, (first, second), ("byline, mood", "mood"), strict=True):
        assert warning.startswith(f"{source}: ") and warning.endswith(f": {keys}")
    assert report.new == 63


def test_a_source_that_is_not_there_stops_no_other_and_is_a_failure_until_it_is_there(
    tmp_path: Path, words: WordEncoder
) -> None:
    missing = tmp_path / "missing.jsonl"
    report = take_in(tmp_path, words, missing, lines(tmp_path / "a.jsonl", record(1)))
    assert report.new == 1
    assert [(each.place, each.reason) for each in report.failures] == [
        (str(missing), f"no such file or folder: {missing}")
    ]
    assert [(each.place, each.new, bool(each.problem)) for each in report.sources] == [
        (str(missing), 0, True),
        (str(tmp_path / "a.jsonl"), 1, False),
    ]
    assert [kept.place for kept in kept_failures(tmp_path)] == [str(missing)]
    lines(missing, record(2))
    assert take_in(tmp_path, words, missing).new == 1
    assert kept_failures(tmp_path) == []


def kept_failures(home: Path) -> list[KeptFailure]:
    with SqliteArchive(home / "archive.db") as archive:
        return archive.failures.kept()


def test_a_refresh_of_which_no_source_is_there_is_refused(tmp_path: Path, words: WordEncoder) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        take_in(tmp_path, words, tmp_path / "missing.jsonl")
    assert content(tmp_path) == set()


def test_another_model_is_refused_and_nothing_is_changed(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1)))
    before = content(tmp_path)
    other = OtherWords()
    with pytest.raises(MismatchError, match=r"model words, .* has other words; .*newsqa reindex"):
        take_in(tmp_path, other, lines(tmp_path / "a.jsonl", record(2)))
    assert (content(tmp_path), other.n_encoded) == (before, 0)


def test_one_refresh_writes_at_a_time_and_the_other_is_told_which(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from index.ingest.refresh import writing_alone\n"
        "with writing_alone(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    root = ROOT
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"another refresh is running: process {holder.pid}, since 2"):
            writing_alone(tmp_path).__enter__()
    finally:
        holder.communicate()
    assert holder.returncode == 0
    with writing_alone(tmp_path):
        assert str(os.getpid()) in (tmp_path / "refresh.holder").read_text()
    assert not (tmp_path / "refresh.holder").exists()


def test_the_right_to_write_is_free_again_after_a_failure_or_a_kill(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from index.ingest.refresh import writing_alone\n"
        "with writing_alone(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    )
    root = ROOT
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=root).returncode == -9
    with pytest.raises(KeyboardInterrupt), writing_alone(tmp_path):
        raise KeyboardInterrupt
    with writing_alone(tmp_path):
        pass


def test_a_withdrawn_article_is_gone_and_stays_out(tmp_path: Path, words: WordEncoder) -> None:
    source = lines(tmp_path / "a.jsonl", record(1), record(2))
    take_in(tmp_path, words, source)
    passage_index = open_index(tmp_path, words)
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert withdraw(archive, "https://PAPER.example:443/1?utm_source=feed", now=NOW)
        assert not withdraw(archive, "https://paper.example/1", now=NOW)
        assert not withdraw(archive, "https://paper.example/unknown", now=NOW)
    passage_index.catch_up()
    assert [text for text, _ in found(passage_index, words)] == [record(2)["text"]]
    assert one_number(tmp_path, "SELECT count(*) FROM version WHERE text LIKE '%day 1%'") == 0
    assert one_number(tmp_path, "SELECT count(*) FROM vector WHERE value != x''") == 1
    assert take_in(tmp_path, words, source).removed == 1
    passage_index.catch_up()
    assert len(found(passage_index, words)) == 1


def test_a_withdrawal_that_is_undone_lets_the_next_refresh_take_the_article(tmp_path: Path, words: WordEncoder) -> None:
    source = lines(tmp_path / "a.jsonl", record(1), record(2))
    take_in(tmp_path, words, source)
    before = sorted(found(open_index(tmp_path, words), words))
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert not withdraw(archive, "https://paper.example/1", undo=True, now=NOW)
        withdraw(archive, "https://paper.example/1", now=NOW)
        assert withdraw(archive, "https://paper.example/1", undo=True, now=NOW)
        assert not withdraw(archive, "https://paper.example/1", undo=True, now=NOW)
    assert len(found(open_index(tmp_path, words), words)) == 1
    report = take_in(tmp_path, words, source)
    assert (report.new, report.unchanged, report.embedded) == (1, 1, 1)
    assert sorted(found(open_index(tmp_path, words), words)) == before


def test_withdrawing_one_of_two_copies_leaves_the_other(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1), record(1, url="https://agency.example/copy")))
    with SqliteArchive(tmp_path / "archive.db") as archive:
        withdraw(archive, "https://paper.example/1", now=NOW)
    passage_index = open_index(tmp_path, words)
    assert [text for text, _ in found(passage_index, words)] == [record(1)["text"]]
    assert passage_index.lexical.search(["bridg"], 10, None)[0].tolist() == passage_index.visibility.ids.tolist()


def test_reindex_with_another_model_replaces_all_passages(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reindexing, "REINDEX_BATCH", 3)
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *map(record, range(7)), record(7, text="\n".join(LONG))))
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, text="Other words.")))
    before = found(open_index(tmp_path, words), words)
    other = OtherWords()
    with SqliteArchive(tmp_path / "archive.db") as archive:
        withdraw(archive, "https://paper.example/2", now=NOW)
        n_passages = reindex(archive, other)
    with pytest.raises(MismatchError, match="newsqa reindex"):
        open_index(tmp_path, words)
    passage_index = open_index(tmp_path, other)
    assert sorted(text for text, _ in found(passage_index, OtherWords())) == sorted(
        text for text, _ in before if text != record(2)["text"]
    )
    assert passage_index.dense.dimension == 32
    assert n_passages == len(passage_index.visibility.ids) == other.n_encoded
    assert one_number(tmp_path, "SELECT count(*) FROM passage") == n_passages
    assert one_number(tmp_path, "SELECT count(*) FROM vector") == n_passages
    assert one_number(tmp_path, "SELECT max(length(value)) FROM vector") == 2 * 32
    assert take_in(tmp_path, other, lines(tmp_path / "a.jsonl", record(0))).unchanged == 1


def test_reindex_with_the_same_model_embeds_nothing(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *map(record, range(7))))
    passage_index = open_index(tmp_path, words)
    before = content(tmp_path), words.n_encoded
    expected = found(passage_index, WordEncoder())
    with SqliteArchive(tmp_path / "archive.db") as archive:
        reindex(archive, words)
    assert (content(tmp_path), words.n_encoded) == before
    passage_index.catch_up()
    assert found(passage_index, WordEncoder()) == expected


@pytest.mark.parametrize("stop_at", [0, 1, 2])
def test_a_reindex_that_was_stopped_leaves_the_old_state_and_goes_on_where_it_stopped(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    monkeypatch.setattr(reindexing, "REINDEX_BATCH", 3)
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *map(record, range(8))))
    before, held = found(open_index(tmp_path, words), words), content(tmp_path)
    with SqliteArchive(tmp_path / "archive.db") as archive, pytest.raises(KeyboardInterrupt):
        reindex(archive, StoppingOtherWords(stop_at))
    assert content(tmp_path) == held
    passage_index = open_index(tmp_path, words)
    passage_index.catch_up()
    assert found(passage_index, words) == before
    assert take_in(tmp_path, words, tmp_path / "a.jsonl").unchanged == 8

    other = OtherWords()
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert reindex(archive, other) == 8
    assert other.n_encoded == 8 - 3 * stop_at
    assert len(found(open_index(tmp_path, other), other)) == 8


TITLES = {
    "short": "Fares rise",
    "many words": "Council agrees to raise the fares of all buses and trams " * 16,
    "no spaces": "東京で日米首脳会談" * 100,
    "one endless word": "x" * 900,
    "punctuation": "?!" * 450,
    "emoji": "😀" * 900,
}
TEXTS = {
    "short": "Fares rise on Monday.",
    "long": "\n".join(LONG),
    "one long sentence": "and so the council went on and on about the bridge, " * 200,
    "no spaces": "東京で首脳会談が開かれた" * 50,
    "marks": "No!!!!!!!! Not ever?!?!?! " * 100,
    "numbers": "7.4, 8.1-9.3; " * 500,
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_no_passage_is_longer_than_the_encoder_reads(encoder: Encoder, title: str, text: str) -> None:
    article = an_article(title=title, text=text)
    made = cut_article(article, encoder)
    assert max(encoder.count_tokens(made.words)) <= encoder.max_tokens
    parts = [article.text[span.start : span.end] for span in made.spans]
    assert max(count_tokens(parts)) <= PASSAGE_TOKENS
    assert "".join("".join(parts).split()) == "".join(article.text.split())
    for part, read in zip(parts, made.words, strict=True):
        headline = read.removesuffix(f"\n{part}")
        assert headline != read
        assert article.title.startswith(headline)
        assert encoder.count_tokens([headline])[0] <= MAX_TITLE_PIECES
        assert headline


def test_a_headline_that_fits_is_read_whole(words: WordEncoder) -> None:
    title = " ".join(["fares"] * MAX_TITLE_PIECES)
    assert cut_article(an_article(title=title, text="Text."), words).words == [f"{title}\nText."]


def test_vectors_kept_are_those_of_the_words(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1)))
    with SqliteArchive(tmp_path / "archive.db") as archive:
        value = archive.database.value("SELECT value FROM vector")
    (expected,) = words.encode([f"{record(1)['title']}\n{record(1)['text']}"])
    assert float(np.frombuffer(value, "<f2") @ expected) == pytest.approx(1, abs=1e-3)
