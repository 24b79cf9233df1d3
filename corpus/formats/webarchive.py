"""A web archive (WARC, packed or not) → the pages in it. Knows nothing of articles.

A page's address is the one that it was captured from. When it was captured says nothing of when it was published, but
in which order its wordings were seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO
from urllib.parse import urljoin

from corpus.errors import UsageError
from corpus.formats.reservations import stated_uses
from corpus.formats.rsl import MEDIA_TYPE
from corpus.uses import UNSAID, Uses

MAX_PAGE_BYTES = 16_000_000  # of one page, unpacked; as much as is fetched
MAX_REASON_CHARS = 100
BROKEN = "no web archive, or a damaged one"
MAX_SITE_FILE_BYTES = 500_000  # of a robots.txt or licence
MAX_SITE_FILES = 10_000
PAGE_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Captured:
    """A page as a web archive holds it; `problem` instead of content where it cannot be read.

    `captured` is when, if the archive says so, `headers` what its server said with it, under small letters, `uses` what
    it allows, by these and by the robots.txt and licences that stand before it.
    """

    url: str
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    captured: datetime | None = None
    uses: Uses = UNSAID
    problem: str | None = None


class BrokenArchiveError(UsageError):
    """A web archive that cannot be read any further."""


def read_warc(stream: BinaryIO) -> Iterator[Captured]:
    """The pages that answered with 200, in order. Raises `BrokenArchiveError` where it cannot be read on."""
    from warcio.archiveiterator import ArchiveIterator  # which takes a while, and is seldom needed
    from warcio.exceptions import ArchiveLoadFailed

    is_empty = True
    files: dict[str, bytes] = {}
    try:
        for record in ArchiveIterator(stream):
            is_empty = is_empty and not record.rec_type
            if record.rec_type not in ("response", "resource"):
                continue
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            http = record.http_headers
            kind = (http or record.rec_headers).get_header("Content-Type") or ""
            if http and http.get_statuscode() == "200" and _is_site_file(url, kind) and len(files) < MAX_SITE_FILES:
                files[url] = record.content_stream().read(MAX_SITE_FILE_BYTES)
            if (http and http.get_statuscode() != "200") or not kind.lower().startswith(PAGE_TYPES):
                continue
            content = record.content_stream().read(MAX_PAGE_BYTES + 1)
            if len(content) > MAX_PAGE_BYTES:
                yield Captured(url, problem=f"larger than the {MAX_PAGE_BYTES:,} bytes that are read")
            else:
                headers, captured = _headers(http, kind), _moment(record.rec_headers.get_header("WARC-Date"))
                yield Captured(url, content, headers, captured, _uses(url, headers, content, files))
        if is_empty:
            raise ValueError("it has no records")
    except ArchiveLoadFailed as error:
        raise BrokenArchiveError(f"{BROKEN}: where a record should begin there is none") from error
    except (OSError, EOFError, ValueError, AttributeError) as error:  # all else that warcio lets through
        raise BrokenArchiveError(f"{BROKEN}: {_reason(error)}") from error


def _is_site_file(url: str, kind: str) -> bool:
    """Whether a record is a site's robots.txt or a licence."""
    return url.strip("<>").endswith("/robots.txt") or kind.lower().startswith(MEDIA_TYPE)


def _uses(url: str, headers: Mapping[str, str], content: bytes, files: Mapping[str, bytes]) -> Uses:
    """What a captured page allows; what is no address allows what it says itself."""
    try:
        robots = files.get(urljoin(url, "/robots.txt"), b"").decode("utf-8-sig", "replace")
        return stated_uses(url, headers, content, robots, files.get)
    except ValueError:
        return UNSAID


def _reason(error: Exception) -> str:
    """What warcio says is wrong, without the bytes that it found."""
    said = " ".join(str(error).split())[:MAX_REASON_CHARS]
    return said if said.isascii() and said.isprintable() and "\\x" not in said else type(error).__name__


def _headers(http: Any, kind: str) -> dict[str, str]:
    """What a server said with a page; those said several times joined by commas."""
    headers: dict[str, list[str]] = {}
    for name, value in http.headers if http else ():
        headers.setdefault(name.lower(), []).append(value)
    return {name: ", ".join(values) for name, values in headers.items()} | {"content-type": kind}


def _moment(value: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
