"""Really Simple Licensing (RSL 1.0): which uses of a page a licence allows, and where pages name their licences. Pure.

A licence counts as far as it can be kept by whoever has no contract: what has to be paid for, fetched with a token, or
reported, and what is for some people or countries alone, is not allowed. https://rslstandard.org/rsl
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from corpus.formats.path_patterns import matches_path
from corpus.uses import UNSAID, Uses

RSL = "{https://rslstandard.org/rsl}"
MEDIA_TYPE = "application/rsl+xml"
UNREADABLE = Uses(models=False)  # a licence that is named and cannot be read: the page is unlicensed
FREE = frozenset(("free", "attribution", "contribution"))
USERS = frozenset(("commercial", "non-commercial", "education", "government", "personal"))
SEARCH = frozenset(("all", "search"))
MODELS = frozenset(("all", "ai-all", "ai-input"))
MAX_PLACES = 10  # in a page, at which it may name a licence or hold one
LINK = re.compile(r"<([^<>]*)>([^<>]*)")
HREF = re.compile(rb"\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
LICENSE = re.compile(rb"\brel\s*=\s*[\"']?[^\"'>]*\blicense\b", re.IGNORECASE)


def licence_uses(document: bytes, url: str) -> Uses:
    """What a licence says of an address; of several declarations the one for the longest part of it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        contents = list(etree.fromstring(document, parser).iter(f"{RSL}content"))
    except (etree.LxmlError, ValueError):
        return UNREADABLE
    if not contents:
        return UNREADABLE
    lengths = {content: _matched(content.get("url") or "", url) for content in contents}
    longest = max(lengths.values())
    if longest < 0:
        return UNSAID
    governing = [content for content in contents if lengths[content] == longest]
    granted = {use for content in governing for use in _granted(content)}
    prohibited = {use for content in governing for use in _usages(content, "prohibits")}
    if not any(content.find(f"{RSL}license") is not None for content in governing):
        return UNSAID
    return Uses(bool(SEARCH & granted) and not SEARCH & prohibited, bool(MODELS & granted) and not MODELS & prohibited)


def _matched(declared: str, url: str) -> int:
    """How many characters of an address a declaration names; -1 where it is for other addresses."""
    try:
        there, asked = urlsplit(declared), urlsplit(url)
    except ValueError:
        return -1
    if there.netloc and there.netloc.lower() != asked.netloc.lower():
        return -1
    path = declared[declared.find(there.netloc) + len(there.netloc) :] if there.netloc else declared
    return len(path) if matches_path(path or "/", asked.path or "/") else -1


def _granted(content: Any) -> Iterator[str]:
    """The uses that a declaration allows everybody for nothing; all where its licence names none."""
    for licence in content.iter(f"{RSL}license") if not content.get("server") else ():
        payments = {payment.get("type") or "free" for payment in licence.iter(f"{RSL}payment")}
        is_for_all = set(_tokens(licence, "permits", "user")) >= USERS or not _limits(licence, "user")
        if payments <= FREE and is_for_all and not _limits(licence, "geo") and licence.find(f"{RSL}reporting") is None:
            yield from _tokens(licence, "permits", "usage") or ["all"]


def _usages(content: Any, name: str) -> list[str]:
    return [use for licence in content.iter(f"{RSL}license") for use in _tokens(licence, name, "usage")]


def _limits(licence: Any, kind: str) -> bool:
    return bool(_tokens(licence, "permits", kind) or _tokens(licence, "prohibits", kind))


def _tokens(licence: Any, name: str, kind: str) -> list[str]:
    """The words of a licence's elements of one name and type."""
    elements = (each for each in licence.iter(f"{RSL}{name}") if (each.get("type") or "usage") == kind)
    return [word for each in elements for word in re.split(r"[\s,]+", (each.text or "").lower()) if word]


def named_licences(headers: Mapping[str, str], body: bytes) -> list[str]:
    """The addresses of licences in a page's `Link` header and elements."""
    links = LINK.findall(headers.get("link", ""))
    named = [address for address, what in links if MEDIA_TYPE in what.lower() and "license" in what.lower()]
    for start, end in _places(body):
        tag = body[start:end]
        if tag[:5].lower() == b"<link" and LICENSE.search(tag) and (found := HREF.search(tag)):
            named.append(found[1].decode("utf-8", "replace"))
    return named


def inline_licences(body: bytes) -> list[bytes]:
    """The licences that stand in a page."""
    return [
        body[end + 1 : stop].strip()
        for start, end in _places(body)
        if body[start : start + 7].lower() == b"<script" and (stop := body.find(b"</script", end)) > 0
    ]


def _places(body: bytes) -> Iterator[tuple[int, int]]:
    """Where the tags of a page begin and end that speak of RSL."""
    at = -1
    for _ in range(MAX_PLACES):
        at = body.find(MEDIA_TYPE.encode(), at + 1)
        start, end = body.rfind(b"<", 0, max(at, 0)), body.find(b">", max(at, 0))
        if at < 0 or start < 0 or end < 0:
            return
        yield start, end
