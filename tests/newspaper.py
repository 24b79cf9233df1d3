"""A small publisher on a real HTTP server on loopback, which tests write, edit and read the log of."""

import gzip
import hashlib
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from conftest import NOW, WordEncoder

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id
from corpus.source import Source
from corpus.web.fetch import FetchPolicy
from index.ingest.refresh import refresh
from index.ingest.report import Report

PARAGRAPHS = 4
AT_ONCE = timedelta()


@dataclass(slots=True)
class Resource:
    """What an address answers. Without an `etag` of its own it has one made from its body."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_validated: bool = True
    delay_s: float = 0.0

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:12]}"'


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One line of the server's log."""

    path: str
    status: int
    headers: Mapping[str, str]

    @property
    def is_conditional(self) -> bool:
        return "if-none-match" in self.headers or "if-modified-since" in self.headers


class Newspaper:
    """A site. `log` has every request that reached it."""

    def __init__(self) -> None:
        self.resources: dict[str, Resource] = {}
        self.log: list[LoggedRequest] = []
        paper = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                resource = paper.resources.get(self.path, Resource(b"nothing here", status=404, is_validated=False))
                headers = {name.lower(): value for name, value in self.headers.items()}
                status = resource.status
                if resource.is_validated and status == 200 and headers.get("if-none-match") == resource.etag:
                    status = 304
                paper.log.append(LoggedRequest(self.path, status, headers))
                time.sleep(resource.delay_s)
                self.send_response(status)
                for name, value in resource.headers.items():
                    self.send_header(name, value)
                if resource.is_validated and resource.status == 200:
                    self.send_header("ETag", resource.etag)
                body = b"" if status == 304 else resource.body
                self.send_header("Content-Type", resource.kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:  # clients that hang up are part of the tests
                pass

        self.server = Quiet(("127.0.0.1", 0), Answering)
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.address = f"http://{self.host}"

    def asked(self, path: str) -> list[LoggedRequest]:
        return [line for line in self.log if line.path == path]

    def put(self, path: str, body: str | bytes, kind: str = "text/html; charset=utf-8", **other: Any) -> Resource:
        content = body.encode() if isinstance(body, str) else body
        resource = Resource(content, kind, **other)
        self.resources[path] = resource
        return resource

    def article(self, n: int, *, note: str = "", **other: Any) -> str:
        """Publish page `/news/n.html`, whose words are its own; returns its path."""
        path = f"/news/{n}.html"
        self.put(path, page(n, note), **other)
        return path

    @staticmethod
    def made(n: int, note: str = "") -> Resource:
        """What `article` publishes, for another address."""
        return Resource(page(n, note).encode())

    def redirect(self, path: str, target: str, status: int) -> None:
        self.put(path, b"", status=status, headers={"Location": target}, is_validated=False)

    def feed(self, numbers: list[int], *, path: str = "/feed.xml", stamps: Mapping[int, str] | None = None) -> str:
        """An RSS feed of articles, each with a summary that is shorter than its page."""
        items = "".join(
            f"<item><title>{headline(n)}</title><link>/news/{n}.html</link><description>Summary {n}"
            f"{(stamps or {}).get(n, '')}.</description><pubDate>{format_datetime(NOW)}</pubDate></item>"
            for n in numbers
        )
        self.put(path, f"<rss version='2.0'><channel><title>The Paper</title>{items}</channel></rss>", "text/plain")
        return self.address + path

    def sitemap(self, entries: Mapping[str, str], *, path: str = "/sitemap.xml", is_packed: bool = False) -> str:
        """A sitemap of paths with their lastmod."""
        rows = "".join(
            f"<url><loc>{self.address}{loc}</loc><lastmod>{at}</lastmod></url>" for loc, at in entries.items()
        )
        xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()
        self.put(path, gzip.compress(xml, mtime=0) if is_packed else xml, "application/octet-stream")
        return self.address + path


def headline(n: int) -> str:
    return f"Council {n} votes on bridge {n}"


def story(n: int, note: str = "") -> str:
    """The text of article `n`: sentences that no other article has."""
    sentences = [
        f"Council {n} agreed on day {n * 7 + k} to spend {n * 100 + k} million euros on bridge {n}, said speaker {k}."
        for k in range(PARAGRAPHS)
    ]
    return "\n".join([*sentences, *([note] if note else [])])


def page(n: int, note: str = "", head: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in story(n, note).splitlines())
    return (
        f"<!doctype html><html lang='en'><head><title>{headline(n)}</title>{head}"
        f"<meta property='og:site_name' content='The Paper'></head>"
        f"<body><article><h1>{headline(n)}</h1>{body}</article></body></html>"
    )


@contextmanager
def publishing() -> Iterator[Newspaper]:
    paper = Newspaper()
    thread = threading.Thread(target=paper.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield paper
    finally:
        paper.server.shutdown()
        paper.server.server_close()
        thread.join(timeout=5)


class Refresher:
    """Refreshes one archive from a paper, at a time of its own."""

    def __init__(self, home: Path, encoder: WordEncoder, paper: Newspaper) -> None:
        self.path, self.encoder, self.paper = home / "archive.db", encoder, paper
        self.now = NOW
        self.policy = FetchPolicy(allow_hosts=(paper.host,), delay_s=0)

    def refresh(self, *places: str | Source, after: timedelta = AT_ONCE) -> Report:
        """Refresh, so long after the last time; the paper's log then has this refresh's requests alone."""
        self.now += after
        self.paper.log.clear()
        sources = [place if isinstance(place, Source) else Source(place) for place in places]
        with SqliteArchive(self.path, create=True) as archive:
            return refresh(archive, self.encoder, sources, now=self.now, policy=self.policy)

    def text(self, path: str) -> str | None:
        """The current text of the article at a path of the paper; `None` if there is none."""
        with SqliteArchive(self.path) as archive:
            versions = archive.versions(article_id(self.paper.address + path))
            return versions[0].article.text if versions else None

    def versions(self, path: str) -> list[str]:
        with SqliteArchive(self.path) as archive:
            return [stored.article.text for stored in archive.versions(article_id(self.paper.address + path))]

    def published(self, path: str) -> datetime | None:
        with SqliteArchive(self.path) as archive:
            return archive.versions(article_id(self.paper.address + path))[0].article.published
