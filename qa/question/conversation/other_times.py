"""Times in follow-ups: "And last week?", "And the week before?", and a day that goes on being meant."""

import re
from calendar import month_name
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from qa.question.conversation.antecedents import Exchange
from qa.question.conversation.clause import core, parse
from qa.question.conversation.ellipsis import WHAT_ABOUT
from qa.question.time_phrase import TimePhrase, find_time_phrase

UNITS = r"(?P<unit>day|week|month|year)s?"
BESIDE = re.compile(
    rf"^(?:(?:in|on|during)\s)?(?:the|(?P<n>an?|one|two|three|four|five|\d{{1,2}}))\s{UNITS}\s"
    r"(?P<where>before|earlier|after|later|on)(?:\s(?:that|it|then))?$"
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
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
EMPTY_WORDS = re.compile(r"^(?:in|on|during|for|at|about|then|only|just)$", re.IGNORECASE)
PAST = frozenset(("did", "was", "were", "had"))


_time_in = lru_cache(maxsize=512)(find_time_phrase)


def other_time(bare: str, exchanges: Sequence[Exchange], today: date) -> str | None:
    """The last question at another time, for "And in 2024?" and "What about the week before?"."""
    text = WHAT_ABOUT.sub("", bare).strip(" ?!.")
    last = exchanges[-1].question
    before = _time_in(last, today)
    if match := BESIDE.match(text):
        known = before or _edition(last)
        try:
            text = _beside(match, known, last) if known else text
        except (OverflowError, ValueError):
            return None  # beyond the calendar
        return (None if before else _in_year(last, _time_in(text, today))) or _at(last, before, text)
    found = _time_in(text, today)
    if found is None or any(not EMPTY_WORDS.match(word) for word in text.replace(found.phrase, " ").split()):
        return None
    return (None if before else _in_year(last, found)) or _at(last, before, text)


def in_its_year(typed: str, question: str, exchanges: Sequence[Exchange], today: date) -> str:
    """A follow-up that asks the last question of another year, with that year's event: "Who won it last year?"."""
    clause, before = parse(typed), parse(exchanges[-1].question)
    if clause is None or before is None or clause.verb.lower() != before.verb.lower() or EDITION.search(typed):
        return question
    return _in_year(question, _time_in(typed, today)) or question


def carried(typed: str, question: str, exchanges: Sequence[Exchange], today: date) -> str:
    """A follow-up about what happened, with the last question's days: it goes on asking about these."""
    last = _time_in(exchanges[-1].question, today)
    if last is None or not last.is_explicit or last.phrase in question or _time_in(question, today):
        return question
    clause, before = parse(typed), parse(exchanges[-1].question)
    if clause is None or before is None or "when" in clause.question_word.lower() or not clause.verb:
        return question
    if clause.auxiliary.lower() not in PAST and not (clause.auxiliary == "" and clause.question_word):
        return question
    if before.auxiliary.lower() not in PAST and before.auxiliary:
        return question
    return f"{question.rstrip(' ?!.')} {last.phrase}?"


def _edition(last: str) -> TimePhrase | None:
    """The year that a question's event is called by."""
    match = EDITION.search(last)
    year = int(match["year"]) if match else 0
    return TimePhrase(str(year), date(year, 1, 1), date(year, 12, 31), True) if year else None


def _in_year(question: str, found: TimePhrase | None) -> str | None:
    """A question with another year's event; `None` where it names none by its year, or the time is no whole year."""
    if found is None or found.since is None or not EDITION.search(question):
        return None
    year = found.since.year
    is_whole = (found.since, found.until) == (date(year, 1, 1), date(year, 12, 31))
    return EDITION.sub(rf"\g<the>{year}", question) if is_whole else None


def _at(last: str, before: TimePhrase | None, phrase: str) -> str:
    """A question with another time in the place of its own, or at its end."""
    asked = core(last)
    if before is None or before.phrase not in last:
        return f"{asked.rstrip(' ?!.')} {phrase[0].lower()}{phrase[1:]}?"
    start = last.rfind(before.phrase)
    shown = phrase[0].upper() + phrase[1:] if start == 0 else phrase
    return f"{last[:start]}{shown}{last[start + len(before.phrase) :]}"


def _beside(match: re.Match[str], before: TimePhrase, last: str) -> str:
    """The day, week, month or year so far before or after a stretch of days, in words that name it."""
    unit = (match["unit"] or match["of"]).lower()
    number = NUMBERS.get((match["n"] or "a").lower()) or int(match["n"])
    sign = -1 if (match["where"] or match["first"]).lower() in ("before", "earlier", "previous", "preceding") else 1
    first, end = before.since or before.until, before.until or before.since
    assert first is not None and end is not None
    edge = first if sign < 0 else end
    match unit:
        case "day":
            return f"on {_day(edge + timedelta(days=sign * number))}"
        case "week":
            moved = [day + timedelta(days=7 * sign * number) for day in (first, end)]
            if first == end and WEEK_TO.search(last[: last.rfind(before.phrase)]):
                return _day(moved[0])  # in the week to 9 November
            monday = moved[0] - timedelta(days=moved[0].weekday())
            span = moved if (end - first).days == 6 else [monday, monday + timedelta(days=6)]
            return f"between {_day(span[0])} and {_day(span[1])}"
        case "month":
            months = edge.year * 12 + edge.month - 1 + sign * number
            return f"in {month_name[months % 12 + 1]} {months // 12}"
    return f"in {edge.year + sign * number}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
