"""Addresses of feeds that give something else, pages that lead to feeds, and items that moved within their feed."""

from datetime import timedelta

import pytest
from newspaper import Newspaper, Refresher, page, story

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id
from corpus.page import ListEntry
from corpus.web.listing_page import is_address_of_list
from corpus.web.moved import moved_from, says_the_same

pytestmark = pytest.mark.enable_socket
HOUR = timedelta(hours=1)
NOTICE = "<html><head><title>Back soon</title></head><body><h1>Back soon</h1><p>We work on our site.</p></body></html>"
ALTERNATE = '<link rel="alternate" type="application/rss+xml" href="{}" title="{}">'


def feed(paper: Newspaper, at: str, **items: str) -> str:
    """A feed whose items have these names and these paths."""
    inner = "".join(
        f"<item><title>x</title><link>{path}</link><guid isPermaLink='false'>{guid}</guid></item>"
        for guid, path in items.items()
    )
    paper.put(at, f"<rss version='2.0'><channel><title>P</title>{inner}</channel></rss>", "application/rss+xml")
    return paper.address + at


def section(head: str = "", n_links: int = 3) -> str:
    teasers = "".join(
        f'<h2><a href="/news/{n}.html">Teaser {n}</a></h2><p>It is about {n}.</p>' for n in range(n_links)
    )
    return f"<html><head><title>World</title>{head}</head><body><h1>World</h1>{teasers}</body></html>"


def n_articles(refresher: Refresher) -> int:
    with SqliteArchive(refresher.path) as archive:
        return archive.counts().articles


@pytest.mark.parametrize("at", ["/news", "/feed", "/rss.xml"])
def test_a_page_where_a_feed_was_is_a_failure_and_no_article(paper: Newspaper, refresher: Refresher, at: str) -> None:
    paper.article(1)
    place = feed(paper, at, one="/news/1.html")
    assert refresher.refresh(place).new == 1
    paper.put(at, NOTICE)
    report = refresher.refresh(place, after=2 * HOUR)
    assert (report.new, report.sources[0].problem) == (0, "no feed or sitemap, but a web page")
    feed(paper, at, one="/news/1.html")
    assert refresher.refresh(place, after=2 * HOUR).failures == []
    assert n_articles(refresher) == 1


def test_a_page_at_an_address_of_a_feed_or_in_an_index_is_no_article(paper: Newspaper, refresher: Refresher) -> None:
    paper.put("/atom", NOTICE.replace("</head>", ALTERNATE.format("/real", "") + "</head>"))
    report = refresher.refresh(f"{paper.address}/atom")
    assert (report.new, report.sources[0].problem) == (
        0,
        f"no feed or sitemap, but a web page; its feed is {paper.address}/real",
    )
    index = f"<sitemapindex><sitemap><loc>{paper.address}/s1</loc></sitemap></sitemapindex>"
    paper.put("/index", index, "application/xml")
    paper.put("/s1", page(1))
    assert (refresher.refresh(f"{paper.address}/index").new, n_articles(refresher)) == (0, 0)


def test_a_section_page_is_read_by_its_feed_each_time(paper: Newspaper, refresher: Refresher) -> None:
    for n in (1, 2):
        paper.article(n)
    feed(paper, "/comments", c="/c")
    feed(paper, "/world.rss", one="/news/1.html")
    head = ALTERNATE.format("/comments", "Comments") + ALTERNATE.format("/world.rss", "World")
    paper.put("/world", section(head))
    report = refresher.refresh(f"{paper.address}/world")
    assert (report.new, report.failures) == (1, [])
    assert [f"{paper.address}/world.rss" in warning for warning in report.warnings] == [True]
    feed(paper, "/world.rss", one="/news/1.html", two="/news/2.html")
    assert refresher.refresh(f"{paper.address}/world", after=2 * HOUR).new == 1
    assert refresher.text("/news/2.html") == story(2)
    paper.put("/world", NOTICE)
    assert (refresher.refresh(f"{paper.address}/world", after=2 * HOUR).new, n_articles(refresher)) == (0, 2)


def test_an_article_that_names_a_feed_stays_an_article(paper: Newspaper, refresher: Refresher) -> None:
    feed(paper, "/feed", two="/news/2.html")
    paper.put("/news/1.html", page(1).replace("</head>", ALTERNATE.format("/feed", "") + "</head>"))
    related = '<h3><a href="/news/2.html">Related</a></h3><h3><a href="/news/3.html">Related, too</a></h3>'
    text = "".join(f"<p>The council of the town said on day {n} that the bridge would open soon.</p>" for n in range(9))
    head = f"<html><head><title>Bridge</title>{ALTERNATE.format('/feed', '')}</head><body>"
    paper.put("/plain", f"{head}<article><h1>Bridge</h1>{text}</article>{related}</body></html>")
    paper.put("/short", f"{head}<h1>Bridge of Osk</h1>{text[: 4 * len(text) // 9]}{related}</body></html>")
    report = refresher.refresh(*(paper.address + path for path in ("/news/1.html", "/plain", "/short")))
    assert (report.new, report.warnings) == (3, [])


