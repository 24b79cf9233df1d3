"""Answers as a terminal shows them, by kind: quotes, a dated brief, a list, two sides.

Knows nothing of how they are made.
"""

import os
import shlex
import sys
from collections.abc import Iterable, Sequence

from qa.answer.contract import Answer, Citation, Place, Suggestion
from qa.answer.exports.wording import TURNING, differing, narrowed, numbers, of_claim, source, standing, written_by

MARK, UNMARK = "\x1b[1;4m", "\x1b[0m"  # bold and underlined


def say(*words: str, end: str = "\n") -> None:
    print(*(each.translate(TURNING) for each in words), end=end)


def show_answer(answer: Answer) -> None:
    """An answer for a terminal: how likely it is one, the quotes, where each is from, how the question was read."""
    if answer.query.text != " ".join(answer.question.split()):
        say(f"Understood as: {answer.query.text}\n")
    if answer.status == "unanswered":
        _show_no_answer(answer)
    else:
        say(f"{standing(answer)}\n")
        _show_by_kind(answer)
        if answer.generated:
            say(f"\n{written_by(answer.generated)}")
        say()
        _show_citations(answer)
    for notice in answer.notices:
        say(f"\nNote: {notice.text} {numbers(notice.citations)}")
    if limits := narrowed(answer.query):
        say(f"\nSearched only articles {limits}.")
    if answer.status == "unanswered":
        _show_ways_out(answer)


def _show_by_kind(answer: Answer) -> None:
    """What the question asks for. Reports that differ stand after each other, and none is marked as the right one."""
    shown: list[int] = []
    marks: Sequence[Place | None] = (answer.short_answer_at,)
    claims = differing(answer)
    if said := of_claim(answer):
        say(said, end="\n\n")
    if claims:
        marks = ()
        shown = _show_sides(answer, claims)
    elif answer.brief:
        shown = _show_brief(answer)
    elif answer.sides:
        shown = _show_sides(answer, [(side.name, side.citations) for side in answer.sides])
    elif answer.items:
        for item in answer.items:
            say(f"- {item.text} {numbers(item.citations)}")
        say("Named in these quotes; there may be others.\n")
        marks = tuple(item.at for item in answer.items)
    _show_sentences(answer, shown, marks)


def _show_brief(answer: Answer) -> list[int]:
    for line in answer.brief:
        day = f"{line.day:%-d %b %Y}" if line.day else "undated"
        say(f"{day}  ({line.reports} independent reports)" if line.reports > 1 else day)
        _show_cited(answer, (line.citation,))
    return [line.citation for line in answer.brief]


def _show_sides(answer: Answer, sides: Iterable[tuple[str, tuple[int, ...]]]) -> list[int]:
    shown: list[int] = []
    for name, citations in sides:
        say(name)
        _show_cited(answer, citations)
        if not citations:
            say("  No quote found.")
        shown += citations
    return shown


def _show_cited(answer: Answer, cited: Sequence[int]) -> None:
    for citation in answer.citations:
        if citation.number in cited:
            say(f"  “{_marked(citation, ())}” [{citation.number}]")


def _show_sentences(answer: Answer, shown: Sequence[int], marks: Sequence[Place | None]) -> None:
    """Each sentence that stands nowhere above with its citations' numbers, in quotation marks where it is a quote."""
    by_number = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        if set(sentence.citations) & set(shown):
            continue
        quoted = [by_number[n] for n in sentence.citations if n in by_number and by_number[n].quote == sentence.text]
        text = f"“{_marked(quoted[0], marks)}”" if quoted else _one_line(sentence.text)
        say(text, numbers(sentence.citations))


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
    quoted |= {n for _, cited in differing(answer) for n in cited}
    for citation in answer.citations:
        superseded = " (earlier version)" if citation.superseded else ""
        say(f"[{citation.number}] {source(citation.article)}{superseded}")
        say(f"    {citation.article.url}  characters {citation.start}-{citation.end}")
        if citation.quote not in shown and citation.number not in quoted:
            say(f"    “{_one_line(citation.quote)}”")
        if reports := [report.publisher or report.url for report in citation.also_reported_by]:
            say(f"    also carried by {', '.join(reports)}")


def _show_no_answer(answer: Answer) -> None:
    say(answer.answer)
    articles = {evidence.article.id: evidence.article for evidence in answer.evidence}
    for article in list(articles.values())[:3]:
        say(f"  nearest: {source(article)}")


def _show_ways_out(answer: Answer) -> None:
    """Each way out of a refusal as a line to type; where there is none, how to take a condition back."""
    if answer.suggestions:
        say("\nTry instead:")
        for each in answer.suggestions:
            say(f"  {each.text}\n    {_to_type(each)}")
        return
    for condition in answer.query.conditions:
        if condition.kind != "conversation":
            say(f"To search without “{condition.text}”: newsqa ask --without {condition.kind} “…”")


def _to_type(suggestion: Suggestion) -> str:
    options = [
        *(f"--without {kind}" for kind in suggestion.without),
        *([f"--since {suggestion.since}"] if suggestion.since else []),
        *([f"--until {suggestion.until}"] if suggestion.until else []),
        *(f"--publisher {shlex.quote(name)}" for name in suggestion.publishers),
        *([f"--as-of {suggestion.as_of.isoformat()}"] if suggestion.as_of else []),
    ]
    return " ".join(("newsqa ask", *options, shlex.quote(suggestion.question)))
