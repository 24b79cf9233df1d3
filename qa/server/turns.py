"""Turns: so many requests are worked on at a time, so many wait for their turn, and further ones are refused at once.

Whoever goes while waiting is dropped. A turn ends with the work: what a client has not read yet waits outside of it, so
that no slow reader keeps others waiting. Knows nothing of what is asked.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.problem import Problem, as_response, too_large
from qa.service.bounds import Bounds

# What needs no turn: health, the page, and what the operator alone may do, once at a time
FREE = ("/", "/healthz", "/readyz", "/metrics", "/refresh", "/docs", "/openapi.json")
FREE_FOLDERS = ("/page/", "/docs-files/")
RETRY_AFTER_S = 2  # about how long two cores take for a full queue


Loaded = Literal["at_work", "waiting", "refused", "dropped"]


@dataclass(slots=True)
class Load:
    """How many requests are worked on and wait, and how many were refused or dropped so far; `changed` is told."""

    at_work: int = 0
    waiting: int = 0
    refused: int = 0
    dropped: int = 0
    changed: Callable[[Loaded, int], None] = lambda _name, _by: None

    def add(self, name: Loaded, by: int) -> None:
        setattr(self, name, getattr(self, name) + by)
        self.changed(name, by)


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class Turns:
    """Lets requests to the application in turn, first come first served, each with its whole body."""

    def __init__(self, app: ASGIApp, load: Load, bounds: Bounds) -> None:
        self.app = app
        self._load = load
        self._bounds = bounds
        self._turns = asyncio.Semaphore(bounds.questions_at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in FREE or scope["path"].startswith(FREE_FOLDERS):
            await self.app(scope, receive, send)
            return
        try:
            self._check_room()  # so that a full queue costs no reading
            body = await _body(scope, receive, self._bounds.max_body_bytes)
            self._check_room()
            await self._take_turn(receive)
        except Problem as refused:
            await as_response(refused, scope["path"])(scope, receive, send)
        except ClientGoneError:
            self._load.add("dropped", 1)
        else:
            await self._work(scope, replayed(body, receive), send)

    def _check_room(self) -> None:
        if self._turns.locked() and self._load.waiting >= self._bounds.questions_waiting:
            self._load.add("refused", 1)
            detail = f"{self._load.at_work} requests are worked on and {self._load.waiting} wait; try again in a moment"
            raise Problem(503, "busy", "Busy", detail, {"Retry-After": str(RETRY_AFTER_S)})

    async def _take_turn(self, receive: Receive) -> None:
        """Wait for a turn. Raises `ClientGoneError` if the client does not."""
        if not self._turns.locked():
            await self._turns.acquire()
            return
        self._load.add("waiting", 1)
        turn, gone = asyncio.ensure_future(self._turns.acquire()), asyncio.ensure_future(receive())
        is_taken = False
        try:
            await asyncio.wait((turn, gone), return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                raise ClientGoneError
            is_taken = True
        finally:
            self._load.add("waiting", -1)
            gone.cancel()
            if not is_taken and not turn.cancel():
                self._turns.release()

    async def _work(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and end the turn before all of the answer is read."""
        unsent: asyncio.Queue[Message | None] = asyncio.Queue()
        is_at_work = True

        def end_turn() -> None:
            nonlocal is_at_work
            if is_at_work:
                is_at_work = False
                self._load.add("at_work", -1)
                self._turns.release()

        scope.setdefault("state", {})["end_turn"] = end_turn  # for what goes on without work
        sending = asyncio.create_task(_send_all(unsent, send))
        self._load.add("at_work", 1)
        try:
            try:
                await self.app(scope, receive, unsent.put)
            finally:
                end_turn()
            unsent.put_nowait(None)
            await sending
        finally:
            sending.cancel()


async def _body(scope: Scope, receive: Receive, max_bytes: int) -> bytes:
    """The whole body. Raises `Problem` if it is or says that it is too large, `ClientGoneError` if it does not come."""
    declared = dict(scope["headers"]).get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > max_bytes:
        raise too_large(max_bytes)
    body, is_whole = bytearray(), False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        body += message.get("body", b"")
        if len(body) > max_bytes:
            raise too_large(max_bytes)
        is_whole = not message.get("more_body", False)
    return bytes(body)


def replayed(body: bytes, receive: Receive) -> Receive:
    """What an application receives: the body, and then what comes after it."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return messages.pop() if messages else await receive()

    return next_message


async def _send_all(unsent: "asyncio.Queue[Message | None]", send: Send) -> None:
    while (message := await unsent.get()) is not None:
        await send(message)
