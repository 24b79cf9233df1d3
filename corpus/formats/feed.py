"""Feeds and sitemaps → the pages that they name, with what they say of each. Pure: bytes in, entries out.

RSS, Atom and RDF are read by feedparser, which takes broken ones too; JSON Feed and sitemaps here. An item without a
date is undated, and one that only says when it was changed does not say when it was published. Knows nothing of the
network: what is read was fetched before.
"""

import hashlib
import io
import json
import re
import warnings
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree, html

from corpus.article import CLOCK_SKEW, EARLIEST, ArticleError, canonical_url
from corpus.page import ListEntry

BY_DUBLIN_CORE = ("rss10", "rss090")
MAX_ENTRIES = 50_000  # as many as the sitemap protocol allows
BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "table", "pre", "hr")
)
WHOLE_SITEMAP = re.compile(rb"</[\w:-]*(urlset|sitemapindex)\s*>\s*$", re.IGNORECASE)
NOT_TEXT = ("script", "style", "figure", "iframe", "form", "noscript")


def read_feed(content: bytes, url: str, now: datetime, content_type: str = "") -> list[ListEntry]:
    """The items of an RSS, Atom or RDF feed that link to a page, in its order."""
    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        parsed = feedparser.parse(io.BytesIO(content), response_headers=headers)
    publisher = parsed.feed.get("title", "")
    language = parsed.feed.get("language", "")
    entries = []
    for item in parsed.entries[:MAX_ENTRIES]:
        bodies = [part.get("value", "") for part in item.get("content", ())] + [item.get("summary", "")]
        updated = item.get("updated_parsed") if "updated_parsed" in item else None
        if parsed.version in BY_DUBLIN_CORE:  # its only date, which says when the page was published
            published, updated = updated, None
        else:
            published = item.get("published_parsed")
        record = {
            "title": html_text(item.get("title", "")),
            "text": max(map(html_text, bodies), key=len),
            "published": _struct_date(published, now),
            "modified": _struct_date(updated, now),
            "authors": _authors(item, is_rss=parsed.version.startswith("rss")),
            "publisher": html_text(publisher),
            "language": language,
        }
        entries.append(_entry(_link(item), url, record))
    return _without_repeats(entries)


def _authors(item: Mapping[str, Any], *, is_rss: bool) -> list[str]:
    """Their names; RSS writes `address (name)`, of which feedparser does not make much."""
    if is_rss and "@" in item.get("author", ""):
        name, _ = parseaddr(item["author"])
        return [name] if name else []
    return [name for author in item.get("authors", ()) if (name := author.get("name"))]


def _link(item: Mapping[str, Any]) -> str:
    """Where an item's page is: its link, or its id where that is said to be one."""
    original = item.get("feedburner_origlink") or item.get("link") or ""
    identifier = item.get("id") or ""
    return str(original or (identifier if identifier.startswith(("http://", "https://")) else ""))


def read_json_feed(document: Mapping[str, Any], url: str, now: datetime) -> list[ListEntry]:
    """The items of a JSON Feed that link to a page."""
    items = document.get("items")
    entries = []
    for item in (items if isinstance(items, list) else [])[:MAX_ENTRIES]:
        if not isinstance(item, dict):
            continue
        people = item.get("authors") or document.get("authors") or [item.get("author")]
        texts = (html_text(_string(item.get("content_html"))), _string(item.get("content_text")))
        record = {
            "title": _string(item.get("title")),
            "text": max(texts, key=len) or _string(item.get("summary")),
            "published": possible_date(_string(item.get("date_published")), now),
            "modified": possible_date(_string(item.get("date_modified")), now),
            "authors": [
                name
                for person in (people if isinstance(people, list) else [])
                if isinstance(person, dict) and (name := _string(person.get("name")))
            ],
            "publisher": _string(document.get("title")),
            "language": _string(item.get("language")) or _string(document.get("language")),
        }
        entries.append(_entry(_string(item.get("url")) or _string(item.get("id")), url, record))
    return _without_repeats(entries)


def read_sitemap(content: bytes, url: str, now: datetime) -> list[ListEntry]:
    """The pages of a sitemap, or the sitemaps of an index, those that changed last first."""
    entries: list[tuple[str, ListEntry | None]] = []
    reading = etree.iterparse(
        io.BytesIO(content), events=("end",), resolve_entities=False, no_network=True, huge_tree=False, recover=True
    )
    for element in _elements(reading):
        name = _local(element)
        if name in ("url", "sitemap"):
            values = {_local(child): (child.text or "").strip() for child in element.iter() if child is not element}
            stamp = values.get("lastmod", "") or values.get("publication_date", "")
            record = {
                "title": values.get("title", ""),
                "published": possible_date(values.get("publication_date", ""), now),
                "publisher": values.get("name", ""),
                "language": values.get("language", ""),
            }
            entry = _entry(values.get("loc", ""), url, record, stamp=stamp, is_list=name == "sitemap")
            entries.append((stamp, entry))
            element.clear()
        if len(entries) >= MAX_ENTRIES:
            break
    if entries and not WHOLE_SITEMAP.search(content[-200:]):
        entries.pop()  # it may have been cut off in the middle
    entries.sort(key=lambda pair: pair[0], reverse=True)
    return _without_repeats([entry for _, entry in entries])


def _elements(reading: Any) -> Iterator[Any]:
    """Those that a document holds up to where it makes no sense any more."""
    try:
        for _, element in reading:
            yield element
    except etree.XMLSyntaxError:
        return


def html_text(markup: str) -> str:
    """The text of a piece of HTML, its blocks on lines of their own; plain text stays as it is."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    try:
        tree = html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError):
        return ""
    for element in list(tree.iter(*NOT_TEXT)):
        element.drop_tree()
    for element in tree.iter(*BLOCKS):
        element.text, element.tail = f"\n{element.text or ''}", f"\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in str(tree.text_content()).splitlines())
    return "\n".join(line for line in lines if line)


def _entry(
    link: str, base: str, record: dict[str, Any], *, stamp: str | None = None, is_list: bool = False
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
    return ListEntry(address, stamp, is_list, item)


def _without_repeats(entries: list[ListEntry | None]) -> list[ListEntry]:
    """The entries, each address once: as it was named first."""
    first: dict[str, ListEntry] = {}
    for entry in entries:
        if entry:
            first.setdefault(entry.url, entry)
    return list(first.values())


def _struct_date(value: Any, now: datetime) -> str:
    """A date as feedparser gives it, in UTC; empty where there is none or it cannot be true."""
    if not value:
        return ""
    try:
        return _possible(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=timegm(value)), now)
    except (OverflowError, ValueError):
        return ""


def possible_date(value: str, now: datetime) -> str:
    """An ISO 8601 date as it is; empty where it is none or cannot be true."""
    try:
        moment = datetime.fromisoformat(value)
        _possible(moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC), now)
    except (OverflowError, ValueError):
        return ""
    return value


def _possible(moment: datetime, now: datetime) -> str:
    if not EARLIEST <= moment <= now + CLOCK_SKEW:
        raise ValueError(f"{moment} is no date of an article")
    return moment.isoformat()


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _local(element: Any) -> str:
    """An element's name without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
