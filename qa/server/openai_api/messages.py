"""Messages of OpenAI's API as a question with its conversation, and the one model that there is.

What newsqa cannot do is refused by its name (calls of tools, other forms than text); what would only change how a
language model chooses its words (temperature, seed) is passed over, and so are the messages of systems.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator

from qa.answer.exports.chat_text import Annotation, spoken
from qa.question.conversation.standalone import MAX_TURNS, Turn
from qa.question.request import Ask, QuestionError

MODEL = "newsqa"
TEXTS = ("text", "input_text", "output_text")  # the types of a message's parts that are text


def _words(content: object) -> object:
    """A message's text; of parts, theirs together."""
    if content is None:
        return ""  # an assistant that called a tool
    if not isinstance(content, list):
        return content
    for part in content:
        if not isinstance(part, dict):
            raise ValueError(f"a part is an object with a type, not {str(part)[:60]!r}")
        if part.get("type") not in TEXTS or not isinstance(part.get("text"), str):
            raise ValueError(f"a part of type {part.get('type')!r} cannot be read, only text")
    return "\n".join(part["text"] for part in content)


def _is_free(value: str | dict[str, Any] | None) -> str | dict[str, Any] | None:
    if value not in (None, "auto", "none"):
        raise ValueError("no tool is ever called; leave it out, or say 'auto' or 'none'")
    return value


ToolChoice = Annotated[str | dict[str, Any] | None, AfterValidator(_is_free)]


class ChatMessage(BaseModel):
    """One message; those of the system, of developers and of tools are passed over."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[str, BeforeValidator(_words)] = ""


def ask_of(messages: Sequence[ChatMessage]) -> Ask:
    """The last message as the question, those before it as the conversation. Raises `QuestionError`."""
    said = [each for each in messages if each.role in ("user", "assistant") and each.content]
    if not said or said[-1].role != "user":
        raise QuestionError("the last message with words must be the user's")
    turns = [
        Turn("user", each.content) if each.role == "user" else Turn("assistant", spoken(each.content))
        for each in said[:-1]
    ]
    return Ask(said[-1].content, history=tuple(turns[-MAX_TURNS:]))


def url_citation(annotation: Annotation) -> dict[str, Any]:
    """Where a quote stands in the content, and where it is from."""
    return {
        "url": annotation.citation.link,
        "title": annotation.citation.article.title,
        "start_index": annotation.start,
        "end_index": annotation.end,
    }


def models(created: int) -> dict[str, Any]:
    """The list of models, of which there is one."""
    return {"object": "list", "data": [model(created)]}


def model(created: int) -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": created, "owned_by": MODEL}
