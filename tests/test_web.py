"""From a publisher's server on loopback to articles in the archive, and what is asked for again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import NOW, WordEncoder
from newspaper import Newspaper, publishing, story

from corpus.archive import Archive
from corpus.article import article_id
from corpus.fetch import Manners
from corpus.source import Source
from index.refresh import Report, refresh

pytestmark = pytest.mark.enable_socket
HOUR = timedelta(hours=1)


@pytest.fixture
def paper() -> Iterator[Newspaper]:
    with publishing() as opened:
        yield opened


class Reader:
    """Refreshes one archive from a paper, at a time of its own."""

    def __init__(self, home: Path, encoder: WordEncoder, paper: Newspaper) -> None:
        self.path, self.encoder, self.paper = home / "archive.db", encoder, paper
        self.now = NOW
        self.manners = Manners(allow_hosts=(paper.host,), delay_s=0)

    def refresh(self, *places: str | Source, after: timedelta = timedelta()) -> Report:
        """Refresh, so long after the last time; the paper's log then has this refresh's requests alone."""
        self.now += after
        self.paper.log.clear()
        sources = [place if isinstance(place, Source) else Source(place) for place in places]
        with Archive(self.path, create=True) as archive:
            return refresh(archive, self.encoder, sources, now=self.now, manners=self.manners)

    def text(self, path: str) -> str | None:
        """The current text of the article at a path of the paper; `None` if there is none."""
        with Archive(self.path) as archive:
            versions = archive.versions(article_id(self.paper.address + path))
            return versions[0].article.text if versions else None

    def versions(self, path: str) -> list[str]:
        with Archive(self.path) as archive:
            return [stored.article.text for stored in archive.versions(article_id(self.paper.address + path))]

    def published(self, path: str) -> datetime | None:
        with Archive(self.path) as archive:
            return archive.versions(article_id(self.paper.address + path))[0].article.published


@pytest.fixture
def reader(tmp_path: Path, words: WordEncoder, paper: Newspaper) -> Reader:
    return Reader(tmp_path, words, paper)


def test_a_feeds_pages_become_articles_with_the_feeds_dates(paper: Newspaper, reader: Reader) -> None:
    for n in range(3):
        paper.article(n)
    report = reader.refresh(paper.feed([0, 1, 2]))
    assert (report.new, report.failures, report.requests) == (3, [], 6)
    assert reader.text("/news/1.html") == story(1)
    assert reader.published("/news/1.html") == NOW


def test_a_second_refresh_asks_only_for_the_feed_and_whether_it_has_changed(paper: Newspaper, reader: Reader) -> None:
    paper.article(1)
    feed = paper.feed([1])
    reader.refresh(feed)
    report = reader.refresh(feed)
    assert [(line.path, line.status, line.is_conditional) for line in paper.log] == [("/feed.xml", 304, True)]
    assert (report.requests, report.articles, report.embedded) == (1, 0, 0)


def test_pages_are_asked_again_after_a_while_whether_they_have_changed(paper: Newspaper, reader: Reader) -> None:
    for n in range(3):
        paper.article(n)
    feed = paper.feed([0, 1, 2])
    reader.refresh(feed)
    paper.article(2, note="Nobody voted against it.")
    report = reader.refresh(feed, after=2 * HOUR)
    assert {(line.path, line.status, line.is_conditional) for line in paper.log} == {
        ("/feed.xml", 304, True),
        ("/news/0.html", 304, True),
        ("/news/1.html", 304, True),
        ("/news/2.html", 200, True),
    }
    assert (report.changed, report.embedded, report.articles) == (1, 1, 1)
    assert reader.versions("/news/2.html") == [story(2, "Nobody voted against it."), story(2)]


def test_a_moved_page_keeps_its_history(paper: Newspaper, reader: Reader) -> None:
    paper.article(1)
    feed = paper.feed([1])
    reader.refresh(feed)
    paper.redirect("/news/1.html", "/news/11.html", 301)
    paper.resources["/news/11.html"] = Newspaper.made(1, note="It has moved.")
    report = reader.refresh(feed, after=2 * HOUR)
    assert (report.renamed, report.changed, report.new) == (1, 1, 0)
    assert reader.versions("/news/11.html") == [story(1, "It has moved."), story(1)]
    assert reader.text("/news/1.html") is None


def test_a_page_is_removed_when_it_is_gone_twice_a_day_apart(paper: Newspaper, reader: Reader) -> None:
    for n in range(2):
        paper.article(n)
    feed = paper.feed([0, 1])
    reader.refresh(feed)
    gone = paper.resources.pop("/news/1.html")
    assert reader.refresh(feed, after=2 * HOUR).gone == 0
    assert reader.refresh(feed, after=2 * HOUR).gone == 0
    assert reader.text("/news/1.html") == story(1)
    assert reader.refresh(feed, after=24 * HOUR).gone == 1
    assert reader.text("/news/1.html") is None
    assert reader.text("/news/0.html") == story(0)
    paper.resources["/news/1.html"] = gone
    assert reader.refresh(feed, after=31 * 24 * HOUR).new == 1
    assert reader.text("/news/1.html") == story(1)


def test_dropping_off_a_feed_is_not_removal(paper: Newspaper, reader: Reader) -> None:
    for n in range(2):
        paper.article(n)
    reader.refresh(paper.feed([0, 1]))
    for day in range(1, 4):
        report = reader.refresh(paper.feed([0], stamps={0: str(day)}), after=25 * HOUR)
        assert (report.gone, report.failures) == (0, [])
    assert reader.text("/news/1.html") == story(1)
