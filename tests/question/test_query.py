from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from qa.question.conversation.standalone import Turn
from qa.question.filters import names_period, visible
from qa.question.query import Days, Query
from qa.question.query import understand as understand_at
from qa.question.request import Ask, ConditionKind, QuestionError

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def understand(question: str, **filters: Any) -> Query:
    return understand_at(Ask(question, **filters), now=NOW)


def test_white_space_is_folded() -> None:
    assert understand("  What did\nJapan\tpledge? ").text == "What did Japan pledge?"


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


def test_a_question_is_parsed_once_with_its_conversation() -> None:
    history = (Turn("user", "How much did Japan pledge?"), Turn("assistant", "It pledged $550 billion."))
    query = understand("And China?", history=history)
    assert query.text == "How much did China pledge?"
    assert query.terms == ("much", "china", "pledg")
    assert understand("Who won the 1998 World Cup?", history=history).conditions == ()


def test_what_the_words_narrow_a_question_by_is_told_with_its_place() -> None:
    typed = "What  did 🇨🇳 China\npledge in\t2024, according to CNN?"
    query = understand_at(Ask(typed), now=NOW, known_publishers=("cnn",))
    time, publisher = query.conditions
    assert (time.kind, time.text, time.since, time.until) == ("time", "in 2024", date(2024, 1, 1), date(2024, 12, 31))
    assert (publisher.kind, publisher.text, publisher.since, publisher.until) == ("publisher", "cnn", None, None)
    assert [typed[each.start : each.end] for each in query.conditions] == ["in\t2024", "CNN"]


def test_the_publisher_before_a_time_has_its_place() -> None:
    typed = "What was pledged, according to CNN last week?"
    query = understand_at(Ask(typed), now=NOW, known_publishers=("cnn",))
    assert [typed[each.start : each.end] for each in query.conditions] == ["last week", "CNN"]


@pytest.mark.parametrize("kind", get_args(ConditionKind))
def test_each_kind_of_condition_can_be_taken_back(kind: ConditionKind) -> None:
    history = (Turn("user", "How much did Japan pledge in 2024?"), Turn("assistant", "It pledged $550 billion."))
    typed = {
        "time": "What did China pledge in 2024, according to CNN?",
        "publisher": "What did China pledge in 2024, according to CNN?",
        "conversation": "And China?",
    }[kind]

    def kinds(*without: ConditionKind) -> list[str]:
        asked = Ask(typed, history=history, without=frozenset(without))
        return [each.kind for each in understand_at(asked, now=NOW, known_publishers=("cnn",)).conditions]

    assert kind in kinds()
    assert kind not in kinds(kind)
    assert kinds(*get_args(ConditionKind)) == []


def test_what_the_conversation_completed_has_no_place_in_the_question() -> None:
    history = (Turn("user", "How much did Japan pledge?"), Turn("assistant", "It pledged $550 billion."))
    query = understand("And in 2024?", history=history)
    assert query.text == "How much did Japan pledge in 2024?"
    assert [(each.kind, each.start, each.end) for each in query.conditions] == [
        ("conversation", None, None),
        ("time", None, None),
    ]


@pytest.mark.parametrize(
    ("question", "newest", "since", "counted"),
    [
        ("What did Japan pledge last week?", date(2023, 6, 2), date(2023, 5, 22), date(2023, 6, 2)),
        ("What did Japan pledge in February?", date(2023, 6, 2), date(2023, 2, 1), date(2023, 6, 2)),
        ("What did Japan pledge in October?", date(2023, 6, 2), date(2022, 10, 1), date(2023, 6, 2)),
        ("What did Japan pledge on Monday?", date(2023, 6, 2), date(2023, 5, 29), date(2023, 6, 2)),
        ("What has Japan pledged since September?", date(2023, 6, 2), date(2022, 9, 1), date(2023, 6, 2)),
        ("What did Japan pledge in 2022?", date(2023, 6, 2), date(2022, 1, 1), None),
        ("What did Japan pledge in 2024?", date(2023, 6, 2), date(2024, 1, 1), None),
        ("Who is running in 2024?", date(2023, 6, 2), None, None),
        ("What did Japan pledge last week?", date(2026, 1, 12), date(2026, 1, 5), None),
        ("What did Japan pledge last week?", None, date(2026, 1, 5), None),
        ("What did Japan pledge?", date(2023, 6, 2), None, None),
    ],
)
def test_a_phrase_is_counted_from_the_archives_last_day_where_that_is_long_past(
    question: str, newest: date | None, since: date | None, counted: date | None
) -> None:
    query = understand_at(Ask(question), now=NOW, newest=newest)
    assert (query.since, query.counted_from) == (since, counted)


