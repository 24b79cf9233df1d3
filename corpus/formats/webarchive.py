"""A web archive (WARC, packed or not) → the pages in it. Knows nothing of articles.

A page's address is the one that it was captured from. When it was captured says nothing of when it was published, but
in which order its wordings were seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO

from corpus.errors import UsageError

MAX_PAGE_BYTES = 16_000_000  # of one page, unpacked; as much as is fetched
MAX_REASON_CHARS = 100
BROKEN = "no web archive, or a damaged one"
PAGE_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Captured:
    """A page as a web archive holds it; `problem` instead of content where it cannot be read.

    `captured` is when, if the archive says so, `headers` what its server said with it, under small letters.
    """

    url: str
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    captured: datetime | None = None
    problem: str | None = None


class BrokenArchiveError(UsageError):
    """A web archive that cannot be read any further."""


def read_warc(stream: BinaryIO) -> Iterator[Captured]:
    """The pages that answered with 200, in order. Raises `BrokenArchiveError` where it cannot be read on."""
    from warcio.archiveiterator import ArchiveIterator  # which takes a while, and is seldom needed
    from warcio.exceptions import ArchiveLoadFailed

    is_empty = True
    try:
        for record in ArchiveIterator(stream):
            is_empty = is_empty and not record.rec_type
            if record.rec_type not in ("response", "resource"):
                continue
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            http = record.http_headers
            kind = (http or record.rec_headers).get_header("Content-Type") or ""
            if (http and http.get_statuscode() != "200") or not kind.lower().startswith(PAGE_TYPES):
                continue
            content = record.content_stream().read(MAX_PAGE_BYTES + 1)
            if len(content) > MAX_PAGE_BYTES:
                yield Captured(url, problem=f"larger than the {MAX_PAGE_BYTES:,} bytes that are read")
            else:
                yield Captured(url, content, _headers(http, kind), _moment(record.rec_headers.get_header("WARC-Date")))
        if is_empty:
            raise ValueError("it has no records")
    except ArchiveLoadFailed as error:
        raise BrokenArchiveError(f"{BROKEN}: where a record should begin there is none") from error
    except (OSError, EOFError, ValueError, AttributeError) as error:  # all else that warcio lets through
        raise BrokenArchiveError(f"{BROKEN}: {_reason(error)}") from error


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
