"""`GET /search`: the archive's articles that have some words."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BeforeValidator, TypeAdapter

from qa.question.filters import visible
from qa.question.request import Ask
from qa.server.access import TO_READ
from qa.server.bodies import whole_day
from qa.server.dependencies import TheService
from qa.server.problem import GUARDED, problems
from qa.service.archive_search import ArchiveFound, Order, search_archive

FOUND = TypeAdapter(ArchiveFound)
MAX_WORDS_CHARS = 300
MAX_LISTED = 100
MAX_OFFSET = 2_000

router = APIRouter(dependencies=[TO_READ], responses=problems(*GUARDED))


@router.get("/search", response_model=ArchiveFound)
def search(
    service: TheService,
    q: Annotated[str, Query(min_length=1, max_length=MAX_WORDS_CHARS, description="the words")],
    since: date | None = None,
    until: date | None = None,
    as_of: Annotated[datetime | None, BeforeValidator(whole_day)] = None,
    publishers: Annotated[tuple[str, ...], Query(max_length=100)] = (),
    order: Order = "relevance",
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_LISTED)] = 20,
) -> Response:
    """The articles that have all the words, by relevance or the newest first, counted by publisher and month; those
    with some of the words where none has all."""
    asked = Ask(
        q, as_of=as_of, since=since, until=until, publishers=publishers, without=frozenset(("time", "publisher"))
    )
    wanted = visible(service.understand(asked), service.clock())
    found = search_archive(service.passage_index, q, wanted, order=order, offset=offset, limit=limit)
    return Response(FOUND.dump_json(found), media_type="application/json")
