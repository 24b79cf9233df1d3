"""What a SOURCE names, and how what it holds on this machine is read: files, one article at a time.

The one idea: whatever cannot be read becomes a `Failure` that names the place and the reason, and the rest goes on.
The kind of content is detected from the content itself (`read_content`), so it is the same whether a file or the web
gave it. Knows nothing of the network or of what is kept.
"""

import gzip
import io
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from corpus.article import ArticleError, canonical_url
from corpus.bounded import UnreadableError, bounded
from corpus.errors import UsageError
from corpus.formats.agency.agency_item import EmbargoedError, WithdrawnError
from corpus.formats.agency.newsml import from_newsml
from corpus.formats.agency.ninjs import from_ninjs, is_ninjs, ninjs_items
from corpus.formats.agency.nitf import from_nitf
from corpus.formats.extract import Extracted, decode, from_html, from_record, from_text
from corpus.formats.feed import read_feed, read_json_feed
from corpus.formats.page_charset import in_utf8
from corpus.formats.reservations import NOT_TO_BE_SEARCHED, reserving_header
from corpus.formats.sniff import is_json_feed, kind_of, read_json
from corpus.formats.unpack import TooLargeError, unpacked
from corpus.formats.webarchive import BrokenArchiveError, Captured, read_warc
from corpus.language import detected_language
from corpus.page import ListEntry, Listing

MAX_FILE_BYTES = 16_000_000  # a page or text file; the largest news pages are about 3 MB
MAX_LINE_BYTES = 16_000_000  # a line of JSON Lines; text is at most 2,000,000 characters of up to 6 bytes when escaped
TEXT_ENDINGS = (".txt", ".md", ".markdown", ".text")
HTML_ENDINGS = (".html", ".htm", ".xhtml")
JSON_LINES_ENDINGS = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
WARC_ENDINGS = (".warc", ".warc.gz")
OTHER_ENDINGS = (".xml", ".rss", ".atom", ".json", ".xml.gz")  # what these hold is detected from the content
ENDINGS = JSON_LINES_ENDINGS + HTML_ENDINGS + TEXT_ENDINGS + WARC_ENDINGS + OTHER_ENDINGS


class SourceError(UsageError):
    """A SOURCE that names nothing that can be read."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where news comes from: a path, or the web address of a feed, sitemap or page.

    `publisher` is the name that its articles are kept under; `section` and `language` hold for those that do not say,
    whose language is detected otherwise.
    At most `max_pages` pages are asked for in one refresh. `hosts` are those whose pages its lists may speak for beside
    their own site's. `is_whole`: a plug-in is asked for all that there is, not for what is new.
    """

    place: str
    publisher: str | None = None
    section: str | None = None
    language: str | None = None
    max_pages: int = 1_000
    hosts: tuple[str, ...] = ()
    is_whole: bool = False

    @property
    def is_web(self) -> bool:
        return self.place.lower().startswith(("http://", "https://"))

    def named(self, extracted: Extracted) -> Extracted:
        """An article with what the source says of it."""
        article = extracted.article
        return replace(
            extracted,
            article=replace(
                article,
                publisher=self.publisher or article.publisher,
                section=article.section or self.section,
                language=article.language or self.language or detected_language(f"{article.title}\n{article.text}"),
            ),
        )


@dataclass(frozen=True, slots=True)
class Failure:
    """Something in a source that did not become an article: where, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawal(Failure):
    """An item that its agency has withdrawn: what was read at these addresses is to be removed.

    `is_lasting`: the first is that of its id, under which it is not to be read again.
    """

    urls: tuple[str, ...] = ()
    is_lasting: bool = False
    agency_id: str = ""


@dataclass(frozen=True, slots=True)
class HeldBack(Failure):
    """An item that is not to be shown yet: its source is to be read again."""


@dataclass(frozen=True, slots=True)
class Unreadable(Failure):
    """Content that takes more to read than it may, or breaks its reader."""


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One step through a source: what was read, and how many of the source's bytes are behind us."""

    item: Extracted | Failure
    bytes_read: int


def find_files(path: Path) -> list[Path]:
    """The files that a path names: itself, or those in a folder and its subfolders that can be read, by name.

    Raises `SourceError` if there is no such path, or nothing in it has an ending that is read.
    """
    known = ", ".join(ENDINGS)
    if not path.exists():
        raise SourceError(f"no such file or folder: {path}")
    if path.is_file():
        if not path.name.lower().endswith(ENDINGS):
            raise SourceError(f"{path} has none of the endings that are read: {known}")
        return [path]
    files = sorted(file for file in path.rglob("*") if file.is_file() and file.name.lower().endswith(ENDINGS))
    if not files:
        raise SourceError(f"nothing to read in folder {path}: no file ends in {known}")
    return files


