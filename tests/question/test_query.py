from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from qa.question.filters import names_period, visible
from qa.question.query import Days, Query, QuestionError
from qa.question.query import understand as understand_at

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def understand(question: str, **filters: Any) -> Query:
    return understand_at(question, now=NOW, **filters)


def test_white_space_is_folded() -> None:
    assert understand("  What did\nJapan\tpledge? ").text == "What did Japan pledge?"


@pytest.mark.parametrize("question", ["", "   ", "???", "…—"])
def test_a_question_without_words_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="has no words"):
        understand(question)


def test_since_after_until_is_refused_with_both() -> None:
    with pytest.raises(QuestionError, match="since 2025-02-01 lies after until 2025-01-31"):
        understand("What?", since=date(2025, 2, 1), until=date(2025, 1, 31))


@pytest.mark.parametrize(
    ("question", "wants_recent"),
    [
        ("What is the latest on the strike?", True),
        ("Who resigned this week?", True),
        ("What happened in Tokyo yesterday?", True),
        ("What did Japan pledge?", False),
        ("When was the bridge built?", False),
        ("What is known about the weekly newspaper?", False),
    ],
)
def test_freshness_is_wanted_where_the_question_says_so(question: str, wants_recent: bool) -> None:
    assert understand(question).wants_recent is wants_recent


def test_a_time_without_zone_is_utc_and_others_are_converted() -> None:
    assert understand("x y", as_of=datetime(2025, 1, 1)).as_of == datetime(2025, 1, 1, tzinfo=UTC)
    tokyo = timezone(timedelta(hours=9))
    assert understand("x y", as_of=datetime(2025, 1, 1, 9, tzinfo=tokyo)).as_of == datetime(2025, 1, 1, tzinfo=UTC)


def test_days_become_a_half_open_interval_of_seconds() -> None:
    wanted = visible(understand("x y", since=date(1970, 1, 2), until=date(1970, 1, 2)), NOW)
    assert (wanted.since, wanted.until) == (86_400, 2 * 86_400)


def test_without_as_of_the_moment_is_now() -> None:
    assert visible(understand("x y"), NOW).as_of == int(NOW.timestamp())


def test_the_last_day_there_is_bounds_nothing() -> None:
    assert visible(understand("x y", until=date.max), NOW).until is None


def test_publishers_are_compared_without_case_and_www() -> None:
    assert visible(understand("x y", publishers=[" WWW.CNN.com ", "", "The Paper"]), NOW).publishers == (
        "cnn.com",
        "the paper",
    )


MAY = Days(date(2025, 5, 1), date(2025, 5, 31))
OCTOBER_3 = Days(date(2025, 10, 3), date(2025, 10, 3))
YEAR = Days(date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("days", "text", "is_named"),
    [
        (MAY, "The pier was sold in May.", True),
        (MAY, "The pier was sold on May 31.", True),
        (MAY, "The pier was sold on 2nd May 2025, a Friday.", True),
        (MAY, "Theresa May sold the pier.", False),
        (MAY, "May I buy the pier?", False),
        (MAY, "The pier was sold in May 2019.", False),
        (Days(date(2025, 3, 1), date(2025, 3, 31)), "The March on Rome ended there.", False),
        (OCTOBER_3, "The pier was sold on Oct. 3 at noon.", True),
        (OCTOBER_3, "The October vote was close.", True),
        (OCTOBER_3, "The pier was sold on October 27.", False),
        (OCTOBER_3, "The pier was sold on 27 October.", False),
        (OCTOBER_3, "The pier was sold in October 2024.", False),
        (OCTOBER_3, "The pier was sold on October 32.", False),
        (YEAR, "The pier was sold in 2024.", True),
        (YEAR, "The pier was sold for 12024 crowns.", False),
        (Days(None, date(2024, 12, 31)), "The pier was sold in 2024.", False),
    ],
)
def test_a_text_names_days_by_their_year_or_by_a_day_or_month_in_them(days: Days, text: str, is_named: bool) -> None:
    assert names_period(days, text, int(NOW.timestamp())) is is_named


def test_a_month_without_a_year_is_the_last_before_the_article() -> None:
    in_2027 = int(datetime(2027, 2, 1, tzinfo=UTC).timestamp())
    assert not names_period(OCTOBER_3, "The pier was sold on October 3.", in_2027)
    assert names_period(OCTOBER_3, "The pier was sold on October 3, 2025.", in_2027)
