"""Another site's feeds, redirects and sitemaps: nobody's words, dates or history come under somebody else's address."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from newspaper import Newspaper, Refresher, page, publishing, story

from corpus.archive.sqlite import SqliteArchive
from corpus.archive.versions import StoredVersion
from corpus.article import article_id
from corpus.site import speaks_for
from corpus.source import Source
from corpus.web.fetch import FetchPolicy

pytestmark = pytest.mark.enable_socket
HOUR = timedelta(hours=1)
FORGED = " ".join(f"Mayor Ana Tarn took bribe number {n} and resigned in disgrace." for n in range(20))


@pytest.fixture
def good(refresher: Refresher) -> Iterator[Newspaper]:
    """A paper of another site than `paper`, which is the attacker's here."""
    with publishing() as other:
        other.host = other.host.replace("127.0.0.1", "localhost")
        other.address = f"http://{other.host}"
        refresher.policy = FetchPolicy(allow_hosts=(refresher.paper.host, other.host), delay_s=0)
        yield other


def feed(paper: Newspaper, *links: str, words: str = FORGED, date: str = "", path: str = "/evil.xml") -> str:
    """A feed of the paper with its own words on each address."""
    items = "".join(
        f"<item><title>Bridge</title><link>{link}</link><guid isPermaLink='false'>{n}</guid>"
        f"<description>{words}</description>{date}</item>"
        for n, link in enumerate(links)
    )
    paper.put(path, f"<rss version='2.0'><channel><title>Good Paper</title>{items}</channel></rss>", "text/xml")
    return paper.address + path


def kept(refresher: Refresher, url: str) -> list[StoredVersion]:
    with SqliteArchive(refresher.path) as archive:
        return archive.versions(article_id(url))


def texts(refresher: Refresher, url: str) -> list[str]:
    return [version.article.text for version in kept(refresher, url)]


def test_a_feeds_longer_words_replace_no_other_sites_page(
    paper: Newspaper, good: Newspaper, refresher: Refresher
) -> None:
    at = good.address + good.article(1)
    refresher.refresh(feed(paper, at))
    assert texts(refresher, at) == [story(1)]


def test_nor_where_its_own_link_leads_there(paper: Newspaper, good: Newspaper, refresher: Refresher) -> None:
    at = good.address + good.article(1)
    paper.redirect("/mine", at, 302)
    refresher.refresh(feed(paper, f"{paper.address}/mine"))
    assert texts(refresher, at) == [story(1)]


def test_nor_where_another_sites_address_leads_to_the_feed(
    paper: Newspaper, good: Newspaper, refresher: Refresher
) -> None:
    at = good.address + good.article(1)
    good.redirect("/go", feed(paper, at, date="<pubDate>Thu, 01 Jan 2026 10:00:00 GMT</pubDate>"), 302)
    paper.put("/index", f"<sitemapindex><sitemap><loc>{good.address}/go</loc></sitemap></sitemapindex>", "text/xml")
    refresher.refresh(f"{paper.address}/index")
    assert texts(refresher, at) == [story(1)]
    assert kept(refresher, at)[0].article.published is None


