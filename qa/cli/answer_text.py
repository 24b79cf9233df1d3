"""Answers as a terminal shows them, by kind: quotes, a claim beside what is reported, a dated brief, a list, two sides.

Knows nothing of how they are made.
"""

import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence

from qa.answer.contract import Answer, ArticleView, Citation, Generation, Place, QueryView, Suggestion
from qa.question.filters import GRACE_DAYS

LIKELY, PERHAPS = 0.65, 0.4  # confidence from which on an answer is called so, as on the page
MARK, UNMARK = "\x1b[1;4m", "\x1b[0m"  # bold and underlined
VERDICTS = {
    "agrees": "Same as in the quoted report.",
    "differs": "Different in the quoted report.",
    "unknown": "Not compared with what you asked. Read what the quote says.",
}


def show_answer(answer: Answer) -> None:
    """An answer for a terminal: how likely it is one, the quotes, where each is from, how the question was read."""
    if answer.query.text != " ".join(answer.question.split()):
        print(f"Understood as: {answer.query.text}\n")
    if answer.status == "unanswered":
        _show_no_answer(answer)
    else:
        print(f"{standing(answer)}\n")
        _show_by_kind(answer)
        if answer.generated:
            print(f"\n{_written_by(answer.generated)}")
        print()
        _show_citations(answer)
    for notice in answer.notices:
        print(f"\nNote: {notice.text} {_numbers(notice.citations)}")
    if narrowed := _narrowed(answer.query):
        print(f"\nSearched only articles {narrowed}.")
    if answer.status == "unanswered":
        _show_ways_out(answer)


def standing(answer: Answer) -> str:
    """How likely it is that the first quote answers, how many reports are quoted, and the words that are marked."""
    likely = answer.confidence >= LIKELY
    word = "Likely answer" if likely else "Perhaps" if answer.confidence >= PERHAPS else "Nearest found"
    n = answer.independent_reports
    copies = answer.citations[0].also_reported_by if answer.citations else ()
    publishers = {report.publisher for report in copies} | {each.article.publisher for each in answer.citations[:1]}
    carried = f", carried by {len(publishers)} publishers" if n == 1 and len(publishers) > 1 else ""
    counted = f"{n} report{'' if n == 1 else 's'}{carried}" if n else ""
    is_marked = answer.short_answer and not _claims(answer)
    return " · ".join(filter(None, (word, counted, f"marked: “{answer.short_answer}”" if is_marked else "")))


def _show_by_kind(answer: Answer) -> None:
    """What the question asks for. Reports that differ stand after each other, and none is marked as the right one."""
    shown: list[int] = []
    marks: Sequence[Place | None] = (answer.short_answer_at,)
    claims = _claims(answer)
    if answer.check:
        _show_check(answer)
        marks = (answer.check.reported_at,)
    if claims:
        marks = ()
        shown = _show_sides(answer, claims)
    elif answer.brief:
        shown = _show_brief(answer)
    elif answer.sides:
        shown = _show_sides(answer, [(side.name, side.citations) for side in answer.sides])
    elif answer.items:
        for item in answer.items:
            print(f"- {item.text} {_numbers(item.citations)}")
        print("Named in these quotes; there may be others.\n")
        marks = tuple(item.at for item in answer.items)
    _show_sentences(answer, shown, marks)


def _claims(answer: Answer) -> list[tuple[str, tuple[int, ...]]]:
    """What reports that differ say, the newest first."""
    return [
        (claim.value, (claim.citation,))
        for notice in answer.notices
        if notice.kind == "conflict"
        for claim in reversed(notice.claims)
    ]


def _show_check(answer: Answer) -> None:
    assert answer.check
    at = answer.check.reported_at
    if answer.check.reported is not None:
        print(f"You asked: {answer.check.asked}")
        print(f"Reported:  {answer.check.reported}{f' [{at.citation}]' if at else ''}")
    print(f"{VERDICTS[answer.check.verdict]}\n")


def _show_brief(answer: Answer) -> list[int]:
    for line in answer.brief:
        day = f"{line.day:%-d %b %Y}" if line.day else "undated"
        print(f"{day}  ({line.reports} independent reports)" if line.reports > 1 else day)
        _show_cited(answer, (line.citation,))
    return [line.citation for line in answer.brief]


def _show_sides(answer: Answer, sides: Iterable[tuple[str, tuple[int, ...]]]) -> list[int]:
    shown: list[int] = []
    for name, citations in sides:
        print(name)
        _show_cited(answer, citations)
        if not citations:
            print("  No quote found.")
        shown += citations
    return shown


def _show_cited(answer: Answer, numbers: Sequence[int]) -> None:
    for citation in answer.citations:
        if citation.number in numbers:
            print(f"  “{_marked(citation, ())}” [{citation.number}]")


