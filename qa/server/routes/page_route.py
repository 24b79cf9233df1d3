"""The chat page: the files that it is made of, and what it opens with."""

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import TypeAdapter

from qa.server.access import TO_READ
from qa.server.bodies import Day
from qa.server.dependencies import TheFrontPage, TheService, TheSettings
from qa.server.page_texts import WORDED, accepted_language, in_language
from qa.server.problem import GUARDED, Problem, problems
from qa.service.front import Front
from qa.service.front_stories import FrontStories
from qa.service.news_stories import period
from qa.service.settings import Settings
from qa.service.story_page import StoryPage

PAGE_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
FRONT = TypeAdapter(Front)
STORIES = TypeAdapter(FrontStories)
STORY = TypeAdapter(StoryPage)

router = APIRouter(dependencies=[TO_READ], responses=problems(*GUARDED))


@router.get("/front", response_model=Front)
def front(service: TheService, front_page: TheFrontPage) -> Response:
    """What the archive has to offer: example questions that it answers, its publishers, its newest articles."""
    return Response(FRONT.dump_json(front_page.front(service)), media_type="application/json")


@router.get("/stories", response_model=FrontStories)
def stories(service: TheService, front_page: TheFrontPage) -> Response:
    """The stories of the archive's last days, those with most independent reports first, each with a question that
    opens it, if one was found that is answered from it."""
    return Response(STORIES.dump_json(front_page.stories(service)), media_type="application/json")


@router.get("/stories/{story_id}", response_model=StoryPage, responses=problems(404))
def story(
    story_id: str, service: TheService, front_page: TheFrontPage, since: Day = None, until: Day = None
) -> Response:
    """A story's independent reports by day, each in a verbatim line, with the versions and corrections of its articles:
    one of the last days, or of the days from `since` to `until`."""
    days = period(service.now(), since=since, until=until) if since or until else None
    found = front_page.story(service, story_id, days)
    if found is None:
        where = f"the last days or from {days.since} to {days.until}" if days else "the last days"
        detail = f"no story of {where} is {story_id[:60]!r}; one gets another id when an earlier report of it comes"
        raise Problem(404, "not-found", "Not found", detail)
    return Response(STORY.dump_json(found), media_type="application/json")


@router.get("/", include_in_schema=False)
@router.get("/story/{story_id}", include_in_schema=False)
@router.get("/a/{answer_id}", include_in_schema=False)
@router.get("/read/{article_id}", include_in_schema=False)
@router.get("/find", include_in_schema=False)
@router.get("/a/", include_in_schema=False)
@router.get("/read/", include_in_schema=False)
@router.get("/story/", include_in_schema=False)
@router.get("/following", include_in_schema=False)
@router.get("/operator", include_in_schema=False)
def page(request: Request, settings: TheSettings) -> Response:
    """The page, which shows by its address what it is opened at: an answer as it was given, an article, a story, what a
    search finds, the followed questions, the operator's part, or the box."""
    return _page_response("index.html", request, settings)


@router.get("/page/{name:path}", include_in_schema=False)
def page_file(name: str, request: Request, settings: TheSettings) -> Response:
    if name not in _page_files():
        raise Problem(404, "not-found", "Not found", f"there is no page file {name!r}")
    return _page_response(name, request, settings)


def _page_response(name: str, request: Request, settings: Settings | None) -> Response:
    """A file of the page, one with words in the reader's language; nothing of it again to a browser that has it."""
    headers = {"Cache-Control": "no-cache"}
    language = None
    if name in WORDED:
        fixed = settings.language if settings else None
        language = fixed or accepted_language(request.headers.get("accept-language", ""))
        headers |= {"Content-Language": language, "Vary": "Accept-Language"}
    content, etag = _page_file(name, language)
    headers["ETag"] = etag
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=PAGE_TYPES[Path(name).suffix], headers=headers)


@cache
def _page_files() -> frozenset[str]:
    """The paths of the page's files below its folder. Only these are read, so no path leads out of it."""
    with resources.as_file(resources.files("qa.server") / "page") as folder:
        paths = [path for path in folder.rglob("*") if path.suffix in PAGE_TYPES]
        return frozenset(path.relative_to(folder).as_posix() for path in paths)


@cache
def _page_file(name: str, language: str | None) -> tuple[bytes, str]:
    """The bytes, with the words of a language if there are any in it, and what tells them from others."""
    content = resources.files("qa.server").joinpath("page", name).read_bytes()
    if language:
        content = in_language(name, content.decode(), language).encode()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'
