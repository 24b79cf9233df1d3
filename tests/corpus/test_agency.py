"""The agencies' formats and web archives, as files and as content."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW
from newspaper import headline, page, story

from corpus.article import Article
from corpus.formats.extract import Extracted
from corpus.source import Failure, read_content, read_file

Write = Callable[[str, str | bytes], Path]
AT = "https://agency.example/item"
NITF = """<?xml version="1.0" encoding="UTF-8"?><nitf xml:lang="en-GB"><head><title>Slug</title>
<docdata><doc-id id-string="x-1"/><date.issue norm="20251027T100000+0900"/></docdata>
<pubdata name="The Agency" position.section="World" ex-ref="https://agency.example/1"/></head>
<body><body.head><hedline><hl1>Bridge <em>opens</em></hl1></hedline>
<byline>By <person>Ann Lee</person></byline></body.head>
<body.content><block><p>One &amp; <em>two</em>.</p><media><media-caption>A photo</media-caption></media><p>Three.</p>
</block></body.content></body></nitf>"""
ITEM = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="2">
<itemMeta><itemClass qcode="{kind}"/><provider literal="agency"><name>The Agency</name></provider>
<versionCreated>2025-10-28T10:00:00Z</versionCreated><firstCreated>2025-10-27T10:00:00+09:00</firstCreated>
<pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><headline>{title}</headline>
<creator literal="al"><name>Ann Lee</name></creator><language tag="en"/></contentMeta>
<contentSet>{body}</contentSet></newsItem>"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title>
</head><body><p>One &amp; <em>two</em>.</p><p>Three.</p></body></html></inlineXML>"""
NINJS = {
    "uri": "https://agency.example/1", "type": "text", "versioncreated": "2025-10-28T10:00:00Z",
    "firstcreated": "2025-10-27T10:00:00+09:00", "headline": "Bridge opens", "byline": "By Ann Lee", "language": "en",
    "copyrightholder": "The Agency", "body_xhtml": "<p>One &amp; <em>two</em>.</p><p>Three.</p>", "pubstatus": "usable",
}  # fmt: skip
NINJS_3 = {
    "standard": {"name": "ninjs", "version": "3.0"}, "uri": "urn:agency:1", "type": "text",
    "firstcreated": "2025-10-27T10:00:00+09:00", "contentcreated": "2025-10-27T01:00:00Z", "language": "en",
    "headlines": [{"role": "slug", "value": "no"}, {"role": "main", "value": "Bridge opens"}],
    "by": [{"name": "Ann Lee"}], "infosources": [{"name": "The Agency"}],
    "bodies": [{"role": "main", "contenttype": "text/html", "value": "<p>One &amp; two.</p><p>Three.</p>"}],
}  # fmt: skip


def item(
    guid: str = "urn:newsml:1", status: str = "usable", kind: str = "ninat:text", title: str = "Bridge opens"
) -> str:
    return ITEM.format(guid=guid, status=status, kind=kind, title=title, body=XHTML)


def read(content: str | bytes, url: str = AT) -> list[Article | str]:
    """The articles in some content, or the reasons why something in it is none."""
    found = read_content(content.encode() if isinstance(content, str) else content, url, "there", NOW)
    return [each.article if isinstance(each, Extracted) else each.reason for each in found]


def only(content: str) -> Article:
    (article,) = read(content)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize(
    "content",
    [NITF, item(), item().replace("inlineXML", "INLINEXML"), json.dumps(NINJS), json.dumps(NINJS_3),
     "\ufeff" + json.dumps([NINJS]),
     f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{item()}</itemSet></newsMessage>",
     ITEM.format(guid="x", status="usable", kind="ninat:text", title="", body=f"<inlineXML>{NITF[38:]}</inlineXML>")],
    ids=["nitf", "newsml", "newsml in capitals", "ninjs", "ninjs 3", "ninjs list", "message", "nitf in newsml"],
)  # fmt: skip
def test_an_agencys_item_becomes_an_article(content: str) -> None:
    article = only(content)
    assert (article.title, article.text) == ("Bridge opens", "One & two.\nThree.")
    assert (article.publisher, article.authors) == ("The Agency", ("Ann Lee",))
    assert article.published == datetime(2025, 10, 27, 1, tzinfo=UTC)
    assert (article.language or "").startswith("en")


def test_what_only_some_formats_say() -> None:
    assert (only(NITF).section, only(NITF).url) == ("World", "https://agency.example/1")
    assert only(item()).modified == datetime(2025, 10, 28, 10, tzinfo=UTC)
    assert only(item("https://agency.example/7")).url == "https://agency.example/7"
    assert only(json.dumps(NINJS_3)).url == AT


