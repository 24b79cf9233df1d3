"""Whenever the power fails: the archive opens, is well, answers, and the next refresh ends as if nothing had been."""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from archives import LONG, STORY, content, found, lines, record
from conftest import NOW, WordEncoder, WordReader, open_index, take_in
from crashing import REFUSED
from killable import Killable

from corpus.archive.sqlite import SqliteArchive
from index.ingest.doctor import examine
from qa.question.request import Ask
from qa.service.ask import Service

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
KILLED = -signal.SIGKILL
QUESTION = "What did the council agree on?"


class Crasher(Killable):
    """Runs refreshes that end badly."""

    def __init__(self) -> None:
        super().__init__("crashing.py", stderr=subprocess.PIPE)

    def refresh(self, home: Path, source: Path, *, kill_after_s: float | None = None, **fault: Any) -> int:
        """The exit code of a refresh, minus the signal's number if it was killed."""
        return self.run(home=str(home), source=str(source), fault=fault, kill_after_s=kill_after_s)


@pytest.fixture(scope="module")
def crasher() -> Iterator[Crasher]:
    with Crasher() as crasher:
        yield crasher


class Case:
    """A data folder before a refresh, the source, and what an undisturbed refresh ends in."""

    def __init__(self, folder: Path, crasher: Crasher) -> None:
        self.folder, self.crasher, self.n_homes = folder, crasher, 0
        wire = [record(n, url=f"https://paper{n}.example/wire", publisher=f"Paper {n}", text=STORY) for n in range(6)]
        self.before = folder / "before"
        old = lines(folder / "old.jsonl", *map(record, range(8)), wire[0], record(50, text="\n".join(LONG)))
        take_in(self.before, WordEncoder(), old)
        open_index(self.before, WordEncoder())
        changed = [record(n, text=f"Now the council agreed on {n} bridges.") for n in range(4)]
        new = [record(n, text=f"{record(n)['text']} " + " ".join(LONG[: n % 4])) for n in range(10, 34)]
        self.source = lines(
            folder / "new.jsonl",
            *[*changed, *new[:10], *wire, record(5, publisher="Gazette"), record(6, title=""), *new[10:]],
            record(50, text="\n".join([*LONG[:-1], "Correction: it was Tuesday."])),
        )
        assert crasher.refresh(self.home(), self.source) == 0  # what the first one imports takes longer than it does
        whole = self.home()
        started = time.monotonic()
        assert crasher.refresh(whole, self.source) == 0
        self.seconds = time.monotonic() - started
        self.expected, self.found = self.state(whole), self.asked(whole)
        with SqliteArchive(whole / "archive.db") as archive:
            self.n_commits = archive.revision()

    def home(self) -> Path:
        """A fresh copy of the data folder."""
        self.n_homes += 1
        return Path(shutil.copytree(self.before, self.folder / f"home{self.n_homes}"))

    @staticmethod
    def state(home: Path) -> tuple[object, ...]:
        """All that matters of an archive: contents, stories, notices, and what could not be taken in."""
        with SqliteArchive(home / "archive.db") as archive:
            stories = archive.database.run(
                "SELECT url, version, story, corrections FROM version JOIN article ON id = article_id"
                " JOIN story ON version_number = number ORDER BY 1, 2"
            )
            failed = [(failure.place, failure.reason) for failure in archive.failures.kept()]
        return content(home), stories, failed

    @staticmethod
    def asked(home: Path) -> list[tuple[str, float]]:
        """All that a reader can find, with its cosines, once a question has been answered."""
        service = Service(open_index(home, WordEncoder()), WordEncoder(), WordReader(), clock=lambda: NOW)
        assert service.ask(Ask(QUESTION)).evidence
        return sorted(found(service.passage_index, service.encoder))

    def check(self, home: Path) -> None:
        """That nothing is wrong after a stop, and that the next refresh completes it: nothing lost, nothing twice."""
        with SqliteArchive(home / "archive.db") as archive:
            assert examine(archive, home / "index") == []
        assert self.asked(home)
        assert self.crasher.refresh(home, self.source) == 0
        assert self.state(home) == self.expected
        assert self.asked(home) == self.found
        with SqliteArchive(home / "archive.db") as archive:
            assert examine(archive, home / "index") == []
        shutil.rmtree(home, ignore_errors=True)  # an engine's thread may still be tidying up in it


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, crasher: Crasher) -> Case:
    return Case(tmp_path_factory.mktemp("crash"), crasher)


def kill_at_random(case: Case, n_kills: int, seed: int) -> None:
    """Kill refreshes at random moments, some of them again while they go on from where they were stopped."""
    chosen = random.Random(seed)
    n_killed = 0
    while n_killed < n_kills:
        home = case.home()
        for _ in range(chosen.choice((1, 1, 2, 3))):
            moment = chosen.uniform(0, case.seconds)
            n_killed += case.crasher.refresh(home, case.source, kill_after_s=moment) == KILLED
        case.check(home)


def test_a_refresh_killed_at_a_random_moment_is_completed_by_the_next(case: Case) -> None:
    kill_at_random(case, 10, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(3_000)
def test_a_refresh_killed_at_any_of_many_moments_is_completed_by_the_next(case: Case) -> None:
    kill_at_random(case, 220, seed=2)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_refresh_killed_around_a_commit_is_completed_by_the_next(case: Case, moment: str) -> None:
    around_commits(case, moment, step=5)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_refresh_killed_around_any_commit_is_completed_by_the_next(case: Case, moment: str) -> None:
    around_commits(case, moment, step=1)


def around_commits(case: Case, moment: str, step: int) -> None:
    ended = []
    for n in range(1, 3 * case.n_commits, step):
        home = case.home()
        ended.append(case.crasher.refresh(home, case.source, **{moment: n}))
        case.check(home)
        if ended[-1] == 0:
            break
    assert len(ended) >= 3 and ended == [KILLED] * (len(ended) - 1) + [0], "up to the commit that is not made any more"


def test_a_full_disk_stops_a_refresh_and_nothing_is_lost(case: Case) -> None:
    size = (case.before / "archive.db").stat().st_size
    pages = size // 4096
    faults = [{"pages": pages + more} for more in (0, 2, 9)] + [{"file_bytes": size + more} for more in (0, 30_000)]
    for fault in faults:
        home = case.home()
        assert case.crasher.refresh(home, case.source, **fault) == REFUSED, fault
        case.check(home)


def test_a_read_only_disk_refuses_a_refresh_and_nothing_is_lost(case: Case) -> None:
    home = case.home()
    before = case.state(home)
    assert case.crasher.refresh(home, case.source, read_only=True) == REFUSED
    assert case.state(home) == before
    case.check(home)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only the superuser can become somebody else")
def test_a_folder_that_may_not_be_written_refuses_a_refresh(case: Case) -> None:
    home = case.home()
    before = case.state(home)
    assert case.crasher.refresh(home, case.source, nobody=True) == REFUSED
    assert case.state(home) == before
    case.check(home)
