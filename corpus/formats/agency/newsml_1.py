"""NewsML 1, the predecessor of G2 → an article: its components nested, each with lines and content of its own.

Of several components the one with the longest text is the story; a headline may stand above it. Knows nothing of where
it came from beyond its address.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from corpus.article import ArticleError
from corpus.author_names import author_names
from corpus.formats.agency.agency_item import EMBARGOED, WITHDRAWN, AgencyItem, date, role
from corpus.formats.agency.nitf import completed, nitf_text
from corpus.formats.agency.xml_parts import XML_LANG, all_of, attribute, child, data_text, first, name_of, words
from corpus.formats.extract import Extracted

TEXTS = ("text", "complexdata")  # media types


def newsml_1_item(item: Any, url: str, now: datetime, *, is_alone: bool) -> Extracted:
    """One item of NewsML 1. Raises `ArticleError` where it is no article, or none any more or yet."""
    management = first(item, "newsmanagement")
    status = attribute(first(management, "status"), "FormalName")
    change = first(management, "statuswillchange")
    embargo = words(first(change, "dateandtime")) if role(status) == EMBARGOED and change is not None else None
    agency_item = AgencyItem(url, _guid(item), status, embargo, is_alone=is_alone)
    if role(status) not in WITHDRAWN and (reason := _why_no_text(item)):
        raise ArticleError(f"item {agency_item.guid}: {reason}")
    return agency_item.article(_record(item, now), now)


def _why_no_text(item: Any) -> str:
    """What an item is that holds no text; empty where it may hold one."""
    if child(item, "update") is not None:
        return "an update of parts of an item, which is not read"
    media = {role(attribute(each, "FormalName")) for each in all_of(item, "mediatype")}
    return f"of media type {', '.join(sorted(media))}, not a text" if media and not media & set(TEXTS) else ""


def _guid(item: Any) -> str:
    """An item's id without its revision."""
    identifier = first(item, "newsidentifier")
    parts = [words(first(identifier, name)) for name in ("providerid", "dateid", "newsitemid")]
    if parts[0] and parts[2]:
        return ":".join(("urn:newsml", *filter(None, parts)))
    return words(first(identifier, "publicidentifier"))


def _record(item: Any, now: datetime) -> dict[str, Any]:
    """What an item says, under the names of the project's records."""
    content, text = max(_contents(item), key=lambda found: (_is_main(found[0]), len(found[1])), default=(item, ""))
    nitf = first(content, "nitf")
    management = first(item, "newsmanagement")
    provider = first(first(item, "provider"), "party")
    line = _nearest(content, "byline")
    own = {
        "title": _nearest(content, "headline") or words(first(item, "newslinetext")),
        "text": text,
        "authors": author_names([line]),
        "published": date(words(first(management, "firstcreated")), now),
        "modified": date(words(first(management, "thisrevisioncreated")), now),
        "publisher": attribute(provider, "FormalName")
        or words(first(item, "copyrightholder"))
        or words(first(item, "providerid")),
        "language": attribute(first(item, "language"), "FormalName") or item.get(XML_LANG) or "",
    }
    return completed(own, nitf, now)


def _contents(item: Any) -> Iterator[tuple[Any, str]]:
    """An item's pieces of content that are text, each with it."""
    for content in all_of(item, "contentitem"):
        kind = role(attribute(first(content, "mediatype"), "FormalName"))
        if kind in ("", *TEXTS) and first(content, "encoding") is None:
            nitf = first(content, "nitf")
            data = first(content, "datacontent")
            yield content, data_text(data) if nitf is None else nitf_text(nitf)


def _is_main(content: Any) -> bool:
    """Whether the innermost component around some content that says what it is for calls it the main one."""
    roles = (role(attribute(child(part, "role"), "FormalName")) for part in content.iterancestors("{*}NewsComponent"))
    return next(filter(None, roles), "") == "main"


def _nearest(content: Any, name: str) -> str:
    """A line of the innermost component around some content that has one."""
    for component in content.iterancestors():
        for lines in component:
            if name_of(lines) == "newslines" and (found := words(first(lines, name))):
                return found
    return ""
