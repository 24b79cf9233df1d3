"""Bodies of OpenAI's chat completions: what is read of a request, and a completion whole and in chunks."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, field_validator

from qa.answer.exports.chat_text import Annotation
from qa.question.request import Ask
from qa.server.openai_api.messages import MODEL, ChatMessage, ToolChoice, ask_of, url_citation

NO_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}  # none of a language model is counted


class StreamOptions(BaseModel):
    include_usage: bool | None = False


class ChatRequest(BaseModel):
    """A request for a completion: the last message is the question, those before it the conversation."""

    model: str
    messages: Annotated[list[ChatMessage], Field(min_length=1)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Annotated[int | None, Field(ge=1, le=1)] = 1
    logprobs: Literal[False] | None = False
    response_format: dict[str, Any] | None = None
    tool_choice: ToolChoice = None
    modalities: list[str] | None = None

    @field_validator("response_format")
    @classmethod
    def _is_text(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value and value.get("type") != "text":
            raise ValueError("answers are text with quotes; no other format can be asked for")
        return value

    @field_validator("modalities")
    @classmethod
    def _is_written(cls, value: list[str] | None) -> list[str] | None:
        if value and value != ["text"]:
            raise ValueError("answers are text alone")
        return value

    def to_ask(self) -> Ask:
        """What is asked, after the conversation before it. Raises `QuestionError`."""
        return ask_of(self.messages)


def completion(number: str, created: int, text: str, annotations: Sequence[Annotation]) -> dict[str, Any]:
    """A completion in one piece."""
    message = {"role": "assistant", "content": text, "refusal": None, "annotations": url_citations(annotations)}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_head(number, created, "chat.completion"), "choices": [choice], "usage": NO_USAGE}


def chunk(number: str, created: int, delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    """A part of a completion as it is streamed."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    return {**_head(number, created, "chat.completion.chunk"), "choices": [choice]}


def usage_chunk(number: str, created: int) -> dict[str, Any]:
    """The chunk after the last one, where the use of tokens was asked for."""
    return {**_head(number, created, "chat.completion.chunk"), "choices": [], "usage": NO_USAGE}


def url_citations(annotations: Sequence[Annotation]) -> list[dict[str, Any]]:
    """The quotes in the content."""
    return [{"type": "url_citation", "url_citation": url_citation(each)} for each in annotations]


def _head(number: str, created: int, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{number}", "object": kind, "created": created, "model": MODEL}
