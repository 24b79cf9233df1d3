"""Two archives become one: versions in the order in which either saw them, copies across both, removals, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from archives import STORY, lines, record
from conftest import NOW, ShortWords, WordEncoder, an_article
from test_transfer import rows

from corpus.archive import merge_articles
from corpus.archive.archive_place import ArchivePlace, open_archive
from corpus.archive.sql_archive import SqlArchive
from corpus.archive.sqlite import SqliteArchive
from index.encoder.encoder import Encoder
from index.ingest import merge as merging
from index.ingest.doctor import examine
from index.ingest.merge import Merge
from index.ingest.refresh import refresh, withdraw
from index.passages.generations import living_facts
from index.passages.passage_store import Facts, living

URL = "https://paper.example/1"


def take(archive: SqlArchive, folder: Path, *records: dict[str, object], at: datetime = NOW) -> None:
    refresh(archive, WordEncoder(), [lines(folder / "taken.jsonl", *records)], now=at)


def merge(source: SqlArchive, target: SqlArchive, encoder: Encoder | None = None) -> merging.Merged:
    def opened() -> Encoder:
        if encoder is None:
            raise AssertionError("something is embedded")
        return encoder

    return Merge(source, target, opened).run()


def told(archive: SqlArchive) -> set[tuple[object, ...]]:
    """What readers can come to see, and as of when, with the stories."""
    return set(
        archive.database.run(
            "SELECT a.url, a.removed IS NULL, v.text, v.first_seen, v.visible_from, v.visible_until, s.story, p.start,"
            ' p."end", x.value FROM article a LEFT JOIN version v ON v.article_id = a.id AND v.removed = 0'
            " LEFT JOIN story s ON s.version_number = v.number"
            " LEFT JOIN passage p ON p.version_number = v.number LEFT JOIN vector x ON x.hash = p.vector_hash"
        )
    )


def texts(archive: SqlArchive, url: str = URL) -> list[str]:
    """An article's versions, the current one first."""
    return [stored.article.text for stored in archive.versions(an_article(url=url).id)]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[SqliteArchive]:
    with SqliteArchive(tmp_path / "other.db", create=True) as opened:
        yield opened


def test_both_archives_are_one_and_nothing_is_embedded(archive: SqlArchive, other: SqlArchive, tmp_path: Path) -> None:
    take(archive, tmp_path, record(1), record(2), record(20, url="https://one.example/wire", text=STORY))
    take(other, tmp_path, record(2), record(3), record(21, url="https://two.example/wire", text=STORY))
    merged = merge(other, archive)
    assert (merged.articles, merged.versions, merged.removed, merged.embedded) == (2, 2, 0, 0)
    assert archive.counts().articles == 5
    stories = {url: story for url, *_, story, _, _, _ in told(archive)}
    assert stories["https://one.example/wire"] == stories["https://two.example/wire"] != stories[URL]
    assert examine(archive, tmp_path / "index") == []


def test_it_is_the_same_whichever_is_merged_into_which(archive: SqlArchive, other: SqlArchive, tmp_path: Path) -> None:
    fill_both(archive, other, tmp_path)
    with (
        SqliteArchive(tmp_path / "this.db", create=True) as this,
        SqliteArchive(tmp_path / "that.db", create=True) as that,
    ):
        for each in (archive, other):
            merge(each, this)
        for each in (other, archive):
            merge(each, that)
        assert told(this) == told(that)
        assert examine(this, tmp_path / "index") == []
        assert len(told(this)) > 8


def fill_both(archive: SqlArchive, other: SqlArchive, tmp_path: Path) -> None:
    """Articles of their own, some in both, versions in turn, a removal, copies."""
    for n, each in enumerate((archive, other)):
        take(
            each,
            tmp_path,
            record(1),
            record(5),
            record(7 + n),
            record(30 + n, text=STORY, url=f"https://p{n}.example/w"),
        )
        take(each, tmp_path, record(1, text=f"Text number {n}."), at=NOW + timedelta(hours=n + 1))
    withdraw(other, record(5)["url"], now=NOW + timedelta(hours=2))  # type: ignore[arg-type]


def test_merging_twice_does_nothing_the_second_time(archive: SqlArchive, other: SqlArchive, tmp_path: Path) -> None:
    fill_both(archive, other, tmp_path)
    merge(other, archive)
    before = rows(archive)
    assert merge(other, archive) == merging.Merged()
    assert rows(archive) == before


