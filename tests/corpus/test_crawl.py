"""From a publisher's server on loopback to articles in the archive, and what is asked for again."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import NOW, StoppingWords, WordEncoder, WordReader, open_index
from newspaper import Newspaper, Refresher, headline, page, story
from starlette.testclient import TestClient

from corpus.archive.sqlite import SqliteArchive
from corpus.archive.tables.sqlite_file import SqliteFile
from corpus.article import article_id
from corpus.source import Source
from corpus.web.fetch import FetchPolicy
from index.ingest.refresh import withdraw
from qa.server.app import create_app
from qa.service.ask import Service

pytestmark = pytest.mark.enable_socket
HOUR = timedelta(hours=1)


def test_a_feeds_pages_become_articles_with_the_feeds_dates(paper: Newspaper, refresher: Refresher) -> None:
    for n in range(3):
        paper.article(n)
    report = refresher.refresh(paper.feed([0, 1, 2]))
    assert (report.new, report.failures, report.requests) == (3, [], 6)
    assert refresher.text("/news/1.html") == story(1)
    assert refresher.published("/news/1.html") == NOW


def test_a_second_refresh_asks_only_for_the_feed_and_whether_it_has_changed(
    paper: Newspaper, refresher: Refresher
) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    report = refresher.refresh(feed)
    assert [(line.path, line.status, line.is_conditional) for line in paper.log] == [("/feed.xml", 304, True)]
    assert (report.requests, report.articles, report.embedded) == (1, 0, 0)


def test_pages_are_asked_again_after_a_while_whether_they_have_changed(paper: Newspaper, refresher: Refresher) -> None:
    for n in range(3):
        paper.article(n)
    feed = paper.feed([0, 1, 2])
    refresher.refresh(feed)
    paper.article(2, note="Nobody voted against it.")
    report = refresher.refresh(feed, after=2 * HOUR)
    assert {(line.path, line.status, line.is_conditional) for line in paper.log} == {
        ("/feed.xml", 304, True),
        ("/news/0.html", 304, True),
        ("/news/1.html", 304, True),
        ("/news/2.html", 200, True),
    }
    assert (report.changed, report.embedded, report.articles) == (1, 1, 1)
    assert refresher.versions("/news/2.html") == [story(2, "Nobody voted against it."), story(2)]


@pytest.mark.parametrize(
    ("published", "hours", "is_asked"),
    [("2026-01-15", 2, True), ("2026-01-01", 2, False), ("2026-01-01", 25, True), ("2024-01-01", 25, False)],
)
def test_how_soon_a_page_is_asked_again_depends_on_its_articles_age(
    paper: Newspaper, refresher: Refresher, published: str, hours: int, is_asked: bool
) -> None:
    paper.put("/news/1.html", page(1, head=f"<meta property='article:published_time' content='{published}'>"))
    feed = paper.feed([1])
    refresher.refresh(feed)
    refresher.refresh(feed, after=hours * HOUR)
    assert bool(paper.asked("/news/1.html")) is is_asked


def test_a_moved_page_keeps_its_history(paper: Newspaper, refresher: Refresher) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    paper.redirect("/news/1.html", "/news/11.html", 301)
    paper.resources["/news/11.html"] = Newspaper.made(1, note="It has moved.")
    report = refresher.refresh(feed, after=2 * HOUR)
    assert (report.renamed, report.changed, report.new) == (1, 1, 0)
    assert refresher.versions("/news/11.html") == [story(1, "It has moved."), story(1)]
    assert refresher.text("/news/1.html") is None


def test_a_page_is_removed_when_it_is_gone_twice_a_day_apart(paper: Newspaper, refresher: Refresher) -> None:
    for n in range(2):
        paper.article(n)
    feed = paper.feed([0, 1])
    refresher.refresh(feed)
    gone = paper.resources.pop("/news/1.html")
    assert refresher.refresh(feed, after=2 * HOUR).gone == 0
    assert refresher.refresh(feed, after=2 * HOUR).gone == 0
    assert refresher.text("/news/1.html") == story(1)
    assert refresher.refresh(feed, after=24 * HOUR).gone == 1
    assert refresher.text("/news/1.html") is None
    assert refresher.text("/news/0.html") == story(0)
    paper.resources["/news/1.html"] = gone
    assert refresher.refresh(feed, after=31 * 24 * HOUR).new == 1
    assert refresher.text("/news/1.html") == story(1)


def test_dropping_off_a_feed_is_not_removal(paper: Newspaper, refresher: Refresher) -> None:
    for n in range(2):
        paper.article(n)
    refresher.refresh(paper.feed([0, 1]))
    for day in range(1, 4):
        report = refresher.refresh(paper.feed([0], stamps={0: str(day)}), after=25 * HOUR)
        assert (report.gone, report.failures) == (0, [])
    assert refresher.text("/news/1.html") == story(1)


def test_the_feeds_own_words_are_kept_where_they_are_more_or_the_page_is_closed(
    paper: Newspaper, refresher: Refresher
) -> None:
    more = "\n".join(f"Sentence {n} of the whole story is in the feed alone." for n in range(50))
    paper.article(1)
    paper.put("/news/2.html", "Subscribe!", status=403)
    paper.put("/news/3.html", Newspaper.made(3).body, headers={"X-Robots-Tag": "noai"})
    items = "".join(
        f"<item><title>Bridge {n}</title><link>/news/{n}.html</link><description>{more}</description></item>"
        for n in (1, 2, 3)
    )
    paper.put("/feed.xml", f"<rss><channel><title>The Paper</title>{items}</channel></rss>")
    report = refresher.refresh(f"{paper.address}/feed.xml")
    assert [failure.reason.split(":")[0] for failure in report.failures] == [
        "closed to us",
        "its rights are reserved by its header X-Robots-Tag",
    ]
    assert refresher.text("/news/1.html") == refresher.text("/news/2.html") == more
    assert refresher.text("/news/3.html") is None
    paper.resources["/news/2.html"] = Newspaper.made(2)
    refresher.refresh(f"{paper.address}/feed.xml", after=25 * HOUR)
    assert refresher.text("/news/2.html") == story(2)


def test_a_page_that_reserves_its_rights_itself_is_not_kept(paper: Newspaper, refresher: Refresher) -> None:
    reserved = page(1, head="<meta name='tdm-reservation' content='1'>")
    paper.put("/news/1.html", reserved)
    report = refresher.refresh(paper.feed([1]))
    assert (report.new, [failure.reason for failure in report.failures]) == (
        0,
        ["its rights are reserved by the page itself: tdm-reservation: 1"],
    )
    refresher.policy = FetchPolicy(allow_hosts=(paper.host,), delay_s=0, rights=(paper.host,))
    assert refresher.refresh(paper.feed([1]), after=25 * HOUR).new == 1


def test_a_page_that_names_another_address_of_its_site_keeps_its_history(
    paper: Newspaper, refresher: Refresher
) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    paper.put("/news/1.html", page(1, "More.", f"<link rel='canonical' href='{paper.address}/bridge-one'>"))
    report = refresher.refresh(feed, after=2 * HOUR)
    assert (report.renamed, report.changed) == (1, 1)
    assert refresher.versions("/bridge-one") == [story(1, "More."), story(1)]
    assert refresher.text("/news/1.html") is None
    report = refresher.refresh(feed, after=2 * HOUR)
    assert (report.renamed, report.articles) == (0, 0)


def test_a_page_that_names_another_sites_address_stays_a_copy_of_its_own(
    paper: Newspaper, refresher: Refresher
) -> None:
    paper.put("/news/1.html", page(1, head="<link rel='canonical' href='https://agency.example/1'>"))
    assert refresher.refresh(paper.feed([1])).new == 1
    assert refresher.text("/news/1.html") == story(1)


@pytest.mark.parametrize("target", ["/", "/news/2.html"])
def test_a_page_that_leads_elsewhere_for_now_keeps_its_article(
    paper: Newspaper, refresher: Refresher, target: str
) -> None:
    paper.article(1)
    paper.article(2)
    paper.put("/", page(3))
    feed = paper.feed([1])
    refresher.refresh(feed)
    paper.redirect("/news/1.html", target, 302)
    report = refresher.refresh(feed, after=2 * HOUR)
    assert (report.renamed, report.changed, report.gone) == (0, 0, 0)
    assert len(report.failures) == 1
    assert refresher.versions("/news/1.html") == [story(1)]


def test_a_moved_article_whose_old_address_ends_is_looked_for_at_its_new_one(
    paper: Newspaper, refresher: Refresher
) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    paper.redirect("/news/1.html", "/news/2.html", 301)
    paper.resources["/news/2.html"] = Newspaper.made(1)
    refresher.refresh(feed, after=2 * HOUR)
    paper.resources.pop("/news/1.html")
    for _ in range(4):
        assert refresher.refresh(feed, after=25 * HOUR).gone == 0
    assert refresher.text("/news/2.html") == story(1)
    paper.resources.pop("/news/2.html")
    gone = [refresher.refresh(feed, after=25 * HOUR).gone for _ in range(3)]
    assert (sum(gone), refresher.text("/news/2.html")) == (1, None)


def test_what_was_removed_by_hand_stays_out_until_it_is_let_in_again(paper: Newspaper, refresher: Refresher) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    with SqliteArchive(refresher.path) as archive:
        assert withdraw(archive, f"{paper.address}/news/1.html", now=NOW)
    paper.article(1, note="Changed.")
    assert refresher.refresh(feed, after=2 * HOUR).removed == 1
    assert refresher.text("/news/1.html") is None
    with SqliteArchive(refresher.path) as archive:
        assert withdraw(archive, f"{paper.address}/news/1.html", undo=True, now=NOW)
    assert refresher.refresh(feed).new == 1
    assert refresher.text("/news/1.html") == story(1, "Changed.")


def test_a_failing_source_is_told_waits_longer_each_time_and_blocks_no_other(
    paper: Newspaper, refresher: Refresher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.web.fetch.BACKOFF_S", 0.01)
    paper.put("/broken.xml", "", status=500)
    paper.article(1)
    feed = paper.feed([1])
    report = refresher.refresh(f"{paper.address}/broken.xml", "http://10.0.0.1/feed.xml", feed)
    problems = [source.problem for source in report.sources]
    assert problems[0] == "answered 500"
    assert "is not public" in str(problems[1])
    assert (problems[2], report.new) == (None, 1)
    asked = []
    for minutes in (0.5, 1, 1, 1, 4):
        report = refresher.refresh(f"{paper.address}/broken.xml", after=timedelta(minutes=minutes))
        asked.append(len(paper.asked("/broken.xml")))
        assert report.sources[0].problem
    assert asked == [0, 3, 0, 3, 3]
    with SqliteArchive(refresher.path) as archive:
        assert {kept.place for kept in archive.failures.kept()} == {
            f"{paper.address}/broken.xml",
            "http://10.0.0.1/feed.xml",
        }
    paper.put("/broken.xml", paper.resources["/feed.xml"].body)
    assert refresher.refresh(f"{paper.address}/broken.xml", after=HOUR).failures == []
    with SqliteArchive(refresher.path) as archive:
        assert {kept.place for kept in archive.failures.kept()} == {"http://10.0.0.1/feed.xml"}


def test_a_source_says_what_its_articles_are_kept_under(paper: Newspaper, refresher: Refresher) -> None:
    paper.article(1)
    refresher.refresh(Source(paper.feed([1]), publisher="The Paper of Record", section="World", language="fr"))
    with SqliteArchive(refresher.path) as archive:
        article = archive.versions(article_id(f"{paper.address}/news/1.html"))[0].article
    assert (article.publisher, article.section, article.language) == ("The Paper of Record", "World", "en")


def test_what_is_more_than_a_sources_limit_comes_with_the_next_refresh(paper: Newspaper, refresher: Refresher) -> None:
    for n in range(5):
        paper.article(n)
    source = Source(paper.feed(list(range(5))), max_pages=2)
    counts = []
    for _ in range(3):
        report = refresher.refresh(source)
        counts.append((report.new, len(report.warnings)))
    assert counts == [(2, 1), (2, 1), (1, 0)]


@pytest.mark.parametrize("kind", ["page", "json feed", "ninjs", "jsonl"])
def test_any_address_is_a_source_whatever_it_holds(paper: Newspaper, refresher: Refresher, kind: str) -> None:
    paper.article(1)
    item = {"url": f"{paper.address}/news/1.html", "title": headline(1), "content_text": "Short."}
    content = {
        "page": paper.resources["/news/1.html"].body.decode(),
        "json feed": json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]}),
        "ninjs": json.dumps({"uri": item["url"], "headline": headline(1), "body_text": story(1)}),
        "jsonl": json.dumps({"url": item["url"], "title": headline(1), "text": story(1)}),
    }[kind]
    paper.put("/news/1.html" if kind == "page" else "/it", content)
    at = f"{paper.address}/news/1.html" if kind == "page" else f"{paper.address}/it"
    assert refresher.refresh(at).new == 1
    assert refresher.text("/news/1.html") == story(1)
    report = refresher.refresh(at)
    assert (report.articles, [line.status for line in paper.log]) == (0, [304])


@pytest.mark.parametrize("declared", ["ISO-8859-1", None])
def test_letters_are_read_in_the_encoding_that_the_content_or_its_server_names(
    paper: Newspaper, refresher: Refresher, declared: str | None
) -> None:
    heading, words = "Le café rouvre", "Le café a rouvert lundi après des années de travaux."
    body = f"<body><body.content><p>{words}</p></body.content></body>"
    item = f"<?xml version='1.0' encoding='{declared}'?><nitf><head><title>{heading}</title></head>{body}</nitf>"
    html = page(1).replace(headline(1), heading)
    content = (item if declared else html).encode("iso-8859-1", "replace")
    paper.put("/it", content, "text/xml; charset=ISO-8859-1" if declared else "text/html; charset=ISO-8859-1")
    refresher.refresh(f"{paper.address}/it")
    with SqliteArchive(refresher.path) as archive:
        assert archive.versions(article_id(f"{paper.address}/it"))[0].article.title == heading


def test_a_stop_in_the_middle_loses_nothing(
    paper: Newspaper, refresher: Refresher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was committed is not asked for again; what was not is asked for as if for the first time."""
    monkeypatch.setattr("corpus.web.arrivals.BATCH_VISITS", 4)
    for n in range(20):
        paper.article(n)
    feed = paper.feed(list(range(20)))
    encoder, stopping = refresher.encoder, StoppingWords(2)
    refresher.encoder = stopping
    with pytest.raises(KeyboardInterrupt):
        refresher.refresh(feed)
    refresher.encoder = encoder
    with SqliteArchive(refresher.path) as archive:
        n_kept = archive.counts().articles
    assert 0 < n_kept < 20
    assert refresher.refresh(feed).new == 20 - n_kept
    assert len([line for line in paper.log if line.path.startswith("/news/")]) == 20 - n_kept
    assert [refresher.versions(f"/news/{n}.html") for n in range(20)] == [[story(n)] for n in range(20)]


