"""Times in follow-ups: "And last week?", "And the week before?", and a day that goes on being meant."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from qa.antecedent import Exchange
from qa.clause import parse
from qa.ellipsis import WHAT_ABOUT
from qa.time_phrase import TimePhrase, find_time_phrase

BESIDE = re.compile(
    r"^(?:(?:in|on|during)\s)?the\s(?:(?P<step>day|week|month|year)\s(?P<where>before|after)(?:\s(?:that|it|then))?"
    r"|(?P<first>previous|preceding|following|next)\s(?P<unit>day|week|month|year))$",
    re.IGNORECASE,
)
EMPTY_WORDS = re.compile(r"^(?:in|on|during|for|at|about|then|only|just)$", re.IGNORECASE)
PAST = frozenset(("did", "was", "were", "had"))


def other_time(bare: str, exchanges: Sequence[Exchange], today: date) -> str | None:
    """The last question at another time, for "And in 2024?" and "What about the week before?"."""
    text = WHAT_ABOUT.sub("", bare).strip(" ?!.")
    last = exchanges[-1].question
    before = find_time_phrase(last, today)
    if match := BESIDE.match(text):
        phrase = _beside(match, before) if before else text
        return _at(last, before, phrase)
    found = find_time_phrase(text, today)
    if found is None or any(not EMPTY_WORDS.match(word) for word in text.replace(found.phrase, " ").split()):
        return None
    return _at(last, before, text)


def carried(typed: str, question: str, exchanges: Sequence[Exchange], today: date) -> str:
    """A follow-up about what happened, with the last question's days: it goes on asking about these."""
    last = find_time_phrase(exchanges[-1].question, today)
    if last is None or not last.is_explicit or last.phrase in question or find_time_phrase(question, today):
        return question
    clause, before = parse(typed), parse(exchanges[-1].question)
    if clause is None or before is None or "when" in clause.question_word.lower() or not clause.verb:
        return question
    if clause.auxiliary.lower() not in PAST and not (clause.auxiliary == "" and clause.question_word):
        return question
    if before.auxiliary.lower() not in PAST and before.auxiliary:
        return question
    return f"{question.rstrip(' ?!.')} {last.phrase}?"


def _at(last: str, before: TimePhrase | None, phrase: str) -> str:
    if before is None:
        return f"{last.rstrip(' ?!.')} {phrase}?"
    start = last.rfind(before.phrase)
    return (
        f"{last[:start]}{phrase[0].upper() + phrase[1:] if start == 0 else phrase}{last[start + len(before.phrase) :]}"
    )


def _beside(match: re.Match[str], before: TimePhrase) -> str:
    """The day, week, month or year before or after a stretch of days, in words that name it."""
    unit = (match["step"] or match["unit"]).lower()
    is_before = (match["where"] or match["first"]).lower() in ("before", "previous", "preceding")
    first, last = before.since or before.until, before.until or before.since
    assert first is not None and last is not None
    edge = first - timedelta(days=1) if is_before else last + timedelta(days=1)
    if unit == "day":
        return f"on {_day(edge)}"
    if unit == "week":
        other = edge - timedelta(days=6) if is_before else edge + timedelta(days=6)
        return f"between {_day(min(edge, other))} and {_day(max(edge, other))}"
    if unit == "month":
        return f"in {edge:%B %Y}"
    return f"in {edge.year}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
