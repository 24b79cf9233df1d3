from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from qa.question.conversation.standalone import MAX_TURNS, Turn
from qa.question.request import MAX_QUESTION_CHARS, Ask, QuestionError, end_of_day


@pytest.mark.parametrize("question", ["", "   ", "???", "…—"])
def test_a_question_without_words_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="has no words"):
        Ask(question)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"since": date(2025, 2, 1), "until": date(2025, 1, 31)}, "since 2025-02-01 lies after until 2025-01-31"),
        ({"top_k": 0}, "top_k 0 lies outside 1 to 50"),
        ({"top_k": 51}, "top_k 51 lies outside 1 to 50"),
        ({"mode": "guess"}, "mode 'guess' is none of extract, generate"),
        ({"publishers": ("\udcff",)}, "no UTF-8"),
        ({"history": (Turn("user", "\udcff"),)}, "no UTF-8"),
        ({"history": (Turn("user", "Who?"),) * (MAX_TURNS + 1)}, "history has 21 messages, more than 20"),
        ({"as_of": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))}, "lies outside the calendar in UTC"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_value(options: dict[str, Any], words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        Ask("Who won?", **options)


def test_a_question_is_as_long_as_the_contract_lets_it_be() -> None:
    assert Ask("a" * MAX_QUESTION_CHARS)
    with pytest.raises(QuestionError, match="has 2,001 characters, more than 2,000"):
        Ask("a" * (MAX_QUESTION_CHARS + 1))


def test_a_changed_copy_is_checked_too() -> None:
    with pytest.raises(QuestionError, match=r"'\?' has no words"):
        replace(Ask("Who won?"), text="?")


def test_a_moment_without_zone_is_utc_and_others_are_converted() -> None:
    assert Ask("Who?", as_of=datetime(2025, 1, 1)).as_of == datetime(2025, 1, 1, tzinfo=UTC)
    tokyo = timezone(timedelta(hours=9))
    as_of = Ask("Who?", as_of=datetime(2025, 1, 1, 9, tzinfo=tokyo)).as_of
    assert (as_of, as_of and as_of.tzinfo) == (datetime(2025, 1, 1, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-10-27", "2025-10-27T23:59:59Z"),
        ("2025-10-27T08:00:00Z", "2025-10-27T08:00:00Z"),
        ("soon", "soon"),
    ],
)
def test_a_day_alone_means_its_end(value: str, moment: str) -> None:
    assert end_of_day(value) == moment
