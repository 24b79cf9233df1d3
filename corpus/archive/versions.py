"""Stored versions: what the archive gives back. Knows nothing of the engine that keeps them."""

from dataclasses import dataclass
from datetime import datetime
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
