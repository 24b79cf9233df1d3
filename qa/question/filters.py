"""Filters: which passages a query may see, and whether a text or its day of publication is of the days asked for.

Knows nothing of searching.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain

from corpus.article import publisher_key
from index.passages.passage import Filter
from qa.english.calendar import MONTH_IN_FULL, MONTH_IN_SHORT, MONTHS_AND_NAMES, month_number, whole_month
from qa.question.query import Days, Query

GRACE_DAYS = 2  # news of a day is still printed on the next, and days differ around the world
LONG_DAYS = 45  # a longer stretch is named by a year, too, a shorter one by its month
# A month as articles write it, with what makes it a day, a year's or, for names as "May" is one, a month at all.
DATE_IN_TEXT = re.compile(
    r"\b(?:(?P<before>\d{1,2})(?:st|nd|rd|th)?\s(?:of\s)?"
    r"|(?P<word>in|on|of|since|during|last|this|early|mid|late|by|until|through|from|to|and|between|before|after)[\s-])?"
    rf"(?P<month>(?:{MONTH_IN_FULL.title()})\b|(?:{MONTH_IN_SHORT.title()})\.)"
    r"(?:\s(?P<after>\d{1,2})(?:st|nd|rd|th)?\b)?(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
)
YEAR_IN_TEXT = re.compile(r"\b(?:(?P<year>(?:19|20)\d\d)|last year)\b", re.IGNORECASE)


def visible(query: Query, now: datetime) -> Filter:
    """Which passages a query may see; where its own words set days, those from the first of them on."""
    until = None if query.time_phrase and not query.hint else query.until
    return Filter(
        as_of=int((query.as_of or now).timestamp()),
        since=_midnight(query.since) if query.since else None,
        until=_midnight(until + timedelta(days=1)) if until and until < date.max else None,
        publishers=tuple(publisher_key(name) for name in query.publishers),
    )


def published_within(days: Days, wanted: Filter) -> Filter:
    """The part of a filter that was published in such days, or so soon after that it can be news of them."""
    since = [
        seconds for seconds in (wanted.since, _midnight(days.since) if days.since else None) if seconds is not None
    ]
    last = days.until + timedelta(days=1 + GRACE_DAYS) if days.until and days.until < date.max - timedelta(7) else None
    until = [seconds for seconds in (wanted.until, _midnight(last) if last else None) if seconds is not None]
    return replace(wanted, since=max(since, default=None), until=min(until, default=None))


def names_period(days: Days, text: str, published: int) -> bool:
    """Whether a text names such days: a long stretch by a year, any by a day or month that lies in it."""
    day = datetime.fromtimestamp(published, UTC).date()
    named: Iterator[tuple[date, date] | None] = (_days_of(match, day) for match in DATE_IN_TEXT.finditer(text))
    if days.since is None or days.until is None or (days.until - days.since).days > LONG_DAYS:
        named = chain(named, (_year_of(match, day) for match in YEAR_IN_TEXT.finditer(text)))
    return any(each is not None and _overlaps(days, *each) for each in named)


def _days_of(match: re.Match[str], published: date) -> tuple[date, date] | None:
    """What a text calls by month; without a year it is the last before its publication."""
    number, day = month_number(match["month"]), match["before"] or match["after"]
    if not (day or match["year"] or match["word"]) and match["month"].lower() in MONTHS_AND_NAMES:
        return None  # Theresa May, the March on Rome
    year = int(match["year"] or (published.year if number <= published.month else published.year - 1))
    try:
        return (date(year, number, int(day)),) * 2 if day else whole_month(year, number)
    except ValueError:
        return None


def _year_of(match: re.Match[str], published: date) -> tuple[date, date]:
    year = int(match["year"] or published.year - 1)
    return date(year, 1, 1), date(year, 12, 31)


def _overlaps(days: Days, first: date, last: date) -> bool:
    return first <= (days.until or date.max) and last >= (days.since or date.min)


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