def shown(path: Path) -> str:
    """A path as text that can be stored; bytes in it that are no UTF-8 as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def read_file(path: Path, now: datetime) -> Iterator[SourceItem]:
    """The articles and failures of one file, in order; never raises for what the file holds."""
    bytes_read = 0
    try:
        if path.name.lower().endswith(JSON_LINES_ENDINGS):
            for read in _json_lines(path, now):
                bytes_read = read.bytes_read
                yield read
        elif path.name.lower().endswith(WARC_ENDINGS):
            with path.open("rb") as stream:
                for item in from_warc(stream, shown(path), now):
                    bytes_read = stream.tell()
                    yield SourceItem(item, bytes_read)
        else:
            for item in _whole_file(path, now):
                yield SourceItem(item, path.stat().st_size)
    except (OSError, EOFError, zlib.error) as error:
        yield SourceItem(Failure(shown(path), f"cannot be read: {error}"), bytes_read)


def _whole_file(path: Path, now: datetime) -> Iterator[Extracted | Failure]:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        yield Failure(shown(path), f"{size:,} bytes, at most {MAX_FILE_BYTES:,} are read")
        return
    content = path.read_bytes()
    address = path.resolve().as_uri()
    if path.name.lower().endswith(HTML_ENDINGS):
        yield guarded(shown(path), partial(_from_page, content, address, now))
    elif path.name.lower().endswith(TEXT_ENDINGS):
        yield guarded(shown(path), partial(_from_text, content, path.name, address, now))
    else:
        yield from read_content(content, address, shown(path), now)


def read_content(content: bytes, url: str, place: str, now: datetime) -> Iterator[Extracted | Failure]:
    """The articles in content whose kind is detected from itself; never raises for what it holds.

    Of a feed the items' own words are taken; a sitemap has none.
    """
    try:
        content = unpacked(content, MAX_FILE_BYTES)
    except (TooLargeError, zlib.error) as error:
        reason = str(error) if isinstance(error, TooLargeError) else f"packed wrongly: {error}"
        yield Failure(place, reason)
        return
    try:
        if kind_of(content) == "warc":
            yield from _from_captures(bounded(partial(_captures, content)), place, now)
            return
        yield from bounded(partial(_unpacked_items, content, url, place, now))
    except UnreadableError as error:
        yield _failure(place, error)


def _unpacked_items(content: bytes, url: str, place: str, now: datetime) -> list[Extracted | Failure]:
    """What there is in content up to where it breaks off."""
    found: list[Extracted | Failure] = []
    try:
        found += _read_unpacked(content, url, place, now)
    except Exception as error:
        found.append(_failure(place, error))
    return found


def _read_unpacked(content: bytes, url: str, place: str, now: datetime) -> Iterator[Extracted | Failure]:
    kind = kind_of(content)
    if kind == "nitf":
        yield from _items(from_nitf(content, url, now), place)
    elif kind == "newsml":
        yield from _items(from_newsml(content, url, now), place)
    elif kind == "json":
        yield from _from_json(content, url, place, now)
    elif kind == "feed":
        yield from _from_listing(read_feed(content, url, now), place, now)
    elif kind == "sitemap":
        yield Failure(place, "a sitemap names pages and holds none; refresh it by its web address")
    else:
        yield from_html(in_utf8(content), url, now)


def _items(found: Iterable[Extracted | ArticleError], place: str) -> Iterator[Extracted | Failure]:
    for each in found:
        yield _failure(place, each) if isinstance(each, ArticleError) else each


def _from_json(content: bytes, url: str, place: str, now: datetime) -> Iterator[Extracted | Failure]:
    """The articles of a JSON document: ninjs, a JSON Feed, or the project's own records, one or a list of them."""
    try:
        document = read_json(content)
    except ValueError as error:
        raise ArticleError(f"not JSON: {error}") from error
    if is_json_feed(document):
        yield from _from_listing(read_json_feed(document, url, now), place, now)
        return
    records = document if isinstance(document, list) else ninjs_items(document) or [document]
    for number, record in enumerate(records, start=1):
        where = place if len(records) == 1 else f"{place}:{number}"
        if is_ninjs(record):
            yield _tried(where, partial(from_ninjs, record, url, now, is_alone=len(records) == 1))
        else:
            yield _tried(where, partial(from_record, record, now))


def _from_listing(listing: Listing, place: str, now: datetime) -> Iterator[Extracted | Failure]:
    for entry in listing.entries:
        yield _tried(f"{place}: {entry.url}", partial(from_entry, entry, now))
    for number, reason in enumerate(listing.skipped, start=1):
        yield Failure(f"{place}: item {number} without a page", reason)


