"""Feeds of every kind, broken ones too, and sitemaps: what they name, and what they say of it."""

import json
from datetime import timedelta

import pytest
from conftest import NOW

from corpus.formats.feed import TOO_BROKEN, read_feed, read_json_feed
from corpus.formats.feed_text import html_text, item_text
from corpus.formats.listing import read_listing
from corpus.formats.sitemap import read_sitemap
from corpus.formats.sniff import kind_of
from corpus.page import ListEntry
from corpus.source import Failure, from_entry, read_content

AT = "https://paper.example/feed"
RSS = """<?xml version="1.0"?><rss version="{version}"><channel><title>The Paper</title><language>en-GB</language>
<item><title>Bridge &amp; tunnel</title><link>/news/1</link>
<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>
<pubDate>Mon, 27 Oct 2025 10:00:00 +0900</pubDate><author>ann@paper.example (Ann Lee)</author></item>
<item><title>Undated</title><link>https://paper.example/news/2</link></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Paper</title></channel>
<item rdf:about="https://paper.example/news/1"><title>Bridge &amp; tunnel</title><link>https://paper.example/news/1</link>
<description>One. Two.</description><dc:date>2025-10-27T10:00:00+09:00</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/"><title>The Paper</title>
<entry><title>Bridge &amp; tunnel</title><link rel="alternate" href="news/1"/><id>tag:1</id>
<published>2025-10-27T10:00:00+09:00</published><updated>2025-10-28T10:00:00Z</updated>
<author><name>Ann Lee</name></author>
<content type="html">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry>
<entry><title>Only changed</title><link href="news/2"/><updated>2025-10-28T10:00:00Z</updated></entry></feed>"""


def first(content: str) -> ListEntry:
    return read_feed(content.encode("utf-8", "surrogateescape"), AT, NOW).entries[0]


@pytest.mark.parametrize(
    "content",
    [*(RSS.format(version=version) for version in ("0.91", "0.92", "1.0", "2.0")), RDF, ATOM,
     RSS.format(version="2.0").replace("</item></channel></rss>", ""),  # cut off
     RSS.format(version="2.0").replace("&amp;", "&"),  # not well-formed
     RSS.format(version="2.0").replace('"1.0"', '"1.0" encoding="ut\udced8"'),
     "\n\n  " + RSS.format(version="2.0"),  # a blank before the declaration
     RSS.format(version="2.0").replace("<title>Undated", "<title>\x0bUndated<b>")],
)  # fmt: skip
def test_a_feed_of_any_kind_names_its_pages_with_what_it_says_of_them(content: str) -> None:
    entry = first(content)
    assert kind_of(content.encode("utf-8", "surrogateescape")) == "feed"
    assert (entry.url, entry.is_list) == ("https://paper.example/news/1", False)
    assert entry.item
    assert (entry.item["title"], entry.item["publisher"]) == ("Bridge & tunnel", "The Paper")
    assert entry.item["text"].split() == ["One.", "Two."]
    assert entry.item["published"] == "2025-10-27T01:00:00+00:00"


def test_authors_and_language_are_the_feeds() -> None:
    item = first(RSS.format(version="2.0")).item or {}
    assert (item["authors"], item["language"]) == (["Ann Lee"], "en-GB")


@pytest.mark.parametrize(
    "date", ["", "yesterday", "0000-00-00", "Mon, 27 Oct 2098 10:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"]
)
def test_an_item_without_a_date_that_can_be_true_is_undated(date: str) -> None:
    content = RSS.format(version="2.0").replace("Mon, 27 Oct 2025 10:00:00 +0900", date)
    assert "published" not in (first(content).item or {})


def test_an_item_that_says_only_when_it_changed_is_undated() -> None:
    item = read_feed(ATOM.encode(), AT, NOW).entries[1].item or {}
    assert "published" not in item
    assert item["modified"] == "2025-10-28T10:00:00+00:00"


def rss(inner: str, title: str = "The Paper") -> str:
    return f"""<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:a="http://www.w3.org/2005/Atom"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{title}</title>
    <item><title>Bridge opens</title><link>/news/1</link>{inner}</item></channel></rss>"""


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2025/10/3 7:05", "2025-10-03T07:05:00"), ("2025.10.03 07:05:09", "2025-10-03T07:05:09"),
        ("Fri, 03 Oct 2025 07:05:00 KST", "2025-10-02T22:05:00+00:00"),
        ("Fri, 3 Oct 2025 07:05 MSK", "2025-10-03T04:05:00+00:00"),
        ("Oct 3, 2025 7:05 pm EDT", "2025-10-03T23:05:00+00:00"),
        ("1759475100000", "2025-10-03T07:05:00+00:00"), ("2025年10月3日", "2025-10-03"),
        ("Fri, 03 Oct 2025 07:05:00 GMT+0200", "2025-10-03T05:05:00+00:00"),
    ],
)  # fmt: skip
def test_a_date_is_read_in_each_form_that_has_one_meaning(stated: str, moment: str) -> None:
    item = first(rss(f"<pubDate>{stated}</pubDate>")).item or {}
    assert (item["published"], "notes" in item) == (moment, False)


