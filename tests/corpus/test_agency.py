"""The agencies' formats and web archives, as files and as content."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import NOW, WordEncoder
from newspaper import headline, page, story

from corpus.archive.sqlite import SqliteArchive
from corpus.article import Article, article_id
from corpus.formats.extract import Extracted
from corpus.source import Failure, read_content, read_file
from corpus.web.fetch import FetchPolicy
from index.ingest.refresh import refresh

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
    assert first.url == "file:///urn:1"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (json.dumps({**NINJS, "pubstatus": "canceled"}), "it is canceled"),
        (json.dumps({**NINJS, "type": "picture"}), "of type picture, not a text"),
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


def reason(content: str) -> str:
    (said,) = read(content)
    assert isinstance(said, str), said
    return said


LATER, EARLIER = "2031-05-04T06:00:00+02:00", "2025-10-29T06:00:00Z"  # than NOW
RELEASED = '<date.release norm="{}"/></docdata>'
NEWSML_1 = """<NewsML><NewsItem xml:lang="nb"><Identification><NewsIdentifier><ProviderId>wire.example</ProviderId>
<DateId>20251027</DateId><NewsItemId>{id}</NewsItemId><RevisionId PreviousRevision="1">2</RevisionId>
</NewsIdentifier></Identification><NewsManagement><FirstCreated>20251027T100000+0900</FirstCreated>
<ThisRevisionCreated>20251028T100000Z</ThisRevisionCreated><Status FormalName="{status}"/>{change}</NewsManagement>
<NewsComponent><NewsLines><HeadLine>Bridge opens</HeadLine></NewsLines><AdministrativeMetadata><Provider>
<Party FormalName="The Agency"/></Provider></AdministrativeMetadata>
<NewsComponent><NewsLines><HeadLine>A photo</HeadLine></NewsLines><ContentItem><MediaType FormalName="Photo"/>
<DataContent>One of the bridge, which is long, on the day of its opening.</DataContent></ContentItem></NewsComponent>
<NewsComponent><NewsLines><ByLine>By Ann Lee</ByLine></NewsLines><ContentItem><MediaType FormalName="Text"/>
<DataContent>{body}</DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"""


def newsml_1(
    number: int = 1, status: str = "Usable", change: str = "", body: str = "<p>One &amp; two.</p><p>Three.</p>"
) -> str:
    return NEWSML_1.format(id=number, status=status, change=change, body=body)


CHANGE = "<StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>{}</DateAndTime></StatusWillChange>"


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (LATER, "until 2031-05-04 04:00 UTC"), ("2031-05-04", "until 2031-05-04 12:00 UTC"), ("", "no hour"),
        ("soon", "until 'soon'"), ("20310504T060000Z", "until 2031-05-04 06:00 UTC"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["newsml", "ninjs", "nitf", "newsml 1"])
def test_an_embargoed_item_is_held_back_until_its_hour(kind: str, until: str, said: str) -> None:
    found = reason(
        {
            "newsml": item().replace("<pubStatus", f"<embargoed>{until}</embargoed><pubStatus"),
            "ninjs": json.dumps({**NINJS, "embargoed": until, "pubstatus": "usable" if until else "embargoed"}),
            "nitf": NITF.replace("<docdata>", '<docdata management-status="embargoed">').replace(
                "</docdata>", RELEASED.format(until)
            ),
            "newsml 1": newsml_1(status="Embargoed", change=CHANGE.format(until)),
        }[kind]
    )
    assert "embargoed by its agency" in found and said in found


def test_an_item_whose_embargo_has_ended_was_published_then() -> None:
    for content in (
        item().replace("<pubStatus", f"<embargoed>{EARLIER}</embargoed><pubStatus"),
        json.dumps({**NINJS, "embargoed": EARLIER}),
        NITF.replace("</docdata>", RELEASED.format("20251029T060000Z")),
        newsml_1(status="Embargoed", change=CHANGE.format("20251029T060000+0000")),
    ):
        assert only(content).published == datetime(2025, 10, 29, 6, tzinfo=UTC)


def test_an_embargo_without_a_zone_holds_until_it_has_ended_everywhere() -> None:
    until = (NOW - timedelta(hours=1)).replace(tzinfo=None).isoformat()
    assert "embargoed" in reason(json.dumps({**NINJS, "embargoed": until}))


@pytest.mark.parametrize(
    "content",
    [
        item(status="withheld"), item().replace('qcode="stat:usable"', 'uri="http://cv.example/pubstatus/canceled/"'),
        json.dumps({**NINJS_3, "pubStatus": "canceled"}), json.dumps({**NINJS, "pubstatus": "killed"}),
        NITF.replace("<docdata>", '<docdata management-status="Canceled">'), newsml_1(status="Canceled"),
    ],
)  # fmt: skip
def test_a_withdrawn_item_is_no_article_whatever_says_so(content: str) -> None:
    assert "its agency says that it is" in reason(content)


def test_ninjs_is_read_whatever_its_names_are_written_like() -> None:
    document = {
        "guid": "urn:desk:1", "firstCreated": "2025-10-27T10:00:00+0900", "copyrightHolder": "The Agency",
        "authors": [{"name": "Ann Lee", "role": "writer"}, {"name": "Jo Roe", "role": "editor"}], "Language": "en",
        "Headlines": [{"Role": "main", "Value": "Bridge opens"}],
        "bodies": [{"role": "short", "value": "No."}, {"role": "main", "value": "One &amp; two.<p>Three.</p>"}],
    }  # fmt: skip
    article = only(json.dumps(document))
    assert (article.title, article.text) == ("Bridge opens", "One & two.\nThree.")
    assert (article.publisher, article.authors) == ("The Agency", ("Ann Lee",))
    assert article.published == datetime(2025, 10, 27, 1, tzinfo=UTC)
    assert only(json.dumps(document | {"by": "By Jo Roe"})).authors == ("Jo Roe",)


def test_the_story_of_a_nitf_is_not_its_note_to_editors() -> None:
    note = "<note><body.content><p>Desks: kill the first version.</p></body.content></note>"
    noted = NITF.replace("<body.head>", f"<body.head>{note}").replace("<block>", f"<block>{note}")
    assert only(noted).text == "One & two.\nThree."
    named = NITF.replace("One &amp;", "&Uuml;ber die Br&uuml;cke&hellip; &AMP;&lt; &nothing;")
    assert only(named).text.startswith("Über die Brücke… &<")


def test_names_in_names_are_one_author() -> None:
    nested = "<person>" * 100 + "Ann Lee<byttl>Writer</byttl>" + "</person>" * 100
    assert only(NITF.replace("<person>Ann Lee</person>", nested)).authors == ("Ann Lee",)


def test_the_words_of_cells_and_of_broken_lines_stay_apart() -> None:
    table = "<table><tr><td>Quill</td><td>4,112</td></tr><tr><td>Oram</td><td>389</td></tr></table>"
    nitf = NITF.replace("<p>Three.</p>", f"<p>Three<br/>lines.</p>{table}")
    assert only(nitf).text == "One & two.\nThree lines.\nQuill 4,112\nOram 389"
    newsml = ITEM.format(guid="x", status="usable", kind="ninat:text", title="Votes", body=XHTML)
    assert only(newsml.replace("<p>Three.</p>", table)).text == "One & two.\nQuill 4,112\nOram 389"


def test_newsml_1_is_read() -> None:
    for content in (newsml_1(), newsml_1(body=f"<nitf>{NITF[NITF.index('<body>') :]}")):
        article = only(content)
        assert (article.title, article.text) == ("Bridge opens", "One & two.\nThree.")
        assert (article.publisher, article.authors, article.language) == ("The Agency", ("Ann Lee",), "nb")
        assert article.published == datetime(2025, 10, 27, 1, tzinfo=UTC)
        assert article.modified == datetime(2025, 10, 28, 10, tzinfo=UTC)


def test_of_several_headlines_and_renditions_the_main_one_is_read() -> None:
    lines = '<headline role="h:sub">No</headline><headline role="h:main">Bridge opens</headline>'
    short = "<inlineXML><html><body><p>One.</p></body></html></inlineXML>"
    plain = "<inlineData>&lt;p&gt;One &amp;amp; two.&lt;/p&gt;&lt;p&gt;Three.&lt;/p&gt;</inlineData>"
    for body in (short + XHTML, short + plain, plain + f"<inlineXML>{NITF[38:]}</inlineXML>"):
        content = ITEM.format(guid="x", status="usable", kind="ninat:text", title="~", body=body)
        article = only(content.replace("<headline>~</headline>", lines))
        assert (article.title, article.text) == ("Bridge opens", "One & two.\nThree.")


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


@pytest.mark.parametrize(
    "content", [b"\x1f\x8b\x08\x00\xff\xfe\x00\x9c", b"\x89PNG\r\n\x1a\n\x00\xff", b"no archive \x07\n"]
)
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_a_broken_web_archive_is_told_in_words_and_not_in_bytes(write: Write, content: bytes, name: str) -> None:
    (item,) = read_file(write(name, content), NOW)
    assert isinstance(item.item, Failure)
    assert item.item.reason.isascii() and "\\x" not in item.item.reason and "\x07" not in item.item.reason


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


@pytest.mark.parametrize("stated", ["", '<meta property="article:published_time" content="2025-10-01T08:00:00Z">'])
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_captures_of_a_page_are_its_versions_in_the_order_of_their_dates(
    tmp_path: Path, write: Write, words: WordEncoder, stated: str, order: tuple[int, ...]
) -> None:
    def capture(day: int) -> bytes:
        content = page(1).replace("</head>", f"{stated}</head>").replace(story(1)[:20], f"On day {day} it was said")
        block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{content}".encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example/1\r\nWARC-Date: 2025-10-0{day}"
        )
        head += "T12:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"

    one, *others = order
    with SqliteArchive(tmp_path / "archive.db", create=True) as archive:
        for n, days in enumerate([others, [one]]):  # in two files of two refreshes
            refresh(archive, words, [write(f"{n}.warc", b"".join(map(capture, days)))], now=NOW)
        versions = archive.versions(article_id("https://paper.example/1"))
        assert [stored.article.text[:8] for stored in versions] == ["On day 3", "On day 2", "On day 1"]
        assert archive.checks.broken_intervals() == []


@pytest.mark.parametrize(
    ("header", "head"),
    [
        ("X-Robots-Tag: noindex, noai\r\n", ""), ("TDM-Reservation: 1\r\n", ""),
        ("", '<meta name="tdm-reservation" content="1">'), ("", '<meta name="robots" content="noai">'),
    ],
)  # fmt: skip
def test_a_capture_whose_rights_are_reserved_is_left_out_unless_they_are_held(
    tmp_path: Path, write: Write, words: WordEncoder, header: str, head: str
) -> None:
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{header}\r\n{page(1, head=head)}".encode()
    about = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example/1\r\n"
    about += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    path = write("a.warc", about.encode() + block + b"\r\n\r\n")
    with SqliteArchive(tmp_path / "archive.db", create=True) as archive:
        (failure,) = refresh(archive, words, [path], now=NOW).failures
        assert (failure.place, "reserved" in failure.reason) == (f"{path}: https://paper.example/1", True)
        held = FetchPolicy(rights=("paper.example",))
        assert refresh(archive, words, [path], now=NOW, policy=held).new == 1


def test_feeds_and_agency_files_in_a_folder_are_read(write: Write) -> None:
    write("in/a.xml", NITF)
    write("in/b.json", json.dumps(NINJS))
    path = write("in/feed.rss", "<rss><channel><item><title>x</title><link>https://paper.example/1</link>"
                 "<description>A word.</description></item></channel></rss>")  # fmt: skip
    (read_one,) = read_file(path, NOW)
    assert isinstance(read_one.item, Extracted)
    assert (read_one.item.article.url, read_one.item.article.text) == ("https://paper.example/1", "A word.")
