"""The HTTP service: `POST /ask` and what surrounds it, and the chat page. Errors are RFC 9457 problems.

Requests are checked here and turned into a `Query`; the answering is `ask.py`'s, in a worker thread.
"""

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import metadata

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.passages.passage_store import MismatchError
from qa.server.problem import add_problems, problem_response
from qa.server.routes.ask_route import _add_routes
from qa.server.routes.page_route import add_page
from qa.server.routes.refresh_route import add_refresh
from qa.service.ask import Service
from qa.service.refresh_process import Refreshing, seconds
from qa.service.settings import Settings

FOLLOW_EVERY_S = 1.0  # a commit is seen within 2 s
MAX_BODY_BYTES = 1_000_000
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'{inline}; style-src 'self'{inline}; connect-src 'self'; "
    "img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NO_MARKUP = "; require-trusted-types-for 'script'; trusted-types 'none'"  # no words ever become markup or a script
SECURITY_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
log = logging.getLogger("newsqa")


def create_app(make_service: Callable[[], Service], settings: Settings | None = None) -> FastAPI:
    """The application; `make_service` is called once, when the server starts.

    With `settings` it refreshes at the interval that they give, and on request of who has their key.
    """
    refreshing = Refreshing()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.service = make_service()
        stop = threading.Event()
        follower = threading.Thread(target=_follow, args=(app.state.service, stop), name="follow", daemon=True)
        follower.start()
        if settings and settings.refresh_every and settings.source:
            every_s = seconds(settings.refresh_every)
            threading.Thread(target=refreshing.repeat, args=(every_s, stop), name="schedule", daemon=True).start()
        yield
        stop.set()
        await run_in_threadpool(refreshing.stop)
        follower.join(timeout=5)

    app = FastAPIOffline(
        title="newsqa",
        version=metadata.version("newsqa"),
        description="Questions over news coverage, answered with quotes that can be checked.",
        lifespan=lifespan,
        redoc_url=None,
        static_url="/docs-files",
    )
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY_BYTES)  # counts; the next one believes
    app.add_middleware(_Edge)
    add_problems(app)
    _add_routes(app)
    add_refresh(app, refreshing, settings)
    add_page(app)
    return app


def _follow(service: Service, stop: threading.Event) -> None:
    """Keep the service at the archive's newest revision until told to stop."""
    while not stop.wait(FOLLOW_EVERY_S):
        try:
            if service.follower.is_behind():
                service.follower.catch_up()
                log.info("now at revision %d, %d passages", service.follower.revision, len(service.follower.dense))
        except MismatchError as error:
            log.error("%s; then start the server again", error)
        except Exception:  # whatever it was, questions go on being answered and the next look may go well
            log.exception("could not follow the archive; trying again")


class _Edge:
    """Puts the security headers on each response, refuses a body that says it is too large, and takes HEAD for GET.

    The server itself keeps the body of an answer to HEAD back.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") == "HEAD":
            scope = {**scope, "method": "GET"}
        # Swagger's page starts itself by a script of its own
        is_docs = scope.get("path") == "/docs"
        policy = CONTENT_POLICY.format(inline=" 'unsafe-inline'" if is_docs else "") + ("" if is_docs else NO_MARKUP)
        headers = {**SECURITY_HEADERS, "Content-Security-Policy": policy}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        length = dict(scope.get("headers", ())).get(b"content-length", b"0")
        too_large = length.isdigit() and int(length) > MAX_BODY_BYTES
        app = problem_response(413, f"at most {MAX_BODY_BYTES:,} bytes are read") if too_large else self.app
        await app(scope, receive, with_headers)
