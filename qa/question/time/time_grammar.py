"""Time grammar: what names a stretch of days, "October 27", "last week", "Q3 2025" → its first and last day.

One table, `GRAMMAR`: a pattern, what it means by the asker's day, and whether it names days or only hints. Knows
nothing of the words around it; those are `time_phrase.py`'s.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from qa.english.calendar import FEASTS, SEASONS, month_number, weekday_number

NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "several": 3, "four": 4, "five": 5}
NUMBERS |= {"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
FIRST_YEAR = 1900  # what happened before is history, not coverage
MAX_COUNT = 1_000  # of days, weeks, months or years in a phrase; more counts as so many

DayRange = tuple[date, date]

MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?(?!-[a-z])"
)
WEEKDAY = r"(?P<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?:\s(?:morning|afternoon|evening|night)\b)?"
ON_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?"
YEAR = r"(?P<year>(?:19|20)\d\d)\b"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
TO_DAY = r"\s?(?:-|–|—|to|and|through|until)\s?(?P<to>\d{1,2})(?:st|nd|rd|th)?\b(?!\s?(?::\d|%))"
FEAST = "|".join(sorted(FEASTS)).replace("'", "['’]")
COUNT = (
    r"(?P<n>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:a\s)?couple(?:\sof)?|(?:a\s)?few|several)"
)
UNIT = r"(?P<unit>hour|day|week|fortnight|month|year|decade)s?\b"


def _month_of(match: re.Match[str]) -> int:
    return month_number(match["month"])


def _count(match: re.Match[str]) -> int:
    words = " ".join(match["n"].lower().split()).removesuffix(" of")
    words = words.removeprefix("a ") or "a"
    return int(words) if words.isdigit() else NUMBERS[words]


def _whole_month(year: int, month: int) -> DayRange:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _months(year: int, month: int, n: int) -> DayRange:
    """`n` months from the first of one."""
    last = month - 1 + n - 1
    return date(year, month, 1), _whole_month(year + last // 12, last % 12 + 1)[1]


def _week(day: date) -> DayRange:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _weekend(day: date) -> DayRange:
    """The Saturday and Sunday of a day's week or, before its Saturday, of the week before."""
    saturday = day - timedelta(days=(day.weekday() - 5) % 7)
    return saturday, saturday + timedelta(days=1)


