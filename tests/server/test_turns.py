"""Turns at work, around applications of a few lines; clients are played message by message."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.turns import Load, Turns
from qa.service.bounds import Bounds

WHOLE: Message = {"type": "http.request", "body": b"{}", "more_body": False}
GONE: Message = {"type": "http.disconnect"}


class Caller:
    """One client: what it sends, and what it has been sent; while `reads` is not set it reads nothing."""

    def __init__(self, path: str = "/ask", *messages: Message, length: int = 2) -> None:
        self.scope: Scope = {"type": "http", "path": path, "headers": [(b"content-length", b"%d" % length)]}
        self.sent: list[Message] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        for message in messages or (WHOLE,):
            self._messages.put_nowait(message)

    def go(self) -> None:
        self._messages.put_nowait(GONE)

    async def receive(self) -> Message:
        return await self._messages.get()

    async def send(self, message: Message) -> None:
        await self.reads.wait()
        self.sent.append(message)

    def call(self, app: ASGIApp) -> "asyncio.Task[None]":
        async def called() -> None:
            await app(self.scope, self.receive, self.send)

        return asyncio.create_task(called())

    @property
    def status(self) -> int | None:
        return self.sent[0]["status"] if self.sent else None


class Work:
    """An application that works until it is let go, and notes the bodies that it was handed."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.done = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        self.bodies.append((await receive())["body"])
        await self.done.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})


def turns(app: ASGIApp, load: Load, at_once: int = 1, waiting: int = 1) -> Turns:
    bounds = Bounds(questions_at_once=at_once, questions_waiting=waiting, max_body_bytes=1_000)
    return Turns(app, load, bounds)


async def settle() -> None:
    """Let everything that can go on go on."""
    for _ in range(20):
        await asyncio.sleep(0)


def played(play: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(play, 60))


def test_a_question_beyond_those_that_wait_is_refused_at_once() -> None:
    async def play() -> None:
        work, load = Work(), Load()
        app = turns(work, load)
        first, second, third = Caller(), Caller(), Caller()
        tasks = [first.call(app), second.call(app)]
        await settle()
        await third.call(app)
        assert third.status == 503
        assert (b"retry-after", b"2") in third.sent[0]["headers"]
        assert b'"urn:newsqa:problem:busy"' in third.sent[1]["body"]
        assert (load.at_work, load.waiting, load.refused) == (1, 1, 1)
        work.done.set()
        await asyncio.gather(*tasks)
        assert (first.status, second.status, len(work.bodies)) == (200, 200, 2)
        assert (load.at_work, load.waiting) == (0, 0)

    played(play())


def test_whoever_goes_while_waiting_is_not_worked_for_and_makes_room() -> None:
    async def play() -> None:
        work, load = Work(), Load()
        app = turns(work, load)
        first, gone, last = Caller(), Caller(), Caller()
        tasks = [first.call(app), leaving := gone.call(app)]
        await settle()
        gone.go()
        await leaving
        tasks.append(last.call(app))
        await settle()
        work.done.set()
        await asyncio.gather(*tasks)
        assert (gone.sent, last.status, load.dropped, len(work.bodies)) == ([], 200, 1, 2)

    played(play())


def test_whoever_goes_as_the_turn_comes_leaves_it_to_the_next() -> None:
    async def play() -> None:
        work, load = Work(), Load()
        app = turns(work, load, waiting=2)
        first, gone, last = Caller(), Caller(), Caller()
        tasks = [each.call(app) for each in (first, gone, last)]
        await settle()
        work.done.set()
        gone.go()
        await asyncio.gather(*tasks)
        assert last.status == 200
        again = Caller()
        await again.call(app)
        assert (again.status, load.at_work) == (200, 0)

    played(play())


def test_a_client_that_does_not_read_keeps_no_turn() -> None:
    async def play() -> None:
        work, load = Work(), Load()
        work.done.set()
        app = turns(work, load, waiting=0)
        unread, other = Caller(), Caller()
        unread.reads.clear()
        sending = unread.call(app)
        await settle()
        await other.call(app)
        assert (other.status, unread.sent) == (200, [])
        unread.reads.set()
        await sending
        assert [message["type"] for message in unread.sent] == ["http.response.start", "http.response.body"]

    played(play())


def test_a_turn_ends_with_an_error() -> None:
    async def fails(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        raise KeyError("broken")

    async def play() -> None:
        load = Load()
        app = turns(fails, load, waiting=0)
        for _ in range(2):
            with pytest.raises(KeyError):
                await Caller().call(app)
        assert (load.at_work, load.refused) == (0, 0)

    played(play())


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/", "/page/page.js", "/refresh"])
def test_health_and_the_page_need_no_turn(path: str) -> None:
    async def play() -> None:
        work, load = Work(), Load()
        app = turns(work, load, waiting=0)
        asking = Caller().call(app)
        await settle()
        free, other = Caller(path), Caller("/articles/1")
        looking = free.call(app)
        await other.call(app)
        work.done.set()
        await asyncio.gather(asking, looking)
        assert (free.status, other.status) == (200, 503)

    played(play())


def a_part(n: int, *, is_last: bool = False) -> Message:
    return {"type": "http.request", "body": n * b"x", "more_body": not is_last}


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (lambda: Caller("/ask", a_part(1_001, is_last=True), length=1_001), 413),
        (lambda: Caller("/ask", length=10**15), 413),
        (lambda: Caller("/ask", a_part(600), a_part(600), a_part(600), length=0), 413),
        (lambda: Caller("/ask", a_part(600), a_part(400, is_last=True)), 200),
        (lambda: Caller("/ask", a_part(600), GONE), None),
    ],
)
def test_a_body_is_read_to_its_limit_before_it_takes_a_turn(caller: Any, status: int | None) -> None:
    async def play() -> None:
        work, load = Work(), Load()
        work.done.set()
        asking = caller()
        await asking.call(turns(work, load))
        assert asking.status == status
        assert [len(body) for body in work.bodies] == ([1_000] if status == 200 else [])

    played(play())


def test_a_full_queue_reads_no_body() -> None:
    async def play() -> None:
        work, load = Work(), Load()
        app = turns(work, load, waiting=0)
        asking = Caller().call(app)
        await settle()
        slow = Caller("/ask", a_part(1))
        await slow.call(app)
        work.done.set()
        await asking
        assert slow.status == 503

    played(play())
