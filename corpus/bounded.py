"""Bounded reading: content from elsewhere is read in a process beside this one, which is ended where it takes too much.

The one idea: a loop in native code or in a regular expression holds its whole process, signals and other threads too,
so it runs in one that can be spared. Time is that of the processor, so that a busy machine fails nothing. Knows nothing
of what is read.
"""

import atexit
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from corpus.errors import UsageError

try:
    import resource
except ImportError:  # Windows: only the clock on the wall bounds it there
    resource = None  # type: ignore[assignment]

CPU_S = 10  # the largest news pages take under 2 s
WALL_S = 600.0  # for those that wait without working, and where the processor's time is not counted
MEMORY_BYTES = 3_000_000_000  # of addresses; the largest news pages take under 600 MB
AT_ONCE = 4  # of about 90 MB each; only those that are wanted are started
COMMAND = (sys.executable, "-P", "-c", "from corpus.bounded import _serve; _serve()")

T = TypeVar("T")


class UnreadableError(UsageError):
    """What was to be read took too much time or memory, or broke its reader; trying again cannot help."""


def bounded(read: Callable[[], T]) -> T:
    """What `read` gives, run in a process of its own; a function of a module or a `partial` of one.

    Raises `UnreadableError` with the reason where it takes more than `CPU_S`, breaks the process or raises anything.
    """
    with _turn:
        try:
            reader = _idle.pop()
        except IndexError:
            reader = _Reader()
        try:
            is_read, given = reader.run(read)
        except BaseException:  # of this thread, too: what it still says is nobody's answer
            reader.end()
            raise
        _idle.append(reader)
    if not is_read:
        raise UnreadableError(f"cannot be read: {given}")
    result: T = given
    return result


def end_idle() -> None:
    """End the processes that have nothing to read."""
    while _idle:
        with contextlib.suppress(IndexError):
            _idle.pop().end()


class _Reader:
    """One process that reads, one thing after the other."""

    def __init__(self) -> None:
        found = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": found}
        )

    def run(self, read: Callable[[], Any]) -> tuple[bool, Any]:
        assert self._process.stdin and self._process.stdout
        late = threading.Timer(WALL_S, self._process.kill)
        late.daemon = True
        late.start()
        try:
            pickle.dump((read, CPU_S), self._process.stdin)
            self._process.stdin.flush()
            answer: tuple[bool, Any] = pickle.load(self._process.stdout)
            return answer
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise UnreadableError(f"cannot be read: {self._why_ended()}") from error
        finally:
            late.cancel()

    def _why_ended(self) -> str:
        self._process.kill()  # nothing where it has ended
        code = self._process.wait()
        if code in (-getattr(signal, "SIGXCPU", 0), -getattr(signal, "SIGKILL", 0)):
            return f"reading it takes more than {CPU_S} s"
        return f"it breaks its reader (code {code})"

    def end(self) -> None:
        self._process.kill()
        with self._process:  # closes its pipes and waits
            pass


def _serve() -> None:
    """Read what is asked for on the standard input until it ends."""
    for each in (signal.SIGINT, signal.SIGTERM):  # sent to all of a group: whoever asked is stopped, and ends this one
        signal.signal(each, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a parser prints is no answer
    if resource:
        _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    while True:
        try:
            read, cpu_s = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        if resource:
            _limit(resource.RLIMIT_CPU, int(time.process_time()) + 1 + cpu_s)
        try:
            answer = (True, read())
        except Exception as error:  # whatever it is, the next thing is read all the same
            answer = (False, f"{type(error).__name__}: {error}".encode(errors="replace").decode())
        pickle.dump(answer, answers)
        answers.flush()


def _limit(kind: int, at_most: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (at_most if hard == resource.RLIM_INFINITY else min(at_most, hard), hard))


_idle: list[_Reader] = []
_turn = threading.BoundedSemaphore(AT_ONCE)
atexit.register(end_idle)
