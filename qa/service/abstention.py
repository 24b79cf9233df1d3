"""Abstention: why a question has no answer, and what a reader is told then; it claims no more than was looked at.

Where no article is left to look at, it is said which of the filters leaves none, and what there is instead; where the
archive has few of a question's words, which it lacks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from corpus.article import publisher_key
from index.engine.passage_index import PassageIndex, TermCounts
from index.passages.passage import Filter
from index.text.analysis import terms
from index.text.language_terms import foreign_language
from qa.answer.contract import Reason
from qa.answer.message import Message, Value, as_moment, days
from qa.answer.quotes import Quotes
from qa.english.word_classes import words
from qa.question.filters import published_within
from qa.question.query import Query

LARGEST = 50  # publishers, of which are named
NAMED = 5  # that there are articles by, and words that there are none with
MAX_WORD_CHARS = 40  # of a word that is named
KNOWN_SHARE = 0.5  # of a question's terms, below which it is of nothing that the archive has (LOG.md, 2026-11-27)
FAR = 2**40  # a moment after all others


@dataclass(frozen=True, slots=True)
class Emptied:
    """What filters leave that together leave nothing: numbers of passages at the moment asked for, of those that the
    publishers' and the days alone leave.

    `first` and `last` are days of publication at that moment, of the asked publishers if they have any; where there is
    nothing at the moment, at any. `publishers` are the largest ones at the moment.
    """

    n_at_moment: int
    n_of_publishers: int
    n_of_days: int
    first: date | None
    last: date | None
    publishers: tuple[str, ...]


def emptied(index: PassageIndex, query: Query, wanted: Filter) -> Emptied:
    """What each filter leaves alone; `wanted` is what they are together."""
    moment = Filter(wanted.as_of)
    of_publishers = replace(moment, publishers=wanted.publishers)
    is_phrase = query.time_phrase is not None and query.hint is None
    of_days = replace(wanted, publishers=())
    if is_phrase and query.period:
        of_days = published_within(query.period, moment)
    n_at_moment, n_of_publishers, n_of_days = (index.allowed(each).count for each in (moment, of_publishers, of_days))
    around = of_publishers if n_of_publishers else moment if n_at_moment else Filter(FAR)
    between = index.published_between(around)
    first, last = (datetime.fromtimestamp(each, UTC).date() for each in between) if between else (None, None)
    return Emptied(n_at_moment, n_of_publishers, n_of_days, first, last, tuple(_largest(index, moment)))


def _largest(index: PassageIndex, moment: Filter) -> Iterator[str]:
    for name, _ in index.archive().publishers(LARGEST):
        if index.allowed(replace(moment, publishers=(publisher_key(name),))).count:
            yield name


def unknown_words(query: Query, counts: TermCounts, headlines: Iterable[str]) -> tuple[str, ...]:
    """A question's words that no text has, nor any of these headlines, where it has few others; else none."""
    if any(":" in term and not term.startswith("latin:") for term in query.terms):
        return ()  # it is in another language than English
    asked = [term for term in query.terms if ":" not in term and not term.isdigit()]
    headed = {term for headline in headlines for term in terms(headline)}
    unknown = {term for term in asked if not (counts.term_frequency(term) or term in headed)}
    if len(asked) - len(unknown) >= KNOWN_SHARE * len(asked):
        return ()
    return tuple(dict.fromkeys(word.text for word in words(query.text) if unknown.intersection(terms(word.text))))


def reason_for(quotes: Quotes, nothing: Emptied | None) -> Reason:
    """Why there are no quotes: no article matches the filters, or none of those that do answers."""
    if nothing is None:
        return "detail_not_covered" if quotes.is_subject_covered else "not_covered"
    return "filtered_out" if nothing.n_at_moment else "nothing_published"


def refusal(
    reason: Reason, query: Query, n_passages: int, nothing: Emptied | None = None, unknown: Sequence[str] = ()
) -> tuple[Message, ...]:
    """What a reader is told instead of an answer; the archive has `n_passages` and lacks the words `unknown`."""
    if not n_passages:
        return (Message("empty_archive"),)
    if unknown:
        return (_lacking(unknown),)
    if reason == "filtered_out" and nothing:
        return tuple(_filtered_out(query, nothing))
    if reason == "nothing_published" and nothing and nothing.first:
        return (Message(reason), Message("first_dated", {"day": f"{nothing.first}"}))
    return tuple(_not_found(reason, query))


def _lacking(unknown: Sequence[str]) -> Message:
    named = ", ".join(f"“{word[:MAX_WORD_CHARS]}{'…' * (len(word) > MAX_WORD_CHARS)}”" for word in unknown[:NAMED])
    key = "lacks_word" if len(unknown) == 1 else "lacks_words_and_others" if len(unknown) > NAMED else "lacks_words"
    return Message(key, {"words": named})


def _not_found(reason: Reason, query: Query) -> Iterator[Message]:
    """That nothing answers, and what was looked at."""
    is_of_words = reason.endswith("covered")
    if query.absent_speaker:
        yield Message("no_article_of_speaker", {"name": query.absent_speaker})
    known = (Message("as_known", {"moment": as_moment(query.as_of)}),) if query.as_of else ()
    asked = (*_by(query), *_from(query, "of_or_about_phrase"), *known)  # later articles that name those days count, too
    if asked and is_of_words:
        yield Message("only_looked_at", {"conditions": asked})
    yield Message("in_other_languages" if is_of_words and foreign_language(query.text) is not None else reason)


def _filtered_out(query: Query, nothing: Emptied) -> Iterator[Message]:
    """Which filter leaves no article, and what there is instead."""
    by, of_days = _by(query), _from(query, "of_phrase")
    known: dict[str, Value] = {"moment": as_moment(query.as_of)} if query.as_of else {}
    at = "_as_known" if known else ""
    if by and not nothing.n_of_publishers:
        yield Message(f"no_article{at}", {"conditions": by, **known})
        others = "_and_others" if len(nothing.publishers) > NAMED else ""
        yield Message(f"has_articles_by{others}", {"names": ", ".join(nothing.publishers[:NAMED])})
        return
    if of_days and not nothing.n_of_days:
        yield Message(f"no_article{at}", {"conditions": of_days, **known})
    else:
        yield Message(f"no_article_of_both{at}", {"publishers": by, "days": of_days, **known})
    if nothing.first and nothing.last:
        yield Message("has_articles", {"conditions": (*by, *days(nothing.first, nothing.last))})


def _by(query: Query) -> tuple[Message, ...]:
    return (Message("by", {"publishers": query.publishers}),) if query.publishers else ()


def _from(query: Query, phrase: str) -> tuple[Message, ...]:
    """The days that articles have to be of; a time phrase, by its key, also lets those count that name its days."""
    of_days = days(query.since, query.until)
    if of_days and query.time_phrase and not query.hint:
        return (Message(phrase, {"phrase": query.time_phrase, "days": of_days}),)
    return of_days
