"""Whatever stands in a feed, a page or a file: readers raise what they say they raise, take no long time, and what they
give can be kept and quoted.

A few examples each; the long run is marked as slow: 5,000 of each of 21 readers.
"""

# ruff: noqa: E501, SIM905
import io
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from conftest import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, ArticleError, canonical_url, version_hash
from corpus.author_names import author_names
from corpus.corrections import find_corrections
from corpus.formats.agency.newsml import from_newsml
from corpus.formats.agency.ninjs import from_ninjs
from corpus.formats.agency.nitf import from_nitf
from corpus.formats.extract import Extracted, from_html, from_record, from_text
from corpus.formats.feed import TOO_BROKEN, possible_date, read_feed, read_json_feed
from corpus.formats.feed_text import item_text
from corpus.formats.listing import read_listing
from corpus.formats.page_charset import in_utf8
from corpus.formats.sitemap import read_sitemap
from corpus.formats.sniff import kind_of, read_json
from corpus.formats.unpack import TooLargeError, unpacked
from corpus.formats.webarchive import BrokenArchiveError, read_warc
from corpus.page import Listing
from corpus.seen_name import seen_name
from corpus.stated_date import as_iso
from corpus.web.robots import Robots, reserving_rule
from index.text.sentences import sentences

MAX_CPU_S = 5.0
URL = "https://paper.example/1"

PIECES = (
    "<p> </p> <item> </item> <title> <link> <description> <![CDATA[ ]]> <!-- --> <br> <pre> <table> <tr> <td> <b> <a href='http://[x'>"
    " <url> <loc> <news:news> <lastmod> <body.content> <hedline> <newsItem guid='x'> <contentSet> <inlineXML> <entry> <updated> <svg>"
    " &amp; &#0; &#55296; &#99999999; &lt;p&gt; &x; \" ' \\ { } [ ] : , null true -1 1e999 \\ud800 NaN 2026-01-05 20260105T000000Z"
    " 99999999999999 0000-00-00 31/02/2025 Mon, 05 Jan 2026 26:61:61 +9999 五月 https://paper.example/2 http://[ //x javascript:x @"
    " (a@b (x)) By Ana Osk and Correction: Update clarified “ ” ‘ » \u202e \u200b e\u0301 \x00 \x0b \x1b \ufeff \U0001f44d ß İ"
    " User-agent: * Disallow: /*a*$ Crawl-delay: Request-rate: 1/0 WARC/1.0 WARC-Type: response Content-Length: 9 HTTP/1.1 200 OK"
    " Content-Type: text/html charset=utf-16 charset=x --- title: date: url: Mr. p.m. U.S. 。」 と | # - *"
).split(" ")
JUNK = st.lists(
    st.one_of(st.sampled_from(PIECES), st.sampled_from(["\n", "\r\n", " ", "\t"]), st.text(max_size=6)), max_size=40
)
REPEATED = st.builds(
    lambda pieces, n: "".join(pieces) * n, st.lists(st.sampled_from(PIECES), max_size=3), st.integers(1, 400)
)
TEXT = st.one_of(JUNK.map("".join), JUNK.map(" ".join), REPEATED)
ENCODINGS = st.sampled_from(["utf-8"] * 6 + ["utf-16", "latin-1", "shift_jis", "utf-8-sig"])


def _encoded(text: str, encoding: str, cut: int | None) -> bytes:
    content = text.encode(encoding, "surrogatepass" if encoding in ("utf-8", "utf-16") else "replace")
    return (
        content
        if cut is None
        else content[: len(content) * cut // 10] + b"\xff\x80" + content[len(content) * cut // 10 :]
    )


def content(*forms: str) -> st.SearchStrategy[bytes]:
    """Bytes of a form with anything at its places."""
    filled = st.builds(
        lambda form, one, two: form.replace("@1", one).replace("@2", two), st.sampled_from(forms), TEXT, TEXT
    )
    return st.builds(_encoded, filled, ENCODINGS, st.one_of(st.none(), st.integers(0, 10)))


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=6
)
KEYS = (
    "url title text publisher authors published modified language section uri headline headlines body_text body_html versioncreated"
    " byline type embargoed items version home_page_url id content_html content_text date_published attachments author summary usageterms"
).split()
RECORDS = st.builds(
    lambda base, more: base | more,
    st.sampled_from(
        [{}, {"url": URL, "title": "x", "text": "y"}, {"uri": "urn:x:1", "headline": "x", "body_text": "y"}]
    ),
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6),
)


def keepable(found: Any) -> None:
    """Articles whose every word can be stored, whose hash is theirs, and whose sentences are of them."""
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, Extracted):
            item = item.article
        if isinstance(item, Article):
            f"{item}".encode()
            assert item.version == version_hash(item.title, item.text)
            spans_inside(item.text)
        if isinstance(item, Listing):
            assert all(entry.url.lower().startswith("http") for entry in item.entries)


