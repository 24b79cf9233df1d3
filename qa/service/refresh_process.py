"""Scheduled refreshes: at intervals and on request while the service answers, in a process of its own.

The one idea: the refresh is `newsqa refresh --events`, so whatever happens to it, questions go on being answered; it
yields the processor to them, and the lock that it takes is the one that every refresh takes. Knows nothing of HTTP.
"""

import json
import logging
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from corpus.errors import StateError, UsageError

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
SHORTEST_S, LONGEST_S = 1, 30 * 86_400
COMMAND = (sys.executable, "-m", "qa", "refresh", "--events")
NICENESS = 10  # a question comes first: the other process then gets about a tenth of a core that both want
FIRST_AFTER_S = 1.0  # of the server's start: the first questions find it less busy than they would at once
SILENT_S = 1_800.0  # without a word, after which a refresh is taken for stuck; each batch of articles is told
STOP_S = 3.0  # to end a refresh in good order when the server stops; killed, it keeps what it has committed
log = logging.getLogger("newsqa")

RefreshEvent = tuple[str, Any]


def seconds(interval: str) -> int:
    """`90s`, `15m`, `6h` or `1d` in seconds. Raises `UsageError` for anything else."""
    match = re.fullmatch(r"(\d{1,6})\s*([smhd])", interval.strip().lower())
    length = int(match[1]) * UNITS[match[2]] if match else 0
    if not SHORTEST_S <= length <= LONGEST_S:
        raise UsageError(f"{interval!r} is not an interval like 90s, 15m, 6h or 1d, of at most 30 days")
    return length


def give_way() -> None:
    """Let other processes have the processor first; where there is no such thing, nothing."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)


class RefreshProcess:
    """At most one refresh under way, in a process of its own."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._starting = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._under_way = _UnderWay()
        self.next_at: datetime | None = None  # by the schedule

    @property
    def running(self) -> tuple[datetime, Any] | None:
        """Since when a refresh is under way, with its progress; `None` where none is."""
        process, under_way = self._process, self._under_way
        return (under_way.started, under_way.progress) if process and process.poll() is None else None

    def start(self) -> Iterator[RefreshEvent]:
        """Start a refresh; the events are `progress`, and at the end one `report` or `error`. It goes on unread.

        Raises `StateError` if one is under way already.
        """
        with self._starting:
            if self._process and self._process.poll() is None:
                raise StateError("a refresh is under way already")
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
            )
            self._process, self._under_way = process, _UnderWay()
        events: queue.Queue[RefreshEvent | None] = queue.Queue()
        threading.Thread(target=_read, args=(process, events, self._under_way), name="refresh", daemon=True).start()
        return iter(events.get, None)

    def cancel(self) -> bool:
        """End a refresh at somebody's wish; what it has committed stays. Whether one was under way."""
        process = self._process
        if process is None or process.poll() is not None:
            return False
        self._under_way.is_cancelled = True
        self.stop()
        return True

    def stop(self) -> None:
        """End a refresh that is under way; what it has committed stays."""
        process = self._process
        if process and process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()

    def repeat(self, every_s: float, stopped: threading.Event, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Refresh again and again until stopped, whatever becomes of each, where it `is_wanted`."""
        wait_s = FIRST_AFTER_S
        while not stopped.wait(wait_s):
            wait_s = every_s
            self.next_at = datetime.now(UTC) + timedelta(seconds=every_s)
            if not is_wanted():
                continue
            try:
                for name, value in self.start():
                    if name != "progress":
                        log.info("refresh: %s", _brief(name, value))
            except (StateError, OSError) as error:
                log.warning("refresh: %s; tried again in %.0f s", error, every_s)
            self.next_at = datetime.now(UTC) + timedelta(seconds=every_s)


@dataclass(slots=True)
class _UnderWay:
    """What is known of a refresh while it is under way."""

    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    progress: Any = field(default_factory=dict)
    is_cancelled: bool = False


def _read(process: "subprocess.Popen[str]", events: "queue.Queue[RefreshEvent | None]", under_way: _UnderWay) -> None:
    """Hand on the events of a refresh; if it ends without a report, why."""
    errors: list[str] = []
    is_reported = False
    with process, _Watchdog(process) as watchdog:  # closes its pipes
        reading = threading.Thread(target=lambda: errors.extend(process.stderr or ()), daemon=True)
        reading.start()
        for line in process.stdout or ():
            watchdog.heard()
            try:
                event = json.loads(line)
                events.put((event["event"], event["data"]))
                under_way.progress = event["data"] if event["event"] == "progress" else under_way.progress
                is_reported = is_reported or event["event"] in ("report", "error")
            except (ValueError, KeyError, TypeError):
                log.warning("refresh: %s", line.strip())
        reading.join()
        code = process.wait()
    if not is_reported:
        last = errors[-1].strip() if errors else f"it ended with code {code}"
        if under_way.is_cancelled:
            last = "it was stopped; what was read in is kept"
        if watchdog.has_bitten:
            last = f"it was stuck, without a word for {SILENT_S:.0f} s, and was ended; what was read in is kept"
        events.put(("error", {"detail": last.removeprefix("newsqa: ")}))
    for line in errors:
        log.warning("refresh: %s", line.strip())
    events.put(None)


class _Watchdog:
    """Ends a process that has not been heard of for `SILENT_S`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.has_bitten = False

    def __enter__(self) -> "_Watchdog":
        self._set()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def heard(self) -> None:
        self._timer.cancel()
        self._set()

    def _set(self) -> None:
        self._timer = threading.Timer(SILENT_S, self._bite)
        self._timer.daemon = True
        self._timer.start()

    def _bite(self) -> None:
        self.has_bitten = True
        self._process.kill()


def _brief(name: str, value: Any) -> str:
    if name == "error":
        return str(value.get("detail"))
    kinds = ("new", "changed", "details", "unchanged", "gone", "withdrawn", "renamed")
    counts = ", ".join(f"{value[kind]:,} {kind}" for kind in kinds if value.get(kind))
    return f"{counts or 'nothing new'}; {value.get('n_failures', 0):,} failures, {value.get('requests', 0):,} requests"
