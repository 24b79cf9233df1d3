"""A process that asks followed questions again on request, each time in a child that can be killed.

    python tests/asking_again.py      # then a line of JSON on standard input for each time

It forks from a process that has everything imported. For each line it writes how the child ended.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from conftest import NOW, WordEncoder, WordReader, open_index
from crashing import build_in

from corpus.archive.sqlite import SqliteArchive
from qa.service.ask import Service
from qa.service.standing.asking import ask_due


def run(home: Path, fault: dict[str, Any]) -> None:
    """Ask all that are due, with a fault built in."""
    words = WordEncoder()
    service = Service(open_index(home, words), words, WordReader(), clock=lambda: NOW)
    archive = service.passage_index.archive()
    assert isinstance(archive, SqliteArchive)
    build_in(archive, fault)
    ask_due(service)


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                run(Path(asked["home"]), asked["fault"])
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        if asked["kill_after_s"] is not None:
            time.sleep(asked["kill_after_s"])
            os.kill(child, signal.SIGKILL)  # it has not been waited for, so the number is still the child's
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
