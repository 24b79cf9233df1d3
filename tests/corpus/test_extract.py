import json
import re
from datetime import UTC, datetime

import pytest
from conftest import NOW

from corpus.article import ArticleError
from corpus.formats.extract import Extracted, decode, from_html, from_record, from_text

RECORD = {"url": "https://paper.example/1", "title": "The bridge opens", "text": "It opened on Monday."}
PAGE_URL = "https://fetched.example/2024/05/05/bridge"
BODY = """<article><h1>The bridge opens</h1>
<p>The new bridge over the river opened on Monday after three years of work, the council said.</p>
<p>It cost 12 million euros, about a million more than planned, and carries two lanes of traffic.</p>
<p>Residents had complained of long detours while it was being built.</p></article>"""
STORY = """The new bridge over the river opened on Monday after three years of work, the council said.
It cost 12 million euros, about a million more than planned, and carries two lanes of traffic.
Residents had complained of long detours while it was being built."""
NEWS = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Bridge opens after three years",
    "datePublished": "2025-10-27T09:00:00+09:00",
    "dateModified": "2025-10-28",
    "author": [{"@type": "Person", "name": "Ann Lee"}, "Bo Cho"],
    "publisher": {"@type": "Organization", "name": "The Paper"},
    "inLanguage": "en",
    "articleSection": ["Local", "Traffic"],
}


def json_ld(*blocks: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{block if isinstance(block, str) else json.dumps(block)}</script>'
        for block in blocks
    )


def a_page(head: str = "", body: str = BODY) -> bytes:
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Bridge | The Paper</title>{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav>{body}<footer>© 2025 The Paper</footer></body></html>"
    ).encode()


def read_page(head: str = "", body: str = BODY) -> Extracted:
    return from_html(a_page(head, body), PAGE_URL, NOW)


def test_a_full_record_becomes_an_article() -> None:
    record = {
        **RECORD,
        "publisher": "The Paper",
        "authors": ["Ann Lee", "Bo Cho"],
        "published": "2025-10-27T09:00:00+09:00",
        "modified": "2025-10-28",
        "language": "EN",
        "section": "Local",
    }
    extracted = from_record(record, NOW)
    article = extracted.article
    assert (article.url, article.title, article.text) == (RECORD["url"], RECORD["title"], RECORD["text"])
    assert (article.publisher, article.authors, article.section) == ("The Paper", ("Ann Lee", "Bo Cho"), "Local")
    assert article.published == datetime(2025, 10, 27, tzinfo=UTC)
    assert article.modified == datetime(2025, 10, 28, tzinfo=UTC)
    assert (article.language, extracted.cut, extracted.unknown) == ("en", (), ())


@pytest.mark.parametrize("missing", [None, ""])
def test_what_a_record_leaves_out_is_unknown(missing: object) -> None:
    optional = ("publisher", "authors", "published", "modified", "language", "section")
    for record in (RECORD, {**RECORD, **dict.fromkeys(optional, missing)}):
        article = from_record(record, NOW).article
        assert (article.publisher, article.authors, article.published) == ("paper.example", (), None)
        assert (article.modified, article.language, article.section) == (None, None, None)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("title", 5, "title is not text but of type int: '5'"),
        ("title", ["x"], "title is not text but of type list: \"['x']\""),
        ("text", {"a": 1}, "text is not text but of type dict"),
        ("url", True, "url is not text but of type bool: 'True'"),
        ("published", 20251027, "published is not text but of type int: '20251027'"),
        ("modified", 1.5, "modified is not text but of type float: '1.5'"),
        ("publisher", {"name": "The Paper"}, "publisher is not text but of type dict"),
        ("language", ["en"], "language is not text but of type list"),
        ("section", 1, "section is not text but of type int: '1'"),
        ("authors", "Ann Lee", "authors is not a list of names: 'Ann Lee'"),
        ("authors", ["Ann", None], "authors is not a list of names: \"['Ann', None]\""),
        ("authors", [["Ann"]], "authors is not a list of names"),
        ("authors", {"name": "Ann"}, "authors is not a list of names"),
        ("published", "next week", "published 'next week' is not an ISO 8601 date"),
        ("url", "https://paper.example/\ud800", "surrogates not allowed"),
        ("title", None, "no title (url https://paper.example/1)"),
        ("text", "Advertisement\n\nShare", "no text (url https://paper.example/1)"),
        ("url", "", "no url"),
    ],
)
def test_a_record_with_a_wrong_field_is_refused_by_the_fields_name(field: str, value: object, reason: str) -> None:
    with pytest.raises(ArticleError) as raised:
        from_record({**RECORD, field: value}, NOW)
    assert reason in str(raised.value)