@pytest.mark.parametrize("stop_at", [1, 2])
def test_a_merge_that_was_stopped_is_gone_on_with(
    archive: SqlArchive, other: SqlArchive, tmp_path: Path, stop_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_both(archive, other, tmp_path)
    monkeypatch.setattr(merging, "MERGE_BATCH", 2)
    with SqliteArchive(tmp_path / "whole.db", create=True) as whole:
        merge(archive, whole)
        merge(other, whole)
        expected = told(whole)
    n_begun = 0
    carry_out = merge_articles.carry_out

    def stopping(*given: object) -> object:
        nonlocal n_begun
        n_begun += 1
        done = carry_out(*given)  # type: ignore[arg-type]
        if n_begun == stop_at:
            raise KeyboardInterrupt  # with everything of the batch done and nothing committed
        return done

    monkeypatch.setattr(merging, "carry_out", stopping)
    with pytest.raises(KeyboardInterrupt):
        merge(other, archive)
    assert examine(archive, tmp_path / "index") == []
    merge(other, archive)
    assert told(archive) == expected


def test_versions_stand_in_the_order_in_which_either_saw_them(
    archive: SqlArchive, other: SqlArchive, tmp_path: Path
) -> None:
    for n, each in enumerate((archive, other, archive, other)):
        take(each, tmp_path, record(1, text=f"The text at hour {n}."), at=NOW + timedelta(hours=n))
    merge(other, archive)
    assert texts(archive) == [f"The text at hour {n}." for n in (3, 2, 1, 0)]
    seen = [stored.visible_from for stored in archive.versions(an_article(url=URL).id)][:-1]
    assert seen == [NOW + timedelta(hours=n) for n in (3, 2, 1)]


def test_a_version_that_both_saw_was_seen_when_the_first_of_them_did(
    archive: SqlArchive, other: SqlArchive, tmp_path: Path
) -> None:
    take(archive, tmp_path, record(1), at=NOW)
    take(other, tmp_path, record(1), at=NOW - timedelta(hours=3))
    merge(other, archive)
    (stored,) = archive.versions(an_article(url=URL).id)
    assert stored.first_seen == stored.article_seen == NOW - timedelta(hours=3)


def test_a_text_that_returned_in_one_of_them_returns(archive: SqlArchive, other: SqlArchive) -> None:
    def see(where: SqlArchive, text: str, hours: int) -> None:
        with where.writing() as revision:
            where.put(an_article(1, text=text), revision=revision, now=NOW + timedelta(hours=hours), live=True)

    see(archive, "One.", 0)
    see(archive, "Two.", 2)
    see(other, "One.", 1)
    see(other, "Two.", 3)
    see(other, "One.", 4)
    merge(other, archive, WordEncoder())
    assert texts(archive) == ["One.", "Two.", "One."]


@pytest.mark.parametrize("where", ["here", "there"])
def test_what_either_removed_is_removed(archive: SqlArchive, other: SqlArchive, tmp_path: Path, where: str) -> None:
    for each in (archive, other):
        take(each, tmp_path, record(1), record(2))
    withdraw(archive if where == "here" else other, URL, now=NOW)
    merge(other, archive)
    assert texts(archive) == [] and archive.is_removed(URL)
    take(archive, tmp_path, record(1))
    assert not archive.has(URL)
    assert examine(archive, tmp_path / "index") == []
    assert archive.database.value("SELECT count(*) FROM vector") == 1


def test_what_is_kept_out_there_is_kept_out_here(archive: SqlArchive, other: SqlArchive, tmp_path: Path) -> None:
    take(archive, tmp_path, record(2))
    take(other, tmp_path, record(1))
    withdraw(other, URL, now=NOW)
    merge(other, archive)
    take(archive, tmp_path, record(1))
    assert archive.counts().articles == 1


@pytest.mark.parametrize("where", ["here", "there"])
def test_an_article_under_a_new_address_in_one_of_them_is_one_article(
    archive: SqlArchive, other: SqlArchive, tmp_path: Path, where: str
) -> None:
    moved = an_article(1, url="https://paper.example/moved")
    for each in (archive, other):
        take(each, tmp_path, record(1))
    renaming = archive if where == "here" else other
    with renaming.writing() as revision:
        renaming.rename(an_article(url=URL).id, moved, revision)
    merge(other, archive)
    assert (archive.counts().articles, archive.has(moved.url), archive.has(URL)) == (1, True, False)
    assert merge(other, archive) == merging.Merged()


def test_passages_that_were_made_otherwise_are_made_anew(
    archive: SqlArchive, other: SqlArchive, tmp_path: Path
) -> None:
    take(archive, tmp_path, record(1))
    refresh(other, ShortWords(), [lines(tmp_path / "b.jsonl", record(1), record(2))], now=NOW)
    merged = merge(other, archive, WordEncoder())
    assert (merged.versions, merged.embedded) == (1, 1)
    assert living_facts(archive) == Facts("words", 64, 200)
    assert living(archive) == 1 and examine(archive, tmp_path / "index") == []


def test_a_passage_without_its_vector_there_is_embedded_here(
    archive: SqlArchive, other: SqlArchive, tmp_path: Path
) -> None:
    take(other, tmp_path, record(1), record(2))
    with other.noting():
        other.database.run("DELETE FROM vector WHERE hash = (SELECT min(hash) FROM vector)")
    assert merge(other, archive, WordEncoder()).embedded == 1
    assert examine(archive, tmp_path / "index") == []


def test_what_is_remembered_of_lists_comes_with_it(archive: SqlArchive, other: SqlArchive) -> None:
    from corpus.page import ListEntry

    feed = "https://paper.example/feed"
    for each, stamp in ((archive, "here"), (other, "there")):
        with each.noting():
            each.pages.save_entries(feed, [ListEntry(URL, stamp=stamp)])
            each.pages.save_entries(f"{feed}/{stamp}", [ListEntry(URL, stamp=stamp)])
    merge(other, archive)
    assert [entry.stamp for entry in archive.pages.entries(feed)] == ["here"]
    assert [entry.stamp for entry in archive.pages.entries(f"{feed}/there")] == ["there"]


def test_it_goes_into_an_archive_on_the_other_engine(place: ArchivePlace, other: SqlArchive, tmp_path: Path) -> None:
    take(other, tmp_path, record(1), record(2))
    with open_archive(place, create=True) as new:
        merge(other, new)
        assert told(new) == told(other)
