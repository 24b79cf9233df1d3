"""Whenever the power fails while changes are sent: each arrives, under one id, by which it is told once."""

import json
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from killable import Killable
from receiving import Receiver, receiving

from corpus.archive.sqlite import SqliteArchive
from corpus.web.address_guard import Guard
from qa.service.standing.recipients import add_recipient, make_recipient

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here"),
    pytest.mark.enable_socket,
]
KILLED = -signal.SIGKILL
ANSWER_S = 0.004  # of the receiver; most kills come while it has the message and the sender no answer


class Sender(Killable):
    """Sends in a process that may be killed, each time some minutes later; gives its exit code."""

    def __init__(self) -> None:
        super().__init__("sending_again.py")
        self.now = NOW

    def send(self, home: Path, receiver: Receiver, *, kill_after_s: float | None = None, **fault: Any) -> int:
        self.now += timedelta(minutes=5)
        asked = {"home": str(home), "host": receiver.host, "now": self.now.isoformat()}
        return self.run(**asked, fault=fault, kill_after_s=kill_after_s)


@pytest.fixture(scope="module")
def sender() -> Iterator[Sender]:
    with Sender() as opened:
        yield opened


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as opened:
        opened.delay_s = ANSWER_S
        yield opened


def with_changes(home: Path, receiver: Receiver, n: int) -> Path:
    """An archive in which the answers of three questions have changed so many times, and somebody to tell."""
    with SqliteArchive(home / "archive.db", create=True) as archive:
        with archive.noting():
            for token in ("cup", "vote", "race"):
                archive.followed.add(token, {"question": f"Who won the {token}?", "publishers": []}, NOW)
        made = make_recipient(
            receiver.address, "change", token=None, guard=Guard((receiver.host,)), can_mail=False, now=NOW
        )
        add_recipient(archive, made)
        with archive.noting():
            for revision in range(n):
                kept = archive.followed.questions()[revision % 3]
                told = {"asked_at": "2026-01-15T12:00:00Z", "confidence": revision / n}
                archive.followed.asked(kept, revision, told, {"kind": "value", "before": kept.told, "after": told}, NOW)
    return home


def ids_of(receiver: Receiver) -> dict[str, set[str]]:
    """Under which ids of messages each change has arrived."""
    arrived: dict[str, set[str]] = {}
    for each in receiver.log:
        for change in json.loads(each.body)["data"]["changes"]:
            arrived.setdefault(change["id"], set()).add(each.id)
    return arrived


def states(home: Path) -> Counter[str]:
    with SqliteArchive(home / "archive.db") as archive:
        (recipient,) = archive.deliveries.recipients()
        return Counter(each.state for each in archive.deliveries.last(recipient.id, 10_000))


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_each_change_arrives_if_the_process_dies_at_a_commit(
    when: str, n: int, tmp_path: Path, sender: Sender, receiver: Receiver
) -> None:
    home = with_changes(tmp_path, receiver, 3)
    assert sender.send(home, receiver, **{when: n}) == KILLED
    assert sender.send(home, receiver) == 0
    arrived = ids_of(receiver)
    assert len(arrived) == 3 and all(len(ids) == 1 for ids in arrived.values())
    assert len(receiver.log) <= 4, "at most the one that was under way has come twice"
    assert states(home) == {"delivered": 3}
    n_received = len(receiver.log)
    assert sender.send(home, receiver) == 0
    assert len(receiver.log) == n_received


def survives(home: Path, sender: Sender, receiver: Receiver, n_kills: int, n_changes: int) -> None:
    """Send while being killed again and again, and look at what the receiver has."""
    with_changes(home, receiver, n_changes)
    n_killed = seed = 0
    while n_killed < n_kills:
        seed += 1
        n_killed += sender.send(home, receiver, kill_after_s=0.15 * random.Random(seed).random()) == KILLED
        assert seed < 3 * n_kills, "the kills come too late to be any"
    assert sender.send(home, receiver) == 0
    arrived = ids_of(receiver)
    assert len(arrived) == n_changes and all(len(ids) == 1 for ids in arrived.values())
    assert len({each.id for each in receiver.log}) == n_changes
    assert states(home) == {"delivered": n_changes}
    assert len(receiver.log) <= n_changes + n_killed, "a kill makes one come twice, at most"
    print(f"{n_killed} kills, {n_changes} changes, {len(receiver.log)} messages")


def test_each_change_arrives_if_the_process_dies_at_any_moment(
    tmp_path: Path, sender: Sender, receiver: Receiver
) -> None:
    survives(tmp_path, sender, receiver, n_kills=6, n_changes=80)


@pytest.mark.slow
def test_each_change_arrives_through_sixty_kills(tmp_path: Path, sender: Sender, receiver: Receiver) -> None:
    survives(tmp_path, sender, receiver, n_kills=60, n_changes=800)