def test_the_message_about_nested_junk_is_short() -> None:
    junk: object = "x" * 1000
    for _ in range(400):
        junk = [{"a": junk}]
    for field in ("title", "authors"):
        with pytest.raises(ArticleError) as raised:
            from_record({**RECORD, field: junk}, NOW)
        assert str(raised.value).startswith(f"{field} is ") and len(str(raised.value)) < 120


@pytest.mark.parametrize(
    ("record", "kind"), [(None, "NoneType"), ([], "list"), ([RECORD], "list"), ("x", "str"), (1, "int")]
)
def test_a_record_that_is_no_object_is_refused(record: object, kind: str) -> None:
    with pytest.raises(ArticleError, match=f"a {kind} where a JSON object was expected"):
        from_record(record, NOW)


def test_keys_that_mean_nothing_are_named() -> None:
    extracted = from_record({**RECORD, "zone": 1, "id": {"nested": []}, "Title": "x"}, NOW)
    assert extracted.unknown == ("Title", "id", "zone")
    assert extracted.article == from_record(RECORD, NOW).article


@pytest.mark.parametrize("separator", ["\n", "\n\n", "\r\n", "\r", "\u2028"])
def test_leftovers_are_cut_however_lines_end(separator: str) -> None:
    lines = ["It opened on Monday.", "Advertisement", "It is long.", "Leave\xa0a  Reply ", "I disagree"]
    extracted = from_record({**RECORD, "text": separator.join(lines)}, NOW)
    assert extracted.article.text.split() == ["It", "opened", "on", "Monday.", "It", "is", "long."]
    assert extracted.cut == ("Advertisement", "Leave a Reply", "I disagree")


def test_text_without_a_header() -> None:
    article = from_text("\n\n# The bridge opens\n\nIt opened.\n\nIt is long.\n", "file:///news/a.md", NOW).article
    assert (article.url, article.title, article.text) == (
        "file:///news/a.md",
        "The bridge opens",
        "It opened.\n\nIt is long.",
    )
    assert (article.publisher, article.published, article.authors) == (None, None, ())


def test_text_with_a_header() -> None:
    text = (
        "The bridge opens\r\nURL: https://paper.example/1?utm_source=x\r\npublisher: The Paper: Local\r\n"
        "Authors: Ann Lee, , Bo Cho\r\npublished: 2025-10-27\r\nmodified:\r\nlanguage: en\r\nsection:\tLocal\r\n\r\n"
        "It opened.\r\npublished: today, one might say.\r\n"
    )
    article = from_text(text, "file:///news/a.txt", NOW).article
    assert (article.url, article.title) == ("https://paper.example/1", "The bridge opens")
    assert (article.publisher, article.authors) == ("The Paper: Local", ("Ann Lee", "Bo Cho"))
    assert (article.published, article.modified) == (datetime(2025, 10, 27, tzinfo=UTC), None)
    assert (article.language, article.section) == ("en", "Local")
    assert article.text == "It opened.\npublished: today, one might say."


