"""`GET /answers/{id}` and `/answers/{id}.{format}`: an answer as it was given, also for other programs."""

from fastapi import APIRouter
from fastapi.responses import Response

from corpus.errors import UsageError
from qa.answer.exports.formats import format_named
from qa.server.access import TO_READ
from qa.server.dependencies import TheAnswers, TheService
from qa.server.problem import Problem
from qa.service.kept_answers import KEPT, KeptAnswer

router = APIRouter(dependencies=[TO_READ])


@router.get("/answers/{answer_id}.{export_format}", response_class=Response)
def exported_answer(answer_id: str, export_format: str, service: TheService, answers: TheAnswers) -> Response:
    """A kept answer as `ris`, `bibtex`, `csl`, `markdown`, `jsonld` or `annotations`."""
    try:
        chosen = format_named(export_format)
    except UsageError as error:
        raise Problem(404, "not-found", "Not found", str(error)) from error
    kept = _kept(answer_id, service, answers)
    name = f'inline; filename="newsqa-{answer_id}.{chosen.suffix}"'
    body = chosen.write(kept.answer, kept.answered_at)
    return Response(body, media_type=chosen.media_type, headers={"Content-Disposition": name})


@router.get("/answers/{answer_id}", response_model=KeptAnswer)
def kept_answer(answer_id: str, service: TheService, answers: TheAnswers) -> Response:
    """An answer as it was given, without its evidence and suggestions, and when that was."""
    return Response(KEPT.dump_json(_kept(answer_id, service, answers)), media_type="application/json")


def _kept(answer_id: str, service: TheService, answers: TheAnswers) -> KeptAnswer:
    """Raises a `Problem` if there is no such answer."""
    kept = answers.get(answer_id, service.passage_index.archive()) if answers else None
    if kept is None or not service.may_show(kept.answer):
        detail = f"no answer {answer_id!r} is kept: it was never given, was dropped, or quotes a removed article"
        raise Problem(404, "not-found", "Not found", detail)
    return kept
