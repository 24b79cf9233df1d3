"""Integrity checks: what of an archive's tables is damaged, spoiled, or not what would be derived from the texts.

Each check names what is wrong, and nothing if all is well; what mends it is for the caller to say. Reads only. Knows
nothing of passages.
"""

from datetime import datetime
from itertools import pairwise

from corpus.archive.tables.database import Database
from corpus.archive.tables.stories import joined, not_compared, version_key
from corpus.archive.tables.version_rows import DETAILS, VERSION_COLUMNS, details_hash, readable_version
from corpus.archive.versions import seconds
from corpus.article import article_id, version_hash

FROM_ARTICLES = "FROM version v JOIN article a ON a.id = v.article_id"


class TableChecks:
    """The checks of one file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def damage(self) -> str | None:
        return self._database.damage()

    def highest_revision(self) -> int:
        return int(self._database.value("SELECT coalesce(max(revision), 0) FROM version"))

    def spoiled_texts(self) -> list[str]:
        rows = self._database.each(
            f"SELECT v.number, a.url, a.id, v.version, v.title, v.text {FROM_ARTICLES} WHERE v.removed = 0"
        )
        return [
            _named(number, url)
            for number, url, key, version, title, text in rows
            if version != version_hash(title, text) or key != article_id(url)
        ]

    def spoiled_details(self) -> list[str]:
        columns = ", ".join(f"v.{name}" for name in DETAILS)
        rows = self._database.each(
            f"SELECT v.number, a.url, v.details_hash, {columns} {FROM_ARTICLES}"
            " WHERE v.removed = 0 AND v.details_hash IS NOT NULL"
        )
        return [_named(number, url) for number, url, stored, *own in rows if stored != details_hash(own)]

    def seen_after(self, now: datetime) -> list[str]:
        query = f"SELECT v.number, a.url {FROM_ARTICLES} WHERE v.removed = 0 AND v.first_seen > ?"
        return [_named(number, url) for number, url in self._database.run(query, (seconds(now),))]

    def texts_of_removed(self) -> list[str]:
        rows = self._database.run(
            f"SELECT a.url {FROM_ARTICLES} WHERE v.removed = 1 AND (v.title <> '' OR v.text <> '')"
        )
        return [url for (url,) in rows]

    def unreadable_details(self) -> list[str]:
        rows = self._database.each(f"SELECT {VERSION_COLUMNS} {FROM_ARTICLES} WHERE v.removed = 0")
        return [_named(row[0], row[2]) for row in rows if readable_version(row) is None]

    def broken_intervals(self) -> list[str]:
        shown: dict[str, list[tuple[int, int | None]]] = {}
        for url, start, end in self._database.each(
            f"SELECT a.url, v.visible_from, v.visible_until {FROM_ARTICLES} WHERE v.removed = 0"
            " ORDER BY v.visible_from, v.visible_until IS NULL, v.visible_until"
        ):
            shown.setdefault(url, []).append((start, end))
        return [
            url
            for url, spans in shown.items()
            if spans[-1][1] is not None or any(one[1] != other[0] for one, other in pairwise(spans))
        ]

    def broken_stories(self) -> list[int]:
        run = self._database.run
        wrong: set[int] = set()
        for table in ("band", "copy", "story"):
            stray = f"SELECT version_number FROM {table} JOIN version ON number = version_number WHERE removed = 1"
            wrong.update(number for (number,) in run(stray))
        one_way = run(
            "SELECT version_number FROM copy c WHERE NOT EXISTS"
            " (SELECT 1 FROM copy WHERE version_number = c.other_number AND other_number = c.version_number)"
        )
        wrong.update(number for (number,) in one_way)
        for number, story in run("SELECT version_number, story FROM story"):
            if story != min(version_key(self._database, member) for member in joined(self._database, number)):
                wrong.add(number)
        return sorted(wrong)

    def lacks_stories(self) -> bool:
        has_some = bool(self._database.run("SELECT 1 FROM story LIMIT 1"))
        return has_some and bool(not_compared(self._database, 1))


def _named(number: int, url: str) -> str:
    return f"{url} (version {number})"
