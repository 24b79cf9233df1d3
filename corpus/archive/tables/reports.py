"""The reports of the last refreshes, each as JSON. Knows nothing of what is in them."""

import json
from datetime import UTC, datetime
from typing import Any

from corpus.archive.tables.database import Database
from corpus.archive.versions import moment, optional_moment, seconds

KEPT_REPORTS = 50


class ReportsTable:
    """The table of reports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, number: int | None, started: datetime, body: Any, *, is_finished: bool) -> int:
        finished = seconds(datetime.now(UTC)) if is_finished else None
        row = (seconds(started), finished, json.dumps(body, ensure_ascii=False))
        with self._database.writing():
            if number is None:
                query = "INSERT INTO report (started, finished, body) VALUES (?, ?, ?) RETURNING number"
                given: int = self._database.value(query, row)
            else:
                given = self._database.value(
                    "INSERT INTO report VALUES (?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET"
                    " finished = excluded.finished, body = excluded.body RETURNING number",
                    (number, *row),
                )
            self._database.run("DELETE FROM report WHERE number <= ?", (given - KEPT_REPORTS,))
        return given

    def last(self, limit: int) -> list[dict[str, Any]]:
        rows = self._database.run("SELECT started, finished, body FROM report ORDER BY number DESC LIMIT ?", (limit,))
        return [
            {"started": moment(started), "finished": optional_moment(finished), **json.loads(body)}
            for started, finished, body in rows
        ]
