"""A process that sends what is due on request, each time in a child that can be killed.

    python tests/sending_again.py      # then a line of JSON on standard input for each time

It forks from a process that has everything imported. For each line it writes how the child ended.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from crashing import build_in, serve

from corpus.archive.sqlite import SqliteArchive
from corpus.web.address_guard import Guard
from qa.service.standing.deliveries import Senders, deliver_due


def run(home: Path, host: str, now: datetime, fault: dict[str, Any]) -> None:
    """Send what is due to a receiver on this machine, with a fault built in."""
    with SqliteArchive(home / "archive.db") as archive:
        build_in(archive, fault)
        deliver_due(archive, Senders(Guard((host,))), lambda: now)


if __name__ == "__main__":
    serve(
        lambda asked: run(
            Path(asked["home"]), asked["host"], datetime.fromisoformat(asked["now"]), asked.get("fault", {})
        )
    )
