"""Log lines: when, how grave, in which request, what. A few of a kind in a minute, so that nobody can fill a disk.

Addresses lose the passwords and keys in them. What was asked is never logged. Knows nothing of HTTP.
"""

import logging
import re
from collections import Counter
from contextvars import ContextVar

FORMAT = "%(asctime)s %(levelname)s [%(request_id)s] %(message)s"
DATE = "%Y-%m-%dT%H:%M:%S%z"
MOST = 20  # lines of a kind in a minute
MINUTE_S = 60.0
LOGIN = re.compile(r"(?<=://)[^/?#\s\"]+@")
SECRET = re.compile(
    r"([?&;#][^=&;\s\"]*(?:key|token|secret|pass|pwd|auth|sig|cred|sess|sid|jwt|code)[^=&;\s\"]*=)[^&;#\s\"]+",
    re.IGNORECASE,
)

request_id: ContextVar[str] = ContextVar("request_id", default="-")


def hide_secrets(text: str) -> str:
    """A text whose addresses have lost their passwords and keys."""
    return SECRET.sub(r"\1…", LOGIN.sub("…@", text))


class Line(logging.Formatter):
    """A line with its request, without secrets."""

    def __init__(self) -> None:
        super().__init__(FORMAT, DATE, defaults={"request_id": "-"})

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get()
        return hide_secrets(super().format(record))


class Seldom(logging.Filter):
    """Lets through a few lines of each kind in a minute; the last of them says that others are left out."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: Counter[tuple[str, str, object]] = Counter()
        self._until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        if record.created >= self._until:
            self._seen.clear()
            self._until = record.created + MINUTE_S
        kind = (record.name, str(record.msg), record.exc_info[0] if record.exc_info else None)
        self._seen[kind] += 1
        if self._seen[kind] == MOST:
            record.msg = f"{record.msg} (further lines like this are left out for a minute)"
        return self._seen[kind] <= MOST


def set_up_logs(*, requests: bool = False) -> None:
    """Write what newsqa and its libraries log to the standard error; with `requests` a line for each, too."""
    handler = logging.StreamHandler()
    handler.setFormatter(Line())
    handler.addFilter(Seldom())
    logging.basicConfig(handlers=[handler])
    logging.getLogger("newsqa").setLevel(logging.INFO)
    logging.getLogger("newsqa.requests").setLevel(logging.INFO if requests else logging.WARNING)
