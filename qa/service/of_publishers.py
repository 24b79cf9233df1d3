"""An archive and its index as one who may read some publishers alone sees them: as if there were no others.

The one idea: whoever is handed these cannot find, cite, name or fetch what is another publisher's, so no door has to
think of it. Numbers of articles and passages are the whole archive's. Knows nothing of keys.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from corpus.archive.protocol import Archive
from corpus.archive.versions import CopyFound, StoredVersion
from corpus.article import publisher_key
from index.engine.passage_index import UNDATED, Allowed, PassageIndex
from index.passages.passage import Filter
from index.vectors import Ids
from qa.service.abstention import FAR

ALL = 1_000_000  # publishers
NOBODY = "\0"  # the name of no publisher


def of_publishers(index: PassageIndex, names: Sequence[str]) -> PassageIndex:
    """An index in which there are the articles of these publishers alone."""
    return cast(PassageIndex, _Index(index, tuple(sorted({publisher_key(name) for name in names}))))


class _Index:
    """`PassageIndex`; what is not said here tells of no other publisher's article."""

    def __init__(self, whole: PassageIndex, keys: tuple[str, ...]) -> None:
        self._whole = whole
        self._keys = keys

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)

    @property
    def publishers(self) -> tuple[str, ...]:
        return tuple(key for key in self._whole.publishers if key in self._keys)

    @property
    def newest(self) -> int:
        between = self.published_between(Filter(FAR))
        return between[1] if between else UNDATED

    def archive(self) -> Archive:
        return cast(Archive, _Archive(self._whole.archive(), self._keys))

    def allowed(self, wanted: Filter) -> Allowed:
        within = self._within(wanted)
        return self._whole.allowed(within if within.publishers else replace(wanted, publishers=(NOBODY,)))

    def newest_first(self, wanted: Filter, k: int) -> Ids:
        within = self._within(wanted)
        return self._whole.newest_first(within, k) if within.publishers else np.zeros(0, np.int64)

    def published_between(self, wanted: Filter) -> tuple[int, int] | None:
        within = self._within(wanted)
        return self._whole.published_between(within) if within.publishers else None

    def _within(self, wanted: Filter) -> Filter:
        """The part of a filter that may be seen; without publishers it is nothing."""
        asked = wanted.publishers or self._keys
        return replace(wanted, publishers=tuple(key for key in asked if key in self._keys))


class _Archive:
    """`Archive`; what is not said here tells of no other publisher's article."""

    def __init__(self, whole: Archive, keys: tuple[str, ...]) -> None:
        self._whole = whole
        self._keys = keys

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)

    def versions(self, article_id: str) -> list[StoredVersion]:
        return self._own(self._whole.versions(article_id))

    def versions_by_number(self, numbers: Sequence[int]) -> dict[int, StoredVersion]:
        found = self._whole.versions_by_number(numbers)
        return {number: stored for number, stored in found.items() if self._is_own(stored)}

    def newest(self, k: int) -> list[StoredVersion]:
        return self._own(self._whole.newest(k))

    def publishers(self, k: int) -> list[tuple[str, int]]:
        found = self._whole.publishers(ALL)
        return [(name, count) for name, count in found if publisher_key(name) in self._keys][:k]

    def copies_found(self, _: Sequence[int]) -> list[CopyFound]:
        """None: whose they are is not said."""
        return []

    def _own(self, found: Sequence[StoredVersion]) -> list[StoredVersion]:
        return [stored for stored in found if self._is_own(stored)]

    def _is_own(self, stored: StoredVersion) -> bool:
        return publisher_key(stored.article.publisher) in self._keys
