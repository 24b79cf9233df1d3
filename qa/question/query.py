"""Query understanding: what is asked (`Ask`) → `Query`, parsed once; what follows reads its fields.

A time phrase filters where it says when the thing asked for was ("What did Japan pledge last week?"); else it only
hints ("After stepping down two years ago, …", "this week"). Filters that the asker sets stand above phrases. Knows
nothing of indexes; the clock comes from outside.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from corpus.article import publisher_key
from index.text.analysis import FRAMING_TERMS, question_terms, terms
from index.text.language_terms import asked_terms
from qa.english.normal_form import plain_names
from qa.question.conversation.courtesy import Courtesy, courtesy
from qa.question.conversation.standalone import is_lost, standalone
from qa.question.question_kind import Kind, question_kind
from qa.question.request import Ask, ConditionKind
from qa.question.time.attachment import place_of, says_when
from qa.question.time.time_phrase import TimePhrase, find_time_phrase

RECENT = re.compile(
    r"\b(latest|newest|recent|recently|this (week|weekend|month|morning)|today|tonight|yesterday|now|currently)\b",
    re.IGNORECASE,
)
SAID_BY = re.compile(
    r"\baccording to (?P<after>[^,?;]+)|\b(?:reported|published|written) (?:by|in|on) (?P<by>[^,?;]+)"
    r"|\b(?:did|does|has) (?P<subject>[^,?;]+?) (?:report|write|publish|reported|written|published)\b",
    re.IGNORECASE,
)
AS_FOR = re.compile(r"As for (?P<subject>.+), (?P<own>[^,]+)\?")  # how a follow-up is completed
DOMAIN = re.compile(r"(?:\.(?:com|org|net|co|uk|de|fr|eu|jp|int|gov|info|news|tv|example))+$")


ENDED_AFTER = timedelta(days=7)  # without a new article an archive counts as one that has ended


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends included; `None` where it is open."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Condition:
    """What a question's own words narrow it by. `text` are those words; of a publisher its `publisher_key`, and of the
    conversation before what it completed the question to.

    It can be taken back by its kind (`Ask.without`). `since` and `until` are the days that a time phrase means; `start`
    and `end` are where the words stand in the question as typed, in code points, `None` in one that was completed.
    """

    kind: ConditionKind
    text: str
    since: date | None = None
    until: date | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood. `as_of` is `None` for now; `since` and `until` are days in UTC, both included.

    `text` stands alone, completed from the conversation where it did not.
    `time_phrase` is what the question itself says of time. Without `hint` it has set `since` and `until`, and then
    articles count that were published in those days or `GRACE_DAYS` after, and later ones that name them; with it, it
    only draws such articles up in the ranking.

    `terms` are its words as the index has them, for the search, and those of its language where that is not English;
    `plain_terms` and `pairs` of neighbouring words have short names of states written out. `topic` is the question
    without the words that became its filters, which no sentence that answers needs to repeat; "who is he" has no
    subject. A `courtesy` asks nothing at all.
    `counted_from` is the archive's last day, where the time phrase is counted from that instead of the asker's day.
    `kind` is what kind of answer is asked for.
    """

    text: str
    since: date | None
    until: date | None
    publishers: tuple[str, ...]
    as_of: datetime | None
    wants_recent: bool
    time_phrase: str | None
    hint: Days | None
    terms: tuple[str, ...]
    plain_terms: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    topic: str
    has_subject: bool
    conditions: tuple[Condition, ...]
    counted_from: date | None
    courtesy: Courtesy | None
    kind: Kind

    @property
    def period(self) -> Days | None:
        """The days that the question's own words mean, as filter or as hint."""
        return self.hint or (Days(self.since, self.until) if self.time_phrase else None)

    @property
    def is_narrowed(self) -> bool:
        """Whether days, publishers or a moment leave articles out."""
        return bool(self.as_of or self.since or self.until or self.publishers)


