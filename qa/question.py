"""What a question asks: the typed words and the asker's filters → `Query`, and the passages it may see.

Knows nothing of indexes; the clock is passed in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from corpus.errors import UsageError
from index.passage import Filter, publisher_key

RECENT = re.compile(
    r"\b(latest|newest|recent|recently|this (week|weekend|month|morning)|today|tonight|yesterday|now|currently)\b",
    re.IGNORECASE,
)


DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class QuestionError(UsageError):
    """A question or filter that cannot be answered as it is; the message names it and its value."""


@dataclass(frozen=True, slots=True)
class Query:
    """What retrieval receives. `as_of` is `None` for now; `since` and `until` are days in UTC, both included."""

    text: str
    since: date | None
    until: date | None
    publishers: tuple[str, ...]
    as_of: datetime | None
    wants_recent: bool
    time_phrase: str | None


def understand(
    question: str,
    *,
    as_of: datetime | None = None,
    since: date | None = None,
    until: date | None = None,
    publishers: Sequence[str] = (),
) -> Query:
    """Raises `QuestionError` for a question without words, or a `since` after its `until`."""
    text = " ".join(question.split())
    if not any(c.isalnum() for c in text):
        raise QuestionError(f"question {question[:40]!r} has no words")
    if since and until and since > until:
        raise QuestionError(f"since {since} lies after until {until}")
    if as_of is not None:
        try:
            as_of = as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of.astimezone(UTC)
        except OverflowError as error:
            raise QuestionError(f"as_of {as_of.isoformat()} lies outside the calendar in UTC") from error
    named = tuple(name.strip() for name in publishers if name.strip())
    return Query(text, since, until, named, as_of, wants_recent=RECENT.search(text) is not None, time_phrase=None)


def end_of_day(value: str) -> str:
    """A day alone as its end, since it means what was known on that day; any other text as it is."""
    return f"{value}T23:59:59Z" if DAY.fullmatch(value) else value


def visible(query: Query, now: datetime) -> Filter:
    """Which passages a query may see."""
    return Filter(
        as_of=int((query.as_of or now).timestamp()),
        since=_midnight(query.since) if query.since else None,
        until=_midnight(query.until + timedelta(days=1)) if query.until and query.until < date.max else None,
        publishers=tuple(publisher_key(name) for name in query.publishers),
    )


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
