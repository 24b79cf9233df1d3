"""The page in a real browser: the service behind a real server on loopback, and Debian's Chromium before it."""

import json
import queue
import re
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Error, Locator, Page, expect, sync_playwright
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_S = 120
PLEDGE = "What did Japan pledge?"
LNG = "What share of Japan's LNG imports came from the United States?"
OFFICERS = "How many police officers will be on duty in Tokyo for the visit?"
NOBODY = "Who won the football World Cup final?"
expect.set_options(timeout=1_000 * PATIENCE_S)  # a busy machine is no failure


class Staged:
    """An application whose `POST /ask` a test can play itself, piece by piece; `asked` has the bodies it was sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.address = ""
        self.asked: list[dict[str, Any]] = []
        self._pieces: queue.Queue[bytes | None] | None = None
        self._is_cut = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/ask" or self._pieces is None:
            await self.app(scope, receive, send)
            return
        message = await receive()
        self.asked.append(json.loads(message["body"]))
        pieces, self._pieces = self._pieces, None
        headers = [(b"content-type", b"text/event-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        while (piece := await _taken(pieces)) is not None:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if self._is_cut:
            raise ConnectionResetError("the test cuts the connection")
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    @contextmanager
    def playing(self) -> Iterator["Play"]:
        """The next question is answered by what the test plays."""
        self._pieces, self._is_cut = queue.Queue(), False
        play = Play(self, self._pieces)
        try:
            yield play
        finally:
            self._pieces = None
            play.end()


class Play:
    """What a test sends as the answer to one question."""

    def __init__(self, staged: Staged, pieces: "queue.Queue[bytes | None]") -> None:
        self._staged = staged
        self._pieces = pieces

    def event(self, name: str, value: Any) -> None:
        self._pieces.put(f"event: {name}\ndata: {json.dumps(value)}\n\n".encode())

    def raw(self, piece: bytes) -> None:
        self._pieces.put(piece)

    def whole(self, answer: dict[str, Any]) -> None:
        """Everything, as the service sends it."""
        citations = {citation["number"]: citation for citation in answer["citations"]}
        self.event("query", answer["query"])
        self.event("evidence", answer["evidence"])
        for sentence in answer["sentences"]:
            self.event("sentence", {**sentence, "cited": [citations[n] for n in sentence["citations"]]})
        self.event("done", answer)
        self.end()

    def cut(self) -> None:
        """Break the connection off."""
        self._staged._is_cut = True
        self.end()

    def end(self) -> None:
        self._pieces.put(None)


async def _taken(pieces: "queue.Queue[bytes | None]") -> bytes | None:
    return await run_in_threadpool(pieces.get, timeout=PATIENCE_S)


@contextmanager
def serving(app: ASGIApp) -> Iterator[Staged]:
    """The application on a free port of loopback."""
    staged = Staged(app)
    config = uvicorn.Config(staged, host="127.0.0.1", port=0, log_level="critical", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE_S
    while not server.started:
        assert time.monotonic() < until, "the server does not start"
        time.sleep(0.01)
    staged.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield staged
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(timeout=10)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Chromium; where there is none, or it does not start, the tests that need it are skipped."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium, or make test as root")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"Chromium does not start: {error.message.splitlines()[0]}")
        yield browser
        browser.close()


def an_answer(quotes: Sequence[str], **other: Any) -> dict[str, Any]:
    """An answer as the service gives it, of one quote from each of as many articles."""
    citations = [
        {
            "number": n,
            "quote": quote,
            "start": 0,
            "end": len(quote),
            "article": _article(n),
            "also_reported_by": [],
            "superseded": False,
            "prefix": "",
            "suffix": "",
            "link": _article(n)["url"],
        }
        for n, quote in enumerate(quotes, start=1)
    ]
    query: dict[str, Any] = {"text": "What?", "since": None, "until": None, "publishers": [], "as_of": None}
    return {
        "id": "1",
        "question": "What?",
        "revision": 1,
        "query": {**query, "wants_recent": False, "time_phrase": None, "hint": None, "conditions": []},
        "status": "answered" if quotes else "unanswered",
        "reason": None if quotes else "not_covered",
        "answer": " ".join(quotes) or "No sentence was found that answers this.",
        "short_answer": None,
        "short_answer_at": None,
        "confidence": 0.8,
        "sentences": [{"text": quote, "citations": [n]} for n, quote in enumerate(quotes, start=1)],
        "citations": citations,
        "evidence": [
            {
                "passage_id": n,
                "text": citation["quote"],
                "start": 0,
                "end": 1,
                "score": 1.0,
                "article": citation["article"],
                "also_reported_by": [],
            }
            for n, citation in enumerate(citations, start=1)
        ],
        "independent_reports": len(citations),
        "notices": [],
        "kind": "fact",
        "brief": [],
        "items": [],
        "sides": [],
        "check": None,
        "suggestions": [],
        "related": [],
        "explanation": None,
        "generated": None,
        **other,
    }


def _article(n: int) -> dict[str, Any]:
    return {
        "id": f"article{n}",
        "url": f"https://paper{n}.example/1",
        "title": f"Headline {n}",
        "publisher": f"Paper {n}",
        "authors": ["A. Writer"],
        "published_at": f"2025-10-2{n}T10:00:00Z",
        "modified_at": None,
        "version": "v",
        "language": "en",
    }


def ask(page: Page, question: str) -> Locator:
    """Ask in the box; the turn once it has ended."""
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    return ended(page)


def ended(page: Page) -> Locator:
    turn = page.locator("news-turn").last
    expect(turn).to_have_attribute("data-state", re.compile("answered|unanswered"))
    return turn
