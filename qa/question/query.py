"""What a question asks: the typed words and the asker's filters → `Query`, and the passages it may see.

A time phrase filters where it frames the question ("What did Japan pledge last week?") and only hints where it is said
in passing ("After stepping down two years ago, …") or is vague ("this week"): LOG.md, 2026-11-23, says what filtering
by every phrase costs. Filters that the asker sets stand above phrases. Knows nothing of indexes; the clock comes from
outside.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from corpus.errors import UsageError
from index.passages.passage import publisher_key
from index.text.sentences import sentences
from qa.question.time_phrase import TimePhrase, find_time_phrase

RECENT = re.compile(
    r"\b(latest|newest|recent|recently|this (week|weekend|month|morning)|today|tonight|yesterday|now|currently)\b",
    re.IGNORECASE,
)
SAID_BY = re.compile(
    r"\baccording to (?P<after>[^,?;]+)|\b(?:reported|published|written) (?:by|in|on) (?P<by>[^,?;]+)"
    r"|\b(?:did|does|has) (?P<subject>[^,?;]+?) (?:report|write|publish|reported|written|published)\b",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"(?:\.(?:com|org|net|co|uk|de|fr|eu|jp|int|gov|info|news|tv|example))+$")

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class QuestionError(UsageError):
    """A question or filter that cannot be answered as it is; the message names it and its value."""


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends included; `None` where it is open."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Query:
    """What retrieval receives. `as_of` is `None` for now; `since` and `until` are days in UTC, both included.

    `time_phrase` is what the question itself says of time. Without `hint` it has set `since` and `until`, and then
    articles count that were published in those days or `GRACE_DAYS` after, and later ones that name them; with it, it
    only draws such articles up in the ranking.
    """

    text: str
    since: date | None
    until: date | None
    publishers: tuple[str, ...]
    as_of: datetime | None
    wants_recent: bool
    time_phrase: str | None
    hint: Days | None = None

    @property
    def period(self) -> Days | None:
        """The days that the question's own words mean, as filter or as hint."""
        return self.hint or (Days(self.since, self.until) if self.time_phrase else None)

    @property
    def topic(self) -> str:
        """The question without the words that became its filters: no sentence that answers needs to repeat them."""
        text = _without(self.text, self.time_phrase) if self.time_phrase and self.hint is None else self.text
        asked = {_bare_name(name) for name in self.publishers}
        return SAID_BY.sub(lambda match: " " if _said_by(match) in asked else match[0], text)


def understand(
    question: str,
    *,
    now: datetime,
    as_of: datetime | None = None,
    since: date | None = None,
    until: date | None = None,
    publishers: Sequence[str] = (),
    known_publishers: Sequence[str] = (),
) -> Query:
    """`known_publishers` are those that a question can name, as `publisher_key` gives them.

    Raises `QuestionError` for a question without words or with bytes that are none, or a `since` after its `until`.
    """
    text = " ".join(question.split())
    if any("\ud800" <= c <= "\udfff" for c in "".join((question, *publishers))):
        raise QuestionError(f"question {question[:40]!a} or a publisher has bytes that are no UTF-8")
    if not any(c.isalnum() for c in text):
        raise QuestionError(f"question {question[:40]!r} has no words")
    if since and until and since > until:
        raise QuestionError(f"since {since} lies after until {until}")
    as_of = in_utc(as_of)
    found = find_time_phrase(text, (as_of or now).astimezone(UTC).date())
    phrase = None if since or until else found
    plain = _without(text, found.phrase) if found else text
    named = tuple(name.strip() for name in publishers if name.strip()) or named_publishers(plain, known_publishers)
    hint = None
    if phrase is not None and frames(text, phrase):
        since, until = phrase.since, phrase.until
    elif phrase is not None:
        hint = Days(phrase.since, phrase.until)
    wants_recent = RECENT.search(text) is not None
    return Query(text, since, until, named, as_of, wants_recent, phrase.phrase if phrase else None, hint)


def in_utc(as_of: datetime | None) -> datetime | None:
    """A moment in UTC, which it is in where it names no zone. Raises `QuestionError` where the calendar ends."""
    try:
        return as_of and (as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of.astimezone(UTC))
    except OverflowError as error:
        raise QuestionError(f"as_of {as_of and as_of.isoformat()} lies outside the calendar in UTC") from error


def frames(question: str, phrase: TimePhrase) -> bool:
    """Whether an explicit phrase says when the thing asked for was: it opens or ends a question of one sentence."""
    before, after = question.partition(phrase.phrase)[0], question.rpartition(phrase.phrase)[2]
    is_edge = not any(c.isalnum() for c in before) or not any(c.isalnum() for c in after)
    return phrase.is_explicit and is_edge and len(sentences(question)) == 1


def named_publishers(question: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known publishers whose reports a question asks for: "according to CNN", "what did the Times report"."""
    said_by = {_said_by(match) for match in SAID_BY.finditer(question)} - {""}
    return tuple(name for name in known if _bare_name(name) in said_by)


def _said_by(match: re.Match[str]) -> str:
    return _bare_name(match[match.lastgroup or 0])


def _without(question: str, phrase: str) -> str:
    """The question without a phrase that it ends with, or else with its first occurrence cut out."""
    before, _, after = question.rpartition(phrase)
    if any(c.isalnum() for c in after):
        before, _, after = question.partition(phrase)
    return f"{before.rstrip()}{after}" if before else after


def _bare_name(name: str) -> str:
    """A publisher's name as people say it: without domain, article and spaces."""
    plain = DOMAIN.sub("", publisher_key(re.sub(r"\([^)]*\)", "", name))).removeprefix("the ")
    return "".join(c for c in plain if c.isalnum())


def end_of_day(value: str) -> str:
    """A day alone as its end, since it means what was known on that day; any other text as it is."""
    return f"{value}T23:59:59Z" if DAY.fullmatch(value) else value
