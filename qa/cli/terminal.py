"""Answers and reports as a terminal shows them. Knows nothing of how they are made."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from corpus.archive.protocol import Archive
from corpus.article import clean_line
from qa.answer.contract import Answer, ArticleView, Explanation, Generation, QueryView
from qa.question.filters import GRACE_DAYS

if TYPE_CHECKING:
    from index.ingest.report import Report

SHOWN_FAILURES = 20
SHOWN_STORIES = 10


def show_report(report: "Report", seconds: float) -> None:
    """What a refresh did: counts, stories that several carry, and on stderr what could not be taken in."""
    print(f"{_counts(report)} {seconds:.1f} s.")
    if report.requests:
        asked = [source for source in report.sources if source.pages or source.problem]
        print(f"Requests: {report.requests:,}; pages not modified: {sum(each.not_modified for each in asked):,}.")
    if report.lines_cut:
        print(f"Cut as web-page leftovers: {report.lines_cut:,} lines.")
    if report.removed:
        print(f"Left out because they were removed earlier: {report.removed:,} (newsqa remove --undo URL).")
    _show_stories(report)
    _show_problems(report)


def _counts(report: "Report") -> str:
    kinds = {
        "new": report.new,
        "changed": report.changed,
        "with new details": report.details,
        "unchanged": report.unchanged,
        "renamed": report.renamed,
        "removed since their pages are gone": report.gone,
        "removed since their agencies withdrew them": report.withdrawn,
    }
    counts = ", ".join(f"{n:,} {kind}" for kind, n in kinds.items() if n) or "none"
    return f"Articles: {counts}. Passages: {report.passages:,} new, {report.embedded:,} embedded."


def _show_stories(report: "Report") -> None:
    stories = {frozenset((copy.url, *copy.same_as)): copy for copy in reversed(report.copies)}  # each once
    for copy in list(stories.values())[:SHOWN_STORIES]:
        print(f"The same story: {copy.url} and {', '.join(copy.same_as[:3])}{' …' if len(copy.same_as) > 3 else ''}")
    if len(stories) > SHOWN_STORIES:
        print(f"… and {len(stories) - SHOWN_STORIES:,} more stories that several carry; --json lists all")


def _show_problems(report: "Report") -> None:
    for warning in report.warnings:
        print(f"newsqa: {clean_line(warning)}", file=sys.stderr)  # a publisher's words must not move the cursor
    for failure in report.failures[:SHOWN_FAILURES]:
        print(f"newsqa: not taken in: {clean_line(f'{failure.place}: {failure.reason}')}", file=sys.stderr)
    if len(report.failures) > SHOWN_FAILURES:
        print(f"newsqa: and {len(report.failures) - SHOWN_FAILURES:,} more; --json lists all", file=sys.stderr)


def show_failures(archive: Archive, *, as_json: bool) -> None:
    """What could not be taken in so far: one line each, the last reason, how often and since when."""
    kept = archive.failures.kept()
    if as_json:
        print(json.dumps([asdict(failure) for failure in kept], indent=2, ensure_ascii=False, default=str))
        return
    for failure in kept:
        tried = f"{failure.count:,} time{'s' if failure.count > 1 else ''}"
        print(clean_line(f"{failure.place}: {failure.reason}"))
        print(f"    {tried}, first {failure.first_at:%Y-%m-%d %H:%M}, last {failure.last_at:%Y-%m-%d %H:%M} UTC")
        print(f"    from {failure.source}")
    print(f"{len(kept):,} not taken in" if kept else "Everything that was found was taken in.")


def print_answer(answer: Answer, *, as_json: bool, indent: int | None = 2) -> None:
    """An answer as it was asked for: for reading, or as JSON."""
    if as_json:
        from qa.server.events import STEP

        print(STEP.dump_json(answer, indent=indent).decode(), flush=True)
        return
    show_answer(answer)
    if answer.explanation:
        show_explanation(answer, answer.explanation)


def show_answer(answer: Answer) -> None:
    """An answer for a terminal: the quotes, then where each is from, and how the question was understood."""
    if answer.query.text != " ".join(answer.question.split()):
        print(f"Understood as: {answer.query.text}\n")
    if answer.status == "unanswered":
        _show_no_answer(answer)
    else:
        _show_sentences(answer)
        _show_citations(answer)
    for notice in answer.notices:
        print(f"\nNote: {notice.text} {_numbers(notice.citations)}")
    if narrowed := _narrowed(answer.query):
        print(f"\nSearched only articles {narrowed}.")
    for condition in answer.query.conditions:
        if answer.status == "unanswered" and condition.kind != "conversation":
            print(f"To search without “{condition.text}”: newsqa ask --without {condition.kind} “…”")


def _show_no_answer(answer: Answer) -> None:
    print(answer.answer)
    for evidence in answer.evidence[:3]:
        print(f"  nearest: {_source(evidence.article)}")


def _show_sentences(answer: Answer) -> None:
    """Each sentence with its citations' numbers, in quotation marks where it is a quote."""
    verbatim = {citation.number: citation.quote for citation in answer.citations}
    for sentence in answer.sentences:
        is_quote = sentence.text in (verbatim[number] for number in sentence.citations)
        text = " ".join(sentence.text.split())  # a quote of two sentences may have a paragraph's end in it
        print(f"“{text}”" if is_quote else text, _numbers(sentence.citations))
    if answer.generated:
        print(f"\n{_written_by(answer.generated)}")
    print()


