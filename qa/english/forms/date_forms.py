"""The forms in which reports write dates ("5 March", "next Friday", "three weeks ago"), and the days that each means.

A row for each form in `FORMS`, tried in their order. What a form means depends on the day of publication and, for a
weekday, on whether its clause speaks of the past or of what is to come. Pure.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from qa.english.calendar import (
    ANY_MONTH,
    FEASTS,
    SEASONS,
    WEEKDAY_IN_FULL,
    month_after,
    month_number,
    weekday_number,
    whole_month,
)
from qa.english.forms.clock_times import COUNT, number_named
from qa.english.forms.form_table import Form, FormTable

Days = tuple[date, date]
Reader = Callable[[re.Match[str], str, date | None], tuple[Days, ...]]  # of a match, its clause, the day of publication

NEAR_DAYS = 270  # a month without a year and tense lies no farther off
UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
FUTURE = re.compile(
    r"\b(?:will|shall|would|due (?:on|in|by|for|at|next|to (?!\w+ing\b|an?\b|the\b))"
    r"|scheduled|set|plans?|planned|expected|to be|is to|are to|going to|begins|starts|opens"
    r"|takes? place|next|upcoming|coming|slated|expire|expires|ahead of|until)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:was|were|had|did|killed|died|happened|opened|struck|hit|began|started|took|broke|won|last|ago)\b"
)


def _iso(match: re.Match[str], _clause: str, _published: date | None) -> tuple[Days, ...]:
    day = date.fromisoformat(match["iso"])
    return ((day, day),)


def _day_of_month(match: re.Match[str], _clause: str, published: date | None) -> tuple[Days, ...]:
    return _of_month(month_number(match["month"]), int(match["day"]), match["year"], published)


def _month(match: re.Match[str], _clause: str, published: date | None) -> tuple[Days, ...]:
    return _of_month(month_number(match["month"]), None, match.groupdict().get("year"), published)


def _feast(match: re.Match[str], _clause: str, published: date | None) -> tuple[Days, ...]:
    month, day = FEASTS[match["feast"].lower().replace("’", "'")]
    return _of_month(month, day, None, published)


def _of_month(month: int, day: int | None, year: str | None, published: date | None) -> tuple[Days, ...]:
    """A month or a day of it; without a year the last before the publication and the next after it."""
    if year:
        return tuple(_days_in(int(year), month, day))
    if published is None:
        return ()
    stretches = [days for n in (-1, 0, 1) for days in _days_in(published.year + n, month, day)]
    before = [days for days in stretches if days[0] <= published][-1:]
    after = [days for days in stretches if days[1] > published][:1]
    near = [days for days in {*before, *after} if abs((days[0] - published).days) <= NEAR_DAYS]
    return tuple(sorted(near or stretches))


def _days_in(year: int, month: int, day: int | None) -> list[Days]:
    """A month, or the day of it that has such a number; none where it has none."""
    if day is None:
        return [whole_month(year, month)]
    return [(date(year, month, day), date(year, month, day))] if day <= monthrange(year, month)[1] else []


def _season(match: re.Match[str], _clause: str, published: date | None) -> tuple[Days, ...]:
    """Such a season of a year, or those around the publication; winter goes on into the next year."""
    month, year = SEASONS[match["season"].lower()], match["year"]
    years = [int(year)] if year else [published.year + n for n in (-1, 0, 1)] if published else []
    return tuple((date(each, month, 1), date(each + (month == 12), (month + 2) % 12, 28)) for each in years)


def _year(match: re.Match[str], _clause: str, _published: date | None) -> tuple[Days, ...]:
    return ((date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)),)


def _weekday(match: re.Match[str], clause: str, published: date | None) -> tuple[Days, ...]:
    """That nearest to the publication, before or after it by the tense of its clause; where that is open, both."""
    if published is None:
        return ()
    back = (published.weekday() - weekday_number(match["weekday"])) % 7
    before, after = published - timedelta(days=back), published + timedelta(days=(7 - back) % 7)
    is_future, is_past = FUTURE.search(clause) is not None, PAST.search(clause) is not None
    match (match["which"] or "").lower():
        case "last":
            days = [before - timedelta(days=7), before] if back else [before - timedelta(days=7)]
        case "next" | "coming":
            first = after if back else after + timedelta(days=7)
            days = [first, first + timedelta(days=7)]
        case _ if is_future != is_past:
            days = [after if is_future else before]
        case _:
            days = [before, after]
    return tuple((day, day) for day in days)


def _named(match: re.Match[str], _clause: str, published: date | None) -> tuple[Days, ...]:
    """ "Yesterday", "next week", "this year"."""
    if published is None:
        return ()
    words, one = match["named"].lower(), timedelta(days=1)
    monday = published - timedelta(days=published.weekday())
    first, _, unit = words.partition(" ")
    step = {"next": 1, "last": -1, "this": 0}.get(first, 0)
    match unit:
        case "week":
            return ((monday + 7 * step * one, monday + (7 * step + 6) * one),)
        case "weekend":
            return ((monday + (7 * step + 4) * one, monday + (7 * step + 6) * one),)
        case "year":
            return ((date(published.year + step, 1, 1), date(published.year + step, 12, 31)),)
        case "month":
            return (whole_month(*month_after(published, step)),)
    day = published + {"yesterday": -one, "last night": -one, "tomorrow": one}.get(words, timedelta())
    return ((day, day),)


def _ago(match: re.Match[str], _clause: str, published: date | None) -> tuple[Days, ...]:
    return _counted(match, published, -1)


def _from_now(match: re.Match[str], _clause: str, published: date | None) -> tuple[Days, ...]:
    return _counted(match, published, 1)


def _counted(match: re.Match[str], published: date | None, sign: int) -> tuple[Days, ...]:
    """So many days, weeks, months or years before or after the publication, with half a unit on either side."""
    if published is None:
        return ()
    size = UNIT_DAYS[match["unit"].lower()]
    day = published + timedelta(days=sign * number_named(match["n"]) * size)
    return ((day - timedelta(days=size // 2), day + timedelta(days=size // 2)),)


def _numbered(match: re.Match[str], _clause: str, published: date | None) -> tuple[Days, ...]:
    """Such a day of the month of publication and of those around it."""
    months = [month_after(published, n) for n in (-1, 0, 1)] if published else []
    return tuple(days for year, month in months for days in _days_in(year, month, int(match["day"])))


MONTH = rf"(?P<month>{ANY_MONTH})\b\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
YEAR = r"(?P<year>(?:18|19|20)\d\d)\b"
ON_WEEKDAY = rf"(?:(?:{WEEKDAY_IN_FULL})\b,? )?"
BEFORE = r"(?P<before>\b(?:since|until|till|by|before|after|from) (?:the )?)?(?<![\w’'/-])"
FORMS: tuple[Form[Reader], ...] = (
    Form(r"(?P<iso>\d{4}-\d\d-\d\d)\b", _iso, "2021-03-05"),
    Form(
        rf"{ON_WEEKDAY}(?:the )?{MONTH} {DAY}(?!:|\s?[ap]\.?m)(?:,? {YEAR})?",
        _day_of_month,
        "Friday, March 5th, 2021",
    ),
    Form(rf"{ON_WEEKDAY}(?:the )?{DAY} (?:of )?{MONTH}(?:,? {YEAR})?", _day_of_month, "the 5th of March 2021"),
    Form(rf"{MONTH},? (?:of )?{YEAR}", _month, "March 2021"),
    Form(rf"(?:(?P<which>next|last|this|coming) )?(?P<weekday>{WEEKDAY_IN_FULL})\b", _weekday, "next Friday"),
    Form(
        r"(?P<named>yesterday|today|tonight|tomorrow|last night|this (?:morning|afternoon|evening)"
        r"|(?:next|last|this) (?:week|month|year|weekend))\b(?!['’])",
        _named,
        "next week",
    ),
    Form(rf"(?:in|during|since|until|by|of|late|early|mid|next|last|this)[ -]{MONTH}(?! \d)", _month, "in March"),
    Form(
        r"(?P<feast>christmas eve|christmas day|boxing day|new year['’]s (?:eve|day)|valentine['’]s day|halloween)\b",
        _feast,
        "Boxing Day",
    ),
    Form(
        r"(?:in |this |next |last )(?:the )?(?P<season>spring|summer|autumn|fall|winter)"
        r"(?: of (?P<year>(?:19|20)\d\d))?\b",
        _season,
        "in the spring of 2021",
    ),
    Form(rf"(?P<n>\d{{1,3}}|an?|{COUNT}) (?P<unit>day|week|fortnight|month|year)s? ago\b", _ago, "three weeks ago"),
    Form(rf"in (?P<n>\d{{1,3}}|an?|{COUNT}) (?P<unit>day|week|fortnight)s?\b", _from_now, "in two weeks"),
    Form(r"(?:on|from|by|until) the (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! of)", _numbered, "on the 5th"),
    Form(rf"{YEAR}(?!\w|-)", _year, "2021"),
)
DATES = FormTable(FORMS, BEFORE)
