"""A visit: what asking for one page gave, articles and failures, and all that is to be remembered with them.

The one idea: a visit holds the article and what is remembered of its page together, so that they are committed
together. A feed's own words stand in where its page is closed to us, keeps failing, or says less. Pure; knows nothing
of when a page is asked for.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from corpus.archive.protocol import Archive
from corpus.article import Article, ArticleError, article_id, canonical_url, version_hash
from corpus.formats.extract import Extracted
from corpus.formats.page_charset import in_utf8
from corpus.formats.sniff import kind_of
from corpus.formats.unpack import GZIP
from corpus.page import NO_VALIDATORS, ListEntry, Page
from corpus.site import same_site, speaks_for
from corpus.source import Failure, HeldBack, Source, Withdrawal, from_entry, read_content
from corpus.uses import Uses
from corpus.web.agency_addresses import AgencyAddresses
from corpus.web.own_words import LedBy, own_words, with_own_words
from corpus.web.resemblance import doubt, is_alike
from corpus.web.response import FetchError, Response
from corpus.web.site_rules import SiteRules

GIVEN_UP_AFTER = 3  # failures, after which the feed's own words are better than nothing

Item = Extracted | Failure


@dataclass(frozen=True, slots=True)
class Visit:
    """What asking for one address gave: articles and failures, and what is to be remembered with them.

    `entries` are what a list named (`None`: the address is no list, or the list has not changed). `of` is the list and
    the entry that led here. `renamed_from` is the id that the article had, `moved_from` the address at which the list
    had it, if that is no longer to be asked. `comes_back`: it had been removed because the page was gone.
    `is_source` is true of the SOURCE's own address. `is_left`: the page was not asked for, which is left to a worker.
    """

    page: Page
    items: tuple[Item, ...] = ()
    entries: tuple[ListEntry, ...] | None = None
    of: LedBy | None = None
    renamed_from: str | None = None
    moved_from: str | None = None
    is_source: bool = False
    comes_back: bool = False
    is_left: bool = False
    warning: str | None = None


class PageReader:
    """Turns what asking for a source's pages gave into visits, by the rules of their sites."""

    def __init__(
        self, source: Source, rules: SiteRules, items: AgencyAddresses, archive: Archive, now: datetime
    ) -> None:
        self.source = source
        self.items = items
        self.archive = archive
        self.rules = rules
        self.now = now

    def visit(
        self,
        page: Page,
        answer: Response | FetchError,
        of: LedBy | None = None,
        *,
        is_named: bool = True,
    ) -> Visit:
        """What an answer makes of a page. Without `of` it is the SOURCE itself.

        `is_named`: another address that the page calls its own is believed.
        """
        if isinstance(answer, FetchError):
            return self.failed(page, answer, of, is_source=of is None)
        if answer.status == 304:
            limited = self._limited(page, answer)
            return Visit(page.unchanged(self.now), limited, of=of, is_source=of is None)
        return self._read(page, answer, of, is_named)

    def _limited(self, page: Page, answer: Response) -> tuple[Extracted, ...]:
        """The article of a page that has not changed, where its site allows less than before."""
        shown = self._shown(page.article_id)
        uses = shown.uses & answer.uses if shown else answer.uses
        return (Extracted(replace(shown, uses=uses), is_page=True),) if shown and uses != shown.uses else ()

    def failed(self, page: Page, error: FetchError, of: LedBy | None, *, is_source: bool) -> Visit:
        """A visit without content: the feed's own words are taken where the page is closed to us, or keeps failing.

        They are not taken of a page whose rights are reserved, nor instead of a page that was read before.
        """
        if error.cause == "gone":
            return Visit(page.gone(self.now), (Failure(page.url, error.reason),), of=of, is_source=is_source)
        is_final = error.cause != "failed"  # the list need not say it again
        after = page.refused(self.now) if is_final else page.failed(self.now, error.retry_after_s)
        items: list[Item] = [Failure(page.url, error.reason)]
        is_lasting = error.cause in ("closed", "disallowed") or after.n_failures >= GIVEN_UP_AFTER
        if is_lasting and self._lacks_article(page) and (own := own_words(self._said(of, page.url), self.now)):
            items.append(self.source.named(_with_uses(own, self.rules.uses(page.url, {}, b""))))
            after = replace(after, article_id=own.article.id, is_own=True)
        return Visit(after, tuple(items), of=of if is_final else None, is_source=is_source)

    def speaks_for(self, list_url: str, url: str, *, found_at: str | None = None) -> bool:
        """Whether a list, found where it was asked for or elsewhere, may say more of a page than that it is there."""
        hosts = self.source.hosts if same_site(list_url, self.source.place) else ()
        return speaks_for(found_at or list_url, url, hosts)

    def _said(self, of: LedBy | None, url: str) -> LedBy | None:
        """What a list says of the page that was found at `url`, if it speaks for it."""
        return of if of and self.speaks_for(of[0], url) else None

    def _lacks_article(self, page: Page) -> bool:
        """Whether nothing but a feed's own words was ever read of a page, so that they may be taken."""
        return page.is_own or (page.article_id is None and self._shown(article_id(canonical_url(page.url))) is None)

    def _shown(self, identifier: str | None) -> Article | None:
        """The article as it is shown now."""
        versions = self.archive.versions(identifier) if identifier else []
        return versions[0].article if versions else None

    def _read(self, page: Page, response: Response, of: LedBy | None, is_named: bool) -> Visit:
        """A visit that gave content."""
        content = _in_utf8(response)
        said = self._said(of, response.url)
        read = list(read_content(content, response.url, page.url, self.now))
        is_alone = sum(isinstance(item, Extracted) for item in read) == 1
        items = [self._completed(item, response, said, is_named=is_named, is_alone=is_alone) for item in read]
        if reservation := self._reservation(response, items):
            error = FetchError(page.url, "reserved", f"its rights are reserved by the page itself: {reservation}")
            return self.failed(page, error, of, is_source=of is None)
        articles = [item.article for item in items if isinstance(item, Extracted)]
        if not articles and not any(isinstance(item, Withdrawal | HeldBack) for item in items):
            return self._visit_without_article(page, response, items, of)
        if len(articles) != 1:
            return self._visit_of_several(page, response, items, of)
        items = [with_own_words(item, said, self.now) if isinstance(item, Extracted) else item for item in items]
        (article,) = [item.article for item in items if isinstance(item, Extracted)]
        if is_named and self._is_of_another(page, article):
            return self._read(page, response, of, is_named=False)
        return self._article_visit(page, response, items, article, of)

    def _is_of_another(self, page: Page, article: Article) -> bool:
        """Whether the address that a page names has a page of its own by now, with other words."""
        if article.url == canonical_url(page.url) or page.article_id != article.id:
            return False
        there, shown = self.archive.pages.load(article.url), self._shown(article.id)
        is_own = there is not None and there.article_id == article.id
        return is_own and shown is not None and not is_alike(shown.text, article.text)

    def _visit_without_article(self, page: Page, response: Response, items: list[Item], of: LedBy | None) -> Visit:
        """A visit that gave no article: what was read before stays, or else a feed's own words are taken."""
        if not self._lacks_article(page):
            return Visit(page.without_article(self.now), tuple(items), of=of, is_source=of is None)
        own = own_words(self._said(of, page.url), self.now)
        answered = page.answered(self.now, response.validators, own.article.id if own else None)
        if own:
            items, answered = [*items, _with_uses(own, response.uses)], replace(answered, is_own=True)
        return self._visit_with(items, answered, page, of)

    def _visit_of_several(self, page: Page, response: Response, items: list[Item], of: LedBy | None) -> Visit:
        """A visit that gave several articles, or none but what an agency withdrew or holds back."""
        is_to_be_read_again = any(isinstance(item, HeldBack) for item in items)
        has_lasting = any(isinstance(item, Withdrawal | HeldBack) for item in items)
        answered = page.answered(
            self.now,
            NO_VALIDATORS if is_to_be_read_again else response.validators,
            page.article_id if has_lasting else None,
        )
        return self._visit_with(items, answered, page, of)

    def _article_visit(
        self, page: Page, response: Response, items: list[Item], article: Article, of: LedBy | None
    ) -> Visit:
        """A visit to a page of one article, which may have gone on under another address, or be doubtful."""
        before = None if page.is_own else self._shown(page.article_id)
        has_other_id = page.article_id is not None and page.article_id != article.id
        is_rename = has_other_id and self._is_rename(page, response, article, before)
        if has_other_id and not is_rename and article.url != canonical_url(page.url):
            moved = Failure(page.url, f"leads elsewhere for now, to {article.url}; what was read before is kept")
            return Visit(page.without_article(self.now), (moved,), of=of, is_source=of is None)
        if before and not has_other_id and (reason := self._doubt(page, before, article)):
            failure = Failure(
                page.url, f"{reason}; it is held aside until it is seen again, what was read before is kept"
            )
            held = page.holding(self.now, _text_hash(article))
            return Visit(held, (failure,), of=of, is_source=of is None)
        dated = article.modified or article.published
        agency_id = next((item.agency_id for item in items if isinstance(item, Extracted)), "")
        answered = page.answered(self.now, response.validators, article.id, dated, agency_id)
        return self._visit_with(items, answered, page, of, renamed_from=page.article_id if is_rename else None)

    def _doubt(self, page: Page, before: Article, article: Article) -> str:
        """Why a text may be no version of the page's article; empty if it may, or is seen again and there alone."""
        reason = doubt(before.text, article.text)
        if not reason:
            return ""
        text = _text_hash(article)
        if self.archive.pages.is_held_elsewhere(page, text):
            return f"{reason}, and another page says the same"
        return "" if page.has_held(text, self.now) else reason

    def _visit_with(
        self, items: list[Item], answered: Page, before: Page, of: LedBy | None, renamed_from: str | None = None
    ) -> Visit:
        named = tuple(self.source.named(item) if isinstance(item, Extracted) else item for item in items)
        return Visit(
            answered,
            named,
            of=of,
            renamed_from=renamed_from,
            is_source=of is None,
            comes_back=before.withdrawn,
        )

    def _reservation(self, response: Response, items: list[Item]) -> str | None:
        """The words by which a page reserves its rights, unless the operator holds them."""
        if self.rules.has_rights(response.url):
            return None
        return next((tag for item in items if isinstance(item, Extracted) for tag in item.reservations), None)

    def _is_rename(self, page: Page, response: Response, article: Article, before: Article | None) -> bool:
        """Whether a page's article is to go on at another address: moved for good, or so says the page itself.

        It is not where the words are others, where the article is another site's, nor at a front page, to which dead
        pages are often sent.
        """
        known = self.archive.url_of(page.article_id or "")
        if urlsplit(article.url).path in ("", "/") or known is None:
            return False
        if not same_site(known, page.url) or not same_site(known, article.url):
            return False
        if before and not is_alike(before.text, article.text):
            return False
        if article.url == canonical_url(page.url):
            return page.is_own or not self.archive.pages.is_shown_elsewhere(page)
        return page.is_own or response.is_moved or article.url != canonical_url(response.url)

    def _completed(self, item: Item, response: Response, said: LedBy | None, *, is_named: bool, is_alone: bool) -> Item:
        """An article with what the feed says of it where the page does not; at its own site's address.

        A page may name another of its site's addresses as its own, but not another site's: a copy stays a copy.
        """
        if isinstance(item, Withdrawal):
            there = tuple(url for url in item.urls if same_site(url, response.url))
            known = self.items.known(self.archive, item.agency_id, canonical_url(response.url))
            if known is None or known in there:
                return replace(item, urls=there)
            return replace(
                item, urls=(known, *there), is_lasting=True
            )  # it may be given again where it was given first
        if isinstance(item, Failure):
            return item
        item = replace(item, captured=None)  # what a site says of when its words were seen proves nothing
        item = _with_uses(item, response.uses)
        article = item.article
        if not is_named or not same_site(article.url, response.url):
            article = self._at_its_site(article, response.url, is_alone=is_alone)
        if item.agency_id:
            url = self.items.keep(self.archive, item.agency_id, article.url)
            article = replace(article, url=url, id=article_id(url))
        if said is None:
            return replace(item, article=article)
        record = {"title": article.title, "text": "-", **(said[1].item or {})}
        try:
            listed = from_entry(replace(said[1], item=record), self.now)
        except ArticleError:
            return replace(item, article=article)
        own = listed.article
        notes = () if article.published else listed.notes
        article = replace(
            article,
            published=article.published or own.published,
            modified=article.modified or own.modified,
            authors=article.authors or own.authors,
            language=article.language or own.language,
        )
        return replace(item, article=article, notes=(*item.notes, *notes))

    def _at_its_site(self, article: Article, found_at: str, *, is_alone: bool) -> Article:
        """An article under the address that gave it, or under a part of it where that gave several."""
        if not is_alone and self.speaks_for(found_at, article.url):
            return article
        url = canonical_url(found_at)
        if not is_alone:
            url = f"{url}{'&' if '?' in url else '?'}item={article.id}"
        return replace(article, url=url, id=article_id(url))


def _with_uses(item: Extracted, uses: Uses) -> Extracted:
    return replace(item, article=replace(item.article, uses=uses))


def _text_hash(article: Article) -> str:
    return version_hash("", article.text)


def _in_utf8(response: Response) -> bytes:
    """A page's bytes, in UTF-8 where it is said what else they are; other content says itself how it is encoded."""
    if kind_of(response.body) != "page" or response.body.startswith(GZIP):
        return response.body
    return in_utf8(response.body, response.headers.get("content-type", ""))