@pytest.mark.parametrize(
    "first",
    ["Note: it rained.", "title: it rained.", "text: it rained.", "published:2025-10-27", "https://paper.example/2"],
)
def test_a_line_that_is_no_header_begins_the_body(first: str) -> None:
    article = from_text(f"The bridge opens\n{first}\nurl: https://paper.example/1", "file:///a.txt", NOW).article
    assert (article.url, article.published) == ("file:///a.txt", None)
    assert article.text == f"{first}\nurl: https://paper.example/1"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no title (url file:///a.txt)"),
        ("\n \n", "no title (url file:///a.txt)"),
        ("#\nBody", "no title (url file:///a.txt)"),
        ("Only a title", "no text (url file:///a.txt)"),
        ("Title\nurl: https://paper.example/1", "no text (url https://paper.example/1)"),
        ("Title\npublished: 27 October\nBody", "published '27 October' is not an ISO 8601 date"),
        ("Title\nurl: paper.example\nBody", "url 'paper.example' is not an http, https or file address"),
    ],
)
def test_text_that_is_no_article_is_refused_by_name(text: str, reason: str) -> None:
    with pytest.raises(ArticleError) as raised:
        from_text(text, "file:///a.txt", NOW)
    assert str(raised.value) == reason


def test_text_is_utf_8_with_or_without_a_byte_order_mark() -> None:
    assert decode("Zürich".encode(), "a.txt") == decode(b"\xef\xbb\xbf" + "Zürich".encode(), "a.txt") == "Zürich"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Zürich".encode("latin-1"), "a.txt is not UTF-8: byte 0xfc at offset 1"),
        (b"x" * 12_345 + b"\xff", "a.txt is not UTF-8: byte 0xff at offset 12,345"),
        ("Z".encode("utf-16"), "a.txt is not UTF-8: byte 0xff at offset 0"),
        (b"cut off \xe6\x9d", "a.txt is not UTF-8: byte 0xe6 at offset 8"),
    ],
)
def test_another_encoding_is_refused_with_its_first_byte_and_offset(content: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as raised:
        decode(content, "a.txt")
    assert str(raised.value) == reason


@pytest.mark.parametrize(
    "blocks",
    [
        [NEWS],
        [[{"@type": "Organization", "name": "Other"}, NEWS]],
        [{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Other"}, "junk", NEWS]}],
        [[{"@graph": [NEWS]}]],
        [{**NEWS, "@type": ["CreativeWork", "ReportageNewsArticle"]}],
        ["{broken", "", "null", "3", NEWS],
        ["[" * 100_000, NEWS],
        [{"@type": {"a": 1}}, {"@type": [{"a": 1}, ["b"], None]}, {"@graph": "junk"}, {"headline": "Other"}, NEWS],
        [NEWS, {**NEWS, "headline": "Another story"}],
    ],
    ids=["plain", "list", "graph", "graph in list", "types", "broken", "too deep", "junk", "first of two"],
)
def test_metadata_comes_from_the_pages_json_ld(blocks: list[object]) -> None:
    article = read_page(json_ld(*blocks)).article
    assert (article.title, article.text) == ("Bridge opens after three years", STORY)
    assert (article.publisher, article.authors) == ("The Paper", ("Ann Lee", "Bo Cho"))
    assert article.published == datetime(2025, 10, 27, tzinfo=UTC)
    assert article.modified == datetime(2025, 10, 28, tzinfo=UTC)
    assert (article.language, article.section) == ("en", "Local")
    assert article.url == PAGE_URL


@pytest.mark.parametrize(
    ("properties", "title", "publisher", "authors"),
    [
        ({"author": {"name": "Ann Lee"}, "publisher": "The Paper"}, NEWS["headline"], "The Paper", ("Ann Lee",)),
        ({"author": None, "publisher": [{"name": "The Paper"}]}, NEWS["headline"], "The Paper", ()),
        ({"author": [{}, {"name": 5}, ["Bo"]], "publisher": []}, NEWS["headline"], "fetched.example", ("Bo",)),
        ({"headline": 5, "publisher": {"name": ["x"]}}, "The bridge opens", "fetched.example", ("Ann Lee", "Bo Cho")),
        ({"headline": "Smith &amp; Sons&#39; bridge"}, "Smith & Sons' bridge", "The Paper", ("Ann Lee", "Bo Cho")),
    ],
)
def test_json_ld_properties_in_other_shapes(
    properties: dict[str, object], title: str, publisher: str, authors: tuple[str, ...]
) -> None:
    article = read_page(json_ld({**NEWS, **properties})).article
    assert (article.title, article.publisher, article.authors) == (title, publisher, authors)


def test_a_page_with_opengraph_only() -> None:
    article = read_page(
        '<meta property="og:title" content="Bridge opens"><meta property="og:site_name" content="The Paper">'
        '<meta property="article:published_time" content="2025-10-27T09:00:00+09:00">'
        '<meta name="article:modified_time" content="2025-10-28"><meta property="article:section" content="Local">'
    ).article
    assert (article.title, article.publisher, article.section) == ("Bridge opens", "The Paper", "Local")
    assert article.published == datetime(2025, 10, 27, tzinfo=UTC)
    assert article.modified == datetime(2025, 10, 28, tzinfo=UTC)
    assert (article.text, article.language) == (STORY, "en-gb")


def test_dates_are_never_guessed_from_the_address_or_the_words() -> None:
    body = BODY.replace("</p>", "</p><p>Published: 5 May 2024</p>").replace(
        "</article>", "<time datetime='2024-05-05'>5 May 2024</time></article>"
    )
    article = read_page('<meta name="date" content="2024-05-05">', body).article
    assert (article.published, article.modified) == (None, None)


@pytest.mark.parametrize(
    ("stated", "note"),
    [
        ("last week", "published 'last week' is not an ISO 8601 date"),
        ("0001-01-01T00:00:00", "published '0001-01-01T00:00:00' lies before the year 1600"),
        ("2027-03-01", "published '2027-03-01' lies in the future"),
        ("03/04/2025", "published '03/04/2025' is not an ISO 8601 date"),
        ("2025-13-01", "published '2025-13-01' is not an ISO 8601 date"),
    ],
)
def test_a_pages_impossible_date_is_passed_over_with_a_note(stated: str, note: str) -> None:
    undated = read_page(json_ld({**NEWS, "datePublished": stated}))
    assert (undated.article.published, undated.notes) == (None, (note,))
    assert undated.article.modified == datetime(2025, 10, 28, tzinfo=UTC)
    other = '<meta property="article:published_time" content="2025-10-26T08:00:00Z">'
    dated = read_page(json_ld({**NEWS, "datePublished": stated}) + other)
    assert (dated.article.published, dated.notes) == (datetime(2025, 10, 26, 8, tzinfo=UTC), (note,))


@pytest.mark.parametrize(
    ("stated", "tag", "published"),
    [
        ("Mon, 27 Oct 2025 16:07:38 -0600", "", datetime(2025, 10, 27, 22, 7, 38, tzinfo=UTC)),
        ("Mon Oct 27 2025 03:05:46 GMT+0000 (UTC)", "", datetime(2025, 10, 27, 3, 5, 46, tzinfo=UTC)),
        ("2025-10-27T23:00:00", "2025-10-27T23:00:00-05:00", datetime(2025, 10, 28, 4, tzinfo=UTC)),
        ("2025-10-27T23:00:00+09:00", "2025-10-27T23:00:00Z", datetime(2025, 10, 27, 14, tzinfo=UTC)),
        ("2025-10-27T23:00:00", "2024-01-01T00:00:00Z", datetime(2025, 10, 27, 23, tzinfo=UTC)),
        ("", "2025-10-27", datetime(2025, 10, 27, tzinfo=UTC)),
    ],
    ids=["mail", "script", "zone elsewhere", "own zone", "another moment", "day alone"],
)
def test_a_pages_date_keeps_its_time_zone(stated: str, tag: str, published: datetime) -> None:
    head = json_ld({**NEWS, "datePublished": stated})
    article = read_page(f'{head}<meta property="article:published_time" content="{tag}">').article
    assert article.published == published


def test_marks_in_the_text_state_dates_too() -> None:
    body = BODY.replace("</h1>", "</h1><time itemprop='datePublished' datetime='2025-10-27T09:00:00Z'>today</time>")
    assert read_page("", body).article.published == datetime(2025, 10, 27, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "is_free"),
    [
        (json_ld({**NEWS, "isAccessibleForFree": False}), False),
        (json_ld({**NEWS, "isAccessibleForFree": "False"}), False),
        (json_ld({**NEWS, "isAccessibleForFree": "http://schema.org/True"}), True),
        ('<meta itemprop="isAccessibleForFree" content="false">', False),
        (json_ld({**NEWS, "isAccessibleForFree": ""}), None),
        ("", None),
    ],
)
def test_whether_everybody_may_read_it_is_recorded(head: str, is_free: bool | None) -> None:
    assert read_page(head).article.is_free is is_free


@pytest.mark.parametrize(
    ("head", "reservations"),
    [
        ('<meta name="robots" content="index, NOAI, noimageai">', ("robots: noai",)),
        ('<meta name="GPTBot" content="noai">', ("gptbot: noai",)),
        ('<meta name="tdm-reservation" content="1"><meta name="robots" content="all">', ("tdm-reservation: 1",)),
        ('<meta name="tdm-reservation" content="0"><meta name="robots" content="noindex">', ()),
        ('<meta name="description" content="Ships made of noaium">', ()),
    ],
)
def test_reservations_against_use_by_machines_are_given_to_the_caller(head: str, reservations: tuple[str, ...]) -> None:
    assert read_page(head).reservations == reservations


def test_references_between_json_ld_objects_are_followed() -> None:
    graph = [
        {**NEWS, "publisher": {"@id": "#paper"}, "author": [{"@id": "#ann"}], "isPartOf": {"@id": "#site"}},
        {"@type": "NewsMediaOrganization", "@id": "#paper", "name": "The Paper"},
        {"@type": "Person", "@id": "#ann", "name": "By Ann Lee"},
    ]
    article = read_page(json_ld({"@graph": graph})).article
    assert (article.publisher, article.authors) == ("The Paper", ("Ann Lee",))


def test_of_several_articles_the_one_with_the_pages_address_counts() -> None:
    others = [{**NEWS, "headline": "Another", "url": "https://fetched.example/other"}, {**NEWS, "url": PAGE_URL}]
    article = read_page(f'<link rel="canonical" href="{PAGE_URL}">' + json_ld(others)).article
    assert article.title == NEWS["headline"]


@pytest.mark.parametrize(
    "block",
    ["<!--\n{}\n-->", "//<![CDATA[\n{}\n//]]>", "/*<![CDATA[*/{}/*]]>*/", "{};"],
    ids=["comment", "1", "2", ";"],
)
def test_json_ld_in_old_wrappings_is_read(block: str) -> None:
    spoiled = json.dumps(NEWS).replace("three years", "three\tyears")
    assert read_page(json_ld(block.replace("{}", spoiled))).article.title == "Bridge opens after three years"


def test_stated_corrections_are_recorded_with_their_date() -> None:
    stated = [
        {"@type": "CorrectionComment", "text": "The bridge is in the  north.", "datePublished": "2025-11-02T10:00:00Z"},
        "https://paper.example/corrections",
        "The mayor's name was wrong.",
    ]
    body = BODY.replace(
        "</article>", "<p>Correction: The cost was wrong in what we wrote first, it was less.</p></article>"
    )
    corrections = read_page(json_ld({**NEWS, "correction": stated}), body).article.corrections
    assert [(each.kind, each.text.split()[-1], each.date) for each in corrections] == [
        ("correction", "less.", None),
        ("correction", "north.", datetime(2025, 11, 2, 10, tzinfo=UTC)),
        ("correction", "wrong.", None),
    ]


HEADLINES = "".join(f"<p>Headline number {n} of the many that we have today</p>" for n in range(12))


@pytest.mark.parametrize(
    ("head", "body", "url", "reason"),
    [
        (json_ld({"@type": "CollectionPage"}), BODY, PAGE_URL, "an index page (CollectionPage)"),
        (json_ld({"@type": "ImageGallery"}), BODY, PAGE_URL, "a gallery (ImageGallery)"),
        ("", BODY, "https://fetched.example/", "the front page of a site"),
        ("", f"<article><h1>Local news</h1>{HEADLINES}</article>", PAGE_URL, "a list of 12 headlines"),
        (
            json_ld(NEWS),
            "<h1>Please log in</h1><p>This article is for subscribers, who log in here to read on.</p>"
            "<form><input type='password'></form>",
            PAGE_URL,
            "a page that asks for a login",
        ),
    ],
)
def test_a_page_that_is_safely_no_article_is_refused_as_what_it_is(head: str, body: str, url: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=re.escape(f"no article but {reason} (url {url})")):
        from_html(a_page(head, body), url, NOW)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (json_ld(NEWS, {"@type": "CollectionPage"}), BODY),
        ('<meta property="og:type" content="article">', f"<article><h1>Today</h1>{HEADLINES}</article>"),
        ("", BODY + "<form><input type='password'></form>" + f"<article>{BODY * 3}</article>"),
        ("", "<article><h1>Results</h1>" + "".join(f"<p>Team {n} won by {n}.</p>" for n in range(12)) + "</article>"),
    ],
    ids=["says article", "og article", "login beside a story", "short sentences"],
)
def test_where_it_is_not_safe_to_say_a_page_is_taken_for_an_article(head: str, body: str) -> None:
    assert read_page(head, body).article.text