def test_what_was_carried_over_can_be_taken_back() -> None:
    history = (Turn("user", "How much did Japan pledge?"), Turn("assistant", "It pledged $550 billion."))
    (carried,) = understand("And China?", history=history).conditions
    assert (carried.kind, carried.text) == ("conversation", "How much did China pledge?")
    bare = understand("And China?", history=history, without=frozenset(["conversation"]))
    assert (bare.text, bare.conditions) == ("And China?", ())


def test_a_time_that_is_taken_back_is_no_part_of_the_topic() -> None:
    query = understand("What did Japan pledge in 2012?", without=frozenset(["time"]))
    assert (query.text, query.topic) == ("What did Japan pledge in 2012?", "What did Japan pledge?")


def test_a_hint_can_be_taken_back_too() -> None:
    assert [each.kind for each in understand("What happened this week?").conditions] == ["time"]
    assert understand("What happened this week?", without=frozenset(["time"])).hint is None


def test_a_condition_that_there_is_none_of_is_refused_by_name() -> None:
    with pytest.raises(QuestionError, match="without 'weather' is none of time, publisher, conversation"):
        Ask("What?", without=frozenset(["weather"]))  # type: ignore[list-item]


def test_short_names_of_states_are_written_out_beside_the_words_as_typed() -> None:
    query = understand("What did the UK pledge?")
    assert (query.terms, query.plain_terms) == (("uk", "pledg"), ("unit", "kingdom", "pledg"))
    assert ("unit", "kingdom") in query.pairs


def test_the_words_that_became_filters_are_no_part_of_the_topic() -> None:
    query = understand("What did Japan pledge in 2024, according to CNN?", publishers=("CNN",))
    assert query.publishers == ("CNN",)
    assert "CNN" not in query.topic
    assert "cnn" in query.terms


def test_days_become_a_half_open_interval_of_seconds() -> None:
    wanted = visible(understand("x y", since=date(1970, 1, 2), until=date(1970, 1, 2)), NOW)
    assert (wanted.since, wanted.until) == (86_400, 2 * 86_400)


def test_without_as_of_the_moment_is_now() -> None:
    assert visible(understand("x y"), NOW).as_of == int(NOW.timestamp())


def test_the_last_day_there_is_bounds_nothing() -> None:
    assert visible(understand("x y", until=date.max), NOW).until is None


def test_publishers_are_compared_without_case_and_www() -> None:
    assert visible(understand("x y", publishers=(" WWW.CNN.com ", "", "The Paper")), NOW).publishers == (
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
        (YEAR, "The pier was sold in November 2024.", True),
        (YEAR, "The pier was sold last year.", False),
        (Days(date(2025, 1, 1), date(2025, 12, 31)), "The pier was sold last year.", True),
        (Days(None, date(2024, 12, 31)), "The pier was sold in 2024.", True),
        (Days(None, date(2024, 12, 31)), "The pier was sold in 2025.", False),
        (Days(None, date(2024, 12, 31)), "The pier was sold.", False),
    ],
)
def test_a_text_names_days_by_a_year_a_month_or_a_day_that_lies_in_them(days: Days, text: str, is_named: bool) -> None:
    assert names_period(days, text, int(NOW.timestamp())) is is_named


def test_a_month_without_a_year_is_the_last_before_the_article() -> None:
    in_2027 = int(datetime(2027, 2, 1, tzinfo=UTC).timestamp())
    assert not names_period(OCTOBER_3, "The pier was sold on October 3.", in_2027)
    assert names_period(OCTOBER_3, "The pier was sold on October 3, 2025.", in_2027)


def test_a_follow_ups_own_words_are_read_before_what_it_is_about() -> None:
    query = understand("As for the ferry strike, how was it settled?")
    assert query.text == "As for the ferry strike, how was it settled?"
    assert query.topic == "how was it settled (the ferry strike)?"