def _show_citations(answer: Answer) -> None:
    """Each citation's article and place, and its quote where no sentence shows it."""
    shown = {sentence.text for sentence in answer.sentences}
    for citation in answer.citations:
        superseded = " (superseded version)" if citation.superseded else ""
        print(f"[{citation.number}] {_source(citation.article)}{superseded}")
        print(f"    {citation.article.url}  characters {citation.start}-{citation.end}")
        if citation.quote not in shown:
            print(f"    “{' '.join(citation.quote.split())}”")
        if reports := [report.publisher or report.url for report in citation.also_reported_by]:
            print(f"    also reported by {', '.join(reports)}")


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
    is_phrase = query.time_phrase is not None and query.hint is None
    limits = []
    if query.since:
        limits.append(f"from {query.since:%-d %b %Y}")
    if query.until:
        limits.append(f"until {query.until:%-d %b %Y}" + (f" or {GRACE_DAYS} days later" if is_phrase else ""))
    counted = f", counted from {query.counted_from:%-d %b %Y}, the newest article's day" if query.counted_from else ""
    if is_phrase:
        named = ", or later still if they name that time" if query.until else ""
        limits.append(f"(“{query.time_phrase}”{counted}){named}")
    parts = [" ".join(limits)] if limits else []
    parts += [f"by {', '.join(query.publishers)}"] if query.publishers else []
    parts += [f"as known on {query.as_of:%-d %b %Y %H:%M} UTC"] if query.as_of else []
    return ", ".join(parts)


def show_explanation(answer: Answer, explanation: Explanation) -> None:
    """How the evidence was ranked: what the filters left, and each passage's score with what it is made of."""
    period = answer.query.hint
    if answer.query.time_phrase:
        effect = f"only a hint at {period.since or '…'} to {period.until or '…'}" if period else "taken as a filter"
        print(f"\n“{answer.query.time_phrase}” was {effect}", end="")
    print(
        f"\n{explanation.allowed:,} of {explanation.passages:,} passages are left by the filters,"
        f" {explanation.candidates:,} of them were found; weights {explanation.weights}"
    )
    by_id = {evidence.passage_id: evidence for evidence in answer.evidence}
    for place, part in enumerate(explanation.evidence, start=1):
        print(f"{place:2}. {part.score:6.2f}  {_source(by_id[part.passage_id].article)}")
        print("           " + "  ".join(f"{c.feature} {c.contribution:+.2f}" for c in part.contributions))


def _source(article: ArticleView) -> str:
    published = f"{article.published_at:%-d %b %Y}" if article.published_at else "undated"
    return ", ".join(
        part
        for part in (article.publisher or "publisher unknown", f"“{article.title}”", *article.authors, published)
        if part
    )
