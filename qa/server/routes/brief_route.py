"""`GET /brief` and `/brief.{format}`: the stories of some days, told in dated quotes."""

from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as FromAddress
from fastapi.responses import Response

from corpus.errors import UsageError
from qa.server.access import TO_READ
from qa.server.bodies import BriefQuery
from qa.server.dependencies import TheService
from qa.server.problem import GUARDED, Problem, problems
from qa.service.brief_formats import brief_format
from qa.service.news_brief import NewsBrief, make_brief

router = APIRouter(dependencies=[TO_READ], responses=problems(*GUARDED, 404))


@router.get("/brief", response_model=NewsBrief)
def brief(asked: Annotated[BriefQuery, FromAddress()], service: TheService) -> Response:
    """The stories of some days, those with most independent reports first, each in verbatim lines with day and source.

    A wire text and its copies are one report. Made of what is stored, without a language model.
    """
    return _written("json", asked, service)


@router.get("/brief.{brief_as}", response_class=Response)
def brief_in_format(brief_as: str, asked: Annotated[BriefQuery, FromAddress()], service: TheService) -> Response:
    """The same as `markdown`, `html` (for mail), `atom` or `jsonfeed`; a feed's entry is a story."""
    return _written(brief_as, asked, service)


def _written(name: str, asked: BriefQuery, service: TheService) -> Response:
    try:
        chosen = brief_format(name)
    except UsageError as error:
        raise Problem(404, "not-found", "Not found", str(error)) from error
    made = make_brief(service.passage_index, asked.to_request(), service.now())
    return Response(chosen.write(made), media_type=chosen.media_type)
