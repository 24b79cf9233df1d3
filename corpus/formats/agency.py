"""Agency formats → articles: NITF, NewsML-G2 and ninjs. Pure: content in, articles out.

Each item's own words on headline, byline, dates and language are taken. An item that its agency has cancelled is no
article. Knows nothing of where the content came from beyond the address it is given.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import quote, urlsplit

from lxml import etree

from corpus.article import ArticleError
from corpus.formats.extract import Extracted, from_record
from corpus.formats.feed import possible_date
from corpus.formats.feed_text import html_text

BLOCKS = frozenset(("p", "hl2", "h1", "h2", "h3", "h4", "li", "tr", "pre", "blockquote"))
NOT_TEXT = frozenset(("head", "media", "style", "script", "figure"))
WITHDRAWN = ("canceled", "cancelled", "withheld")
# Where a news item says what a record holds, first come first: in the item or its contentMeta, `@` before an attribute.
NEWSML_FIELDS = {
    "title": ("meta/headline",),
    "published": ("meta/contentcreated", "item/firstcreated"),
    "modified": ("meta/contentmodified", "item/versioncreated"),
    "publisher": ("item/provider/name", "item/provider@literal"),
    "language": ("meta/language@tag",),
}
# The same for ninjs. `by/name`: the names in the list `by`; `headlines#main`: those of this role; `body_*`: any ending.
NINJS_FIELDS = {
    "title": ("headline", "headlines#main/value", "headlines/value"),
    "authors": ("by/name", "byline"),
    "published": ("firstcreated", "contentcreated"),
    "modified": ("versioncreated",),
    "publisher": ("copyrightholder", "infosources/name", "copyrightholder/name"),
    "language": ("language",),
}
NINJS_BODIES = ("body_text", "body_xhtml", "body_html", "bodies/value", "body_*")


def from_nitf(content: bytes, url: str, now: datetime) -> Extracted:
    """One NITF document. Raises `ArticleError` where it is no article."""
    root = _parse(content, url)
    nitf = root if _name(root) == "nitf" else _first(root, "nitf")
    if nitf is None:
        raise ArticleError(f"no NITF in {url}")
    return from_record(_nitf_record(nitf, url, now), now)


def _nitf_record(nitf: Any, url: str, now: datetime) -> dict[str, Any]:
    """What a NITF document says, under the names of the project's records."""
    issued, released = _first(nitf, "date.issue"), _first(nitf, "date.release")
    public = _first(nitf, "pubdata")
    source = _first(nitf, "doc.rights")
    body = _first(nitf, "body.content")
    authors = [_words(person) for line in _all(nitf, "byline") for person in (list(_all(line, "person")) or [line])]
    identifier = _attribute(_first(nitf, "doc-id"), "id-string")
    return {
        "url": next((ref for ref in (_attribute(public, "ex-ref"), identifier) if _is_web(ref)), url),
        "title": _words(_first(nitf, "hl1")) or _words(_first(nitf, "headline")) or _words(_first(nitf, "title")),
        "text": _text(body if body is not None else _first(nitf, "body")),
        "authors": [name.removeprefix("By ").removeprefix("by ") for name in authors if name],
        "published": _date(_attribute(issued, "norm") or _attribute(released, "norm"), now),
        "publisher": _words(_first(nitf, "distributor")) or _attribute(public, "name") or _attribute(source, "owner"),
        "language": nitf.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        "section": _attribute(public, "position.section"),
    }


def from_newsml(content: bytes, url: str, now: datetime) -> Iterator[Extracted | ArticleError]:
    """The text items of a NewsML-G2 document, or why one of them is no article; pictures and packages are passed over.

    Raises `ArticleError` where it is no XML or holds no items.
    """
    root = _parse(content, url)
    items = [root] if _name(root) == "newsitem" else list(_all(root, "newsitem"))
    if not items:
        raise ArticleError(f"no news items in {url}")
    for item in items:
        kind = _attribute(_first(item, "itemclass"), "qcode")
        if kind and not kind.endswith(":text") and kind != "text":
            continue
        try:
            yield from_record(_newsml_record(item, url, now, is_alone=len(items) == 1), now)
        except ArticleError as error:
            yield error


def _newsml_record(item: Any, url: str, now: datetime, *, is_alone: bool) -> dict[str, Any]:
    """What a news item says, under the names of the project's records; what it leaves out may be in its NITF."""
    guid = item.get("guid") or ""
    status = _attribute(_first(item, "pubstatus"), "qcode").rpartition(":")[2].lower()
    if status in WITHDRAWN:
        raise ArticleError(f"item {guid}: its agency says that it is {status}")
    meta = _first(item, "contentmeta")
    meta = item if meta is None else meta
    nitf = _first(_first(item, "inlinexml"), "nitf")
    fallback = {} if nitf is None else _nitf_record(nitf, url, now)
    parts = {"item": item, "meta": meta}
    own: dict[str, Any] = {
        name: next((value for path in paths if (value := _at(parts, path))), "")
        for name, paths in NEWSML_FIELDS.items()
    }
    own |= {name: _date(own[name], now) for name in ("published", "modified")}
    own |= {"text": _newsml_text(item), "authors": _newsml_authors(meta)}
    record = {name: own.get(name) or fallback.get(name) or "" for name in {*own, *fallback}}
    return record | {"url": guid if _is_web(guid) else (url if is_alone else _address(url, guid))}


