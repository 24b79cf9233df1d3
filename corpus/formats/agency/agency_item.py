"""What every agency format says of an item: whose id it has, whether it may be used, and from when.

The one idea: an item is its agency's id, in whatever file a version of it comes. So an update is a version of the same
article, and a withdrawal takes away what was read before. Knows nothing of the formats.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from corpus.article import ArticleError, canonical_url, clean_line
from corpus.author_names import author_names
from corpus.formats.extract import Extracted, from_record
from corpus.formats.feed import possible_date
from corpus.stated_date import as_iso

WITHDRAWN = ("canceled", "cancelled", "withheld", "killed", "kill", "recalled", "retracted", "withdrawn")
EMBARGOED = "embargoed"
WRITERS = ("", "author", "writer", "reporter", "journalist")  # roles; others took the picture, or put it in words
LATEST_ZONE = timedelta(hours=12)  # behind UTC: an embargo without a zone has ended everywhere by then


class WithdrawnError(ArticleError):
    """An item that its agency has withdrawn; `urls` are the addresses under which it may have been read.

    `is_lasting`: the first is that of its id.
    """

    def __init__(self, message: str, guid: str, urls: tuple[str, ...], *, is_lasting: bool) -> None:
        super().__init__(message)
        self.guid = guid
        self.urls = urls
        self.is_lasting = is_lasting


class EmbargoedError(ArticleError):
    """An item that is not to be shown yet."""


@dataclass(frozen=True, slots=True)
class AgencyItem:
    """An item in a document at `url`, which holds no other if `is_alone`; `embargo` is `None` where there is none."""

    url: str
    guid: str
    status: str = ""
    embargo: str | None = None
    is_alone: bool = True

    def article(self, record: Mapping[str, Any], now: datetime) -> Extracted:
        """What a record says as an article. Raises `ArticleError` where it is none, or not to be used, or not yet."""
        status = role(self.status)
        if status in WITHDRAWN:
            message = f"{self._name}its agency says that it is {status}"
            urls = tuple(dict.fromkeys((self.address, canonical_url(self.address_in_file))))
            has_own = is_web(self.guid) or bool(self.guid and self.is_in_file)
            raise WithdrawnError(message, self.guid, urls, is_lasting=has_own)
        until = self._embargoed_until(status, now)
        published = str(record.get("published") or "")
        if until and published and moment(published) < until:
            published = until.isoformat()  # nobody was to see it before
        text = without_headline(str(record.get("text") or ""), str(record.get("title") or ""))
        found = from_record({**record, "url": self.address, "published": published, "text": text}, now)
        return replace(found, agency_id=self.guid, formerly=self.address_in_file if self.is_in_file else "")

    @property
    def _name(self) -> str:
        return f"item {self.guid}: " if self.guid else ""

    @property
    def is_in_file(self) -> bool:
        return urlsplit(self.url).scheme == "file"

    @property
    def address(self) -> str:
        """The item's address: its id where that is one, and in files whatever the file; else the document's."""
        if self.is_in_file and self.guid and not is_web(self.guid):
            return canonical_url(f"file:///{quote(self.guid, safe=':')}")
        return canonical_url(self.address_in_file)

    @property
    def address_in_file(self) -> str:
        """The address of the document, or one for each of its items."""
        if is_web(self.guid):
            return self.guid
        if self.is_alone:
            return self.url
        part = quote(self.guid, safe="")
        return f"{self.url}/{part}" if self.is_in_file else f"{self.url}{'&' if '?' in self.url else '?'}item={part}"

    def _embargoed_until(self, status: str, now: datetime) -> datetime | None:
        """When an embargo has ended. Raises `EmbargoedError` where it has not."""
        if self.embargo is None and status != EMBARGOED:
            return None
        stated = (self.embargo or "").strip()
        if not stated:
            raise EmbargoedError(f"{self._name}embargoed by its agency, which names no hour")
        try:
            has_zone = datetime.fromisoformat(as_iso(stated)).tzinfo is not None
            until = moment(stated) + (timedelta(0) if has_zone else LATEST_ZONE)
        except (ValueError, OverflowError):
            raise EmbargoedError(f"{self._name}embargoed by its agency until {stated!r}") from None
        if until > now:
            raise EmbargoedError(f"{self._name}embargoed by its agency until {until:%Y-%m-%d %H:%M} UTC")
        return until


def role(code: str) -> str:
    """The last part of a code, which is written with a prefix or as an address, in small letters."""
    return code.strip().rstrip("/").replace("#", "/").replace(":", "/").rpartition("/")[2].lower()


def writers(named: Iterable[tuple[str, str]]) -> list[str]:
    """Of names with their roles those of writers, all of them where none is one."""
    known = [(name, role(code)) for name, code in named if name]
    return author_names([name for name, code in known if code in WRITERS] or [name for name, _ in known])


def without_headline(text: str, headline: str) -> str:
    """A text whose first line may repeat its headline, without it."""
    first, _, rest = text.partition("\n")
    return rest if rest and clean_line(first) == clean_line(headline) else text


def date(value: str, now: datetime) -> str:
    return possible_date(value, now, [])


def moment(value: str) -> datetime:
    """A date as aware UTC. Raises `ValueError` where it can be read as none."""
    stated = datetime.fromisoformat(as_iso(value))
    return stated.astimezone(UTC) if stated.tzinfo else stated.replace(tzinfo=UTC)


def is_web(reference: str) -> bool:
    return reference.lower().startswith(("http://", "https://"))
