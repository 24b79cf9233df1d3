from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.english.dates import DateMention, find_dates, same_time
from qa.english.forms import clock_times, date_forms
from qa.english.forms.form_table import Form

MONDAY = date(2026, 11, 23)


def days(text: str, published: date | None = MONDAY) -> list[list[str]]:
    return [[f"{first}" for first, _ in named.days] for named in find_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opened on 5 March 2021.", ["2021-03-05"]),
        ("It opened on March 5th, 2021.", ["2021-03-05"]),
        ("It opened on Friday, March 5, 2021.", ["2021-03-05"]),
        ("It opened on 2021-03-05.", ["2021-03-05"]),
        ("It will open on Thursday, officials say.", ["2026-11-26"]),
        ("It was opened on Thursday.", ["2026-11-19"]),
        ("It is open from Thursday.", ["2026-11-19", "2026-11-26"]),
        ("It opened yesterday.", ["2026-11-22"]),
        ("It opens tomorrow.", ["2026-11-24"]),
        ("It opens next month.", ["2026-12-01"]),
        ("It opens in March 2027.", ["2027-03-01"]),
        ("It was built in 1986.", ["1986-01-01"]),
        ("It opens on 20 December.", ["2026-12-20"]),
    ],
)
def test_a_date_is_read_by_the_day_of_publication(text: str, expected: list[str]) -> None:
    assert days(text) == [expected]


@pytest.mark.parametrize(
    "text", ["Theresa May won.", "They march on.", "It broke on the 31st of February.", "It has 12 days."]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert days(text) == []


def test_without_a_day_of_publication_only_full_dates_are_read() -> None:
    assert days("It opened on Monday, on 5 March, yesterday, and on 5 March 2021.", None) == [["2021-03-05"]]


def one(text: str) -> DateMention:
    (named,) = find_dates(text, MONDAY)
    return named


@pytest.mark.parametrize(
    ("text", "other", "is_same"),
    [
        ("It was on Saturday.", "It was on 21 November.", True),
        ("It was on Saturday.", "It was on Sunday.", False),
        ("It is in March 2027.", "It is on 5 March 2027.", True),
        ("at 6:30 p.m.", "at 18:30", True),
        ("at noon", "at 12 pm", True),
        ("at 4:40 a.m.", "at 6:10 a.m.", False),
    ],
)
def test_dates_and_times_are_compared_by_what_they_mean(text: str, other: str, is_same: bool) -> None:
    assert same_time(one(text), one(other)) == is_same


def test_the_day_of_a_statement_is_told_from_that_of_the_event() -> None:
    event, statement = find_dates("It will open on Thursday, officials said on Monday.", MONDAY)
    assert (event.is_report, statement.is_report) == (False, True)


@pytest.mark.parametrize("form", [*date_forms.FORMS, *clock_times.FORMS], ids=lambda form: form.example)
def test_each_forms_example_is_read_whole_and_by_its_own_row(form: Form[Callable[..., object]]) -> None:
    table = clock_times.CLOCK_TIMES if form in clock_times.FORMS else date_forms.DATES
    ((read_by, match),) = table.find(form.example)
    assert read_by is form and match[0] == form.example
    assert find_dates(form.example, MONDAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opens on Boxing Day.", ["2026-12-26"]),
        ("It opened in the spring of 2021.", ["2021-03-01"]),
        ("It opened three weeks ago.", ["2026-10-30"]),
        ("It opened on the 5th.", ["2026-10-05", "2026-11-05", "2026-12-05"]),
        ("It opens next Friday.", ["2026-11-27", "2026-12-04"]),
    ],
)
def test_feasts_seasons_counts_and_days_of_the_month_are_read(text: str, expected: list[str]) -> None:
    assert days(text) == [expected]


WORDS = "on 31 February 29 Feb May 2023 1999 next last Monday week 999 years ago in two weeks half past 13 25:61 at 7.5"


@given(st.lists(st.sampled_from(WORDS.split())).map(" ".join) | st.text(), st.dates() | st.none())
def test_any_text_is_read_and_each_date_lies_in_it(text: str, published: date | None) -> None:
    for named in find_dates(text, published):
        assert 0 <= named.start < named.end <= len(text)
        assert named.days or named.minute is not None
        assert all(first <= last for first, last in named.days)
