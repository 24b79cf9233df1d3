"""Dates and times of day in a report ("on Tuesday", "5 March", "next month", "10:30 a.m.") → what they can mean.

A weekday is that nearest to the day of publication, before or after it as the sentence speaks of the past or of what is
to come; where that is open, both. Questions have their own grammar in `time_grammar.py`: they are asked later, and of
what has happened. Pure.
"""

import re
from calendar import month_abbr, monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from qa.english.calendar import MONTHS, SEASONS, WEEKDAYS
from qa.english.quantities.quantity_words import SMALL

Days = tuple[date, date]
HALF_DAY = 720  # minutes
NEAR_DAYS = 270  # a month without a year and tense lies no farther off

WORDS = tuple(SMALL)[1:13]  # one to twelve
COUNT = "|".join(WORDS)
FEASTS = {"christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26), "valentine's day": (2, 14)}
FEASTS |= {"new year's eve": (12, 31), "new year's day": (1, 1), "halloween": (10, 31)}

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:18|19|20)\d\d)\b"
_WEEKDAY = r"(?P<weekday>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
PATTERN = re.compile(
    r"(?P<before>\b(?:since|until|till|by|before|after|from) (?:the )?)?(?<![\w’'/-])(?:"
    r"(?P<iso>\d{4}-\d\d-\d\d)\b"
    rf"|(?:{_WEEKDAY},? )?(?:the )?(?:{_MONTH} {_DAY}(?!:|\s?[ap]\.?m)(?:,? {_YEAR})?)"
    rf"|(?:{_WEEKDAY.replace('weekday', 'weekday2')},? )?(?:the )?{_DAY.replace('day>', 'day2>')} (?:of )?"
    rf"{_MONTH.replace('month>', 'month2>')}(?:,? {_YEAR.replace('year>', 'year2>')})?"
    rf"|{_MONTH.replace('month>', 'month3>')},? (?:of )?{_YEAR.replace('year>', 'year3>')}"
    rf"|(?:(?P<which>next|last|this|coming) )?{_WEEKDAY.replace('weekday', 'weekday3')}"
    r"|(?P<named>yesterday|today|tonight|tomorrow|last night|this (?:morning|afternoon|evening)"
    r"|(?:next|last|this) (?:week|month|year|weekend))\b(?!['’])"
    rf"|(?:in|during|since|until|by|of|late|early|mid|next|last|this)[ -]{_MONTH.replace('month>', 'month4>')}(?! \d)"
    r"|(?P<feast>christmas eve|christmas day|boxing day|new year['’]s (?:eve|day)|valentine['’]s day|halloween)\b"
    r"|(?:in |this |next |last )(?:the )?(?P<season>spring|summer|autumn|fall|winter)"
    r"(?: of (?P<year6>(?:19|20)\d\d))?\b"
    rf"|(?P<n>\d{{1,3}}|an?|{COUNT}) (?P<unit>day|week|fortnight|month|year)s? ago\b"
    rf"|in (?P<n2>\d{{1,3}}|an?|{COUNT}) (?P<unit2>day|week|fortnight)s?\b"
    r"|(?:on|from|by|until) the (?P<day5>\d{1,2})(?:st|nd|rd|th)\b(?! of)"
    rf"|{_YEAR.replace('year>', 'year5>')}(?!\w|-)"
    r")",
    re.IGNORECASE,
)
CLOCK = re.compile(
    rf"\b(?P<hour12>\d{{1,2}}|{COUNT}) ?(?:o['’]clock\b|(?=in the (?:morning|afternoon|evening)\b|at night\b))"
    r"(?: ?(?P<part>in the (?:morning|afternoon|evening)|at night)\b)?"
    rf"|\bhalf past (?P<past>\d{{1,2}}|{COUNT})\b"
    r"|\bat (?P<hour_dot>\d{1,2})\.(?P<minute_dot>[0-5]\d)\b(?!\.?\d| ?%| per)|"
    r"\b(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap])\.?m\b\.?"
    r"|\b(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d)\b"
    r"|\b(?P<word>noon|midday|midnight)\b",
    re.IGNORECASE,
)
FUTURE = re.compile(
    r"\b(?:will|shall|would|due (?:on|in|by|for|at|next|to (?!\w+ing\b|an?\b|the\b))"
    r"|scheduled|set|plans?|planned|expected|to be|is to|are to|going to|begins|starts|opens"
    r"|takes? place|next|upcoming|coming|slated|expire|expires|ahead of|until)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:was|were|had|did|killed|died|happened|opened|struck|hit|began|started|took|broke|won|last|ago)\b"
)
# A date that says when something was said, not when it happened.
REPORTED = re.compile(
    r"\b(?:said|says|told|announced|announces|confirmed|reported|statement|added|wrote|warned)"
    r"(?: (?:reporters|journalists|parliament|in (?:an?|the) \w+(?: \w+)?))?(?: (?:late|early|on|in|the))*\s*$",
    re.IGNORECASE,
)
REPORTED_AFTER = re.compile(r"\s+(?:\w+\s+){0,3}?(?:said|told|announced|confirmed|reported|added|wrote|warned)\b", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """A date where it stands in a text: the stretches of days that it can mean, or the minute of a day.

    `word` stands before a bound ("since", "until"); `is_report` is whether it says when something was said, and
    `is_either_half` whether the minute is of the morning or of the afternoon.
    """

    days: tuple[Days, ...]
    minute: int | None
    word: str
    start: int
    end: int
    is_report: bool
    is_either_half: bool = False


def day_of(moment: datetime | None) -> date | None:
    """The day in UTC of a time of publication."""
    return moment.astimezone(UTC).date() if moment else None


def same_time(one: Named, other: Named) -> bool:
    """Whether two dates, or two times of day, can be the same."""
    if one.minute is not None and other.minute is not None:
        whole = HALF_DAY if one.is_either_half or other.is_either_half else 2 * HALF_DAY
        return (one.minute - other.minute) % whole == 0
    return any(a[0] <= b[1] and b[0] <= a[1] for a in one.days for b in other.days)


@lru_cache(maxsize=4_096)
def find_dates(text: str, published: date | None) -> tuple[Named, ...]:
    """The dates and times of day of a sentence in order; what needs the day of publication is left out without one."""
    found = []
    for match in PATTERN.finditer(text):
        try:
            days = _days(match, _clause(text, match), published)
        except (ValueError, OverflowError):
            continue  # the 31st of February
        if days:
            word = (match["before"] or "").split(" ")[0].lower()
            word = "" if word in ("from", "by") else word
            found.append(Named(days, None, word, match.start(), match.end(), _is_report(text, match)))
    for match in CLOCK.finditer(text):
        minute = _minute(match)
        if minute is not None:
            is_either = bool(match["past"] or match["hour_dot"] or (match["hour12"] and not match["part"]))
            found.append(Named((), minute, "", match.start(), match.end(), False, is_either and minute <= HALF_DAY))
    return tuple(found)


def _clause(text: str, match: re.Match[str]) -> str:
    """The words around a date up to the next comma on each side, which say whether it is past or to come."""
    start = max(text.rfind(mark, 0, match.start()) for mark in (", ", "; ", " and "))
    ends = [end for mark in (", ", "; ", " and ") if (end := text.find(mark, match.end())) >= 0]
    return text[max(start, 0) : min(ends, default=len(text))]


def _is_report(text: str, match: re.Match[str]) -> bool:
    return bool(REPORTED.search(text[: match.start()]) or REPORTED_AFTER.match(text[match.end() :]))


def _minute(match: re.Match[str]) -> int | None:
    if match["word"]:
        return 0 if match["word"].lower() == "midnight" else 720
    if match["hour24"]:
        return 60 * int(match["hour24"]) + int(match["minute24"])
    if match["hour_dot"]:
        hour = int(match["hour_dot"])
        return 60 * hour + int(match["minute_dot"]) if hour < 24 else None
    if match["hour12"] or match["past"]:
        hour = _number(match["hour12"] or match["past"])
        is_late = match["part"] is not None and "morning" not in match["part"].lower()
        return 60 * (hour % 12 + 12 * is_late) + (30 if match["past"] else 0) if 1 <= hour <= 12 else None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    return 60 * (hour % 12 + (12 if match["half"].lower() == "p" else 0)) + minute


def _number(words: str) -> int:
    if words.lower() in ("a", "an"):
        return 1
    return int(words) if words.isdigit() else WORDS.index(words.lower()) + 1


def _group(match: re.Match[str], name: str) -> str | None:
    return next(
        (match[key] for key in (name, *(f"{name}{n}" for n in range(2, 6))) if match.groupdict().get(key)), None
    )


def _days(match: re.Match[str], text: str, published: date | None) -> tuple[Days, ...]:
    if match["iso"]:
        day = date.fromisoformat(match["iso"])
        return ((day, day),)
    month, day_number, year = _group(match, "month"), _group(match, "day"), _group(match, "year")
    weekday = _group(match, "weekday")
    if month:
        return _of_month(month, day_number, year, published)
    if match["feast"]:
        feast = FEASTS[match["feast"].lower().replace("’", "'")]
        return _of_month(month_abbr[feast[0]], str(feast[1]), None, published)
    if match["season"]:
        return _seasons(match["season"].lower(), match["year6"], published)
    if year:
        return ((date(int(year), 1, 1), date(int(year), 12, 31)),)
    if published is None:
        return ()
    if weekday:
        return _weekday(weekday, (match["which"] or "").lower(), text, published)
    if unit := match["unit"] or match["unit2"]:
        return (_counted(_number(match["n"] or match["n2"]), unit.lower(), published, ago=match["unit"] is not None),)
    if match["named"]:
        return (_named(match["named"].lower(), published),)
    return tuple((d, d) for d in _days_numbered(int(match["day5"]), published))


def _of_month(month: str, day: str | None, year: str | None, published: date | None) -> tuple[Days, ...]:
    """A month or a day of it; without a year the last before the publication and the next after it."""
    number = MONTHS.index(month[:3].lower()) + 1
    if year is None and published is None:
        return ()
    years = [int(year)] if year else [published.year + n for n in (-1, 0, 1)] if published else []
    stretches = []
    for each in years:
        last = monthrange(each, number)[1]
        if day and int(day) > last:
            continue
        stretches.append((date(each, number, int(day or 1)), date(each, number, int(day or last))))
    if year or published is None:
        return tuple(stretches)
    before = [days for days in stretches if days[0] <= published][-1:]
    after = [days for days in stretches if days[1] > published][:1]
    near = [days for days in {*before, *after} if abs((days[0] - published).days) <= NEAR_DAYS]
    return tuple(sorted(near or stretches))


def _weekday(name: str, which: str, text: str, published: date) -> tuple[Days, ...]:
    back = (published.weekday() - WEEKDAYS.index(name[:3].lower())) % 7
    before, after = published - timedelta(days=back), published + timedelta(days=(7 - back) % 7)
    if which == "last":
        days = [before - timedelta(days=7), before] if back else [before - timedelta(days=7)]
    elif which in ("next", "coming"):
        first = after if back else after + timedelta(days=7)
        days = [first, first + timedelta(days=7)]
    elif FUTURE.search(text) and not PAST.search(text):
        days = [after]
    elif PAST.search(text) and not FUTURE.search(text):
        days = [before]
    else:
        days = [before, after]
    return tuple((day, day) for day in days)


def _named(words: str, published: date) -> Days:
    one = timedelta(days=1)
    monday = published - timedelta(days=published.weekday())
    first, _, unit = words.partition(" ")
    step = {"next": 1, "last": -1, "this": 0}.get(first, 0)
    match unit:
        case "week":
            return monday + 7 * step * one, monday + (7 * step + 6) * one
        case "weekend":
            return monday + (7 * step + 4) * one, monday + (7 * step + 6) * one
        case "year":
            return date(published.year + step, 1, 1), date(published.year + step, 12, 31)
        case "month":
            months = published.year * 12 + published.month - 1 + step
            year, month = months // 12, months % 12 + 1
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = published + {"yesterday": -one, "last night": -one, "tomorrow": one}.get(words, timedelta())
    return day, day


def _seasons(name: str, year: str | None, published: date | None) -> tuple[Days, ...]:
    """Such a season of a year, or those around the publication; winter goes on into the next year."""
    if year is None and published is None:
        return ()
    month = SEASONS[name]
    years = [int(year)] if year else [published.year + n for n in (-1, 0, 1)] if published else []
    return tuple((date(each, month, 1), date(each + (month == 12), (month + 2) % 12, 28)) for each in years)


def _counted(n: int, unit: str, published: date, *, ago: bool) -> Days:
    """So many days, weeks, months or years before or after the publication, with half a unit on either side."""
    size = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}[unit]
    day = published + timedelta(days=-n * size if ago else n * size)
    return day - timedelta(days=size // 2), day + timedelta(days=size // 2)


def _days_numbered(day: int, published: date) -> list[date]:
    """Such a day of the month of publication and of those around it."""
    found = []
    for step in (-1, 0, 1):
        months = published.year * 12 + published.month - 1 + step
        year, month = months // 12, months % 12 + 1
        if 1 <= day <= monthrange(year, month)[1]:
            found.append(date(year, month, day))
    return found
