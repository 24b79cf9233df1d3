"""Feeds out: entries as Atom (RFC 4287) and as JSON Feed 1.1, for whatever a reader may subscribe to.

The one idea: an entry's id and time depend on what it tells alone, so that a feed reader shows each once however often
the feed is made. Words are escaped by the library that writes the document. Knows nothing of where entries come from.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Literal, get_args
from xml.etree import ElementTree

from corpus.errors import UsageError

ATOM = "http://www.w3.org/2005/Atom"
XML_CANNOT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FeedFormat = Literal["atom", "json"]
MEDIA_TYPES: dict[FeedFormat, str] = {"atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an entry: a heading, a line of words with where they are from, or a remark that is not quoted."""

    kind: Literal["heading", "quote", "remark"]
    text: str
    link: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is told; `id` is a URI of its own, `updated` when it was told or last changed."""

    id: str
    title: str
    updated: datetime
    parts: tuple[Part, ...]
    link: str = ""
    published: datetime | None = None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """What is subscribed to; `address` is where it is fetched from, the entries are newest first."""

    id: str
    title: str
    updated: datetime
    entries: tuple[Entry, ...]
    address: str = ""
    home: str = ""


def feed_format(name: str) -> FeedFormat:
    """The format of this name. Raises `UsageError` naming those that there are."""
    for known in get_args(FeedFormat):
        if name == known:
            return known  # type: ignore[no-any-return]
    raise UsageError(f"feed format {name!r} is none of {', '.join(get_args(FeedFormat))}")


def write_feed(feed: Feed, chosen: FeedFormat) -> bytes:
    """The feed's document in UTF-8."""
    return _atom(feed) if chosen == "atom" else _json_feed(feed)


def as_html(parts: Sequence[Part]) -> str:
    """The parts as HTML, in which nothing of their words is markup."""
    written = []
    for part in parts:
        words = escape(part.text)
        if part.kind == "quote":
            written.append(f"<blockquote><p>{words}</p><p>— {linked(part.source, part.link)}</p></blockquote>")
        else:
            written.append(f"<h3>{words}</h3>" if part.kind == "heading" else f"<p>{words}</p>")
    return "\n".join(written)


def linked(words: str, address: str) -> str:
    """Words as HTML that lead to an address of the web; any other is left away."""
    return f'<a href="{escape(address)}">{escape(words)}</a>' if _is_web(address) else escape(words)


def as_text(parts: Sequence[Part]) -> str:
    """The same in plain words."""
    return "\n\n".join(f"“{part.text}” — {part.source}" if part.kind == "quote" else part.text for part in parts)


def _is_web(address: str) -> bool:
    """Whether an address leads to the web, and runs nothing."""
    return address.lower().startswith(("http://", "https://"))


def _atom(feed: Feed) -> bytes:
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    _add(_add(root, "author"), "name", "newsqa")
    for relation, address in (("self", feed.address), ("alternate", feed.home)):
        if address:
            _add(root, "link", rel=relation, href=address)
    for entry in feed.entries:
        _add_entry(root, entry)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: ElementTree.Element, entry: Entry) -> None:
    element = _add(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _moment(entry.updated))
    if entry.published:
        _add(element, "published", _moment(entry.published))
    for author in entry.authors:
        _add(_add(element, "author"), "name", author)
    if _is_web(entry.link):
        _add(element, "link", rel="alternate", href=entry.link)
    _add(element, "content", as_html(entry.parts), type="html")


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    safe = {key: XML_CANNOT.sub("", value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", safe)
    element.text = XML_CANNOT.sub("", text) or None
    return element


def _json_feed(feed: Feed) -> bytes:
    items = []
    for entry in feed.entries:
        item: dict[str, object] = {
            "id": entry.id,
            "title": entry.title,
            "content_html": as_html(entry.parts),
            "content_text": as_text(entry.parts),
            "date_published": _moment(entry.published or entry.updated),
            "date_modified": _moment(entry.updated),
        }
        if _is_web(entry.link):
            item["url"] = entry.link
        if entry.authors:
            item["authors"] = [{"name": author} for author in entry.authors]
        items.append(item)
    document: dict[str, object] = {"version": "https://jsonfeed.org/version/1.1", "title": feed.title}
    document |= {name: value for name, value in (("home_page_url", feed.home), ("feed_url", feed.address)) if value}
    return json.dumps(document | {"items": items}, ensure_ascii=False).encode()


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