def understand(ask: Ask, *, now: datetime, known_publishers: Sequence[str] = (), newest: date | None = None) -> Query:
    """What is asked, after the conversation before it.

    `known_publishers` are those that a question can name, as `publisher_key` gives them. `newest` is the day of the
    archive's newest article: where that is long past, "last week" is counted from it.
    """
    history = () if "conversation" in ask.without else ask.history
    if kind := courtesy(ask.text) or ("unclear" if is_lost(ask.text, history) else None):
        return _asks_nothing(ask.text, kind)
    asked_on = (ask.as_of or now).astimezone(UTC).date()
    is_over = newest is not None and asked_on - newest > ENDED_AFTER
    today = newest if newest is not None and is_over else asked_on
    text = " ".join(standalone(ask.text, history, today).split())
    is_completed = text != " ".join(standalone(ask.text, (), today).split())
    found = find_time_phrase(text, today) or (_after_the_archive(text, asked_on) if is_over else None)
    is_taken_back = "time" in ask.without
    phrase = None if ask.since or ask.until or is_taken_back else found
    days, hint = Days(ask.since, ask.until), None
    asked_kind = question_kind(text)
    if phrase is not None and says_when(text, phrase) and asked_kind != "claim":  # whose days are to be confirmed
        days = Days(phrase.since, phrase.until)
    elif phrase is not None:
        hint = Days(phrase.since, phrase.until)
    without_time = _without(text, found.phrase) if found else text
    publishers = tuple(name.strip() for name in ask.publishers if name.strip())
    said_by = {} if publishers else named_publishers(without_time, known_publishers)
    named = {} if "publisher" in ask.without else said_by
    publishers = publishers or tuple(named)
    plain = plain_names(text)
    topic = _topic(
        without_time if is_taken_back or (phrase is not None and hint is None) else text, publishers or tuple(said_by)
    )
    return Query(
        text=text,
        since=days.since,
        until=days.until,
        publishers=publishers,
        as_of=ask.as_of,
        wants_recent=RECENT.search(text) is not None,
        time_phrase=phrase.phrase if phrase else None,
        hint=hint,
        terms=(*question_terms(text), *asked_terms(text)),
        plain_terms=tuple(question_terms(plain)),
        pairs=tuple(pair for pair in pairwise(terms(plain)) if not FRAMING_TERMS.issuperset(pair)),
        topic=topic,
        has_subject=not FRAMING_TERMS.issuperset(question_terms(topic)),
        conditions=tuple(_conditions(None if is_completed else ask.text, text, phrase, named)),
        counted_from=today if is_over and phrase and phrase != find_time_phrase(text, asked_on) else None,
        courtesy=None,
        kind=asked_kind,
    )


def _asks_nothing(text: str, kind: Courtesy) -> Query:
    """A courtesy: no filter of the asker's is meant, and no day that it names."""
    return Query(
        text=" ".join(text.split()),
        since=None,
        until=None,
        publishers=(),
        as_of=None,
        wants_recent=False,
        time_phrase=None,
        hint=None,
        terms=(),
        plain_terms=(),
        pairs=(),
        topic=text,
        has_subject=False,
        conditions=(),
        counted_from=None,
        courtesy=kind,
        kind="fact",
    )


def _conditions(
    typed: str | None, text: str, phrase: TimePhrase | None, named: Mapping[str, str]
) -> Iterator[Condition]:
    """What can be taken back: of the conversation, where it completed what was `typed`, of time, of publishers."""
    if typed is None:
        yield Condition("conversation", text)
    if phrase:
        place = _place_in(typed, text, phrase.phrase)
        yield Condition("time", phrase.phrase, phrase.since, phrase.until, *place)
    if named:
        place = _place_in(typed, text, next(iter(named.values())))
        yield Condition("publisher", ", ".join(named), None, None, *place)


def _place_in(typed: str | None, text: str, words: str) -> tuple[int, int] | tuple[None, None]:
    """Where words of a question are in the question as typed, which differs by nothing but white space."""
    start, end = place_of(text, words)
    if typed is None or start < 0:
        return None, None
    letters = [place for place, c in enumerate(typed) if not c.isspace()]
    first, last = (sum(not c.isspace() for c in text[:place]) for place in (start, end - 1))
    return letters[first], letters[last] + 1


def _after_the_archive(question: str, asked_on: date) -> TimePhrase | None:
    """Days between the archive's end and the asker's day that a question says the thing asked for was on."""
    found = find_time_phrase(question, asked_on)
    return found if found and says_when(question, found) else None


def named_publishers(question: str, known: Sequence[str]) -> dict[str, str]:
    """The known publishers whose reports a question asks for, "according to CNN", each with the words for it."""
    said_by = {_said_by(match): match[match.lastgroup or 0] for match in SAID_BY.finditer(question)}
    return {name: said_by[bare] for name in known if (bare := _bare_name(name)) and bare in said_by}


def _topic(question: str, publishers: Sequence[str]) -> str:
    """The question without its words for the publishers that it is asked of, and its own words first: the reader finds
    .77 of follow-ups so, .67 with the subject before them (LOG.md, 2026-11-27)."""
    asked = {_bare_name(name) for name in publishers}
    if completed := AS_FOR.fullmatch(question):
        question = f"{completed['own']} ({completed['subject']})?"
    return SAID_BY.sub(lambda match: " " if _said_by(match) in asked else match[0], question)


def _said_by(match: re.Match[str]) -> str:
    return _bare_name(match[match.lastgroup or 0])


def _without(question: str, phrase: str) -> str:
    """The question without a phrase."""
    start, end = place_of(question, phrase)
    return f"{question[:start].rstrip()}{question[end:]}" if start else question[end:]


def _bare_name(name: str) -> str:
    """A publisher's name as people say it: without domain, article and spaces."""
    plain = DOMAIN.sub("", publisher_key(re.sub(r"\([^)]*\)", "", name))).removeprefix("the ")
    return "".join(c for c in plain if c.isalnum())