@pytest.mark.parametrize(
    ("changed", "name", "value"),
    [
        ({"headlines": [{"value": "Slug"}, {"role": "main", "value": "Bridge"}]}, "title", "Bridge"),
        ({"headlines": [{"role": "main", "value": " "}, {"value": "Slug"}]}, "title", "Slug"),
        ({"body_text": "<p></p>", "body_event": "Two."}, "text", "Two."),
        ({"body_text": "One.", "bodies": [{"value": "Two."}]}, "text", "One."),
        ({"by": [{"role": "writer"}, {"name": "Jo Roe"}], "byline": "By Ann Lee"}, "authors", ("Jo Roe",)),
        ({"infosources": [{"name": ""}], "copyrightholder": [{"name": "Wire"}]}, "publisher", "Wire"),
    ],
)
def test_ninjs_says_a_thing_in_several_places(changed: dict[str, object], name: str, value: object) -> None:
    document = {"uri": "x", "body_xhtml": "<br/>"} | changed
    document |= {} if name == "title" else {"headline": "Bridge opens"}
    document |= {} if name == "text" else {"body_html": "One."}
    assert getattr(only(json.dumps(document)), name) == value


def test_each_item_of_a_message_has_an_address_of_its_own_and_pictures_are_passed_over() -> None:
    items = (
        item("urn:1") + item("urn:2", kind="ninat:picture") + item("urn:3", status="canceled") + item("urn:4", title="")
    )
    found = read(f"<newsMessage><itemSet>{items}</itemSet></newsMessage>")
    assert isinstance(found[0], Article)
    assert found[0].url == f"{AT}?item=urn%3A1"
    assert [str(each).split(" (")[0] for each in found[1:]] == [
        "item urn:3: its agency says that it is canceled",
        "no title",
    ]
    (first, *_) = read(f"<newsMessage>{items}</newsMessage>", "file:///news/a.xml")
    assert isinstance(first, Article)
    assert first.url == "file:///news/a.xml/urn%3A1"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (json.dumps({**NINJS, "pubstatus": "canceled"}), "it is canceled"),
        (json.dumps({**NINJS, "type": "picture"}), "a picture"),
        (json.dumps({**NINJS, "headline": 7}), "no title"), ('{"uri": ', "not JSON"), ("[" * 100_000, "not JSON"),
        (json.dumps({"uri": "x", "body_text": ""}), "no title"), ("<nitf></nitf>", "no title"), ("<nitf>", "no title"),
        ("<newsMessage></newsMessage>", "no news items"), ("<urlset></urlset>", "a sitemap names pages"),
        (b"\x1f\x8b\x08nonsense", "packed wrongly"), ("WARC/1.0\r\nnonsense", "no web archive"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_said_why(content: str | bytes, reason: str) -> None:
    found = read(content)
    assert found
    assert reason in str(found[0])


def test_a_date_that_cannot_be_true_is_left_out() -> None:
    assert only(NITF.replace("20251027T100000+0900", "00010101T000000Z")).published is None
    assert only(json.dumps({**NINJS, "firstcreated": "2098-01-01", "versioncreated": "soon"})).modified is None


def warc(*, is_packed: bool) -> bytes:
    """An archive of three pages, a picture and a redirect, as its format says."""

    def record(url: str, body: bytes, status: str = "200 OK", kind: str = "text/html") -> bytes:
        block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        whole = head.encode() + block + b"\r\n\r\n"
        return gzip.compress(whole) if is_packed else whole

    return (
        record("https://paper.example/1", page(1).encode())
        + record("https://paper.example/a.png", b"png", kind="image/png")
        + record("https://paper.example/2", b"", status="301 Moved")
        + record("https://paper.example/3", page(3).encode())
        + record("https://paper.example/4", b"<html></html>")
    )


@pytest.mark.parametrize(("name", "is_packed"), [("a.warc", False), ("a.warc.gz", True)])
def test_a_web_archives_pages_become_articles_at_their_addresses(write: Write, name: str, is_packed: bool) -> None:
    path = write(name, warc(is_packed=is_packed))
    reads = list(read_file(path, NOW))
    articles = [each.item.article for each in reads if isinstance(each.item, Extracted)]
    assert [(article.url, article.title, article.text) for article in articles] == [
        (f"https://paper.example/{n}", headline(n), story(n)) for n in (1, 3)
    ]
    assert [each.item.place for each in reads if isinstance(each.item, Failure)] == [f"{path}: https://paper.example/4"]
    assert reads[-1].bytes_read <= path.stat().st_size


def test_a_web_archive_that_breaks_off_gives_what_came_before(write: Write) -> None:
    whole = warc(is_packed=False)
    path = write("a.warc", whole[: whole.index(b"https://paper.example/3") + 600])
    reads = list(read_file(path, NOW))
    assert isinstance(reads[0].item, Extracted)
    assert reads[0].item.article.text == story(1)


def test_feeds_and_agency_files_in_a_folder_are_read(write: Write) -> None:
    write("in/a.xml", NITF)
    write("in/b.json", json.dumps(NINJS))
    path = write("in/feed.rss", "<rss><channel><item><title>x</title><link>https://paper.example/1</link>"
                 "<description>A word.</description></item></channel></rss>")  # fmt: skip
    (read_one,) = read_file(path, NOW)
    assert isinstance(read_one.item, Extracted)
    assert (read_one.item.article.url, read_one.item.article.text) == ("https://paper.example/1", "A word.")
