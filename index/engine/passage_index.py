"""The passage index as questions know it, whatever engine searches: dense and lexical search over one revision.

The contract: `allowed` works out once which passages a question may see; every search, score and count is of the
revision that the index has reached, and while `questioning` is open this process does not change that. Where processes
share an engine, a search may find what another has put in since: its version has a higher revision than the index, and
whoever asks looks again. *Score* is higher for better.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.archive.protocol import Archive
from corpus.archive.versions import StoredVersion
from index.passages.passage import Filter, Passage
from index.vectors import Ids, Vectors

UNDATED = -(2**62)  # in place of a publication date that nobody gives


class Allowed(Protocol):
    """The passages that a filter leaves, for the searches of the index that gave it."""

    @property
    def wanted(self) -> Filter: ...

    @property
    def count(self) -> int:
        """How many they are."""

    def has(self, ids: Ids) -> NDArray[np.bool_]:
        """Which of some passages are among them."""


class TermCounts(Protocol):
    """How frequent words are, which says how much each of them tells."""

    @property
    def n_passages(self) -> int: ...

    def term_frequency(self, term: str) -> int:
        """In how many passages' texts a term occurs."""


class PassageIndex(TermCounts, Protocol):
    """The searchable state of one archive at one revision. Safe to use from several threads."""

    @property
    def revision(self) -> int:
        """The archive's revision that is searched."""

    @property
    def model(self) -> str:
        """The digest of the encoder that made the passages' vectors."""

    @property
    def publishers(self) -> tuple[str, ...]:
        """Those of all passages, as `publisher_key` gives them."""

    @property
    def newest(self) -> int:
        """When the newest article was published, in seconds since 1970; `UNDATED` where none has a date."""

    def archive(self) -> Archive:
        """The archive, opened for this thread."""

    def is_behind(self) -> bool:
        """Whether the archive has a newer revision."""

    def catch_up(self) -> None:
        """Bring this index to the archive's newest revision."""

    def questioning(self) -> AbstractContextManager[None]:
        """While this is open the state does not change."""

    def allowed(self, wanted: Filter) -> Allowed:
        """Which passages a filter leaves, worked out once for both searches."""

    def published_between(self, wanted: Filter) -> tuple[int, int] | None:
        """The first and the last publication, in seconds since 1970, of what a filter leaves; `None` without dates."""

    def newest_first(self, wanted: Filter, k: int) -> Ids:
        """At most `k` of the passages that a filter leaves, those of the articles that were published last first."""

    def vectors(self, ids: Ids) -> Vectors:
        """The vectors of the passages, `(n, dimension)` rows of length 1; zeros for one that was removed meanwhile."""

    def nearest(self, vector: Vectors, k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        """Dense search: ids and cosines of the passages nearest in meaning, best first."""

    def dense_scores(self, vector: Vectors, ids: Ids) -> Vectors:
        """The cosine of each of the passages."""

    def matching(self, question: Sequence[str], k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        """Lexical search: ids and BM25 scores of the passages that share terms with the question, best first.

        As `nearest`, it may stop at 16,384, which is all that some engines find at once.
        """

    def lexical_scores(self, question: Mapping[str, float], ids: Ids) -> Vectors:
        """The BM25 score of each of the passages with weighted terms, 0 where none of them occurs."""

    def passages(self, ids: Ids) -> tuple[dict[int, Passage], dict[int, StoredVersion]]:
        """Those of the passages that were not removed meanwhile, and their versions, each by its number.

        Raises `StateError` if all passages were made anew and this index has not caught up yet.
        """

    def published(self, ids: Ids) -> Ids:
        """When each passage's article was published, in seconds since 1970; `UNDATED` where nobody says."""

    def stories(self, ids: Ids) -> Ids:
        """A number for each passage that is the same for copies of one wire story, and for no others."""