def test_boxes_are_cut_and_reported() -> None:
    body = BODY.replace("<p>It cost", "<div class='newsletter'><p>Get the day's stories.</p></div><p>It cost")
    extracted = read_page("", body)
    assert (extracted.article.text, extracted.cut) == (STORY, ("Get the day's stories.",))


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("<h1>The bridge opens</h1>", "The bridge opens"),
        ("<h1>The <em>new</em> bridge\n opens</h1>", "The new bridge opens"),
        ("<h1>The<br>bridge<br/>opens</h1>", "The bridge opens"),
        ("<h1><img src='logo.png'></h1><h1>The bridge opens</h1>", "The bridge opens"),
        ("", "Bridge | The Paper"),
    ],
)
def test_without_metadata_the_title_is_the_heading_and_not_repeated_in_the_text(heading: str, title: str) -> None:
    article = read_page(body=BODY.replace("<h1>The bridge opens</h1>", heading)).article
    assert article.title == title
    assert article.text.startswith("The new bridge over the river opened on Monday")


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("", PAGE_URL),
        ('<link rel="canonical" href="https://fetched.example/1?utm_source=x">', "https://fetched.example/1"),
        ('<link rel="canonical" href="HTTPS://FETCHED.example/1">', "https://fetched.example/1"),
        ('<meta property="og:url" content="https://fetched.example/2">', "https://fetched.example/2"),
        (
            '<meta property="og:url" content="https://fetched.example/2">'
            '<link rel="canonical" href="https://fetched.example/1">',
            "https://fetched.example/1",
        ),
        (
            '<link rel="canonical"><link rel="canonical" href="/1"><meta property="og:url" content="/2">',
            "https://fetched.example/1",
        ),
        ('<link rel="canonical" href="/"><meta property="og:url" content="/2">', "https://fetched.example/2"),
    ],
)
def test_the_address_is_the_pages_canonical_one(head: str, url: str) -> None:
    assert read_page(head).article.url == url


