"""Server-sent events: an answer's steps as they come, and an error after the first as the last event.

Knows nothing of how a question is answered.
"""

import json
import logging
from collections.abc import AsyncIterator, Iterator

from anyio import to_thread
from fastapi.sse import format_sse_event
from pydantic import TypeAdapter

from qa.answer.contract import Answer, EvidenceEvent, QueryView, SentenceEvent, Step
from qa.answer.generation.language_model import Call
from qa.server.problem import problem_of

log = logging.getLogger("newsqa")
UNWANTED = "was not needed any more"
STEP: TypeAdapter[Step] = TypeAdapter(Step)


async def events(step: Step | None, steps: Iterator[Step], call: Call) -> AsyncIterator[bytes]:
    """Each step as an event as soon as it is there; an error after the first one is the last event, a problem.

    If the client goes, nothing waits for the next step, and the call that it may be waiting for ends.
    """
    try:
        while step is not None:
            yield _event(step)
            step = await to_thread.run_sync(next, steps, None, abandon_on_cancel=True)
    except Exception as error:  # the response has begun, so its status cannot say it
        problem = problem_of(error)
        if problem.status == 500:
            log.exception("an answer failed after its stream had begun")
        yield format_sse_event(event="error", data_str=json.dumps(problem.body, ensure_ascii=False))
    finally:
        call.end(UNWANTED)


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
