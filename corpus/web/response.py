"""What an address answers: a response, or the error that says why there is nothing to read.

With what HTTP's headers say about asking again: validators, Retry-After, where a redirect leads. Knows nothing of
connections.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from corpus.errors import NewsqaError
from corpus.page import Validators
from corpus.uses import UNSAID, Uses

PERMANENT, TEMPORARY = (301, 308), (302, 303, 307)

Cause = Literal["forbidden", "disallowed", "reserved", "closed", "gone", "failed"]


class FetchError(NewsqaError):
    """An address that gave nothing to read.

    `cause`: the guard forbids it; robots.txt disallows it; the rights are reserved; `closed` to us (a paywall or a
    lock: 401, 402, 403, 451); gone (404, 410); or it failed, which may pass. `retry_after_s`: not to be asked before.
    """

    def __init__(self, url: str, cause: Cause, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.cause = cause
        self.reason = reason
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Response:
    """What an address gave. `status` is 200, or 304 with an empty body; names of headers are in small letters.

    `url` is where it was found in the end, `is_moved` whether only permanent redirects led there, `uses` what
    it allows.
    """

    url: str
    status: Literal[200, 304]
    headers: Mapping[str, str]
    body: bytes
    is_moved: bool
    uses: Uses = UNSAID

    @property
    def validators(self) -> Validators:
        return read_validators(self.url, self.headers)


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """One answer of a server, redirects and errors included; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_redirect(self) -> bool:
        return self.status in PERMANENT + TEMPORARY and "location" in self.headers


def read_headers(received: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers under small letters; those sent several times joined by commas."""
    headers: dict[str, str] = {}
    for name, value in received:
        key, text = name.decode("ascii", "replace").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def read_validators(url: str, headers: Mapping[str, str]) -> Validators:
    return Validators(url, headers.get("etag"), headers.get("last-modified"))


def asks_for_changes(known: Validators, url: str) -> bool:
    """Whether an address is asked only whether it has changed."""
    return known.url == url and bool(known.etag or known.last_modified)


def redirected(url: str, location: str) -> str:
    """Where a redirect leads; an address beyond ASCII is in UTF-8, as browsers read it."""
    try:
        target = urljoin(url, location.encode("latin-1").decode("utf-8", "replace"))
        urlsplit(target)
    except ValueError as error:
        raise FetchError(url, "failed", f"redirects to {location!r}, which is no address") from error
    return target


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until a server wants to be asked again, given as seconds or as a date; `None` if it does not say."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
