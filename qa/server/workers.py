"""Workers: several processes that answer on one port, kept alive by the one that started them; each is a whole service.

uvicorn's supervisor starts them, and another one where one ends or hangs. What there is once is here, in the process
that answers nothing: the refresh, its schedule, and the count of each caller's requests, which they ask for over a
socket. A lock among them says who asks followed questions again. Knows nothing of requests.
"""

import logging
import multiprocessing
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from multiprocessing.managers import BaseManager, BaseProxy, IteratorProxy  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any, cast

from fastapi import FastAPI
from filelock import FileLock
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess

from corpus.errors import NewsqaError
from qa.server.app import Common, create_app, keep_refreshing
from qa.server.callers import Left, Limiter
from qa.server.connections import Config
from qa.server.tracing import open_tracing
from qa.service.ask import AT_WORK, Service
from qa.service.bounds import share_of
from qa.service.logs import set_up_logs
from qa.service.refresh_process import RefreshEvent, RefreshProcess
from qa.service.settings import Settings

COUNTS = "PROMETHEUS_MULTIPROC_DIR"  # by which prometheus_client knows, when it is imported, that several count
READY_EVERY_S = 0.1
ACCEPTED_AT_ONCE = 1  # connections: with more, the first process to wake takes all that have come
log = logging.getLogger("newsqa")


class RefreshProxy(BaseProxy):
    """The refresh of the process that started this one, used as one's own is."""

    def start(self) -> Iterator[RefreshEvent]:
        return cast(Iterator[RefreshEvent], self._callmethod("start"))

    def cancel(self) -> bool:
        return cast(bool, self._callmethod("cancel"))

    @property
    def running(self) -> tuple[datetime, Any] | None:
        return cast(tuple[datetime, Any] | None, self._callmethod("__getattribute__", ("running",)))

    @property
    def next_at(self) -> datetime | None:
        return cast(datetime | None, self._callmethod("__getattribute__", ("next_at",)))


class LimiterProxy(BaseProxy):
    """The count of requests in the process that started this one."""

    def hit(self, name: str, per_minute: int) -> Left:
        return cast(Left, self._callmethod("hit", (name, per_minute)))


class Office(BaseManager):
    """Where processes find what there is once."""

    def open(self, refreshing: RefreshProcess, limiter: Limiter) -> Any:
        """Let other processes use these from now on; gives the address at which they are."""
        started = {"start": "events"}
        exposed = ("start", "cancel", "__getattribute__")
        self.register("refreshing", lambda: refreshing, RefreshProxy, exposed, method_to_typeid=started)
        self.register("limiter", lambda: limiter, LimiterProxy, ("hit",))
        self.register("events", proxytype=IteratorProxy, create_method=False)
        server = self.get_server()
        threading.Thread(target=server.serve_forever, name="office", daemon=True).start()
        return server.address


class Visitor(BaseManager):
    """The same from another process."""


Visitor.register("refreshing", proxytype=RefreshProxy)
Visitor.register("limiter", proxytype=LimiterProxy)
Visitor.register("events", proxytype=IteratorProxy, create_method=False)


@dataclass(frozen=True, slots=True)
class Worker:
    """What makes the application in a process of its own, sent there from the one that starts it."""

    settings: Settings
    open_service: Callable[[], Service]
    folder: Path
    address: Any

    def __call__(self) -> FastAPI:
        set_up_logs(requests=self.settings.log_requests)
        threading.Thread(target=_end_with_parent, args=(self.settings.stop_timeout_s,), daemon=True).start()
        try:
            service, tracing = self.open_service(), open_tracing()
        except NewsqaError as error:
            print(f"newsqa: {error}", file=sys.stderr, flush=True)
            sys.exit(STARTUP_FAILURE)
        n = self.settings.workers
        service = replace(service, turns=threading.Semaphore(ceil(AT_WORK / n)))
        office = Visitor(self.address)
        office.connect()
        common = Common(
            refreshing=office.refreshing(),  # type: ignore[attr-defined]
            limiter=office.limiter(),  # type: ignore[attr-defined]
            counts=self.folder,
            lock=FileLock(self.folder / "leader.lock", thread_local=False),
        )
        return create_app(lambda: service, self.settings, common, share_of(self.settings, n), tracing)


class Workers(Multiprocess):
    """uvicorn's supervisor, which tells when all are ready, and ends in time whatever they do."""

    def __init__(self, config: Config, listener: socket.socket, folder: Path, ready: Callable[[], None]) -> None:
        super().__init__(config, [listener])
        self._folder = folder
        self._ready = ready
        self._stop_timeout_s = config.bounds.stop_timeout_s
        self._backlog, config.backlog = config.backlog, ACCEPTED_AT_ONCE
        if sys.platform != "win32":
            for each in (signal.SIGINT, signal.SIGTERM):
                signal.signal(each, self._asked_to_stop)
            signal.signal(signal.SIGALRM, self._end_all)

    def init_processes(self) -> None:
        super().init_processes()
        while not all(each.is_ready(READY_EVERY_S) for each in self.processes):
            time.sleep(READY_EVERY_S)
            if self.signal_queue or not all(each.process.is_alive() for each in self.processes):
                return
        self._ready()

    def keep_subprocess_alive(self) -> None:
        self.sockets[0].listen(self._backlog)  # each process that starts makes it short
        before = list(self.processes)
        super().keep_subprocess_alive()
        for each in before:
            if each not in self.processes:
                log.warning("process %d ended with code %s; another one takes its place", each.pid, each.exitcode)
                mark_process_dead(each.pid, str(self._folder))  # type: ignore[no-untyped-call]

    def _asked_to_stop(self, sig: int, _: object) -> None:
        if not self.signal_queue:
            signal.setitimer(signal.ITIMER_REAL, self._stop_timeout_s)
        self.signal_queue.append(sig)

    def _end_all(self, *_: object) -> None:
        """End what has not ended in time: what is committed stays."""
        for each in self.processes:
            each.process.kill()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.raise_signal(signal.SIGALRM)


def serve_together(
    settings: Settings, open_service: Callable[[], Service], listener: socket.socket, ready: Callable[[], None]
) -> None:
    """Answer with as many processes as the settings say until told to stop; `ready` is called when all can answer.

    `open_service` is sent to each of them. Raises `SystemExit` if one cannot start.
    """
    refreshing, stop = RefreshProcess(), threading.Event()
    with tempfile.TemporaryDirectory(prefix="newsqa-serve-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        os.environ[COUNTS] = name  # for the processes that are started
        address = Office().open(refreshing, Limiter())
        app = Worker(settings, open_service, folder, address)
        threading.Thread(
            target=keep_refreshing, args=(settings, refreshing, stop), name="schedule", daemon=True
        ).start()
        workers = Workers(Config(app, settings, factory=True, workers=settings.workers), listener, folder, ready)
        try:
            workers.run()
        finally:
            stop.set()
            refreshing.stop()
    if any(each.exitcode == STARTUP_FAILURE for each in workers.processes):
        raise SystemExit(1)


def _end_with_parent(stop_timeout_s: float) -> None:
    """End this process when the one that started it has ended, however that went."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(stop_timeout_s)
        os._exit(1)