@pytest.mark.parametrize("status", [401, 402, 403, 451, 500])
def test_a_feeds_words_are_not_kept_under_another_sites_closed_page(
    paper: Newspaper, good: Newspaper, refresher: Refresher, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.web.fetch.BACKOFF_S", 0.0)
    good.put("/closed", "Subscribe!", status=status)
    for _ in range(4):  # a page that fails is given up after three times
        refresher.refresh(feed(paper, f"{good.address}/closed"), after=25 * HOUR)
    assert texts(refresher, f"{good.address}/closed") == []


def test_nor_under_one_that_robots_may_not_read_or_that_holds_no_article(
    paper: Newspaper, good: Newspaper, refresher: Refresher
) -> None:
    good.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    good.put("/empty", "<html><head><title>Bridge</title></head><body></body></html>")
    at = [f"{good.address}{path}" for path in ("/private", "/empty")]
    refresher.refresh(feed(paper, *at))
    assert [texts(refresher, url) for url in at] == [[], []]


def test_a_feed_speaks_for_the_hosts_that_its_source_names(
    paper: Newspaper, good: Newspaper, refresher: Refresher
) -> None:
    at = good.address + good.article(1)
    refresher.refresh(Source(feed(paper, at), hosts=("localhost",)))
    assert texts(refresher, at) == [FORGED]


def test_a_page_that_moves_to_another_site_brings_no_history_there(
    paper: Newspaper, good: Newspaper, refresher: Refresher
) -> None:
    at = good.address + good.article(1)
    paper.put("/mv", page(1, FORGED))
    place = feed(paper, f"{paper.address}/mv", words="")
    refresher.refresh(place)
    paper.redirect("/mv", at, 301)
    report = refresher.refresh(place, f"{good.address}/news/1.html", after=2 * HOUR)
    assert report.renamed == 0
    assert texts(refresher, at) == [story(1)]
    assert texts(refresher, f"{paper.address}/mv") == [story(1, FORGED)]


def test_nor_do_a_feeds_own_words_or_an_item_that_its_feed_names_elsewhere(
    paper: Newspaper, good: Newspaper, refresher: Refresher
) -> None:
    at = good.address + good.article(1)
    paper.put("/a", page(1, FORGED))
    paper.put("/closed", "Subscribe!", status=403)
    refresher.refresh(feed(paper, f"{paper.address}/a", f"{paper.address}/closed", words=story(1, FORGED)))
    paper.redirect("/b", at, 302)
    paper.redirect("/closed", at, 301)
    report = refresher.refresh(feed(paper, f"{paper.address}/b", f"{paper.address}/closed", words=""), after=25 * HOUR)
    assert report.renamed == 0
    assert texts(refresher, at) == [story(1)]


def test_nobody_withdraws_the_article_that_his_page_led_to(
    paper: Newspaper, good: Newspaper, refresher: Refresher
) -> None:
    at = good.address + good.article(1)
    paper.redirect("/x", at, 302)
    refresher.refresh(f"{paper.address}/x")
    item = {
        "uri": "urn:evil:1",
        "headline": "x",
        "body_text": "x",
        "pubstatus": "canceled",
        "versioncreated": "2026-01-15",
    }
    paper.put("/x", json.dumps(item), "application/json")
    report = refresher.refresh(f"{paper.address}/x", after=2 * HOUR)
    assert (report.withdrawn, texts(refresher, at)) == (0, [story(1)])


@pytest.mark.parametrize("kind", ["feed", "sitemap", "redirect"])
def test_another_sites_list_dates_nothing(paper: Newspaper, good: Newspaper, refresher: Refresher, kind: str) -> None:
    at = good.address + good.article(1)
    paper.redirect("/mine", at, 302)
    news = f"<url><loc>{at}</loc><n:news><n:publication_date>2020-02-02</n:publication_date></n:news></url>"
    place = {
        "feed": feed(paper, at, words="", date="<pubDate>Sun, 02 Feb 2020 10:00:00 GMT</pubDate>"),
        "sitemap": f"{paper.address}/sm.xml",
        "redirect": feed(paper, f"{paper.address}/mine", words="", path="/r", date="<pubDate>2020-02-02</pubDate>"),
    }[kind]
    space = "http://www.google.com/schemas/sitemap-news/0.9"
    paper.put("/sm.xml", f"<urlset xmlns:n='{space}'>{news}</urlset>", "text/xml")
    refresher.refresh(place)
    assert kept(refresher, at)[0].article.published is None
    refresher.refresh(feed(good, at, words="", date="<pubDate>Thu, 01 Jan 2026 10:00:00 GMT</pubDate>"), after=2 * HOUR)
    assert kept(refresher, at)[0].article.published == datetime(2026, 1, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("of", "url", "is_one"),
    [
        ("https://paper.example/feed", "https://www.paper.example/1", True),
        ("https://feeds.paper.example/feed", "https://www.paper.example/1", True),
        ("https://rss.paper.example/feed", "https://edition.paper.example/1", True),
        ("https://paper.example/feed", "https://sport.paper.example/1", True),
        ("https://evil.blogs.example/feed", "https://blogs.example/1", False),
        ("https://evil.blogs.example/feed", "https://good.blogs.example/1", False),
        ("https://paper.example.evil.example/feed", "https://paper.example/1", False),
        ("https://evilpaper.example/feed", "https://paper.example/1", False),
        ("https://paper.example@evil.example/feed", "https://paper.example/1", False),
        ("file:///feed.xml", "https://paper.example/1", False),
    ],
)
def test_a_list_speaks_for_its_own_site_and_its_parts(of: str, url: str, is_one: bool) -> None:
    assert speaks_for(of, url) is is_one


def warc(*pages: tuple[str, str]) -> bytes:
    """A web archive of pages under the addresses that they were captured from."""
    records = []
    for url, html in pages:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}".encode()
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Length: {len(http)}\r\n"
        records.append(f"{head}Content-Type: application/http; msgtype=response\r\n\r\n".encode() + http + b"\r\n\r\n")
    return b"".join(records)