def _at(parts: Mapping[str, Any], path: str) -> str:
    """The words of an element, or an attribute of it; empty where there is none."""
    names, _, attribute = path.partition("@")
    part, *inner = names.split("/")
    element = parts[part]
    for name in inner:
        element = _first(element, name)
    return _attribute(element, attribute) if attribute else _words(element)


def _newsml_text(item: Any) -> str:
    """The body of a news item where it is no NITF."""
    inline, plain = _first(item, "inlinexml"), _first(item, "inlinedata")
    if inline is None:
        return "" if plain is None else (plain.text or "")
    return _text(inline) if _first(inline, "nitf") is None else ""


def _newsml_authors(meta: Any) -> list[str]:
    creators = [creator for creator in _all(meta, "creator") if creator.getparent() is meta]
    names = [_words(_first(creator, "name")) or _words(creator) for creator in creators]
    names = [name for name in names if name] or [_words(line).removeprefix("By ") for line in _all(meta, "by")]
    return [name for name in names if name]


def from_ninjs(document: Mapping[str, Any], url: str, now: datetime) -> Extracted:
    """One ninjs object, of version 1, 2 or 3. Raises `ArticleError` where it is no text article."""
    uri = _string(document.get("uri"))
    status = str(document.get("pubstatus") or "usable").lower()
    if status in WITHDRAWN:
        raise ArticleError(f"item {uri}: its agency says that it is {status}")
    kind = document.get("type")
    if kind not in (None, "text", "composite"):
        raise ArticleError(f"item {uri}: a {kind}, not a text")
    record = {**_ninjs_record(document, now), "url": uri if _is_web(uri) else url}
    return from_record({key: value for key, value in record.items() if value}, now)


def _ninjs_record(document: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What a ninjs object says, under the names of the project's records."""
    found = {
        name: next((values for path in paths if (values := [*_ninjs_values(document, path)])), [])
        for name, paths in NINJS_FIELDS.items()
    }
    texts = (html_text(body) for path in NINJS_BODIES for body in _ninjs_values(document, path))
    record: dict[str, Any] = {name: next(iter(values), "") for name, values in found.items()}
    record |= {
        "text": next(filter(None, texts), ""),
        "authors": [name.removeprefix("By ") for name in found["authors"]],
    }
    return record | {name: _date(record[name], now) for name in ("published", "modified")}


def _ninjs_values(document: Mapping[str, Any], path: str) -> Iterator[str]:
    """The strings at a path that are not empty."""
    name, _, inner = path.partition("/")
    if not inner:
        yield from (value for key in document if fnmatchcase(key, name) and (value := _string(document[key])))
        return
    name, _, role = name.partition("#")
    for part in _objects(document.get(name)):
        if role in ("", part.get("role")):
            yield from _ninjs_values(part, inner)


def is_ninjs(document: object) -> bool:
    """Whether a JSON object is ninjs: an item with a `uri` and a headline, a body or a status of its own."""
    return (
        isinstance(document, Mapping)
        and isinstance(document.get("uri"), str)
        and any(key == "pubstatus" or key.startswith(("headline", "body_", "bodies")) for key in map(str, document))
    )


def _parse(content: bytes, url: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError) as error:
        raise ArticleError(f"{url} is no XML: {error}") from error
    if root is None:
        raise ArticleError(f"{url} is no XML")
    return root


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _all(element: Any, name: str) -> Iterator[Any]:
    return (found for found in element.iterdescendants() if _name(found) == name)


def _first(element: Any, name: str) -> Any:
    return None if element is None else next(_all(element, name), None)


def _attribute(element: Any, name: str) -> str:
    return "" if element is None else (element.get(name) or "")


def _words(element: Any) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _text(element: Any) -> str:
    """The text of a body, each of its blocks on a line of its own, without pictures and their captions."""
    if element is None:
        return ""
    lines = [""]

    def walk(part: Any) -> None:
        is_block = _name(part) in BLOCKS
        if is_block:
            lines.append("")
        if isinstance(part.tag, str) and _name(part) not in NOT_TEXT:
            lines[-1] += part.text or ""
            for child in part:
                walk(child)
        if is_block:
            lines.append("")
        lines[-1] += part.tail or ""

    walk(element)
    return "\n".join(folded for line in lines if (folded := " ".join(line.split())))


def _date(value: str, now: datetime) -> str:
    return possible_date(value, now, [])


def _is_web(reference: str) -> bool:
    return reference.lower().startswith(("http://", "https://"))


def _address(url: str, guid: str) -> str:
    """An address of its own for one of several items in one document."""
    if urlsplit(url).scheme == "file":
        return f"{url}/{quote(guid, safe='')}"
    return f"{url}{'&' if '?' in url else '?'}item={quote(guid, safe='')}"


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
