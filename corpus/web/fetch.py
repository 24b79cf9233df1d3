"""Asking the web for one address at a time, politely: the only code that sends requests.

The one idea: everything that a publisher may say about being asked is heeded here (robots.txt and its delay, ETag and
Last-Modified, Retry-After, reservations), and everything is bounded (size before and after unpacking, time, redirects).
Where connections may go is the guard's matter. Knows nothing of articles.
"""

import random
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib import metadata
from typing import Literal
from urllib.parse import urljoin, urlsplit

import httpcore2
import httpx2

from corpus.errors import NewsqaError
from corpus.formats.unpack import TooLargeError, gunzip, joined
from corpus.web.address_guard import ForbiddenAddressError, Guard
from corpus.web.host_turns import LeftAloneError, Turns
from corpus.web.robots import (
    MAX_ROBOTS_BYTES,
    PRODUCT,
    RESERVATIONS_PATH,
    ROBOTS_PATH,
    Robots,
    reserving_header,
    reserving_rule,
    site,
)

TRIES = 3  # of one address within a refresh; what fails more often waits for the next one
MAX_WAIT_S = 60.0  # a longer Retry-After or crawl delay is left to a later refresh
BACKOFF_S = 1.0  # before the second try; doubled for each further one, and between half and all of it
SITE_FILE_AGE_S = 86_400  # RFC 9309: robots.txt should not be used for longer than a day
PERMANENT, TEMPORARY = (301, 308), (302, 303, 307)
TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5"

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
class Manners:
    """Who asks, and how much of whom."""

    contact: str | None = None
    allow_hosts: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()  # hosts whose text the operator may mine although it is reserved
    delay_s: float = 0.5
    per_host: int = 2
    timeout_s: float = 20.0  # of each wait
    deadline_s: float = 60.0  # of a whole answer
    max_bytes: int = 16_000_000  # after unpacking; the largest news pages are about 3 MB
    max_redirects: int = 5

    @property
    def user_agent(self) -> str:
        contact = f" (+{self.contact})" if self.contact else ""
        return f"{PRODUCT}/{metadata.version('newsqa')}{contact}"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask by whether something has changed; they hold at the address that gave them alone."""

    url: str = ""
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What an address gave. `status` is 200, or 304 with an empty body; names of headers are in small letters.

    `url` is where it was found in the end, `is_moved` whether only permanent redirects led there.
    """

    url: str
    status: Literal[200, 304]
    headers: Mapping[str, str]
    body: bytes
    is_moved: bool

    @property
    def validators(self) -> Validators:
        return _validators(self.url, self.headers)


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A site's robots.txt or tdmrep.json as it was last read; an empty body if there is none."""

    body: str
    validators: Validators
    checked: datetime


