"""The HTTP application: routes, middleware and errors put together, and the archive followed while it runs.

Requests are checked at the edge and become an `Ask`; the answering is the service's, in a worker thread.
"""

import logging
import os
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI
from fastapi_offline import FastAPIOffline
from filelock import BaseFileLock, Timeout
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from corpus.errors import StateError
from qa.answer.contract import Answer
from qa.server.access import never_open_paths
from qa.server.callers import Callers, Keyring, Limiter
from qa.server.dependencies import Shared, said_once
from qa.server.following import LOOK_EVERY_S, Following
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
from qa.server.tracing import NONE, Tracing
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
LEAD_EVERY_S = 1.0
log = logging.getLogger("newsqa")


@dataclass(frozen=True, slots=True)
class Common:
    """What there is once, however many processes answer: the refresh that may be under way, and how often each caller
    has asked. Of several processes, which count in a folder, the one that holds the lock does what one alone does."""

    refreshing: RefreshProcess = field(default_factory=RefreshProcess)
    limiter: Limiter = field(default_factory=Limiter)
    counts: Path | None = None
    lock: BaseFileLock | None = None


def create_app(
    make_service: Callable[[], Service],
    settings: Settings | None = None,
    common: Common | None = None,
    bounds: Bounds | None = None,
    tracing: Tracing | None = None,
) -> FastAPI:
    """The application; `make_service` is called once, when the server starts.

    With `settings` it refreshes at the interval that they give, and on request of who has a key for it; it keeps to
    their bounds, or those given, and goes by their names alone. With `common` it is one of several processes, and
    refreshes are another one's to begin and end; with `tracing` it makes traces. Raises `UsageError` if they name a
    language that the page has not.
    """
    if settings and settings.language:
        known_language(settings.language)
    bounds = bounds or settings or Bounds()
    load = Load()
    common, is_alone = common or Common(), common is None
    metrics = Metrics(load, common.counts)
    keyring = Keyring(
        settings.admin_key if settings else None,
        KeyFile(settings.keys) if settings else None,
        is_reading_open=not settings or settings.reading == "open",
        per_minute=bounds.requests_per_minute,
    )
    mcp_door = McpDoor(keyring)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[Shared]:
        service = replace(make_service(), answered=partial(_told, metrics, tracing))
        stop = threading.Event()
        following = Following()
        looking = threading.Thread(target=following.follow, args=(service, stop), name="follow", daemon=True)
        looking.start()
        duties = [partial(keep_asking, service, stop)]
        if settings:
            archive, senders = service.passage_index.archive, open_senders(settings)
            duties.append(partial(keep_delivering, archive, senders, service.clock, stop))
        if settings and is_alone:
            duties.append(partial(keep_refreshing, settings, common.refreshing, stop))
        leading = threading.Thread(target=lead, args=(common.lock, duties, stop), name="leader", daemon=True)
        leading.start()
        answers = KeptAnswers(settings.answers, settings.keep_answers) if settings else None
        shared = Shared(
            service=service,
            answers=answers,
            following=following,
            front_pages={},
            keyring=keyring,
            refreshing=common.refreshing,
            metrics=metrics,
            settings=settings,
        )
        async with mcp_door.opened(Tools(service, answers)):
            yield shared
        stop.set()
        if is_alone:
            await run_in_threadpool(common.refreshing.stop)
        looking.join(timeout=LOOK_EVERY_S)
        leading.join(timeout=LOOK_EVERY_S)

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
        telemetry=tracing.config if tracing else NONE,
    )
    # The last one added is the first to see a request.
    app.add_middleware(Turns, load=load, bounds=bounds)
    app.add_middleware(Callers, keyring=keyring, limiter=common.limiter)
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


def _told(metrics: Metrics, tracing: Tracing | None, answer: Answer) -> None:
    metrics.answered(answer)
    if tracing:
        tracing.answered(answer)


def lead(lock: BaseFileLock | None, duties: Sequence[Callable[[], None]], stop: threading.Event) -> None:
    """Do what one process alone does, each duty in a thread of its own, once no other process has the lock."""
    while lock and not lock.is_locked:
        try:
            lock.acquire(timeout=0)
            log.info("process %d asks followed questions again and sends their changes", os.getpid())
        except Timeout:  # the one that has it may end at any time
            if stop.wait(LEAD_EVERY_S):
                return
    doing = [threading.Thread(target=duty, daemon=True) for duty in duties]
    for each in doing:
        each.start()
    for each in doing:
        each.join()


def keep_refreshing(settings: Settings, refreshing: RefreshProcess, stop: threading.Event) -> None:
    """Refresh at the interval that the settings give, if they give one."""
    if settings.refresh_every:
        refreshing.repeat(seconds(settings.refresh_every), stop, partial(_has_sources, settings))


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
