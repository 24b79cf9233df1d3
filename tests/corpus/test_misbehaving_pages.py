"""Pages that answer with something else, or call other addresses their own: what was read stays where it was."""

from datetime import timedelta

import pytest
from newspaper import Newspaper, Refresher, headline, page, publishing, story

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id
from corpus.web.fetch import FetchPolicy

pytestmark = pytest.mark.enable_socket
HOUR = timedelta(hours=1)
OTHER = [
    f"Gardeners in Osk planted {n} apple trees beside the canal, where nothing else had grown for years."
    for n in (3, 8)
]


def html(heading: str, *paragraphs: str, head: str = "") -> str:
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    return f"<html><head><title>{heading}</title>{head}</head><body><h1>{heading}</h1>{body}</body></html>"


NOTICES = [
    html("Page not found", "Sorry, this page could not be found."),
    html("Just a moment...", "Checking your browser before you can read on."),
    html("Be right back", "Our website is down for maintenance."),
    html("We value your privacy", "We and our 842 partners store information."),
    "<html><body><div id='app'></div></body></html>",
    "",
]


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_never_replaces_an_article_nor_do_the_feeds_words(
    paper: Newspaper, refresher: Refresher, notice: str
) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    paper.put("/news/1.html", notice)
    for _ in range(4):
        report = refresher.refresh(feed, after=30 * HOUR)
        assert (report.articles, report.gone, len(report.failures)) == (0, 0, 1)
    assert refresher.versions("/news/1.html") == [story(1)]
    paper.article(1, note="The mayor was pleased.")
    assert refresher.refresh(feed, after=30 * HOUR).changed == 1
    assert refresher.versions("/news/1.html") == [story(1, "The mayor was pleased."), story(1)]


def test_a_removed_article_does_not_stay_out_because_its_page_came_back_as_a_notice_first(
    paper: Newspaper, refresher: Refresher
) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    paper.resources.pop("/news/1.html")
    for _ in range(3):
        refresher.refresh(feed, after=25 * HOUR)
    assert refresher.text("/news/1.html") is None
    paper.put("/news/1.html", NOTICES[0])
    refresher.refresh(feed, after=800 * HOUR)
    assert refresher.text("/news/1.html") is None
    paper.article(1)
    refresher.refresh(feed, after=800 * HOUR)
    assert refresher.text("/news/1.html") == story(1)


@pytest.mark.parametrize("after", [html("Spring in Osk", *OTHER), html(headline(1), story(1).splitlines()[0])])
def test_a_doubtful_text_is_held_aside_until_it_is_seen_twice(
    paper: Newspaper, refresher: Refresher, after: str
) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    paper.put("/news/1.html", after)
    report = refresher.refresh(feed, after=2 * HOUR)
    (failure,) = report.failures
    assert "held aside until it is seen again" in failure.reason
    assert refresher.versions("/news/1.html") == [story(1)]
    report = refresher.refresh(feed, after=2 * HOUR)
    assert (report.changed, report.failures) == (1, [])
    assert len(refresher.versions("/news/1.html")) == 2


def test_a_doubtful_text_that_passes_leaves_nothing(paper: Newspaper, refresher: Refresher) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    paper.put("/news/1.html", html("Spring in Osk", *OTHER))
    refresher.refresh(feed, after=2 * HOUR)
    paper.article(1)
    assert refresher.refresh(feed, after=2 * HOUR).failures == []
    assert refresher.versions("/news/1.html") == [story(1)]


def test_what_several_pages_say_instead_of_their_articles_is_believed_of_none(
    paper: Newspaper, refresher: Refresher
) -> None:
    for n in range(3):
        paper.article(n)
    feed = paper.feed([0, 1, 2])
    refresher.refresh(feed)
    for n in range(3):
        paper.put(f"/news/{n}.html", html("Spring in Osk", *OTHER))
    for _ in range(3):
        report = refresher.refresh(feed, after=2 * HOUR)
        assert (report.articles, len(report.failures)) == (0, 3)
    assert [refresher.versions(f"/news/{n}.html") for n in range(3)] == [[story(n)] for n in range(3)]


@pytest.mark.parametrize(
    "named", ["/", "/index.html", "/en/", "/news/", "/news", "/?ref=all", "https://other.example/news/1.html"]
)
def test_an_address_that_cannot_be_a_pages_own_is_not_believed(
    paper: Newspaper, refresher: Refresher, named: str
) -> None:
    target = named if "://" in named else paper.address + named
    for n in range(2):
        paper.put(f"/news/{n}.html", page(n, head=f"<link rel='canonical' href='{target}'>"))
    feed = paper.feed([0, 1])
    assert refresher.refresh(feed).new == 2
    assert refresher.refresh(feed, after=2 * HOUR).articles == 0
    assert [refresher.versions(f"/news/{n}.html") for n in range(2)] == [[story(n)] for n in range(2)]


