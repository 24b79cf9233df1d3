"""NITF → an article. Pure: content in, an article out.

The document's own words on headline, byline, dates and language are taken; of its bodies the story's, not that of a
note to editors. Knows nothing of where it came from beyond the address it is given.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from corpus.article import ArticleError
from corpus.author_names import author_names
from corpus.formats.agency.agency_item import EMBARGOED, WITHDRAWN, AgencyItem, date, is_web, moment, role
from corpus.formats.agency.xml_parts import (
    XML_LANG,
    all_of,
    attribute,
    child,
    first,
    name_in,
    name_of,
    parse,
    text_of,
    words,
)
from corpus.formats.extract import Extracted


def from_nitf(content: bytes, url: str, now: datetime) -> Iterator[Extracted | ArticleError]:
    """One NITF document, and before it the withdrawal of another one, if it says so.

    Raises `ArticleError` where it is no article, or none any more or yet.
    """
    root = parse(content, url)
    nitf = root if name_of(root) == "nitf" else first(root, "nitf")
    if nitf is None:
        raise ArticleError(f"no NITF in {url}")
    about = first(nitf, "docdata")
    status = attribute(about, "management-status")
    own, corrected = first(nitf, "doc-id"), first(about, "correction")
    other = attribute(about, "management-doc-idref")
    if role(attribute(about, "management-idref-status") or status) in WITHDRAWN and other:
        withdrawn = _guid(other, attribute(own, "regsrc"))
        try:
            AgencyItem(url, withdrawn, WITHDRAWN[0], is_alone=False).article({}, now)
        except ArticleError as error:
            yield error
    named = own if corrected is None or not attribute(corrected, "id-string") else corrected  # a version of that one
    guid = _guid(attribute(named, "id-string"), attribute(named, "regsrc") or attribute(own, "regsrc"))
    reference = attribute(first(nitf, "pubdata"), "ex-ref")
    item = AgencyItem(url, reference if is_web(reference) else guid, status, _embargo(nitf, role(status) == EMBARGOED))
    yield item.article(nitf_record(nitf, now), now)


def _guid(identifier: str, source: str) -> str:
    """A document's id, which says whose it is unless it is an address."""
    return identifier if is_web(identifier) or not identifier or not source else f"{source}:{identifier}"


def nitf_record(nitf: Any, now: datetime) -> dict[str, Any]:
    """What a NITF document says, under the names of the project's records."""
    issued, released = first(nitf, "date.issue"), first(nitf, "date.release")
    public = first(nitf, "pubdata")
    bylines = (line for head in all_of(nitf, "body.head") for line in all_of(head, "byline"))
    authors = [name_in(each) for line in bylines for each in (list(all_of(line, "person")) or [line])]
    return {
        "title": words(first(nitf, "hl1")) or words(first(nitf, "headline")) or words(first(nitf, "title")),
        "text": nitf_text(nitf),
        "authors": author_names(authors),
        "published": date(attribute(issued, "norm") or attribute(released, "norm"), now),
        "publisher": words(first(nitf, "distributor"))
        or attribute(public, "name")
        or attribute(first(nitf, "doc.rights"), "owner"),
        "language": nitf.get(XML_LANG) or "",
        "section": attribute(public, "position.section"),
    }


def completed(own: dict[str, Any], nitf: Any, now: datetime) -> dict[str, Any]:
    """What an item says itself, and beside it what the NITF in it says, if there is one."""
    fallback = {} if nitf is None else nitf_record(nitf, now)
    return {name: own.get(name) or fallback.get(name) or "" for name in {*own, *fallback}}


def nitf_text(nitf: Any) -> str:
    """The text of the story: its own parts of the body, or all of the body where it has none."""
    body = child(nitf, "body")
    body = first(nitf, "body") if body is None else body
    parts = [] if body is None else [part for part in body if name_of(part) == "body.content"]
    return "\n".join(filter(None, map(text_of, parts))) if parts else text_of(body)


def _embargo(nitf: Any, is_embargoed: bool) -> str | None:
    """Until when a document is embargoed: its release, where that lies after its issue or it says that it waits."""
    released = attribute(first(nitf, "date.release"), "norm")
    issued = attribute(first(nitf, "date.issue"), "norm")
    if not released:
        return None
    try:
        is_later = not issued or moment(released) > moment(issued)
    except ValueError:
        is_later = False
    return released if is_embargoed or is_later else None
