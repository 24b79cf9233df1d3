"""A refresh that several processes share: lists are read here, and each page that is due is left to a worker.

The one idea: a job names a page, and says nothing of what it holds; what is due is told from the archive alone. So a
page whose job was lost is found by the next refresh, and one that was read meanwhile is passed over.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from typing import Protocol

from corpus.archive.jobs import Job
from corpus.archive.protocol import Archive
from corpus.article import article_id
from corpus.source import Source
from corpus.web.arrivals import arrivals
from corpus.web.fetch import Fetcher, FetchPolicy
from corpus.web.visit import Visit
from index.ingest.commit_visits import note_failures, save_visits, withdraw_gone
from index.ingest.report import Report, SourceReport, summary
from index.passages.generations import drop_generations


class Queue(Protocol):
    """Where jobs are put."""

    def put(self, jobs: Sequence[Job]) -> int:
        """Put jobs, unless one with the same lock waits already; how many were put."""


def leave_pages(
    archive: Archive,
    queue: Queue,
    sources: Sequence[Source],
    *,
    now: datetime,
    policy: FetchPolicy,
    progress: Callable[[Report], None],
) -> Report:
    """Read what the sources on the web name, and put a job for each page that is due; `progress` is told the report so
    far."""
    report = Report(gone=withdraw_gone(archive, now))
    drop_generations(archive, int(now.timestamp()))
    counts = {source: SourceReport(source.place) for source in sources}
    report.sources += counts.values()
    site_files = archive.pages.site_files()
    fetcher = Fetcher(policy, now=now, site_files=dict(site_files))
    number = archive.reports.save(None, now, summary(report), is_finished=False)
    with closing(fetcher), closing(arrivals(sources, fetcher, archive, now, leaves_pages=True)) as batches:
        for batch in batches:
            left = [visit for visit in batch.visits if visit.is_left]
            batch.visits = [visit for visit in batch.visits if not visit.is_left]
            visits = note_failures(archive, batch, report.failures, counts[batch.source], now)
            report.warnings += [visit.warning for visit in visits if visit.warning]
            with archive.noting():
                save_visits(archive, visits, fetcher.site_files, site_files)
            report.queued += queue.put([_job(batch.source, visit) for visit in left])  # only now is its list known
            report.requests = fetcher.n_requests
            progress(report)
    archive.reports.save(number, now, summary(report), is_finished=True)
    return report


def _job(source: Source, visit: Visit) -> Job:
    url, list_url = visit.page.url, visit.of and visit.of[0]
    named = {"url": url, "list_url": list_url, "former": visit.moved_from, "source": asdict(source)}
    return Job(article_id(url), named)
