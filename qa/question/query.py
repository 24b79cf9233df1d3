"""Query understanding: what is asked (`Ask`) → `Query`, parsed once; what follows reads its fields.

A time phrase filters where it says when the thing asked for was ("What did Japan pledge last week?"); else it only
hints ("After stepping down two years ago, …", "this week"). Filters that the asker sets stand above phrases. Knows
nothing of indexes; the clock comes from outside.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from corpus.seen_name import bare_name
from index.text.analysis import FRAMING_TERMS, question_terms, terms
from index.text.language_terms import asked_terms, foreign_language
from qa.english.normal_form import plain_names
from qa.question.base_terms import ASKING_TERMS, base_terms
from qa.question.conversation.courtesy import Courtesy, courtesy
from qa.question.conversation.standalone import is_lost, standalone
from qa.question.publishers import SourcePhrase, absent_speaker, source_phrases
from qa.question.question_kind import Kind, question_kind
from qa.question.request import Ask, ConditionKind, publisher_names
from qa.question.time.attachment import place_of, says_when
from qa.question.time.time_phrase import TimePhrase, find_time_phrase

RECENT = re.compile(
    r"\b(latest|newest|recent|recently|this (week|weekend|month|morning)|today|tonight|yesterday|now|currently)\b",
    re.IGNORECASE,
)
AS_FOR = re.compile(r"As for (?P<subject>.+), (?P<own>[^,]+)\?")  # how a follow-up is completed


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
    `kind` is what kind of answer is asked for. `absent_speaker` is a well-known publisher whose own words are asked
    for and that has no article in the archive.
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
    absent_speaker: str | None = None

    @property
    def period(self) -> Days | None:
        """The days that the question's own words mean, as filter or as hint."""
        return self.hint or (Days(self.since, self.until) if self.time_phrase else None)


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
    sources = source_phrases(text, known_publishers)
    asked_kind = question_kind(text)
    if asked_kind != "claim":  # what CNN says about the strike is an overview
        asked_kind = question_kind(_without_sources(text, sources))
    is_foreign = foreign_language(text) is not None
    if is_foreign:  # nobody has learned what kinds are asked for in other languages, nor which words frame it
        asked_kind = "fact"
    without_time = _without(text, found.phrase) if found else text
    names_subject = not ASKING_TERMS.issuperset(base_terms(without_time))
    is_when = phrase is not None and says_when(text, phrase, asked_kind) and (phrase.is_explicit or names_subject)
    if phrase is not None and is_when and asked_kind != "claim":  # whose days are to be confirmed
        days = Days(phrase.since, phrase.until)
    elif phrase is not None:
        hint = Days(phrase.since, phrase.until)
    publishers = publisher_names(ask.publishers)
    said_by = source_phrases(without_time, known_publishers)
    named = () if publishers or "publisher" in ask.without else said_by
    publishers = publishers or tuple(dict.fromkeys(name for each in named for name in each.publishers))
    plain = plain_names(text)
    asked = without_time if is_taken_back or (phrase is not None and hint is None) else text
    topic = _topic(asked, _applied(said_by if asked == without_time else sources, publishers))
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
        has_subject=is_foreign or not FRAMING_TERMS.issuperset(question_terms(topic)),
        conditions=tuple(_conditions(None if is_completed else ask.text, text, phrase, named)),
        counted_from=today if is_over and phrase and phrase != find_time_phrase(text, asked_on) else None,
        courtesy=None,
        kind=asked_kind,
        absent_speaker=absent_speaker(text, known_publishers),
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
    typed: str | None, text: str, phrase: TimePhrase | None, named: Sequence[SourcePhrase]
) -> Iterator[Condition]:
    """What can be taken back: of the conversation, where it completed what was `typed`, of time, of publishers."""
    if typed is None:
        yield Condition("conversation", text)
    if phrase:
        place = _place_in(typed, text, phrase.phrase)
        yield Condition("time", phrase.phrase, phrase.since, phrase.until, *place)
    if named:
        names = dict.fromkeys(name for each in named for name in each.publishers)
        yield Condition("publisher", ", ".join(names), None, None, *_place_in(typed, text, named[0].name))


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


def _applied(phrases: Sequence[SourcePhrase], publishers: Sequence[str]) -> list[SourcePhrase]:
    """The phrases for publishers that are asked, or for any where none is: those were taken back."""
    asked = {bare_name(name) for name in publishers}
    return [each for each in phrases if not asked or asked.intersection(map(bare_name, each.publishers))]


def _without_sources(question: str, phrases: Sequence[SourcePhrase]) -> str:
    """The question without its words for the publishers that it is asked of."""
    for phrase in reversed(phrases):
        question = f"{question[: phrase.start]} {question[phrase.end :]}"
    return question


def _topic(question: str, phrases: Sequence[SourcePhrase]) -> str:
    """The question without such words, and its own words first: the reader finds .77 of follow-ups so, .67 with the
    subject before them (LOG.md, 2026-11-27)."""
    question = _without_sources(question, phrases)
    if completed := AS_FOR.fullmatch(question):
        question = f"{completed['own']} ({completed['subject']})?"
    return question


def _without(question: str, phrase: str) -> str:
    """The question without a phrase."""
    start, end = place_of(question, phrase)
    return f"{question[:start].rstrip()}{question[end:]}" if start else question[end:]
