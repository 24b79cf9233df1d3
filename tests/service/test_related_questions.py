from dataclasses import replace

import pytest

from qa.question.conversation.standalone import Turn
from qa.question.request import Ask
from qa.service import ask as answering
from qa.service.ask import Service
from qa.service.example_questions import repeats_question
from qa.service.related_questions import OFFERED
from qa.service.suggestions import Tries

ASKED = ["What did Japan pledge?", "Who is Japan's first woman prime minister?", "How long will Mill Bridge be closed?"]


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is offered must not depend on how busy the machine is."""
    monkeypatch.setattr(answering, "Tries", lambda search, left, _max_s: Tries(search, left, 1e9))


@pytest.mark.parametrize("question", ASKED)
def test_related_questions_are_others_and_answered_with_something_else(question: str, sample: Service) -> None:
    related = sample.related(Ask(question))
    assert len(related) <= OFFERED
    said = {citation.quote for citation in sample.ask(Ask(question)).citations}
    for number, other in enumerate(related):
        answer = sample.ask(Ask(other))
        assert answer.status == "answered"
        assert answer.citations[0].quote not in said
        assert not repeats_question(other, (question, *related[:number]))


def test_a_question_on_the_pledge_has_related_ones(sample: Service) -> None:
    assert sample.related(Ask(ASKED[0]))


def test_what_was_asked_before_is_not_related(sample: Service) -> None:
    first, *_ = sample.related(Ask(ASKED[0]))
    history = (Turn("user", first), Turn("assistant", "It is so."))
    assert first not in sample.related(Ask(ASKED[0], history))


def test_filters_hold_for_related_questions(sample: Service) -> None:
    ask = Ask(ASKED[0], publishers=("Pacific Ledger (sample)",))
    for other in sample.related(ask):
        answer = sample.ask(replace(ask, text=other))
        assert {citation.article.publisher for citation in answer.citations} == {"Pacific Ledger (sample)"}


@pytest.mark.parametrize("ask", [Ask("Thanks!"), Ask("Who won the 1998 World Cup?")], ids=lambda ask: ask.text)
def test_what_has_no_answer_has_no_related_questions(ask: Ask, sample: Service) -> None:
    assert sample.related(ask) == ()


def test_related_questions_give_way_to_others(sample: Service) -> None:
    n_free = 0
    while sample.turns.acquire(blocking=False):
        n_free += 1
    try:
        assert sample._found_meanwhile(Ask(ASKED[0])) is None
    finally:
        sample.turns.release(n_free)
    assert sample._found_meanwhile(Ask(ASKED[0]))