@pytest.mark.parametrize(("added", "is_taken"), [("Share it", False), ("He said more than is on the page. " * 9, True)])
def test_a_feeds_words_are_taken_where_they_are_more_by_more_than_a_line(
    paper: Newspaper, refresher: Refresher, added: str, is_taken: bool
) -> None:
    paper.article(1)
    text = "".join(f"<p>{line}</p>" for line in [*story(1).split("\n"), added.strip()])
    item = f"<item><title>x</title><link>/news/1.html</link><description><![CDATA[{text}]]></description></item>"
    paper.put("/feed", f"<rss version='2.0'><channel>{item}</channel></rss>", "application/rss+xml")
    refresher.refresh(f"{paper.address}/feed")
    assert (refresher.text("/news/1.html") != story(1)) == is_taken


def test_an_item_under_a_new_address_goes_on_with_its_history(paper: Newspaper, refresher: Refresher) -> None:
    place = feed(paper, "/feed", seven="/7/bridge", eight="/8/school")
    paper.put("/7/bridge", page(1))
    paper.put("/8/school", page(8))
    refresher.refresh(place)
    changed = page(1).replace(story(1)[:12], "Corrected: a")
    paper.put("/7/bridge-is-long", changed)
    feed(paper, "/feed", seven="/7/bridge-is-long", eight="/8/school")
    report = refresher.refresh(place, after=2 * HOUR)
    assert (report.renamed, report.changed, n_articles(refresher)) == (1, 1, 2)
    assert len(refresher.versions("/7/bridge-is-long")) == 2
    with SqliteArchive(refresher.path) as archive:
        old = article_id(f"{paper.address}/7/bridge")
        assert archive.new_id(old) == article_id(f"{paper.address}/7/bridge-is-long")
    refresher.refresh(place, after=2 * HOUR)
    assert "/7/bridge" not in [line.path for line in paper.log]
    assert n_articles(refresher) == 2


def test_another_story_under_a_known_name_is_another_article(paper: Newspaper, refresher: Refresher) -> None:
    place = feed(paper, "/feed", first="/a")
    paper.put("/a", page(1))
    refresher.refresh(place)
    other = "".join(
        f"<p>Nobody who lives on the island number {n} has ever seen any ferry at all.</p>" for n in range(5)
    )
    paper.put(
        "/b", f"<html><head><title>School</title></head><body><article><h1>School</h1>{other}</article></body></html>"
    )
    feed(paper, "/feed", first="/b")
    report = refresher.refresh(place, after=2 * HOUR)
    assert (report.new, report.renamed, n_articles(refresher)) == (1, 0, 2)


def entry(url: str, guid: str) -> ListEntry:
    return ListEntry(f"https://{url}", guid=guid)


def test_a_lists_names_are_believed_where_they_name_one_item_of_one_site() -> None:
    stored = [entry("a.example/1", "1"), entry("b.example/2", "2"), entry("a.example/3", ""), entry("a.example/5", "5")]
    found = [
        entry("www.a.example/x", "1"), entry("a.example/y", "2"), entry("a.example/z", ""), entry("a.example/5", "5"),
        entry("a.example/6", "5"),
    ]  # fmt: skip
    assert moved_from(found, stored) == {"https://www.a.example/x": "https://a.example/1"}
    assert moved_from([*found, entry("a.example/t", "1")], stored) == {}
    assert moved_from(found, [*stored, entry("a.example/0", "1")]) == {}


def test_what_says_the_same() -> None:
    assert says_the_same("The bridge costs 41 million.", "The bridge costs 41 million. It opens in June, said Ann Lee.")
    assert not says_the_same("The bridge costs 41 million.", "The school costs nothing and the bridge is far away.")
    assert not says_the_same("", "The bridge")


@pytest.mark.parametrize(
    ("path", "is_list"), [("feed.xml", True), ("a/feed/", True), ("rss", True), ("feed-the-birds", False)]
)
def test_an_address_may_look_like_a_feeds(path: str, is_list: bool) -> None:
    assert is_address_of_list(f"https://paper.example/{path}") == is_list