def record(n: int, url: str) -> dict[str, str]:
    return {"url": url, "title": f"Bridge {n}", "text": story(n), "published": "2026-01-01"}


ELSEWHERE = [f"https://paper{n}.example/news" for n in range(3)]
SEVERAL = {
    "warc": warc(*[(url, page(n)) for n, url in enumerate(ELSEWHERE)]),
    "json": json.dumps([record(n, url) for n, url in enumerate(ELSEWHERE)]).encode(),
    "ninjs": json.dumps(
        [{"uri": url, "headline": f"Bridge {n}", "body_text": story(n)} for n, url in enumerate(ELSEWHERE)]
    ).encode(),
}


@pytest.mark.parametrize("kind", ["warc", "json", "ninjs"])
def test_several_articles_of_other_sites_are_as_many_of_the_site_that_gave_them(
    paper: Newspaper, refresher: Refresher, kind: str
) -> None:
    paper.put("/all", SEVERAL[kind], "application/octet-stream")
    report = refresher.refresh(f"{paper.address}/all")
    assert (report.new, report.changed) == (3, 0)
    with SqliteArchive(refresher.path) as archive:
        stored = archive.versions_by_number(archive.version_numbers()).values()
    assert sorted(version.article.text for version in stored) == [story(n) for n in range(3)]
    assert all(version.article.url.startswith(f"{paper.address}/all?item=") for version in stored)
    paper.put("/all", SEVERAL[kind] + b" ", "application/octet-stream")
    assert refresher.refresh(f"{paper.address}/all", after=2 * HOUR).new == 0


def test_they_are_kept_under_their_own_addresses_where_the_operator_names_the_hosts(
    paper: Newspaper, refresher: Refresher
) -> None:
    paper.put("/all", SEVERAL["warc"], "application/octet-stream")
    hosts = tuple(f"paper{n}.example" for n in range(3))
    assert refresher.refresh(Source(f"{paper.address}/all", hosts=hosts)).new == 3
    assert [texts(refresher, url) for url in ELSEWHERE] == [[story(n)] for n in range(3)]


@pytest.mark.parametrize("stated", ["2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1601-01-01"])
def test_a_site_does_not_say_when_its_words_were_seen(paper: Newspaper, refresher: Refresher, stated: str) -> None:
    one = warc((f"{paper.address}/1", page(1))).replace(
        b"\r\nContent-Length", f"\r\nWARC-Date: {stated}\r\nContent-Length".encode(), 1
    )
    paper.put("/all", one, "application/warc")
    refresher.refresh(f"{paper.address}/all")
    (version,) = kept(refresher, f"{paper.address}/all") or kept(refresher, f"{paper.address}/1")
    assert version.first_seen == refresher.now


@pytest.mark.parametrize("kind", ["warc", "html", "xhtml"])
def test_a_saved_page_does_not_take_over_what_was_read_at_the_address_that_it_names(
    good: Newspaper, refresher: Refresher, tmp_path: Path, kind: str
) -> None:
    at = good.address + good.article(1)
    refresher.refresh(at)
    forged = page(1, FORGED, head=f"<link rel='canonical' href='{at}'>")
    path = tmp_path / f"saved.{kind}"
    path.write_bytes(warc(("https://evil.example/1", forged)) if kind == "warc" else forged.encode())
    report = refresher.refresh(str(path))
    assert texts(refresher, at) == [story(1)]
    assert (report.new, len(report.failures)) == ((1, 0) if kind == "warc" else (0, 1))


def test_a_saved_page_is_believed_where_its_address_was_not_read(refresher: Refresher, tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_text(page(1, head="<link rel='canonical' href='https://paper.example/1'>"))
    refresher.refresh(str(path))
    assert texts(refresher, "https://paper.example/1") == [story(1)]
