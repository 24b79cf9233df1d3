"""A language model on a real HTTP server on loopback that says what a test tells it to, well or badly."""

import json
import select
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Told = list[dict[str, str]]


def quotes_in(messages: Told) -> list[dict[str, Any]]:
    """The quotes that a model was given last, with number, publisher and date."""
    lines = messages[-1]["content"].split("\n")
    return [_quote(line) for line in lines[1 : lines.index("End of the quotes.")]]


def _quote(line: str) -> dict[str, Any]:
    number, _, rest = line.removeprefix("[").partition("] ")
    quote, end = json.JSONDecoder().raw_decode(rest)
    publisher, _, published = rest[end:].removeprefix(" (").removesuffix(")").rpartition(", ")
    return {"number": int(number), "quote": quote, "publisher": json.loads(publisher), "published": published}


@dataclass(slots=True)
class Script:
    """What the model says: pieces of text, or other bytes instead, and how it ends.

    `dies` breaks the connection off, `hangs` sends nothing more, `endless` goes on with the last piece for ever.
    """

    says: Sequence[str] | Callable[[Told], Sequence[str]] = ()
    raw: bytes | None = None
    status: int = 200
    kind: str = "text/event-stream"
    end: Literal["done", "dies", "hangs", "endless"] = "done"
    refuses: str | None = None  # a parameter that it answers 400 to


@dataclass(slots=True)
class Asked:
    """A request that reached it."""

    body: dict[str, Any]
    headers: dict[str, str]


@dataclass(slots=True)
class ScriptedModel:
    """The server. `asked` has every request; `hung_up` is set when a client leaves one that hangs."""

    base_url: str
    script: Script = field(default_factory=Script)
    asked: list[Asked] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)


def event(text: str, finish: str | None = None) -> bytes:
    return b"data: %s\n\n" % json.dumps({"choices": [{"delta": {"content": text}, "finish_reason": finish}]}).encode()


@contextmanager
def scripted_model() -> Iterator[ScriptedModel]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            model.asked.append(Asked(body, {name.lower(): value for name, value in self.headers.items()}))
            script = model.script
            status = 400 if script.refuses in body else script.status
            self.send_response(status)
            self.send_header("Content-Type", script.kind)
            self.end_headers()
            try:
                self.write(script, body["messages"])
            except OSError:
                model.hung_up.set()

        def write(self, script: Script, told: Told) -> None:
            if script.raw is not None:
                self.wfile.write(script.raw)
            pieces = script.says(told) if callable(script.says) else script.says
            for piece in pieces:
                self.wfile.write(event(piece))
            if script.end == "done" and script.raw is None:
                self.wfile.write(event("", "stop") + b"data: [DONE]\n\n")
            while script.end == "endless" and not model.closing.is_set():
                self.wfile.write(event(pieces[-1]))
            while script.end == "hangs" and not model.closing.is_set():
                self.look_for_the_client()

        def look_for_the_client(self) -> None:
            if select.select([self.connection], [], [], 0.05)[0] and not self.connection.recv(1, socket.MSG_PEEK):
                raise ConnectionError

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    model = ScriptedModel(f"http://127.0.0.1:{server.server_port}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield model
    finally:
        model.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
