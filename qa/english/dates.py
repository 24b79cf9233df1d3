"""Date recognition: dates and times of day in a report ("on Tuesday", "5 March", "10:30 a.m.") → what they can mean.

The one idea: a date is the stretches of days that it can mean by the day of publication, and two dates are the same
where two of their stretches meet. Questions have their own grammar in `time_grammar.py`: they are asked later, and of
what has happened. Pure.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from qa.english.forms.clock_times import CLOCK_TIMES, HALF_DAY
from qa.english.forms.date_forms import DATES, Days

# A date that says when something was said, not when it happened.
REPORTED = re.compile(
    r"\b(?:said|says|told|announced|announces|confirmed|reported|statement|added|wrote|warned)"
    r"(?: (?:reporters|journalists|parliament|in (?:an?|the) \w+(?: \w+)?))?(?: (?:late|early|on|in|the))*\s*$",
    re.IGNORECASE,
)
REPORTED_AFTER = re.compile(r"\s+(?:\w+\s+){0,3}?(?:said|told|announced|confirmed|reported|added|wrote|warned)\b", re.I)
CLAUSE_ENDS = (", ", "; ", " and ")


@dataclass(frozen=True, slots=True)
class DateMention:
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


def same_time(one: DateMention, other: DateMention) -> bool:
    """Whether two dates, or two times of day, can be the same."""
    if one.minute is not None and other.minute is not None:
        whole = HALF_DAY if one.is_either_half or other.is_either_half else 2 * HALF_DAY
        return (one.minute - other.minute) % whole == 0
    return any(a[0] <= b[1] and b[0] <= a[1] for a in one.days for b in other.days)


@lru_cache(maxsize=4_096)
def find_dates(text: str, published: date | None) -> tuple[DateMention, ...]:
    """The dates of a sentence, then its times of day; what needs the day of publication is left out without one."""
    found = []
    for form, match in DATES.find(text):
        try:
            days = form.read(match, _clause(text, match), published)
        except (ValueError, OverflowError):
            continue  # the 31st of February
        if days:
            word = (match["before"] or "").split(" ")[0].lower()
            word = "" if word in ("from", "by") else word
            found.append(DateMention(days, None, word, match.start(), match.end(), _is_report(text, match)))
    for clock_form, match in CLOCK_TIMES.find(text):
        if time := clock_form.read(match):
            found.append(DateMention((), time.minute, "", match.start(), match.end(), False, time.is_either_half))
    return tuple(found)


def _clause(text: str, match: re.Match[str]) -> str:
    """The words around a date up to the next comma on each side, which say whether it is past or to come."""
    start = max(text.rfind(mark, 0, match.start()) for mark in CLAUSE_ENDS)
    ends = [end for mark in CLAUSE_ENDS if (end := text.find(mark, match.end())) >= 0]
    return text[max(start, 0) : min(ends, default=len(text))]


def _is_report(text: str, match: re.Match[str]) -> bool:
    return bool(REPORTED.search(text[: match.start()]) or REPORTED_AFTER.match(text[match.end() :]))
