"""The sources: which are read, which were added and paused, how each fares, and what would be read of a new one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from archives import lines, record
from conftest import NOW, WordEncoder
from newspaper import Newspaper

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import StateError, UsageError
from corpus.web.fetch import FetchPolicy
from index.ingest.refresh import refresh
from qa.service.refreshing import bytes_of, configured
from qa.service.settings import Settings, load_settings
from qa.service.source_list import SourceList
from qa.service.source_preview import SourcePreview, preview
from qa.service.source_states import SourceState, in_plain_words, source_states

FEED = "https://paper.example/feed.xml"
States = Callable[[], list[SourceState]]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return load_settings(home=tmp_path, source=[{"place": FEED, "publisher": "The Paper"}, {"place": "missing"}])


def places(settings: Settings) -> list[str]:
    return [source.place for source in configured(settings)]


def test_a_source_that_was_added_is_read_beside_those_of_the_settings_until_it_is_removed(settings: Settings) -> None:
    listed = SourceList(settings)
    added = listed.add(" https://other.example/feed ", "Other")
    assert places(settings) == [FEED, "missing", "https://other.example/feed"]
    assert configured(settings)[2].publisher == "Other"
    listed.drop(added.id)
    assert places(settings) == [FEED, "missing"]


def test_a_paused_source_is_not_read_until_it_is_resumed(settings: Settings) -> None:
    listed = SourceList(settings)
    first = listed.all()[0]
    assert listed.pause(first.id, is_paused=True).is_paused
    assert places(settings) == ["missing"]
    listed.pause(first.id, is_paused=False)
    assert places(settings) == [FEED, "missing"]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/etc/passwd", "is no web address"),
        ("file:///etc/passwd", "is no web address"),
        (FEED, "is a source already"),
        ("http://", "http"),
    ],
)
def test_what_cannot_be_a_source_is_refused(place: str, said: str, settings: Settings) -> None:
    with pytest.raises(UsageError, match=said):
        SourceList(settings).add(place)
    assert len(SourceList(settings).all()) == 2


def test_a_source_of_the_settings_cannot_be_removed_and_an_unknown_one_is_named(settings: Settings) -> None:
    listed = SourceList(settings)
    with pytest.raises(UsageError, match=r"newsqa\.toml"):
        listed.drop(listed.all()[0].id)
    with pytest.raises(UsageError, match="no source 'x'"):
        listed.pause("x", is_paused=True)


def test_a_broken_file_of_sources_is_an_error_and_stays(settings: Settings) -> None:
    settings.sources.write_text("{")
    with pytest.raises(StateError, match=r"sources\.json cannot be read"):
        SourceList(settings).add("https://other.example/feed")
    assert settings.sources.read_text() == "{"


def test_each_source_tells_what_it_brought_and_since_when_it_fails(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    good = lines(tmp_path / "a.jsonl", record(1), record(2))
    settings = load_settings(home=tmp_path, source=[{"place": "missing"}, {"place": str(good)}])
    listed = SourceList(settings).all()
    with SqliteArchive(settings.archive_file, create=True) as archive:
        assert [state.succeeded_at for state in source_states(archive, listed)] == [None, None]
        assert bytes_of(configured(settings)) == good.stat().st_size
        refresh(archive, words, configured(settings), now=NOW)
        missing, read = source_states(archive, listed)
        assert (missing.failing_since, missing.succeeded_at) == (NOW, None)
        assert missing.reason == "No such file or folder: missing."
        assert (read.new, read.reason, read.n_failures) == (2, None, 0)
        assert read.succeeded_at is not None
        lines(tmp_path / "missing", record(3))
        (tmp_path / "missing").rename(tmp_path / "missing.jsonl")
        refresh(archive, words, configured(settings), now=NOW)
        (again, _) = source_states(archive, listed)
        assert again.failing_since == NOW


@pytest.mark.parametrize(
    ("noted", "plain"),
    [
        ("answered 404", "There is nothing at this address any more (404)."),
        ("closed to us: answered 403", "The publisher refuses it to this program (403)."),
        ("no answer: [Errno 111] Connection refused", "Nothing answers at this address: the connection is refused."),
        ("no answer: [Errno -2] Name or service not known",
         "The host is not found: a wrong name, or no network."),
        ("failed 2 times, not asked again before 2026-01-01 10:00 UTC",
         "It failed 2 times and is not asked again before 2026-01-01 10:00 UTC."),
        ("something else", "Something else."),
    ],
)  # fmt: skip
def test_reasons_are_told_in_plain_words(noted: str, plain: str) -> None:
    assert in_plain_words(noted) == plain


def test_a_preview_tells_what_would_be_read_and_keeps_nothing(tmp_path: Path, paper: Newspaper) -> None:
    policy = FetchPolicy(allow_hosts=(paper.host,), delay_s=0)
    paper.article(1)
    feed = f"{paper.address}{paper.feed([1, 2])}" if paper.feed([1]).startswith("/") else paper.feed([1, 2])
    with SqliteArchive(tmp_path / "archive.db", create=True) as archive:

        def seen(place: str) -> SourcePreview:
            return preview(archive, place, policy, NOW)

        found = seen(feed)
        assert (found.kind, found.n_pages, len(found.first)) == ("list", 2, 2)
        assert not paper.asked("/news/1.html")
        assert (seen(f"{paper.address}/news/1.html").kind, archive.counts().articles) == ("article", 0)
        gone = seen(f"{paper.address}/none.xml")
        assert (gone.kind, gone.reason) == ("unreadable", "There is nothing at this address any more (404).")
        assert archive.failures.kept() == []
        with pytest.raises(UsageError, match="is no web address"):
            seen("/etc/passwd")
