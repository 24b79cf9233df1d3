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
from qa.answer.contract import Citation, Claim, Notice, NoticeKind
from qa.answer.message import Message, Value, as_day, in_english
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
    said = [Message("reports_differ"), *map(_claimed, sides)]
    yield _notice("conflict", said, (claim.citation for claim in sides), tuple(sides))


def _claimed(claim: Claim) -> Message:
    values: dict[str, Value] = {"value": claim.value}
    if claim.publisher:
        values["publisher"] = claim.publisher
    if claim.published_at:
        values["moment"] = claim.published_at.astimezone(UTC).isoformat(timespec="minutes")
    unnamed, undated = "" if claim.publisher else "_unnamed", "" if claim.published_at else "_undated"
    return Message(f"claim{unnamed}{undated}", values)


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
    dated = "_dated" if len(dates) < len(cited) else ""
    values: dict[str, Value] = {"day": as_day(max(dates)), "n": age.days}
    if query.as_of or query.until:
        said = [Message(f"newest{dated}_quote_before", {**values, "day_asked": as_day(min(moment, last))})]
    else:
        said = [Message(f"newest{dated}_quote", values)]
    near = max((stored.article.published for stored in found if stored.article.published), default=max(dates))
    if near.date() > max(dates).date():
        said.append(Message("newest_found", {"day": as_day(near)}))
    numbers = (each.number for each, stored in cited if stored.article.published == max(dates))
    yield _notice("stale", said, numbers)


def _corrections(group: Sequence[Cited], moment: datetime, *, is_past: bool) -> Iterator[Notice]:
    """What a cited article says was wrong with it."""
    citation, stored = group[0]
    for correction in stored.article.corrections:
        if _was_known(correction, stored, moment, is_past=is_past):
            said = _corrected(_article(citation), correction)
            yield _notice("correction", [said], (citation.number for citation, _ in group))


def _corrected(article: Message, correction: Correction) -> Message:
    values: dict[str, Value] = {"article": (article,), "words": _cut(correction.text)}
    if not correction.date:
        return Message(f"was_{DONE[correction.kind]}", values)
    return Message(f"was_{DONE[correction.kind]}_on", {**values, "day": as_day(correction.date)})


def _superseded(group: Sequence[Cited], later: StoredVersion | None) -> Iterator[Notice]:
    """What has become of an article that is quoted in an earlier version: its corrections since, and each quote."""
    citation, stored = group[0]
    if not citation.superseded:
        return
    said = [Message("quoted_earlier", {"article": (_article(citation),)})]
    if later:
        since = (each for each in later.article.corrections if each not in stored.article.corrections)
        said += [_corrected(Message("it"), each) for each in since]
        said += [told for citation, _ in group for told in _became(citation, later.article.text)]
    yield _notice("correction", said, (citation.number for citation, _ in group))


def _became(citation: Citation, text: str) -> Iterator[Message]:
    """What a later text has in place of a quote; nothing where it has the quote itself."""
    if citation.quote in text:
        return
    compared = SequenceMatcher(b=citation.quote, autojunk=False)
    best, likeness = "", STILL_LIKE
    for span in sentences(text):
        sentence = text[span.start : span.end]
        compared.set_seq1(sentence)
        if compared.real_quick_ratio() > likeness and compared.quick_ratio() > likeness:
            best, likeness = max((best, likeness), (sentence, compared.ratio()), key=lambda pair: pair[1])
    number: dict[str, Value] = {"number": citation.number}
    yield Message("has_instead", {**number, "words": _cut(best)}) if best else Message("has_no_longer", number)


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
            listed = ", ".join([own or citations[0].article.url, *names])
            yield _notice("copies", [Message("same_words", {"n": 1 + len(names), "names": listed})], numbers)


def _undated(citations: Sequence[Citation]) -> Iterator[Notice]:
    undated = [citation for citation in citations if citation.article.published_at is None]
    if undated:
        articles = {each.article.id: _article(each) for each in undated}
        said = [Message("no_date", {"article": (each,)}) for each in articles.values()]
        yield _notice("undated", said, (citation.number for citation in undated))


def _seen_later(query: Query, cited: Sequence[Cited], begun: datetime | None) -> Iterator[Notice]:
    """Where the past is asked for: what was not seen until after it, and is placed there by its own date alone. Of what
    an archive was begun with, nothing could be seen sooner."""
    if query.as_of is None or begun is None:
        return
    after = max(query.as_of, begun + FRESH_FOR)
    late = [(citation, stored) for citation, stored in cited if was_seen_after(stored, after)]
    if late:
        seen = {each.article.id: (_article(each), stored.article_seen or stored.first_seen) for each, stored in late}
        said = [Message("seen_later", {"article": (each,), "day": as_day(day)}) for each, day in seen.values()]
        yield _notice("seen_later", said, (citation.number for citation, _ in late))


def _notice(
    kind: NoticeKind, said: Sequence[Message], citations: Iterable[int], claims: tuple[Claim, ...] = ()
) -> Notice:
    return Notice(kind, in_english(said), tuple(citations), claims, tuple(said))


def _article(citation: Citation) -> Message:
    article = citation.article
    if article.publisher is None:
        return Message("article_unnamed", {"headline": article.title})
    return Message("article", {"headline": article.title, "publisher": article.publisher})


def _cut(words: str) -> str:
    """The beginning of a text, at most so long, cut between two words."""
    if len(words) <= MAX_CORRECTION_CHARS:
        return words
    return words[:MAX_CORRECTION_CHARS].rpartition(" ")[0] + " …"
