"""`POST /ask` and `GET /ask`: a question in, its answer out, whole or in steps as they come. `POST /related`: further
questions beside it."""

from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import Annotated

from fastapi import APIRouter
from fastapi import Query as FromAddress
from fastapi.responses import Response

from qa.answer.contract import Answer, Step
from qa.answer.generation.language_model import Call
from qa.server.access import TO_ASK
from qa.server.bodies import AskRequest, Question, RelatedQuestions
from qa.server.dependencies import TheAnswers, TheService, answering
from qa.server.events import STEP, events, streamed
from qa.server.problem import GUARDED, problems

OF_BODIES = problems(413, 415)

router = APIRouter(dependencies=[TO_ASK], responses=problems(*GUARDED))


@router.post("/ask", response_model=Answer, responses={200: {"content": {"text/event-stream": {}}}, **OF_BODIES})
def ask(body: AskRequest, service: TheService, answers: TheAnswers) -> Response:
    """Answer a question with quotes, or say why not. With `stream`, as server-sent events."""
    call = Call()
    steps = answering(service, answers, body.to_ask(), call)
    if body.stream:
        understood = next(steps)  # raises what is wrong with the question while that can be the response
        return streamed(events(chain((understood,), steps), call), call)
    return _whole(steps)


@router.get("/ask", response_model=Answer)
def ask_by_address(asked: Annotated[Question, FromAddress()], service: TheService, answers: TheAnswers) -> Response:
    """The same for a plain question, so that an answer can be linked to."""
    return _whole(answering(service, answers, asked.to_ask()))


@router.post("/related", responses=OF_BODIES)
def related(body: AskRequest, service: TheService) -> RelatedQuestions:
    """Further questions that the archive answers with the same filters, beside one that it does: at most three, each
    tried. Asked for after the answer, with the same body; each stands by itself, without the conversation."""
    return RelatedQuestions(questions=list(service.related(body.to_ask())))


def _whole(steps: Iterator[Step]) -> Response:
    """The last step, the answer, as one body."""
    (answer,) = deque(steps, maxlen=1)
    return Response(STEP.dump_json(answer), media_type="application/json")
