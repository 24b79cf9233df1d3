"""Host throttle: how many may ask one host at once, and how long after one another. Knows nothing of HTTP."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import StateError


class LeftAloneError(StateError):
    """A host that asked to be left alone for a while."""

    def __init__(self, left_s: float) -> None:
        super().__init__(f"its host asked to be left alone for {left_s:.0f} s more")
        self.left_s = left_s


class Host:
    """One host's places, for all threads."""

    def __init__(self, n_places: int) -> None:
        self._places = threading.Semaphore(n_places)
        self._lock = threading.Lock()
        self._next_at = 0.0
        self._closed_until = 0.0

    @contextmanager
    def turn(self, delay_s: float) -> Iterator[float]:
        """Hold a place; yields how many seconds to wait first, so that turns begin `delay_s` apart.

        Raises `LeftAloneError` while the host is to be left alone.
        """
        with self._places:
            with self._lock:
                now = time.monotonic()
                if self._closed_until > now:
                    raise LeftAloneError(self._closed_until - now)
                start = max(now, self._next_at)
                self._next_at = start + delay_s
            yield start - now

    def leave_alone(self, seconds: float) -> None:
        """Give no more turns for so long."""
        self._closed_until = time.monotonic() + seconds


class HostThrottle:
    """All hosts that were asked, each with `per_host` places."""

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def host(self, name: str) -> Host:
        with self._lock:
            return self._hosts.setdefault(name, Host(self._per_host))
