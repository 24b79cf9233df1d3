"""Fetching: asks the web for one address at a time, politely. The only code that asks for anything.

The one idea: everything that a publisher may say about being asked is heeded here (robots.txt and its delay, ETag and
Last-Modified, Retry-After, reservations), and everything is bounded (size before and after unpacking, time, redirects).
Where connections may go is the guard's matter. Knows nothing of articles.
"""

import random
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata

import httpcore2
import httpx2

from corpus.formats.reservations import NOT_TO_BE_SEARCHED, PRODUCT, reserving_header
from corpus.formats.unpack import MAX_TIMES, TooLargeError, gunzip, inflate, joined
from corpus.page import NO_VALIDATORS, SiteFile, Validators
from corpus.uses import UNSAID
from corpus.web.address_guard import ForbiddenAddressError, Guard
from corpus.web.host_throttle import HostThrottle, LeftAloneError
from corpus.web.response import (
    PERMANENT,
    FetchError,
    RawAnswer,
    Response,
    asks_for_changes,
    read_headers,
    redirected,
    retry_after,
)
from corpus.web.robots import site
from corpus.web.site_rules import MAX_WAIT_S, SiteRules

TRIES = 3  # of one address within a refresh; what fails more often waits for the next one
BACKOFF_S = 1.0  # before the second try; doubled for each further one, and between half and all of it
TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
UNPACKED = {"": joined, "identity": joined, "gzip": gunzip, "x-gzip": gunzip, "deflate": inflate}  # asked for or not
ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, application/json;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class FetchPolicy:
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
    n_asking: int = 1  # processes that ask the same hosts, each so much more slowly

    @property
    def user_agent(self) -> str:
        contact = f" (+{self.contact})" if self.contact else ""
        return f"{PRODUCT}/{metadata.version('newsqa')}{contact}"


