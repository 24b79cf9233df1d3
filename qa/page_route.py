"""The chat page: its files, and what the archive has to offer whoever opens it."""

from functools import cache
from importlib import resources

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from qa.problem import Problem

PAGE_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}


def add_page(app: FastAPI) -> None:
    """Add the page and the files that it is made of."""

    @app.get("/", include_in_schema=False)
    def page() -> HTMLResponse:
        return HTMLResponse(_page_file("index.html"))

    @app.get("/page/{name}", include_in_schema=False)
    def page_file(name: str) -> Response:
        kind = next((kind for ending, kind in PAGE_TYPES.items() if name.endswith(ending)), None)
        if kind is None or name not in {entry.name for entry in resources.files("qa").joinpath("page").iterdir()}:
            raise Problem(404, "not-found", "Not found", f"there is no page file {name!r}")
        return Response(_page_file(name), media_type=kind, headers={"Cache-Control": "no-cache"})


@cache
def _page_file(name: str) -> str:
    return resources.files("qa").joinpath("page", name).read_text(encoding="utf-8")
