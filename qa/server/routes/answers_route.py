"""`GET /answers/{id}` and `/answers/{id}.{format}`: an answer as it was given, also for other programs."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import TypeAdapter

from corpus.errors import UsageError
from qa.answer.contract import Answer
from qa.answer.exports.formats import format_named
from qa.server.access import TO_READ
from qa.server.dependencies import TheAnswers, TheService
from qa.server.problem import GUARDED, Problem, problems
from qa.service.kept_answers import KeptAnswer, Since, changed_since

router = APIRouter(dependencies=[TO_READ], responses=problems(*GUARDED, 404))


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as it was given, without its evidence, and what has happened to the cited articles since."""

    answered_at: datetime
    answer: Answer
    since: tuple[Since, ...]


GIVEN = TypeAdapter(GivenAnswer)


@router.get("/answers/{answer_id}.{export_format}", response_class=Response)
def exported_answer(
    answer_id: str,
    export_format: str,
    service: TheService,
    answers: TheAnswers,
    citation: Annotated[int | None, Query(description="only the citation of this number")] = None,
) -> Response:
    """A kept answer, or one of its citations, as `ris`, `bibtex`, `csl`, `markdown`, `jsonld` or `annotations`."""
    try:
        chosen = format_named(export_format)
    except UsageError as error:
        raise Problem(404, "not-found", "Not found", str(error)) from error
    kept = _kept(answer_id, service, answers)
    answer = kept.answer if citation is None else _only(kept.answer, citation, export_format)
    name = f'inline; filename="newsqa-{answer_id}{"" if citation is None else f"-{citation}"}.{chosen.suffix}"'
    body = chosen.write(answer, kept.answered_at)
    return Response(body, media_type=chosen.media_type, headers={"Content-Disposition": name})


@router.get("/answers/{answer_id}", response_model=GivenAnswer)
def kept_answer(answer_id: str, service: TheService, answers: TheAnswers) -> Response:
    """An answer as it was given, without its evidence and suggestions, when that was, and what of it has changed."""
    kept = _kept(answer_id, service, answers)
    since = changed_since(kept.answer, service.passage_index.archive())
    return Response(GIVEN.dump_json(GivenAnswer(kept.answered_at, kept.answer, since)), media_type="application/json")


def _kept(answer_id: str, service: TheService, answers: TheAnswers) -> KeptAnswer:
    """Raises a `Problem` if there is no such answer."""
    kept = answers.get(answer_id, service.passage_index.archive()) if answers else None
    if kept is None or not service.may_show(kept.answer):
        detail = f"no answer {answer_id!r} is kept: it was never given, was dropped, or quotes a removed article"
        raise Problem(404, "not-found", "Not found", detail)
    return kept


def _only(answer: Answer, number: int, export_format: str) -> Answer:
    """An answer with one of its citations alone. Raises a `Problem` if it has none of that number."""
    cited = tuple(citation for citation in answer.citations if citation.number == number)
    if not cited:
        raise Problem(404, "not-found", "Not found", f"answer {answer.id!r} has no citation {number}")
    if export_format == "markdown":
        raise Problem(422, "invalid-request", "Invalid request", "markdown is of a whole answer, without a citation")
    return replace(answer, citations=cited)