@pytest.mark.parametrize(
    "stated",
    [
        "03/10/2025 07:05",
        "Fri, 03 Oct 2025 07:05:00 IST",
        "Fri, 03 Oct 2025 07:05:00 XYZ",
        "2025/13/3",
        "Friday",
        "2025-10-03 오후 3:07",
    ],
)
def test_a_date_of_several_meanings_is_left_out_with_its_words(stated: str) -> None:
    item = first(rss(f"<pubDate>{stated}</pubDate>")).item or {}
    assert "published" not in item
    assert stated in item["notes"][0]
    assert from_entry(first(rss(f"<pubDate>{stated}</pubDate><description>Words.</description>")), NOW).notes


def test_dublin_cores_date_is_when_an_item_was_published_unless_the_feed_says_when_it_changed() -> None:
    dated = "<dc:date>2025-10-03T09:00:00+02:00</dc:date>"
    assert (first(rss(dated)).item or {})["published"] == "2025-10-03T07:00:00+00:00"
    assert "modified" not in (first(rss(dated)).item or {})
    changed = first(rss("<a:updated>2025-10-03T09:00:00Z</a:updated>")).item or {}
    assert ("published" in changed, changed["modified"]) == (False, "2025-10-03T09:00:00+00:00")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One.\nTwo."),
        ("&amp;lt;p&amp;gt;One.&amp;lt;/p&amp;gt;", "One."),
        ("<div>&lt;p&gt;One &amp;amp; two.&lt;/p&gt;</div>", "One & two."),
        ("<p>In HTML, &lt;p&gt; starts a paragraph.</p>", "In HTML, <p> starts a paragraph."),
        ("3 &lt; 4 and 5 &gt; 4", "3 < 4 and 5 > 4"),
    ],
)  # fmt: skip
def test_markup_that_was_escaped_once_more_is_read(markup: str, text: str) -> None:
    assert html_text(markup) == item_text(markup) == text


@pytest.mark.parametrize(
    "last",
    [
        '<p>The post <a href="/news/1">Bridge opens</a> first appeared on <a href="/">The Paper</a>.</p>',
        '<p>Der Beitrag <a href="/news/1">Bridge opens</a> erschien zuerst auf <a href="/">The Paper</a>.</p>',
        "<p>Bridge opens har publicerats av The Paper.</p>",
        '<p><a href="/news/1">Weiter</a></p>', "<p>Continue reading Bridge opens →</p>", "<p>Comments</p>",
    ],
)  # fmt: skip
def test_a_last_line_that_only_leads_to_the_page_is_no_text(last: str) -> None:
    body = f"<content:encoded><![CDATA[<p>It opened on Friday.</p><p>It is long.</p>{last}]]></content:encoded>"
    assert (first(rss(body)).item or {})["text"] == "It opened on Friday.\nIt is long."


@pytest.mark.parametrize(
    "last",
    [
        "The ship first appeared on the quay in May.",
        "Bridge opens, says The Paper, and nobody in town is glad about it.",
    ],
)
def test_a_last_line_that_says_something_stays(last: str) -> None:
    assert item_text(f"<p>It opened.</p><p>{last}</p>", "Bridge opens", "The Paper").endswith(last)


def test_an_aggregators_item_is_its_publishers_and_a_list_of_links_is_no_text() -> None:
    links = "".join(
        f'<li><a href="https://{n}.example/">Headline of {n}</a> <i>The {n}</i></li>' for n in ("one", "two")
    )
    listed = rss(
        f'<source url="https://o.example">The Post</source><description><![CDATA[<ul>{links}</ul>]]></description>'
    )
    item = first(listed.replace("Bridge opens", "Bridge opens - The Post")).item or {}
    assert (item["title"], item["publisher"], "text" in item) == ("Bridge opens", "The Post", False)
    assert item_text('<p>It opened on Friday, and <a href="/">a long report with every detail</a> is here.</p>')


@pytest.mark.parametrize(
    "markup", ["<a>" + "x" * 300_000 + "</a>" + "y" * 200_000, "<a>x y</a> z " * 50_000, "<p <p " * 50_000]
)
@pytest.mark.timeout(20)
def test_long_markup_takes_no_long_time(markup: str) -> None:
    item_text(markup, "z", "y")


