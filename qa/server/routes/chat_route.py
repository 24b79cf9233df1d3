"""`/v1/models`, `POST /v1/chat/completions`, `POST /v1/responses`: the same answers for what speaks OpenAI's API.

The answering is that of `POST /ask`; errors have the shape that OpenAI's clients read.
"""

import json
import uuid
from collections.abc import Iterator
from itertools import chain, count
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from fastapi.sse import format_sse_event

from qa.answer.exports.chat_text import Annotation, Piece, annotated, pieces
from qa.answer.generation.language_model import Call
from qa.server.access import TO_ASK
from qa.server.dependencies import TheAnswers, TheService, answering
from qa.server.events import as_data, sent, streamed
from qa.server.openai_api.chat_bodies import ChatRequest, chunk, completion, url_citations, usage_chunk
from qa.server.openai_api.messages import MODEL, model, models
from qa.server.openai_api.response_bodies import ResponseRequest, response, response_events
from qa.server.problem import ANYWHERE, GUARDED, Problem, openai_error, problems
from qa.service.ask import Service
from qa.service.kept_answers import KeptAnswers

ERRORS = problems(*ANYWHERE, *GUARDED, 404, as_openai=True)
OF_BODIES = {200: {"content": {"text/event-stream": {}}}, **problems(413, 415, as_openai=True)}

router = APIRouter(prefix="/v1", tags=["as OpenAI's API"], dependencies=[TO_ASK], responses=ERRORS)


@router.get("/models")
def list_models(service: TheService) -> dict[str, Any]:
    """The models, of which there is one."""
    return models(int(service.clock().timestamp()))


@router.get("/models/{name}")
def get_model(name: str, service: TheService) -> dict[str, Any]:
    """The model of this name."""
    if name != MODEL:
        raise _no_model(name)
    return model(int(service.clock().timestamp()))


@router.post("/chat/completions", response_class=JSONResponse, responses=OF_BODIES)
def complete(body: ChatRequest, service: TheService, answers: TheAnswers) -> Response:
    """Answer the last message with quotes, or say why not; `annotations` name the source of each quote in the content.

    `start_index` and `end_index` count code points, the end excluded.
    """
    parts, call = _begun(body, service, answers)
    number, created = uuid.uuid4().hex, int(service.clock().timestamp())
    if not body.stream:
        return JSONResponse(completion(number, created, *_whole(parts)))
    has_usage = bool(body.stream_options and body.stream_options.include_usage)
    chunks = _chunks(parts, number, created, has_usage=has_usage)
    return streamed(sent(chunks, as_data, lambda problem: as_data(openai_error(problem)), call), call)


@router.post("/responses", response_class=JSONResponse, responses=OF_BODIES)
def respond(body: ResponseRequest, service: TheService, answers: TheAnswers) -> Response:
    """The same as a response, with the same annotations. None is stored: the conversation is sent as input."""
    parts, call = _begun(body, service, answers)
    number, created = uuid.uuid4().hex, int(service.clock().timestamp())
    if not body.stream:
        return JSONResponse(response(number, created, *_whole(parts)))
    place = count()
    events = sent(
        response_events(parts, number, created),
        lambda event: _as_event(event, next(place)),
        lambda problem: _as_event({**openai_error(problem)["error"], "type": "error"}, next(place)),
        call,
    )
    return streamed(events, call)


def _begun(
    body: ChatRequest | ResponseRequest, service: Service, answers: KeptAnswers | None
) -> tuple[Iterator[Piece], Call]:
    """The pieces of an answer, the first of which is there: what is wrong with a question is raised while that can be
    the response."""
    if body.model != MODEL:
        raise _no_model(body.model)
    call = Call()
    parts = pieces(answering(service, answers, body.to_ask(), call))
    return chain((next(parts),), parts), call


def _whole(parts: Iterator[Piece]) -> tuple[str, list[Annotation]]:
    told = list(parts)
    return "".join(piece.text for piece in told), list(annotated(told))


def _as_event(event: dict[str, Any], place: int) -> bytes:
    data = {**event, "sequence_number": place}
    return format_sse_event(event=event["type"], data_str=json.dumps(data, ensure_ascii=False))


def _chunks(parts: Iterator[Piece], number: str, created: int, *, has_usage: bool) -> Iterator[dict[str, Any] | str]:
    yield chunk(number, created, {"role": "assistant", "content": ""})
    told: list[Piece] = []
    for piece in parts:
        told.append(piece)
        yield chunk(number, created, {"content": piece.text})
    # all in one delta: clients that add deltas up cannot join two lists
    yield chunk(number, created, {"annotations": url_citations(list(annotated(told)))})
    yield chunk(number, created, {}, "stop")
    if has_usage:
        yield usage_chunk(number, created)
    yield "[DONE]"


def _no_model(name: str) -> Problem:
    detail = f"the model {name!r} does not exist; there is {MODEL!r}"
    return Problem(404, "model_not_found", "Not found", detail, field="model")
