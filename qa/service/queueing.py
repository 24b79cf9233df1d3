"""A refresh that several processes share, with the operator's settings: pages put into the queue, and taken from it.

Knows nothing of terminals or HTTP.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from corpus.archive.jobs import HeldJob, SharedArchive
from corpus.archive.postgres import PostgresAddress, PostgresArchive
from corpus.errors import ArchiveError, NewsqaError, UsageError, WritingElsewhereError
from corpus.source import Source
from index.encoder.encoder import Encoder
from index.ingest.refresh_queue import leave_pages
from index.ingest.report import Report
from index.ingest.work import PageWorker
from qa.service.kept_answers import KeptAnswers
from qa.service.refreshing import fetch_policy
from qa.service.settings import Settings

if TYPE_CHECKING:
    from corpus.archive.job_queue import Pace

log = logging.getLogger("newsqa")


def check_queue(settings: Settings) -> PostgresAddress:
    """Where the queue is. Raises `UsageError` for an archive in a file, `ArchiveError` where its package is missing."""
    if not isinstance(settings.archive, PostgresAddress):
        raise UsageError(
            f"the queue needs an archive on PostgreSQL (archive_url), and this one is the file {settings.archive}"
        )
    try:
        import corpus.archive.job_queue  # noqa: F401
    except ImportError as error:
        raise ArchiveError("the queue needs procrastinate: pip install 'newsqa[queue]'") from error
    return settings.archive


def enqueue(settings: Settings, sources: Sequence[Source], progress: Callable[[Report], None]) -> Report:
    """Read the lists of sources on the web, and leave the pages that are due to workers."""
    address = check_queue(settings)
    from corpus.archive.job_queue import JobQueue

    with PostgresArchive(address, create=True) as archive, closing(JobQueue(archive)) as queue:
        now = datetime.now(UTC)
        return leave_pages(archive, queue, sources, now=now, policy=fetch_policy(settings), progress=progress)


def work_off(
    settings: Settings,
    open_encoder: Callable[[], Encoder],
    tell: Callable[[str, Report], None],
    pace: "Pace | None" = None,
) -> None:
    """Do what is in the queue until the process is told to end; `tell` of each page by its address what came of it.

    Raises `ArchiveError` if the server cannot be reached any more.
    """
    address = check_queue(settings)
    from corpus.archive.job_queue import JobQueue, Pace, work

    pace = pace or Pace()
    answers = KeptAnswers(settings.answers, settings.keep_answers)
    with SharedArchive(address) as archive:
        with closing(JobQueue(archive)):  # so that there is one
            pass
        worker = PageWorker(archive, open_encoder, fetch_policy(settings), silent_s=pace.silent_s)

        def do(job: HeldJob) -> None:
            try:
                report = worker.do(job)
            except NewsqaError as error:
                level = logging.INFO if isinstance(error, WritingElsewhereError) else logging.WARNING
                log.log(level, "%s: %s", job.what["url"], error)
                raise
            if report.gone or report.withdrawn:
                answers.erase_removed(archive)
            tell(job.what["url"], report)

        with closing(worker):
            work(address, do, pace)
