"""Bodies of OpenAI's responses: what is read of a request, and a response whole and as the events that lead to it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, field_validator

from qa.answer.exports.chat_text import Annotation, Piece, annotated
from qa.question.request import Ask
from qa.server.openai_api.messages import MODEL, ChatMessage, ToolChoice, ask_of, url_citation

AT = {"output_index": 0, "content_index": 0}  # the one text of the one message
NO_USAGE = {  # none of a language model is counted
    "input_tokens": 0,
    "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
    "output_tokens": 0,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 0,
}


class InputMessage(ChatMessage):
    """An item of the input that is a message; others cannot be read."""

    type: Literal["message"] = "message"


class ResponseRequest(BaseModel):
    """A request for a response: the last message is the question. Responses are not stored, so that the conversation
    is sent as input each time."""

    model: str
    input: str | Annotated[list[InputMessage], Field(min_length=1)]
    stream: bool | None = False
    background: Literal[False] | None = False
    previous_response_id: None = None
    conversation: None = None
    tool_choice: ToolChoice = None
    text: dict[str, Any] | None = None

    @field_validator("text")
    @classmethod
    def _is_plain(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        chosen = (value or {}).get("format")
        if chosen and (not isinstance(chosen, dict) or chosen.get("type") != "text"):
            raise ValueError("answers are text with quotes; no other format can be asked for")
        return value

    def to_ask(self) -> Ask:
        """What is asked, after the conversation before it. Raises `QuestionError`."""
        if isinstance(self.input, str):
            return ask_of([ChatMessage(role="user", content=self.input)])
        return ask_of(self.input)


def response(number: str, created: int, text: str, annotations: Sequence[Annotation]) -> dict[str, Any]:
    """A response in one piece."""
    return _response(number, created, "completed", [_message(number, "completed", [_part(text, annotations)])])


def response_events(parts: Iterable[Piece], number: str, created: int) -> Iterator[dict[str, Any]]:
    """The events of a response without their sequence numbers; the last one has it whole."""
    begun = _response(number, created, "in_progress", [])
    item = {"item_id": f"msg_{number}", **AT}
    told: list[Piece] = []
    yield {"type": "response.created", "response": begun}
    yield {"type": "response.in_progress", "response": begun}
    yield {"type": "response.output_item.added", "output_index": 0, "item": _message(number, "in_progress", [])}
    yield {"type": "response.content_part.added", **item, "part": _part("", [])}
    for piece in parts:
        told.append(piece)
        yield {"type": "response.output_text.delta", **item, "delta": piece.text, "logprobs": []}
    text, found = "".join(piece.text for piece in told), list(annotated(told))
    for n, annotation in enumerate(found):
        added = {"annotation_index": n, "annotation": _citation(annotation)}
        yield {"type": "response.output_text.annotation.added", **item, **added}
    yield {"type": "response.output_text.done", **item, "text": text, "logprobs": []}
    part = _part(text, found)
    yield {"type": "response.content_part.done", **item, "part": part}
    yield {"type": "response.output_item.done", "output_index": 0, "item": _message(number, "completed", [part])}
    yield {"type": "response.completed", "response": response(number, created, text, found)}


def _response(number: str, created: int, status: str, output: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"resp_{number}",
        "object": "response",
        "created_at": created,
        "status": status,
        "model": MODEL,
        "output": output,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": False,
        "temperature": None,
        "tool_choice": "none",
        "tools": [],
        "top_p": None,
        "store": False,
        "usage": NO_USAGE if status == "completed" else None,
    }


def _message(number: str, status: str, content: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": f"msg_{number}", "type": "message", "status": status, "role": "assistant", "content": content}


def _part(text: str, annotations: Sequence[Annotation]) -> dict[str, Any]:
    citations = [_citation(each) for each in annotations]
    return {"type": "output_text", "text": text, "annotations": citations, "logprobs": []}


def _citation(annotation: Annotation) -> dict[str, Any]:
    return {"type": "url_citation", **url_citation(annotation)}
