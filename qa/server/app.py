"""The HTTP application: routes, middleware and errors put together, and the archive followed while it runs.

Requests are checked at the edge and become an `Ask`; the answering is the service's, in a worker thread.
"""

import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from importlib import metadata
from itertools import chain
from typing import Any

from fastapi import Depends, FastAPI
from fastapi_offline import FastAPIOffline
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from corpus.errors import StateError
from index.passages.passage_store import MismatchError
from qa.server.access import never_open_paths
from qa.server.callers import Callers, Keyring
from qa.server.dependencies import Shared, said_once
from qa.server.mcp_server import PATH, McpDoor
from qa.server.mcp_tools import Tools
from qa.server.metrics import Metrics
from qa.server.middleware import AllowedHosts, HeadAsGet, SecurityHeaders, Tracked
from qa.server.page_texts import known_language
from qa.server.problem import ANYWHERE, add_problems, problems
from qa.server.routes import (
    answers_route,
    article_route,
    ask_route,
    brief_route,
    chat_route,
    feed_route,
    follow_route,
    metrics_route,
    page_route,
    refresh_route,
    search_route,
    sources_route,
    status_route,
)
from qa.server.turns import Load, Turns
from qa.service.ask import Service
from qa.service.bounds import Bounds
from qa.service.kept_answers import KeptAnswers
from qa.service.keys import KeyFile
from qa.service.opening import open_senders
from qa.service.refresh_process import RefreshProcess, seconds
from qa.service.refreshing import configured
from qa.service.settings import Settings
from qa.service.standing.asking import keep_asking
from qa.service.standing.deliveries import keep_delivering

ROUTES = (
    ask_route,
    answers_route,
    chat_route,
    article_route,
    brief_route,
    feed_route,
    follow_route,
    search_route,
    status_route,
    refresh_route,
    sources_route,
    metrics_route,
    page_route,
)
FOLLOW_EVERY_S = 1.0  # a commit is seen within 2 s
log = logging.getLogger("newsqa")


def create_app(make_service: Callable[[], Service], settings: Settings | None = None) -> FastAPI:
    """The application; `make_service` is called once, when the server starts.

    With `settings` it refreshes at the interval that they give, and on request of who has a key for it; it keeps to
    their bounds, and goes by their names alone. Raises `UsageError` if they name a language that the page has not.
    """
    if settings and settings.language:
        known_language(settings.language)
    bounds: Bounds = settings or Bounds()
    load = Load()
    metrics = Metrics(load)
    keyring = Keyring(
        settings.admin_key if settings else None,
        KeyFile(settings.keys) if settings else None,
        is_reading_open=not settings or settings.reading == "open",
        per_minute=bounds.requests_per_minute,
    )
    refreshing = RefreshProcess()
    mcp_door = McpDoor(keyring)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[Shared]:
        service = replace(make_service(), answered=metrics.answered)
        stop = threading.Event()
        following = threading.Thread(target=follow, args=(service, stop), name="follow", daemon=True)
        following.start()
        asking = threading.Thread(target=keep_asking, args=(service, stop), name="standing", daemon=True)
        asking.start()
        if settings:
            sending = (service.passage_index.archive, open_senders(settings), service.clock, stop)
            threading.Thread(target=keep_delivering, args=sending, name="deliveries", daemon=True).start()
        if settings and settings.refresh_every:
            every_s = seconds(settings.refresh_every)
            wanted = partial(_has_sources, settings)
            threading.Thread(
                target=refreshing.repeat, args=(every_s, stop, wanted), name="schedule", daemon=True
            ).start()
        answers = KeptAnswers(settings.answers, settings.keep_answers) if settings else None
        shared = Shared(
            service=service,
            answers=answers,
            front_pages={},
            keyring=keyring,
            refreshing=refreshing,
            metrics=metrics,
            settings=settings,
        )
        async with mcp_door.opened(Tools(service, answers)):
            yield shared
        stop.set()
        await run_in_threadpool(refreshing.stop)
        following.join(timeout=FOLLOW_EVERY_S)
        asking.join(timeout=FOLLOW_EVERY_S)

    app = FastAPIOffline(
        title="newsqa",
        version=metadata.version("newsqa"),
        description="Questions over news coverage, answered with quotes that can be checked. The same answers are given"
        " to what speaks OpenAI's API (/v1), and to assistants over the Model Context Protocol (/mcp).",
        lifespan=lifespan,
        dependencies=[Depends(said_once)],
        responses=problems(*ANYWHERE),
        redoc_url=None,
        static_url="/docs-files",
    )
    # The last one added is the first to see a request.
    app.add_middleware(Turns, load=load, bounds=bounds)
    app.add_middleware(Callers, keyring=keyring)
    app.add_middleware(HeadAsGet)
    if settings:
        app.add_middleware(AllowedHosts, names=(settings.host, *settings.hosts))
    app.add_middleware(Tracked, responded=metrics.responded)
    app.add_middleware(SecurityHeaders)
    add_problems(app)
    for route in ROUTES:
        app.include_router(route.router)
    app.router.routes.append(Route(PATH, mcp_door))
    if keyring.is_reading_open:
        _without_keys_too(app)
    return app


def _has_sources(settings: Settings) -> bool:
    """Whether there is a source to be read; what is wrong with their list is the refresh's to say."""
    try:
        return bool(configured(settings))
    except StateError:
        return True


def _without_keys_too(app: FastAPI) -> None:
    """Have the API's description say that a key is needed for nothing but what is never open."""
    described = app.openapi
    never_open = set(chain.from_iterable(never_open_paths(each.router) for each in ROUTES))

    def openapi() -> dict[str, Any]:
        whole = described()
        for path, operations in whole["paths"].items():
            for operation in operations.values():
                if path not in never_open and {} not in operation.get("security", [{}]):
                    operation["security"].append({})
        return whole

    app.openapi = openapi  # type: ignore[method-assign]


def follow(service: Service, stop: threading.Event) -> None:
    """Keep the service at the archive's newest revision until told to stop."""
    while not stop.wait(FOLLOW_EVERY_S):
        try:
            if service.passage_index.is_behind():
                service.passage_index.catch_up()
                log.info(
                    "now at revision %d, %d passages", service.passage_index.revision, service.passage_index.n_passages
                )
        except MismatchError as error:
            log.error("%s; then start the server again", error)
        except Exception:  # whatever it was, questions go on being answered and the next look may go well
            log.exception("could not follow the archive; trying again")
