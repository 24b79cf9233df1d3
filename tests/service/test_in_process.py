"""`open_news`: the archive of a data folder asked in this process, with the real models."""

import shutil
from pathlib import Path

import pytest
from archives import lines, record
from conftest import take_in
from pydantic import TypeAdapter

from corpus.errors import StateError, UsageError
from index.encoder.encoder import Encoder
from qa import open_news
from qa.answer.contract import Answer, EvidenceEvent, QueryView, SentenceEvent
from qa.in_process import News
from qa.question.conversation.standalone import Turn
from qa.question.request import Ask
from qa.service.ask import Service

QUESTION = "What did Japan pledge?"


@pytest.fixture(scope="module")
def home(sample_home: Path, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("news") / "home"
    shutil.copytree(sample_home, home)
    (home / "models").symlink_to(models)
    return home


@pytest.fixture(scope="module")
def news(home: Path) -> News:
    return open_news(home)


def plain(answer: Answer) -> dict[str, object]:
    told = TypeAdapter(Answer).dump_python(answer, mode="json")
    return {name: value for name, value in told.items() if name not in ("id", "timing_ms")}


def test_an_answer_is_that_of_the_service(news: News, sample: Service) -> None:
    answer = news.ask(QUESTION, top_k=3)
    assert answer.status == "answered"
    assert plain(answer) == plain(sample.ask(Ask(QUESTION, top_k=3)))


def test_options_mean_what_they_mean_over_http(news: News) -> None:
    asked_before = [Turn("user", QUESTION), Turn("assistant", "Japan pledged $550 billion.")]
    assert news.ask("And South Korea?", history=asked_before).query.text == "What did South Korea pledge?"
    assert (
        news.ask(QUESTION, as_of="2025-10-27").query.as_of
        == news.ask(QUESTION, as_of="2025-10-27T23:59:59Z").query.as_of
    )
    assert news.ask(QUESTION, publishers=["Nobody"]).reason == "filtered_out"


def test_steps_come_in_the_order_of_the_events(news: News) -> None:
    kinds = [type(step) for step in news.stream(QUESTION)]
    assert kinds[:2] == [QueryView, EvidenceEvent] and kinds[-1] is Answer and set(kinds[2:-1]) == {SentenceEvent}


def test_what_is_wrong_is_named(news: News, tmp_path: Path) -> None:
    for options, words in (({"top_k": 99}, "top_k: .*got 99"), ({"publisher": "X"}, "publisher: Extra inputs")):
        with pytest.raises(UsageError, match=words):
            news.ask(QUESTION, **options)
    with pytest.raises(UsageError, match="has no words"):
        news.ask("?")
    with pytest.raises(StateError, match="archive"):
        open_news(tmp_path / "none")


def test_what_a_refresh_brings_is_answered_from_at_once(news: News, home: Path, encoder: Encoder) -> None:
    question = "How many people died in the flood in Osk?"
    assert news.ask(question).status == "unanswered"
    text = "In the flood in Osk 14 people died, officials said on Monday."
    take_in(home, encoder, lines(home / "a.jsonl", record(1, title="Flood in Osk", text=text)))
    answer = news.ask(question)
    assert answer.citations[0].quote == text
