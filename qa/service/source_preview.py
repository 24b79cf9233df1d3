"""What would be read of a web address, before it becomes a source: asked for once, and nothing of it is kept.

The asking is that of a refresh, with all that publishers may say about it. Knows nothing of HTTP routes.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from corpus.archive.protocol import Archive
from corpus.formats.extract import Extracted
from corpus.source import Failure, Source
from corpus.web.crawl import ClaimedUrls, WebReader
from corpus.web.fetch import Fetcher, FetchPolicy
from corpus.web.visit import Visit
from qa.service.source_list import checked_address
from qa.service.source_states import in_plain_words

SHOWN = 10  # of what would be read
VISITS = 2  # looked at: a page that leads to a list, and the list


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """What an address is: a `list` that names pages, an `article`, `known`, where it has not changed since it was read,
    or what cannot be read, and why. Of `n_pages` that would be asked for, `first` names some: headlines where the list
    gives them, else addresses."""

    place: str
    kind: Literal["list", "article", "known", "unreadable"]
    n_pages: int
    first: tuple[str, ...]
    reason: str | None = None


def preview(archive: Archive, place: str, policy: FetchPolicy, now: datetime) -> SourcePreview:
    """What a refresh would read at an address. Raises `UsageError` if it is no web address."""
    place = checked_address(place)
    fetcher = Fetcher(policy, now=now, site_files=dict(archive.pages.site_files()))
    with closing(fetcher), archive.another() as own:
        reader = WebReader(Source(place, max_pages=0), fetcher, own, ClaimedUrls(), now)
        visits = list(islice(reader.visits(), VISITS))
    shown = next((each for each in visits if each.entries), visits[0])
    return _shown(place, shown)


def _shown(place: str, visit: Visit) -> SourcePreview:
    failures = [item for item in visit.items if isinstance(item, Failure)]
    articles = [item.article.title for item in visit.items if isinstance(item, Extracted)]
    if visit.entries:
        titles = [str((entry.item or {}).get("title") or entry.url) for entry in visit.entries]
        return SourcePreview(place, "list", len(titles), tuple(titles[:SHOWN]))
    if articles:
        return SourcePreview(place, "article", len(articles), tuple(articles[:SHOWN]))
    if failures:
        return SourcePreview(place, "unreadable", 0, (), in_plain_words(failures[0].reason))
    return SourcePreview(place, "known", 0, ())
