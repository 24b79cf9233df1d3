"""Whatever is typed, alone or after whatever else, is understood as something: no rule breaks on it, or takes long.

A hundred examples; the long run is marked as slow: 25,000, up to the longest questions.
"""

import logging
import re
import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.question.conversation import standalone
from qa.question.conversation.standalone import Turn
from qa.question.query import understand
from qa.question.request import MAX_QUESTION_CHARS, Ask, QuestionError

MAX_CPU_S = 5.0
# What rules look for, and what is between it: marks, empty parts, dates, names.
PARTS = re.split(
    " ",
    "what who when did the and China ? :) 👍 € $ - \" ' ( ) … also why between 1900 2023-01-05 last week on January 5,"
    " according to CNN reported by it he they this that don't since until May March Theresa & # % ... , . ; / \\ 1,000"
    " $5bn half of the US U.S. «» ’s 's not no former is was how much many about And But Or \u200b \u202e é ﬁ Ⅷ ½ said",
)
TYPED = st.one_of(
    st.text(min_size=1, max_size=60),
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=14).map(" ".join),
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=9).map("".join),
)
TURNS = st.lists(st.builds(Turn, st.sampled_from(["user", "assistant"]), TYPED), max_size=4)
NEWEST = st.sampled_from([None, date(2022, 12, 1), date.min, date.max])
ENDS = (datetime(1, 1, 9, tzinfo=UTC), datetime(9999, 12, 25, tzinfo=UTC))
AS_OF = st.sampled_from([None, None, *ENDS])


LONG = st.builds(lambda part, n: (part * n)[:MAX_QUESTION_CHARS], TYPED, st.integers(2, 400))


def is_understood(typed: str, turns: list[Turn], newest: date | None, as_of: datetime | None) -> None:
    broken: list[str] = []
    began = time.process_time()
    watch = logging.Handler()
    watch.emit = lambda record: broken.append(record.getMessage())  # type: ignore[method-assign]
    standalone.log.addHandler(watch)
    try:
        ask = Ask(typed, history=tuple(turns), as_of=as_of)
        understand(ask, now=datetime(2026, 1, 1, tzinfo=UTC), known_publishers=("cnn",), newest=newest)
    except QuestionError:
        pass
    finally:
        standalone.log.removeHandler(watch)
    assert broken == [] and time.process_time() - began < MAX_CPU_S


@given(TYPED, TURNS, NEWEST, AS_OF)
def test_any_question_after_any_conversation_is_understood(
    typed: str, turns: list[Turn], newest: date | None, as_of: datetime | None
) -> None:
    is_understood(typed, turns, newest, as_of)


@pytest.mark.slow
@pytest.mark.timeout(10_000)
@settings(max_examples=25_000, suppress_health_check=list(HealthCheck), database=None)
@given(st.one_of(TYPED, LONG), TURNS | st.lists(st.builds(Turn, st.just("user"), LONG), max_size=2), NEWEST, AS_OF)
def test_any_question_of_a_long_run_is_understood(
    typed: str, turns: list[Turn], newest: date | None, as_of: datetime | None
) -> None:
    is_understood(typed, turns, newest, as_of)


@pytest.mark.parametrize("text", ["% ? ; «» reported January / much ; ...", "that?", "And so?", "also…", "And 👍?"])
@pytest.mark.parametrize("before", ["% ? much «» reported January / much ; ...", "How much did Japan pledge?", "at"])
def test_what_once_broke_a_rule(text: str, before: str) -> None:
    understand(Ask(text, history=(Turn("user", before),)), now=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("period", ["this year", "last week", "today", "January", "next month", "1 January 1", "9999"])
@pytest.mark.parametrize("word", ["before", "after", "since", "until", "by the end of", "between May and", "around"])
def test_days_at_the_ends_of_the_calendar_are_understood(word: str, period: str) -> None:
    for as_of in ENDS:
        understand(Ask(f"What happened {word} {period}?", as_of=as_of), now=datetime(2026, 1, 1, tzinfo=UTC))


def test_a_rule_that_fails_leaves_the_question_as_typed_and_logs_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("secret words")

    monkeypatch.setattr(standalone, "_completed", fails)
    query = understand(
        Ask("And secret words?", history=(Turn("user", "What did Japan pledge?"),)),
        now=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert query.text == "And secret words?"
    assert "KeyError in fails" in caplog.text and "secret" not in caplog.text
