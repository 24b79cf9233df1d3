"""Reading within bounds: whatever content does to its reader, the process that asked for it goes on."""

import os
import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import NOW
from newspaper import Newspaper, Refresher, story

import corpus.bounded
import corpus.web.crawl
from corpus.bounded import UnreadableError, bounded, end_idle
from corpus.formats.listing import read_listing
from corpus.source import Failure, read_content, read_file
from corpus.web.own_words import _says_more
from index.text.sentences import sentences


@pytest.fixture(autouse=True)
def readers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Processes that may work for a second."""
    monkeypatch.setattr(corpus.bounded, "CPU_S", 1)
    end_idle()
    yield
    end_idle()


def slow_feed(*, is_closed: bool = True) -> bytes:
    """A feed whose first line takes feedparser its length cubed."""
    declaration = "<?xml version='1.0' encoding='utf-8'" + ("?>" if is_closed else "")
    words = 'encoding="a" ' * 4_000
    item = f"<item><title>x</title><link>https://a.example/1</link><description>{words}</description></item>"
    return f"{declaration}<rss version='2.0'><channel>{item}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("read", "reason"),
    [
        (partial(re.fullmatch, "(a*)*b", "a" * 60), "takes more than 1 s"),
        (partial(os._exit, 3), "code 3"),
        (partial(int, "x"), "ValueError: invalid literal"),
        (partial(bytearray, 8_000_000_000), "MemoryError"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_reason_and_the_next_is_read(read: object, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        bounded(read)  # type: ignore[arg-type]
    assert bounded(partial(int, "7")) == 7


def test_what_a_reader_prints_is_no_answer() -> None:
    assert bounded(partial(print, "a parser's words")) is None
    assert bounded(partial(os.write, 1, b"words")) == 5


def test_a_reader_is_used_again_and_its_time_is_counted_anew() -> None:
    pids = {bounded(os.getpid)}
    for _ in range(3):
        bounded(partial(sum, range(8_000_000)))
        pids.add(bounded(os.getpid))
    assert len(pids) == 1 and os.getpid() not in pids


def test_a_reader_that_whoever_asked_gave_up_is_not_asked_again() -> None:
    pid = bounded(os.getpid)
    with pytest.raises((AttributeError, TypeError)):  # what cannot be sent: half of it may be under way
        bounded(lambda: 1)
    assert bounded(os.getpid) != pid


def test_a_feed_of_one_long_line_is_read() -> None:
    (entry,) = read_listing(slow_feed(), "https://a.example/f", "", NOW).entries  # type: ignore[union-attr]
    assert entry.url == "https://a.example/1"


PAGES = {
    "breaks": "x<br>" * 1_000_000,
    "marks": "<p>" + "<p><span>x</span></p>" * 300_000,
    "rows": "<table>" + "<tr><td>x</td></tr>" * 300_000,
    "links": "<a href='/x'>x</a>" * 400_000,
}


@pytest.mark.enable_socket
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_that_takes_too_long_stops_itself_alone(paper: Newspaper, refresher: Refresher, kind: str) -> None:
    for n in (1, 3):
        paper.article(n)
    paper.put("/news/2.html", f"<html><head><title>x</title></head><body>{PAGES[kind]}</body></html>")
    report = refresher.refresh(paper.feed([1, 2, 3]))
    assert [failure.reason for failure in report.failures] == ["cannot be read: reading it takes more than 1 s"]
    assert [refresher.text(f"/news/{n}.html") for n in (1, 2, 3)] == [story(1), "Summary 2.", story(3)]


HEADS = {"repeated": b"a: b\r\n" * 2_000_000, "folded": b"a: b\r\n" + b" c\r\n" * 3_000_000}


@pytest.mark.parametrize("kind", HEADS)
def test_a_web_archive_whose_heads_take_too_long_stops_itself_alone(kind: str) -> None:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + HEADS[kind] + b"\r\n<p>x"
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nContent-Length: {len(http)}"
    content = f"{head}\r\nContent-Type: application/http\r\n\r\n".encode() + http
    (item,) = read_content(content, "https://a.example/w", "w", NOW)
    assert isinstance(item, Failure) and "takes more than 1 s" in item.reason


def test_a_feeds_many_lines_are_not_looked_for_in_its_page() -> None:
    assert not _says_more("\n".join(["aab"] * 45_000), "a" * 170_000)
    assert not _says_more("\n".join(["ab"] * 60_000), "a" * 2_000_000)
    assert _says_more("\n".join(["aab"] * 1_000), "a" * 2_000)


def test_a_long_lines_sentences_are_as_in_short_ones() -> None:
    said = [f"The council of Tarn agreed on item {n} of the plan, “as it stands”, Mr. Osk said." for n in range(600)]
    text = " ".join(said)
    assert [text[span.start : span.end] for span in sentences(text)] == said


@pytest.mark.parametrize("mark", ["“", "‘", "»", "`", "“a", "“. ", "word “", "'"])
def test_marks_that_open_and_do_not_close_cost_no_more_than_others(mark: str) -> None:
    text = mark * 50_000
    found = bounded(partial(sentences, text))
    assert [text[a.end : b.start].strip() for a, b in pairwise(found)] == [""] * (len(found) - 1)
    assert (found[0].start, found[-1].end) == (0, len(text.rstrip()))


@pytest.mark.enable_socket
def test_a_source_of_many_such_pages_is_left_to_the_next_refresh(
    paper: Newspaper, refresher: Refresher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus.web.crawl, "MAX_UNREADABLE", 2)
    for n in (1, 2, 3):
        paper.put(f"/news/{n}.html", f"<html><head><title>x</title></head><body>{PAGES['breaks']}</body></html>")
    paper.article(4)
    report = refresher.refresh(paper.feed([1, 2, 3, 4]))
    assert (len(report.failures), refresher.text("/news/4.html")) == (2, None)
    assert any("left to the next refresh" in warning for warning in report.warnings)


@pytest.mark.enable_socket
def test_a_feed_that_takes_too_long_stops_itself_alone(paper: Newspaper, refresher: Refresher) -> None:
    paper.article(1)
    paper.put("/evil.xml", slow_feed(is_closed=False), "text/xml")
    report = refresher.refresh(f"{paper.address}/evil.xml", paper.feed([1]))
    assert [failure.reason for failure in report.failures] == ["cannot be read: reading it takes more than 1 s"]
    assert refresher.text("/news/1.html") == story(1)


def test_a_file_that_takes_too_long_stops_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "evil.xml"
    path.write_bytes(slow_feed(is_closed=False))
    (read,) = read_file(path, NOW)
    assert isinstance(read.item, Failure) and "takes more than 1 s" in read.item.reason
