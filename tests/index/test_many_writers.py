"""Three workers on 2,000 articles while readers ask, one killed in mid-job and one stopped for a minute: nothing is
lost, nothing is there twice, and nobody is shown an old or a removed text.

    python -m pytest -m slow -s tests/index/test_many_writers.py      # prints its figures
"""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from conftest import WordReader, facts
from desk import Desk
from newspaper import Newspaper, headline, story
from page_workers import asker, until, working
from word_encoder import WordEncoder

from corpus.archive.job_queue import JobQueue, Pace
from corpus.archive.postgres import PostgresAddress, PostgresArchive
from corpus.article import version_hash
from index.engine.local_index import LocalIndex
from index.ingest.doctor import examine
from index.ingest.refresh import withdraw
from qa.question.request import Ask
from qa.server.following import Following
from qa.service.ask import Service

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow, pytest.mark.timeout(7_200)]
ARTICLES, CHANGED, REMOVED = 2_000, 500, 100
PAUSED_S = 60.0
READERS, PAUSE_S = 2, 0.5
PATIENCE_S = 7_000.0
OLD, NEW = "Old.", "New."


@dataclass
class Readers:
    """What readers were shown: how many answers, old texts, removed articles, and errors."""

    answers: int = 0
    old: int = 0
    removed: int = 0
    errors: list[str] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)  # removed by now
    revisions: set[int] = field(default_factory=set)


def read(desk: Desk, folder: Path, readers: Readers, seed: int, stop: threading.Event) -> None:
    """Ask for articles in any order, of an index that follows the archive as a server's does.

    What had been removed before a question is not to be shown; what had changed is not, once the index is so far.
    """
    words, drawn = WordEncoder(), random.Random(seed)
    index = LocalIndex(desk.address, folder / f"index-{seed}", facts(words))
    service = Service(index, words, WordReader())
    following = threading.Thread(target=Following().follow, args=(service, stop), daemon=True)
    following.start()
    with desk.archive.another() as own:
        asked = Desk(desk.address, desk.paper, own, desk.queue)
        while not stop.wait(PAUSE_S):
            n = drawn.randrange(ARTICLES)
            gone, known = set(readers.gone), asked.texts(n)
            least = own.revision()
            try:
                answer = service.ask(Ask(f"What did council {n} agree to spend on bridge {n}?", top_k=5))
            except Exception as error:
                readers.errors.append(repr(error))
                continue
            readers.answers += 1
            readers.revisions.add(answer.revision)
            shown = [*(each.article for each in answer.evidence), *(each.article for each in answer.citations)]
            numbers = {int(each.url.rpartition("/")[2].removesuffix(".html")): each.version for each in shown}
            readers.removed += len(gone & numbers.keys())
            is_new = known[:1] == [story(n, NEW)] and answer.revision >= least
            readers.old += is_new and numbers.get(n) == version_hash(headline(n), story(n, OLD))
    following.join()


@contextmanager
def reading(desk: Desk, folder: Path) -> Iterator[Readers]:
    readers, stop = Readers(), threading.Event()
    threads = [
        threading.Thread(target=read, args=(desk, folder, readers, seed, stop), daemon=True) for seed in range(READERS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def remove(desk: Desk, n: int) -> bool:
    """As `newsqa remove` does."""
    with desk.archive.alone():
        return withdraw(desk.archive, f"{desk.paper.address}/news/{n}.html", now=datetime.now(UTC))


def test_many_writers(postgres_place: PostgresAddress, paper: Newspaper, tmp_path: Path) -> None:
    numbers, drawn = list(range(ARTICLES)), random.Random(7)
    victim, sleeper = ARTICLES * 3 // 10, ARTICLES * 4 // 10
    for n in numbers:
        paper.article(n, note=OLD, delay_s=0.5 if n in (victim, sleeper) else 0)
    feed = paper.feed(numbers)
    chosen = drawn.sample([n for n in numbers if n not in (victim, sleeper)], CHANGED + REMOVED)
    changed, removed = [sleeper, *chosen[: CHANGED - 1]], chosen[CHANGED:]
    pace = Pace(silent_s=20.0, heartbeat_s=2.0, again_s=2)
    settings = {"home": str(tmp_path), "archive_url": postgres_place.url, "allow_hosts": paper.host, "fetch_delay_s": 0}
    with PostgresArchive(postgres_place, create=True) as archive, closing(JobQueue(archive)) as queue:
        desk = Desk(postgres_place, paper, archive, queue)
        with reading(desk, tmp_path) as readers:
            began = time.monotonic()
            assert desk.leave(feed).queued == ARTICLES
            left_s = time.monotonic() - began
            with working(pace, 3, **settings) as workers:
                killed = asker(paper, f"/news/{victim}.html", PATIENCE_S)
                os.kill(killed, signal.SIGKILL)
                stopped = asker(paper, f"/news/{sleeper}.html", PATIENCE_S)
                os.kill(stopped, signal.SIGSTOP)
                wakes = time.monotonic() + PAUSED_S
                for n in changed:
                    paper.article(n, note=NEW)
                feed = paper.feed(numbers, stamps=dict.fromkeys(changed, " (new)"))
                for n in removed:
                    until(partial(archive.has, f"{paper.address}/news/{n}.html"), f"article {n} is there", PATIENCE_S)
                    assert remove(desk, n)
                    readers.gone.add(n)
                    if stopped and time.monotonic() > wakes:
                        os.kill(stopped, signal.SIGCONT)
                        stopped = 0
                if stopped:
                    until(lambda: time.monotonic() > wakes, "the minute is over", PATIENCE_S)
                    os.kill(stopped, signal.SIGCONT)
                until(lambda: desk.leave(feed).queued == desk.waiting() == 0, "all is read", PATIENCE_S)
                took_s = time.monotonic() - began
                for number in workers.ids:
                    if number != killed:
                        os.kill(number, signal.SIGTERM)
                until(lambda: len(workers.codes) == 3, "they have ended")
            said = [told for _, told in workers.said]
        expected = {n: [] if n in removed else [story(n, NEW if n in changed else OLD)] for n in numbers}
        assert {n: desk.texts(n)[:1] for n in numbers} == expected
        assert archive.counts().articles == ARTICLES - REMOVED
        assert examine(archive, tmp_path / "none", datetime.now(UTC)) == []
    print(
        f"\n{ARTICLES:,} pages left in {left_s:.0f} s; all read after {took_s:.0f} s in {len(said):,} jobs, with"
        f" {CHANGED} changed and {REMOVED} removed meanwhile; {readers.answers:,} answers from"
        f" {len(readers.revisions):,} revisions: {readers.old} old texts, {readers.removed} removed ones,"
        f" {len(readers.errors)} errors; worker codes {sorted(workers.codes.values())}"
    )
    assert (readers.old, readers.removed, readers.errors) == (0, 0, [])
    assert sorted(workers.codes.values()) == [-signal.SIGKILL, 0, 0]
