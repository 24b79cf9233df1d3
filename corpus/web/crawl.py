"""Crawling: a SOURCE on the web, read into visits. Feeds and sitemaps name pages; those that are due are asked for.

A page is due when its list says that it has changed, or when it is time to look again. Reads the archive, never writes
to it; what an answer makes of a page is the page reader's matter (`visit.py`). Knows nothing of passages.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Lock

from corpus.archive.protocol import Archive
from corpus.article import ArticleError, canonical_url
from corpus.bounded import UnreadableError, bounded
from corpus.formats.extract import Extracted
from corpus.formats.listing import MAY_BE_LISTS, read_listing
from corpus.formats.sniff import kind_of
from corpus.formats.unpack import TooLargeError, unpacked
from corpus.page import NO_VALIDATORS, ListEntry, Listing, Page
from corpus.site import same_site
from corpus.source import Failure, Source, Unreadable, Withdrawal
from corpus.web.agency_addresses import AgencyAddresses
from corpus.web.fetch import Fetcher
from corpus.web.listing_page import feed_of_listing, feed_of_page, is_address_of_list
from corpus.web.moved import moved_from, says_the_same
from corpus.web.named_addresses import NamedAddresses
from corpus.web.own_words import LedBy
from corpus.web.response import FetchError, Response
from corpus.web.visit import PageReader, Visit

MAX_SHOWN = 3  # of the items of a list that are passed over, in its warning
LEADS_TO_ARTICLES = re.compile(r"no article but (?:the front page|a list of|an index page)")
MAX_UNREADABLE = 10  # pages of a source in one refresh, each of which may take seconds of the processor's time
MAX_DEPTH = 3  # a sitemap index, its sitemaps, and one more level for those who nest them

Job = tuple[ListEntry, Page]
Outcome = Response | FetchError


class ClaimedUrls:
    """Which pages this refresh has asked for, so that two sources that name the same page ask once.

    `items` is where it keeps agencies' items.
    """

    def __init__(self) -> None:
        self._urls: set[str] = set()
        self._lock = Lock()
        self.items = AgencyAddresses()

    def claim(self, url: str) -> bool:
        """Whether it was not claimed yet."""
        with self._lock:
            is_new = url not in self._urls
            self._urls.add(url)
        return is_new


class WebReader:
    """Reads one source. Each thread has its own, with its own connection to the archive.

    `leaves_pages`: it reads lists alone; of each page that is due it says so, by a visit that `is_left`.
    """

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        archive: Archive,
        claimed: ClaimedUrls,
        now: datetime,
        *,
        leaves_pages: bool = False,
    ) -> None:
        self.source = source
        self.leaves_pages = leaves_pages
        self.fetcher = fetcher
        self.archive = archive
        self.claimed = claimed
        self.now = now
        self.reader = PageReader(source, fetcher.rules, claimed.items, archive, now)
        self.pages_left = source.max_pages
        self.unreadable_left = MAX_UNREADABLE

    def visits(self) -> Iterator[Visit]:
        """All of the source that is new, has changed or is due."""
        try:
            canonical_url(self.source.place)
        except ArticleError as error:
            yield Visit(self._page(self.source.place), (Failure(self.source.place, str(error)),), is_source=True)
            return
        yield from self._visit_list(ListEntry(self.source.place, is_list=True), None, MAX_DEPTH)

    def visits_left(self, url: str, list_url: str | None, former: str | None) -> Iterator[Visit]:
        """What another reader of the source left: a page that a list names, or named at a `former` address, if it is
        still due; without a list the source itself."""
        if list_url is None:
            yield from self.visits()
            return
        entry = self.archive.pages.entry(list_url, url)
        for visit in self._visit_pages(list_url, [entry] if entry else []):
            yield self._moved(visit, former)

    def _visit_list(self, entry: ListEntry, of: str | None, depth: int) -> Iterator[Visit]:
        """A list and all that is due of what it names; where the address holds articles instead, these."""
        page = self._page(entry.url)
        led_by = (of, entry) if of else None
        if page.not_before and page.is_waiting(self.now) and page.n_failures:
            wait = f"failed {page.n_failures} times, not asked again before {page.not_before:%Y-%m-%d %H:%M} UTC"
            yield Visit(page, (Failure(entry.url, wait),), is_source=of is None)
            return
        try:
            response = self.fetcher.get(entry.url, page.validators)
            listing = None if response.status == 304 else self._listing(response)
        except FetchError as error:
            yield self.reader.failed(page, error, led_by, is_source=of is None)
            return
        if response.status == 304:
            yield self.reader.visit(page, response, led_by)
            yield from self._visit_entries(entry.url, None, depth)
        elif listing is not None:
            answered = page.answered(self.now, response.validators, None)
            entries = self._heard(entry.url, response, listing)
            yield Visit(answered, entries=entries, of=led_by, is_source=of is None)
            if listing.skipped:
                yield Visit(page, warning=_skipped(entry.url, listing.skipped))
            yield from self._visit_entries(entry.url, entries, depth)
        else:
            yield from self._visit_other(page, response, led_by, depth)

    def _visit_other(self, page: Page, response: Response, of: LedBy | None, depth: int) -> Iterator[Visit]:
        """What is no list: articles, a page that leads to a list, or what stands in for one for now."""
        is_page = kind_of(response.body) == "page"
        content_type = response.headers.get("content-type", "")
        leads_on = partial(feed_of_listing, response.body, response.url, content_type, self.now)
        names = partial(feed_of_page, response.body, response.url)
        feed = _within_bounds(leads_on) if is_page and of is None else None
        stored = {each.url for each in self.archive.pages.entries(page.url)}
        was_list = of is not None or bool(stored)
        if is_page and feed is None and (again := _within_bounds(names)) in stored:
            feed = again
        if feed is None and is_page and (was_list or is_address_of_list(page.url)):
            error = FetchError(page.url, "failed", _no_list(_within_bounds(names)))
            yield self.reader.failed(page, error, of, is_source=of is None)
            return
        if feed is None:
            visit = self.reader.visit(page, response, of)
            reasons = [item.reason for item in visit.items if isinstance(item, Failure)]
            feed = _within_bounds(names) if any(map(LEADS_TO_ARTICLES.search, reasons)) else None
            if feed is None:
                has_items = any(isinstance(item, Extracted | Withdrawal) for item in visit.items)
                yield Visit(page, of=of, is_left=True) if self.leaves_pages and has_items else visit
                return
        named = [ListEntry(feed, is_list=True)]
        yield Visit(page.answered(self.now, response.validators, None), entries=tuple(named), is_source=True)
        yield Visit(page, warning=f"{page.url}: no article, but a page that leads to some; its feed is read: {feed}")
        yield from self._visit_entries(page.url, named, depth)

    def _listing(self, response: Response) -> Listing | None:
        """What a list names; `None`: this is no list. Raises `FetchError` where it cannot be read."""
        content_type = response.headers.get("content-type", "")
        try:
            content = unpacked(response.body, self.fetcher.policy.max_bytes)
            if kind_of(content) not in MAY_BE_LISTS:
                return None
            return bounded(partial(read_listing, content, response.url, content_type, self.now))
        except (TooLargeError, UnreadableError, zlib.error) as error:
            raise FetchError(response.url, "failed", str(error)) from error

    def _heard(self, list_url: str, response: Response, listing: Listing) -> tuple[ListEntry, ...]:
        """What a list names; of other sites' pages only that they are there."""
        return tuple(
            entry
            if self.reader.speaks_for(list_url, entry.url, found_at=response.url)
            else replace(entry, item=None, guid="")
            for entry in listing.entries
        )

    def _visit_entries(self, list_url: str, found: Sequence[ListEntry] | None, depth: int) -> Iterator[Visit]:
        """What a list has ever named and is due, in its order; `found` is what it names now, if it has changed."""
        stored = {entry.url: entry for entry in self.archive.pages.entries(list_url)}
        entries = list(stored.values())
        moved = moved_from(found, entries) if found is not None else {}
        if found is not None:
            current = [
                replace(entry, taken=stored[entry.url].taken if entry.url in stored else None) for entry in found
            ]
            named = {entry.url for entry in found}
            entries = current + [entry for entry in entries if entry.url not in named]
        former = set(moved.values())  # their articles may go on elsewhere
        pages = [entry for entry in entries if not entry.is_list and entry.url not in former]
        for visit in self._visit_pages(list_url, pages):
            yield self._moved(visit, moved.get(visit.page.url))
        for entry in entries:
            if entry.is_list and depth > 1 and self.claimed.claim(entry.url):
                if entry.stamp and entry.stamp == entry.taken:  # the index says that it has not changed
                    yield from self._visit_entries(entry.url, None, depth - 1)
                else:
                    yield from self._visit_list(entry, list_url, depth - 1)

    def _moved(self, visit: Visit, former: str | None) -> Visit:
        """A first visit to an address, as one to an article that moved there where it is the same."""
        if visit.is_left:
            return replace(visit, moved_from=former)
        before = self.archive.pages.load(former) if former else None
        articles = [item.article for item in visit.items if isinstance(item, Extracted)]
        is_first = visit.of is not None and self.archive.pages.load(visit.page.url) is None
        if before is None or before.article_id is None or not is_first or len(articles) != 1:
            return visit
        known = self.archive.versions(before.article_id)
        if not known or not same_site(known[0].article.url, articles[0].url):
            return visit
        if visit.renamed_from or not says_the_same(known[0].article.text, articles[0].text):
            return visit
        return replace(visit, renamed_from=before.article_id, moved_from=former)

    def _visit_pages(self, list_url: str, entries: list[ListEntry]) -> Iterator[Visit]:
        """The due pages of a list, several at a time, in order; at the end those that name other addresses."""
        due = [entry for entry in entries if self._is_due(entry)]
        taken, left_over = due[: self.pages_left], len(due) - self.pages_left
        self.pages_left -= len(taken)
        if left_over > 0:
            warning = f"{list_url}: {left_over:,} pages are left to the next refresh (max_pages)"
            yield Visit(self._page(list_url), warning=warning)
        if self.leaves_pages:
            claimed = (entry for entry in taken if self.claimed.claim(entry.url))
            yield from (Visit(self._page(entry.url), of=(list_url, entry), is_left=True) for entry in claimed)
            return
        n_threads = self.fetcher.policy.per_host
        with ExitStack() as stack:
            pool = stack.enter_context(ThreadPoolExecutor(n_threads, "fetch"))
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            jobs = ((entry, self._page(entry.url)) for entry in taken if self.claimed.claim(entry.url))
            named = NamedAddresses(self.archive)
            waiting: list[tuple[Job, Outcome, Visit]] = []
            for (entry, page), outcome in _ahead(pool, jobs, self._get, n_ahead=2 * n_threads):
                visit = self.reader.visit(page, outcome, (list_url, entry))
                self.unreadable_left -= any(isinstance(item, Unreadable) for item in visit.items)
                if named.note(visit):
                    waiting.append(((entry, page), outcome, visit))
                else:
                    yield visit
                if self.unreadable_left <= 0:
                    left = f"{list_url}: its other pages are left to the next refresh: {MAX_UNREADABLE} cannot be read"
                    yield Visit(self._page(list_url), warning=left)
                    break
            for (entry, page), outcome, visit in waiting:
                is_named = named.is_believed(visit)
                yield visit if is_named else self.reader.visit(page, outcome, (list_url, entry), is_named=False)

    def _get(self, job: Job) -> Outcome:
        entry, page = job
        says_more = (
            entry.item is not None and entry.taken is None
        )  # so its page is wanted, though others named it before
        try:
            return self.fetcher.get(entry.url, NO_VALIDATORS if says_more else page.validators)
        except FetchError as error:
            return error

    def _is_due(self, entry: ListEntry) -> bool:
        """Whether to ask for a page: it is new, the list says that it has changed, or it is time again."""
        page = self.archive.pages.load(entry.url)
        if page is None:
            return True
        if page.is_waiting(self.now):
            return False
        has_changed = entry.taken is not None and entry.stamp != entry.taken  # None: known from another list
        return has_changed or page.is_due(self.now)

    def _page(self, url: str) -> Page:
        return self.archive.pages.load(url) or Page(url, self.now, self.now)


