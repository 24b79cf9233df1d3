"""Whether a time phrase says when the thing asked for was; the questions are none of tests/answers."""

from datetime import UTC, date, datetime, time

import pytest

from qa.question.query import understand
from qa.question.request import Ask
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


@pytest.mark.parametrize(
    "question",
    [
        "What happened last week in Oslo?",
        "What happened on Tuesday at the Oslo harbour talks?",
        "What is going on with the Oslo harbour in March 2025?",
        "oslo harbour fire march 2025",
        "oslo harbour fire march 2025 what happened",
        "latest on the Oslo harbour strike October 2025",
    ],
)
def test_a_time_of_a_story_filters_where_only_a_place_stands_behind_it_or_with_its_year(question: str) -> None:
    phrase = find_time_phrase(question, TODAY)
    assert phrase and says_when(question, phrase, "overview")
    assert not says_when(question, phrase)


@pytest.mark.parametrize(
    "question",
    [
        "What became of the harbour sold in 2021 and is it open?",
        "What became of the man who was jailed in 2019 in Oslo?",
        "What's on in Oslo in January?",
        "oslo harbour talks september 10",
        "What's on this week in Oslo?",
        "What happened in Oslo on June 19 1865?",
    ],
)
def test_a_storys_own_time_and_one_to_come_only_hint(question: str) -> None:
    phrase = find_time_phrase(question, TODAY)
    assert phrase and not says_when(question, phrase, "overview")


def test_only_an_overview_and_the_latest_are_of_a_story() -> None:
    def since(question: str) -> date | None:
        return understand(Ask(question), now=datetime.combine(TODAY, time(12), UTC)).since

    assert since("What happened last week in Oslo?") == date(2025, 11, 3)
    assert since("How many ships left last week in Oslo?") is None


def test_the_present_week_filters_a_story_that_is_named() -> None:
    def since(question: str) -> date | None:
        return understand(Ask(question), now=datetime.combine(TODAY, time(12), UTC)).since

    assert since("What happened in Oslo this week?") == since("What's new in Oslo this week?") == date(2025, 11, 10)
    assert since("What happened this week?") is None
    assert since("Who left the board this week?") is None
