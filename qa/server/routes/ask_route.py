"""Routes of questions, articles and the status."""

from collections import deque
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi import Query as FromAddress
from fastapi.responses import Response, StreamingResponse
from starlette.background import BackgroundTask

from corpus.archive.stories import copies_found
from corpus.web.page_memory import load_reports, new_id
from index.passages.passage_store import count_passages
from qa.answer.contract import Answer, Step
from qa.answer.generation.language_model import Call
from qa.server.bodies import AskRequest, Question, ServiceStatus, StoredArticle, stored_article
from qa.server.events import STEP, UNWANTED, events
from qa.server.problem import Problem
from qa.service.ask import Service

SHOWN_REFRESHES = 5


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
        steps = service(request).answering(body.to_ask(), call)
        if body.stream:
            understood = next(steps)  # raises what is wrong with the question while that can be the response
            return StreamingResponse(
                events(understood, steps, call),
                media_type="text/event-stream",
                headers={"Cache-Control": "no-cache"},
                background=BackgroundTask(call.end, UNWANTED),  # also where the client goes while an event is sent
            )
        return _whole(steps)

    @app.get("/ask", response_model=Answer)
    def ask_by_address(request: Request, asked: Annotated[Question, FromAddress()]) -> Response:
        """The same for a plain question, so that an answer can be linked to."""
        return _whole(service(request).answering(asked.to_ask()))

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


def _whole(steps: Iterator[Step]) -> Response:
    """The last step, the answer, as one body."""
    (answer,) = deque(steps, maxlen=1)
    return Response(STEP.dump_json(answer), media_type="application/json")