def test_an_item_without_a_page_is_said_to_be_passed_over() -> None:
    enclosed = '<enclosure url="https://paper.example/7.mp3" type="audio/mpeg" length="1"/>'
    recording = f'{enclosed}<guid isPermaLink="false">7</guid>'
    for content in (
        rss(recording).replace("<link>/news/1</link>", ""),
        rss(recording).replace("/news/1", "https://paper.example/7.mp3"),
    ):
        listing = read_feed(content.encode(), AT, NOW)
        assert listing.entries == ()
        assert listing.skipped == (
            "'Bridge opens' names no page on the web, only audio at https://paper.example/7.mp3",
        )
        (failure,) = read_content(content.encode(), AT, "there", NOW)
        assert isinstance(failure, Failure)
    document = {
        "items": [
            {"id": "7", "title": "Talk", "attachments": [{"url": "https://a.example/7", "mime_type": "audio/ogg"}]}
        ]
    }
    assert read_json_feed(document, "", NOW).skipped == (
        "'Talk' names no page on the web, only audio at https://a.example/7",
    )


def test_an_items_stamp_changes_with_what_it_says() -> None:
    content = RSS.format(version="2.0")
    assert first(content).stamp == first(content).stamp != first(content.replace("Two.", "Three.")).stamp


def test_items_that_name_no_page_on_the_web_are_passed_over_and_each_page_is_named_once() -> None:
    items = "".join(
        f"<item><title>x</title><link>{link}</link></item>"
        for link in (
            "",
            "javascript:alert(1)",
            "mailto:a@b",
            "file:///etc/passwd",
            "http://[",
            "/news/1",
            "/news/1",
            "/news/2",
        )
    )
    entries = read_feed(f"<rss><channel>{items}</channel></rss>".encode(), AT, NOW).entries
    assert [entry.url for entry in entries] == ["https://paper.example/news/1", "https://paper.example/news/2"]


def test_a_feed_that_is_too_broken_is_no_empty_one() -> None:
    content = '<?xml version="1.0"?>\n<urlset xmlns="http://a.example/" xmlns:i="http://i/\xa0i"><i:image/></urlset>'
    with pytest.raises(TOO_BROKEN):
        read_feed(content.encode(), AT, NOW)


def test_an_item_that_is_too_broken_costs_itself_alone() -> None:
    whole = rss("").replace("</item>", "</item><item><links>x</links><link>/news/2</link></item>")
    listing = read_feed(whole.encode(), AT, NOW)
    assert [entry.url for entry in listing.entries] == ["https://paper.example/news/1"]
    assert "cannot be read" in listing.skipped[0]


def test_entities_from_outside_are_not_read() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    entry = first(bomb + RSS.format(version="2.0").replace("Bridge &amp; tunnel", "x &b; &c;"))
    assert "aaaaaaaaaaaaaaaaaaaa" not in str(entry.item)
    assert "root:" not in str(entry.item)


def test_a_json_feed() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Paper",
        "items": [
            {"id": "1", "url": "/news/1", "title": "Bridge", "content_html": "<p>One.</p><p>Two.</p>",
             "date_published": "2025-10-27T10:00:00+09:00", "authors": [{"name": "Ann Lee"}]},
            {"id": "https://paper.example/news/2", "content_text": "Three.", "date_published": "soon"},
            "nonsense", {"id": 7}, {},
        ],
    }  # fmt: skip
    assert kind_of(json.dumps(document).encode()) == "json"
    one, two = read_json_feed(document, AT, NOW).entries
    assert (one.url, two.url) == ("https://paper.example/news/1", "https://paper.example/news/2")
    assert one.item == {
        "title": "Bridge", "text": "One.\nTwo.", "published": "2025-10-27T10:00:00+09:00", "authors": ["Ann Lee"],
        "publisher": "The Paper",
    }  # fmt: skip
    assert two.item == {"text": "Three.", "publisher": "The Paper", "notes": (two.item or {})["notes"]}


def test_a_sitemap_names_pages_those_that_changed_last_first() -> None:
    xml = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>https://paper.example/1</loc><lastmod>2025-10-01</lastmod></url>
    <url><loc> https://paper.example/2 </loc><lastmod>2025-10-09T10:00:00Z</lastmod></url>
    <url><loc>https://paper.example/3</loc></url><url></url></urlset>"""
    assert kind_of(xml) == "sitemap"
    entries = read_sitemap(xml, AT, NOW).entries
    assert [(entry.url[-1], entry.stamp) for entry in entries] == [
        ("2", "2025-10-09T10:00:00Z"),
        ("1", "2025-10-01"),
        ("3", ""),
    ]


def test_an_index_names_sitemaps() -> None:
    xml = b"<sitemapindex><sitemap><loc>https://paper.example/s.xml.gz</loc><lastmod>2025-10-01</lastmod></sitemap></sitemapindex>"
    assert kind_of(xml) == "sitemap"
    assert [(entry.url, entry.is_list) for entry in read_sitemap(xml, AT, NOW).entries] == [
        ("https://paper.example/s.xml.gz", True)
    ]


