"""Whose an address is: its site. Who may say what of whom is decided by this alone.

The one idea: words, dates and history belong to who published them, so what one site says of another's pages counts for
nothing. A site is a host, without the prefixes under which sites serve the same pages. Pure.
"""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

PREFIX = re.compile(r"^(?:www|m|mobile|amp)\.")
OF_FEEDS = re.compile(r"^(?:feeds?|rss)\.(?=.+\.)")  # where sites put their feeds; anybody can have another subdomain


def site(url: str) -> str:
    """A host without the prefixes under which sites serve the same pages; empty for a file."""
    return PREFIX.sub("", (urlsplit(url).hostname or "").rstrip("."))


def same_site(url: str, other: str) -> bool:
    """Whether two addresses are of one site."""
    return site(url) == site(other)


def speaks_for(list_url: str, url: str, hosts: Collection[str] = ()) -> bool:
    """Whether a feed or sitemap may say more of a page than that it is there: of its own site, and of what is below it.

    `hosts` are others that the operator names.
    """
    own = OF_FEEDS.sub("", site(list_url))
    return bool(own) and any(_is_of(site(url), each) for each in (own, *(site(f"//{host.lower()}") for host in hosts)))


def _is_of(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")
