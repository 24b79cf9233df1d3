import json
from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UsageError
from qa.service.feed_documents import Entry, Feed, Part, as_html, feed_format, write_feed

AT = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
QUOTE = Part("quote", "The bridge <b>fell</b> & rose.", "https://paper.example/1?a=1&b=2", "The Paper, 15 Jan 2026")


def a_feed(*parts: Part, title: str = "Bridges", link: str = "https://paper.example/1") -> Feed:
    entry = Entry("urn:newsqa:test:1", title, AT, parts, link, published=AT, authors=("The Paper",))
    return Feed("urn:newsqa:test", title, AT, (entry,), "https://here.example/feed.atom", "https://here.example/")


def test_atom_is_read_as_it_was_written() -> None:
    read = feedparser.parse(write_feed(a_feed(QUOTE), "atom"))
    assert not read.bozo
    assert (read.feed.id, read.feed.title) == ("urn:newsqa:test", "Bridges")
    assert {link.rel: link.href for link in read.feed.links}["self"] == "https://here.example/feed.atom"
    (entry,) = read.entries
    assert (entry.id, entry.link, entry.author) == ("urn:newsqa:test:1", "https://paper.example/1", "The Paper")
    assert entry.updated == "2026-01-15T12:00:00Z"
    assert "The bridge &lt;b&gt;fell&lt;/b&gt; &amp; rose." in entry.content[0].value


def test_json_feed_has_what_its_version_asks_for() -> None:
    read = json.loads(write_feed(a_feed(QUOTE), "json"))
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert (read["feed_url"], read["home_page_url"]) == ("https://here.example/feed.atom", "https://here.example/")
    (item,) = read["items"]
    assert (item["id"], item["url"]) == ("urn:newsqa:test:1", "https://paper.example/1")
    assert item["content_text"] == "“The bridge <b>fell</b> & rose.” — The Paper, 15 Jan 2026"
    assert item["date_published"] == "2026-01-15T12:00:00Z"


@given(st.text(), st.text())
def test_whatever_the_words_are_the_document_can_be_read(title: str, words: str) -> None:
    written = write_feed(a_feed(Part("quote", words, words, title), Part("remark", words), title=title), "atom")
    assert not feedparser.parse(written).bozo
    json.loads(write_feed(a_feed(Part("heading", words), title=title), "json"))


def test_only_addresses_of_the_web_become_links() -> None:
    assert "<a " not in as_html([Part("quote", "Words", "javascript:alert(1)", "The Paper")])
    assert "url" not in json.loads(write_feed(a_feed(QUOTE, link="urn:agency:1"), "json"))["items"][0]


def test_an_unknown_format_is_named_with_those_that_there_are() -> None:
    assert feed_format("atom") == "atom"
    with pytest.raises(UsageError, match="feed format 'rss' is none of atom, json"):
        feed_format("rss")
