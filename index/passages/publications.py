"""When passages' articles were published and by whom, asked of the archive: for indexes that hold no such list.

Times are in seconds since 1970. A filter becomes a condition on versions, and none of their texts is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.archive.protocol import Archive
from corpus.archive.sql_archive import database_of
from corpus.article import publisher_key
from index.passages.passage import Filter
from index.passages.passage_store import living
from index.vectors import Ids

Names = frozenset[str | None]  # of one publisher, as its articles have them


@dataclass(frozen=True, slots=True)
class Publications:
    """What is known of all versions together: their publishers' names under their `publisher_key`, the last moment at
    which what readers see changes, and the last publication, `None` where nothing is dated."""

    names: Mapping[str, Names] = field(default_factory=dict)
    settled: int = 0
    newest: int | None = None

    def followed(self, archive: Archive, since: int) -> "Publications":
        """The same at the archive's revision, inside `Archive.reading()`; `since` is the revision that this is of.

        Publishers stay when their last article is removed, as nothing else would be found of them.
        """
        is_less = since >= 0 and database_of(archive).value(
            "SELECT count(*) FROM version WHERE revision > ? AND removed = 1", (since,)
        )
        names: dict[str, Names] = dict(self.names)
        newest, settled = (None, self.settled) if is_less else (self.newest, self.settled)
        rows = database_of(archive).run(
            "SELECT publisher, max(published), max(visible_from), coalesce(max(visible_until), 0) FROM version"
            " WHERE removed = 0 AND revision > ? GROUP BY publisher",
            (-1 if is_less else since,),
        )
        for name, published, shown, replaced in rows:
            key = publisher_key(name)
            names[key] = names.get(key, frozenset()) | {name}
            newest = published if newest is None else max(newest, published or newest)
            settled = max(settled, shown, replaced)
        return Publications(names, settled, newest)

    def condition(self, wanted: Filter) -> tuple[str, list[object]]:
        """What a row of `version v` has to be for a filter to leave it, in SQL, with its parameters."""
        parts = ["v.removed = 0 AND v.visible_from <= ? AND (v.visible_until IS NULL OR v.visible_until > ?)"]
        values: list[object] = [wanted.as_of, wanted.as_of]
        for bound, moment in ((">=", wanted.since), ("<", wanted.until)):
            if moment is not None:
                parts.append(f"v.published {bound} ?")
                values.append(moment)
        if wanted.publishers:
            names = sorted({name or "" for key in wanted.publishers for name in self.names.get(key, frozenset())})
            parts.append(f"coalesce(v.publisher, '') IN ({','.join('?' * len(names)) or 'NULL'})")
            values += names
        return " AND ".join(parts), values


def published_between(archive: Archive, wanted: Filter, of: Publications) -> tuple[int, int] | None:
    """The first and the last publication of what a filter leaves; `None` where nothing of it is dated."""
    condition, values = of.condition(wanted)
    rows = database_of(archive).run(f"SELECT min(published), max(published) FROM version v WHERE {condition}", values)
    first, last = rows[0]
    return None if first is None else (first, last)


def newest_first(archive: Archive, wanted: Filter, k: int, of: Publications) -> Ids:
    """At most `k` passages that a filter leaves, those that were published last first, the undated last of all."""
    condition, values = of.condition(wanted)
    rows = database_of(archive).run(
        "SELECT p.id FROM (SELECT v.number, v.published FROM version v"
        f" WHERE {condition} ORDER BY v.published IS NULL, v.published DESC, v.number LIMIT ?) AS newest"
        " JOIN passage p ON p.version_number = newest.number AND p.generation = ?"
        " ORDER BY newest.published IS NULL, newest.published DESC, p.id LIMIT ?",
        [*values, k, living(archive), k],
    )
    return np.array([passage_id for (passage_id,) in rows], np.int64)


def published(archive: Archive, ids: Sequence[int], undated: int) -> Ids:
    """When the article of each passage was published, in the order of `ids`; `undated` where nobody says."""
    query = "SELECT p.id, v.published FROM passage p JOIN version v ON v.number = p.version_number WHERE p.id IN"
    found: dict[int, int | None] = dict(database_of(archive).among(query, ids))
    moments = (found.get(passage_id) for passage_id in ids)
    return np.array([undated if moment is None else moment for moment in moments], np.int64)