def spans_inside(text: str) -> None:
    last = 0
    for span in sentences(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end


def _robots(text: str) -> None:
    robots = Robots(text)
    robots.allows(f"https://paper.example/{text[:50].encode('utf-8', 'ignore').hex()}")
    robots.delay_s()


RSS = "<rss version='2.0' xmlns:dc='x'><channel><title>@1</title><item><title>@2</title><link>https://p.example/1</link><description>@1</description><pubDate>@2</pubDate><author>@1</author></item></channel></rss>"
ATOM = "<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><title>@1</title><entry><id>@2</id><link href='@1'/><updated>@2</updated><content type='html'>@1</content></entry></feed>"
SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='n'><url><loc>https://p.example/@1</loc><lastmod>@2</lastmod><news:news><news:publication_date>@1</news:publication_date></news:news></url></urlset>"
HTML = '<html lang=\'en\'><head><title>@1</title><meta property=\'og:site_name\' content=\'@2\'><script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":@1,"datePublished":"@2"}</script></head><body><article><h1>@1</h1><p>@2 The council met on Monday, the mayor said. It agreed.</p>@1</article></body></html>'
NITF = "<nitf><head><docdata><date.issue norm='@1'/><doc-id id-string='x'/></docdata></head><body><body.head><hedline><hl1>@1</hl1></hedline><byline>@2</byline></body.head><body.content><p>@2</p></body.content></body></nitf>"
NEWSML = "<newsItem guid='urn:x:@1' xmlns='http://iptc.org/std/nar/2006-10-01/'><itemMeta><itemClass qcode='ninat:text'/><versionCreated>@2</versionCreated></itemMeta><contentMeta><headline>@1</headline></contentMeta><contentSet><inlineXML><p>@2</p></inlineXML></contentSet></newsItem>"
WARC = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: @2\r\nWARC-Target-URI: https://p.example/@2\r\nContent-Length: 90\r\nContent-Type: application/http; msgtype=response\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n@1\r\n\r\n<p>@2"
MARKDOWN = "---\ntitle: @1\ndate: @2\nurl: @1\n---\n@2"

READERS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], Any], tuple[type[Exception], ...]]] = {
    "rss": (content(RSS, "@1", "<rss><channel>@1@2"), lambda c: read_feed(c, URL, NOW), TOO_BROKEN),
    "atom": (content(ATOM, "<feed>@1<entry>@2"), lambda c: read_feed(c, URL, NOW), TOO_BROKEN),
    "list": (content(RSS, ATOM, SITEMAP, "@1"), lambda c: read_listing(c, URL, "text/xml", NOW), TOO_BROKEN),
    "sitemap": (content(SITEMAP, "<sitemapindex>@1<sitemap><loc>@2"), lambda c: read_sitemap(c, URL, NOW), ()),
    "page": (content(HTML, "<html>@1@2", "@1"), lambda c: from_html(in_utf8(c), URL, NOW), (ArticleError,)),
    "nitf": (content(NITF, "<nitf>@1"), lambda c: list(from_nitf(c, URL, NOW)), (ArticleError,)),
    "newsml": (content(NEWSML, "<newsMessage>@1", "<NewsML>@1@2"), lambda c: list(from_newsml(c, URL, NOW)), (ArticleError,)),
    "warc": (content(WARC, WARC + "\r\n\r\n" + WARC, "WARC/1.0@1"), lambda c: list(read_warc(io.BytesIO(c))), (BrokenArchiveError,)),
    "json": (content('{"url":"@1","title":@2}', "[@1]", "@1"), read_json, (ValueError,)),
    "record": (RECORDS, lambda r: from_record(r, NOW), (ArticleError,)),
    "ninjs": (RECORDS, lambda r: from_ninjs(r, URL, NOW, is_alone=True), (ArticleError,)),
    "json feed": (RECORDS, lambda r: read_json_feed({"items": [r], **r}, URL, NOW), ()),
    "text": (TEXT, lambda t: from_text(t, URL, NOW), (ArticleError,)),
    "markdown": (content(MARKDOWN), lambda c: from_text(c.decode("utf-8", "replace"), URL, NOW), (ArticleError,)),
    "robots": (TEXT, _robots, ()),
    "reservations": (content('[{"location":"@1","tdm-reservation":1},{"location":"/@2"}]'), lambda c: reserving_rule(c.decode("utf-8", "replace"), URL), ()),
    "dates": (TEXT, lambda t: (as_iso(t), possible_date(t, NOW, [])), ()),
    "names": (TEXT, lambda t: (author_names(t.splitlines()), seen_name(t), find_corrections(t, t)), ()),
    "addresses": (TEXT, lambda t: canonical_url(f"https://{t}"), (ArticleError,)),
    "markup": (TEXT, lambda t: spans_inside(item_text(t, t[:9], "The Paper")), ()),
    "packed": (content("@1").map(lambda c: zlib.compress(c)[: len(c)]) | content("\x1f\x8b@1"), lambda c: (kind_of(c), unpacked(c, 9_999)), (TooLargeError, zlib.error)),
}  # fmt: skip


def hold(name: str, examples: int) -> None:
    strategy, read, documented = READERS[name]

    @settings(deadline=None, max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(strategy)
    def holds(given_content: Any) -> None:
        began = time.process_time()
        try:
            found = read(given_content)
        except documented:
            found = None
        keepable(found)
        assert time.process_time() - began < MAX_CPU_S

    holds()


@pytest.mark.parametrize("name", READERS)
def test_a_reader_raises_what_it_says_whatever_it_is_given(name: str) -> None:
    hold(name, 10)


@pytest.mark.slow
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("name", READERS)
def test_a_reader_raises_what_it_says_in_a_long_run(name: str) -> None:
    hold(name, 5_000)
