"""Notices: what a reader should know about the cited coverage besides its words. How old it is, what was corrected in
it, who carries the same report, what has no date or was seen later than it says.

The one idea: a notice says no more than is stored and was looked at, and nothing that was said after the moment that
the question is asked for, save what became of a quoted version. Where reports disagree is `conflicts.py`'s.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from difflib import SequenceMatcher

from corpus.archive.versions import FRESH_FOR, StoredVersion, was_seen_after
from corpus.article import publisher_key
from corpus.corrections import Correction
from index.text.sentences import sentences
from qa.answer.contract import Citation, Claim, Notice
from qa.answer.notices.conflicts import ConflictingClaim
from qa.answer.sentences.scored_sentence import place
from qa.question.query import Query

MAX_CORRECTION_CHARS = 300  # of a correction's words; its article has the rest
STILL_LIKE = 0.7  # share of letters in common from which a later version's sentence is taken for what a quote became
FRESH_DAYS = 7  # older coverage is stale where a question asks for what is recent
# Questions that name how recent they mean: on the next day such news is still of the day.
ASKED_DAYS = (
    (re.compile(r"\b(today|tonight|yesterday|this morning)\b", re.IGNORECASE), 2),
    (re.compile(r"\bthis month\b", re.IGNORECASE), 31),
)
DONE = {"correction": "corrected", "clarification": "clarified", "retraction": "retracted"}
NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

Cited = tuple[Citation, StoredVersion]


def notices(
    query: Query,
    cited: Sequence[Cited],
    found: Iterable[StoredVersion],
    later: Mapping[str, StoredVersion],
    now: datetime,
    begun: datetime | None = None,
) -> tuple[Notice, ...]:
    """What to know about the cited articles; `found` are those that were found on the question's subject.

    `later` has the current version of each article that is cited in an earlier one, by the article's id. `begun` is
    when the archive saw its first article.
    """
    if not cited:
        return ()
    moment = query.as_of or now
    articles = _by_article(cited)
    return (
        *_stale(query, cited, found, moment),
        *(notice for group in articles for notice in _corrections(group, moment, is_past=query.as_of is not None)),
        *(notice for group in articles for notice in _superseded(group, later.get(group[0][0].article.id))),
        *(notice for group in articles for notice in _copies([citation for citation, _ in group])),
        *_undated([citation for citation, _ in cited]),
        *_seen_later(query, cited, begun),
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
    """The age of the newest quote, if the question asks for fresher ones, and whether something newer was found."""
    if not query.wants_recent:
        return
    last = datetime.combine(query.until, time(23, 59, 59), UTC) if query.until else moment
    dates = [stored.article.published for _, stored in cited if stored.article.published]
    if not dates:
        return
    wanted = next((days for words, days in ASKED_DAYS if words.search(query.text)), FRESH_DAYS)
    age = min(moment, last).astimezone(UTC).date() - max(dates).date()
    if age <= timedelta(days=wanted):
        return
    newest = "newest dated quote" if len(dates) < len(cited) else "newest quote"
    asked = (
        f"{age.days} days before {_day(min(moment, last))}" if query.as_of or query.until else f"{age.days} days ago"
    )
    text = f"The {newest} is from {_day(max(dates))}, {asked}."
    near = max((stored.article.published for stored in found if stored.article.published), default=max(dates))
    if near.date() > max(dates).date():
        text += f" The newest article found near this is from {_day(near)}."
    yield Notice("stale", text, tuple(each.number for each, stored in cited if stored.article.published == max(dates)))


def _corrections(group: Sequence[Cited], moment: datetime, *, is_past: bool) -> Iterator[Notice]:
    """What a cited article says was wrong with it."""
    citation, stored = group[0]
    numbers = tuple(citation.number for citation, _ in group)
    for correction in stored.article.corrections:
        if _was_known(correction, stored, moment, is_past=is_past):
            made = f" on {_day(correction.date)}" if correction.date else ""
            text = f"{_name(citation)} was {DONE[correction.kind]}{made}: “{_cut(correction.text)}”"
            yield Notice("correction", text, numbers)


def _superseded(group: Sequence[Cited], later: StoredVersion | None) -> Iterator[Notice]:
    """What has become of an article that is quoted in an earlier version: its corrections since, and each quote."""
    citation, stored = group[0]
    if not citation.superseded:
        return
    told = f"{_name(citation)} is quoted in an earlier version; the archive holds a later one."
    corrections = (
        [each for each in later.article.corrections if each not in stored.article.corrections] if later else []
    )
    for correction in corrections:
        made = f" on {_day(correction.date)}" if correction.date else ""
        told += f" It was {DONE[correction.kind]}{made}: “{_cut(correction.text)}”"
    if later:
        told += "".join(_became(citation, later.article.text) for citation, _ in group)
    yield Notice("correction", told, tuple(citation.number for citation, _ in group))


def _became(citation: Citation, text: str) -> str:
    """What a later text has in place of a quote; nothing where it has the quote itself."""
    if citation.quote in text:
        return ""
    compared = SequenceMatcher(b=citation.quote, autojunk=False)
    best, likeness = "", STILL_LIKE
    for span in sentences(text):
        sentence = text[span.start : span.end]
        compared.set_seq1(sentence)
        if compared.real_quick_ratio() > likeness and compared.quick_ratio() > likeness:
            best, likeness = max((best, likeness), (sentence, compared.ratio()), key=lambda pair: pair[1])
    now = f"has “{_cut(best)}” instead" if best else "no longer has these words"
    return f" That version {now} [{citation.number}]."


def _was_known(correction: Correction, stored: StoredVersion, moment: datetime, *, is_past: bool) -> bool:
    """Whether a correction had been made at a moment; one without a date and a place in the text tells no past."""
    if correction.date is not None:
        return correction.date <= moment
    return not is_past or correction.start is not None or correction.text == stored.article.title


def _copies(citations: Sequence[Citation]) -> Iterator[Notice]:
    """How many publishers carry a cited report's quoted sentences, where others than its own do."""
    own = citations[0].article.publisher
    carried: dict[tuple[str, ...], list[int]] = {}
    for citation in citations:
        others = {
            publisher_key(each.publisher or each.url): each.publisher or each.url for each in citation.also_reported_by
        }
        others.pop(publisher_key(own), None)
        carried.setdefault(tuple(others.values()), []).append(citation.number)
    for names, numbers in carried.items():
        if names:
            carry = f"{_number(1 + len(names)).capitalize()} publishers carry the same words"
            listed = ", ".join([own or citations[0].article.url, *names])
            yield Notice("copies", f"{carry} ({listed}), so they do not confirm each other.", tuple(numbers))


def _undated(citations: Sequence[Citation]) -> Iterator[Notice]:
    undated = [citation for citation in citations if citation.article.published_at is None]
    if undated:
        names = ", ".join(dict.fromkeys(map(_name, undated)))
        text = f"When this was published is not known: {names}."
        yield Notice("undated", text, tuple(citation.number for citation in undated))


def _seen_later(query: Query, cited: Sequence[Cited], begun: datetime | None) -> Iterator[Notice]:
    """Where the past is asked for: what was not seen until after it, and is placed there by its own date alone. Of what
    an archive was begun with, nothing could be seen sooner."""
    if query.as_of is None or begun is None:
        return
    after = max(query.as_of, begun + FRESH_FOR)
    late = [(citation, stored) for citation, stored in cited if was_seen_after(stored, after)]
    if late:
        seen = ((_name(citation), _day(stored.article_seen or stored.first_seen)) for citation, stored in late)
        listed = "; ".join(dict.fromkeys(f"{name}, on {day}" for name, day in seen))
        text = f"First seen after the moment asked for, so that its own date alone places it before: {listed}."
        yield Notice("seen_later", text, tuple(citation.number for citation, _ in late))


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
