"""What sources allow to be done with their words: read in headers, robots.txt and licences, and kept with articles."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW, WordEncoder
from newspaper import Newspaper, Refresher, page, publishing

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id
from corpus.formats.reservations import content_signal, robots_lines, stated_uses
from corpus.formats.rsl import inline_licences, licence_uses, named_licences
from corpus.source import Failure, read_content
from corpus.uses import UNSAID, Uses
from corpus.web.fetch import FetchPolicy
from index.ingest.refresh import refresh

URL = "https://paper.example/news/1.html"
NO_MODELS = Uses(models=False)
QUOTED = Uses(search=True, models=False)


@pytest.mark.parametrize(
    ("value", "uses"),
    [
        ("search=yes, ai-train=no", Uses(search=True)),
        ("search=yes,ai-input=no,ai-train=no,use=reference", QUOTED),
        ("Search = No , AI-Input = Yes", Uses(search=False, models=True)),
        ("ai-input=yes, ai-input=no", NO_MODELS),
        ("/news ai-input=no", NO_MODELS),
        ("/sport ai-input=no", UNSAID),
        ("ai-input=maybe", UNSAID),
        ("", UNSAID),
    ],
)
def test_a_content_signal_is_read(value: str, uses: Uses) -> None:
    assert content_signal(value, URL) == uses


ROBOTS = """Content-Signal: 0
User-agent: GPTBot
User-Agent: *
Allow: /
Content-Signal: 1 # ours

