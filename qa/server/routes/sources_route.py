"""`/sources`: where news comes from and how it fares, for the operator; adding, pausing and removing sources."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from corpus.errors import UsageError
from qa.server.access import FOR_ADMIN, for_operator
from qa.server.bodies import Body, Flag
from qa.server.dependencies import TheRefreshing, TheSettings, TheWholeService
from qa.server.problem import GUARDED, Problem, problems
from qa.service.logs import hide_secrets
from qa.service.refreshing import fetch_policy
from qa.service.settings import Settings
from qa.service.source_list import ListedSource, SourceList
from qa.service.source_preview import SourcePreview, preview
from qa.service.source_states import SourceState, source_states

LOGGED = 20  # refreshes
MAX_ADDRESS_CHARS = 2_000

router = APIRouter(dependencies=[FOR_ADMIN], responses=problems(*GUARDED))


class Running(BaseModel):
    """A refresh that is under way: since when, and its counts so far."""

    started: datetime
    progress: dict[str, Any]


class SourcesView(BaseModel):
    """The sources; how often the server refreshes by itself, and when next; the refresh that is under way; the reports
    of the last ones, the newest first, of which one that is cut off or under way has not `finished`."""

    sources: list[SourceState]
    refresh_every: str | None
    next_at: datetime | None
    running: Running | None
    refreshes: list[dict[str, Any]]


class NewSource(Body):
    """A web address to read from now on, and the name that its articles are kept under, if it is to be another."""

    place: Annotated[str, Field(min_length=1, max_length=MAX_ADDRESS_CHARS)]
    publisher: Annotated[str | None, Field(max_length=200)] = None


class SourceChange(Body):
    """What is to become of a source."""

    is_paused: Flag


@router.get("/sources")
def sources_view(service: TheWholeService, settings: TheSettings, refreshing: TheRefreshing) -> SourcesView:
    """The sources with their states, the schedule, the refresh that is under way, and what the last ones did."""
    archive = service.passage_index.archive()
    running = refreshing.running
    return SourcesView(
        sources=[_shown(each) for each in source_states(archive, SourceList(settings).all() if settings else [])],
        refresh_every=settings.refresh_every if settings else None,
        next_at=refreshing.next_at,
        running=Running(started=running[0], progress=for_operator(running[1])) if running else None,
        refreshes=[for_operator(report) for report in archive.reports.last(LOGGED)],
    )


@router.get("/sources/preview")
def preview_source(
    place: Annotated[str, Query(min_length=1, max_length=MAX_ADDRESS_CHARS, description="a web address")],
    service: TheWholeService,
    settings: TheSettings,
) -> SourcePreview:
    """What would be read of a web address, which is asked once, as a refresh would; nothing of it is kept."""
    archive = service.passage_index.archive()
    found = preview(archive, place, fetch_policy(_required(settings)), datetime.now(UTC))
    return replace(found, place=hide_secrets(found.place), first=tuple(map(hide_secrets, found.first)))


@router.post("/sources", status_code=201)
def add_source(body: NewSource, service: TheWholeService, settings: TheSettings) -> SourceState:
    """Read a web address, too, from the next refresh on; beside the sources of newsqa.toml, in the data folder."""
    return _state(service, SourceList(_required(settings)).add(body.place, body.publisher))


@router.patch("/sources/{source_id}", responses=problems(404))
def change_source(source_id: str, body: SourceChange, service: TheWholeService, settings: TheSettings) -> SourceState:
    """Pause a source, so that no refresh reads it, or have it read again."""
    listed = SourceList(_required(settings))
    _named(listed, source_id)
    return _state(service, listed.pause(source_id, is_paused=body.is_paused))


@router.delete("/sources/{source_id}", status_code=204, responses=problems(404))
def drop_source(source_id: str, settings: TheSettings) -> None:
    """Read a source that was added no longer; its articles stay. Those of newsqa.toml are removed there."""
    listed = SourceList(_required(settings))
    _named(listed, source_id)
    listed.drop(source_id)


def _required(settings: Settings | None) -> Settings:
    if settings is None:
        raise Problem(409, "no-sources", "No sources", "the service runs without settings, so without sources")
    return settings


def _named(listed: SourceList, source_id: str) -> None:
    """Raises a `Problem` if there is no such source."""
    try:
        listed.named(source_id)
    except UsageError as error:
        raise Problem(404, "not-found", "Not found", str(error)) from error


def _state(service: TheWholeService, listed: ListedSource) -> SourceState:
    (state,) = source_states(service.passage_index.archive(), [listed])
    return _shown(state)


def _shown(state: SourceState) -> SourceState:
    """Without the passwords and keys in addresses."""
    failures = tuple(
        replace(each, place=hide_secrets(each.place), reason=hide_secrets(each.reason), noted=hide_secrets(each.noted))
        for each in state.failures
    )
    return replace(
        state,
        place=hide_secrets(state.place),
        reason=hide_secrets(state.reason) if state.reason else None,
        noted=hide_secrets(state.noted) if state.noted else None,
        failures=failures,
    )
