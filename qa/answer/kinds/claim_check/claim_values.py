"""Claimed values beside reported ones: whether a figure or a date is the same, another one, or cannot be told apart.

Stricter than conflict detection, where figures agree if they can be the same: "about $550 billion" may come near $500
billion, but whoever claims $500 billion has not said what is reported. Pure.
"""

from typing import Literal

from qa.english.dates import DateMention, same_time
from qa.english.quantities.quantity import Figure

Verdict = Literal["same", "other", "unclear"]

SAME = 0.001  # share by which equal numbers differ, written in other scales
ROUNDED = 0.03  # share by which a number may differ from the one that it was rounded to
SMALL = 10_000  # whole numbers below are not rounded
YEAR_DAYS = 300
CONVERTED, PERHAPS_CONVERTED = 0.03, 0.1  # the same for numbers in other units of a kind


def compare_figures(asked: Figure, reported: Figure) -> Verdict | None:
    """Whether a reported figure is the one claimed; `None` for one of another unit."""
    if asked.unit != reported.unit:
        return None
    if asked.unit == "score":
        return "same" if sorted(asked.part) == sorted(reported.part) else "other"
    a, b = asked.value, reported.value
    apart = abs(a - b) / max(abs(a), abs(b), 1e-9)
    if _is_limit(asked) or _is_limit(reported):
        return _beside_limit(asked, reported, apart)
    if asked.name != reported.name and asked.unit not in ("", "%"):
        return "same" if apart <= CONVERTED else "unclear" if apart <= PERHAPS_CONVERTED else "other"
    if apart <= SAME:
        return "same"
    are_counts = a.is_integer() and b.is_integer() and max(a, b) < SMALL
    if apart > ROUNDED or are_counts:
        return "other"
    digits_a, digits_b = _digits(a), _digits(b)
    if digits_a == digits_b:
        return "other"
    coarse, fine, digits = (a, b, digits_a) if digits_a < digits_b else (b, a, digits_b)
    is_rounded = abs(float(f"{fine:.{max(digits - 1, 0)}e}") - coarse) <= SAME * abs(coarse)
    return "same" if is_rounded and coarse == a else "unclear"


def _is_year(asked: DateMention) -> bool:
    return any((until - since).days >= YEAR_DAYS for since, until in asked.days)


def _is_limit(figure: Figure) -> bool:
    """Whether a figure is said to be more or less than its number, or is a range."""
    return figure.is_bound or abs((figure.high - figure.value) - (figure.value - figure.low)) > 1e-6 * abs(figure.value)


def _beside_limit(asked: Figure, reported: Figure, apart: float) -> Verdict:
    """The same comparison where one figure is "more than", "up to" or a range."""
    if _is_limit(asked) and _is_limit(reported):
        is_alike = asked.is_bound == reported.is_bound and apart <= SAME
        return "same" if is_alike else "unclear"
    if _is_limit(reported):
        is_outside = not reported.low <= asked.value <= reported.high
        is_far = is_outside and not (reported.is_bound and asked.value > reported.value)
        return "other" if is_far else "unclear"
    if asked.is_bound:
        return "same" if reported.value > asked.value else "other"
    return "same" if asked.low <= reported.value <= asked.high else "other"


def _digits(value: float) -> int:
    """How many digits a number has that are not the noughts at its end."""
    return len(f"{value:.9e}".split("e")[0].replace(".", "").replace("-", "").rstrip("0"))


def compare_dates(asked: DateMention, reported: DateMention) -> Verdict | None:
    """Whether a reported date is the one claimed; `None` for a day beside a time of day."""
    if (asked.minute is None) != (reported.minute is None) or asked.word != reported.word:
        return None
    if not same_time(asked, reported):  # another year is another time of what happens again and again
        return "unclear" if _is_year(asked) else "other"
    if asked.minute is not None:
        return "same"
    is_inside = any(a[0] <= b[0] and b[1] <= a[1] for a in asked.days for b in reported.days)
    return "same" if is_inside else "unclear"
