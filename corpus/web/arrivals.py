"""All sources on the web read side by side, each in a thread of its own, and handed on in batches of one source.

The one idea: a source that is slow, fails or breaks delays nobody else. Knows nothing of what becomes of the visits.
"""

import queue
import time
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from corpus.archive.protocol import Archive
from corpus.source import Source
from corpus.web.crawl import ClaimedUrls, WebReader
from corpus.web.fetch import Fetcher
from corpus.web.visit import Visit

SOURCES_AT_ONCE = 16  # threads that mostly wait
BATCH_VISITS = 48  # as many as are committed together
HOLD_S = 10.0  # a slow source's visits are handed on after so long, however few they are
WAITING_VISITS = 200  # read ahead of what is committed, over all sources


@dataclass(slots=True)
class Batch:
    """Visits of one source. `ended`: there are no more; `problem`: why it broke off, if it did."""

    source: Source
    visits: list[Visit] = field(default_factory=list)
    ended: bool = False
    problem: str | None = None
    since: float = field(default_factory=time.monotonic)


def arrivals(
    sources: Sequence[Source], fetcher: Fetcher, archive: Archive, now: datetime, *, leaves_pages: bool = False
) -> Generator[Batch]:
    """Batches of visits as they come, until every source has ended. Closing it stops the reading.

    `leaves_pages`: lists alone are read; of the pages it is said which are due.
    """
    coming: queue.Queue[tuple[int, Visit | None, str | None]] = queue.Queue(WAITING_VISITS)
    claimed = ClaimedUrls()

    def put(number: int, visit: Visit | None, problem: str | None) -> None:
        while not fetcher.stopped.is_set():
            try:
                coming.put((number, visit, problem), timeout=0.5)
                return
            except queue.Full:
                continue

    def read(number: int, source: Source) -> None:
        problem = None
        try:
            with archive.another() as own:
                for visit in WebReader(source, fetcher, own, claimed, now, leaves_pages=leaves_pages).visits():
                    put(number, visit, None)
        except Exception as error:  # whatever a source holds, the others go on; the report says what it was
            problem = f"{type(error).__name__}: {error}"
        put(number, None, problem)

    pool = ThreadPoolExecutor(SOURCES_AT_ONCE, "source")
    try:
        for number, source in enumerate(sources):
            pool.submit(read, number, source)
        yield from _batches(sources, coming)
    finally:
        fetcher.stopped.set()
        pool.shutdown(cancel_futures=True)


def _batches(sources: Sequence[Source], coming: "queue.Queue[tuple[int, Visit | None, str | None]]") -> Iterator[Batch]:
    open_batches = {number: Batch(source) for number, source in enumerate(sources)}
    while open_batches:
        try:
            number, visit, problem = coming.get(timeout=1.0)
        except queue.Empty:
            visit = None
        else:
            batch = open_batches[number]
            if visit is None:
                batch.ended, batch.problem = True, problem
                yield open_batches.pop(number)
                continue
            batch.since = batch.since if batch.visits else time.monotonic()
            batch.visits.append(visit)
        for number, batch in open_batches.items():
            is_held_long = bool(batch.visits) and time.monotonic() - batch.since > HOLD_S
            if len(batch.visits) >= BATCH_VISITS or is_held_long:
                open_batches[number] = Batch(batch.source)
                yield batch
