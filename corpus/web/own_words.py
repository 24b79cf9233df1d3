"""A feed's own words on an article, and when they are taken instead of its page's.

The one idea: they are where they are more. Pure; knows nothing of what is stored, nor of whose words they are.
"""

from dataclasses import replace
from datetime import datetime

from corpus.article import ArticleError, version_hash
from corpus.formats.extract import Extracted
from corpus.page import ListEntry
from corpus.source import from_entry

MIN_ADDED = 0.1  # of a page's characters, that a feed's words have to have beside the page's

MAX_COMPARED_CHARS = 200_000  # the longest printed features are under 150,000
MAX_COMPARED_LINES = 2_000  # each is looked for in the page's text

LedBy = tuple[str, ListEntry]  # the list, and its entry that led to a page


def own_words(of: LedBy | None, now: datetime) -> Extracted | None:
    """What a feed itself says of an article, if it has a text."""
    try:
        return from_entry(of[1], now) if of and (of[1].item or {}).get("text") else None
    except ArticleError:
        return None


def with_own_words(item: Extracted, of: LedBy | None, now: datetime) -> Extracted:
    """A page's article, with its feed's words instead where these are more."""
    own = own_words(of, now)
    if own is None or not _says_more(own.article.text, item.article.text):
        return item
    text = own.article.text
    return replace(item, article=replace(item.article, text=text, version=version_hash(item.article.title, text)))


def _says_more(own: str, text: str) -> bool:
    """Whether a feed's words are more than a page's: not by a line or two that feeds add."""
    lines = own.splitlines()
    if not len(text) < len(own) <= MAX_COMPARED_CHARS or len(lines) > MAX_COMPARED_LINES:
        return False
    there = " ".join(text.split())
    return sum(len(line) for line in lines if line not in there) >= MIN_ADDED * len(text)