@pytest.mark.parametrize("size", [2, 3])
def test_pages_that_name_each_other_in_a_loop_keep_their_own_addresses(
    paper: Newspaper, refresher: Refresher, size: int
) -> None:
    for n in range(size):
        head = f"<link rel='canonical' href='{paper.address}/news/{(n + 1) % size}.html'>"
        paper.put(f"/news/{n}.html", page(n, head=head))
    feed = paper.feed(list(range(size)))
    assert refresher.refresh(feed).new == size
    refresher.refresh(feed, after=2 * HOUR)
    assert [refresher.versions(f"/news/{n}.html") for n in range(size)] == [[story(n)] for n in range(size)]


def test_an_address_that_pages_with_other_words_name_is_neithers(paper: Newspaper, refresher: Refresher) -> None:
    head = f"<link rel='canonical' href='{paper.address}/ticker'>"
    paper.put("/news/0.html", page(0, head=head))
    paper.put("/news/1.html", html("Spring in Osk", *OTHER, head=head))
    feed = paper.feed([0, 1])
    refresher.refresh(feed)
    refresher.refresh(feed, after=2 * HOUR)
    assert refresher.text("/ticker") is None
    assert refresher.versions("/news/0.html") == [story(0)]
    assert refresher.versions("/news/1.html") == ["\n".join(OTHER)]


def test_a_short_form_of_an_article_is_the_article(paper: Newspaper, refresher: Refresher) -> None:
    head = f"<link rel='canonical' href='{paper.address}/news/1.html'>"
    paper.article(1)
    paper.put("/news/1.html/amp", page(1, head=head))
    paper.sitemap({"/news/1.html": "2026-01-01", "/news/1.html/amp": "2026-01-01"})
    refresher.refresh(f"{paper.address}/sitemap.xml")
    assert refresher.versions("/news/1.html") == [story(1)]
    assert refresher.text("/news/1.html/amp") is None


def test_a_dead_article_that_leads_to_another_one_does_not_become_it(paper: Newspaper, refresher: Refresher) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    paper.put("/news/9.html", html("Spring in Osk", *OTHER))
    paper.redirect("/news/1.html", "/news/9.html", 301)
    for _ in range(3):
        report = refresher.refresh(feed, after=2 * HOUR)
        assert (report.renamed, report.articles, len(report.failures)) == (0, 0, 1)
    assert refresher.versions("/news/1.html") == [story(1)]


def test_nobodys_page_takes_over_another_hosts_article(paper: Newspaper, refresher: Refresher) -> None:
    """A page leads to another host's article for a while, and then calls an address of its own that article's."""
    with publishing() as other:
        host = other.host.replace("127.0.0.1", "localhost")
        refresher.policy = FetchPolicy(allow_hosts=(paper.host, host), delay_s=0)
        other.article(1)
        paper.redirect("/news/7.html", f"http://{host}/news/1.html", 301)
        feed = paper.feed([7])
        refresher.refresh(feed)
        head = f"<link rel='canonical' href='{paper.address}/mine'>"
        paper.put("/news/7.html", page(1, "Buy our paper instead.", head=head))
        for _ in range(3):
            assert refresher.refresh(feed, after=2 * HOUR).renamed == 0
        with SqliteArchive(refresher.path) as archive:
            versions = archive.versions(article_id(f"http://{host}/news/1.html"))
        assert [version.article.text for version in versions] == [story(1)]


def test_a_feed_says_nothing_more_of_another_hosts_article_than_its_page(
    paper: Newspaper, refresher: Refresher
) -> None:
    with publishing() as other:
        host = other.host.replace("127.0.0.1", "localhost")
        refresher.policy = FetchPolicy(allow_hosts=(paper.host, host), delay_s=0)
        other.article(1)
        item = f"<item><title>Bridge</title><link>http://{host}/news/1.html</link><description>{story(1)} And more."
        paper.put("/feed.xml", f"<rss version='2.0'><channel>{item}</description></item></channel></rss>", "text/xml")
        refresher.refresh(f"{paper.address}/feed.xml")
        with SqliteArchive(refresher.path) as archive:
            assert archive.versions(article_id(f"http://{host}/news/1.html"))[0].article.text == story(1)