def from_entry(entry: ListEntry, now: datetime) -> Extracted:
    """A feed's own words on an item. Raises `ArticleError` where they are no article."""
    item = dict(entry.item or {})
    notes = item.pop("notes", ())
    extracted = from_record({**item, "url": entry.url}, now)
    return replace(extracted, notes=tuple(notes))


def from_warc(stream: BinaryIO, place: str, now: datetime) -> Iterator[Extracted | Failure]:
    """The pages of a web archive."""
    yield from _from_captures(read_warc(stream), place, now)


def _captures(content: bytes) -> list[Captured | BrokenArchiveError]:
    """The pages of a web archive up to where it breaks off, and why."""
    found: list[Captured | BrokenArchiveError] = []
    try:
        found += read_warc(io.BytesIO(content))
    except BrokenArchiveError as error:
        found.append(error)
    return found


def _from_captures(
    pages: Iterable[Captured | BrokenArchiveError], place: str, now: datetime
) -> Iterator[Extracted | Failure]:
    try:
        for page in pages:
            if isinstance(page, BrokenArchiveError):
                raise page
            where = f"{place}: {page.url}"
            if page.problem:
                yield Failure(where, page.problem)
            else:
                yield guarded(where, partial(_from_capture, page, now))
    except BrokenArchiveError as error:
        yield Failure(place, str(error))


def _from_capture(page: Captured, now: datetime) -> Extracted:
    canonical_url(page.url)  # refuses what is no address
    extracted = from_html(in_utf8(page.content, page.headers.get("content-type", "")), page.url, now)
    header = reserving_header(page.headers)
    stated = [header] if header else []
    if page.uses.search is False:
        stated.append(NOT_TO_BE_SEARCHED)
    article = replace(extracted.article, uses=page.uses)
    reserved = (*stated, *extracted.reservations)
    return replace(extracted, article=article, captured=page.captured or now, reservations=reserved)


def _json_lines(path: Path, now: datetime) -> Iterator[SourceItem]:
    with path.open("rb") as raw, gzip.open(raw) if path.name.lower().endswith(".gz") else raw as lines:
        number = 0
        while line := lines.readline(MAX_LINE_BYTES + 1):
            number += 1
            place = f"{shown(path)}:{number}"
            if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
                _skip_line(lines)
                yield SourceItem(Failure(place, f"line longer than {MAX_LINE_BYTES:,} bytes"), raw.tell())
            elif line.strip():
                yield SourceItem(
                    guarded(place, partial(record_of_line, line, path.absolute().as_uri(), now)), raw.tell()
                )


def _skip_line(lines: io.BufferedIOBase) -> None:
    while (rest := lines.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
        pass


def record_of_line(line: bytes, url: str, now: datetime) -> Extracted:
    """The article of a line of JSON Lines: the project's own record, or ninjs. Raises `ArticleError`."""
    text = decode(line, "the line")
    try:
        record: object = json.loads(text)
    except ValueError as error:
        raise ArticleError(f"not JSON: {error}") from error
    except RecursionError as error:
        raise ArticleError("not an article: JSON nested too deeply") from error
    if isinstance(record, dict) and is_ninjs(record):
        return from_ninjs(record, url, now, is_alone=False)
    return from_record(record, now)


def _from_page(content: bytes, url: str, now: datetime) -> Extracted:
    return from_html(in_utf8(content), url, now)


def _from_text(content: bytes, name: str, url: str, now: datetime) -> Extracted:
    return from_text(decode(content, name), url, now)


def guarded(place: str, read: Callable[[], Extracted]) -> Extracted | Failure:
    """What is read within bounds."""
    try:
        return bounded(partial(_tried, place, read))
    except UnreadableError as error:
        return _failure(place, error)


def _tried(place: str, read: Callable[[], Extracted]) -> Extracted | Failure:
    try:
        return read()
    except Exception as error:  # whatever a parser lets through, the rest goes on
        return _failure(place, error)


def _failure(place: str, error: Exception) -> Failure:
    """Why there is no article, as what it is."""
    if isinstance(error, WithdrawnError):
        return Withdrawal(place, str(error), error.urls, error.is_lasting, error.guid)
    if isinstance(error, EmbargoedError):
        return HeldBack(place, str(error))
    if isinstance(error, UnreadableError):
        return Unreadable(place, str(error))
    return Failure(place, reason_of(error))


def reason_of(error: Exception) -> str:
    """Why something cannot be read, as text that can be stored."""
    is_expected = isinstance(error, UsageError)
    reason = str(error) if is_expected else f"cannot be read: {type(error).__name__}: {error}"
    return reason.encode(errors="replace").decode()
