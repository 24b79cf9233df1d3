"""Server-sent events: an answer's steps as they come, and an error after the first as the last event.

Knows nothing of how a question is answered.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import TypeVar

from anyio import CancelScope, to_thread
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from pydantic import TypeAdapter
from starlette.background import BackgroundTask

from qa.answer.contract import Answer, EvidenceEvent, QueryView, SentenceEvent, Step
from qa.answer.generation.language_model import Call
from qa.server.problem import Problem, problem_of

log = logging.getLogger("newsqa")
UNWANTED = "was not needed any more"
STEP: TypeAdapter[Step] = TypeAdapter(Step)
T = TypeVar("T")


def events(steps: Iterator[Step], call: Call) -> AsyncIterator[bytes]:
    """Each step as an event; an error after the first one is the last event, a problem."""
    return sent(steps, _event, _error, call)


async def sent(
    items: Iterator[T], encode: Callable[[T], bytes], encode_error: Callable[[Problem], bytes], call: Call
) -> AsyncIterator[bytes]:
    """Each item as soon as it is there, and at the end the error that broke them off, if any.

    If the client goes, the work ends with the item that is under way.
    """
    try:
        while (item := await _next(items, call)) is not None:
            yield encode(item)
    except Exception as error:  # the response has begun, so its status cannot say it
        problem = problem_of(error)
        if problem.status == 500:
            log.exception("an answer failed after its stream had begun")
        yield encode_error(problem)
    finally:
        call.end(UNWANTED)


def streamed(data: AsyncIterator[bytes], call: Call) -> StreamingResponse:
    """Events as a response; the call ends with it, also where the client goes while an event is sent."""
    return StreamingResponse(
        data,
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache"},
        background=BackgroundTask(call.end, UNWANTED),
    )


def as_data(value: object) -> bytes:
    """A value as an event without a name: text as it is, anything else as JSON."""
    return format_sse_event(data_str=value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


async def _next(items: Iterator[T], call: Call) -> T | None:
    """The next item. If nobody waits for it any more, the call that it waits for ends, and then it: no work goes on of
    which nobody knows."""
    item = asyncio.ensure_future(to_thread.run_sync(next, items, None))
    try:
        return await asyncio.shield(item)
    except asyncio.CancelledError:
        call.end(UNWANTED)
        with CancelScope(shield=True), suppress(Exception):
            await item
        raise


def _error(problem: Problem) -> bytes:
    return format_sse_event(event="error", data_str=json.dumps(problem.body, ensure_ascii=False))


def _event(step: Step) -> bytes:
    match step:
        case QueryView():
            name, value = "query", STEP.dump_python(step, mode="json")
        case EvidenceEvent():
            name, value = "evidence", STEP.dump_python(step, mode="json")["evidence"]
        case SentenceEvent():
            told = STEP.dump_python(step, mode="json")
            name, value = "sentence", {**told["sentence"], "cited": told["cited"]}
        case Answer():
            name, value = "done", STEP.dump_python(step, mode="json")
    return format_sse_event(event=name, data_str=json.dumps(value, ensure_ascii=False))
