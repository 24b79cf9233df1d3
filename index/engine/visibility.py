"""Visibility: which passages a question may see, from the state of every passage's version at one revision.

A filter becomes a mask over arrays that are held in memory. Knows nothing of searching.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from corpus.archive.protocol import Archive
from corpus.article import publisher_key
from index.engine.lexical import ALWAYS
from index.engine.passage_index import UNDATED, Allowed
from index.passages.passage import Filter
from index.passages.passage_store import passage_states
from index.vectors import Ids


@dataclass(frozen=True, slots=True)
class Listed:
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


def listed(allowed: Allowed) -> Listed:
    """What is allowed, as this machine's index lists it. Raises `TypeError` for what another engine's index gave."""
    if not isinstance(allowed, Listed):
        raise TypeError(f"this index searches what it has allowed itself, and not {type(allowed).__name__}")
    return allowed


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who may see which passage: a row for each passage, ordered by id, with the state of its version.

    `publisher` counts positions in `publishers`, which are as `publisher_key` gives them. `settled` is the last moment
    at which what readers see changes, `newest` the last publication, `UNDATED` where nothing is dated.
    """

    ids: Ids
    visible_from: Ids
    visible_until: Ids
    published: Ids
    publisher: Ids
    publishers: tuple[str, ...]
    settled: int = field(init=False)
    newest: int = field(init=False)

    def __post_init__(self) -> None:
        ends = self.visible_until[self.visible_until < ALWAYS]
        moments = [int(some.max()) for some in (self.visible_from, ends) if len(some)]
        object.__setattr__(self, "settled", max(moments, default=0))
        object.__setattr__(self, "newest", int(self.published.max(initial=UNDATED)))

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

    def allowed(self, wanted: Filter) -> Listed:
        """Which passages a filter leaves."""
        mask = self.allows(wanted)
        count = int(np.count_nonzero(mask))
        return Listed(wanted, None if count == len(mask) else self.ids[mask], count)

    def newest_first(self, wanted: Filter, k: int) -> Ids:
        """At most `k` of the passages that a filter leaves, those that were published last first; then by their ids."""
        places = np.flatnonzero(self.allows(wanted))
        return self.ids[places[np.argsort(-self.published[places], kind="stable")[:k]]]

    def published_between(self, wanted: Filter) -> tuple[int, int] | None:
        """The first and the last publication of what a filter leaves; `None` where nothing of it is dated."""
        published = self.published[self.allows(wanted) & (self.published > UNDATED)]
        return (int(published.min()), int(published.max())) if len(published) else None

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


def read_visibility(archive: Archive, since: int = -1) -> Visibility:
    """The state of the passages whose version has changed since a revision and is not removed, inside
    `Archive.reading()`."""
    states = passage_states(archive, since)
    counts = [len(state.ids) for state in states]
    ids = np.concatenate([np.zeros(0, np.int64), *(state.ids for state in states)])
    order = np.argsort(ids, kind="stable")
    publishers, codes = np.unique([publisher_key(state.publisher) for state in states], return_inverse=True)

    def each(values: Iterable[int]) -> Ids:
        """A value of each version, for each of its passages."""
        return np.repeat(np.fromiter(values, np.int64), counts)[order]

    return Visibility(
        ids=ids[order],
        visible_from=each(state.visible_from for state in states),
        visible_until=each(ALWAYS if state.visible_until is None else state.visible_until for state in states),
        published=each(UNDATED if state.published is None else state.published for state in states),
        publisher=each(codes.tolist()),
        publishers=tuple(map(str, publishers)),
    )
