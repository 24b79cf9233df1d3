"""One bad item, page, line or file costs itself alone: the rest is read, and the failure is kept with its reason."""

import json
from pathlib import Path

import pytest
from conftest import NOW, WordEncoder
from newspaper import Newspaper, Refresher, page, story

from corpus.archive.sqlite import SqliteArchive
from corpus.formats.listing import read_listing
from corpus.source import Failure, read_file
from index.ingest.refresh import refresh

BAD_ITEMS = [
    "<description><![CDATA[<p>x \x0b y</p>]]></description>",
    "<description><![CDATA[<p>x &#11; y</p>]]></description>",
    "<description>&lt;p&gt;x &amp;#11; y&lt;/p&gt;</description>",
    "<description><![CDATA[<p>x &#0; &#65535; &#x1f; y</p>]]></description>",
    "<title>x &#55296; y</title>",
    "<title>x &#1114112; y</title>",
    "<title>&#99999999999999999999;</title>",
    f"<author>{'(' * 3_000}@</author>",
    f"<description><![CDATA[{'<b>' * 5_000}x]]></description>",
    "<author/>",
    "<dc:creator/>",
    "<author>a@b (<![CDATA[\x00]]>)</author>",
    "<pubDate>99999999999999999999</pubDate>",
    "<pubDate>\ud800</pubDate>",
    "<link>http://[x</link>",
    "<link>http://a.example:99999999/</link>",
    "<link>http://\u2100.example/</link>",
    "<source url='x'/>",
    "<enclosure/>",
    "<guid/>",
]


def feed(bad: str, at: str = "https://paper.example") -> bytes:
    good = [
        f"<item><title>Bridge {n}</title><link>{at}/news/{n}.html</link><description>On day {n}.</description></item>"
        for n in (1, 2, 3)
    ]
    space = "xmlns:dc='http://purl.org/dc/elements/1.1/'"
    items = f"{good[0]}<item>{bad}<link>{at}/bad</link></item>{good[1]}{good[2]}"
    return f"<rss version='2.0' {space}><channel><title>P</title>{items}</channel></rss>".encode(
        "utf-8", "surrogatepass"
    )


@pytest.mark.parametrize("bad", BAD_ITEMS)
def test_a_bad_item_costs_its_feed_no_other(bad: str, tmp_path: Path) -> None:
    listing = read_listing(feed(bad), "https://paper.example/feed", "", NOW)
    assert listing is not None
    urls = {f"https://paper.example/news/{n}.html" for n in (1, 2, 3)}
    assert urls <= {entry.url for entry in listing.entries}, listing.skipped
    path = tmp_path / "feed.xml"
    path.write_bytes(feed(bad))
    assert urls <= {read.item.article.url for read in read_file(path, NOW) if not isinstance(read.item, Failure)}


PAGE = "<html><head><title>Bridge</title>{}</head><body><h1>Bridge</h1><p>It opens in June.</p></body></html>"
ITEM = "<newsItem guid='urn:x:1'><itemMeta><itemClass qcode='ninat:text'/></itemMeta>{}</newsItem>"
BAD_FILES = {
    "canonical.html": PAGE.format("<link rel='canonical' href='http://[x'>"),
    "og.html": PAGE.format("<meta property='og:url' content='http://[x'><meta property='og:url' content='//['>"),
    "json_ld.html": PAGE.format(
        '<script type=\'application/ld+json\'>{"@type":"NewsArticle","url":"http://[x"}</script>'
    ),
    "deep.html": "<div>" * 100_000,
    "deep.json": "[" * 100_000,
    "half.xml": "<nitf><body><hedline>x</hedline><body.content><p>\ud800\udfff</p></body.content></body></nitf>",
    "half_name.xml": "<nitf\xff><h\u0130dline>\udcff</h\u0130dline></nitf>",
    "items.xml": "<newsMessage>" + ITEM.format("<contentSet><inlineXML><a\udcff:b/></inlineXML></contentSet>"),
    "utf16.xml": "\ufeff<rss><channel><item><title>x</title></item></channel></rss>",
    "empty.warc": "",
    "broken.warc": "WARC/1.0\r\nContent-Length: x\r\n\r\n",
    "null.json": json.dumps([None, 1, {"url": None, "title": [], "text": {}}]),
    "deep_dict.jsonl": '{"a":' * 3_000 + "1" + "}" * 3_000,
    "big_number.jsonl": '{"url": "https://a.example/1", "title": "x", "text": "y", "published": ' + "9" * 5_000 + "}",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_costs_its_folder_no_other(name: str, tmp_path: Path, words: WordEncoder) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(BAD_FILES[name].encode("utf-8", "surrogatepass"))
    for beside in ("0.txt", "zzz.txt"):
        (folder / beside).write_text(f"Bridge {beside}\n\nIt opens on {beside}.")
    with SqliteArchive(tmp_path / "archive.db", create=True) as archive:
        report = refresh(archive, words, [folder], now=NOW)
        titles = {version.article.title for version in archive.newest(9)} | {
            version.article.title
            for n in archive.version_numbers()
            for version in archive.versions_by_number([n]).values()
        }
        kept = {failure.place: failure.reason for failure in archive.failures.kept()}
    assert {"Bridge 0.txt", "Bridge zzz.txt"} <= titles
    assert set(kept) == {failure.place for failure in report.failures}


@pytest.mark.enable_socket
def test_bad_pages_cost_their_feed_no_other(paper: Newspaper, refresher: Refresher) -> None:
    paper.article(1)
    for n, name in enumerate(("canonical.html", "deep.html", "half.xml", "deep.json"), start=2):
        paper.put(f"/news/{n}.html", BAD_FILES[name].encode("utf-8", "surrogatepass"))
    paper.put("/news/6.html", page(6).encode().replace(b"<title>", b"<title>\xff\x00\xed\xa0\x80"))
    paper.article(7)
    report = refresher.refresh(paper.feed([1, 2, 3, 4, 5, 6, 7]))
    assert report.sources[0].problem is None
    assert (refresher.text("/news/1.html"), refresher.text("/news/7.html")) == (story(1), story(7))
