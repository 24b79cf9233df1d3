"""`POST /refresh`: starts a refresh of the configured sources for whoever has the operator's key, and tells of it.

Without a key in the settings nobody may.
"""

import hmac
import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel, SecretStr

from corpus.archive.versions import KeptFailure
from corpus.errors import StateError
from qa.server.dependencies import TheRefreshing, TheService, TheSettings
from qa.server.problem import Problem
from qa.service.refresh_process import RefreshEvent

SHOWN_FAILURES = 100
Authorization = Annotated[str, Header(description="Bearer, and the operator's key")]

router = APIRouter()


class Sources(BaseModel):
    """Where news comes from, and the first of what could not be taken in, by source and place."""

    places: list[str]
    n_failures: int
    failures: list[KeptFailure]


@router.post("/refresh", responses={401: {"description": "no key, or another one"}})
def refresh(
    refreshing: TheRefreshing,
    settings: TheSettings,
    authorization: Authorization = "",
    stream: Annotated[bool, Query(description="tell of its progress in server-sent events")] = False,
) -> Response:
    """Refresh the configured sources; gives the report when it has ended, or with `stream` its progress too."""
    _check(authorization, settings.admin_key if settings else None)
    if not settings or not settings.source:
        raise Problem(409, "no-sources", "No sources", "the service has no [[source]] in its settings")
    try:
        events = refreshing.start()
    except StateError as error:
        raise Problem(409, "refresh-running", "A refresh is running", str(error)) from error
    if stream:
        return StreamingResponse(_sent(events), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
    return _ended(events)


@router.get("/refresh", responses={401: {"description": "no key, or another one"}})
def sources(service: TheService, settings: TheSettings, authorization: Authorization = "") -> Sources:
    """The configured sources and what could not be taken in, for whoever has the operator's key."""
    _check(authorization, settings.admin_key if settings else None)
    failures = service.passage_index.archive().failures.kept()
    return Sources(
        places=[source.place for source in settings.source] if settings else [],
        n_failures=len(failures),
        failures=failures[:SHOWN_FAILURES],
    )


def _check(authorization: str, key: SecretStr | None) -> None:
    """Raises a problem unless the request has the operator's key."""
    if key is None:
        detail = "the service has no NEWSQA_ADMIN_KEY (admin_key in newsqa.toml), so nobody may refresh over HTTP"
        raise Problem(403, "no-admin-key", "Refreshing over HTTP is not set up", detail)
    scheme, _, given = authorization.partition(" ")
    wanted = key.get_secret_value().encode()
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), wanted):
        detail = "the header Authorization must be: Bearer, and the service's NEWSQA_ADMIN_KEY"
        raise Problem(401, "not-authorized", "Not authorized", detail, {"WWW-Authenticate": "Bearer"})


def _sent(events: Iterator[RefreshEvent]) -> Iterator[bytes]:
    for name, value in events:
        yield format_sse_event(event=name, data_str=json.dumps(value, ensure_ascii=False))


def _ended(events: Iterator[RefreshEvent]) -> Response:
    """The last event as a response. Raises a problem if it is an error."""
    last: Any = {}
    for name, value in events:
        if name == "error":
            raise Problem(503, "refresh-failed", "The refresh failed", str(value.get("detail")))
        last = value
    return JSONResponse(last)
