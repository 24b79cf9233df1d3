"""Extraction: one file's or record's content → `Article`, from a JSON record, plain text or Markdown, or a web page.

Pure: bytes or text in, an article and what was cut from it out; the clock is passed in. Knows nothing of where the
content came from beyond the address it is given.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from corpus.article import Article, ArticleError, canonical_url, clean_line, clean_text, make_article
from corpus.corrections import Correction
from corpus.formats.html.boilerplate_blocks import remove_blocks
from corpus.formats.html.boilerplate_lines import remove_lines
from corpus.formats.html.embedded_posts import mark_posts
from corpus.formats.html.headline import page_heading
from corpus.formats.html.inline_marks import hide_joiners, show_joiners, write_out_marks
from corpus.formats.html.live_blogs import unfold_posts
from corpus.formats.html.metadata import Metadata, read_metadata
from corpus.formats.html.notice_pages import band, notice
from corpus.formats.html.own_address import is_front_page, own_address, saved_from
from corpus.formats.html.sentence_marks import count_sentences
from corpus.stated_date import as_iso

logging.getLogger("htmldate.meta").setLevel(logging.CRITICAL)  # it takes a function without a cache for an error

TEXT_FIELDS = ("url", "title", "text", "publisher", "published", "modified", "language", "section")
RECORD_FIELDS = frozenset((*TEXT_FIELDS, "authors"))
HEADER_FIELDS = RECORD_FIELDS - {"title", "text"}
HEADER_LINE = re.compile(r"([A-Za-z_]+):(?:\s+(\S.*))?")  # a key that the project knows may have no value
FRONT_MATTER = re.compile(r"\s*---[ \t]*\r?\n(?P<lines>(?:.*\r?\n){1,60}?)---[ \t]*\r?\n")
TABLE_RULE = re.compile(r"\|(?:-+\|)+")
TABLE_ROW = re.compile(r"\|.*\|")
WEB_ADDRESS = re.compile(r"\s*https?://", re.IGNORECASE)
MIN_ARTICLE_WORDS = 60  # with a field for a password, less is what readers see who are not logged in
MAX_SHOWN_SHARE = 0.25  # of the text in JSON-LD: with less, the page itself shows a teaser or nothing
MAX_HEADING_LINES = 4  # at a text's beginning, in which its headline may stand once more
MIN_LIST_LINES = 8
MAX_LIST_SENTENCES = 0.1  # share of lines that end like a sentence, below which a page is a list of headlines


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article, what was cut from around its text, and the keys of its record that mean nothing here.

    `notes` say what its page states that cannot be true, `reservations` are the page's words against use by machines.
    `agency_id` is what its agency calls it, `formerly` the address that earlier releases gave it. `captured` is when a
    web archive saw it, if one did. `is_page`: it is a web page, whose words are its site's. `is_claimed`: its address
    is another one than where it was found, as it says itself.
    """

    article: Article
    cut: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reservations: tuple[str, ...] = ()
    agency_id: str = ""
    formerly: str = ""
    captured: datetime | None = None
    is_claimed: bool = False
    is_page: bool = False


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
    if front := FRONT_MATTER.match(text):
        return _from_front_matter(front, text[front.end() :], url, now)
    lines = text.strip().splitlines()
    title = lines.pop(0).lstrip("#").strip() if lines else ""
    fields: dict[str, str] = {"url": url, "title": title if title.strip("-") else ""}  # a rule is no headline
    while lines and (match := HEADER_LINE.fullmatch(lines[0].strip())) and match[1].lower() in HEADER_FIELDS:
        fields[match[1].lower()] = match[2] or ""
        lines.pop(0)
    authors = [name.strip() for name in fields.pop("authors", "").split(",")]
    return _finish({**fields, "text": "\n".join(lines)}, authors, now)


def _from_front_matter(front: re.Match[str], text: str, url: str, now: datetime) -> Extracted:
    """Markdown whose title and date stand above it between two rules, as site generators write it."""
    stated: dict[str, str] = {}
    for line in front["lines"].splitlines():
        key, mark, value = line.partition(":")
        if mark and not key.startswith((" ", "-", "#")):
            stated[key.strip().lower()] = value.strip().strip("\"'[]")
    fields = {name: stated[name] for name in HEADER_FIELDS - {"url", "authors"} | {"title"} if stated.get(name)}
    if WEB_ADDRESS.match(stated.get("url", "")):  # others are paths on the site that is generated
        fields["url"] = stated["url"]
    authors = [name.strip(" \"'") for name in (stated.get("authors") or stated.get("author", "")).split(",")]
    for name, other in (("published", "date"), ("modified", "lastmod")):
        fields[name] = as_iso(stated.get(name) or stated.get(other, ""))
    return _finish({"title": "", "url": url, **fields, "text": text}, authors, now)


