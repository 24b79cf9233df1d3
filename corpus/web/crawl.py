"""A SOURCE on the web, read into visits: what asking for each address gave, and what is to be remembered of it.

Feeds and sitemaps name pages; a page is asked for when its list says that it has changed, or when it is due again. The
one idea: a visit holds the article and all that is remembered of its page together, so that they are committed
together. Reads the archive, never writes to it; knows nothing of passages.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from urllib.parse import urlsplit

from corpus.archive.sqlite import Archive
from corpus.article import Article, ArticleError, article_id, canonical_url, version_hash
from corpus.formats.extract import Extracted
from corpus.formats.feed import Entry, read_feed, read_json_feed, read_sitemap
from corpus.formats.sniff import is_json_feed, kind_of, read_json
from corpus.formats.unpack import GZIP, TooLargeError, unpacked
from corpus.source import Failure, Source, from_entry, read_content
from corpus.web.fetch import Fetcher, FetchError, Response
from corpus.web.page_memory import Page, load_entries, load_page

GIVEN_UP_AFTER = 3  # failures, after which the feed's own words are better than nothing
MAX_DEPTH = 3  # a sitemap index, its sitemaps, and one more level for those who nest them
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)

Job = tuple[Entry, Page]
Got = Response | FetchError


@dataclass(frozen=True, slots=True)
class Visit:
    """What asking for one address gave: articles and failures, and what is to be remembered with them.

    `entries` are what a list named (`None`: the address is no list, or the list has not changed). `of` is the list and
    the entry that led here. `renamed_from` is the id that the article had. `comes_back`: it had been removed
    because the page was gone. `is_source` is true of the SOURCE's own address.
    """

    page: Page
    items: tuple[Extracted | Failure, ...] = ()
    entries: tuple[Entry, ...] | None = None
    of: tuple[str, Entry] | None = None
    renamed_from: str | None = None
    is_source: bool = False
    comes_back: bool = False
    warning: str | None = None


class Claims:
    """Which pages this refresh has asked for, so that two sources that name the same page ask once."""

    def __init__(self) -> None:
        self._urls: set[str] = set()
        self._lock = Lock()

    def claim(self, url: str) -> bool:
        """Whether it was not claimed yet."""
        with self._lock:
            is_new = url not in self._urls
            self._urls.add(url)
        return is_new


class WebReader:
    """Reads one source. Each thread has its own, with its own connection to the archive."""

    def __init__(self, source: Source, fetcher: Fetcher, archive: Archive, claims: Claims, now: datetime) -> None:
        self.source = source
        self.fetcher = fetcher
        self.archive = archive
        self.claims = claims
        self.now = now
        self.left = source.max_pages

    def visits(self) -> Iterator[Visit]:
        """All of the source that is new, has changed or is due."""
        try:
            canonical_url(self.source.place)
        except ArticleError as error:
            yield Visit(self._page(self.source.place), (Failure(self.source.place, str(error)),), is_source=True)
            return
        yield from self._visit_list(Entry(self.source.place, is_list=True), None, MAX_DEPTH)

    def _visit_list(self, entry: Entry, of: str | None, depth: int) -> Iterator[Visit]:
        """A list and all that is due of what it names; where the address holds articles instead, these."""
        page = self._page(entry.url)
        led_here = (of, entry) if of else None
        if page.not_before and self.now < page.not_before and page.n_failures:
            wait = f"failed {page.n_failures} times, not asked again before {page.not_before:%Y-%m-%d %H:%M} UTC"
            yield Visit(page, (Failure(entry.url, wait),), is_source=of is None)
            return
        try:
            response = self.fetcher.get(entry.url, page.validators)
            found = self._content(response) if response.status == 200 else None
        except FetchError as error:
            yield self._failed(page, error, led_here, is_source=of is None)
            return
        if found is None or isinstance(found, list):
            answered = page.unchanged(self.now) if found is None else page.answered(self.now, response.validators, None)
            yield Visit(answered, entries=None if found is None else tuple(found), of=led_here, is_source=of is None)
            yield from self._visit_entries(entry.url, found, depth)
        else:
            yield self._taken(page, response, Entry(entry.url), led_here, is_source=of is None)

    def _content(self, response: Response) -> list[Entry] | bytes:
        """What a list names, or the content of what is no list. Raises `FetchError` where it is neither."""
        try:
            content = unpacked(response.body, self.fetcher.manners.max_bytes)
        except (TooLargeError, OSError, ValueError) as error:
            raise FetchError(response.url, "failed", str(error)) from error
        kind = kind_of(content)
        if kind == "feed":
            return read_feed(content, response.url, self.now, response.headers.get("content-type", ""))
        if kind == "sitemap":
            return read_sitemap(content, response.url, self.now)
        if kind == "json":
            try:
                document = read_json(content)
            except ValueError:
                return content
            if is_json_feed(document):
                return read_json_feed(document, response.url, self.now)
        return content

    def _visit_entries(self, list_url: str, found: list[Entry] | None, depth: int) -> Iterator[Visit]:
        """What a list has ever named and is due, in its order; `found` is what it names now, if it has changed."""
        stored = {entry.url: entry for entry in load_entries(self.archive, list_url)}
        entries = list(stored.values())
        if found is not None:
            current = [
                replace(entry, taken=stored[entry.url].taken if entry.url in stored else None) for entry in found
            ]
            named = {entry.url for entry in found}
            entries = current + [entry for entry in entries if entry.url not in named]
        pages = [entry for entry in entries if not entry.is_list]
        yield from self._visit_pages(list_url, pages)
        for entry in entries:
            if entry.is_list and depth > 1 and self.claims.claim(entry.url):
                if entry.stamp and entry.stamp == entry.taken:  # the index says that it has not changed
                    yield from self._visit_entries(entry.url, None, depth - 1)
                else:
                    yield from self._visit_list(entry, list_url, depth - 1)

    def _visit_pages(self, list_url: str, entries: list[Entry]) -> Iterator[Visit]:
        """The due pages of a list, several at a time, in order."""
        due = [entry for entry in entries if self._is_due(entry)]
        taken, left_over = due[: self.left], len(due) - self.left
        self.left -= len(taken)
        if left_over > 0:
            warning = f"{list_url}: {left_over:,} pages are left to the next refresh (max_pages)"
            yield Visit(self._page(list_url), warning=warning)
        with ExitStack() as stack:
            pool = stack.enter_context(ThreadPoolExecutor(self.fetcher.manners.per_host, "fetch"))
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            jobs = ((entry, self._page(entry.url)) for entry in taken if self.claims.claim(entry.url))
            for (entry, page), response in _ahead(pool, jobs, self._get, n_ahead=2 * self.fetcher.manners.per_host):
                yield self._visited(page, response, entry, (list_url, entry))

    def _get(self, job: Job) -> Got:
        try:
            return self.fetcher.get(job[0].url, job[1].validators)
        except FetchError as error:
            return error

    def _is_due(self, entry: Entry) -> bool:
        """Whether to ask for a page: it is new, the list says that it has changed, or it is time again."""
        page = load_page(self.archive, entry.url)
        if page is None:
            return True
        if page.not_before and self.now < page.not_before:
            return False
        has_changed = entry.taken is not None and entry.stamp != entry.taken  # None: known from another list
        return has_changed or page.is_due(self.now)

    def _page(self, url: str) -> Page:
        return load_page(self.archive, url) or Page(url, self.now, self.now)

    def _visited(self, page: Page, response: Got, entry: Entry, of: tuple[str, Entry]) -> Visit:
        if isinstance(response, FetchError):
            return self._failed(page, response, of, is_source=False)
        if response.status == 304:
            return Visit(page.unchanged(self.now), of=of)
        return self._taken(page, response, entry, of, is_source=False)

    def _failed(self, page: Page, error: FetchError, of: tuple[str, Entry] | None, *, is_source: bool) -> Visit:
        """A visit without content: the feed's own words are taken where the page is closed to us, or keeps failing.

        They are not taken of a page whose rights are reserved, nor instead of a page that was read before.
        """
        if error.cause == "gone":
            return Visit(page.gone(self.now), (Failure(page.url, error.reason),), of=of, is_source=is_source)
        is_final = error.cause != "failed"  # the list need not say it again
        after = page.refused(self.now) if is_final else page.failed(self.now, error.retry_after_s)
        items: list[Extracted | Failure] = [Failure(page.url, error.reason)]
        is_lasting = error.cause in ("closed", "disallowed") or after.n_failures >= GIVEN_UP_AFTER
        if is_lasting and (page.article_id is None or page.is_own) and of and (own := self._own_words(of[1])):
            items.append(self.source.named(own))
            after = replace(after, article_id=own.article.id, is_own=True)
        return Visit(after, tuple(items), of=of if is_final else None, is_source=is_source)

    def _own_words(self, entry: Entry) -> Extracted | None:
        try:
            return from_entry(entry, self.now) if (entry.item or {}).get("text") else None
        except ArticleError:
            return None

    def _taken(
        self, page: Page, response: Response, entry: Entry, of: tuple[str, Entry] | None, *, is_source: bool
    ) -> Visit:
        """A visit that gave content: its articles, the feed's words instead where they are more."""
        content = _in_utf8(response)
        items = [
            self._completed(item, response, entry) for item in read_content(content, response.url, page.url, self.now)
        ]
        own = self._own_words(entry)
        read = [item for item in items if isinstance(item, Extracted)]
        reserved = [] if self.fetcher.has_rights(response.url) else [tag for item in read for tag in item.reservations]
        if reserved:
            error = FetchError(page.url, "reserved", f"its rights are reserved by the page itself: {reserved[0]}")
            return self._failed(page, error, of, is_source=is_source)
        if own and not read:
            items.append(own)
        elif own and len(read) == 1 and len(own.article.text) > len(read[0].article.text):
            items = [_with_text(read[0], own.article.text)]
        articles = [item.article for item in items if isinstance(item, Extracted)]
        given = articles[0].id if len(articles) == 1 else None
        if given and page.article_id and page.article_id != given and not self._is_rename(page, response, articles[0]):
            moved = Failure(page.url, f"leads elsewhere for now, to {articles[0].url}; what was read before is kept")
            same = page.answered(self.now, response.validators, page.article_id, page.dated)
            return Visit(same, (moved,), of=of, is_source=is_source)
        dated = articles[0].modified or articles[0].published if given else None
        answered = page.answered(self.now, response.validators, given, dated)
        renamed = page.article_id if given and page.article_id != given else None
        kept = tuple(self.source.named(item) if isinstance(item, Extracted) else item for item in items)
        return Visit(answered, kept, of=of, renamed_from=renamed, is_source=is_source, comes_back=page.withdrawn)

    def _is_rename(self, page: Page, response: Response, article: Article) -> bool:
        """Whether a page's article is to go on at another address: moved for good, or so says the page itself.

        An address without a path is a site's front page, to which dead pages are often sent.
        """
        if urlsplit(article.url).path in ("", "/"):
            return False
        return page.is_own or response.is_moved or article.url != canonical_url(response.url)

    def _completed(self, item: Extracted | Failure, response: Response, entry: Entry) -> Extracted | Failure:
        """An article with what the feed says of it where the page does not; at its own site's address.

        A page may name another of its site's addresses as its own, but not another site's: a copy stays a copy.
        """
        if isinstance(item, Failure):
            return item
        article, said = item.article, entry.item or {}
        if _site(article.url) != _site(response.url):
            url = canonical_url(response.url)
            article = replace(article, url=url, id=article_id(url))
        try:
            own = from_entry(replace(entry, item={"title": article.title, "text": "-", **said}), self.now).article
        except ArticleError:
            return replace(item, article=article)
        return replace(
            item,
            article=replace(
                article,
                published=article.published or own.published,
                modified=article.modified or own.modified,
                authors=article.authors or own.authors,
                language=article.language or own.language,
            ),
        )


