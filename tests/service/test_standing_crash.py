"""Whenever the power fails while followed questions are asked again: each change is told, and told once."""

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from archives import lines, record
from conftest import NOW, WordEncoder, WordReader, open_index, take_in
from killable import Killable

from corpus.archive.sqlite import SqliteArchive
from qa.service.ask import Service
from qa.service.standing.asking import Followed, follow

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
PLACES = ("Osk", "Nara", "Lutha", "Belmora")
KILLED = -signal.SIGKILL
N_RANDOM = 12


class Asker(Killable):
    """Asks again in a process that may be killed; gives its exit code."""

    def __init__(self) -> None:
        super().__init__("asking_again.py")

    def ask(self, home: Path, *, kill_after_s: float | None = None, **fault: Any) -> int:
        return self.run(home=str(home), fault=fault, kill_after_s=kill_after_s)


@pytest.fixture(scope="module")
def asker() -> Iterator[Asker]:
    with Asker() as opened:
        yield opened


@pytest.fixture
def home(tmp_path: Path, words: WordEncoder) -> Path:
    """Four questions that are followed, and news that answers each of them."""
    take_in(tmp_path, words)
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    for place in PLACES:
        follow(service, Followed(f"How many people died in the flood in {place}?"))
    news = [
        record(n, title=f"Flood in {place}", text=f"In the flood in {place} {n} people died, officials said on Monday.")
        for n, place in enumerate(PLACES, start=11)
    ]
    take_in(tmp_path, words, lines(tmp_path / "news.jsonl", *news))
    return tmp_path


def told(home: Path) -> list[tuple[str, list[str]]]:
    """Each question with the kinds of its changes."""
    with SqliteArchive(home / "archive.db") as archive:
        return [
            (each.question["question"], [change.change["kind"] for change in archive.followed.changes(each.token, 99)])
            for each in archive.followed.questions()
        ]


def each_once(home: Path) -> bool:
    return sorted(told(home)) == sorted((f"How many people died in the flood in {each}?", ["first"]) for each in PLACES)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_each_change_is_told_once_if_the_process_dies_at_a_commit(when: str, n: int, home: Path, asker: Asker) -> None:
    assert asker.ask(home, **{when: n}) == KILLED
    n_told = sum(len(kinds) for _, kinds in told(home))
    assert n_told == (n if when == "after" else n - 1)
    assert asker.ask(home) == 0
    assert each_once(home)


def test_each_change_is_told_once_if_the_process_dies_at_any_moment(home: Path, asker: Asker) -> None:
    begun = time.monotonic()
    assert asker.ask(home, before=4) == KILLED
    whole_s = time.monotonic() - begun
    for seed in range(N_RANDOM):
        asker.ask(home, kill_after_s=whole_s * random.Random(seed).random())
        assert all(kinds in ([], ["first"]) for _, kinds in told(home))
    assert asker.ask(home) == 0
    assert each_once(home)
    assert asker.ask(home) == 0
    assert each_once(home), "nothing is told again"