def from_html(content: bytes, url: str, now: datetime) -> Extracted:
    """A web page: what it says of itself first, its boxes taken out, the body found by trafilatura.

    Dates come from the page's own metadata alone: trafilatura's are guesses. Raises `ArticleError` where the page has
    no title or no text, or says or shows that it is no article.
    """
    import trafilatura  # here, since it takes half a second to import and most sources hold no HTML

    canonical_url(url)  # raises where the page cannot have been found there
    tree = trafilatura.load_html(content)
    if tree is None:
        raise ArticleError(f"no HTML in {url}")
    struck = write_out_marks(tree)
    for line_break in tree.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"  # so that no words are joined where lines are
    saved = saved_from(content)
    page_url = url if WEB_ADDRESS.match(url) else next(iter(saved), url)
    heading, logos = page_heading(tree, page_url)
    metadata = read_metadata(tree, page_url, heading, logos, now)
    has_login = bool(tree.xpath("//input[@type='password']"))
    missing = band(tree)
    posts = mark_posts(tree)
    boxes = [*struck, *posts, *remove_blocks(tree)]
    if metadata.is_live:
        unfold_posts(tree)
    text = _main_text(tree, url, {heading, metadata.headline})
    named = [*metadata.addresses, *saved]
    address = own_address(named, url)
    title = clean_line(tree.xpath("string(//title)"))
    is_dated = bool(metadata.published or metadata.authors)
    reason = notice(heading, title, clean_text(text), is_dated=is_dated, band=missing)
    if _has_hidden_body(metadata, text, reason):
        text, reason = metadata.body, ""
    is_front = any(is_front_page(each) for each in ([url] if WEB_ADDRESS.match(url) else named[:1]))
    reason = reason or _why_no_article(metadata, clean_text(text), is_front=is_front, has_login=has_login)
    if reason:
        raise ArticleError(f"no article but {reason} (url {address})")
    stated = {name: getattr(metadata, name) for name in ("publisher", "published", "modified", "language", "section")}
    fields = {"url": address, "title": metadata.headline, "text": text, **stated}
    extracted = _finish(fields, metadata.authors, now, is_free=metadata.is_free, corrections=metadata.corrections)
    return replace(
        extracted,
        cut=(*boxes, *extracted.cut),
        notes=metadata.notes,
        reservations=metadata.reservations,
        is_claimed=address != url,
        is_page=True,
    )


def _main_text(tree: Any, url: str, headlines: set[str]) -> str:
    """The body that trafilatura finds, without the headlines that it begins with."""
    import trafilatura
    from trafilatura.meta import reset_caches

    hide_joiners(tree)
    found = trafilatura.bare_extraction(tree, url=url, include_comments=False, include_tables=True, with_metadata=False)
    reset_caches()  # trafilatura's caches grow without bound
    return _without_heading(_with_plain_rows(show_joiners(getattr(found, "text", None) or "")), headlines)


def _has_hidden_body(metadata: Metadata, text: str, reason: str) -> bool:
    """Whether the text that readers may see is put in by a script, and stands in the page's JSON-LD alone."""
    is_missing = bool(reason) or len(text) < MAX_SHOWN_SHARE * len(metadata.body)
    return is_missing and len(metadata.body) > len(text) and metadata.is_free is not False


def _why_no_article(metadata: Metadata, text: str, *, is_front: bool, has_login: bool) -> str:
    """What a page is if it is safe to say that it is no article; empty if it may be one."""
    lines = [line for line in text.split("\n") if line]
    if has_login and len(text.split()) < MIN_ARTICLE_WORDS:
        return "a page that asks for a login"
    if metadata.is_article:
        return ""
    if metadata.no_article:
        return metadata.no_article
    if is_front:
        return "the front page of a site"
    if len(lines) >= MIN_LIST_LINES and count_sentences(lines) < MAX_LIST_SENTENCES * len(lines):
        return f"a list of {len(lines)} headlines"
    return ""


def _finish(
    fields: Mapping[str, str],
    authors: list[str],
    now: datetime,
    unknown: tuple[str, ...] = (),
    *,
    is_free: bool | None = None,
    corrections: tuple[Correction, ...] = (),
) -> Extracted:
    stripped = remove_lines(clean_text(fields["text"]))
    kept = {**fields, "text": stripped.text}
    article = make_article(**kept, authors=authors, now=now, is_free=is_free, corrections=corrections)
    return Extracted(article, stripped.cut, unknown)


def _with_plain_rows(text: str) -> str:
    """The rows of tables as lines of their cells, as they can be quoted, without the rules and bars between them."""
    lines = [line for line in map(str.strip, text.split("\n")) if not TABLE_RULE.fullmatch(line)]
    return "\n".join(
        " ".join(cell.strip() for cell in line.split("|") if cell.strip()) if TABLE_ROW.fullmatch(line) else line
        for line in lines
    )


def _without_heading(text: str, headings: set[str]) -> str:
    """The body without the headline, which some pages repeat in one of its first lines, or over several."""
    lines = text.split("\n")
    for first in range(MAX_HEADING_LINES):
        for end in range(first + 1, MAX_HEADING_LINES + 1):
            if clean_line(" ".join(lines[first:end])) in headings:
                return "\n".join(lines[:first] + lines[end:])
    return text
