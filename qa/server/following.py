"""Following the archive: the service is kept at its newest revision, and whether that can be read is always known.

The one idea: one thread looks once a second, and what it found last is what health routes tell. Knows nothing of HTTP.
"""

import logging
import threading
import time

from index.passages.passage_store import MismatchError
from qa.service.ask import Service

LOOK_EVERY_S = 1.0  # a commit is seen within 2 s
STUCK_S = 10.0  # for one look at the archive, after which it counts as one that cannot be read
CLOCK_BEHIND = (
    "by this machine's clock it is %s, and the archive's newest article is of %s: set the clock; until then questions"
    " are answered as of that article"
)
log = logging.getLogger("newsqa")


class Following:
    """Keeps a service at the archive's newest revision; what hinders it is logged once."""

    def __init__(self) -> None:
        self._is_readable = True
        self._was_looked_at = False  # this time; what follows may fail for reasons of its own
        self._looking_since: float | None = None
        self._said = ""
        self._is_clock_behind = False

    @property
    def is_readable(self) -> bool:
        """Whether the archive could be read when it was last looked at; also `False` while that takes too long."""
        since = self._looking_since
        return self._is_readable and (since is None or time.monotonic() - since < STUCK_S)

    def follow(self, service: Service, stop: threading.Event) -> None:
        """Look again and again until told to stop."""
        while not stop.wait(LOOK_EVERY_S):
            self.look(service)

    def look(self, service: Service) -> None:
        """Catch up if the archive has a newer revision; nothing is raised, as the next look may go well."""
        try:
            self._catch_up(service)
            self._said, self._is_readable = "", True
        except Exception as error:
            self._is_readable = self._was_looked_at and not isinstance(error, MismatchError)
            if (problem := repr(error)) == self._said:
                return
            self._said = problem
            if isinstance(error, MismatchError):
                log.error("%s; then start the server again", error)
            else:
                log.exception("could not follow the archive; trying again")

    def _catch_up(self, service: Service) -> None:
        index = service.passage_index
        self._looking_since, self._was_looked_at = time.monotonic(), False
        try:
            is_behind = index.is_behind()
            self._was_looked_at = True
        finally:
            self._looking_since = None
        if is_behind:
            index.catch_up()
            log.info("now at revision %d, %d passages", index.revision, index.n_passages)
        self._check_clock(service)

    def _check_clock(self, service: Service) -> None:
        if (is_behind := service.is_clock_behind) and not self._is_clock_behind:
            log.error(CLOCK_BEHIND, f"{service.clock():%Y-%m-%d %H:%M} UTC", f"{service.newest:%Y-%m-%d %H:%M} UTC")
        self._is_clock_behind = is_behind