Content-Signal: 2
"""


@pytest.mark.parametrize(
    ("robots", "values"),
    [
        (ROBOTS, ["1", "2"]),
        (ROBOTS + "User-agent: newsqa/1.0\ncontent-signal: 3\nUser-agent: other\nContent-Signal: 4", ["3"]),
        (ROBOTS + "User-agent: NewsQA\nAllow: /", ["0"]),
        ("Content-Signal: 0\nUser-agent: other\nContent-Signal: 1", ["0"]),
        ("User-agent: *\nSitemap: https://paper.example/s.xml", []),
        ("", []),
    ],
)
def test_a_line_of_robots_txt_holds_for_its_group(robots: str, values: list[str]) -> None:
    assert robots_lines(robots, "content-signal") == values


def rsl(licences: str, attributes: str = 'url="/"') -> str:
    return f'<rsl xmlns="https://rslstandard.org/rsl"><content {attributes}>{licences}</content></rsl>'


def terms(*elements: str) -> str:
    return f"<license>{''.join(elements)}</license>"


SEARCH_ALONE = terms('<permits type="usage">search</permits>')
PAID = '<payment type="use"><amount currency="USD">1</amount></payment>'
EVERYBODY = '<permits type="user">commercial non-commercial education government personal</permits>'


@pytest.mark.parametrize(
    ("document", "uses"),
    [
        (rsl(SEARCH_ALONE), QUOTED),
        (rsl(terms('<permits type="usage">all</permits>')), Uses(True, True)),
        (rsl(terms('<permits type="usage">search ai-input</permits>', '<payment type="free"/>')), Uses(True, True)),
        (rsl(terms('<prohibits type="usage">ai-train</prohibits>')), Uses(True, True)),
        (rsl(terms('<prohibits type="usage">ai-all</prohibits>')), QUOTED),
        (rsl(terms('<prohibits type="usage">ai-input, ai-train</prohibits>')), QUOTED),
        (rsl(terms('<prohibits type="usage">all</prohibits>')), Uses(False, False)),
        (rsl(terms('<permits type="usage">ai-train</permits>')), Uses(False, False)),
        (rsl(SEARCH_ALONE + terms('<permits type="usage">ai-input</permits>', PAID)), QUOTED),
        (rsl(SEARCH_ALONE + terms('<permits type="usage">ai-input</permits>', EVERYBODY)), Uses(True, True)),
        (rsl(SEARCH_ALONE + terms('<permits>ai-input</permits><permits type="user">education</permits>')), QUOTED),
        (rsl(SEARCH_ALONE + terms('<permits>ai-input</permits><permits type="geo">US</permits>')), QUOTED),
        (rsl(SEARCH_ALONE + terms('<permits>ai-input</permits><reporting type="audit" profile="x:y"/>')), QUOTED),
        (rsl(terms(), 'url="/" server="https://licences.example"'), Uses(False, False)),
        (rsl(SEARCH_ALONE, 'url="/sport/*"'), UNSAID),
        (rsl(SEARCH_ALONE, 'url="/news/*.html$"'), QUOTED),
        (rsl(SEARCH_ALONE, 'url="https://paper.example/news/"'), QUOTED),
        (rsl(SEARCH_ALONE, 'url="https://another.example/"'), UNSAID),
        (rsl(SEARCH_ALONE, 'url=""'), QUOTED),
        (rsl(SEARCH_ALONE, 'url="http://[x"'), UNSAID),
        (rsl("<terms>https://paper.example/terms</terms>"), UNSAID),
        (rsl(SEARCH_ALONE).replace("</rsl>", rsl(terms(), 'url="/news"').partition("rsl\">")[2]), Uses(True, True)),
        ("<html>404</html>", NO_MODELS),
        ("<rsl", NO_MODELS),
        ("", NO_MODELS),
    ],
)  # fmt: skip
def test_a_licence_is_read(document: str, uses: Uses) -> None:
    assert licence_uses(document.encode(), URL) == uses


def test_a_page_names_its_licences() -> None:
    link = '<https://a.example/l.xml>; rel="license"; type="application/rsl+xml", <https://a.example/x>; rel="next"'
    body = (
        "<head><link rel='license' type='application/rsl+xml' href='/b.xml'>"
        "<LINK REL=license href=/c.xml type=application/rsl+xml><link rel='license' href='/cc-by'>"
        f"<script type='application/rsl+xml'>{rsl(SEARCH_ALONE)}</script></head>"
    ).encode()
    assert named_licences({"link": link}, body) == ["https://a.example/l.xml", "/b.xml", "/c.xml"]
    assert inline_licences(body) == [rsl(SEARCH_ALONE).encode()]
    assert named_licences({}, b"application/rsl+xml <script") == []
    assert inline_licences(b"<script application/rsl+xml") == []


def test_the_strictest_of_what_is_said_holds() -> None:
    robots = "User-agent: *\nContent-Signal: ai-input=yes, search=yes\nLicense: https://paper.example/l.xml"
    documents = {"https://paper.example/l.xml": rsl(SEARCH_ALONE).encode()}
    assert stated_uses(URL, {}, b"", robots, documents.get) == QUOTED
    assert stated_uses(URL, {"content-signal": "search=no"}, b"", robots, documents.get) == Uses(False, False)
    assert stated_uses(URL, {}, b"", robots, lambda _: None) == QUOTED  # a licence that cannot be had


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Newspaper]:
    monkeypatch.setattr("corpus.web.fetch.BACKOFF_S", 0.01)
    with publishing() as opened:
        yield opened


def kept(refresher: Refresher, paper: Newspaper, path: str) -> Uses | None:
    with SqliteArchive(refresher.path) as archive:
        versions = archive.versions(article_id(paper.address + path))
        return versions[0].article.uses if versions else None


ALLOWED = {
    "nothing said": ("", {}, "", UNSAID),
    "robots.txt": ("User-agent: *\nContent-Signal: search=yes, ai-input=no", {}, "", QUOTED),
    "a header": ("", {"Content-Signal": "ai-input=no"}, "", NO_MODELS),
    "a licence in robots.txt": ("License: {at}/l.xml", {}, "", QUOTED),
    "a licence that is missing": ("License: {at}/missing.xml", {}, "", NO_MODELS),
    "a licence in a header": ("", {"Link": '</l.xml>; rel="license"; type="application/rsl+xml"'}, "", QUOTED),
    "a licence in the page": ("", {}, '<link rel="license" type="application/rsl+xml" href="/l.xml">', QUOTED),
    "a licence at no address": ("License: http://[x", {"Content-Signal": "search=yes"}, "", QUOTED),
    "no search": ("User-agent: *\nContent-Signal: search=no", {}, "", None),
}


@pytest.mark.enable_socket
@pytest.mark.parametrize("case", ALLOWED)
def test_what_a_source_allows_is_kept_with_its_article(paper: Newspaper, refresher: Refresher, case: str) -> None:
    robots, headers, head, uses = ALLOWED[case]
    paper.put("/robots.txt", robots.format(at=paper.address), "text/plain")
    paper.put("/l.xml", rsl(SEARCH_ALONE), "application/rsl+xml")
    paper.put("/news/1.html", page(1, head=head), headers=headers)
    report = refresher.refresh(f"{paper.address}/news/1.html")
    assert kept(refresher, paper, "/news/1.html") == uses
    assert any("does not let it be searched" in each.reason for each in report.failures) == (uses is None)


@pytest.mark.enable_socket
def test_what_a_site_forbids_later_holds_although_its_page_has_not_changed(
    paper: Newspaper, refresher: Refresher
) -> None:
    at = paper.address + paper.article(1)
    refresher.refresh(at)
    paper.put("/robots.txt", "User-agent: *\nContent-Signal: ai-input=no", "text/plain")
    refresher.refresh(at, after=timedelta(days=2))
    assert paper.asked("/news/1.html")[-1].status == 304
    assert kept(refresher, paper, "/news/1.html") == NO_MODELS


@pytest.mark.enable_socket
def test_of_a_site_whose_pages_each_name_another_licence_some_are_asked_for(
    paper: Newspaper, refresher: Refresher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.web.site_rules.MAX_SITE_LICENCES", 2)
    for n in range(1, 5):
        paper.put(f"/l{n}.xml", rsl(terms('<permits type="usage">all</permits>')), "application/rsl+xml")
        head = f'<link rel="license" type="application/rsl+xml" href="/l{n}.xml">'
        paper.put(f"/news/{n}.html", page(n, head=head))
    refresher.refresh(paper.feed([1, 2, 3, 4]))
    allowed = [kept(refresher, paper, f"/news/{n}.html") for n in range(1, 5)]
    assert sorted(uses.models or False for uses in allowed if uses) == [False, False, True, True]


def record(url: str, kind: str, body: str, headers: str = "") -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{headers}\r\n{body}".encode()
    about = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http\r\n"
    return f"{about}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


def test_a_web_archive_says_what_its_pages_allow() -> None:
    robots = record("https://paper.example/robots.txt", "text/plain", "License: https://paper.example/l.xml")
    licence = record("https://paper.example/l.xml", "application/rsl+xml", rsl(SEARCH_ALONE))
    first, second = record(URL, "text/html", page(1)), record("https://b.example/2", "text/html", page(2))
    signal = record("https://c.example/3", "text/html", page(3), "Content-Signal: ai-input=no\r\n")
    closed = record("https://d.example/4", "text/html", page(4), "Content-Signal: search=no\r\n")
    items = list(read_content(robots + licence + first + second + signal + closed, URL, "a.warc", NOW))
    assert not any(isinstance(item, Failure) for item in items)
    assert [item.article.uses for item in items[:3]] == [QUOTED, UNSAID, NO_MODELS]  # type: ignore[union-attr]
    assert [len(item.reservations) for item in items] == [0, 0, 0, 1]  # type: ignore[union-attr]


def test_of_a_web_archive_what_may_not_be_searched_is_left_out_unless_the_rights_are_held(
    tmp_path: Path, words: WordEncoder
) -> None:
    file = tmp_path / "a.warc"
    file.write_bytes(record(URL, "text/html", page(1), "Content-Signal: search=no\r\n"))
    with SqliteArchive(tmp_path / "archive.db", create=True) as archive:
        (failure,) = refresh(archive, words, [file], now=NOW).failures
        assert failure.reason.endswith("does not let it be searched")
        assert refresh(archive, words, [file], now=NOW, policy=FetchPolicy(rights=("paper.example",))).new == 1
        (stored,) = archive.versions(article_id(URL))
        assert stored.article.uses == UNSAID
