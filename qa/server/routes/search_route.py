"""`GET /search`: the archive's articles that have some words."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BeforeValidator, Field, TypeAdapter

from qa.question.filters import visible
from qa.question.request import Ask
from qa.server.access import TO_READ
from qa.server.bodies import Body, Day, whole_day
from qa.server.dependencies import TheService
from qa.server.problem import GUARDED, problems
from qa.service.archive_search import ArchiveFound, Order, search_archive

FOUND = TypeAdapter(ArchiveFound)
MAX_WORDS_CHARS = 300
MAX_LISTED = 100
MAX_OFFSET = 2_000


class SearchQuery(Body):
    """What is searched for, and among which articles. `as_of` without a time is the end of that day."""

    q: Annotated[str, Field(min_length=1, max_length=MAX_WORDS_CHARS, description="the words")]
    since: Day = None
    until: Day = None
    as_of: Annotated[datetime | None, BeforeValidator(whole_day)] = None
    publishers: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)] = []
    order: Order = "relevance"
    offset: Annotated[int, Field(ge=0, le=MAX_OFFSET)] = 0
    limit: Annotated[int, Field(ge=1, le=MAX_LISTED)] = 20

    def to_ask(self) -> Ask:
        """The words with their filters, of which the words themselves set none. Raises `QuestionError`."""
        return Ask(
            self.q,
            as_of=self.as_of,
            since=self.since,
            until=self.until,
            publishers=tuple(self.publishers),
            without=frozenset(("time", "publisher")),
        )


router = APIRouter(dependencies=[TO_READ], responses=problems(*GUARDED))


@router.get("/search", response_model=ArchiveFound)
def search(asked: Annotated[SearchQuery, Query()], service: TheService) -> Response:
    """The articles that have all the words, by relevance or the newest first, counted by publisher and month; those
    with some of the words where none has all."""
    wanted = visible(service.understand(asked.to_ask()), service.now())
    found = search_archive(
        service.passage_index, asked.q, wanted, order=asked.order, offset=asked.offset, limit=asked.limit
    )
    return Response(FOUND.dump_json(found), media_type="application/json")
