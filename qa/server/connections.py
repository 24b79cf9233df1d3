"""Connections: a server whose clients are waited for so long and no longer, of which so many are open at a time.

One look a second at each connection says what it waits for: a head, a body, a client that reads. Whatever is waited for
too long is closed; of too many, those that have kept the server waiting longest. Knows nothing of what is served.
"""

import asyncio
import json
import signal
import sys
from types import FrameType
from typing import Any, Literal

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from qa.server.middleware import SECURITY_HEADERS
from qa.server.problem import PROBLEM_TYPE, Problem
from qa.service.bounds import Bounds

LOOK_EVERY_S = 1.0
DESCRIPTORS_SHARE = 2  # a half of them: the archive, the indexes and what waits to be accepted have the others
BACKLOG_SHARE = 2  # of the connections; as many may be accepted at once before the first is looked at
HUNG_S = 30  # of several processes one that says nothing for so long is ended
TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

NO_REQUEST = Problem(
    400,
    "malformed-request",
    "Malformed request",
    "this is no HTTP request: its first line or a header cannot be read",
)

Waits = Literal["head", "body", "unread", "work"]


class Config(uvicorn.Config):
    """A server's, with the bounds that its connections keep to; it can be sent to another process."""

    def __init__(self, app: Any, bounds: Bounds, *, factory: bool = False, workers: int = 1) -> None:
        self.bounds = bounds.model_copy(update={"max_connections": affordable(bounds.max_connections)})
        super().__init__(
            app,
            factory=factory,
            workers=workers,
            http=Connection,
            ws="none",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(bounds.proxies),
            forwarded_allow_ips=list(bounds.proxies),
            backlog=max(1, min(256, self.bounds.max_connections // BACKLOG_SHARE)),
            timeout_graceful_shutdown=max(1, int(bounds.stop_timeout_s * 0.4)),  # then a refresh is ended
            timeout_worker_healthcheck=HUNG_S,
        )


class Connection(H11Protocol):
    """HTTP/1.1 within bounds."""

    config: Config

    @property
    def bounds(self) -> Bounds:
        return self.config.bounds

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._seen: tuple[Waits, object] = ("head", None)
        self._since = self.loop.time()
        if len(self.connections) > self.bounds.max_connections:
            self._make_room()
        self._looking = self.loop.call_later(LOOK_EVERY_S, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        self._looking.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """Say of what is no HTTP request that it is none, as everything else is said, and close."""
        body = json.dumps(NO_REQUEST.body).encode()
        headers = {"content-type": PROBLEM_TYPE, "content-length": str(len(body)), "connection": "close"}
        head = [(name.lower().encode(), value.encode()) for name, value in {**headers, **SECURITY_HEADERS}.items()]
        for event in (h11.Response(status_code=400, headers=head), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event))
        self.transport.close()

    def shutdown(self) -> None:
        """Let an answer end, for a while; half a question is not waited for any more."""
        if self._waits()[0] == "body":
            self.transport.abort()
        else:
            super().shutdown()
            self.loop.call_later(self.config.timeout_graceful_shutdown or 0, self.transport.abort)

    def _waits(self) -> tuple[Waits, object]:
        """What is waited for, and what differs once it has got on."""
        unsent = self.transport.get_write_buffer_size()
        if unsent:
            return "unread", unsent
        if self.cycle is None or self.cycle.response_complete:
            return "head", self.cycle
        return ("body", self.cycle) if self.cycle.more_body else ("work", None)

    def _look(self) -> None:
        waits, now = self._waits(), self.loop.time()
        if waits != self._seen:
            self._seen, self._since = waits, now
        if now - self._since > self._patience_s(waits[0]):
            self._close(waits[0])
        else:
            self._looking = self.loop.call_later(LOOK_EVERY_S, self._look)

    def _patience_s(self, waits: Waits) -> float:
        match waits:
            case "head":
                return self.bounds.head_timeout_s
            case "body":
                return self.bounds.body_timeout_s
            case "unread":
                return self.bounds.unread_timeout_s
            case "work":
                return float("inf")

    def _close(self, waits: Waits) -> None:
        if waits == "body" and not self.cycle.response_started and not self.transport.is_closing():
            self.transport.write(TIMED_OUT)
            self.transport.close()
        else:
            self.transport.abort()

    def _make_room(self) -> None:
        """Close a tenth of the connections that keep the server waiting, the longest first; none that is worked for."""
        others = [each for each in self.connections if isinstance(each, Connection) and each._waits()[0] != "work"]
        others.sort(key=lambda each: each._since)
        for each in others[: max(1, self.bounds.max_connections // 10)]:
            self.connections.discard(each)
            each.transport.abort()


class Server(uvicorn.Server):
    """A server that ends in time, whatever its clients do."""

    def __init__(self, app: ASGIApp, bounds: Bounds) -> None:
        self._stop_timeout_s = bounds.stop_timeout_s
        super().__init__(Config(app, bounds))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; the system ends whatever has not ended in time: what is committed stays, and nothing else is kept."""
        if not self.should_exit and sys.platform != "win32":
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_REAL, self._stop_timeout_s)
        super().handle_exit(sig, frame)


def affordable(max_connections: int) -> int:
    """As many connections as this process has descriptors for."""
    if sys.platform == "win32":
        return max_connections
    import resource

    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if descriptors == resource.RLIM_INFINITY:
        return max_connections
    return max(1, min(max_connections, descriptors // DESCRIPTORS_SHARE))
