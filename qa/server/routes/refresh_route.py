"""`POST /refresh`: starts a refresh of the configured sources for whoever has a key for it, and tells of it.

Without such a key nobody may.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import BaseModel

from corpus.archive.versions import KeptFailure
from corpus.errors import StateError
from qa.server.access import FOR_ADMIN, TO_REFRESH, told
from qa.server.callers import Caller
from qa.server.dependencies import TheCaller, TheRefreshing, TheSettings, TheWholeService
from qa.server.problem import GUARDED, Problem, problems
from qa.service.logs import hide_secrets
from qa.service.refresh_process import RefreshEvent
from qa.service.refreshing import configured

SHOWN_FAILURES = 100

router = APIRouter(responses=problems(*GUARDED))


class Sources(BaseModel):
    """Where news comes from, and the first of what could not be taken in, by source and place."""

    places: list[str]
    n_failures: int
    failures: list[KeptFailure]


@router.post(
    "/refresh", dependencies=[TO_REFRESH], responses={200: {"content": {"text/event-stream": {}}}, **problems(409)}
)
def refresh(
    refreshing: TheRefreshing,
    settings: TheSettings,
    caller: TheCaller,
    stream: Annotated[bool, Query(description="tell of its progress in server-sent events")] = False,
) -> Response:
    """Refresh the configured sources; gives the report when it has ended, or with `stream` its progress too. Of sources
    and failures it tells whoever has the scope admin."""
    if not settings or not configured(settings):
        detail = "the service has no source that is not paused: no [[source]] in its settings, and none was added"
        raise Problem(409, "no-sources", "No sources", detail)
    try:
        events = refreshing.start()
    except StateError as error:
        raise Problem(409, "refresh-running", "A refresh is running", str(error)) from error
    if stream:
        return StreamingResponse(
            _sent(events, caller), media_type="text/event-stream", headers={"Cache-Control": "no-cache"}
        )
    return _ended(events, caller)


@router.delete("/refresh", status_code=204, dependencies=[FOR_ADMIN], responses=problems(404))
def cancel(refreshing: TheRefreshing) -> None:
    """End the refresh that is under way, by the server; what it has read in is kept."""
    if not refreshing.cancel():
        raise Problem(404, "not-found", "Not found", "no refresh of this server's is under way")


@router.get("/refresh", dependencies=[FOR_ADMIN])
def sources(service: TheWholeService, settings: TheSettings) -> Sources:
    """The configured sources and what could not be taken in, for whoever has the scope admin."""
    failures = service.passage_index.archive().failures.kept()
    return Sources(
        places=[hide_secrets(source.place) for source in configured(settings)] if settings else [],
        n_failures=len(failures),
        failures=[_shown(failure) for failure in failures[:SHOWN_FAILURES]],
    )


def _shown(failure: KeptFailure) -> KeptFailure:
    source, place, reason = map(hide_secrets, (failure.source, failure.place, failure.reason))
    return replace(failure, source=source, place=place, reason=reason)


def _sent(events: Iterator[RefreshEvent], caller: Caller) -> Iterator[bytes]:
    for name, value in events:
        shown = _failed(value, caller).body if name == "error" and not caller.may("admin") else told(caller, value)
        yield format_sse_event(event=name, data_str=json.dumps(shown, ensure_ascii=False))


def _ended(events: Iterator[RefreshEvent], caller: Caller) -> Response:
    """The last event as a response. Raises a problem if it is an error."""
    last: Any = {}
    for name, value in events:
        if name == "error":
            raise _failed(value, caller)
        last = value
    return JSONResponse(told(caller, last))


def _failed(value: Any, caller: Caller) -> Problem:
    detail = hide_secrets(str(value.get("detail"))) if caller.may("admin") else "the service's log says why"
    return Problem(503, "refresh-failed", "The refresh failed", detail)
