"""Feeds → the pages that they name, with what they say of each. Pure: bytes in, entries out.

RSS, Atom and RDF are read by feedparser, which takes broken ones too; JSON Feed here. An item without a date is
undated, and one that only says when it was changed does not say when it was published. Knows nothing of the network:
what is read was fetched before.
"""

import hashlib
import io
import json
import re
import warnings
from calendar import timegm
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urljoin

import feedparser

from corpus.article import CLOCK_SKEW, EARLIEST, ArticleError, canonical_url
from corpus.author_names import author_names
from corpus.formats.feed_text import html_text, item_text
from corpus.formats.page_charset import mended_utf8
from corpus.page import ListEntry, Listing
from corpus.stated_date import as_iso

BY_DUBLIN_CORE = ("rss10", "rss090")
MAX_ENTRIES = 50_000  # as many as the sitemap protocol allows
MAX_TITLE_CHARS = 80  # of an item that is named in a report
CHANGED_IN_RSS = re.compile(rb"<[\w-]+:(?:updated|modified)\b")  # Atom's or Dublin Core's word for it, beside RSS's own
CHARACTER = re.compile(rb"&#(x[0-9a-f]+|[0-9]+);?", re.IGNORECASE)
TOO_BROKEN = (
    ValueError,
    OverflowError,
    LookupError,
    AttributeError,
    TypeError,
    RecursionError,
)  # feedparser lets these through
MEDIA = re.compile(r"(audio|video|image)/", re.IGNORECASE)


def read_feed(content: bytes, url: str, now: datetime, content_type: str = "") -> Listing:
    """The items of an RSS, Atom or RDF feed that link to a page, in its order. Raises one of `TOO_BROKEN` for a few."""
    parsed = _parsed(content, url, content_type)
    of_feed = {
        "publisher": html_text(_string(parsed.feed.get("title"))),
        "language": _string(parsed.feed.get("language")),
    }
    version = parsed.get("version", "")
    is_rss = version.startswith("rss")
    # The only date of RSS 1.0 is Dublin Core's; of RSS 2.0 it is where nothing in the feed is said to be a change.
    is_by_dublin_core = version in BY_DUBLIN_CORE or (is_rss and not CHANGED_IN_RSS.search(content))
    entries, skipped = [], []
    for item in parsed.entries[:MAX_ENTRIES]:
        try:
            record = of_feed | _record(
                item, of_feed["publisher"], now, is_rss=is_rss, is_by_dublin_core=is_by_dublin_core
            )
            link, media = _link(item), _media(item)
        except TOO_BROKEN as error:
            skipped.append(f"an item that cannot be read: {error}")
            continue
        if not link or link in media:
            skipped.append(_without_page(record["title"], media))
        else:
            entries.append(list_entry(link, url, record, guid=_string(item.get("id"))))
    return Listing(without_repeats(entries), tuple(skipped))


def _parsed(content: bytes, url: str, content_type: str) -> Any:
    """A feed as feedparser reads it."""
    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    sound = CHARACTER.sub(_possible, mended_utf8(content) or content)
    sound = sound.replace(b"?>", b"?>\n", 1)  # a first line without an end costs feedparser its length cubed
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return feedparser.parse(io.BytesIO(sound), response_headers=headers)
        except TOO_BROKEN:  # perhaps since its declaration names no encoding
            if b"?>" not in sound:
                raise
            return feedparser.parse(io.BytesIO(sound.partition(b"?>")[2]), response_headers=headers)


def _possible(found: re.Match[bytes]) -> bytes:
    """A character by its number, or the mark for one that there is not; feedparser breaks on those."""
    digits = found[1].lower()
    number = int(digits.lstrip(b"x0")[:8] or b"0", 16 if digits.startswith(b"x") else 10)
    return found[0] if 0 < number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else b"&#65533;"


def _record(
    item: Mapping[str, Any], publisher: str, now: datetime, *, is_rss: bool, is_by_dublin_core: bool
) -> dict[str, Any]:
    """What a feed says of an item, under the names of the project's records; `notes` are the dates passed over."""
    notes: list[str] = []
    published = _date(item, "published", now, notes)
    updated = _date(item, "updated", now, notes)
    if is_by_dublin_core and "published" not in item:
        published, updated = updated, ""
    title = html_text(_string(item.get("title")))
    record = {"title": title, "published": published, "modified": updated, "authors": _authors(item, is_rss=is_rss)}
    origin = html_text(_string((item.get("source") or {}).get("title")))
    if origin:  # an aggregator's item, which names its publisher behind the headline, too
        record |= {"publisher": origin, "title": re.sub(rf"\s+[-–—|]\s+{re.escape(origin)}$", "", title)}
    bodies = [_string(part.get("value")) for part in item.get("content", ())] + [_string(item.get("summary"))]
    record["text"] = max((item_text(body, title, origin or publisher) for body in bodies), key=len)
    return record | {"notes": notes}


