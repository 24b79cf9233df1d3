"""Which passages a question may see: the state of every passage's version, held in memory for one revision."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.archive import Archive
from index.dense import Ids
from index.lexical import ALWAYS
from index.passage import Filter, publisher_key

UNDATED = -(2**62)


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who may see which passage: a row for each passage, ordered by id, with the state of its version.

    `publisher` counts positions in `publishers`, which are as `publisher_key` gives them. `story` is the same number
    for copies of one wire story, another for any other article.
    """

    ids: Ids
    visible_from: Ids
    visible_until: Ids
    published: Ids
    publisher: Ids
    story: Ids
    publishers: tuple[str, ...]

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


@dataclass(frozen=True, slots=True)
class Allowed:
    """The passages that a filter leaves: `ids` in order, `None` if it leaves all; and how many they are."""

    wanted: Filter
    ids: Ids | None
    count: int


def read_visibility(archive: Archive) -> Visibility:
    """The state of every passage that is not removed, inside `Archive.reading()`."""
    states = archive.connection.execute(
        "SELECT number, publisher, published, visible_from, visible_until, coalesce(story, number) FROM version"
        " LEFT JOIN story ON version_number = number WHERE NOT removed ORDER BY number"
    ).fetchall()
    numbers = np.array([row[0] for row in states], np.int64)
    passages = archive.connection.execute(
        "SELECT p.id, p.version_number FROM passage p JOIN version v ON v.number = p.version_number"
        " WHERE NOT v.removed ORDER BY p.id"
    ).fetchall()
    table = np.array(passages, np.int64).reshape(-1, 2)
    row = np.searchsorted(numbers, table[:, 1])
    publishers, codes = np.unique([publisher_key(state[1]) for state in states], return_inverse=True)
    _, stories = np.unique([str(state[5]) for state in states], return_inverse=True)
    return Visibility(
        ids=np.ascontiguousarray(table[:, 0]),
        visible_from=np.array([state[3] for state in states], np.int64)[row],
        visible_until=np.array([ALWAYS if state[4] is None else state[4] for state in states], np.int64)[row],
        published=np.array([UNDATED if state[2] is None else state[2] for state in states], np.int64)[row],
        publisher=np.asarray(codes, np.int64)[row],
        story=np.asarray(stories, np.int64)[row],
        publishers=tuple(map(str, publishers)),
    )
