"""Content that is a list → what it names, whichever kind of list it is. Pure."""

from datetime import datetime

from corpus.formats.feed import read_feed, read_json_feed
from corpus.formats.sitemap import read_sitemap
from corpus.formats.sniff import is_json_feed, kind_of, read_json
from corpus.page import Listing

MAY_BE_LISTS = ("feed", "sitemap", "json")  # kinds of content


def read_listing(content: bytes, url: str, content_type: str, now: datetime) -> Listing | None:
    """What a feed, sitemap or JSON Feed names; `None` where the content is none."""
    kind = kind_of(content)
    if kind == "feed":
        return read_feed(content, url, now, content_type)
    if kind == "sitemap":
        return read_sitemap(content, url, now)
    try:
        document = read_json(content) if kind == "json" else None
    except ValueError:
        return None
    return read_json_feed(document, url, now) if document is not None and is_json_feed(document) else None
