"""NewsML-G2 → articles. Pure: content in, articles out.

Each item's own words on headline, byline, dates and language are taken; what it leaves out may be in its NITF. Of
several renditions the longest is the story. Knows nothing of where the content came from beyond its address.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from corpus.article import ArticleError
from corpus.author_names import author_names
from corpus.formats.agency.agency_item import AgencyItem, date, role, writers
from corpus.formats.agency.newsml_1 import newsml_1_item
from corpus.formats.agency.nitf import completed, nitf_text
from corpus.formats.agency.xml_parts import (
    XML_LANG,
    all_of,
    attribute,
    child,
    data_text,
    first,
    name_of,
    parse,
    text_of,
    words,
)
from corpus.formats.extract import Extracted

CODES = ("qcode", "uri", "literal")


def from_newsml(content: bytes, url: str, now: datetime) -> Iterator[Extracted | ArticleError]:
    """The text items of a NewsML document, or why one of them is no article; other items of several are passed over.

    Raises `ArticleError` where it is no XML or holds no items.
    """
    root = parse(content, url)
    items = [root] if name_of(root) == "newsitem" else list(all_of(root, "newsitem"))
    if not items:
        raise ArticleError(f"no news items in {url} but {name_of(root)}")
    for item in items:
        kind = role(attribute(first(item, "itemclass"), *CODES))
        if kind not in ("", "text"):
            if len(items) == 1:
                raise ArticleError(f"item {item.get('guid') or ''}: of class {kind}, not a text")
            continue
        read = newsml_1_item if first(item, "newsmanagement") is not None else _newsml_item
        try:
            yield read(item, url, now, is_alone=len(items) == 1)
        except ArticleError as error:
            yield error


def _newsml_item(item: Any, url: str, now: datetime, *, is_alone: bool) -> Extracted:
    """One item of NewsML-G2. Raises `ArticleError` where it is no article, or none any more or yet."""
    of_item = first(item, "itemmeta")
    of_item = item if of_item is None else of_item
    embargoed = first(of_item, "embargoed")
    status = attribute(first(of_item, "pubstatus"), *CODES)
    embargo = None if embargoed is None else words(embargoed)
    agency_item = AgencyItem(url, item.get("guid") or "", status, embargo, is_alone=is_alone)
    return agency_item.article(_record(item, of_item, now), now)


def _record(item: Any, of_item: Any, now: datetime) -> dict[str, Any]:
    """What a news item says, under the names of the project's records."""
    meta = first(item, "contentmeta")
    meta = item if meta is None else meta
    nitf = first(first(item, "contentset"), "nitf")
    provider = first(of_item, "provider")
    language = attribute(first(meta, "language"), "tag") or item.get(XML_LANG) or ""
    holder = words(child(first(item, "copyrightholder"), "name"))
    own = {
        "title": _headline(meta, language),
        "published": date(words(first(meta, "contentcreated")) or words(first(of_item, "firstcreated")), now),
        "modified": date(words(first(meta, "contentmodified")) or words(first(of_item, "versioncreated")), now),
        "publisher": words(first(provider, "name")) or attribute(provider, "literal") or holder or _code(provider),
        "language": language,
        "text": max((*_renditions(item), ""), key=len),
        "authors": _authors(meta),
    }
    record = completed(own, nitf, now)
    return record | {"title": record["title"] or words(child(of_item, "title"))}


def _headline(meta: Any, language: str) -> str:
    """Of the headlines in the item's language, or of all, the main one, else one that is not said to be another."""
    ranks = {"main": 0, "": 1}
    found = [
        (line.get(XML_LANG, language) != language, ranks.get(role(attribute(line, "role", "roleuri")), 2), words(line))
        for line in all_of(meta, "headline")
    ]
    return min((each for each in found if each[2]), key=lambda each: each[:2], default=(False, 0, ""))[2]


def _renditions(item: Any) -> Iterator[str]:
    """The texts of an item, each whole."""
    for part in item.iterdescendants():
        if name_of(part) == "inlinexml":
            nitf = first(part, "nitf")
            yield text_of(part) if nitf is None else nitf_text(nitf)
        elif name_of(part) == "inlinedata" and not attribute(part, "encoding"):
            yield data_text(part)


def _authors(meta: Any) -> list[str]:
    """Those of the by-line, else the creators."""
    if lines := [words(line) for line in meta if name_of(line) == "by" and words(line)]:
        return author_names(lines)
    creators = [each for each in meta if name_of(each) == "creator"]
    names = ((words(child(each, "name")) or words(each), attribute(each, "role", "roleuri")) for each in creators)
    return writers(names)


def _code(element: Any) -> str:
    """A code without the name of its scheme; it is not in small letters, since it is shown."""
    path = urlsplit(attribute(element, "uri")).path.rstrip("/").rpartition("/")[2]
    return attribute(element, "qcode").rpartition(":")[2] or path