@pytest.mark.parametrize("before", ["", "<p>Traffic and roads</p>", "<p>Local</p><p>By our staff in the north</p>"])
def test_a_headline_among_the_first_lines_is_no_part_of_the_text(before: str) -> None:
    body = BODY.replace("</h1>", f"</h1>{before}<p>The bridge opens</p>").replace("<h1>The bridge opens</h1>", "")
    text = read_page('<meta property="og:title" content="The bridge opens">', body).article.text
    assert "The bridge opens" not in text and text.endswith(STORY)


@pytest.mark.parametrize("href", ["http://[", "https://paper.example:99999/", "https://\ud800.example/", "http://"])
def test_an_address_that_is_none_is_not_the_pages(href: str) -> None:
    named = f'<link rel="canonical" href="{href.encode("ascii", "replace").decode()}"><a href="{href[:8]}">x</a>'
    assert read_page(named).article.url == PAGE_URL


def test_a_page_loses_its_comment_section_and_boxes() -> None:
    body = BODY.replace(
        "</article>",
        "<p>Sign up for our daily newsletter and never miss a story.</p><p>The mayor cut a ribbon on Monday.</p>"
        "<h3>Leave a Reply</h3><p>Your email address will not be published.</p></article>",
    )
    text = read_page(body=body).article.text
    assert text == f"{STORY}\nThe mayor cut a ribbon on Monday."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no HTML in "),
        (b" \n", "no HTML in "),
        (b"\x00\x01\xff", "no HTML in "),
        (b"<html></html>", "no title "),
        (b"<html><title>Bridge</title><body></body></html>", "no text "),
        (b"<html><h1>Bridge</h1><script>let text = 1</script><style>p {}</style></html>", "no text "),
    ],
)
def test_a_page_without_an_article_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as raised:
        from_html(content, PAGE_URL, NOW)
    assert str(raised.value).startswith(reason) and PAGE_URL in str(raised.value)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig"])