def _show_sentences(answer: Answer, shown: Sequence[int], marks: Sequence[Place | None]) -> None:
    """Each sentence that stands nowhere above with its citations' numbers, in quotation marks where it is a quote."""
    by_number = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        if set(sentence.citations) & set(shown):
            continue
        quoted = [by_number[n] for n in sentence.citations if n in by_number and by_number[n].quote == sentence.text]
        text = f"“{_marked(quoted[0], marks)}”" if quoted else _one_line(sentence.text)
        print(text, _numbers(sentence.citations))


def _marked(citation: Citation, marks: Sequence[Place | None]) -> str:
    """A quote, its marked words set off where the terminal can."""
    quote = citation.quote
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        places = {(at.start - citation.start, at.end - citation.start) for at in marks if at and _is_of(at, citation)}
        for start, end in sorted(places, reverse=True):
            quote = f"{quote[:start]}{MARK}{quote[start:end]}{UNMARK}{quote[end:]}"
    return _one_line(quote)


def _is_of(at: Place, citation: Citation) -> bool:
    return at.citation == citation.number and citation.start <= at.start < at.end <= citation.end


def _one_line(text: str) -> str:
    return " ".join(text.split())  # a quote of two sentences may have a paragraph's end in it


def _show_citations(answer: Answer) -> None:
    """Each citation's article and place, and its quote where nothing above shows it."""
    shown = {sentence.text for sentence in answer.sentences}
    quoted = {line.citation for line in answer.brief} | {n for side in answer.sides for n in side.citations}
    quoted |= {n for _, numbers in _claims(answer) for n in numbers}
    for citation in answer.citations:
        superseded = " (earlier version)" if citation.superseded else ""
        print(f"[{citation.number}] {source(citation.article)}{superseded}")
        print(f"    {citation.article.url}  characters {citation.start}-{citation.end}")
        if citation.quote not in shown and citation.number not in quoted:
            print(f"    “{_one_line(citation.quote)}”")
        if reports := [report.publisher or report.url for report in citation.also_reported_by]:
            print(f"    also carried by {', '.join(reports)}")


def _show_no_answer(answer: Answer) -> None:
    print(answer.answer)
    articles = {evidence.article.id: evidence.article for evidence in answer.evidence}
    for article in list(articles.values())[:3]:
        print(f"  nearest: {source(article)}")


def _show_ways_out(answer: Answer) -> None:
    """Each way out of a refusal as a line to type; where there is none, how to take a condition back."""
    if answer.suggestions:
        print("\nTry instead:")
        for each in answer.suggestions:
            print(f"  {each.text}\n    {_to_type(each)}")
        return
    for condition in answer.query.conditions:
        if condition.kind != "conversation":
            print(f"To search without “{condition.text}”: newsqa ask --without {condition.kind} “…”")


def _to_type(suggestion: Suggestion) -> str:
    options = [
        *(f"--without {kind}" for kind in suggestion.without),
        *([f"--since {suggestion.since}"] if suggestion.since else []),
        *([f"--until {suggestion.until}"] if suggestion.until else []),
        *(f"--publisher {shlex.quote(name)}" for name in suggestion.publishers),
        *([f"--as-of {suggestion.as_of.isoformat()}"] if suggestion.as_of else []),
    ]
    return " ".join(("newsqa ask", *options, shlex.quote(suggestion.question)))


def _numbers(citations: Iterable[int]) -> str:
    return "".join(f"[{number}]" for number in citations)


def _written_by(generated: Generation) -> str:
    if generated.outcome == "fell_back":
        return f"These are quotes: {generated.reason}."
    left_out = f"; {generated.dropped} others were left out" if generated.dropped else ""
    end = f" ({generated.reason})" if generated.reason else ""
    return f"Put into words by {generated.model}, each sentence checked against its quotes{left_out}{end}."


def _narrowed(query: QueryView) -> str:
    """Which articles were searched, since the question's own words narrow that, too; empty for all."""
    parts = [" ".join(limits)] if (limits := list(_days(query))) else []
    parts += [f"by {', '.join(query.publishers)}"] if query.publishers else []
    parts += [f"as known on {query.as_of:%-d %b %Y %H:%M} UTC"] if query.as_of else []
    return ", ".join(parts)


def _days(query: QueryView) -> Iterator[str]:
    is_phrase = query.time_phrase is not None and query.hint is None
    if query.since and query.since == query.until:
        yield f"of {query.since:%-d %b %Y}"
    else:
        if query.since:
            yield f"from {query.since:%-d %b %Y}"
        if query.until:
            yield f"until {query.until:%-d %b %Y}"
    if is_phrase:
        after = f"or {GRACE_DAYS} days later " if query.until else ""
        counted = (
            f", counted from {query.counted_from:%-d %b %Y}, the newest article's day" if query.counted_from else ""
        )
        named = ", or later still if they name that time" if query.until else ""
        yield f"{after}(“{query.time_phrase}”{counted}){named}"


def source(article: ArticleView) -> str:
    """Publisher, headline, authors and day."""
    publisher = (article.publisher or "publisher unknown").removeprefix("www.")
    published = f"{article.published_at:%-d %b %Y}" if article.published_at else "undated"
    return ", ".join(filter(None, (publisher, f"“{article.title}”", *article.authors, published)))
