"""What could not be taken in, kept with its reason until it can be: nothing in a source is passed over in silence.

A failure is known by its source and place. Whatever writes works inside the caller's transaction. Knows nothing of how
a source is read.
"""

from collections.abc import Mapping
from datetime import datetime

from corpus.archive.tables.database import Database
from corpus.archive.versions import KeptFailure, moment, seconds


class FailuresTable:
    """The table of failures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, source: str, place: str, reason: str, now: datetime) -> None:
        self._database.run(
            "INSERT INTO failure VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (source, place) DO UPDATE"
            " SET reason = excluded.reason, last_at = excluded.last_at, count = failure.count + 1",
            (source, place, reason, seconds(now), seconds(now)),
        )

    def clear(self, source: str, place: str) -> None:
        self._database.run("DELETE FROM failure WHERE source = ? AND place = ?", (source, place))

    def clear_place(self, place: str) -> None:
        self._database.run("DELETE FROM failure WHERE place = ?", (place,))

    def replace(self, source: str, failures: Mapping[str, str], now: datetime) -> None:
        for (place,) in self._database.run("SELECT place FROM failure WHERE source = ?", (source,)):
            if place not in failures:
                self.clear(source, place)
        for place, reason in failures.items():
            self.keep(source, place, reason, now)

    def kept(self) -> list[KeptFailure]:
        rows = self._database.run("SELECT * FROM failure ORDER BY source, place")
        return [
            KeptFailure(source, place, reason, moment(first_at), moment(last_at), count)
            for source, place, reason, first_at, last_at, count in rows
        ]
