"""Site rules: whether an address may be asked for, by its site's robots.txt and tdmrep.json, how slowly, and what for.

The one idea: a site's files and the licences that it names are read once for all threads, and again after a day. What
they mean is judged elsewhere (`robots.py`, `corpus/formats/reservations.py`), how they are asked for is passed in.
Knows nothing of connections.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from corpus.formats.reservations import stated_uses
from corpus.page import NO_VALIDATORS, SiteFile, Validators
from corpus.uses import UNSAID, Uses
from corpus.web.response import FetchError, RawAnswer, read_validators, redirected, retry_after
from corpus.web.robots import MAX_ROBOTS_BYTES, RESERVATIONS_PATH, ROBOTS_PATH, Robots, has_rights, reserving_rule, site

MAX_WAIT_S = 60.0  # a longer Retry-After or crawl delay is left to a later refresh
MAX_SITE_LICENCES = 20  # that the pages of one site are asked about; more are as if they could not be had
SITE_FILE_AGE_S = 86_400  # RFC 9309: robots.txt should not be used for longer than a day

Ask = Callable[[str, Validators, float], RawAnswer]  # an address, what is known of it, and the delay to keep


class SiteRules:
    """The rules of all sites that are asked. `site_files` is what is known of them, and grows."""

    def __init__(
        self, ask: Ask, site_files: dict[str, SiteFile], *, rights: tuple[str, ...], max_redirects: int, now: datetime
    ) -> None:
        self.site_files = site_files
        self._ask = ask
        self._rights = rights
        self._max_redirects = max_redirects
        self._now = now
        self._robots: dict[str, Robots | FetchError] = {}
        self._licences: dict[str, bytes | None] = {}
        self._named: defaultdict[str, set[str]] = defaultdict(set)  # the licences that a site's pages name
        self._reading: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def has_rights(self, url: str) -> bool:
        """Whether the operator has the right to text that its publisher reserves."""
        return has_rights(url, self._rights)

    def delay_s(self, url: str) -> float:
        """Seconds that a site wants between requests. Raises `FetchError` if an address is not to be asked for."""
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
        return robots.delay_s()

    def uses(self, url: str, headers: Mapping[str, str], body: bytes) -> Uses:
        """What a page that was asked for allows; all that is unsaid where the operator has the rights to it."""
        if self.has_rights(url):
            return UNSAID
        robots = self._robots.get(site(url))
        text = robots.text if isinstance(robots, Robots) else ""
        return stated_uses(url, headers, body, text, partial(self._licence, site(url)))

    def _licence(self, of: str, url: str) -> bytes | None:
        """The document of a licence that a site's page names, `None` where there is none to be had; looked for once."""
        with self._lock:
            named = self._named[of]
            if url not in named and len(named) >= MAX_SITE_LICENCES:
                return None
            named.add(url)
            reading = self._reading.setdefault(f"licence {url}", threading.Lock())
        with reading:
            if url not in self._licences:
                try:
                    self._licences[url] = self._site_file(url, self.delay_s(url)).encode()
                except FetchError:
                    self._licences[url] = None
        return self._licences[url]

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
        if stored and 0 <= (self._now - stored.checked).total_seconds() < SITE_FILE_AGE_S:
            return stored.body
        found_at, answer = url, RawAnswer(0, {}, b"")
        for _ in range(self._max_redirects + 1):
            answer = self._ask(found_at, stored.validators if stored else NO_VALIDATORS, delay_s)
            if not answer.is_redirect:
                break
            found_at = redirected(found_at, answer.headers["location"])
        if (answer.status >= 500 or answer.status == 429) and url.endswith(ROBOTS_PATH):
            raise FetchError(url, "failed", f"answered {answer.status}", retry_after(answer.headers, self._now))
        if answer.status == 304 and stored:
            read = SiteFile(stored.body, stored.validators, self._now)
        else:
            text = answer.body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace") if answer.status == 200 else ""
            is_own = answer.status == 200 and found_at == url
            read = SiteFile(text, read_validators(url, answer.headers) if is_own else NO_VALIDATORS, self._now)
        self.site_files[url] = read
        return read.body
