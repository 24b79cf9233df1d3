"""Several processes on one port: real ones, each with the tests' own encoder over one archive."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from archives import lines, record
from conftest import ROOT, WordEncoder, take_in
from working_together import BROKEN

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import StateError
from qa.server.callers import Limiter
from qa.server.workers import Office, Visitor
from qa.service.keys import KeyFile
from qa.service.refresh_process import RefreshProcess

pytestmark = pytest.mark.enable_socket
PATIENCE_S = 120
KEY = "a key of the operator's"
OPERATOR = {"Authorization": f"Bearer {KEY}"}
QUESTION = {"question": "How many people died in the flood in Osk?"}
COMMAND = (sys.executable, str(ROOT / "tests" / "working_together.py"))


class Together:
    """A running server of several processes."""

    def __init__(self, process: "subprocess.Popen[str]", home: Path) -> None:
        self.process = process
        self.home = home
        self.said: list[str] = []
        assert process.stdout and process.stderr
        threading.Thread(target=lambda: self.said.extend(process.stderr or ()), daemon=True).start()
        ready = process.stdout.readline().split()
        self.port = int(ready[0]) if ready else 0

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Over a connection of its own, which any process may take."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        given = {"Content-Type": "application/json", **(headers or {})}
        connection.request(method, path, json.dumps(body) if body else None, given)
        response = connection.getresponse()
        answered = response.status, response.read().decode()
        connection.close()
        return answered

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="utf-8")
        return [int(each) for each in children.split() if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]

    def leaders(self) -> list[int]:
        """Those that were the one that asks followed questions again, the last one last."""
        return [int(found[1]) for line in self.said if (found := re.search(r"process (\d+) asks followed", line))]


@contextmanager
def together(home: Path, **settings: Any) -> Iterator[Together]:
    SqliteArchive(home / "archive.db", create=True).close()
    given = json.dumps({"workers": 2, "hosts": ["localhost"], "admin_key": KEY, **settings})
    process = subprocess.Popen(
        [*COMMAND, str(home), given],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        running = Together(process, home)
        try:
            yield running
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    with suppress(FileNotFoundError):
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    return False


def flood(home: Path, died: int, place: str = "Osk") -> None:
    text = f"In the flood in {place} {died} people died, officials said on Monday."
    article = record(died, title=f"Flood in {place}", text=text)
    take_in(home, WordEncoder(), lines(home / f"{died}.jsonl", article))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Together]:
    home = tmp_path_factory.mktemp("together")
    with together(home) as running:
        yield running


def answered(server: Together, of: int) -> set[tuple[int, int]]:
    """The revisions that questions were answered from, each asked over a connection of its own, and their statuses."""
    found = [server.request("POST", "/ask", QUESTION) for _ in range(of)]
    return {(status, json.loads(body)["revision"]) for status, body in found}


@pytest.mark.slow
def test_every_process_answers_from_a_new_revision(server: Together) -> None:
    (before,) = answered(server, 8)
    flood(server.home, 14)
    with SqliteArchive(server.home / "archive.db") as archive:
        now = archive.revision()
    assert before != (200, now)
    until(lambda: answered(server, 2) == {(200, now)})
    time.sleep(2)  # by then all see it
    assert answered(server, 20) == {(200, now)}


@pytest.mark.slow
def test_an_answer_is_found_by_its_link_whichever_process_gave_it(server: Together) -> None:
    flood(server.home, 15)
    until(lambda: json.loads(server.request("POST", "/ask", QUESTION)[1])["status"] == "answered")
    ids = [json.loads(server.request("POST", "/ask", QUESTION)[1])["id"] for _ in range(6)]
    assert {server.request("GET", f"/answers/{each}")[0] for each in ids for _ in range(3)} == {200}


@pytest.mark.slow
def test_requests_of_a_key_are_counted_by_all_processes_together(server: Together) -> None:
    key, kept = KeyFile(server.home / "keys.json").add("few", ["read"], per_minute=5)
    headers = {"Authorization": f"Bearer {key}"}
    statuses = [server.request("GET", "/status", headers=headers)[0] for _ in range(12)]
    assert statuses == [*5 * [200], *7 * [429]]
    KeyFile(server.home / "keys.json").revoke(kept.id)
    with ThreadedRequests(server, 8) as found:
        found.get("/refresh", headers)
    assert found.statuses == {401}


class ThreadedRequests:
    """Requests at once, so that more than one process takes some."""

    def __init__(self, server: Together, n: int) -> None:
        self._server = server
        self._n = n
        self.statuses: set[int] = set()
        self.bodies: list[str] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "ThreadedRequests":
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._threads:
            each.join(PATIENCE_S)

    def get(self, path: str, headers: dict[str, str] | None = None) -> None:
        self._send("GET", path, None, headers)

    def post(self, path: str, body: Any) -> None:
        self._send("POST", path, body, None)

    def _send(self, *request: Any) -> None:
        def send() -> None:
            status, body = self._server.request(*request)
            self.statuses.add(status)
            self.bodies.append(body)

        self._threads = [threading.Thread(target=send) for _ in range(self._n)]
        for each in self._threads:
            each.start()


def counted(server: Together, name: str) -> float:
    _, page = server.request("GET", "/metrics")
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{[^}}]*}})? (\S+)$", page, re.MULTILINE))


@pytest.mark.slow
def test_metrics_count_what_all_processes_did_and_keep_it_when_one_ends(server: Together) -> None:
    before = counted(server, "newsqa_asks_total")
    with ThreadedRequests(server, 12) as found:
        found.post("/ask", QUESTION)
    assert (found.statuses, counted(server, "newsqa_asks_total")) == ({200}, before + 12)
    ended = server.workers()[0]
    os.kill(ended, signal.SIGKILL)
    until(lambda: ended not in server.workers() and counted(server, "newsqa_workers") == 2)
    assert counted(server, "newsqa_asks_total") == before + 12
    assert counted(server, "newsqa_requests_at_work") == 0
    assert counted(server, "process_resident_memory_bytes") > 2 * 30e6


@pytest.mark.slow
def test_when_the_process_that_asks_again_dies_another_one_does_and_a_new_one_is_started(server: Together) -> None:
    asked = {"question": "How many people died in the flood in Ulm?"}
    status, made = server.request("POST", "/follow", asked, OPERATOR)
    assert status == 201
    until(lambda: bool(server.leaders()) and is_alive(server.leaders()[-1]))
    led = server.leaders()[-1]
    os.kill(led, signal.SIGKILL)
    until(lambda: server.leaders()[-1] != led and len(server.workers()) == 2)
    assert led not in server.workers() and server.leaders()[-1] in server.workers()
    flood(server.home, 99, "Ulm")
    token = json.loads(made)["token"]
    until(lambda: "99" in server.request("GET", f"/follow/{token}.json")[1])
    assert any(f"process {led} ended with code -9" in line for line in server.said)


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_all_end_when_the_first_is_told_to_whatever_one_of_them_does(sent: signal.Signals, tmp_path: Path) -> None:
    with together(tmp_path, stop_timeout_s=3) as running:
        ids = running.workers()
        os.kill(ids[0], signal.SIGSTOP)
        began = time.monotonic()
        running.process.send_signal(sent)
        assert running.process.wait(PATIENCE_S) == -signal.SIGALRM
        assert time.monotonic() - began >= 3
        until(lambda: not any(map(is_alive, ids)))


@pytest.mark.slow
def test_all_end_in_good_order_and_when_the_first_is_killed(tmp_path: Path) -> None:
    with together(tmp_path) as running:
        ids = running.workers()
        running.process.terminate()
        assert running.process.wait(PATIENCE_S) == 0
        assert not any(map(is_alive, ids))
    with together(tmp_path) as running:
        ids = running.workers()
        running.process.kill()
        until(lambda: not any(map(is_alive, ids)))


@pytest.mark.slow
def test_where_none_can_start_it_is_said_and_not_tried_for_ever(tmp_path: Path) -> None:
    (tmp_path / BROKEN).touch()
    with together(tmp_path) as running:
        assert running.process.wait(PATIENCE_S) == 1
        until(lambda: any(line == f"newsqa: {tmp_path} is broken\n" for line in running.said))
        assert not any("Traceback" in line for line in running.said)


@contextmanager
def an_office(refreshing: RefreshProcess) -> Iterator[Sequence[Visitor]]:
    """What there is once, and two that visit it as other processes do."""
    address = Office().open(refreshing, Limiter())
    visitors = (Visitor(address), Visitor(address))
    for each in visitors:
        each.connect()
    yield visitors


def test_one_refresh_is_under_way_whichever_process_began_it_and_any_can_end_it(tmp_path: Path) -> None:
    script = tmp_path / "refresh.py"
    progress = json.dumps({"event": "progress", "data": {"new": 3}})
    script.write_text(f"import time\nprint({progress!r}, flush=True)\ntime.sleep(600)\n", encoding="utf-8")
    with an_office(RefreshProcess((sys.executable, str(script)))) as (one, other):
        mine, others = one.refreshing(), other.refreshing()  # type: ignore[attr-defined]
        assert (others.running, others.next_at, others.cancel()) == (None, None, False)
        events = mine.start()
        assert next(events) == ("progress", {"new": 3})
        with pytest.raises(StateError, match="under way already"):
            others.start()
        assert others.running[1] == {"new": 3}
        assert others.cancel()
        assert list(events) == [("error", {"detail": "it was stopped; what was read in is kept"})]


def test_requests_are_counted_once_for_all_processes() -> None:
    with an_office(RefreshProcess()) as (one, other):
        first, second = one.limiter(), other.limiter()  # type: ignore[attr-defined]
        assert [each.hit("192.0.2.1", 3).is_within for each in (first, second, first, second)] == [
            *3 * [True],
            False,
        ]
        assert second.hit("192.0.2.2", 3).remaining == 2