def _site(url: str) -> str:
    """A host without the prefixes under which sites serve the same pages."""
    return re.sub(r"^(www|m|mobile|amp)\.", "", urlsplit(url).hostname or "")


def _with_text(item: Extracted, text: str) -> Extracted:
    return replace(item, article=replace(item.article, text=text, version=version_hash(item.article.title, text)))


def _in_utf8(response: Response) -> bytes:
    """A page's bytes, in UTF-8 where the server names another encoding and they are valid in it.

    Other content says itself how it is encoded, or is packed.
    """
    if kind_of(response.body) != "page" or response.body.startswith(GZIP):
        return response.body
    found = CHARSET.search(response.headers.get("content-type", ""))
    try:
        response.body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return response.body.decode(found[1]).encode() if found else response.body
        except (LookupError, ValueError):
            return response.body
    return response.body


def _ahead(
    pool: ThreadPoolExecutor, jobs: Iterable[Job], do: Callable[[Job], Got], *, n_ahead: int
) -> Iterator[tuple[Job, Got]]:
    """Each job with what doing it gave, in order; at most `n_ahead` are under way or waiting to be taken."""
    waiting: list[tuple[Job, Future[Got]]] = []
    for job in jobs:
        waiting.append((job, pool.submit(do, job)))
        if len(waiting) >= n_ahead:
            first, future = waiting.pop(0)
            yield first, future.result()
    for first, future in waiting:
        yield first, future.result()
