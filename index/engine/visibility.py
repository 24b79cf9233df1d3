"""Which passages a question may see: the state of every passage's version, held in memory for one revision."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpus.archive.sqlite import Archive
from index.engine.lexical import ALWAYS
from index.passages.passage import Filter, publisher_key
from index.vectors import Ids

UNDATED = -(2**62)


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who may see which passage: a row for each passage, ordered by id, with the state of its version.

    `publisher` counts positions in `publishers`, which are as `publisher_key` gives them. `settled` is the last moment
    at which what readers see changes.
    """

    ids: Ids
    visible_from: Ids
    visible_until: Ids
    published: Ids
    publisher: Ids
    publishers: tuple[str, ...]
    settled: int = field(init=False)

    def __post_init__(self) -> None:
        ends = self.visible_until[self.visible_until < ALWAYS]
        moments = [int(some.max()) for some in (self.visible_from, ends) if len(some)]
        object.__setattr__(self, "settled", max(moments, default=0))

    def allows(self, wanted: Filter) -> NDArray[np.bool_]:
        """One truth value for each passage."""
        allowed = (self.visible_from <= wanted.as_of) & (wanted.as_of < self.visible_until)
        if wanted.since is not None or wanted.until is not None:
            allowed &= self.published > UNDATED
        if wanted.since is not None:
            allowed &= self.published >= wanted.since
        if wanted.until is not None:
            allowed &= self.published < wanted.until
        if wanted.publishers:
            codes = [code for code, name in enumerate(self.publishers) if name in wanted.publishers]
            allowed &= np.isin(self.publisher, codes)
        return allowed

    def allowed(self, wanted: Filter) -> "Allowed":
        """Which passages a filter leaves."""
        mask = self.allows(wanted)
        count = int(np.count_nonzero(mask))
        return Allowed(wanted, None if count == len(mask) else self.ids[mask], count)

    def changed(self, gone: Ids, news: "Visibility") -> "Visibility":
        """The state after passages are gone and others, also such as were there before, have a new state."""
        stays = ~np.isin(self.ids, np.concatenate([gone, news.ids]))
        ids = np.concatenate([self.ids[stays], news.ids])
        order = np.argsort(ids, kind="stable")
        codes = {name: code for code, name in enumerate(dict.fromkeys([*self.publishers, *news.publishers]))}
        recoded = np.array([codes[name] for name in news.publishers], np.int64)[news.publisher]

        def joined(before: Ids, after: Ids) -> Ids:
            return np.concatenate([before[stays], after])[order]

        return Visibility(
            ids[order],
            joined(self.visible_from, news.visible_from),
            joined(self.visible_until, news.visible_until),
            joined(self.published, news.published),
            joined(self.publisher, recoded),
            tuple(codes),
        )


@dataclass(frozen=True, slots=True)
class Allowed:
    """The passages that a filter leaves: `ids` in order, `None` if it leaves all; and how many they are."""

    wanted: Filter
    ids: Ids | None
    count: int

    def has(self, ids: Ids) -> NDArray[np.bool_]:
        """Which of some passages are among them."""
        if self.ids is None or not len(self.ids):
            return np.full(len(ids), self.ids is None)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.equal(self.ids[places], ids)


def read_visibility(archive: Archive, since: int = -1) -> Visibility:
    """The state of the passages whose version has changed since a revision and is not removed, inside
    `Archive.reading()`."""
    rows = archive.connection.execute(
        "SELECT min(p.id), count(*), v.publisher, v.published, v.visible_from, v.visible_until"
        " FROM version v JOIN passage p ON p.version_number = v.number"
        " WHERE v.revision > ? AND NOT v.removed GROUP BY v.number ORDER BY 1",
        (since,),
    ).fetchall()
    counts = np.array([row[1] for row in rows], np.int64)
    # A version's passages are written together, by the only writer: their ids follow one another.
    places = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    publishers, codes = np.unique([publisher_key(row[2]) for row in rows], return_inverse=True)

    def each(values: list[int]) -> Ids:
        return np.repeat(np.array(values, np.int64), counts)

    return Visibility(
        ids=each([row[0] for row in rows]) + places,
        visible_from=each([row[4] for row in rows]),
        visible_until=each([ALWAYS if row[5] is None else row[5] for row in rows]),
        published=each([UNDATED if row[3] is None else row[3] for row in rows]),
        publisher=each(codes.tolist()),
        publishers=tuple(map(str, publishers)),
    )
