"""Notices: what a reader should know about the cited coverage besides its words. How old it is, what was corrected in
it, who carries the same report, what has no date.

The one idea: a notice says no more than is stored and was looked at, and nothing that was said after the moment that
the question is asked for. Where reports disagree is `conflicts.py`'s.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

from corpus.archive.versions import StoredVersion
from corpus.article import publisher_key
from corpus.corrections import Correction
from qa.answer.contract import Citation, Claim, Notice
from qa.answer.notices.conflicts import ConflictingClaim
from qa.answer.sentences.scored_sentence import place
from qa.question.query import Query

MAX_CORRECTION_CHARS = 300  # of a correction's words; its article has the rest
FRESH_DAYS = 7  # older coverage is stale where a question asks for what is recent
# Questions that name how recent they mean: on the next day such news is still of the day.
ASKED_DAYS = (
    (re.compile(r"\b(today|tonight|yesterday|this morning)\b", re.IGNORECASE), 2),
    (re.compile(r"\bthis month\b", re.IGNORECASE), 31),
)
DONE = {"correction": "corrected", "clarification": "clarified", "retraction": "retracted"}
NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

Cited = tuple[Citation, StoredVersion]


def notices(query: Query, cited: Sequence[Cited], found: Iterable[StoredVersion], now: datetime) -> tuple[Notice, ...]:
    """What to know about the cited articles; `found` are those that were found on the question's subject."""
    if not cited:
        return ()
    moment = query.as_of or now
    articles = _by_article(cited)
    return (
        *_stale(query, cited, found, moment),
        *(notice for group in articles for notice in _corrections(group, moment, is_past=query.as_of is not None)),
        *(notice for group in articles for notice in _copies([citation for citation, _ in group])),
        *_undated([citation for citation, _ in cited]),
    )


def conflict(claims: Sequence[ConflictingClaim], cited: Sequence[Cited]) -> Iterator[Notice]:
    """What reports say differently, side by side; `cited` has the citation of each claim's sentence."""
    if not claims:
        return
    sides = []
    for claim in claims:
        number, start = place(claim.candidate)
        citation = next(c for c, stored in cited if stored.number == number and c.start <= start < c.end)
        article = citation.article
        sides.append(Claim(claim.value, citation.number, article.publisher, article.published_at))
    listed = "; ".join(
        f"{claim.publisher or 'publisher unknown'} ({_minute(claim.published_at)}): “{claim.value}”" for claim in sides
    )
    numbers = tuple(claim.citation for claim in sides)
    yield Notice("conflict", f"Reports differ. {listed}.", numbers, tuple(sides))


def _by_article(cited: Sequence[Cited]) -> list[list[Cited]]:
    groups: dict[str, list[Cited]] = {}
    for citation, stored in cited:
        groups.setdefault(citation.article.id, []).append((citation, stored))
    return list(groups.values())


def _stale(query: Query, cited: Sequence[Cited], found: Iterable[StoredVersion], moment: datetime) -> Iterator[Notice]:
    """The age of the newest article that was found, if the question asks for fresher ones."""
    if not query.wants_recent:
        return
    last = datetime.combine(query.until, time(23, 59, 59), UTC) if query.until else moment
    looked_at = {stored.number: stored.article.published for stored in (*found, *(stored for _, stored in cited))}
    dates = [published for published in looked_at.values() if published is not None]
    if not dates:
        return
    wanted = next((days for words, days in ASKED_DAYS if words.search(query.text)), FRESH_DAYS)
    age = min(moment, last).astimezone(UTC).date() - max(dates).date()
    if age <= timedelta(days=wanted):
        return
    newest = "newest dated article" if len(dates) < len(looked_at) else "newest article"
    asked = (
        f"{age.days} days before {_day(min(moment, last))}" if query.as_of or query.until else f"{age.days} days ago"
    )
    text = f"The {newest} found on this is from {_day(max(dates))}, {asked}."
    newest_cited = tuple(citation.number for citation, stored in cited if stored.article.published == max(dates))
    yield Notice("stale", text, newest_cited or tuple(citation.number for citation, _ in cited))


def _corrections(group: Sequence[Cited], moment: datetime, *, is_past: bool) -> Iterator[Notice]:
    """What a cited article says was wrong with it, and whether a later version has taken its place."""
    citation, stored = group[0]
    numbers = tuple(citation.number for citation, _ in group)
    for correction in stored.article.corrections:
        if _was_known(correction, stored, moment, is_past=is_past):
            made = f" on {_day(correction.date)}" if correction.date else ""
            text = f"{_name(citation)} was {DONE[correction.kind]}{made}: “{_cut(correction.text)}”"
            yield Notice("correction", text, numbers)
    if citation.superseded:
        text = f"{_name(citation)} is quoted as it stood then; the archive holds a later version of it."
        yield Notice("correction", text, numbers)


def _was_known(correction: Correction, stored: StoredVersion, moment: datetime, *, is_past: bool) -> bool:
    """Whether a correction had been made at a moment; one without a date and a place in the text tells no past."""
    if correction.date is not None:
        return correction.date <= moment
    return not is_past or correction.start is not None or correction.text == stored.article.title


def _copies(citations: Sequence[Citation]) -> Iterator[Notice]:
    """How many publishers carry a cited report, or its quoted sentences."""
    own = citations[0].article.publisher
    others = {
        publisher_key(report.publisher or report.url): report.publisher or report.url
        for citation in citations
        for report in citation.also_reported_by
    }
    others.pop(publisher_key(own), None)
    if others:
        count = 1 + len(others)
        names = ", ".join([own or citations[0].article.url, *others.values()])
        carry = f"{_number(count).capitalize()} publishers carry the same words"
        text = f"{carry} ({names}), so they do not confirm each other."
        carrying = tuple(citation.number for citation in citations if citation.also_reported_by)
        yield Notice("copies", text, carrying)


def _undated(citations: Sequence[Citation]) -> Iterator[Notice]:
    undated = [citation for citation in citations if citation.article.published_at is None]
    if undated:
        names = ", ".join(dict.fromkeys(map(_name, undated)))
        text = f"When this was published is not known: {names}."
        yield Notice("undated", text, tuple(citation.number for citation in undated))


def _name(citation: Citation) -> str:
    return f"“{citation.article.title}” ({citation.article.publisher or 'publisher unknown'})"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%-d %b %Y}"


def _minute(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%-d %b %Y %H:%M} UTC" if moment else "undated"


def _cut(words: str) -> str:
    """The beginning of a text, at most so long, cut between two words."""
    if len(words) <= MAX_CORRECTION_CHARS:
        return words
    return words[:MAX_CORRECTION_CHARS].rpartition(" ")[0] + " …"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"
