"""Content type detection, from the content itself: addresses, endings and content types lie. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any, Literal

from corpus.formats.page_charset import mended_utf8

Kind = Literal["feed", "sitemap", "json", "nitf", "newsml", "warc", "page"]

HEAD_BYTES = 4_096  # within which a document's first element stands, after comments and declarations
ROOT = re.compile(
    rb"<(?:[\w-]+:)?(rss|feed|rdf|channel|urlset|sitemapindex|nitf|newsitem|newsmessage|newsml|packageitem|conceptitem|knowledgeitem|planningitem|catalogitem|html)[\s>]",
    re.IGNORECASE,
)
BY_ROOT: dict[bytes, Kind] = {
    b"rss": "feed",
    b"feed": "feed",
    b"rdf": "feed",
    b"channel": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
    b"nitf": "nitf",
    b"newsitem": "newsml",
    b"newsmessage": "newsml",
    b"newsml": "newsml",
    b"packageitem": "newsml",
    b"conceptitem": "newsml",
    b"knowledgeitem": "newsml",
    b"planningitem": "newsml",
    b"catalogitem": "newsml",
    b"html": "page",
}


def kind_of(content: bytes) -> Kind:
    """The kind of some content; whatever is nothing else is taken for a page."""
    head = content[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith((b"{", b"[")):
        return "json"
    if head.startswith((b"http://", b"https://")) and _is_addresses(content[:HEAD_BYTES]):
        return "sitemap"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        head = head.replace(b"\x00", b"")
    found = ROOT.search(re.sub(rb"<!--.*?(?:-->|$)", b"", head, flags=re.DOTALL))
    return BY_ROOT[found[1].lower()] if found else "page"


def _is_addresses(head: bytes) -> bool:
    """Whether a text is addresses, one a line, as sitemaps may be."""
    lines = [line.split() for line in head.lstrip(b"\xef\xbb\xbf").splitlines() if line.strip()]
    return all(len(words) == 1 and words[0].startswith((b"http://", b"https://")) for words in lines)


def read_json(content: bytes) -> Any:
    """A JSON document, broken bytes in its UTF-8 passed over. Raises `ValueError` where it is none."""
    try:
        return json.loads((mended_utf8(content) or content).decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError("JSON nested too deeply") from error


def is_json_feed(document: object) -> bool:
    return isinstance(document, Mapping) and "jsonfeed.org" in str(document.get("version", ""))
