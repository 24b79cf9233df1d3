"""A process that refreshes on request, each time in a child that can be killed: what the crash tests drive.

    python tests/crashing.py      # then a line of JSON on standard input for each refresh

It forks from a process that has everything imported, so that a refresh begins at once, and reads in that process, for
another one would have to be started each time. For each line it writes how the refresh ended.
"""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import NOW, WordEncoder, facts

from corpus.archive.sqlite import SqliteArchive
from corpus.archive.tables.sqlite_file import SqliteFile
from corpus.bounded import _idle, _Reader
from corpus.errors import StateError
from index.engine.indexes import IndexFiles, bring_up
from index.ingest import refresh_files
from index.ingest.refresh import refresh, writing_alone

REFUSED = 3  # the child's exit code where the refresh ended in an expected error


class ReadsHere(_Reader):
    """Reads in this process."""

    def __init__(self) -> None:
        pass

    def run(self, read: Callable[[], Any]) -> tuple[bool, Any]:
        return True, read()

    def end(self) -> None:
        pass


def run(home: Path, source: Path, fault: dict[str, Any]) -> None:
    """One refresh, as the command does it, in small batches, with a fault built in."""
    refresh_files.BATCH_ARTICLES = 3
    _idle.append(ReadsHere())
    words = WordEncoder()
    if "file_bytes" in fault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (fault["file_bytes"], resource.RLIM_INFINITY))
    if fault.get("nobody"):
        os.setuid(65_534)
    with writing_alone(home):
        with SqliteArchive(home / "archive.db", create=True) as archive:
            if "pages" in fault:
                archive.database.run(f"PRAGMA max_page_count = {fault['pages']}")
            build_in(archive, fault)
            refresh(archive, words, [source], now=NOW)
        with SqliteArchive(home / "archive.db") as archive:
            bring_up(archive, IndexFiles(home / "index"), facts(words))


def build_in(archive: SqliteArchive, fault: dict[str, Any]) -> None:
    """Die before the n-th commit or right after it, or let nothing be written from then on."""
    n_commits = 0

    def told(statement: str) -> None:
        nonlocal n_commits
        is_commit = statement == "COMMIT"
        n_commits += is_commit
        if (is_commit and n_commits == fault.get("before")) or (not is_commit and n_commits == fault.get("after")):
            os.kill(os.getpid(), signal.SIGKILL)

    if "before" in fault or "after" in fault:
        assert isinstance(archive.database, SqliteFile)
        archive.database.connection.set_trace_callback(told)
    if "read_only" in fault:
        archive.database.run("PRAGMA query_only = ON")


def serve(run_asked: Callable[[Any], None]) -> None:
    """For each line of JSON on standard input do what it asks in a child, and write how that ended."""
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                run_asked(asked)
            except (StateError, OSError) as error:
                print(f"refused: {error}", file=sys.stderr, flush=True)
                os._exit(REFUSED)
            except BaseException as error:
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        if asked["kill_after_s"] is not None:
            time.sleep(asked["kill_after_s"])
            os.kill(child, signal.SIGKILL)  # it has not been waited for, so the number is still the child's
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    serve(lambda asked: run(Path(asked["home"]), Path(asked["source"]), asked["fault"]))
