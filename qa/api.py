"""The HTTP service: `POST /ask` and what surrounds it, and the chat page. Errors are RFC 9457 problems.

Requests are checked here and turned into a `Query`; the answering is `ask.py`'s, in a worker thread.
"""

import json
import logging
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from importlib import metadata
from typing import Annotated, Any

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi import Query as FromAddress
from fastapi.responses import Response, StreamingResponse
from fastapi.sse import format_sse_event
from fastapi_offline import FastAPIOffline
from pydantic import TypeAdapter
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.fetched import load_reports, new_id
from corpus.stories import copies_found
from index.store import MismatchError, count_passages
from qa.answer import Answer, Gathered, Said, Step
from qa.ask import Service
from qa.bodies import AskRequest, Question, ServiceStatus, StoredArticle, stored_article
from qa.followup import Turn as Earlier
from qa.language_model import Call
from qa.page_route import add_page
from qa.problem import Problem, add_problems, problem_of, problem_response
from qa.question import Query
from qa.refresh_route import add_refresh
from qa.schedule import Refreshing, seconds
from qa.settings import Settings

SHOWN_REFRESHES = 5
FOLLOW_EVERY_S = 1.0  # a commit is seen within 2 s
MAX_BODY_BYTES = 1_000_000
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'{inline}; style-src 'self'{inline}; connect-src 'self'; "
    "img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NO_MARKUP = "; require-trusted-types-for 'script'; trusted-types 'none'"  # no words ever become markup or a script
SECURITY_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
UNWANTED = "was not needed any more"
STEP: TypeAdapter[Step] = TypeAdapter(Step)
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


def _add_routes(app: FastAPI) -> None:
    def service(request: Request) -> Service:
        found: Service = request.app.state.service
        return found

    @app.post(
        "/ask", response_model=Answer, responses={422: {"description": "a problem that names the field and its value"}}
    )
    def ask(body: AskRequest, request: Request) -> Response:
        """Answer a question with quotes, or say why not. With `stream`, as server-sent events."""
        call = Call()
        steps = _answering(service(request), body, call)
        if body.stream:
            understood = next(steps)  # raises what is wrong with the question while that can be the response
            return StreamingResponse(
                _events(understood, steps, call),
                media_type="text/event-stream",
                headers={"Cache-Control": "no-cache"},
                background=BackgroundTask(call.end, UNWANTED),  # also where the client goes while an event is sent
            )
        return _whole(steps)

    @app.get("/ask", response_model=Answer)
    def ask_by_address(request: Request, asked: Annotated[Question, FromAddress()]) -> Response:
        """The same for a plain question, so that an answer can be linked to."""
        body = AskRequest(**asked.model_dump())
        return _whole(_answering(service(request), body, Call()))

    @app.get("/articles/{article_id}")
    def article(article_id: str, request: Request, version: str | None = None) -> StoredArticle:
        """An article's stored text: the current version, or the one asked for; an id from before it moved will do."""
        archive = service(request).follower.archive()
        with archive.reading():
            versions = archive.versions(article_id) or archive.versions(new_id(archive, article_id) or "")
            for stored in versions:
                if version in (None, stored.article.version):
                    copies = copies_found(archive.connection, [stored.number])
                    return stored_article(stored, versions, copies[0].same_as if copies else ())
        what = f"version {version!r} of article {article_id!r}" if versions else f"article {article_id!r}"
        raise Problem(404, "not-found", "Not found", f"the archive has no {what}")

    @app.get("/status")
    def status(request: Request) -> ServiceStatus:
        """What the archive holds, and the revision that is answered from."""
        follower = service(request).follower
        archive = follower.archive()
        with archive.reading():
            counts = archive.counts()
            return ServiceStatus(
                release=app.version,
                revision=follower.revision,
                articles=counts.articles,
                versions=counts.versions,
                passages=count_passages(archive),
                newest_published_at=counts.newest,
                model=follower.facts.model,
                refreshes=load_reports(archive, SHOWN_REFRESHES),
            )

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """That the process is alive."""
        return {"status": "alive"}

    @app.get("/readyz")
    def readyz(request: Request) -> dict[str, Any]:
        """That questions can be answered, and from which revision."""
        return {"status": "ready", "revision": service(request).follower.revision}


def _answering(service: Service, body: AskRequest, call: Call) -> Iterator[Step]:
    return service.answering(
        body.question,
        as_of=body.as_of,
        since=body.since,
        until=body.until,
        publishers=body.publishers,
        top_k=body.top_k,
        explain=body.explain,
        history=[Earlier(turn.role, turn.text) for turn in body.history],
        mode=body.mode,
        call=call,
    )


def _whole(steps: Iterator[Step]) -> Response:
    """The last step, the answer, as one body."""
    (answer,) = deque(steps, maxlen=1)
    return Response(STEP.dump_json(answer), media_type="application/json")


async def _events(step: Step | None, steps: Iterator[Step], call: Call) -> AsyncIterator[bytes]:
    """Each step as an event as soon as it is there; an error after the first one is the last event, a problem.

    If the client goes, nothing waits for the next step, and the call that it may be waiting for ends.
    """
    try:
        while step is not None:
            yield _event(step)
            step = await to_thread.run_sync(next, steps, None, abandon_on_cancel=True)
    except Exception as error:  # the response has begun, so its status cannot say it
        problem = problem_of(error)
        if problem.status == 500:
            log.exception("an answer failed after its stream had begun")
        yield format_sse_event(event="error", data_str=json.dumps(problem.body, ensure_ascii=False))
    finally:
        call.end(UNWANTED)


def _event(step: Step) -> bytes:
    match step:
        case Query():
            name, value = "query", STEP.dump_python(step, mode="json")
        case Gathered():
            name, value = "evidence", STEP.dump_python(step, mode="json")["evidence"]
        case Said():
            said = STEP.dump_python(step, mode="json")
            name, value = "sentence", {**said["sentence"], "cited": said["cited"]}
        case Answer():
            name, value = "done", STEP.dump_python(step, mode="json")
    return format_sse_event(event=name, data_str=json.dumps(value, ensure_ascii=False))


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
