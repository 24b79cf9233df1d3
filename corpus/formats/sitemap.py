"""Sitemaps and indexes of sitemaps → the pages or lists that they name. Pure: bytes in, entries out.

The one idea: a sitemap's extensions have names like its own. What is said of a page are the elements of the page's own
namespace, and those of news within `news`; pictures and videos are passed over. Knows nothing of the network.
"""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from corpus.formats.feed import MAX_ENTRIES, list_entry, possible_date, without_repeats
from corpus.formats.sniff import HEAD_BYTES
from corpus.page import ListEntry, Listing

WHOLE_SITEMAP = re.compile(rb"</[\w:-]*(urlset|sitemapindex)\s*>\s*$", re.IGNORECASE)
OWN = ("loc", "lastmod")
OF_NEWS = ("publication_date", "title", "name", "language")


def read_sitemap(content: bytes, url: str, now: datetime) -> Listing:
    """The pages of a sitemap, or the sitemaps of an index, those that changed last first; of lines as they are."""
    entries: list[tuple[str, ListEntry | None]] = []
    if b"<" not in content[:HEAD_BYTES]:
        lines = content.decode("utf-8-sig", "replace").split(maxsplit=MAX_ENTRIES)[:MAX_ENTRIES]
        addresses = (line for line in lines if line.startswith(("http://", "https://")))
        return Listing(without_repeats(list_entry(line, url, {}, stamp="") for line in addresses))
    reading = etree.iterparse(
        io.BytesIO(content), events=("end",), resolve_entities=False, no_network=True, huge_tree=False, recover=True
    )
    for element in _elements(reading):
        _, name = _name(element)
        if name in ("url", "sitemap"):
            values = _values(element)
            stamp = values.get("lastmod", "") or values.get("publication_date", "")
            notes: list[str] = []
            record = {
                "title": values.get("title", ""),
                "published": possible_date(values.get("publication_date", ""), now, notes),
                "publisher": values.get("name", ""),
                "language": values.get("language", ""),
                "notes": notes,
            }
            entry = list_entry(values.get("loc", ""), url, record, stamp=stamp, is_list=name == "sitemap")
            entries.append((stamp, entry))
            element.clear()
        if len(entries) >= MAX_ENTRIES:
            break
    if entries and not WHOLE_SITEMAP.search(content[-200:]):
        entries.pop()  # it may have been cut off in the middle
    entries.sort(key=lambda pair: pair[0], reverse=True)
    return Listing(without_repeats([entry for _, entry in entries]))


def _values(element: Any) -> dict[str, str]:
    """What is said of a page: in elements of its own namespace, and in those of `news`."""
    namespace, _ = _name(element)
    values: dict[str, str] = {}
    for child in element:
        of, name = _name(child)
        if of == namespace and name in OWN:
            values.setdefault(name, (child.text or "").strip())
        elif name == "news":
            for part in child.iterdescendants():
                within, name = _name(part)
                if within == of and name in OF_NEWS:
                    values.setdefault(name, (part.text or "").strip())
    return values


def _elements(reading: Any) -> Iterator[Any]:
    """Those that a document holds up to where it makes no sense any more."""
    try:
        for _, element in reading:
            yield element
    except etree.XMLSyntaxError:
        return


def _name(element: Any) -> tuple[str, str]:
    """An element's namespace, or the prefix of one that is not declared, and its name; empty for comments."""
    if not isinstance(element.tag, str):
        return "", ""
    space, brace, name = element.tag.rpartition("}")
    if not brace:
        space, _, name = name.rpartition(":")
    return space, name.lower()
