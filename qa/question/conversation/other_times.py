"""Other times: follow-ups that ask the same of other days, "And in 2024?", "And the week before?".

A time stands in place of the last question's; one that is counted from that ("the week before") is written as a date.
Knows nothing of follow-ups that leave out anything else.
"""

import re
from calendar import month_name
from datetime import date, timedelta
from functools import lru_cache

from qa.question.conversation.exchanges import Exchange, FollowUp
from qa.question.conversation.rewriting import END, WHAT_ABOUT, with_words
from qa.question.time.time_phrase import TimePhrase, find_time_phrase

UNITS = r"(?P<unit>day|week|month|year)s?"
COUNTED = re.compile(
    rf"^(?:(?:in|on|during)\s)?(?:the|(?P<n>an?|one|two|three|four|five|\d{{1,2}}))\s{UNITS}\s"
    r"(?P<where>before|earlier|after|later|on)(?:\s(?:that|it|then))?$"
    rf"|^(?:in\s)?(?P<month>{'|'.join(month_name[1:])})(?:\sof)?\sthe\s(?:year\s(?P<year>before|after)"
    r"|(?P<that>previous|following)\syear)$"
    r"|^(?:(?:in|on|during)\s)?the\s(?P<first>previous|preceding|following|next)\s(?P<of>day|week|month|year)$",
    re.IGNORECASE,
)
WEEK_TO = re.compile(r"\b(?:week|month|year|days)\s(?:to|ending|until|up to)\s$", re.IGNORECASE)
# A year that says which of several events is meant, where the event itself is asked about: "the 2025 Nobel Prize".
EDITION = re.compile(
    r"(?<!\babout )(?<!\bon )(?<!\bof )(?<!\bafter )(?<!\bbefore )(?<!\bsince )(?<!\bregarding )(?P<the>\bthe )"
    r"(?P<year>(?:19|20)\d\d)(?= [A-Za-z])",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:in\s)?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)
NOW = re.compile(r"^((?:\w+\s){0,2})\b(is|are)\b", re.IGNORECASE)  # What is, how high are
FORWARD = frozenset(("after", "later", "on", "following", "next"))
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
EMPTY_WORD = re.compile(r"^(?:in|on|during|for|at|about|then|only|just)$", re.IGNORECASE)


_time_in = lru_cache(maxsize=512)(find_time_phrase)


def at_other_time(follow_up: FollowUp) -> Exchange | None:
    """The last question at another time; `None` for a follow-up that is more than a time."""
    text = WHAT_ABOUT.sub("", follow_up.text).strip(END)
    last = follow_up.last
    before = _time_in(last.base, follow_up.today)
    if match := COUNTED.match(text):
        try:
            counted_from = before or _edition(last.base) or _time_in(last.frame, follow_up.today)
            text = _counted(match, counted_from, last.base) or text
        except (OverflowError, ValueError):
            return None  # beyond the calendar
    elif not (_is_only_time(text, follow_up.today) or (YEAR.fullmatch(text) and _edition(last.base))):
        return None
    own = _moved(last.base, text, follow_up.today)
    frame = own if last.base == last.frame else last.frame
    return Exchange(own, own, frame, last.topic, last.exchanged)


def _moved(question: str, text: str, today: date) -> str:
    """A question at the time that a text says."""
    before = _time_in(question, today)
    found = _time_in(text, today)
    other_edition = None if before and not _edition(question) else _in_year(question, text, found)
    is_past = found is not None and found.until is not None and found.until < today
    return other_edition or _at(NOW.sub(_was, question) if is_past else question, before, text)


def _was(match: re.Match[str]) -> str:
    return f"{match[1] or ''}{'was' if match[2].lower() == 'is' else 'were'}"


def _is_only_time(text: str, today: date) -> bool:
    found = _time_in(text, today)
    return found is not None and all(EMPTY_WORD.match(word) for word in text.replace(found.phrase, " ").split())


def _edition(last: str) -> TimePhrase | None:
    """The year that a question's event is called by."""
    match = EDITION.search(last)
    year = int(match["year"]) if match else 0
    return TimePhrase(str(year), date(year, 1, 1), date(year, 12, 31), True) if year else None


def _in_year(question: str, text: str, found: TimePhrase | None) -> str | None:
    """A question with another year's event; `None` where it names none by its year, or the time is no whole year."""
    if match := YEAR.fullmatch(text):
        return EDITION.sub(rf"\g<the>{match['year']}", question) if EDITION.search(question) else None
    if found is None or found.since is None or not EDITION.search(question):
        return None
    year = found.since.year
    is_whole = (found.since, found.until) == (date(year, 1, 1), date(year, 12, 31))
    return EDITION.sub(rf"\g<the>{year}", question) if is_whole else None


def _at(last: str, before: TimePhrase | None, phrase: str) -> str:
    """A question with another time in the place of its own, or at its end."""
    if before is None or before.phrase not in last:
        return with_words(last, f" {phrase[0].lower()}{phrase[1:]}")
    start = last.rfind(before.phrase)
    shown = phrase[0].upper() + phrase[1:] if start == 0 else phrase
    return f"{last[:start]}{shown}{last[start + len(before.phrase) :]}"


def _counted(match: re.Match[str], before: TimePhrase | None, last: str) -> str | None:
    """The day, week, month or year so far before or after a stretch of days, in words that name it."""
    if before is None:
        return None
    if match["month"]:
        years = -1 if (match["year"] or match["that"]).lower() in ("before", "previous") else 1
        day = before.since or before.until
        return f"in {match['month'].capitalize()} {day.year + years}" if day else None
    unit = (match["unit"] or match["of"]).lower()
    number = NUMBERS.get((match["n"] or "a").lower()) or int(match["n"])
    sign = 1 if (match["where"] or match["first"]).lower() in FORWARD else -1
    first, end = before.since or before.until, before.until or before.since
    assert first is not None and end is not None
    edge = first if sign < 0 else end
    match unit:
        case "day":
            return f"on {_day(edge + timedelta(days=sign * number))}"
        case "week":
            return _week(first, end, sign * number, WEEK_TO.search(last[: last.rfind(before.phrase)]) is not None)
        case "month":
            months = edge.year * 12 + edge.month - 1 + sign * number
            return f"in {month_name[months % 12 + 1]} {months // 12}"
    return f"in {edge.year + sign * number}"


def _week(first: date, end: date, weeks: int, is_week_to: bool) -> str:
    """The calendar week so many weeks after a stretch of days; of "the week to 9 November" its last day."""
    moved = [day + timedelta(days=7 * weeks) for day in (first, end)]
    if first == end and is_week_to:
        return _day(moved[0])
    monday = moved[0] - timedelta(days=moved[0].weekday())
    span = moved if (end - first).days == 6 else [monday, monday + timedelta(days=6)]
    return f"between {_day(span[0])} and {_day(span[1])}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