def _within_bounds(read: Callable[[], str | None]) -> str | None:
    """A feed that a page names; none where that cannot be told, which whoever reads the page then says."""
    try:
        return bounded(read)
    except UnreadableError:
        return None


def _no_list(feed: str | None) -> str:
    """Why an address gives no list now, with the feed that its page names."""
    return f"no feed or sitemap, but a web page{f'; its feed is {feed}' if feed else ''}"


def _skipped(list_url: str, reasons: Sequence[str]) -> str:
    """A warning of the items of a list that name no page."""
    others = f" and {len(reasons) - MAX_SHOWN:,} more" if len(reasons) > MAX_SHOWN else ""
    return f"{list_url}: passed over: {'; '.join(reasons[:MAX_SHOWN])}{others}"


def _ahead(
    pool: ThreadPoolExecutor, jobs: Iterable[Job], do: Callable[[Job], Outcome], *, n_ahead: int
) -> Iterator[tuple[Job, Outcome]]:
    """Each job with what doing it gave, in order; at most `n_ahead` are under way or waiting to be taken."""
    waiting: list[tuple[Job, Future[Outcome]]] = []
    for job in jobs:
        waiting.append((job, pool.submit(do, job)))
        if len(waiting) >= n_ahead:
            first, future = waiting.pop(0)
            yield first, future.result()
    for first, future in waiting:
        yield first, future.result()
