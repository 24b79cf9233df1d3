"""Abstention: why a question has no answer, and what a reader is told then; it claims no more than was looked at.

Where no article is left to look at, it is said which of the filters leaves none, and what there is instead; where the
archive has few of a question's words, which it lacks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from corpus.article import publisher_key
from index.engine.passage_index import PassageIndex, TermCounts
from index.passages.passage import Filter
from index.text.analysis import terms
from index.text.language_terms import foreign_language
from qa.answer.contract import Reason
from qa.answer.quotes import Quotes
from qa.english.word_classes import words
from qa.question.conversation.courtesy import Courtesy
from qa.question.filters import published_within
from qa.question.query import Query

EMPTY = "The archive is empty. Put articles in with: newsqa refresh PATH"
REFUSALS: dict[Reason, str] = {
    "nothing_published": "The archive holds no article as it stood by then, so there is nothing to answer from.",
    "filtered_out": "No article in the archive matches the dates and publishers that were asked for.",
    "not_covered": "No sentence was found that answers this.",
    "no_question": "Ask another question whenever you like.",
    "detail_not_covered": "There are articles near this subject, but no sentence was found that answers this.",
}
IN_OTHER_LANGUAGES = (
    "No sentence was found that has enough of these words. In languages other than English, words are compared and not"
    " what they mean, so an article in other words may have been missed."
)
REPLIES: dict[Courtesy, str] = {
    "greeting": "Hello. Ask about the news in this archive; the answer comes in quotes, each with its source.",
    "thanks": "You’re welcome. Ask another question whenever you like.",
    "help": "This is newsqa, a program. Ask about the news in this archive, in your own words. The answer is made of"
    " quotes, each with publisher, headline, date and link; where no article answers, that is said. “And China?” or"
    " “Why?” go on from the answer before.",
    "sources": "Answers are made of quotes from the articles in this archive. Each has its publisher, headline, date"
    " and link beside it.",
    "sure": "Quotes are word for word from the articles named beside them. Whether an article is right is not checked:"
    " open it by its link, and compare what others report.",
    "rephrase": "An answer cannot be shortened, put otherwise or translated here. Ask about one part of it instead.",
    "more": "An answer cannot be continued here. Ask about one part of it instead: why, when, how many, who else.",
    "unclear": "It is not clear what that refers to. Please ask it as a whole question.",
    "end": REFUSALS["no_question"],
}
LARGEST = 50  # publishers, of which are named
NAMED = 5  # that there are articles by, and words that there are none with
MAX_WORD_CHARS = 40  # of a word that is named
KNOWN_SHARE = 0.5  # of a question's terms, below which it is of nothing that the archive has (LOG.md, 2026-11-27)
FAR = 2**40  # a moment after all others
END_OF_DAY = time(23, 59, 59)


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
) -> str:
    """What a reader is told instead of an answer; the archive has `n_passages` and lacks the words `unknown`."""
    if not n_passages:
        return EMPTY
    if unknown:
        named = ", ".join(f"“{word[:MAX_WORD_CHARS]}{'…' * (len(word) > MAX_WORD_CHARS)}”" for word in unknown[:NAMED])
        others = " and others" if len(unknown) > NAMED else ""
        lacking = f"the word {named}" if len(unknown) == 1 else f"any of these words: {named}{others}"
        return f"No text in the archive has {lacking}."
    if reason == "filtered_out" and nothing:
        return _filtered_out(query, nothing)
    if reason == "nothing_published" and nothing and nothing.first:
        return f"{REFUSALS[reason]} Its first dated article is from {day_in_words(nothing.first)}."
    days = _from(query).replace("of “", "of or about “", 1)  # later articles that name those days count, too
    asked = " ".join(filter(None, (_by(query), days, _known(query))))
    only = f"Only articles {asked} were looked at. " if asked and reason.endswith("covered") else ""
    without = f"The archive has no article by {query.absent_speaker}. " if query.absent_speaker else ""
    is_by_words = reason.endswith("covered") and foreign_language(query.text) is not None
    return without + only + (IN_OTHER_LANGUAGES if is_by_words else REFUSALS[reason])


def _filtered_out(query: Query, nothing: Emptied) -> str:
    """Which filter leaves no article, and what there is instead."""
    by, days, known = _by(query), _from(query), _known(query)
    at = f", {known}" if known else ""
    if by and not nothing.n_of_publishers:
        names = ", ".join(nothing.publishers[:NAMED])
        others = " and others" if len(nothing.publishers) > NAMED else ""
        return f"The archive has no article {by}{at}. It has articles by {names}{others}."
    if days and not nothing.n_of_days:
        return f"The archive has no article {days}{at}{_there(nothing, by)}."
    return f"The archive has articles {by} and articles {days}, but none {by} {days}{at}{_there(nothing, by)}."


def _there(nothing: Emptied, by: str) -> str:
    """Of which days there are articles."""
    if nothing.first is None or nothing.last is None:
        return ""
    return f"; it has articles {by} {days_in_words(nothing.first, nothing.last)}".replace("  ", " ")


def _by(query: Query) -> str:
    return f"by {' or '.join(query.publishers)}" if query.publishers else ""


def _from(query: Query) -> str:
    """The days that articles have to be of; a time phrase also lets those count that name its days."""
    if not (query.since or query.until):
        return ""
    days = days_in_words(query.since, query.until)
    return f"of “{query.time_phrase}” ({days})" if query.time_phrase and not query.hint else days


def _known(query: Query) -> str:
    return f"as known on {moment_in_words(query.as_of)}" if query.as_of else ""


def day_in_words(day: date) -> str:
    return f"{day:%-d %b %Y}"


def days_in_words(since: date | None, until: date | None) -> str:
    """A stretch of days, both included: "from 3 Oct 2025 to 14 Nov 2025", "of 3 Oct 2025"."""
    if since and until:
        return f"from {day_in_words(since)} to {day_in_words(until)}" if since != until else f"of {day_in_words(since)}"
    return f"since {day_in_words(since)}" if since else f"up to {day_in_words(until)}" if until else ""


def moment_in_words(moment: datetime) -> str:
    """A moment in UTC; the end of a day as that day."""
    at = moment.astimezone(UTC)
    return day_in_words(at) if at.time().replace(microsecond=0) == END_OF_DAY else f"{at:%-d %b %Y %H:%M} UTC"