def test_a_page_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    page = a_page(body=BODY.replace("river", "Düna")).decode().replace('charset="utf-8"', f'charset="{encoding}"')
    assert "over the Düna opened" in from_html(page.encode(encoding), PAGE_URL, NOW).article.text


@pytest.mark.parametrize("value", [0, False, [], {}])
def test_a_wrong_type_is_refused_even_if_it_is_empty(value: object) -> None:
    with pytest.raises(ArticleError, match="publisher is not text but of type"):
        from_record({**RECORD, "publisher": value}, NOW)


def test_a_rule_on_the_first_line_is_no_headline() -> None:
    with pytest.raises(ArticleError, match="no title"):
        from_text("---\ntitle: The bridge\n\nIt opens in June.", "https://paper.example/1", NOW)


@pytest.mark.parametrize(
    "sentence",
    [
        "মিলের আগুন রবিবার {} টায় নিভে গেছে।",
        "لیون کے کارخانے میں آگ {} بجے لگی۔",
        "Հրդեհը ջրաղացում մարվել է ժամը {}-ին։",
        "እሳቱ በወፍጮ ቤት ውስጥ በ{} ሰዓት ጠፋ።",
        "ភ្លើងនៅរោងម៉ាស៊ីនត្រូវបានពន្លត់នៅម៉ោង {}។",
        "စက်ရုံမီးကို {} နာရီတွင် ငြှိမ်းသတ်ခဲ့သည်။",
        "ไฟไหม้โรงสีดับลงเมื่อเวลา {} นาฬิกา",
        "ໄຟໄໝ້ໂຮງສີດັບລົງເວລາ {} ໂມງ",
        "The fire in the mill was put out in the year 19{}",
        "「火事は{}時に消えた。」",
    ],
)
def test_an_article_in_any_script_is_no_list_of_headlines(sentence: str) -> None:
    lines = [sentence.format(n) for n in range(10, 20)]
    body = "<article><h1>火 Mill</h1>" + "".join(f"<p>{line}</p>" for line in lines) + "</article>"
    assert read_page("", body).article.text.split("\n") == lines


def test_a_tables_rows_and_broken_lines_are_lines_whose_words_stand_apart() -> None:
    table = (
        "<table><caption>Cost</caption><tr><th>Bridge</th><th>Euros</th></tr>"
        "<tr><td>North</td><td>12,000,000</td></tr><tr><td><p>South</p></td><td></td><td>9,500,000<br>and</td></tr></table>"
    )
    body = BODY.replace(
        "<p>It cost", f"{table}<p>It was counted<br/>until midnight.</p><ul><li>One</li><li>Two</li></ul><p>It cost"
    )
    lines = read_page("", body).article.text.split("\n")
    for line in ("Cost", "Bridge Euros", "North 12,000,000", "South 9,500,000 and", "- One", "- Two"):
        assert line in lines
    assert "It was counted\nuntil midnight." in "\n".join(lines)
