"""The chat page: its files, and the routes that it alone needs."""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, TypeAdapter

from corpus.archive.versions import StoredVersion
from corpus.article import Article
from qa.server.problem import Problem
from qa.server.text_diff import Part, changes
from qa.service.front import Front, FrontPage

PAGE_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
FRONT = TypeAdapter(Front)


class Changes(BaseModel):
    """What changed in an article's headline and text from one version to a later one."""

    before: str
    version: str
    title: tuple[Part, ...]
    text: tuple[Part, ...]


def add_page(app: FastAPI) -> None:
    """Add the page, the files that it is made of, and its own routes."""
    front_page = FrontPage()

    @app.get("/front", response_model=Front)
    def front(request: Request) -> Response:
        """What the archive has to offer: example questions that it answers, its publishers, its newest articles."""
        return Response(FRONT.dump_json(front_page.front(request.app.state.service)), media_type="application/json")

    @app.get("/articles/{article_id}/changes")
    def article_changes(
        article_id: str,
        request: Request,
        version: Annotated[str | None, Query(description="the later version; the current one by default")] = None,
        before: Annotated[str | None, Query(description="the earlier one; by default the one before that")] = None,
    ) -> Changes:
        """What changed between two versions of an article."""
        archive = request.app.state.service.follower.archive()
        with archive.reading():
            old, new = _two(article_id, archive.versions(article_id), version, before)
        return Changes(
            before=old.version,
            version=new.version,
            title=changes(old.title, new.title),
            text=changes(old.text, new.text),
        )

    @app.get("/", include_in_schema=False)
    def page(request: Request) -> Response:
        return _page_response("index.html", request)

    @app.get("/page/{name:path}", include_in_schema=False)
    def page_file(name: str, request: Request) -> Response:
        if name not in _page_files():
            raise Problem(404, "not-found", "Not found", f"there is no page file {name!r}")
        return _page_response(name, request)


def _page_response(name: str, request: Request) -> Response:
    """A file of the page; nothing of it again to a browser that has it."""
    content, etag = _page_file(name)
    headers = {"Cache-Control": "no-cache", "ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=PAGE_TYPES[Path(name).suffix], headers=headers)


def _two(
    article_id: str, versions: Sequence[StoredVersion], version: str | None, before: str | None
) -> tuple[Article, Article]:
    """The earlier and the later of two versions; `versions` has the current one first. Raises `Problem`."""
    articles = {stored.article.version: stored.article for stored in versions}
    order = list(articles)
    later = version if version in articles else None if version else next(iter(order), None)
    if before is None and later is not None:
        before = next(iter(order[order.index(later) + 1 :]), None)
    if later is None or before not in articles:
        what = f"version {version!r}" if version and later is None else f"version {before!r} to compare with"
        raise Problem(404, "not-found", "Not found", f"article {article_id!r} has no {what if versions else 'version'}")
    return articles[before], articles[later]


@cache
def _page_files() -> frozenset[str]:
    """The paths of the page's files below its folder. Only these are read, so no path leads out of it."""
    with resources.as_file(resources.files("qa.server") / "page") as folder:
        paths = [path for path in folder.rglob("*") if path.suffix in PAGE_TYPES]
        return frozenset(path.relative_to(folder).as_posix() for path in paths)


@cache
def _page_file(name: str) -> tuple[bytes, str]:
    """The bytes and what tells them from others."""
    content = resources.files("qa.server").joinpath("page", name).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'
