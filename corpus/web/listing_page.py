"""A web page that leads to articles and is none: a section or front page, with the feed that it names.

The one idea: such a page has headings that are links and little to read under each, and does not say that it is an
article. Knows nothing of what becomes of it.
"""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.formats.html.headline import page_heading
from corpus.formats.html.metadata import read_metadata
from corpus.formats.page_charset import in_utf8

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
OF_COMMENTS = re.compile(r"comment|kommentar|coment|reactie", re.IGNORECASE)
HEADINGS = "//h2|//h3|//h4"
ONE_ARTICLE = "//article[.//h1]"
RUN_OF_PARAGRAPHS = "//p[preceding-sibling::*[1][self::p]][following-sibling::*[1][self::p]]"  # three of them
MIN_LINKED = 2  # headings that are links
MAX_PARAGRAPHS = 2  # under each of them
A_LIST = re.compile(r"\.(?:xml|rss|atom|rdf)(?:\.gz)?$|/(?:feed|rss|atom)/?$", re.IGNORECASE)


def feed_of_listing(content: bytes, url: str, content_type: str, now: datetime) -> str | None:
    """The feed of a page that leads to articles and is none; `None` where it may be an article, or names no feed."""
    tree = _tree(in_utf8(content, content_type))
    feed = _feed(tree, url) if tree is not None else None
    if feed is None or read_metadata(tree, url, *page_heading(tree, url), now).is_article:
        return None
    if len(tree.xpath(ONE_ARTICLE)) == 1 or tree.xpath(RUN_OF_PARAGRAPHS):
        return None
    headings = tree.xpath(HEADINGS)
    n_linked = sum(bool(heading.xpath(".//a[@href]|ancestor::a[@href]")) for heading in headings)
    n_paragraphs = sum(bool(" ".join(part.text_content().split())) for part in tree.iter("p"))
    is_list = n_linked >= max(MIN_LINKED, len(headings) / 2) and n_paragraphs <= MAX_PARAGRAPHS * n_linked
    return feed if is_list or urlsplit(url).path in ("", "/") else None


def feed_of_page(content: bytes, url: str) -> str | None:
    """The feed that a page names, if it does."""
    tree = _tree(content)
    return None if tree is None else _feed(tree, url)


def is_address_of_list(url: str) -> bool:
    """Whether an address is written as those of feeds and sitemaps are."""
    return A_LIST.search(urlsplit(url).path) is not None


def _tree(content: bytes) -> Any:
    from trafilatura import load_html  # here, since it takes half a second to import

    return load_html(content)


def _feed(tree: Any, url: str) -> str | None:
    """The first feed in a page's head that is not of comments."""
    for link in tree.iter("link"):
        kinds, kind = (
            (link.get("rel") or "").lower().split(),
            (link.get("type") or "").lower().partition(";")[0].strip(),
        )
        href = (link.get("href") or "").strip()
        is_feed = "alternate" in kinds and kind in FEED_TYPES
        if is_feed and href and not OF_COMMENTS.search(f"{href} {link.get('title') or ''}"):
            try:
                address = str(urljoin(url, href))
            except ValueError:
                continue
            if address != url and address.lower().startswith(("http://", "https://")):
                return address
    return None