class Fetcher:
    """Asks for addresses, from any number of threads. `site_files` is what is known of sites, and grows."""

    def __init__(
        self,
        manners: Manners,
        guard: Guard | None = None,
        *,
        now: datetime,
        site_files: dict[str, SiteFile] | None = None,
    ) -> None:
        self.manners = manners
        self.guard = guard or Guard(manners.allow_hosts)
        self.now = now
        self.site_files = site_files if site_files is not None else {}
        self.stopped = self.guard.stopped
        self.n_requests = 0
        self._pool = httpcore2.ConnectionPool(network_backend=self.guard, max_connections=50, keepalive_expiry=15)
        self._turns = Turns(manners.per_host)
        self._robots: dict[str, Robots | FetchError] = {}
        self._reading: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        self._pool.close()

    def get(self, url: str, known: Validators | None = None) -> Response:
        """Read an address, or learn that it is as `known` says. Raises `FetchError`."""
        is_moved = True
        for n_redirects in range(self.manners.max_redirects + 1):
            delay_s = self._permitted(url)
            status, headers, body = self._ask(url, known or Validators(), delay_s)
            if status == 304 and not _asks_for_changes(known, url):
                raise FetchError(url, "failed", "answered 304 although it was asked for its content")
            if status not in PERMANENT + TEMPORARY or "location" not in headers:
                return self._judged(url, status, headers, body, is_moved and n_redirects > 0)
            is_moved = is_moved and status in PERMANENT
            url = _redirected(url, headers["location"])
        raise FetchError(url, "failed", f"more than {self.manners.max_redirects} redirects")

    def _judged(self, url: str, status: int, headers: Mapping[str, str], body: bytes, is_moved: bool) -> Response:
        """A response's content, or the error that it stands for."""
        if status in (404, 410):
            raise FetchError(url, "gone", f"answered {status}")
        if status in (401, 402, 403, 451):
            raise FetchError(url, "closed", f"closed to us: answered {status}")
        if status not in (200, 203, 304):
            raise FetchError(url, "failed", f"answered {status}", _retry_after(headers, self.now))
        reserved = None if self.has_rights(url) else reserving_header(headers)
        if reserved:
            raise FetchError(url, "reserved", f"its rights are reserved by its header {reserved}")
        return Response(url, 304 if status == 304 else 200, headers, body, is_moved)

    def has_rights(self, url: str) -> bool:
        """Whether the operator has the right to text that its publisher reserves."""
        parts = urlsplit(url)
        return not {(parts.hostname or "").lower(), parts.netloc.lower()}.isdisjoint(self.manners.rights)

    def _permitted(self, url: str) -> float:
        """The delay to keep between requests to a site. Raises `FetchError` if an address is not to be asked for."""
        if urlsplit(url).scheme.lower() not in ("http", "https") or not urlsplit(url).hostname:
            raise FetchError(url, "forbidden", "not an http or https address")
        origin = site(url)
        with self._lock:
            reading = self._reading.setdefault(origin, threading.Lock())
        with reading:  # once for all threads
            if origin not in self._robots:
                self._robots[origin] = self._read_robots(origin)
            robots = self._robots[origin]
        if isinstance(robots, FetchError):
            raise FetchError(url, robots.cause, f"robots.txt: {robots.reason}", robots.retry_after_s)
        if not robots.allows(url):
            raise FetchError(url, "disallowed", "robots.txt disallows it")
        if robots.delay_s() > MAX_WAIT_S:
            reason = f"robots.txt asks for {robots.delay_s():.0f} s between requests, at most {MAX_WAIT_S:.0f} are kept"
            raise FetchError(url, "disallowed", reason)
        if not self.has_rights(url):
            with reading:
                reservations = self._site_file(origin + RESERVATIONS_PATH, robots.delay_s())
            rule = reserving_rule(reservations, url)
            if rule:
                raise FetchError(url, "reserved", f"its rights are reserved by {RESERVATIONS_PATH} for {rule}")
        return max(robots.delay_s(), self.manners.delay_s)

    def _read_robots(self, origin: str) -> Robots | FetchError:
        try:
            return Robots(self._site_file(origin + ROBOTS_PATH, 0.0))
        except FetchError as error:
            return error

    def _site_file(self, url: str, delay_s: float) -> str:
        """A site's file of rules, from a day's memory or from the site; empty where there is none.

        Raises `FetchError` where robots.txt cannot be had for now: then nothing of the site is to be asked for.
        """
        stored = self.site_files.get(url)
        if stored and (self.now - stored.checked).total_seconds() < SITE_FILE_AGE_S:
            return stored.body
        asked, status = url, 0
        for _ in range(self.manners.max_redirects + 1):
            status, headers, body = self._ask(asked, stored.validators if stored else Validators(), delay_s)
            if status not in PERMANENT + TEMPORARY or "location" not in headers:
                break
            asked = _redirected(asked, headers["location"])
        if (status >= 500 or status == 429) and url.endswith(ROBOTS_PATH):
            raise FetchError(url, "failed", f"answered {status}", _retry_after(headers, self.now))
        if status == 304 and stored:
            read = SiteFile(stored.body, stored.validators, self.now)
        else:
            text = body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace") if status == 200 else ""
            validators = _validators(url, headers) if status == 200 and asked == url else Validators()
            read = SiteFile(text, validators, self.now)
        self.site_files[url] = read
        return read.body

    def _ask(self, url: str, known: Validators, delay_s: float) -> tuple[int, Mapping[str, str], bytes]:
        """One address's answer, asked for again where that may help. Raises `FetchError` where there is none."""
        host = self._turns.host(site(url))
        for attempt in range(1, TRIES + 1):
            try:
                with host.turn(delay_s) as wait_s:
                    self._wait(url, wait_s)
                    status, headers, body = self._request(url, known)
                asked_s, problem = _retry_after(headers, self.now), None
            except LeftAloneError as error:
                raise FetchError(url, "failed", str(error), error.left_s) from error
            except ForbiddenAddressError as error:
                raise FetchError(url, "forbidden", str(error)) from error
            except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
                status, headers, body, asked_s = 0, {}, b"", None
                problem = FetchError(url, "failed", f"no answer: {error or type(error).__name__}")
            if status and status not in TRY_AGAIN:
                return status, headers, body
            if asked_s is not None and asked_s > MAX_WAIT_S:
                host.leave_alone(asked_s)
                raise FetchError(url, "failed", f"answered {status}, to be asked again in {asked_s:.0f} s", asked_s)
            if attempt < TRIES:
                backoff_s = BACKOFF_S * 2 ** (attempt - 1) * random.uniform(0.5, 1.0)
                self._wait(url, backoff_s if asked_s is None else asked_s)
        if problem:
            raise problem
        return status, headers, body

    def _wait(self, url: str, seconds: float) -> None:
        if self.stopped.wait(max(0.0, seconds)):
            raise FetchError(url, "failed", "the refresh was stopped")

    def _request(self, url: str, known: Validators) -> tuple[int, Mapping[str, str], bytes]:
        try:
            parsed = httpx2.URL(url)
            target = httpcore2.URL(
                scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path
            )
        except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
            raise FetchError(url, "forbidden", f"not an address: {error}") from error
        headers = {
            "Host": parsed.netloc.decode("ascii"),
            "User-Agent": self.manners.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip",
        }
        if _asks_for_changes(known, url):
            headers |= {"If-None-Match": known.etag} if known.etag else {}
            headers |= {"If-Modified-Since": known.last_modified} if known.last_modified else {}
        waits = dict.fromkeys(("connect", "read", "write", "pool"), self.manners.timeout_s)
        self.guard.set_deadline(self.manners.deadline_s)
        with self._lock:
            self.n_requests += 1
        sent = [(name.encode(), value.encode("ascii", "ignore")) for name, value in headers.items()]
        with self._pool.stream("GET", target, headers=sent, extensions={"timeout": waits}) as response:
            received = _headers(response.headers)
            body = b""
            if response.status in (200, 203):
                body = self._read(url, received, response.iter_stream())
            return response.status, received, body

    def _read(self, url: str, headers: Mapping[str, str], parts: Iterator[bytes]) -> bytes:
        """A body, unpacked. Raises `FetchError` as soon as it is larger than may be."""
        limit = self.manners.max_bytes
        length = headers.get("content-length", "")
        encoding = headers.get("content-encoding", "identity").strip().lower()
        too_large = FetchError(url, "failed", f"larger than the {limit:,} bytes that are read")
        if length.isdigit() and int(length) > limit:
            raise too_large
        if encoding not in ("identity", "", "gzip", "x-gzip"):
            raise FetchError(url, "failed", f"packed as {encoding!r}, which was not asked for")
        try:
            bounded = self._while_going(url, parts)
            return gunzip(bounded, limit) if encoding.endswith("gzip") else joined(bounded, limit)
        except TooLargeError as error:
            raise too_large from error
        except zlib.error as error:
            raise FetchError(url, "failed", f"packed wrongly: {error}") from error

    def _while_going(self, url: str, parts: Iterator[bytes]) -> Iterator[bytes]:
        for part in parts:
            if self.stopped.is_set():
                raise FetchError(url, "failed", "the refresh was stopped")
            yield part


def _headers(received: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers under small letters; those sent several times joined by commas."""
    headers: dict[str, str] = {}
    for name, value in received:
        key, text = name.decode("ascii", "replace").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _validators(url: str, headers: Mapping[str, str]) -> Validators:
    return Validators(url, headers.get("etag"), headers.get("last-modified"))


def _asks_for_changes(known: Validators | None, url: str) -> bool:
    """Whether an address is asked only whether it has changed."""
    return known is not None and known.url == url and bool(known.etag or known.last_modified)


def _redirected(url: str, location: str) -> str:
    """Where a redirect leads; an address beyond ASCII is in UTF-8, as browsers read it."""
    try:
        target = urljoin(url, location.encode("latin-1").decode("utf-8", "replace"))
        urlsplit(target)
    except ValueError as error:
        raise FetchError(url, "failed", f"redirects to {location!r}, which is no address") from error
    return target


def _retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds until a server wants to be asked again, given as seconds or as a date; `None` if it does not say."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