def _earlier(day: date, n: int, unit: str) -> date:
    """The same day so many units ago; the month's last one where it has no such day."""
    if unit in ("hour", "day", "week", "fortnight"):
        return day - timedelta(days={"hour": -(-n // 24), "day": n, "week": 7 * n, "fortnight": 14 * n}[unit])
    months = day.year * 12 + day.month - 1 - n * {"month": 1, "year": 12, "decade": 120}[unit]
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _latest(make: Callable[[int], DayRange], today: date) -> DayRange:
    """Of a period that comes every year, the one that began last."""
    return next(days for year in range(today.year, today.year - 9, -1) if (days := make(year))[0] <= today)


def _dated(match: re.Match[str], today: date) -> DayRange:
    """A day of a month, or a stretch of days in it, with or without a year."""
    groups = match.groupdict()
    month, first = _month_of(match), int(match["day"])
    last = int(groups.get("to") or first)
    if groups.get("year"):
        return date(int(match["year"]), month, first), date(int(match["year"]), month, last)
    leap = 2000  # has every day that there is
    if not date(leap, month, first) <= date(leap, month, last):
        raise ValueError("days out of order")
    for year in range(today.year, today.year - 9, -1):
        if last <= monthrange(year, month)[1] and date(year, month, first) <= today:
            return date(year, month, first), date(year, month, last)
    raise ValueError("no such day")


def _numeric(match: re.Match[str], _today: date) -> DayRange:
    """Day and month in figures, where only one order of them makes a date."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if a <= 12 and b <= 12 and a != b:
        raise ValueError("day and month could be swapped")
    day = date(year, a, b) if a <= 12 else date(year, b, a)
    return day, day


def _iso(match: re.Match[str], _today: date) -> DayRange:
    day = date.fromisoformat(match[0])
    return day, day


def _month(match: re.Match[str], today: date) -> DayRange:
    groups, month = match.groupdict(), _month_of(match)
    if groups.get("year"):
        return _whole_month(int(match["year"]), month)
    if (groups.get("which") or "").lower() == "last":
        return _latest(lambda year: _whole_month(year, month), today.replace(day=1) - timedelta(days=1))
    return _latest(lambda year: _whole_month(year, month), today)


def _part(match: re.Match[str], today: date) -> DayRange:
    """The early, middle or late third of a month or year."""
    groups, third = match.groupdict(), {"e": 0, "b": 0, "m": 1, "l": 2}[match["part"][0].lower()]
    if groups.get("month"):
        first, last = _month(match, today)
        start = first + timedelta(days=10 * third)
        return start, last if third == 2 else start + timedelta(days=9)
    year = _relative_year(match["year"], today)
    return _months(year, 1 + 4 * third, 4)


def _relative_year(words: str, today: date) -> int:
    return {"last year": today.year - 1, "this year": today.year}.get(words.lower()) or int(words)


def _fraction(match: re.Match[str], today: date) -> DayRange:
    """A quarter or a half of a year; without a year, the one that began last."""
    groups = match.groupdict()
    number = int(groups["figure"]) if groups.get("figure") else ORDINALS[match["ordinal"].lower()]
    n_months = 3 if match["fraction"].lower().startswith("q") else 6
    if number * n_months > 12:
        raise ValueError("no such part of a year")
    if groups.get("year"):
        return _months(_relative_year(match["year"], today), 1 + (number - 1) * n_months, n_months)
    return _latest(lambda year: _months(year, 1 + (number - 1) * n_months, n_months), today)


def _season(match: re.Match[str], today: date) -> DayRange:
    groups, month = match.groupdict(), SEASONS[match["season"].lower()]
    if groups.get("year"):
        return _months(_relative_year(match["year"], today), month, 3)
    days = _latest(lambda year: _months(year, month, 3), today)
    if (groups.get("which") or "").lower() == "last" and days[1] >= today:
        return _months(days[0].year - 1, month, 3)
    return days


def _feast(match: re.Match[str], today: date) -> DayRange:
    """A feast that has its day in every year; without a year, when it was last."""
    month, number = FEASTS[match["feast"].lower().replace("’", "'")]
    if match["year"]:
        day = date(int(match["year"]), month, number)
        return day, day
    return _latest(lambda year: (date(year, month, number),) * 2, today)


def _decade(match: re.Match[str], _today: date) -> DayRange:
    first = int(match["decade"]) if len(match["decade"]) == 4 else 1900 + int(match["decade"])
    return date(first, 1, 1), date(first + 9, 12, 31)


def _year(match: re.Match[str], _today: date) -> DayRange:
    return date(int(match["year"]), 1, 1), date(int(match["year"]), 12, 31)


def _weekday(match: re.Match[str], today: date) -> DayRange:
    """The most recent such day; `last` never is today."""
    back = (today.weekday() - weekday_number(match["weekday"])) % 7
    if back == 0 and (match.groupdict().get("which") or "").lower() == "last":
        back = 7
    day = today - timedelta(days=back)
    return day, day


def _counted(match: re.Match[str], today: date) -> DayRange:
    return _earlier(today, min(_count(match), MAX_COUNT), match["unit"].lower()), today


def _ago(match: re.Match[str], today: date) -> DayRange:
    """The day, or the calendar week, month or year, that a count of them leads back to."""
    unit = match["unit"].lower()
    day = _earlier(today, _count(match), unit)
    if day.year < FIRST_YEAR:
        raise ValueError("before there was news of it")
    if unit in ("week", "fortnight"):
        return _week(day)
    if unit == "month":
        return _whole_month(day.year, day.month)
    if unit in ("year", "decade"):
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def _named(match: re.Match[str], today: date) -> DayRange:
    words = " ".join(match[0].lower().split())
    yesterday = today - timedelta(days=1)
    match words:
        case "the day before yesterday":
            return yesterday - timedelta(days=1), yesterday - timedelta(days=1)
        case "last week":
            return _week(today - timedelta(days=7))
        case "last month":
            return _whole_month(*((today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)))
        case "last year":
            return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
        case "last weekend":
            first, last = _weekend(today)
            return (first - timedelta(days=7), last - timedelta(days=7)) if last >= today else (first, last)
    return (yesterday, yesterday) if words.startswith(("yesterday", "last night")) else _weekend(today)


def _so_far(match: re.Match[str], today: date) -> DayRange:
    """Of the present day, week, weekend, month or year, what has passed of it."""
    unit = match["unit"].lower()
    if unit == "weekend":
        first, last = _weekend(today)
        return first, min(last, today)
    first = {"week": _week(today)[0], "month": today.replace(day=1), "year": date(today.year, 1, 1)}.get(unit, today)
    return first, today


IN = r"(?:in|during|over|within|throughout|for)"
# What names a period, in the order in which they are tried at one place; `True` if it names days, not just hints.
GRAMMAR: tuple[tuple[str, Callable[[re.Match[str], date], DayRange], bool], ...] = (
    (r"(?:19|20)\d\d-\d\d-\d\d\b", _iso, True),
    (r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/" + YEAR, _numeric, True),
    (MONTH + r"\s?" + DAY + TO_DAY + r"(?:,?\s" + YEAR + r")?", _dated, True),
    (DAY + TO_DAY + r"\s(?:of\s)?" + MONTH + r"(?:,?\s" + YEAR + r")?", _dated, True),
    (ON_WEEKDAY + MONTH + r"\s?" + DAY + r"(?!\s?(?::\d|%))(?:,?\s" + YEAR + r")?", _dated, True),
    (ON_WEEKDAY + r"(?:the\s)?" + DAY + r"\s(?:of\s)?" + MONTH + r"(?:,?\s" + YEAR + r")?", _dated, True),
    (r"(?P<part>early|mid|middle|late)[\s-](?:in\s)?" + MONTH + r"(?:,?\s" + YEAR + r")?", _part, True),
    (r"(?P<part>early|mid|late)[\s-](?:in\s)?(?P<year>(?:19|20)\d\d|(?:last|this)\syear)\b", _part, True),
    (MONTH + r",?\s(?:of\s)?" + YEAR, _month, True),
    (r"(?P<fraction>[qh])(?P<figure>[1-4])(?:,?\s(?:of\s)?(?P<year>(?:19|20)\d\d))?\b", _fraction, True),
    (
        r"(?:the\s)?(?P<ordinal>first|second|third|fourth|last|[1-4](?:st|nd|rd|th))\s(?P<fraction>quarter|half)"
        r"\sof\s(?P<year>(?:19|20)\d\d|(?:last|this)\syear)\b",
        _fraction,
        True,
    ),
    (r"(?:the\s)?(?P<season>spring|summer|autumn|fall|winter)(?:\sof)?,?\s" + YEAR, _season, True),
    (r"(?P<which>last)\s(?P<season>spring|summer|autumn|fall|winter)\b", _season, True),
    (r"this\s(?P<season>spring|summer|autumn|fall|winter)\b", _season, False),
    (
        r"(?:in|during|over)\sthe\s(?P<season>spring|summer|autumn|fall|winter)\b(?=\s?[?,.;]|$|\s(?:in|at|on)\b)",
        _season,
        True,
    ),
    (r"the\s(?:start|beginning)\sof\s(?:the|this)\s(?P<unit>week|month|year)\b", _so_far, True),
    (rf"(?:the\s)?(?P<feast>{FEAST})(?:,?\s{YEAR})?(?!['’\w])", _feast, True),
    (r"the\s(?P<decade>(?:19|20)\d0)s\b", _decade, True),
    (
        r"the\sday\sbefore\syesterday\b|yesterday\b(?:\s(?:morning|afternoon|evening)\b)?|last\s(?:night|weekend)\b",
        _named,
        True,
    ),
    (r"(?:over|at|on)\sthe\sweekend\b", _named, True),
    (IN + r"\sthe\s(?:past|last)\s(?P<n>)(?P<unit>hour|day|week|month|year|decade)\b", _counted, True),
    (r"(?:the\s)?past\s(?P<n>)(?P<unit>hour|day|week|month|year|decade)\b", _counted, True),
    (r"last\s(?:week|month|year)\b", _named, True),
    (r"(?:the\s)?(?:past|last)\s" + COUNT + r"\s" + UNIT, _counted, True),
    (COUNT + r"\s" + UNIT + r"\sago\b", _ago, True),
    (r"(?P<which>last|this)\s" + WEEKDAY, _weekday, True),
    (WEEKDAY, _weekday, True),
    (r"(?P<which>last)\s" + MONTH, _month, True),
    (r"(?:so\sfar\s)?this\s(?P<unit>week|weekend|month|year|morning|afternoon|evening)\b", _so_far, False),
    (r"(?P<unit>today|tonight)\b", _so_far, False),
    (YEAR, _year, True),
    (MONTH, _month, True),
)
PATTERNS = tuple((re.compile(r"(?<![\w’'/-])" + words, re.IGNORECASE), days, sure) for words, days, sure in GRAMMAR)
