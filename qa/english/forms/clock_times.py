"""Times of day in a report: "10:30 a.m.", "half past six", "noon" → a minute of the day.

A row for each form in `FORMS`. Knows nothing of days.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from qa.english.forms.form_table import Form, FormTable
from qa.english.vocabulary import numbers

HALF_DAY = 720  # minutes
WORDS = tuple(numbers("numbers"))[1:13]  # one to twelve
COUNT = "|".join(WORDS)


class Minute(NamedTuple):
    """A minute of the day, and whether it can as well be that of the other half of the day."""

    minute: int
    is_either_half: bool = False


def _on_the_hour(match: re.Match[str]) -> Minute | None:
    hour, part = number_named(match["hour"]), match["part"]
    if not 1 <= hour <= 12:
        return None
    is_late = part is not None and "morning" not in part.lower()
    return Minute(60 * (hour % 12 + 12 * is_late), is_either_half=not part)


def _half_past(match: re.Match[str]) -> Minute | None:
    hour = number_named(match["hour"])
    return Minute(60 * (hour % 12) + 30, is_either_half=True) if 1 <= hour <= 12 else None


def _with_a_dot(match: re.Match[str]) -> Minute | None:
    hour = int(match["hour"])
    minute = 60 * hour + int(match["minute"])
    return Minute(minute, is_either_half=minute <= HALF_DAY) if hour < 24 else None


def _with_its_half(match: re.Match[str]) -> Minute | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return Minute(60 * (hour % 12 + (12 if match["half"].lower() == "p" else 0)) + minute)


def _of_24_hours(match: re.Match[str]) -> Minute:
    return Minute(60 * int(match["hour"]) + int(match["minute"]))


def _named(match: re.Match[str]) -> Minute:
    return Minute(0 if match[0].lower() == "midnight" else HALF_DAY)


FORMS: tuple[Form[Callable[[re.Match[str]], Minute | None]], ...] = (
    Form(
        rf"\b(?P<hour>\d{{1,2}}|{COUNT}) ?(?:o['’]clock\b|(?=in the (?:morning|afternoon|evening)\b|at night\b))"
        r"(?: ?(?P<part>in the (?:morning|afternoon|evening)|at night)\b)?",
        _on_the_hour,
        "six o'clock in the evening",
    ),
    Form(rf"\bhalf past (?P<hour>\d{{1,2}}|{COUNT})\b", _half_past, "half past six"),
    Form(r"\bat (?P<hour>\d{1,2})\.(?P<minute>[0-5]\d)\b(?!\.?\d| ?%| per)", _with_a_dot, "at 10.30"),
    Form(r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap])\.?m\b\.?", _with_its_half, "10:30 a.m."),
    Form(r"\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\b", _of_24_hours, "18:30"),
    Form(r"\b(?:noon|midday|midnight)\b", _named, "noon"),
)
CLOCK_TIMES = FormTable(FORMS)


def number_named(words: str) -> int:
    """A count in digits or as a word up to twelve; one for "a"."""
    if words.lower() in ("a", "an"):
        return 1
    return int(words) if words.isdigit() else WORDS.index(words.lower()) + 1
