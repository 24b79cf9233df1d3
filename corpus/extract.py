"""One file's or record's content → `Article`: a JSON record, plain text or Markdown, a web page.

Pure: bytes or text in, an article and what was cut from it out; the clock is passed in. Knows nothing of where the
content came from beyond the address it is given.
"""

import html
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from corpus.article import Article, ArticleError, clean_line, clean_text, make_article
from corpus.leftovers import strip_leftovers

logging.getLogger("htmldate.meta").setLevel(logging.CRITICAL)  # it takes a function without a cache for an error

TEXT_FIELDS = ("url", "title", "text", "publisher", "published", "modified", "language", "section")
RECORD_FIELDS = frozenset((*TEXT_FIELDS, "authors"))
HEADER_FIELDS = RECORD_FIELDS - {"title", "text"}
HEADER_LINE = re.compile(r"([A-Za-z_]+):(?:\s+(\S.*))?")  # a key that the project knows may have no value
WEB_ADDRESS = re.compile(r"\s*https?://", re.IGNORECASE)
NEWS_TYPES = frozenset(
    (
        "NewsArticle",
        "Article",
        "ReportageNewsArticle",
        "BlogPosting",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "LiveBlogPosting",
    )
)


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article, the leftover lines cut from its text and the keys of its record that mean nothing here."""

    article: Article
    cut: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def decode(content: bytes, name: str) -> str:
    """UTF-8 text. Raises `ArticleError` naming the first byte that is something else."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(
            f"{name} is not UTF-8: byte 0x{content[error.start]:02x} at offset {error.start:,}"
        ) from error


def from_record(record: object, now: datetime) -> Extracted:
    """A JSON object in the project's form. Raises `ArticleError` naming a field that is missing or of another type."""
    if not isinstance(record, dict):
        raise ArticleError(f"a {type(record).__name__} where a JSON object was expected")
    for field in TEXT_FIELDS:
        if not isinstance(record.get(field, ""), str | None):
            kind = type(record[field]).__name__
            raise ArticleError(f"{field} is not text but of type {kind}: {str(record[field])[:60]!r}")
    authors = [] if record.get("authors") in (None, "") else record["authors"]
    if not isinstance(authors, list) or not all(isinstance(name, str) for name in authors):
        raise ArticleError(f"authors is not a list of names: {str(authors)[:60]!r}")
    fields = {field: record.get(field) or "" for field in TEXT_FIELDS}
    unknown = tuple(sorted(clean_line(key) for key in record if key not in RECORD_FIELDS))
    return _finish(fields, authors, now, unknown)


def from_text(text: str, url: str, now: datetime) -> Extracted:
    """Plain text or Markdown: the title on the first line, `key: value` lines directly below it, then the body.

    A header's `url` replaces `url`; authors are separated by commas.
    """
    lines = text.strip().splitlines()
    title = lines.pop(0).lstrip("#").strip() if lines else ""
    fields: dict[str, str] = {"url": url, "title": title if title.strip("-") else ""}  # a rule is no headline
    while lines and (match := HEADER_LINE.fullmatch(lines[0].strip())) and match[1].lower() in HEADER_FIELDS:
        fields[match[1].lower()] = match[2] or ""
        lines.pop(0)
    authors = [name.strip() for name in fields.pop("authors", "").split(",")]
    return _finish({**fields, "text": "\n".join(lines)}, authors, now)


def from_html(content: bytes, url: str, now: datetime) -> Extracted:
    """A web page: schema.org and OpenGraph metadata where the page has them, the body found by trafilatura.

    Dates come from the page's own metadata alone: trafilatura's are guesses. Raises `ArticleError` where the page
    has no title or no text; whether the text is news is not asked.
    """
    import trafilatura  # here, since it takes half a second to import and most sources hold no HTML
    from trafilatura.meta import reset_caches

    tree = trafilatura.load_html(content)
    if tree is None:
        raise ArticleError(f"no HTML in {url}")
    news = _json_ld_article(tree.xpath("//script[@type='application/ld+json']/text()"))
    meta = {
        key.lower(): value
        for tag in tree.iter("meta")
        if (key := tag.get("property") or tag.get("name")) and (value := tag.get("content"))
    }
    language = _text(news.get("inLanguage")) or tree.get("lang", "")
    addresses = [*tree.xpath("//link[@rel='canonical']/@href"), meta.get("og:url", "")]
    found = trafilatura.bare_extraction(tree, url=url, include_comments=False, include_tables=True, with_metadata=False)
    heading = clean_line(tree.xpath("string(//h1[normalize-space()])") or tree.xpath("string(//title)"))
    reset_caches()  # trafilatura's caches grow without bound
    fields = {
        "url": next((href for href in addresses if WEB_ADDRESS.match(href)), url),
        "title": _text(news.get("headline")) or meta.get("og:title", "") or heading,
        "text": _without_heading(getattr(found, "text", None) or "", heading),
        "publisher": _text(news.get("publisher")) or meta.get("og:site_name", ""),
        "published": _text(news.get("datePublished")) or meta.get("article:published_time", ""),
        "modified": _text(news.get("dateModified")) or meta.get("article:modified_time", ""),
        "language": language,
        "section": _text(news.get("articleSection")) or meta.get("article:section", ""),
    }
    return _finish(fields, _names(news.get("author")), now)


def _finish(fields: Mapping[str, str], authors: list[str], now: datetime, unknown: tuple[str, ...] = ()) -> Extracted:
    stripped = strip_leftovers(clean_text(fields["text"]))
    return Extracted(make_article(**{**fields, "text": stripped.text}, authors=authors, now=now), stripped.cut, unknown)


def _without_heading(text: str, heading: str) -> str:
    """The body without the headline that some pages repeat as its first line."""
    first, _, rest = text.partition("\n")
    return rest if clean_line(first) == heading else text


def _json_ld_article(scripts: list[str]) -> dict[str, Any]:
    """The first news article among a page's JSON-LD blocks, `{}` if there is none; broken blocks are passed over."""
    for script in scripts:
        try:
            block = json.loads(script)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(block):
            types = node.get("@type")
            kinds = types if isinstance(types, list) else [types]
            if any(isinstance(kind, str) and kind in NEWS_TYPES for kind in kinds):
                return node
    return {}


def _nodes(block: object) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD block: itself, its list or its @graph."""
    for node in block if isinstance(block, list) else [block]:
        if isinstance(node, dict):
            yield node
            graph = node.get("@graph")
            yield from (other for other in graph if isinstance(other, dict)) if isinstance(graph, list) else ()


def _text(value: object) -> str:
    """A property's text, whether it is given plainly, as a named object or as a list of either."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name")
    return html.unescape(value).strip() if isinstance(value, str) else ""  # many sites write `&amp;` even in JSON


def _names(value: object) -> list[str]:
    return [name for person in (value if isinstance(value, list) else [value]) if (name := _text(person))]
