"""Whom changes are sent to in tests: a receiver of webhooks and a mail server, both on loopback, with all that came."""

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass(slots=True)
class Receiver:
    """A receiver of webhooks. `answers` are the statuses of the next requests, then 204; `headers` go with them."""

    address: str = ""
    log: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0

    @property
    def host(self) -> str:
        return self.address.split("/")[2]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver, while the block runs."""
    receiver = Receiver()

    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # whoever sent it was killed: a part is no message
                return
            receiver.log.append(Received({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(receiver.delay_s)
            with suppress(OSError):  # whoever sent it may have been killed
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        receiver.address = f"http://127.0.0.1:{server.server_address[1]}/hook?of=news"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield receiver
        server.shutdown()


@dataclass(slots=True)
class MailBox:
    """A mail server: what it was given, and who logged in. `refusals` are its answers to a command, by its name."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)


@contextmanager
def mail_served(tls: ssl.SSLContext | None = None, *, from_the_start: bool = False) -> Iterator[MailBox]:
    """A mail server, encrypted `from_the_start` or after STARTTLS, where it can be."""
    box = MailBox()

    class Asked(StreamRequestHandler):
        def handle(self) -> None:
            is_encrypted = from_the_start
            if from_the_start and tls:
                try:
                    self.wrap(tls)
                except OSError:  # the client does not trust it
                    return
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                command = line.split()[0].upper()
                if command in box.refusals:
                    self.say(box.refusals[command])
                elif command == "EHLO":
                    self.say(
                        "250-here\r\n250-AUTH PLAIN"
                        + ("\r\n250 STARTTLS" if tls and not is_encrypted else "\r\n250 OK")
                    )
                elif command == "STARTTLS" and tls:
                    self.say("220 go on")
                    self.wrap(tls)
                    is_encrypted = True
                elif command == "AUTH":
                    box.logins.append(line.split()[-1])
                    self.say("235 welcome")
                elif command == "DATA":
                    self.say("354 go on")
                    box.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self.say("250 taken")
                elif command == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 OK")

        def wrap(self, context: ssl.SSLContext) -> None:
            self.request = context.wrap_socket(self.request, server_side=True)
            self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)

        def finish(self) -> None:
            super().finish()
            self.request.close()

        def say(self, words: str) -> None:
            self.wfile.write(words.encode() + b"\r\n")

    class Server(ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Asked) as server:
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield box
        server.shutdown()
