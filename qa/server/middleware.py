"""Middleware, a class for each concern: request ids, security headers, the names that are answered to, HEAD for GET.

Knows nothing of routes.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.problem import Problem, as_response, problem_of
from qa.server.tracing import trace_of
from qa.service.logs import request_id

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'{inline}; style-src 'self'{inline}; connect-src 'self'; "
    "img-src 'self' data:; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NO_MARKUP = "; require-trusted-types-for 'script'; trusted-types 'none'"  # no words ever become markup or a script
SECURITY_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
REQUEST_ID = re.compile(rb"[A-Za-z0-9_.-]{1,64}")
log = logging.getLogger("newsqa.requests")


class Tracked:
    """Gives each request an id, its own if it brings one, for the log's lines and the response; counts it; and tells
    of whatever else goes wrong. Of a request in a trace (W3C's `traceparent`) the lines have that, too.

    The log has a line of each where its level lets it: without the query, which may be a question.
    """

    def __init__(self, app: ASGIApp, responded: Callable[[int], None]) -> None:
        self.app = app
        self.responded = responded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        brought = dict(scope["headers"]).get(b"x-request-id", b"")
        own = brought if REQUEST_ID.fullmatch(brought) else uuid.uuid4().hex.encode()
        trace = trace_of(Headers(scope=scope))
        request_id.set(own.decode() + (f" trace {trace}" if trace else ""))
        begun, has_started = time.perf_counter(), False

        async def tracked(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                message["headers"] = [*message["headers"], (b"x-request-id", own)]
                self.responded(message["status"])
                took_ms = 1000 * (time.perf_counter() - begun)
                caller = scope.get("state", {}).get("caller")
                who = caller.name if caller else "-"
                log.info("%s %.200s %d %.0f ms %s", scope["method"], scope["path"], message["status"], took_ms, who)
            await send(message)

        try:
            await self.app(scope, receive, tracked)
        except Exception as error:
            log.exception("%s %.200s failed", scope["method"], scope["path"])
            if has_started:
                raise
            await as_response(problem_of(error), scope["path"])(scope, receive, tracked)


class SecurityHeaders:
    """Puts the security headers on each response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Swagger's page starts itself by a script of its own
        is_docs = scope.get("path") == "/docs"
        policy = CONTENT_POLICY.format(inline=" 'unsafe-inline'" if is_docs else "") + ("" if is_docs else NO_MARKUP)
        headers = {**SECURITY_HEADERS, "Content-Security-Policy": policy}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self.app(scope, receive, with_headers)


class AllowedHosts:
    """Refuses requests to a name that is not this service's: whoever makes a name of theirs lead to this address could
    read the service from a page under it. Addresses in digits are nobody's name, and are always answered.

    `*.example.org` stands for all names below it, `*` for every name.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self.names = {"localhost", "*.localhost", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = dict(scope.get("headers", ())).get(b"host")
        app = self.app if given is None or self._is_answered(host_name(given.decode("latin-1"))) else _not_this_host
        await app(scope, receive, send)

    def _is_answered(self, name: str) -> bool:
        below = {f"*{name[at:]}" for at, letter in enumerate(name) if letter == "."}
        return not self.names.isdisjoint({"*", name, *below}) or _is_address(name)


def host_name(host: str) -> str:
    """A Host header's name or address, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".").lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


async def _not_this_host(scope: Scope, receive: Receive, send: Send) -> None:
    detail = "this service does not go by the name in the header Host; NEWSQA_HOSTS lists the names that it goes by"
    await as_response(Problem(400, "unknown-host", "Unknown host", detail), scope["path"])(scope, receive, send)


class HeadAsGet:
    """Takes HEAD for GET; the server itself keeps the body of the answer back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope, receive, send)
