"""Ways out of a refusal: requests that do answer, made of the one that does not. Each is asked before it is offered.

As it was meant, where words are misspelt; without one of the conditions; the nearest days of which there are articles
on it; its subject by itself; a question of the nearest articles' own. Few are tried and not for long, and none is made
of another. Knows nothing of how a question is answered.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import chain, islice

from corpus.archive.versions import StoredVersion
from index.engine.passage_index import PassageIndex
from qa.answer.contract import Suggestion, SuggestionKind
from qa.answer.message import Message, Value, as_day, days, in_english
from qa.answer.quotes import on_subject
from qa.english.names import find_names
from qa.question.query import Query
from qa.question.request import MAX_QUESTION_CHARS, Ask, ConditionKind
from qa.service.example_questions import most_telling, repeats_question, shares_subject
from qa.service.search_state import SearchState
from qa.service.spelling import respelled

MAX_TRIES = 4
READ_OF_TRY = 4  # passages of each: what they answer, eight do as well, 795 times of 795 (LOG.md, 2026-11-28)
MAX_S = 0.25  # after which no further one is tried
OFFERED = 3
WELL = 0.4  # confidence from which a question is worth offering that nobody has asked
NEAREST_ARTICLES = 5  # whose questions are tried, of the found ones
FILTERS: frozenset[ConditionKind] = frozenset(("time", "publisher"))
CONVERSATION: frozenset[ConditionKind] = frozenset(("conversation",))
NEAR_DAYS = timedelta(days=6)  # around the nearest day; articles of a story come in days


@dataclass(slots=True)
class Tries:
    """Searches for a few questions and not for long; after that `are_over` and nothing is found any more."""

    searcher: Callable[[Ask], SearchState | None]
    left: int = MAX_TRIES
    max_s: float = MAX_S
    begun: float = field(default_factory=time.perf_counter)

    @property
    def are_over(self) -> bool:
        return self.left <= 0 or time.perf_counter() > self.begun + self.max_s

    def search(self, ask: Ask) -> SearchState | None:
        """What the archive has on a question."""
        if self.are_over:
            return None
        self.left -= 1
        return self.searcher(ask)


@dataclass(frozen=True, slots=True)
class _Less:
    """A request without something that narrows it, and the key of what a reader is told it is."""

    key: str
    ask: Ask
    is_of_time: bool = False


def suggestions(
    ask: Ask, query: Query, refused: SearchState, index: PassageIndex, newest: datetime | None, tries: Tries
) -> tuple[Suggestion, ...]:
    """Requests that do answer, at most `OFFERED`.

    `refused` is what was found for the one that does not, `newest` is when the last article of the `index`
    was published.
    """
    found = chain(_as_meant(ask, query, index, tries), _ways_out(ask, query, refused, newest, tries))
    return tuple(islice(found, OFFERED))


def _as_meant(ask: Ask, query: Query, index: PassageIndex, tries: Tries) -> Iterator[Suggestion]:
    """The request with the words that were meant for misspelt ones."""
    if text := respelled(query.text[:MAX_QUESTION_CHARS], index):
        asked = replace(_alone(ask), text=text[:MAX_QUESTION_CHARS])
        found = tries.search(asked)
        if found and not found.reason:
            yield _suggestion("other_question", "did_you_mean", asked, first_quoted(found))


def _ways_out(
    ask: Ask, query: Query, refused: SearchState, newest: datetime | None, tries: Tries
) -> Iterator[Suggestion]:
    looked_at = {_alone(ask): refused}
    for less in _with_less(ask, query, newest):
        found = tries.search(less.ask)
        if found is None:
            break
        looked_at[less.ask] = found
        if not found.reason:
            yield _suggestion("without_condition", less.key, less.ask, first_quoted(found))
            nearest = _nearest_days(less.ask, query, found) if less.is_of_time else None
            if nearest and _answers(tries.search(nearest)):
                yield _suggestion("other_days", "search_only", nearest, days=days(nearest.since, nearest.until))
            break
    if topic := _topic(query, looked_at):
        name, asked = topic
        found = tries.search(asked)
        if found and _is_on(name, found):
            yield _suggestion("other_question", "what_there_is_on", asked, first_quoted(found), name=name)
    for asked, made_of in _own_questions(query, looked_at).items():
        found = tries.search(asked)
        stored = next((each for each in made_of if found and is_well_answered(found, each)), None)
        if stored:
            yield _suggestion("other_question", "answered_by", asked, stored)


def _answers(found: SearchState | None) -> bool:
    return found is not None and found.reason is None


def _alone(ask: Ask) -> Ask:
    """The request without its conversation."""
    return replace(ask, history=(), without=ask.without | CONVERSATION if ask.history else ask.without)


def _with_less(ask: Ask, query: Query, newest: datetime | None) -> Iterator[_Less]:
    """The request without each of the conditions that leave articles out, then without all of them."""
    kinds = {condition.kind for condition in query.conditions}
    whole = replace(_alone(ask), text=query.text[:MAX_QUESTION_CHARS])
    made: list[_Less] = []
    if ask.since or ask.until or ("time" in kinds and not query.hint):
        less = replace(whole, since=None, until=None, without=whole.without | {"time"})
        made.append(_Less("search_all_dates", less, is_of_time=True))
    if query.publishers:
        less = replace(whole, publishers=(), without=whole.without | {"publisher"})
        made.append(_Less("search_all_publishers", less))
    if ask.as_of and newest and ask.as_of < newest:
        made.append(_Less("search_known_now", replace(whole, as_of=None)))
    yield from made
    if len(made) > 1:
        every = whole.without | FILTERS
        less = replace(whole, since=None, until=None, publishers=(), as_of=None, without=every)
        yield _Less("search_without_conditions", less)
    if "conversation" in kinds:
        yield _Less("ask_by_itself", _alone(ask))


def _nearest_days(less: Ask, query: Query, found: SearchState) -> Ask | None:
    """The request for the days, nearest to those asked for, of which articles were found without them."""
    versions = [first_quoted(found), *on_subject(found.read.ranking)]
    days = sorted({stored.article.published.date() for stored in versions if stored.article.published})
    if not days:
        return None
    nearest = min(days, key=lambda day: _distance(day, query))
    around = [day for day in days if abs(day - nearest) <= NEAR_DAYS]
    return replace(less, since=around[0], until=around[-1])


def _distance(day: date, query: Query) -> timedelta:
    """How far a day lies outside the days asked for."""
    since, until = query.since or date.min, query.until or date.max
    return max(since - day, day - until, timedelta(0))


def _topic(query: Query, looked_at: Mapping[Ask, SearchState]) -> tuple[str, Ask] | None:
    """The name in a question that most of the nearest articles have in their headlines, asked by itself."""
    names = [name.text for name in find_names(query.text)]
    nearest = _nearest(looked_at)
    headed = {name: [ask for ask, stored in nearest if name in stored.article.title] for name in names}
    name = max(names, key=lambda name: len(headed[name]), default=None)
    return (name, replace(headed[name][0], text=name)) if name and headed[name] else None


def _nearest(looked_at: Mapping[Ask, SearchState]) -> list[tuple[Ask, StoredVersion]]:
    """The nearest articles, each with the request that found it."""
    nearest: dict[str, tuple[Ask, StoredVersion]] = {}
    for ask, found in looked_at.items():
        for hit in found.read.ranking.hits:
            stored = found.read.ranking.versions[hit.passage.version_number]
            nearest.setdefault(stored.article.id, (ask, stored))
    return list(nearest.values())[:NEAREST_ARTICLES]


def _own_questions(query: Query, looked_at: Mapping[Ask, SearchState]) -> dict[Ask, list[StoredVersion]]:
    """Questions on the subject that the nearest articles answer by their shape, one an article, asked as these were
    found; each with the articles that it was made of."""
    made_of: dict[Ask, list[StoredVersion]] = {}
    for ask, stored in _nearest(looked_at):
        made = most_telling(stored.article.title, stored.article.text)
        fit = (each for each in made if shares_subject(each, query.text) and not repeats_question(each, (query.text,)))
        for question in islice(fit, 1):
            made_of.setdefault(replace(ask, text=question), []).append(stored)
    return made_of


def first_quoted(found: SearchState) -> StoredVersion:
    """The version whose sentence answers."""
    return found.quotes.quotes[0].candidate.stored


def is_well_answered(found: SearchState, stored: StoredVersion) -> bool:
    """Whether a question that was made of an article is answered from it or a copy of it, and not weakly."""
    if found.reason or found.quotes.confidence < WELL:
        return False
    first = found.quotes.quotes[0]
    number = first.candidate.stored.number
    carrying = (first.candidate.stored, *first.copies, *found.copies.get(number, ()))
    return stored.article.id in {each.article.id for each in carrying}


def _is_on(name: str, found: SearchState) -> bool:
    """Whether a name alone is answered, and not weakly, from an article that has it in its headline."""
    return not found.reason and found.quotes.confidence >= WELL and name in first_quoted(found).article.title


def _suggestion(
    kind: SuggestionKind, key: str, ask: Ask, stored: StoredVersion | None = None, **values: Value
) -> Suggestion:
    """A request as it is offered, in the words of a key; `stored` is what it is answered from."""
    values["question"] = ask.text
    if stored:
        values["source"] = (_source(stored),)
    said = (Message(key, values),)
    without = tuple(sorted(ask.without))
    return Suggestion(
        kind, in_english(said), ask.text, without, ask.since, ask.until, ask.publishers, ask.as_of, messages=said
    )


def _source(stored: StoredVersion) -> Message:
    """An article as a reader is told of it: “Headline” (Publisher, 3 Oct 2025)."""
    article = stored.article
    values: dict[str, Value] = {"headline": article.title}
    if article.publisher:
        values["publisher"] = article.publisher
    if article.published:
        values["day"] = as_day(article.published)
    unnamed, undated = "" if article.publisher else "_unnamed", "" if article.published else "_undated"
    return Message(f"source{unnamed}{undated}", values)
