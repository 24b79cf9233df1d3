"""ninjs 1, 2 and 3, and Superdesk's → an article. Pure: a document in, an article out.

The one idea: names are read in small letters, since versions differ in them, and a thing is looked for in each place
where one of them says it. Knows nothing of where the document came from beyond the address it is given.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from corpus.article import ArticleError
from corpus.author_names import author_names
from corpus.formats.agency.agency_item import WITHDRAWN, AgencyItem, date, role
from corpus.formats.agency.xml_parts import plain_text
from corpus.formats.extract import Extracted

# Where ninjs says what a record holds. `by/name`: the names in the list `by`; `headlines#main`: those of this role;
# `body_*`: any ending.
FIELDS = {
    "title": ("headline", "headlines#main/value", "headlines/value", "title"),
    "authors": ("by/name", "by", "byline", "authors#writer/name", "authors/name"),
    "published": ("firstpublished", "firstcreated", "contentcreated"),
    "modified": ("versioncreated",),
    "publisher": (
        "copyrightholder", "infosources/name", "infosource/name", "copyrightholder/name", "provider", "source",
    ),
    "language": ("language",),
}  # fmt: skip
BODIES = ("body_text", "body_xhtml", "body_html", "bodies#main/value", "bodies/value", "body_*")
TEXTS = ("", "text", "composite", "preformatted")  # types of items that may hold one
MAX_DEPTH = 5  # at which names are read


def from_ninjs(document: Mapping[str, Any], url: str, now: datetime, *, is_alone: bool = True) -> Extracted:
    """One ninjs object. Raises `ArticleError` where it is no text article, or none any more or yet."""
    item = _in_small_letters(document)
    guid = _string(item.get("uri")) or _string(item.get("guid"))
    kind = _string(item.get("type")).lower()
    if kind not in TEXTS:
        raise ArticleError(f"item {guid}: of type {kind}, not a text")
    embargo = _string(item.get("embargoed")) or None
    status = str(item.get("pubstatus") or "usable")
    agency_item = AgencyItem(url, guid, status, embargo, is_alone=is_alone)
    record = _record(item, now)
    if kind == "composite" and not record["text"] and role(status) not in WITHDRAWN:
        raise ArticleError(f"item {guid}: a composite of other items, without a text of its own")
    return agency_item.article({key: value for key, value in record.items() if value}, now)


def is_ninjs(document: object) -> bool:
    """Whether a JSON object is ninjs: an item with an id and a headline, a body or a status of its own."""
    if not isinstance(document, Mapping):
        return False
    names = {str(name).lower() for name in document}
    return any(isinstance(document.get(name), str) for name in ("uri", "guid")) and any(
        name == "pubstatus" or name.startswith(("headline", "body_", "bodies")) for name in names
    )


def ninjs_items(document: object) -> list[object]:
    """The items of an answer of Superdesk's interface; none where a document is none."""
    items = document.get("_items") if isinstance(document, Mapping) else None
    return items if isinstance(items, list) and all(map(is_ninjs, items)) else []


def _record(item: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What a ninjs object says, under the names of the project's records."""
    found = {
        name: next((values for path in paths if (values := [*_values(item, path)])), [])
        for name, paths in FIELDS.items()
    }
    texts = (plain_text(body) for path in BODIES for body in _values(item, path))
    record: dict[str, Any] = {name: next(iter(values), "") for name, values in found.items()}
    record["title"] = plain_text(record["title"])
    record |= {"text": next(filter(None, texts), ""), "authors": author_names(found["authors"])}
    return record | {name: date(record[name], now) for name in ("published", "modified")}


def _values(item: Mapping[str, Any], path: str) -> Iterator[str]:
    """The strings at a path that are not empty."""
    name, _, inner = path.partition("/")
    if not inner:
        yield from (value for key in item if fnmatchcase(key, name) and (value := _string(item[key])))
        return
    name, _, wanted = name.partition("#")
    for part in _objects(item.get(name)):
        if wanted in ("", part.get("role")):
            yield from _values(part, inner)


def _in_small_letters(value: Any, depth: int = MAX_DEPTH) -> Any:
    """An object with its names in small letters, and those of what it holds."""
    if isinstance(value, Mapping) and depth:
        return {str(name).lower(): _in_small_letters(inner, depth - 1) for name, inner in value.items()}
    if isinstance(value, list) and depth:
        return [_in_small_letters(inner, depth - 1) for inner in value]
    return value


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
