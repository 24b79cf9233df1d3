"""An archive with a queue, the paper that is read into it, and what an operator does with both."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from newspaper import Newspaper
from word_encoder import WordEncoder

from corpus.archive.job_queue import JobQueue
from corpus.archive.jobs import HeldJob, Job, SharedArchive, queue_state
from corpus.archive.postgres import PostgresAddress, PostgresArchive
from corpus.article import article_id
from corpus.source import Source
from corpus.web.fetch import FetchPolicy
from index.ingest.refresh import refresh
from index.ingest.refresh_queue import leave_pages
from index.ingest.report import Report
from index.ingest.work import PageWorker


@dataclass
class Desk:
    """An archive with a queue, the paper that it reads, and the operator's commands."""

    address: PostgresAddress
    paper: Newspaper
    archive: PostgresArchive
    queue: JobQueue
    words: WordEncoder = field(default_factory=WordEncoder)

    @property
    def policy(self) -> FetchPolicy:
        return FetchPolicy(allow_hosts=(self.paper.host,), delay_s=0)

    def leave(self, *places: str) -> Report:
        now = datetime.now(UTC)
        sources = [Source(place, max_pages=5_000) for place in places]
        return leave_pages(self.archive, self.queue, sources, now=now, policy=self.policy, progress=lambda _: None)

    def refresh(self, place: str) -> Report:
        with self.archive.another() as own, own.alone():
            return refresh(own, WordEncoder(), [Source(place)], now=datetime.now(UTC), policy=self.policy)

    def held(self, archive: SharedArchive) -> HeldJob:
        """The next job, taken as a worker takes it."""
        worker = archive.database.value("SELECT worker_id FROM procrastinate_register_worker_v1()")
        fetch = "SELECT id, args FROM procrastinate_fetch_job_v2(CAST('{newsqa}' AS varchar[]), ?)"
        ((number, what),) = archive.database.run(fetch, (worker,))
        return HeldJob(number, worker, what)

    def do_next(self) -> Report:
        with SharedArchive(self.address) as own:
            job = self.held(own)
            with closing(PageWorker(own, lambda: self.words, self.policy, silent_s=60)) as worker:
                report = worker.do(job)
            own.database.run("SELECT procrastinate_finish_job_v1(?, 'succeeded', true)", (job.id,))
            return report

    def take_over(self) -> None:
        """Give the job that is under way to another worker, as is done where its own is not heard of."""
        ((number, lock),) = self.archive.database.run("SELECT id, lock FROM procrastinate_jobs WHERE status = 'doing'")
        args = self.archive.database.value("SELECT args FROM procrastinate_jobs WHERE id = ?", (number,))
        self.queue.put([Job(lock, args)])
        self.archive.database.run("SELECT procrastinate_finish_job_v1(?, 'failed', true)", (number,))

    def texts(self, n: int) -> list[str]:
        """Of all versions of an article, the one that is shown first."""
        url = f"{self.paper.address}/news/{n}.html"
        return [version.article.text for version in self.archive.versions(article_id(url))]

    def waiting(self) -> int:
        state = queue_state(self.archive)
        return state.jobs if state else 0
