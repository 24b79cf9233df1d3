"""What the archive gives back: stored versions, counts, copies, failures, followed questions, deliveries.

Knows nothing of the engine that keeps it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from corpus.article import Article

FRESH_FOR = timedelta(days=2)  # from an article's date until it is seen, where its source is followed

Change = Literal["new", "changed", "details", "unchanged", "removed"]
Pace = Literal["change", "day", "week"]
DeliveryState = Literal["waiting", "delivered", "given up"]


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """An article's text as the archive keeps it. `visible_until` is `None` for the current version.

    `revision` is that at which anything about it last changed, `article_seen` when its article was first seen in any
    version.
    """

    number: int
    article: Article
    first_seen: datetime
    visible_from: datetime
    visible_until: datetime | None
    revision: int
    article_seen: datetime | None = None

    @property
    def known_at(self) -> datetime:
        """When it was published or, without a date, first seen."""
        return self.article.published or self.first_seen


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


@dataclass(frozen=True, slots=True)
class FollowedQuestion:
    """A question that is followed: the words and filters, the revision at which it was asked last, below 0 if it was
    not yet, and what was told then; `stored` is that as it is kept."""

    token: str
    question: Any
    added: datetime
    revision: int
    told: Any
    stored: str | None


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change of a followed question's answer: at which revision it was noticed, when, and what it is."""

    revision: int
    at: datetime
    change: Any


@dataclass(frozen=True, slots=True)
class NoticedChange:
    """A change, and the token of the question whose answer it is of."""

    token: str
    kept: KeptChange


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where changes are sent: those of one question, by its token, or of all, since it was added; each by itself, or
    those of a day or week together. `stopped` says why nothing is sent any more."""

    id: str
    token: str | None
    address: str
    pace: Pace
    secret: str | None
    added: datetime
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that is sent to a recipient: how often that was begun, and why the last try failed, if it did. `at` is
    when it is tried next, was delivered, or was given up."""

    id: str
    recipient: str
    made: datetime
    tries: int
    state: DeliveryState
    at: datetime
    reason: str | None


def appearances(copies: Sequence[StoredVersion]) -> list[tuple[bool, datetime]]:
    """For sorting the copies of one story by when they came out, the undated last.

    Publishers' dates say so, but where one of the copies was read as it came out: then another that is dated long
    before it was first seen counts from there, as a date alone makes nobody the first.
    """
    seen = [copy.article_seen or copy.first_seen for copy in copies]
    dated = [copy.article.published for copy in copies]
    was_fresh = [at is not None and first - at <= FRESH_FOR for at, first in zip(dated, seen, strict=True)]
    is_followed = any(was_fresh)
    return [
        (at is None, first if at is None or (is_followed and not fresh) else at)
        for at, first, fresh in zip(dated, seen, was_fresh, strict=True)
    ]


def by_appearance(copies: Sequence[StoredVersion]) -> list[StoredVersion]:
    """The copies of one story in the order in which they came out, those of one moment as they are."""
    came = appearances(copies)
    return [copies[place] for place in sorted(range(len(copies)), key=lambda place: came[place])]


def was_seen_after(stored: StoredVersion, moment: datetime) -> bool:
    """Whether an article was first seen, in any version, after a moment."""
    return (stored.article_seen or stored.first_seen) > moment


def seconds(moment: datetime | None) -> int | None:
    """Whole seconds since 1970, as the archive keeps times."""
    return None if moment is None else int(moment.timestamp())


def moment(value: int) -> datetime:
    """The time that the archive keeps as whole seconds since 1970."""
    return datetime.fromtimestamp(value, UTC)


def optional_moment(value: object) -> datetime | None:
    """The same, for what may be unknown."""
    return moment(value) if isinstance(value, int) else None
