"""The part of a refresh that reads the sources of plug-ins: one after the other, in batches of articles.

A source is asked for what is new since all of it could last be taken in, so that nothing that failed is passed over.
Knows nothing of what a plug-in asks.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from corpus.archive.protocol import Archive
from corpus.plugged_sources import BrokenOff, read_place
from corpus.source import Source, SourceItem, Withdrawal
from index.ingest.commit_articles import ArticleCommitter
from index.ingest.refresh_files import batches, keep_failures
from index.ingest.report import SourceReport
from index.ingest.withdrawals import withdraw_items

LOOKED_AT = 50  # refreshes, the last ones: as many as are kept


def refresh_plugged(committer: ArticleCommitter, sources: Sequence[Source], progress: Callable[[], None]) -> None:
    """Take in the sources; `progress` is called after each batch. What a plug-in does wrong ends its source alone."""
    archive, report, now = committer.archive, committer.report, committer.now
    for source in sources:
        n_before, counts = len(report.failures), SourceReport(source.place)
        new_before, changed_before = report.new, report.changed
        since = None if source.is_whole else _read_last(archive, source.place)
        items = (SourceItem(item, 0) for item in read_place(source, since, now))
        for batch in batches(source, source.place, items, report):
            committer.commit(batch.articles, live=True)
            withdraw_items(committer, batch.withdrawals)
            progress()
        failures = [each for each in report.failures[n_before:] if not isinstance(each, Withdrawal)]
        counts.new, counts.changed = report.new - new_before, report.changed - changed_before
        counts.failed = len(failures)
        report.sources.append(counts)
        broken_off = next((each for each in failures if isinstance(each, BrokenOff)), None)
        if broken_off is None:
            keep_failures(committer, source.place, failures)
            continue
        counts.problem = broken_off.reason
        with archive.noting():
            for each in failures:
                archive.failures.keep(source.place, each.place, each.reason, now)


def _read_last(archive: Archive, place: str) -> datetime | None:
    """When a refresh began that could take in all of a source, the last one; `None` where none is known."""
    for report in archive.reports.last(LOOKED_AT):
        for part in report.get("sources", ()):
            if part["place"] == place and report["finished"] and not part["problem"] and not part["failed"]:
                began: datetime = report["started"]
                return began
    return None
