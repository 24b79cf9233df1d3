"""Bodies of OpenAI's chat completions: what is read of a request, and a completion whole and in chunks.

What newsqa cannot do is refused by its name (more than one choice, other forms than text, calls of tools); what would
only change how a language model chooses its words (temperature, seed) is passed over, and so are the system's messages.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, field_validator

from qa.answer.exports.chat_text import Annotation, spoken
from qa.question.conversation.standalone import MAX_TURNS, Turn
from qa.question.request import Ask, QuestionError

MODEL = "newsqa"
NO_USAGE = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}  # none of a language model is counted


def _words(content: object) -> object:
    """A message's text; of parts, theirs together."""
    if content is None:
        return ""  # an assistant that called a tool
    if not isinstance(content, list):
        return content
    for part in content:
        if not isinstance(part, dict) or part.get("type") != "text" or not isinstance(part.get("text"), str):
            kind = part.get("type") if isinstance(part, dict) else part
            raise ValueError(f"a part of type {kind!r} cannot be read, only text")
    return "\n".join(part["text"] for part in content)


class ChatMessage(BaseModel):
    """One message; those of the system, of developers and of tools are passed over."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[str, BeforeValidator(_words)] = ""


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
    tool_choice: str | dict[str, Any] | None = None
    modalities: list[str] | None = None

    @field_validator("response_format")
    @classmethod
    def _is_text(cls, value: dict[str, Any] | None) -> dict[str, Any] | None:
        if value and value.get("type") != "text":
            raise ValueError("answers are text with quotes; no other format can be asked for")
        return value

    @field_validator("tool_choice")
    @classmethod
    def _is_free(cls, value: str | dict[str, Any] | None) -> str | dict[str, Any] | None:
        if value not in (None, "auto", "none"):
            raise ValueError("no tool is ever called; leave it out, or say 'auto' or 'none'")
        return value

    @field_validator("modalities")
    @classmethod
    def _is_written(cls, value: list[str] | None) -> list[str] | None:
        if value and value != ["text"]:
            raise ValueError("answers are text alone")
        return value

    def to_ask(self) -> Ask:
        """What is asked, after the conversation before it. Raises `QuestionError`."""
        said = [each for each in self.messages if each.role in ("user", "assistant") and each.content]
        if not said or said[-1].role != "user":
            raise QuestionError("messages: the last one with words must be the user's")
        turns = [
            Turn("user", each.content) if each.role == "user" else Turn("assistant", spoken(each.content))
            for each in said[:-1]
        ]
        return Ask(said[-1].content, history=tuple(turns[-MAX_TURNS:]))


def models(created: int) -> dict[str, Any]:
    """The list of models, of which there is one."""
    return {"object": "list", "data": [model(created)]}


def model(created: int) -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}


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
    """Each quote's place in the content, and where it is from."""
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "url": each.citation.link,
                "title": each.citation.article.title,
                "start_index": each.start,
                "end_index": each.end,
            },
        }
        for each in annotations
    ]


def _head(number: str, created: int, kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{number}", "object": kind, "created": created, "model": MODEL}
