"""The queue: jobs put beside the archive on PostgreSQL, and done by any number of processes, one job at a time each.

The tables are procrastinate's, in the archive's schema. A worker is heard of while it lives; the jobs of one that is
not are put anew by the others. Nobody else knows procrastinate. Knows nothing of what a job is about.
"""

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import procrastinate
from procrastinate import jobs as kept
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.job_context import JobContext
from psycopg_pool import PoolTimeout

from corpus.archive.jobs import HeldJob, Job, JobLostError
from corpus.archive.postgres import PostgresAddress, PostgresArchive
from corpus.errors import ArchiveError, NewsqaError

QUEUE, TASK = "newsqa", "newsqa.page"
AT_ONCE = 500  # jobs that are put together
SESSIONS = 4  # of a worker with the server, beside that of its archive
log = logging.getLogger("newsqa")


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a worker is heard of, after how long a silence its job is another's, how often it looks for jobs where
    nobody tells it of one, and after how long one that could not be done is tried again; all in seconds."""

    heartbeat_s: float = 10.0
    silent_s: float = 60.0
    look_s: float = 1.0
    again_s: int = 10


class JobQueue:
    """The queue as whoever puts jobs has it. Makes its tables where there are none."""

    def __init__(self, archive: PostgresArchive) -> None:
        self._name = archive.name
        connector = procrastinate.SyncPsycopgConnector(conninfo=archive.address.url, min_size=1, max_size=1)
        self._app = procrastinate.App(connector=connector)
        with _explained(self._name):
            self._app.open()
            with archive.server.migrating():
                if "procrastinate_jobs" not in archive.server.tables():
                    self._app.schema_manager.apply_schema()

    def put(self, jobs: Sequence[Job]) -> int:
        """Put jobs, unless one with the same lock waits already; how many were put."""
        n_put = 0
        with _explained(self._name):
            for start in range(0, len(jobs), AT_ONCE):
                part = [_kept(each) for each in jobs[start : start + AT_ONCE]]
                try:
                    n_put += len(self._app.job_manager.batch_defer_jobs(part))
                except AlreadyEnqueued:
                    n_put += sum(self._put_one(each) for each in part)
        return n_put

    def _put_one(self, job: kept.Job) -> bool:
        try:
            self._app.job_manager.defer_job(job)
        except AlreadyEnqueued:
            return False
        return True

    def close(self) -> None:
        self._app.close()


def work(address: PostgresAddress, do: Callable[[HeldJob], None], pace: Pace | None = None) -> None:
    """Do jobs until the process is told to end (SIGINT, SIGTERM), and then the one in hand to its end.

    A job that ends in an expected error is tried again later; one that ends in another is dropped. Raises
    `ArchiveError` if the server cannot be reached any more.
    """
    with _explained(str(address)):
        asyncio.run(_work(address, do, pace or Pace()))


async def _work(address: PostgresAddress, do: Callable[[HeldJob], None], pace: Pace) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_note_error)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address.url, max_size=SESSIONS))
    with ThreadPoolExecutor(1, "job") as hands:

        @app.task(name=TASK, queue=QUEUE, pass_context=True)
        async def page(context: JobContext, /, **what: Any) -> None:
            assert context.job.id is not None and context.job.worker_id is not None
            held = HeldJob(context.job.id, context.job.worker_id, what)
            try:
                await loop.run_in_executor(hands, do, held)
            except JobLostError:
                raise
            except (NewsqaError, OSError) as error:
                log.warning("a page is read again in %d s: %s", pace.again_s, error)
                later = _kept(Job(context.job.lock or "", what), datetime.now(UTC) + timedelta(seconds=pace.again_s))
                with suppress(AlreadyEnqueued):  # it fell due meanwhile; procrastinate's own retries stop at that
                    await app.job_manager.defer_job_async(later)

        async with app.open_async():
            working = asyncio.ensure_future(
                app.run_worker_async(
                    queues=[QUEUE],
                    name=f"process {os.getpid()} on {socket.gethostname()}",
                    fetch_job_polling_interval=pace.look_s,
                    update_heartbeat_interval=pace.heartbeat_s,
                    stalled_worker_timeout=pace.silent_s,
                    delete_jobs="always",
                    install_signal_handlers=False,
                )
            )
            for each in (signal.SIGINT, signal.SIGTERM):
                with suppress(NotImplementedError):  # on Windows Ctrl-C cancels what runs here, to the same end
                    loop.add_signal_handler(each, working.cancel)
            sweeping = asyncio.ensure_future(_take_up_stalled(app, pace))
            try:
                await working
            except asyncio.CancelledError:
                return
            finally:
                sweeping.cancel()
            raise ArchiveError(f"the queue of archive {address} cannot be reached any more")


async def _take_up_stalled(app: procrastinate.App, pace: Pace) -> None:
    """Again and again: put the jobs of workers that are not heard of anew, under other numbers.

    So whatever such a worker says of its own, should it wake up, is not said of the new one.
    """
    manager = app.job_manager
    while True:
        with suppress(ConnectorException):  # another did the same, or the worker's own session says what is wrong
            for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=pace.silent_s):
                assert job.id is not None
                with suppress(AlreadyEnqueued):
                    await manager.defer_job_async(_kept(Job(job.lock or "", job.task_kwargs)))
                await manager.finish_job_by_id_async(job.id, kept.Status.FAILED, delete_job=True)
        await asyncio.sleep(pace.silent_s / 2)


def _kept(job: Job, not_before: datetime | None = None) -> kept.Job:
    return kept.Job(
        queue=QUEUE,
        task_name=TASK,
        lock=job.lock,
        queueing_lock=job.lock,
        task_kwargs=job.what,
        scheduled_at=not_before,
    )


def _note_error(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nobody waits for: above all that the end of a job could not be noted, as it is another worker's by now."""
    error = context.get("exception")
    said = str((error and error.__cause__) or error or context["message"])
    log.warning("the queue: %s", said.partition("\n")[0])


@contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except (ConnectorException, PoolTimeout) as error:
        said = " ".join(str(error.__cause__ or error).split())
        raise ArchiveError(f"the queue of archive {name} cannot be used: {said}") from error
