"""What could not be taken in, kept with its reason until it can be: nothing in a source is passed over in silence.

A failure is known by its source and place. These functions work inside the caller's transaction (`Archive.noting` or
`Archive.writing`). Knows nothing of how a source is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from corpus.archive.sqlite import Archive


@dataclass(frozen=True, slots=True)
class KeptFailure:
    """Something that could not be taken in: where, the last reason, when first and last, and how many times tried."""

    source: str
    place: str
    reason: str
    first_at: datetime
    last_at: datetime
    count: int


def keep_failure(archive: Archive, source: str, place: str, reason: str, now: datetime) -> None:
    """Note that a place could not be taken in, for the first time or again."""
    seconds = int(now.timestamp())
    archive.connection.execute(
        "INSERT INTO failure VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE"
        " SET reason = excluded.reason, last_at = excluded.last_at, count = count + 1",
        (source, place, reason, seconds, seconds),
    )


def clear_failure(archive: Archive, source: str, place: str) -> None:
    """The place was taken in, or is no longer there."""
    archive.connection.execute("DELETE FROM failure WHERE source = ? AND place = ?", (source, place))


def replace_failures(archive: Archive, source: str, failures: Mapping[str, str], now: datetime) -> None:
    """After a source was read to its end: these places failed, each with its reason, and no others of it."""
    known = archive.connection.execute("SELECT place FROM failure WHERE source = ?", (source,)).fetchall()
    for (place,) in known:
        if place not in failures:
            clear_failure(archive, source, place)
    for place, reason in failures.items():
        keep_failure(archive, source, place, reason, now)


def kept_failures(archive: Archive) -> list[KeptFailure]:
    """All that could not be taken in so far, by source and place."""
    rows = archive.connection.execute("SELECT * FROM failure ORDER BY source, place")
    return [
        KeptFailure(source, place, reason, _moment(first_at), _moment(last_at), count)
        for source, place, reason, first_at, last_at, count in rows
    ]


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
