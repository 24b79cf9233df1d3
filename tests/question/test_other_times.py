"""Follow-ups that ask the same of another time."""

from datetime import date

import pytest

from qa.question.conversation.exchanges import FollowUp, whole
from qa.question.conversation.other_times import at_other_time

TODAY = date(2025, 11, 20)  # a Thursday


@pytest.mark.parametrize(
    ("asked", "typed", "meant"),
    [
        ("What did Japan pledge?", "in 2024?", "What did Japan pledge in 2024?"),
        ("What did Japan pledge?", "What about last week?", "What did Japan pledge last week?"),
        ("What did Japan pledge in March 2025?", "a month later", "What did Japan pledge in April 2025?"),
        ("What did Japan pledge in 2023?", "the previous year", "What did Japan pledge in 2022?"),
        ("What did Japan pledge yesterday?", "two days before that", "What did Japan pledge on 17 November 2025?"),
        ("What is inflation in Pell?", "a year ago?", "What was inflation in Pell a year ago?"),
        ("What was inflation in May 2025?", "in June of the year before", "What was inflation in June 2024?"),
        ("Where will the 2030 World Cup be held?", "in 2034", "Where will the 2034 World Cup be held?"),
        ("Who won the 2022 World Cup?", "And in 2018?", "Who won the 2018 World Cup?"),
        ("Who won the 2022 World Cup?", "four years before", "Who won the 2018 World Cup?"),
        ("Who fell ill in the week to 9 May 2025?", "the week before", "Who fell ill in the week to 2 May 2025?"),
        ("What did Japan pledge last week?", "the week before",
         "What did Japan pledge between 3 November 2025 and 9 November 2025?"),
    ],
)  # fmt: skip
def test_the_last_question_is_asked_of_another_time(asked: str, typed: str, meant: str) -> None:
    found = at_other_time(FollowUp(typed.removeprefix("And "), False, (whole(asked),), TODAY))
    assert found is not None and (found.question, found.frame) == (meant, meant)


@pytest.mark.parametrize("typed", ["Why?", "China in 2024", "When was that last week?", "the first week"])
def test_what_is_more_than_a_time_is_left_to_others(typed: str) -> None:
    assert at_other_time(FollowUp(typed, False, (whole("What did Japan pledge?"),), TODAY)) is None