class Fetcher:
    """Asks for addresses, from any number of threads. `site_files` is what is known of sites, and grows; `throttle` is
    that of a fetcher before this one."""

    def __init__(
        self,
        policy: FetchPolicy,
        guard: Guard | None = None,
        *,
        now: datetime,
        site_files: dict[str, SiteFile] | None = None,
        throttle: HostThrottle | None = None,
    ) -> None:
        self.policy = policy
        self.guard = guard or Guard(policy.allow_hosts)
        self.now = now
        self.site_files = site_files if site_files is not None else {}
        self.rules = SiteRules(
            self._ask, self.site_files, rights=policy.rights, max_redirects=policy.max_redirects, now=now
        )
        self.stopped = self.guard.stopped
        self.n_requests = 0
        self._pool = httpcore2.ConnectionPool(network_backend=self.guard, max_connections=50, keepalive_expiry=15)
        self._throttle = throttle or HostThrottle(policy.per_host)
        self._lock = threading.Lock()

    def close(self) -> None:
        self._pool.close()

    def get(self, url: str, known: Validators = NO_VALIDATORS) -> Response:
        """Read an address, or learn that it is as `known` says. Raises `FetchError`."""
        is_moved = True
        for n_redirects in range(self.policy.max_redirects + 1):
            delay_s = max(self.rules.delay_s(url), self.policy.delay_s) * self.policy.n_asking
            answer = self._ask(url, known, delay_s)
            if answer.status == 304 and not asks_for_changes(known, url):
                raise FetchError(url, "failed", "answered 304 although it was asked for its content")
            if not answer.is_redirect:
                return self._judged(url, answer, is_moved and n_redirects > 0)
            is_moved = is_moved and answer.status in PERMANENT
            url = redirected(url, answer.headers["location"])
        raise FetchError(url, "failed", f"more than {self.policy.max_redirects} redirects")

    def _judged(self, url: str, answer: RawAnswer, is_moved: bool) -> Response:
        """An answer's content. Raises the error that it stands for."""
        status = answer.status
        if status in (404, 410):
            raise FetchError(url, "gone", f"answered {status}")
        if status in (401, 402, 403, 451):
            raise FetchError(url, "closed", f"closed to us: answered {status}")
        if status not in (200, 203, 304):
            raise FetchError(url, "failed", f"answered {status}", retry_after(answer.headers, self.now))
        uses = UNSAID
        if not self.rules.has_rights(url):
            if reserved := reserving_header(answer.headers):
                raise FetchError(url, "reserved", f"its rights are reserved by its header {reserved}")
            uses = self.rules.uses(url, answer.headers, answer.body)
            if uses.search is False:
                raise FetchError(url, "reserved", f"its rights are reserved: {NOT_TO_BE_SEARCHED}")
        return Response(url, 304 if status == 304 else 200, answer.headers, answer.body, is_moved, uses)

    def _ask(self, url: str, known: Validators, delay_s: float) -> RawAnswer:
        """One address's answer, asked for again where that may help. Raises `FetchError` where there is none."""
        host = self._throttle.host(site(url))
        for attempt in range(1, TRIES + 1):
            problem: FetchError | None = None
            answer = RawAnswer(0, {}, b"")
            try:
                with host.turn(delay_s) as wait_s:
                    self._wait(url, wait_s)
                    answer = self._request(url, known)
            except LeftAloneError as error:
                raise FetchError(url, "failed", str(error), error.left_s) from error
            except ForbiddenAddressError as error:
                raise FetchError(url, "forbidden", str(error)) from error
            except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
                problem = FetchError(url, "failed", f"no answer: {error or type(error).__name__}")
            if problem is None and answer.status not in TRY_AGAIN:
                return answer
            asked_s = None if problem else retry_after(answer.headers, self.now)
            if asked_s is not None and asked_s > MAX_WAIT_S:
                host.leave_alone(asked_s)
                reason = f"answered {answer.status}, to be asked again in {asked_s:.0f} s"
                raise FetchError(url, "failed", reason, asked_s)
            if attempt < TRIES:
                backoff_s = BACKOFF_S * 2 ** (attempt - 1) * random.uniform(0.5, 1.0)
                self._wait(url, backoff_s if asked_s is None else asked_s)
        if problem:
            raise problem
        return answer

    def _wait(self, url: str, seconds: float) -> None:
        if self.stopped.wait(max(0.0, seconds)):
            raise FetchError(url, "failed", "the refresh was stopped")

    def _request(self, url: str, known: Validators) -> RawAnswer:
        target, host = target_of(url)
        headers = {
            "Host": host,
            "User-Agent": self.policy.user_agent,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip",
        }
        if asks_for_changes(known, url):
            headers |= {"If-None-Match": known.etag} if known.etag else {}
            headers |= {"If-Modified-Since": known.last_modified} if known.last_modified else {}
        waits = dict.fromkeys(("connect", "read", "write", "pool"), self.policy.timeout_s)
        self.guard.set_deadline(self.policy.deadline_s)
        with self._lock:
            self.n_requests += 1
        sent = [(name.encode(), value.encode("ascii", "ignore")) for name, value in headers.items()]
        with self._pool.stream("GET", target, headers=sent, extensions={"timeout": waits}) as response:
            received = read_headers(response.headers)
            body = b""
            if response.status in (200, 203):
                body = self._read(url, received, response.iter_stream())
            return RawAnswer(response.status, received, body)

    def _read(self, url: str, headers: Mapping[str, str], parts: Iterator[bytes]) -> bytes:
        """A body, unpacked. Raises `FetchError` as soon as it is larger than may be."""
        limit = self.policy.max_bytes
        length = headers.get("content-length", "")
        encoding = headers.get("content-encoding", "identity").strip().lower()
        too_large = FetchError(url, "failed", f"larger than the {limit:,} bytes that are read")
        if length.isdigit() and int(length) > limit:
            raise too_large
        unpack = [UNPACKED.get(each.strip()) for each in reversed(encoding.split(","))]
        if None in unpack or len(unpack) > MAX_TIMES:
            raise FetchError(url, "failed", f"packed as {encoding!r}, which was not asked for")
        try:
            body = self._while_going(url, parts)
            for step in filter(None, unpack):
                body = iter([step(body, limit)])
            return b"".join(body)
        except TooLargeError as error:
            raise too_large from error
        except zlib.error as error:
            raise FetchError(url, "failed", f"packed wrongly: {error}") from error

    def _while_going(self, url: str, parts: Iterator[bytes]) -> Iterator[bytes]:
        for part in parts:
            if self.stopped.is_set():
                raise FetchError(url, "failed", "the refresh was stopped")
            yield part


def target_of(url: str) -> tuple[httpcore2.URL, str]:
    """What is asked for, and whom. Raises `FetchError` for what is no address."""
    try:
        parsed = httpx2.URL(url)
        target = httpcore2.URL(scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path)
    except (httpx2.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(url, "forbidden", f"not an address: {error}") from error
    return target, parsed.netloc.decode("ascii")
