"""Addresses that pages name as their own, believed or not: what can be told only with all of a list's pages at hand.

The one idea: an address is believed where nobody contradicts. If the page there names another one (a loop), or other
words stand there or are given by another page that names it, each page keeps its own address. Reads the archive.
"""

from corpus.archive.protocol import Archive
from corpus.article import Article, article_id, canonical_url
from corpus.formats.extract import Extracted
from corpus.web.resemblance import is_alike
from corpus.web.visit import Visit


class NamedAddresses:
    """What the pages of one reading of a list call their own addresses."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._given: dict[str, Article] = {}  # by the addresses of the pages
        self._namers: dict[str, list[Article]] = {}  # by the addresses that are named

    def note(self, visit: Visit) -> bool:
        """Remember what a page gave; whether it names another address, so that it has to wait for the other pages."""
        article = _only_article(visit)
        if article is None:
            return False
        own = canonical_url(visit.page.url)
        self._given[own] = article
        if article.url == own:
            return False
        self._namers.setdefault(article.url, []).append(article)
        return True

    def is_believed(self, visit: Visit) -> bool:
        """Whether the address that a page names is its own, as far as the other pages and the archive know."""
        article = _only_article(visit)
        if article is None:
            return True
        there = self._given.get(article.url)
        known = self._archive.pages.load(article.url)
        named = there.url if there else self._archive.url_of(known.article_id or "") if known else None
        if named and named != article.url:
            return False
        shown = [version.article for version in self._archive.versions(article_id(article.url))[:1]]
        others = [*self._namers[article.url], *shown, *([there] if there else [])]
        return all(is_alike(other.text, article.text) for other in others)


def _only_article(visit: Visit) -> Article | None:
    articles = [item.article for item in visit.items if isinstance(item, Extracted)]
    return articles[0] if len(articles) == 1 else None
