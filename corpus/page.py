"""A page on the web as the archive remembers it: validators, when it was seen, and when it is due again.

The types that feeds, fetching and the archive share. The one idea: a page is a value, and each way in which asking for
it can end gives the next one. Knows nothing of the network or of storage.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

GONE_FOR = timedelta(days=1)  # between two looks that find a page gone, before its article is removed
REFUSED_FOR = timedelta(days=1)
HELD_FOR = timedelta(hours=1)  # at least between two looks that find the same doubtful text, before it is believed
BACKOFF = timedelta(minutes=1)  # after the first failure; doubled for each further one
MAX_BACKOFF = timedelta(hours=6)
MAX_WAIT = timedelta(days=365)  # whatever a host asks for
# News is edited in its first hours and days; how often a page is asked whether it has changed, by its age.
RECHECK = ((timedelta(days=2), timedelta(hours=1)), (timedelta(days=30), timedelta(days=1)))
RECHECK_OLDER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask by whether something has changed; they hold at the address that gave them alone."""

    url: str = ""
    etag: str | None = None
    last_modified: str | None = None


NO_VALIDATORS = Validators()


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A site's robots.txt or tdmrep.json as it was last read; an empty body if there is none."""

    body: str
    validators: Validators
    checked: datetime


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of a feed or sitemap. `stamp` changes when the list says that the page has.

    `item` holds what the list itself says of the article, under the names of the project's records, and `notes` on
    what of it cannot be true. `taken` is the stamp at which the page was last asked for; `None`: never. `guid` is what
    the list calls the item whatever its address.
    """

    url: str
    stamp: str = ""
    is_list: bool = False
    item: Mapping[str, Any] | None = None
    taken: str | None = None
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed or sitemap names, in its order. `skipped` says of its other items why they name no page."""

    entries: tuple[ListEntry, ...] = ()
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of one address; the times are explained in the schema. `agency_id` is of the item that it gave."""

    url: str
    first_asked: datetime
    checked: datetime
    article_id: str | None = None
    is_own: bool = False
    dated: datetime | None = None
    validators: Validators = NO_VALIDATORS
    gone_since: datetime | None = None
    withdrawn: bool = False
    n_failures: int = 0
    not_before: datetime | None = None
    agency_id: str = ""
    held: str | None = None
    held_since: datetime | None = None

    def answered(
        self,
        now: datetime,
        validators: Validators,
        article_id: str | None,
        dated: datetime | None = None,
        agency_id: str = "",
    ) -> "Page":
        """The same page after it gave something."""
        return Page(
            self.url, self.first_asked, now, article_id, dated=dated, validators=validators, agency_id=agency_id
        )

    def unchanged(self, now: datetime) -> "Page":
        """The same page after it said that it has not changed."""
        return self.answered(now, self.validators, self.article_id, self.dated, self.agency_id)

    def without_article(self, now: datetime) -> "Page":
        """The same page after it gave no article; what it gave before stands, and its content is wanted next time."""
        gone_since = self.gone_since if self.withdrawn else None
        return replace(
            self, checked=now, validators=NO_VALIDATORS, gone_since=gone_since, n_failures=0, not_before=None
        )

    def holding(self, now: datetime, text: str) -> "Page":
        """The same page after it gave a doubtful text, known by its hash: it is held aside until it is seen again."""
        since = self.held_since if self.held == text else now
        return replace(self.without_article(now), held=text, held_since=since)

    def has_held(self, text: str, now: datetime) -> bool:
        """Whether the same text was given long enough ago to be believed now."""
        return self.held == text and self.held_since is not None and now - self.held_since >= HELD_FOR

    def gone(self, now: datetime) -> "Page":
        """The same page after it was not there; if it comes back, its content is wanted, not that it is the same."""
        return replace(
            self,
            checked=now,
            validators=NO_VALIDATORS,
            gone_since=self.gone_since or now,
            n_failures=0,
            not_before=None,
        )

    def refused(self, now: datetime) -> "Page":
        """The same page after it was closed to us or was not to be asked for: looked at again in a day."""
        return replace(self, checked=now, gone_since=None, n_failures=0, not_before=now + REFUSED_FOR)

    def failed(self, now: datetime, retry_after_s: float | None) -> "Page":
        """The same page after it failed: it is left alone for as long as its host asks, or longer each time."""
        backoff = min(MAX_BACKOFF, BACKOFF * 2 ** min(self.n_failures, 20))
        wait = backoff if retry_after_s is None else timedelta(seconds=min(retry_after_s, MAX_WAIT.total_seconds()))
        return replace(self, n_failures=self.n_failures + 1, not_before=now + wait)

    def is_waiting(self, now: datetime) -> bool:
        """Whether it is left alone for now; not until later than any wait could end, as a clock set back has it."""
        return self.not_before is not None and now < self.not_before <= now + MAX_WAIT

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to ask whether it has changed, although no list says so.

        A page that was looked at later than now is due: the clock was wrong then, or is now.
        """
        if self.checked > now:
            return True
        if self.is_waiting(now):
            return False
        if self.n_failures:
            return True
        if self.gone_since and not self.withdrawn:
            return now - self.checked >= GONE_FOR
        if self.held:
            return now - self.checked >= HELD_FOR
        age = now - (self.dated or self.first_asked)
        return now - self.checked >= next((every for limit, every in RECHECK if age < limit), RECHECK_OLDER)
