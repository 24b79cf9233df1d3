"""Whether a time phrase says when the thing asked for was; the questions are none of tests/answers."""

from datetime import date

import pytest

from qa.question.time.attachment import place_of, says_when
from qa.question.time.time_phrase import find_time_phrase

TODAY = date(2025, 11, 15)  # a Saturday


def is_filter(question: str) -> bool:
    phrase = find_time_phrase(question, TODAY)
    assert phrase is not None, question
    return says_when(question, phrase)


@pytest.mark.parametrize(
    "question",
    [
        "What did Norway sell in May?",
        "In May, what did Norway sell?",
        "who left the board in september",
        "What has Oslo built since 2022?",
        "what's changed since monday",
        "Which ships were freed before June 2025?",
        "What is known of the flood last week?",
        "Who agreed with the mayor on Tuesday?",
    ],
)
def test_a_time_of_what_was_done_filters(question: str) -> None:
    assert is_filter(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does Norway sell in May?",
        "Who will move to Oslo in September?",
        "which trains run on monday",
        "Who has to pay from 1 May?",
        "bus timetable monday",
    ],
)
def test_a_time_that_may_be_to_come_only_hints(question: str) -> None:
    assert not is_filter(question)


@pytest.mark.parametrize(
    "question",
    [
        "What became of the captain who was jailed in 2019?",
        "Did Norway repeal the law that it passed in 2021?",
        "What did he say when Oslo flooded in May?",
        "Who said they'd leave the board in June 2025?",
        "What did the council agree to build in 2024?",
    ],
)
def test_a_time_in_a_clause_of_its_own_only_hints(question: str) -> None:
    assert not is_filter(question)


@pytest.mark.parametrize("question", ["What did commuters pay from October?", "From October, what was banned?"])
def test_what_is_so_from_a_day_on_was_announced_before(question: str) -> None:
    assert not is_filter(question)


def test_a_time_in_passing_only_hints() -> None:
    assert not is_filter("What did Norway sell in May to its neighbours?")


def test_a_phrase_is_found_at_the_end_before_elsewhere() -> None:
    assert place_of("in May or in May?", "in May") == (10, 16)
    assert place_of("in May or in May now?", "in May") == (0, 6)
