from datetime import date

import pytest

from qa.english.calendar import is_time_word, month_after, month_number, weekday_number, whole_month


@pytest.mark.parametrize(("name", "number"), [("January", 1), ("may", 5), ("Sept.", 9), ("DEC", 12)])
def test_months_are_numbered_by_any_of_their_names(name: str, number: int) -> None:
    assert month_number(name) == number


def test_weekdays_are_numbered_as_dates_number_them() -> None:
    assert weekday_number("Monday") == date(2026, 11, 23).weekday() == 0
    assert weekday_number("sun") == 6


@pytest.mark.parametrize("name", ["", "moonday", "spring"])
def test_what_is_no_month_or_weekday_is_an_error(name: str) -> None:
    for number in (month_number, weekday_number):
        with pytest.raises(ValueError):
            number(name)


@pytest.mark.parametrize(("word", "is_time"), [("Tuesday", True), ("Jan.", True), ("sept", True), ("Tuesdays", False)])
def test_time_words_are_weekdays_and_months(word: str, is_time: bool) -> None:
    assert is_time_word(word) == is_time


def test_months_go_on_into_other_years() -> None:
    assert month_after(date(2026, 11, 30), 2) == (2027, 1)
    assert month_after(date(2026, 1, 1), -1) == (2025, 12)
    assert whole_month(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))
