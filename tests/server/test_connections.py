"""The server's own bounds, on real connections to applications of a few lines."""

import asyncio
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from conftest import ROOT, WordEncoder, WordReader, open_index
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.archive.sqlite import SqliteArchive
from index.vectors import Vectors
from qa.server.app import create_app
from qa.server.connections import Server, affordable
from qa.service.ask import Service
from qa.service.bounds import Bounds
from qa.service.settings import load_settings

pytestmark = pytest.mark.enable_socket
PATIENCE_S = 120
ASK = b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"


async def reads_body(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers when the body has come: at `/long` with much, at `/slow` after longer than any timeout of the tests."""
    if scope["type"] == "http":
        while (message := await receive())["type"] == "http.request" and message.get("more_body"):
            pass
        if scope["path"] == "/slow":
            await asyncio.sleep(4)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
        for _ in range(200 if scope["path"] == "/long" else 1):
            await send({"type": "http.response.body", "body": 100_000 * b"x", "more_body": True})
        await send({"type": "http.response.body", "body": b""})


class Serving:
    """A running server, and how it is reached."""

    def __init__(self, server: Server, port: int, thread: threading.Thread) -> None:
        self.server = server
        self.port = port
        self.thread = thread
        self.opened: list[socket.socket] = []

    @property
    def n_open(self) -> int:
        return len(self.server.server_state.connections)

    def connect(self, sent: bytes = b"") -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)
        self.opened.append(connection)
        connection.sendall(sent)
        return connection

    def get(self, path: str = "/") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(PATIENCE_S)


@contextmanager
def serving(app: ASGIApp, lifespan: Literal["on", "off"] = "off", **bounds: Any) -> Iterator[Serving]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(app, Bounds(**bounds))
    server.config.lifespan = lifespan
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    until(lambda: server.started)
    running = Serving(server, listener.getsockname()[1], thread)
    try:
        yield running
    finally:
        running.stop()
        for connection in running.opened:
            connection.close()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def read_to_end(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionError:  # it was closed while it still had something to say
        pass
    return b"".join(parts)


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHo", b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /again HTT"])
def test_a_head_that_does_not_come_is_not_waited_for(sent: bytes) -> None:
    with serving(reads_body, head_timeout_s=1) as running:
        waiting = running.connect(sent)
        read_to_end(waiting)
        until(lambda: running.n_open == 0)
        assert running.get() == 200


def test_a_head_that_comes_letter_by_letter_is_not_waited_for() -> None:
    with serving(reads_body, head_timeout_s=1) as running:
        slow = running.connect(b"GET / HTTP/1.1\r\nX: ")
        until(lambda: not still_takes(slow))


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\r\n\r\n",
        b"GET  /  HTTP/9\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_no_request_is_a_problem(sent: bytes) -> None:
    with serving(reads_body) as running:
        head, _, body = read_to_end(running.connect(sent)).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ") and b"content-type: application/problem+json" in head
        assert json.loads(body)["type"] == "urn:newsqa:problem:malformed-request"
        assert running.get() == 200


def still_takes(connection: socket.socket) -> bool:
    try:
        connection.sendall(b"y")
    except OSError:
        return False
    time.sleep(0.1)
    return True


def test_a_body_that_does_not_come_is_told_so() -> None:
    with serving(reads_body, body_timeout_s=1) as running:
        half = running.connect(ASK + b'{"question":')
        assert read_to_end(half).startswith(b"HTTP/1.1 408 ")
        until(lambda: running.n_open == 0)


def test_an_answer_that_nobody_reads_is_given_up() -> None:
    with serving(reads_body, unread_timeout_s=1) as running:
        unread = running.connect(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        assert unread.recv(1, socket.MSG_PEEK)
        until(lambda: running.n_open == 0)
        assert len(read_to_end(unread)) < 20_000_000


def test_work_takes_the_time_that_it_takes() -> None:
    with serving(reads_body, head_timeout_s=1, body_timeout_s=1, unread_timeout_s=1) as running:
        assert running.get("/slow") == 200


def test_of_too_many_connections_the_longest_idle_make_room() -> None:
    with serving(reads_body, max_connections=10) as running:
        worked_for = running.connect(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: running.n_open == 1)
        idle = [running.connect() for _ in range(40)]
        assert running.get() == 200
        assert running.n_open <= 10
        assert read_to_end(worked_for).startswith(b"HTTP/1.1 200 ")
        assert read_to_end(idle[0]) == b""


def test_no_more_connections_than_a_half_of_the_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 4_096))
    assert (affordable(500), affordable(20)) == (128, 20)


def test_half_a_question_and_an_unread_answer_do_not_keep_the_server_from_stopping() -> None:
    with serving(reads_body, stop_timeout_s=3) as running:
        running.connect(ASK + b"{")
        running.connect(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        running.connect(b"GET / HTTP/1.1\r\n")
        until(lambda: running.n_open == 3)
        running.stop()
        assert not running.thread.is_alive()


class WaitingWords(WordEncoder):
    """Encodes nothing before it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.let_go.wait(PATIENCE_S)
        return super().encode(texts)


def test_health_is_told_while_every_thread_is_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = WaitingWords()
    SqliteArchive(tmp_path / "archive.db", create=True).close()
    settings = load_settings(home=tmp_path, questions_at_once=40)
    app = create_app(lambda: Service(open_index(tmp_path, words), words, WordReader()), settings)
    question = b'{"question": "What did the council agree on?"}'.ljust(100)
    with serving(app, lifespan="on") as running:
        asking = [running.connect(ASK.replace(b"Host: x", b"Host: localhost") + question) for _ in range(41)]
        until(lambda: n_worker_threads() >= 40)
        assert (running.get("/healthz"), running.get("/readyz")) == (200, 200)
        words.let_go.set()
        assert {each.recv(12) for each in asking} == {b"HTTP/1.1 200"}


def n_worker_threads() -> int:
    return sum(thread.name.startswith("AnyIO") for thread in threading.enumerate())


STUCK = """
import json, socket, time
from starlette.concurrency import run_in_threadpool
from qa.server.connections import Server
from qa.service.bounds import Bounds

async def app(scope, receive, send):
    print("asked", flush=True)
    await run_in_threadpool(time.sleep, 600)

listener = socket.create_server(("127.0.0.1", 0))
print(json.dumps(listener.getsockname()[1]), flush=True)
server = Server(app, Bounds(stop_timeout_s=2))
server.config.lifespan = "off"
server.run(sockets=[listener])
"""


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, -signal.SIGALRM)])
def test_work_that_does_not_end_is_left_when_the_server_has_to_stop(sent: signal.Signals, code: int) -> None:
    with subprocess.Popen([sys.executable, "-c", STUCK], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        port = json.loads(server.stdout.readline())
        with socket.create_connection(("127.0.0.1", port)) as asking:
            asking.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert server.stdout.readline() == "asked\n"
            server.send_signal(sent)
            assert server.wait(PATIENCE_S) == code
