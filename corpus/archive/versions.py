"""What the archive gives back: stored versions, counts, copies, failures. Knows nothing of the engine that keeps it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from corpus.article import Article

Change = Literal["new", "changed", "details", "unchanged", "removed"]


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """An article's text as the archive keeps it. `visible_until` is `None` for the current version.

    `revision` is that at which anything about it last changed.
    """

    number: int
    article: Article
    first_seen: datetime
    visible_from: datetime
    visible_until: datetime | None
    revision: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the archive holds; the newest date is that of the newest article with one."""

    revision: int
    articles: int
    versions: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class CopyFound:
    """An article that carries a story which others carry, too: their addresses, in order."""

    url: str
    publisher: str | None
    story: str
    same_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptFailure:
    """Something that could not be taken in: where, the last reason, when first and last, and how many times tried."""

    source: str
    place: str
    reason: str
    first_at: datetime
    last_at: datetime
    count: int


def seconds(moment: datetime | None) -> int | None:
    """Whole seconds since 1970, as the archive keeps times."""
    return None if moment is None else int(moment.timestamp())


def moment(value: int) -> datetime:
    """The time that the archive keeps as whole seconds since 1970."""
    return datetime.fromtimestamp(value, UTC)


def optional_moment(value: object) -> datetime | None:
    """The same, for what may be unknown."""
    return moment(value) if isinstance(value, int) else None