def test_an_old_id_leads_to_the_renamed_article_and_it_is_found_once(
    paper: Newspaper, refresher: Refresher, tmp_path: Path
) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    service = Service(open_index(tmp_path, refresher.encoder), refresher.encoder, WordReader())
    paper.redirect("/news/1.html", "/news/2.html", 301)
    paper.resources["/news/2.html"] = Newspaper.made(1)
    refresher.refresh(feed, after=2 * HOUR)
    with TestClient(create_app(lambda: service)) as client:
        service.passage_index.catch_up()
        body = client.get(f"/articles/{article_id(f'{paper.address}/news/1.html')}").json()
        assert (body["url"], body["text"]) == (f"{paper.address}/news/2.html", story(1))
        answer = client.post("/ask", json={"question": "How much does council 1 spend on bridge 1?"}).json()
    assert [each["article"]["url"] for each in answer["evidence"]] == [f"{paper.address}/news/2.html"]


class Cut(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("is_committed", [False, True], ids=["before the commit", "after it"])
def test_wherever_a_refresh_ends_the_next_one_ends_in_the_same(
    paper: Newspaper, words: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_committed: bool
) -> None:
    """Each transaction in turn is the last one: of a first refresh, of one with an edit and a move, of a removal."""
    monkeypatch.setattr("corpus.web.arrivals.BATCH_VISITS", 2)
    writing = SqliteFile.writing
    left = [10**6]

    @contextmanager
    def ending(database: SqliteFile) -> Iterator[None]:
        left[0] -= 1
        with writing(database):
            yield
            if left[0] == 0 and not is_committed:
                raise Cut
        if left[0] == 0:
            raise Cut

    monkeypatch.setattr(SqliteFile, "writing", ending)

    feed = paper.feed([0, 1, 2])

    def publish(*, is_edited: bool) -> None:
        for n in range(3):
            paper.article(n)
        if is_edited:
            paper.article(0, note="Changed.")
            paper.redirect("/news/1.html", "/news/44.html", 301)
            paper.resources["/news/44.html"] = Newspaper.made(1)
            paper.resources.pop("/news/2.html")

    def refreshed(home: Path, now: datetime, ends_after: int) -> tuple[int, list[object]]:
        """A refresh that ends after so many transactions, and another; how many it took, and what is kept."""
        refresher = Refresher(home, words, paper)
        refresher.now, left[0] = now, ends_after
        with suppress(Cut):
            refresher.refresh(feed)
        took = ends_after - left[0]
        left[0] = 10**6
        refresher.refresh(feed)
        with SqliteArchive(refresher.path) as archive:
            rows = archive.database.run(
                "SELECT a.url, a.removed IS NULL, v.text, v.removed, p.start, x.hash IS NULL, v.visible_until IS NULL"
                " FROM article a LEFT JOIN version v ON v.article_id = a.id LEFT JOIN passage p"
                " ON p.version_number = v.number LEFT JOIN vector x ON x.hash = p.vector_hash ORDER BY 1, 3, 5"
            )
        return took, list(rows)

    def every_end(before: Path, now: datetime) -> None:
        """Each possible end of a refresh of an archive leads to the same."""
        whole = tmp_path / f"{before.name} whole"
        shutil.copytree(before, whole)
        n_transactions, expected = refreshed(whole, now, 10**6)
        assert n_transactions > 5
        for n in range(1, n_transactions + 1):
            home = tmp_path / f"{before.name} {n}"
            shutil.copytree(before, home)
            assert refreshed(home, now, n)[1] == expected, n

    publish(is_edited=False)
    (tmp_path / "empty").mkdir()
    every_end(tmp_path / "empty", NOW)
    publish(is_edited=True)
    every_end(tmp_path / "empty whole", NOW + 2 * HOUR)
    every_end(tmp_path / "empty whole whole", NOW + 26 * HOUR)
