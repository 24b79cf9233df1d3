"""The same answers by OpenAI's API, asked for with its own client over a real connection."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from archives import lines, record
from browsing import serving
from conftest import NOW, FailingWords, WordEncoder, WordReader, open_index, take_in
from openai import OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam
from openai.types.responses import Response, ResponseOutputMessage, ResponseOutputText
from starlette.testclient import TestClient

from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.settings import Settings

PLEDGE = "Japan pledged $550 billion of investment. 😀 It was *the* [largest](sum) so far."
TEXTS = (PLEDGE, "South Korea pledged $350 billion of investment over ten years.", "The mill bridge opened in June.")
QUESTIONS = (
    "What did Japan pledge?",
    "What did South Korea pledge?",
    "When did the mill bridge open?",
    "Who won the World Cup?",
    "Thanks!",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, words = tmp_path_factory.mktemp("chat"), FailingWords()
    take_in(home, words, lines(home / "a.jsonl", *(record(n, text=text) for n, text in enumerate(TEXTS))))
    service = Service(open_index(home, words), words, WordReader(), clock=lambda: NOW)
    with serving(create_app(lambda: service, Settings(home=home))) as staged:
        yield staged.address


@pytest.fixture
def client(address: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=2) as opened:
        yield opened


def conversation(*texts: str) -> list[ChatCompletionMessageParam]:
    said: list[ChatCompletionMessageParam] = [{"role": "system", "content": "Answer in French."}]
    for n, text in enumerate(texts):
        if n % 2:
            said.append({"role": "assistant", "content": text})
        else:
            said.append({"role": "user", "content": text})
    return said


def whole(client: OpenAI, *texts: str) -> tuple[str, list[Any]]:
    raw = client.chat.completions.with_raw_response.create(model="newsqa", messages=conversation(*texts))
    completion = ChatCompletion.model_validate_json(raw.content)  # strictly, as the client itself does not
    (choice,) = completion.choices
    assert (choice.finish_reason, choice.message.role, choice.message.refusal) == ("stop", "assistant", None)
    return choice.message.content or "", [each.url_citation.to_dict() for each in choice.message.annotations or ()]


def streamed(client: OpenAI, *texts: str) -> tuple[str, list[Any]]:
    content, annotations, ids = "", [], set()
    for chunk in client.chat.completions.create(model="newsqa", messages=conversation(*texts), stream=True):
        ids.add(ChatCompletionChunk.model_validate(chunk.to_dict()).id)
        (choice,) = chunk.choices
        content += choice.delta.content or ""
        annotations += [each["url_citation"] for each in choice.delta.to_dict().get("annotations") or ()]  # type: ignore[attr-defined]
        finish = choice.finish_reason
    assert (finish, len(ids)) == ("stop", 1)
    return content, annotations


def asked(address: str, question: str, history: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """The same of `POST /ask`."""
    response = httpx2.post(f"{address}/ask", json={"question": question, "history": list(history)}, timeout=120)
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_whole_and_streamed_are_the_answer_of_ask(client: OpenAI, address: str, question: str) -> None:
    content, annotations = whole(client, question)
    assert (content, annotations) == streamed(client, question)
    answer = asked(address, question)
    quotes = [content[each["start_index"] : each["end_index"]] for each in annotations]
    assert quotes == [citation["quote"] for citation in answer["citations"]]
    assert [each["url"] for each in annotations] == [citation["link"] for citation in answer["citations"]]
    assert [each["title"] for each in annotations] == [each["article"]["title"] for each in answer["citations"]]
    if answer["status"] == "unanswered":
        assert content.startswith(answer["answer"])


def test_some_of_the_questions_are_answered_and_some_are_not(address: str) -> None:
    assert {asked(address, question)["status"] for question in QUESTIONS} == {"answered", "unanswered"}


def test_the_clients_own_reading_of_a_stream_has_the_same_words(client: OpenAI) -> None:
    with client.chat.completions.stream(model="newsqa", messages=conversation(QUESTIONS[0])) as stream:
        final = stream.get_final_completion()
    content, annotations = whole(client, QUESTIONS[0])
    assert final.choices[0].message.content == content
    assert [each.url_citation.to_dict() for each in final.choices[0].message.annotations or ()] == annotations


def test_a_conversation_completes_a_follow_up_as_history_does(client: OpenAI, address: str) -> None:
    first = asked(address, QUESTIONS[0])
    said = whole(client, QUESTIONS[0])[0]
    content, annotations = whole(client, QUESTIONS[0], said, "And South Korea?")
    history = [{"role": "user", "text": QUESTIONS[0]}, {"role": "assistant", "text": first["answer"]}]
    answer = asked(address, "And South Korea?", history)
    assert "Understood as: What did South Korea pledge?" in content
    assert answer["query"]["text"] == "What did South Korea pledge?"
    quotes = [content[each["start_index"] : each["end_index"]] for each in annotations]
    assert quotes == [citation["quote"] for citation in answer["citations"]]


def test_the_use_of_tokens_comes_last_where_it_is_asked_for(client: OpenAI) -> None:
    chunks = list(
        client.chat.completions.create(
            model="newsqa",
            messages=conversation(QUESTIONS[0]),
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    assert chunks[-1].choices == [] and chunks[-1].usage and chunks[-1].usage.total_tokens == 0
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_there_is_one_model(client: OpenAI) -> None:
    assert [each.id for each in client.models.list()] == ["newsqa"]
    assert client.models.retrieve("newsqa").owned_by == "newsqa"
    with pytest.raises(openai.NotFoundError) as refused:
        client.models.retrieve("gpt-4")
    assert refused.value.code == "model_not_found"
    with pytest.raises(openai.NotFoundError, match="the model 'gpt-4' does not exist"):
        client.chat.completions.create(model="gpt-4", messages=conversation("What?"))


IGNORED: dict[str, Any] = {
    "temperature": 1.5, "top_p": 0.1, "seed": 7, "max_tokens": 5, "max_completion_tokens": 5, "stop": ["Japan"],
    "frequency_penalty": 1.0, "presence_penalty": 1.0, "user": "me", "logit_bias": {"1": 1}, "n": 1,
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}], "tool_choice": "auto",
    "parallel_tool_calls": True, "response_format": {"type": "text"}, "metadata": {"a": "b"}, "logprobs": False,
    "reasoning_effort": "low", "modalities": ["text"],
}  # fmt: skip


def test_what_would_only_change_the_choice_of_words_changes_nothing(client: OpenAI) -> None:
    completion = client.chat.completions.create(model="newsqa", messages=conversation(QUESTIONS[0]), **IGNORED)
    assert completion.choices[0].message.content == whole(client, QUESTIONS[0])[0]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("n", 3, "n: Input should be less than or equal to 1, got 3"),
        ("logprobs", True, "logprobs: "),
        ("response_format", {"type": "json_object"}, "no other format"),
        ("tool_choice", "required", "no tool is ever called"),
        ("modalities", ["text", "audio"], "answers are text alone"),
        ("messages", [], "messages: "),
        ("messages", [{"role": "user", "content": "?!"}], "has no words"),
        ("messages", [{"role": "user", "content": "x" * 3_000}], "more than 2,000"),
        ("messages", [{"role": "assistant", "content": "Hello"}], "the last message with words must be the user's"),
        ("messages", [{"role": "user", "content": ["text"]}], "an object with a type"),
        ("messages", [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}], "'image_url'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_done_is_refused_by_name(
    client: OpenAI, field: str, value: Any, words: str, stream: bool
) -> None:
    wanted: dict[str, Any] = {"model": "newsqa", "messages": conversation("What?"), "stream": stream, field: value}
    with pytest.raises(openai.BadRequestError, match=re.escape(words)) as refused:
        client.chat.completions.create(**wanted)
    assert refused.value.type == "invalid_request_error"
    if words.startswith((f"{field}: Input", "logprobs", "no ", "answers")):
        assert refused.value.param == field


def test_parts_of_a_message_are_read_together(client: OpenAI) -> None:
    parts = [{"type": "text", "text": "What did Japan"}, {"type": "text", "text": "pledge?"}]
    request: Any = [{"role": "user", "content": parts}]
    completion = client.chat.completions.create(model="newsqa", messages=request)
    assert "Japan pledged $550 billion" in (completion.choices[0].message.content or "")


@pytest.mark.parametrize("stream", [False, True])
def test_a_failure_is_an_error_that_tells_nothing_of_the_inside(client: OpenAI, stream: bool) -> None:
    wanted: Any = {"model": "newsqa", "messages": conversation("What failure?"), "stream": stream}
    with pytest.raises(openai.APIError) as failed:
        list(client.with_options(max_retries=0).chat.completions.create(**wanted))
    assert "its log says more" in str(failed.value) and "inside" not in str(failed.value)


def test_an_unknown_path_is_an_error_in_the_same_shape(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        client.embeddings.create(model="newsqa", input="x")
    assert (refused.value.type, refused.value.code) == ("invalid_request_error", "not-found")


def test_an_answer_is_kept_as_that_of_ask_is(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, text=TEXTS[0])))
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    with TestClient(create_app(lambda: service, Settings(home=tmp_path)), base_url="http://localhost") as local:
        body = {"model": "newsqa", "messages": [{"role": "user", "content": QUESTIONS[0]}]}
        assert local.post("/v1/chat/completions", json=body).status_code == 200
    assert len(list((tmp_path / "answers").iterdir())) == 1


# ---- Responses


def text_of(response: Response) -> ResponseOutputText:
    """The one text of a response, which is strictly as the client's types say."""
    Response.model_validate(response.to_dict())
    (message,) = response.output
    assert isinstance(message, ResponseOutputMessage) and response.status == "completed"
    (part,) = message.content
    assert isinstance(part, ResponseOutputText)
    return part


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_response_is_the_completion_whole_and_streamed(client: OpenAI, question: str) -> None:
    content, annotations = whole(client, question)
    part = text_of(client.responses.create(model="newsqa", input=question, instructions="Answer in French."))
    assert part.text == content
    assert [{**each, "type": "url_citation"} for each in annotations] == [each.to_dict() for each in part.annotations]
    events = list(client.responses.create(model="newsqa", input=question, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert "".join(event.delta for event in events if event.type == "response.output_text.delta") == content
    last = events[-1]
    assert last.type == "response.completed"
    streamed_part = text_of(last.response)
    assert (streamed_part.text, streamed_part.annotations) == (part.text, part.annotations)


def test_the_clients_own_reading_of_a_streamed_response_has_the_same_words(client: OpenAI) -> None:
    with client.responses.stream(model="newsqa", input=QUESTIONS[0]) as stream:
        final = stream.get_final_response()
    assert final.output_text == whole(client, QUESTIONS[0])[0]


def test_a_response_given_back_as_input_completes_a_follow_up(client: OpenAI) -> None:
    first = client.responses.create(model="newsqa", input=QUESTIONS[0])
    history: Any = [
        {"role": "user", "content": QUESTIONS[0]},
        *(item.to_dict() for item in first.output),
        {"role": "user", "content": [{"type": "input_text", "text": "And South Korea?"}]},
    ]
    answer = client.responses.create(model="newsqa", input=history)
    assert "Understood as: What did South Korea pledge?" in answer.output_text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("previous_response_id", "resp_1", "previous_response_id: "),
        ("background", True, "background: "),
        ("tool_choice", "required", "no tool is ever called"),
        ("text", {"format": {"type": "json_object"}}, "no other format"),
        ("input", [], "input"),
        ("input", "?!", "has no words"),
        ("input", [{"type": "function_call_output", "call_id": "1", "output": "x"}], "'function_call_output'"),
        ("model", "gpt-4", "the model 'gpt-4' does not exist"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_a_response_cannot_be_is_refused_by_name(
    client: OpenAI, field: str, value: Any, words: str, stream: bool
) -> None:
    wanted: dict[str, Any] = {"model": "newsqa", "input": "What?", "stream": stream, field: value}
    with pytest.raises((openai.BadRequestError, openai.NotFoundError), match=re.escape(words)):
        client.responses.create(**wanted)


def test_a_failure_of_a_streamed_response_is_its_last_event(address: str, client: OpenAI) -> None:
    with pytest.raises(openai.APIError) as failed:
        list(client.with_options(max_retries=0).responses.create(model="newsqa", input="What failure?", stream=True))
    assert "its log says more" in str(failed.value)
    assert asked(address, QUESTIONS[0])["status"] == "answered"
