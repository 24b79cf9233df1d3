"""A page's own address: which of those that it names as canonical can be its own.

The one idea: an address is believed where it can be this page's and no other's. A front page or a section above the
page is not, nor an address of another site: those are mistakes of a template, or somebody else's article. Knows nothing
of what is stored.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import SplitResult, urljoin, urlsplit

from corpus.article import ArticleError, canonical_url
from corpus.site import same_site

# A front page, in one of its site's languages, too.
FRONT = re.compile(
    r"(?:/(?:index|home|default|start|main))?(?:\.\w{2,5})?/*|/[a-z]{2}(?:[-_][a-z]{2})?/*", re.IGNORECASE
)
# What may stand behind an article's own address, so that it is named by its copies: other forms and further parts.
FORMS = re.compile(r"(?:amp|print|page|full|single|mobile|\d{1,3}|(?:index|amp)\.\w{2,5})", re.IGNORECASE)
# How browsers and SingleFile begin a page that they save.
SAVED = re.compile(
    rb"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>\"']+)", re.I
)
SAVED_BYTES = 4_096  # at a page's beginning, in which that stands


def saved_from(content: bytes) -> list[str]:
    """The address that a page was saved from, if it says so."""
    found = SAVED.search(content[:SAVED_BYTES])
    address = found[1].decode(errors="replace") if found else ""
    return [address] if is_web_address(address) else []


def resolved(named: Iterable[str], base: str, url: str) -> list[str]:
    """Addresses as they are meant in a page at `url` with this `<base>`; those on no web are left out."""
    addresses = []
    for address in filter(str.strip, named):
        with suppress(ValueError):
            is_whole = urlsplit(address.strip()).scheme != ""  # one of these without a host would be put together
            addresses.append(address if is_whole else urljoin(urljoin(url, base.strip()), address.strip()))
    return list(filter(is_web_address, addresses))


def is_web_address(address: str) -> bool:
    """Whether an article can be kept under an address as one on the web."""
    try:
        return canonical_url(address).startswith(("http://", "https://"))
    except ArticleError:
        return False


def own_address(named: Iterable[str], url: str) -> str:
    """The first of the named addresses that can be the own one of a page found at `url`, or `url`."""
    return next((address for address in named if is_possible(address, url)), url)


def is_possible(address: str, url: str) -> bool:
    """Whether an address can be that of the page found at `url`; of a saved page any that is no front page."""
    try:
        there, here = urlsplit(address.strip()), urlsplit(url.strip())
    except ValueError:
        return False
    if FRONT.fullmatch(there.path) and not re.search(r"\d", there.query):
        return False
    if here.scheme.lower() not in ("http", "https"):
        return True
    return same_site(address.strip(), url.strip()) and not _is_above(there, here)


def is_front_page(address: str) -> bool:
    """Whether a web address has no path, nor a query that says which article it is."""
    parts = urlsplit(address.strip())
    return parts.path in ("", "/") and not re.search(r"\d", parts.query)


def _is_above(there: SplitResult, here: SplitResult) -> bool:
    """Whether an address is a section that holds a page, and not the same article in another form."""
    above, below = (parts.path.strip("/").split("/") for parts in (there, here))
    if len(above) >= len(below) or below[: len(above)] != above:
        return False
    return not all(FORMS.fullmatch(part) for part in below[len(above) :])