def _authors(item: Mapping[str, Any], *, is_rss: bool) -> list[str]:
    """Their names; RSS writes `address (name)`, of which feedparser does not make much."""
    if is_rss and "@" in _string(item.get("author")):
        return author_names([parseaddr(item["author"])[0]])
    return author_names(html_text(name) for author in item.get("authors", ()) if (name := author.get("name")))


def _link(item: Mapping[str, Any]) -> str:
    """Where an item's page is: its link, or its id where that is said to be one."""
    original = item.get("feedburner_origlink") or item.get("link") or ""
    identifier = item.get("id") or ""
    return str(original or (identifier if identifier.startswith(("http://", "https://")) else ""))


def read_json_feed(document: Mapping[str, Any], url: str, now: datetime) -> Listing:
    """The items of a JSON Feed that link to a page."""
    items = document.get("items")
    publisher = _string(document.get("title"))
    entries, skipped = [], []
    for item in (items if isinstance(items, list) else [])[:MAX_ENTRIES]:
        if not isinstance(item, dict):
            continue
        people = item.get("authors") or document.get("authors") or [item.get("author")]
        title = _string(item.get("title"))
        texts = (item_text(_string(item.get("content_html")), title, publisher), _string(item.get("content_text")))
        notes: list[str] = []
        record = {
            "title": title,
            "text": max(texts, key=len) or _string(item.get("summary")),
            "published": possible_date(_string(item.get("date_published")), now, notes),
            "modified": possible_date(_string(item.get("date_modified")), now, notes),
            "authors": author_names(_string(person.get("name")) for person in _objects(people)),
            "publisher": publisher,
            "language": _string(item.get("language")) or _string(document.get("language")),
            "notes": notes,
        }
        identifier = _string(item.get("id"))
        media = {_string(each.get("url")): _string(each.get("mime_type")) for each in _objects(item.get("attachments"))}
        if entry := list_entry(_string(item.get("url")) or identifier, url, record, guid=identifier):
            entries.append(entry)
        elif title or media:
            skipped.append(_without_page(title, media))
    return Listing(without_repeats(entries), tuple(skipped))


def list_entry(
    link: str, base: str, record: dict[str, Any], *, stamp: str | None = None, is_list: bool = False, guid: str = ""
) -> ListEntry | None:
    """An entry with an absolute address; `None` where it names no page on the web."""
    try:
        address = urljoin(base, link.strip()) if link.strip() else ""
        canonical_url(address)
    except (ValueError, ArticleError):
        return None
    if not address.lower().startswith(("http://", "https://")):
        return None
    item = {key: value for key, value in record.items() if value}
    if stamp is None:
        stamp = hashlib.sha256(json.dumps(item, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return ListEntry(address, stamp, is_list, item, guid=guid.strip())


def without_repeats(entries: Iterable[ListEntry | None]) -> tuple[ListEntry, ...]:
    """The entries, each address once: as it was named first."""
    first: dict[str, ListEntry] = {}
    for entry in entries:
        if entry:
            first.setdefault(entry.url, entry)
    return tuple(first.values())


def _media(item: Mapping[str, Any]) -> dict[str, str]:
    """The addresses of an item's recordings and pictures, each with its type."""
    enclosed = {each.get("href") or "": each.get("type") or "" for each in item.get("enclosures", ())}
    return {href: kind for href, kind in enclosed.items() if href and MEDIA.match(kind)}


def _without_page(title: str, media: Mapping[str, str]) -> str:
    """Why an item is passed over: it has no page, perhaps a recording."""
    shown = f"{title[:MAX_TITLE_CHARS]!r} names no page on the web"
    kinds = [f"{kind.partition('/')[0]} at {href}" for href, kind in media.items()]
    return f"{shown}, only {', '.join(kinds)}" if kinds else shown


def _date(item: Mapping[str, Any], name: str, now: datetime, notes: list[str]) -> str:
    """A date of an item, in UTC where its zone is known; feedparser reads those in other languages than English."""
    if name not in item:
        return ""
    value = _string(item[name])
    parsed = item.get(f"{name}_parsed")
    is_in_words = parsed is not None and not value.isascii() and as_iso(value) == value.strip()
    if parsed and is_in_words and str(parsed[0]) in value and (":" not in value or parsed[3:5] != (0, 0)):
        value = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=timegm(parsed))).isoformat()
    stated = possible_date(value, now, notes)
    moment = datetime.fromisoformat(stated) if stated else None
    return moment.astimezone(UTC).isoformat() if moment and moment.tzinfo else stated


def possible_date(value: str, now: datetime, notes: list[str]) -> str:
    """A date in ISO 8601; empty, with a note, where it can be read as none or cannot be true."""
    if not value.strip():
        return ""
    stated = as_iso(value)
    try:
        moment = datetime.fromisoformat(stated)
        moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        if not EARLIEST <= moment <= now + CLOCK_SKEW:
            raise ValueError(value)
    except (OverflowError, ValueError):
        notes.append(f"its date {value.strip()[:MAX_TITLE_CHARS]!r} cannot be read, or cannot be true")
        return ""
    return stated


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
