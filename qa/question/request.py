"""What is asked, in one value: the typed words, the conversation before them, and the asker's filters and wishes.

The HTTP routes, the command line and the tests all make an `Ask`, and it is checked here once, so that whoever answers
can rely on it. Nothing is understood yet: `query.py` makes a `Query` of it. Knows nothing of HTTP, archives or clocks.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args
from unicodedata import category

from corpus.errors import UsageError
from qa.question.conversation.standalone import MAX_TURNS, Turn

MAX_QUESTION_CHARS = 2_000
MAX_TOP_K = 50
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Mode = Literal["extract", "generate"]  # who writes the answer: the articles alone, or a language model
# What a question's own words can narrow it by: its time phrase, the publisher it names, the question before it.
ConditionKind = Literal["time", "publisher", "conversation"]


class QuestionError(UsageError):
    """A question or filter that cannot be answered as it is; the message names it and its value."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question and what may be said beside it; a moment without a zone is in UTC.

    `history` are the earlier messages, oldest first. `as_of` asks for the archive as it stood then; `since` and `until`
    are days of publication, both included. `top_k` passages are listed as evidence at most, and `explain` adds how they
    were ranked. `mode` says who writes the answer, where the service is not to decide. `without` takes back conditions
    that were understood of the words. Raises `QuestionError`.
    """

    text: str
    history: tuple[Turn, ...] = ()
    as_of: datetime | None = None
    since: date | None = None
    until: date | None = None
    publishers: tuple[str, ...] = ()
    top_k: int = 10
    explain: bool = False
    mode: Mode | None = None
    without: frozenset[ConditionKind] = frozenset()

    def __post_init__(self) -> None:
        said = (self.text, *self.publishers, *(turn.text for turn in self.history))
        if any("\ud800" <= c <= "\udfff" for c in "".join(said)):
            raise QuestionError(f"question {self.text[:40]!a} or a publisher has bytes that are no UTF-8")
        if not any(c.isalnum() or category(c) == "So" for c in self.text):  # an emoji is a greeting
            raise QuestionError(f"question {self.text[:40]!r} has no words")
        if len(self.text) > MAX_QUESTION_CHARS:
            raise QuestionError(
                f"question {self.text[:40]!r}… has {len(self.text):,} characters, more than {MAX_QUESTION_CHARS:,}"
            )
        if len(self.history) > MAX_TURNS:
            raise QuestionError(f"history has {len(self.history)} messages, more than {MAX_TURNS}")
        if self.since and self.until and self.since > self.until:
            raise QuestionError(f"since {self.since} lies after until {self.until}")
        if not 1 <= self.top_k <= MAX_TOP_K:
            raise QuestionError(f"top_k {self.top_k} lies outside 1 to {MAX_TOP_K}")
        if self.mode is not None and self.mode not in get_args(Mode):
            raise QuestionError(f"mode {self.mode!r} is none of {', '.join(get_args(Mode))}")
        if unknown := sorted(self.without - set(get_args(ConditionKind))):
            raise QuestionError(f"without {unknown[0]!r} is none of {', '.join(get_args(ConditionKind))}")
        object.__setattr__(self, "as_of", self.as_of and as_utc(self.as_of))


def publisher_names(publishers: Iterable[str]) -> tuple[str, ...]:
    """The publishers' names without blank ones, which name none. Raises `QuestionError` for bytes that are no UTF-8."""
    names = tuple(name.strip() for name in publishers if name.strip())
    if bad := [name for name in names if any("\ud800" <= c <= "\udfff" for c in name)]:
        raise QuestionError(f"publisher {bad[0][:40]!a} has bytes that are no UTF-8")
    return names


def end_of_day(value: str) -> str:
    """A day alone as its end, since it means what was known on that day; any other text as it is."""
    return f"{value}T23:59:59Z" if DAY.fullmatch(value) else value


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC, in which one without a zone is. Raises `QuestionError`."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise QuestionError(f"as_of {moment.isoformat()} lies outside the calendar in UTC") from error
