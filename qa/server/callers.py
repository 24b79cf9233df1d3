"""Callers: who asks, by a key or from an address, found out once for each request; and how often each may ask.

Whoever asks too often is refused before anything is done for them. What a caller may do is said where it is done
(`access.py`). Knows nothing of routes.
"""

import base64
import binascii
import hmac
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import SecretStr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.problem import Problem, as_response
from qa.service.keys import KeyFile, may
from qa.service.keys import Scope as KeyScope

READING: frozenset[KeyScope] = frozenset(("read", "ask"))
NOT_LIMITED = ("/healthz", "/readyz")
NOT_LIMITED_FOLDERS = ("/page/", "/docs-files/")  # a page is two dozen of them, and they cost nothing
WINDOW_S = 60
JUMP_S = 5  # by which no clock is slowly put right
SITE_BITS = 64  # of an IPv6 address: whoever has one has all that begin like it
log = logging.getLogger("newsqa")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `publishers` are those whose articles alone it may read, all where there are none; `per_minute` is how
    many requests it may make, without end where that is 0."""

    name: str
    scopes: frozenset[KeyScope]
    publishers: tuple[str, ...] = ()
    per_minute: int = 0
    has_key: bool = False

    def may(self, scope: KeyScope) -> bool:
        """Whether it may do what a scope is for."""
        return may(self.scopes, scope)


class Keyring:
    """The keys of a server: the operator's from the settings, and those of the data folder."""

    def __init__(
        self, admin_key: SecretStr | None, kept: KeyFile | None, *, is_reading_open: bool, per_minute: int
    ) -> None:
        self._admin_key = admin_key.get_secret_value().encode() if admin_key else None
        self._kept = kept
        self._open: frozenset[KeyScope] = READING if is_reading_open else frozenset()
        self._per_minute = per_minute

    @property
    def is_reading_open(self) -> bool:
        """Whether whoever reaches the server may read and ask."""
        return bool(self._open)

    def caller(self, authorization: str, address: str | None) -> Caller:
        """Who asks with a header `Authorization` from an address.

        A key that is typed into a browser's own window (`Basic`) is for reading and asking alone: a browser sends it
        along with what another site's page has it send.
        """
        scheme, _, given = authorization.partition(" ")
        kind = scheme.lower()
        shown = given.strip() if kind == "bearer" else _password(given) if kind == "basic" else ""
        within: Iterable[KeyScope] = READING if kind == "basic" else READING | {"refresh", "admin"}
        if self._admin_key and hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), self._admin_key):
            scopes: frozenset[KeyScope] = READING if kind == "basic" else frozenset(("admin",))
            return Caller("the operator", scopes, has_key=True)
        found = self._kept.find(shown) if self._kept and shown else None
        if found:
            own = frozenset(each for each in within if may(found.scopes, each))
            per_minute = found.per_minute or self._per_minute
            return Caller(f"key {found.id}", own | self._open, found.publishers, per_minute, has_key=True)
        return Caller(site_of(address), self._open, per_minute=0 if _is_this_machine(address) else self._per_minute)

    def grants(self, scope: KeyScope) -> bool:
        """Whether there is any key for what a scope is for."""
        return self._admin_key is not None or (self._kept is not None and self._kept.grants(scope))


@dataclass(frozen=True, slots=True)
class Left:
    """Whether a request is within its caller's limit, how many more are, and after how long there are more."""

    is_within: bool
    remaining: int
    again_s: int


class Limiter:
    """Counts requests by caller, in a window that moves on; anew where the machine's clock, by which it goes, was set:
    once that was set back, whoever has asked would be refused until it is again as late as it was."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._window = MovingWindowRateLimiter(self._storage)
        self._offset_s = time.time() - time.monotonic()

    def hit(self, name: str, per_minute: int) -> Left:
        """Count a request of a caller who may make so many."""
        offset_s = time.time() - time.monotonic()
        if abs(offset_s - self._offset_s) > JUMP_S:
            self._storage.reset()
        self._offset_s = offset_s
        limit = RateLimitItemPerMinute(per_minute)
        is_within = self._window.hit(limit, name)
        stats = self._window.get_window_stats(limit, name)
        return Left(is_within, stats.remaining, max(1, ceil(stats.reset_time - time.time())))


class Callers:
    """Says in a request's state who asks, and refuses whoever asks too often."""

    def __init__(self, app: ASGIApp, keyring: Keyring, limiter: Limiter) -> None:
        self.app = app
        self._keyring = keyring
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        authorization = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        caller = self._keyring.caller(authorization, scope["client"][0] if scope.get("client") else None)
        scope.setdefault("state", {})["caller"] = caller
        if not caller.per_minute or scope["path"] in NOT_LIMITED or scope["path"].startswith(NOT_LIMITED_FOLDERS):
            await self.app(scope, receive, send)
            return
        left = self._limiter.hit(caller.name, caller.per_minute)
        headers = {
            "RateLimit-Policy": f'"requests";q={caller.per_minute};w={WINDOW_S}',
            "RateLimit": f'"requests";r={left.remaining};t={left.again_s}',
        }
        if left.is_within:
            await self.app(scope, receive, _with(headers, send))
            return
        if self._limiter.hit(f"told of {caller.name}", 1).is_within:  # else whoever asks fills the disk, too
            log.warning("%s asks more often than %d times a minute", caller.name, caller.per_minute)
        detail = f"{caller.name} may make {caller.per_minute:,} requests a minute; try again in {left.again_s} s"
        refused = Problem(429, "too-many-requests", "Too many requests", detail, {"Retry-After": str(left.again_s)})
        await as_response(refused, scope["path"])(scope, receive, _with(headers, send))


def site_of(address: str | None) -> str:
    """An address as it is counted: of IPv6 the part that one household has."""
    if not address:
        return "an unknown address"
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or IPv6Address(int(parsed) >> (128 - SITE_BITS) << (128 - SITE_BITS))
    return str(parsed) if parsed.version == 4 else f"{parsed}/{SITE_BITS}"


def _is_this_machine(address: str | None) -> bool:
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return (mapped or parsed).is_loopback


def _password(given: str) -> str:
    """The password of `name:password` in base64, or the name where there is no password; empty if it is neither."""
    try:
        name, _, password = base64.b64decode(given.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return password or name


def _with(headers: dict[str, str], send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
            message["headers"] = [*message["headers"], *added]
        await send(message)

    return sent
