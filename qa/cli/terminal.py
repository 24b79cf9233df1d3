"""What the commands print: reports of refreshes, failures, and answers as text or JSON."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corpus.archive.protocol import Archive
from corpus.article import clean_line
from qa.answer.contract import Answer, Explanation
from qa.answer.exports.formats import Format
from qa.answer.exports.wording import source
from qa.cli.answer_text import show_answer

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


def show_page(url: str, report: "Report") -> None:
    """What came of one page, if anything did."""
    if kinds := _kinds(report):
        print(f"{kinds}: {clean_line(url)}", flush=True)
    _show_problems(report)


def show_queued(report: "Report", seconds: float) -> None:
    """What a refresh left to workers, and on stderr which lists could not be read."""
    gone = f" Articles: {report.gone:,} removed since their pages are gone." if report.gone else ""
    print(f"Pages left to workers: {report.queued:,}.{gone} Requests: {report.requests:,}. {seconds:.1f} s.")
    _show_problems(report)


def _counts(report: "Report") -> str:
    counts = f"Articles: {_kinds(report) or 'none'}."
    return f"{counts} Passages: {report.passages:,} new, {report.embedded:,} embedded."


def _kinds(report: "Report") -> str:
    """How many articles of each kind there were."""
    kinds = {
        "new": report.new,
        "changed": report.changed,
        "with new details": report.details,
        "unchanged": report.unchanged,
        "renamed": report.renamed,
        "removed since their pages are gone": report.gone,
        "removed since their agencies withdrew them": report.withdrawn,
    }
    return ", ".join(f"{n:,} {kind}" for kind, n in kinds.items() if n)


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
        _show_explanation(answer, answer.explanation)


def print_export(answer: Answer, chosen: Format) -> None:
    """An answer as another program reads it; what is no citation, such as a refusal, is said on standard error."""
    print(chosen.write(answer, datetime.now(UTC)), end="", flush=True)
    if not answer.citations:
        print(f"newsqa: nothing is cited: {answer.answer}", file=sys.stderr)


def _show_explanation(answer: Answer, explanation: Explanation) -> None:
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
        print(f"{place:2}. {part.score:6.2f}  {source(by_id[part.passage_id].article)}")
        telling = [each for each in part.contributions if abs(each.contribution) >= 0.005]
        print("           " + "  ".join(f"{each.feature} {each.contribution:+.2f}" for each in telling))
