"""`/v1/models`, `POST /v1/chat/completions`, `POST /v1/responses`: the same answers for what speaks OpenAI's API.

The answering is that of `POST /ask`; errors have the shape that OpenAI's clients read.
"""

import json
import uuid
from collections.abc import Iterator
from itertools import chain, count
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from fastapi.sse import format_sse_event
from starlette.background import BackgroundTask

from qa.answer.exports.chat_text import Piece, annotated, pieces
from qa.answer.generation.language_model import Call
from qa.server.dependencies import TheAnswers, TheService, answering
from qa.server.events import UNWANTED, as_data, sent
from qa.server.openai_api.chat_bodies import ChatRequest, chunk, completion, url_citations, usage_chunk
from qa.server.openai_api.messages import MODEL, model, models
from qa.server.openai_api.response_bodies import ResponseRequest, response, response_events
from qa.server.problem import Problem, openai_error

router = APIRouter(prefix="/v1", tags=["as OpenAI's API"])


@router.get("/models")
def list_models(service: TheService) -> dict[str, Any]:
    """The models, of which there is one."""
    return models(int(service.clock().timestamp()))


@router.get("/models/{name}")
def get_model(name: str, service: TheService) -> dict[str, Any]:
    """The model of this name."""
    _check(name)
    return model(int(service.clock().timestamp()))


@router.post("/chat/completions", response_class=JSONResponse)
def complete(body: ChatRequest, service: TheService, answers: TheAnswers) -> Response:
    """Answer the last message with quotes, or say why not; `annotations` name the source of each quote in the content.

    `start_index` and `end_index` count code points, the end excluded.
    """
    _check(body.model)
    call, number, created = Call(), uuid.uuid4().hex, int(service.clock().timestamp())
    parts = pieces(answering(service, answers, body.to_ask(), call))
    first = next(parts)  # raises what is wrong with the question while that can be the response
    if not body.stream:
        whole = [first, *parts]
        text = "".join(piece.text for piece in whole)
        return JSONResponse(completion(number, created, text, list(annotated(whole))))
    has_usage = bool(body.stream_options and body.stream_options.include_usage)
    chunks = _chunks(first, parts, number, created, has_usage=has_usage)
    return StreamingResponse(
        sent(chunks, as_data, lambda problem: as_data(openai_error(problem)), call),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache"},
        background=BackgroundTask(call.end, UNWANTED),
    )


@router.post("/responses", response_class=JSONResponse)
def respond(body: ResponseRequest, service: TheService, answers: TheAnswers) -> Response:
    """The same as a response, with the same annotations. None is stored: the conversation is sent as input."""
    _check(body.model)
    call, number, created = Call(), uuid.uuid4().hex, int(service.clock().timestamp())
    parts = pieces(answering(service, answers, body.to_ask(), call))
    first = next(parts)
    if not body.stream:
        whole = [first, *parts]
        text = "".join(piece.text for piece in whole)
        return JSONResponse(response(number, created, text, list(annotated(whole))))
    place = count()
    return StreamingResponse(
        sent(
            response_events(chain((first,), parts), number, created),
            lambda event: _as_event(event, next(place)),
            lambda problem: _as_event({**openai_error(problem)["error"], "type": "error"}, next(place)),
            call,
        ),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache"},
        background=BackgroundTask(call.end, UNWANTED),
    )


def _as_event(event: dict[str, Any], place: int) -> bytes:
    data = {**event, "sequence_number": place}
    return format_sse_event(event=event["type"], data_str=json.dumps(data, ensure_ascii=False))


def _chunks(
    first: Piece, others: Iterator[Piece], number: str, created: int, *, has_usage: bool
) -> Iterator[dict[str, Any] | str]:
    yield chunk(number, created, {"role": "assistant", "content": ""})
    told: list[Piece] = []
    for piece in chain((first,), others):
        told.append(piece)
        yield chunk(number, created, {"content": piece.text})
    yield chunk(number, created, {"annotations": url_citations(list(annotated(told)))})  # all in one, as clients add up
    yield chunk(number, created, {}, "stop")
    if has_usage:
        yield usage_chunk(number, created)
    yield "[DONE]"


def _check(name: str) -> None:
    if name != MODEL:
        raise Problem(404, "model_not_found", "Not found", f"the model {name!r} does not exist; there is {MODEL!r}")
