"""Processes that work off a queue with the tests' own encoder, each of which can be killed: what the tests of it start.

    python tests/page_workers.py SETTINGS PACE N      # both as JSON; writes the processes' ids, then what each does

They are forked from a process that has everything imported, and tell publishers their id as their contact.
"""

import json
import os
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from word_encoder import WordEncoder

from corpus.archive.job_queue import Pace
from index.ingest.report import Report
from qa.service.queueing import work_off
from qa.service.settings import load_settings

if TYPE_CHECKING:
    from newspaper import Newspaper

ROOT = Path(__file__).parent.parent
CONTACT = "https://worker.example/"
PATIENCE_S = 250.0


@dataclass
class Workers:
    """Processes that work, by their ids, and what they have said so far."""

    ids: list[int]
    said: list[tuple[int, str]] = field(default_factory=list)
    codes: dict[int, int] = field(default_factory=dict)


@contextmanager
def working(pace: Pace, n: int, **settings: Any) -> Iterator[Workers]:
    """So many processes, which are ended with the block."""
    given = [json.dumps(settings), json.dumps(asdict(pace)), str(n)]
    command = [sys.executable, str(ROOT / "tests" / "page_workers.py"), *given]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdin and process.stdout
        workers = Workers(json.loads(process.stdout.readline()))

        def read() -> None:
            assert process.stdout
            for line in process.stdout:
                number, _, told = line.strip().partition(" ")
                kind, _, rest = told.partition(" ")
                if kind == "ended":
                    workers.codes[int(number)] = int(rest)
                else:
                    workers.said.append((int(number), told))

        reading = threading.Thread(target=read, daemon=True)
        reading.start()
        try:
            yield workers
        finally:
            process.stdin.close()
            reading.join()


def until(is_so: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait for what other processes do."""
    end = time.monotonic() + patience_s
    while not is_so():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)


def asker(paper: "Newspaper", path: str, patience_s: float = PATIENCE_S) -> int:
    """The process that asked for a page first, as soon as it has."""
    until(lambda: paper.asked(path), f"{path} is asked for", patience_s)
    return int(paper.asked(path)[0].headers["user-agent"].rpartition(CONTACT)[2].rstrip(")"))


def _say(line: str) -> None:
    """In one piece: `print` may write a line and its end apart, and others write between them."""
    os.write(1, f"{line}\n".encode())


def _work(settings: dict[str, Any], pace: Pace) -> None:
    def tell(url: str, report: Report) -> None:
        _say(f"{os.getpid()} did {url} {report.new} {report.changed}")

    loaded = load_settings(**settings, contact=f"{CONTACT}{os.getpid()}")
    work_off(loaded, WordEncoder, tell, pace)


def main() -> None:
    settings, pace, n = json.loads(sys.argv[1]), Pace(**json.loads(sys.argv[2])), int(sys.argv[3])
    children = []
    for _ in range(n):
        child = os.fork()
        if child == 0:
            try:
                os.close(0)
                _work(settings, pace)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    _say(json.dumps(children))

    def end_all() -> None:
        sys.stdin.read()
        for child in children:
            if child not in ended:
                os.kill(child, 9)  # it has not been waited for, so the number is still the child's

    ended: set[int] = set()
    threading.Thread(target=end_all, daemon=True).start()
    for _ in children:
        number, status = os.wait()
        ended.add(number)
        _say(f"{number} ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