def test_a_news_sitemap_gives_headline_date_and_publisher() -> None:
    xml = b"""<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://paper.example/1</loc>
    <n:news><n:publication><n:name>The Paper</n:name><n:language>en</n:language></n:publication>
    <n:publication_date>2025-10-27T10:00:00+09:00</n:publication_date><n:title>Bridge</n:title></n:news></url></urlset>"""
    (entry,) = read_sitemap(xml, AT, NOW).entries
    assert entry.stamp == "2025-10-27T10:00:00+09:00"
    assert entry.item == {"title": "Bridge", "published": entry.stamp, "publisher": "The Paper", "language": "en"}


@pytest.mark.parametrize("declared", ['xmlns:v="http://www.google.com/schemas/sitemap-video/1.1"', ""])
def test_a_sitemaps_extensions_say_nothing_of_its_pages(declared: str) -> None:
    xml = f"""<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9" {declared}><s:url>
    <v:video><v:loc>https://paper.example/a.mp4</v:loc><v:title>Film</v:title>
    <v:publication_date>2025-10-01</v:publication_date></v:video>
    <s:loc>https://paper.example/1</s:loc><s:lastmod>2025-10-09</s:lastmod><v:loc>https://paper.example/2</v:loc>
    </s:url></s:urlset>"""
    assert [(entry.url, entry.stamp, entry.item) for entry in read_sitemap(xml.encode(), AT, NOW).entries] == [
        ("https://paper.example/1", "2025-10-09", {})
    ]


def test_a_sitemap_that_breaks_off_gives_what_came_before() -> None:
    xml = b"<urlset><url><loc>https://paper.example/1</loc></url><url><loc>https://paper.ex"
    assert [entry.url for entry in read_sitemap(xml, AT, NOW).entries] == ["https://paper.example/1"]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"<html></html>", b"\x00\x01", b"<urlset", b"<rss"])
def test_what_is_no_list_names_nothing(content: bytes) -> None:
    assert read_feed(content, AT, NOW).entries == ()
    assert read_sitemap(content, AT, NOW + timedelta(days=1)).entries == ()


def test_a_sitemap_may_be_lines_of_text() -> None:
    content = b"\xef\xbb\xbfhttps://velm.example/1\r\n\r\nhttps://velm.example/2\r\nhttps://velm.example/1"
    listing = read_listing(content, AT, "text/plain", NOW)
    assert listing is not None
    assert [entry.url for entry in listing.entries] == ["https://velm.example/1", "https://velm.example/2"]


@pytest.mark.parametrize(
    "more", ["Read more »", "Weiterlesen …", "Lire la suite", "Leer más", "Lees verder", "続きを読む"]
)
def test_a_link_that_only_leads_to_the_page_is_not_the_items_words(more: str) -> None:
    assert item_text(f"The quay opened on Monday. <a href='/quay'>{more}</a>") == "The quay opened on Monday."
    assert item_text(f"She said <a href='/quay'>{more}</a> and left the hall.") == f"She said {more} and left the hall."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain < text", "plain < text"), ("a &amp; b", "a & b"), ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"), ("<script>x()</script><b>bold</b> words", "bold words"),
        ("<figure><img><figcaption>Photo: A</figcaption></figure><p>Text</p>", "Text"), ("", ""), ("<!-- x -->", ""),
        ("<p>a&#1;b\x0bc</p>\x02d", "abc\nd"), ("<p>a<s>\x01b</s>\x02c <q>d&#1;</q></p>", "ac “d”"),
        ("<table><tr><th>Quill</th><td>4,112</td></tr><tr><td>Oram<td>389</table>", "Quill 4,112\nOram 389"),
    ],
)  # fmt: skip
def test_markup_becomes_lines(markup: str, text: str) -> None:
    assert html_text(markup) == text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!doctype html><html><body><p>rss</p>", "page"), (b"<?xml version='1.0'?><!-- <rss> --><nitf>", "nitf"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><newsItem xmlns='x' guid='y'>", "newsml"), (b"<newsMessage >", "newsml"),
        (b"WARC/1.0\r\n", "warc"), (b'{"uri": 1}', "json"), (b"  [1]", "json"), (b"", "page"), (b"words", "page"),
        (b"https://velm.example/1\r\n\r\nhttps://velm.example/2", "sitemap"),
        (b"https://velm.example/1 is down", "page"),
        ("<?xml version='1.0' encoding='utf-16'?><rss version='2.0'>".encode("utf-16"), "feed"),
        (b"<p>We write about <rss > feeds</p>", "feed"),
    ],
)  # fmt: skip
def test_the_kind_is_told_from_the_content(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
