"""Jobs of an archive on PostgreSQL: what one is, how many wait, and writing as one of several who do them.

The one idea: who was too slow cannot commit. Each transaction of a job begins, while nobody else can commit, with the
question whether the job is still its worker's, and whether what it has read is still the newest. So a worker that has
stalled never brings an old text back over a newer one. Knows nothing of what a job is about, nor of who hands it out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from corpus.archive.postgres import PostgresAddress, PostgresArchive
from corpus.archive.protocol import Archive
from corpus.archive.sql_archive import database_of
from corpus.archive.versions import optional_moment
from corpus.errors import ArchiveError

SILENT_IN_TRANSACTION_S = 5.0  # half of what others wait: a worker that is stopped in its commit does not stop them


class JobLostError(ArchiveError):
    """The job was taken from a worker that was not heard of; another does it."""


class StaleError(ArchiveError):
    """Others have written since it was read; it is to be read again."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done, as JSON. Of two with one lock one waits at most, and they are not done at once."""

    lock: str
    what: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A job that a worker does."""

    id: int
    worker: int
    what: dict[str, Any]


@dataclass(frozen=True, slots=True)
class QueueState:
    """How many jobs wait or are done just now, and since when the oldest of them."""

    jobs: int
    oldest: datetime | None


def queue_state(archive: Archive) -> QueueState | None:
    """`None` for an archive that has no queue."""
    database = database_of(archive)
    if "procrastinate_jobs" not in database.tables():
        return None
    ((jobs, oldest),) = database.run(
        "SELECT count(DISTINCT j.id), CAST(floor(extract(epoch FROM min(e.at))) AS BIGINT) FROM procrastinate_jobs j"
        " LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
        " WHERE j.status IN ('todo', 'doing')"
    )
    return QueueState(jobs, optional_moment(oldest))


@dataclass(slots=True)
class _Doing:
    """A job under way: the archive when it began to read or last committed, and which articles it read."""

    job: HeldJob
    revision: int
    generation: str | None
    articles: Sequence[str] = ()


class SharedArchive(PostgresArchive):
    """An open archive to which several workers write at a time. Not shared between threads."""

    def __init__(self, address: PostgresAddress) -> None:
        super().__init__(address)
        self.server.silent_s = SILENT_IN_TRANSACTION_S
        self._doing: _Doing | None = None

    @contextmanager
    def doing(self, job: HeldJob) -> Iterator[None]:
        """The right to write for a job. Begun before anything is read for it.

        Inside, a transaction raises `JobLostError` if the job is another worker's by now, `StaleError` if the articles
        that were read have changed since or passages are made in another way, `WritingElsewhereError` if somebody has
        the archive alone. Nothing of it is kept then.
        """
        self._doing = _Doing(job, self.revision(), self.fact("generation"))
        try:
            yield
        finally:
            self._doing = None

    def was_read(self, articles: Sequence[str]) -> None:
        """Inside `doing`: these are the ids of the articles that will be put."""
        if self._doing:
            self._doing.articles = articles

    @contextmanager
    def writing(self) -> Iterator[int]:
        with super().writing() as revision:
            self._check()
            yield revision
        if self._doing:
            self._doing.revision = revision

    @contextmanager
    def noting(self) -> Iterator[None]:
        with super().noting():
            self._check()
            yield

    def n_workers(self, silent_s: float) -> int:
        """How many workers were heard of within so many seconds, at least 1."""
        query = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => ?)"
        return max(1, int(self.database.value(query, (silent_s,))))

    def _check(self) -> None:
        doing = self._doing
        if doing is None:
            return
        held = "SELECT 1 FROM procrastinate_jobs WHERE id = ? AND worker_id = ? AND status = 'doing' FOR UPDATE"
        if not self.database.value(held, (doing.job.id, doing.job.worker)):
            raise JobLostError("the job was given to another worker, as this one was not heard of")
        self.server.refuse_beside_alone()
        if self.fact("generation") != doing.generation:
            raise StaleError(f"the passages of archive {self.name} are made in another way since")
        newer = f"SELECT article_id FROM version WHERE revision > {doing.revision} AND article_id IN"
        if self.database.among(newer, doing.articles):
            raise StaleError("the article has changed since it was read")
