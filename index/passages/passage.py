"""What is searched and found: a passage of one version of an article, a hit, and the filter a question sets.

Times are whole seconds since 1970 in UTC, as the archive keeps them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable span: `article.text[start:end] == text` for the version with that number."""

    id: int
    version_number: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and its score; higher is better. A ranking is a list of hits, best first."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages a question may see.

    `as_of`: those of the versions that readers saw at that moment. `since` (inclusive) and `until` (exclusive) bound
    the publication date and leave undated articles out. `publishers` are as `publisher_key` gives them; empty for all.
    """

    as_of: int
    since: int | None = None
    until: int | None = None
    publishers: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether the question itself restricts what may be found, beyond the moment it is asked for."""
        return bool(self.publishers) or self.since is not None or self.until is not None
