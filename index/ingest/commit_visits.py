"""Committing visits: what visits to the web leave behind beside articles. Validators, listings, failures, renames.

Each function says in which transaction it runs. The one idea: an article and what is remembered of its page are
committed together, so whatever a stop interrupts is asked for again. Knows nothing of passages beyond erasing their
vectors.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from corpus.archive.protocol import Archive
from corpus.formats.extract import Extracted
from corpus.page import Page, SiteFile
from corpus.site import same_site
from corpus.source import Failure, Withdrawal
from corpus.web.arrivals import Batch
from corpus.web.visit import Visit
from index.ingest.report import SourceReport
from index.passages.vector_store import erase_vectors


def note_failures(
    archive: Archive, batch: Batch, failures: list[Failure], counts: SourceReport, now: datetime
) -> list[Visit]:
    """Count a batch's visits and note what failed in it, in a transaction of its own; returns the visits."""
    source = batch.source.place
    failed = [(visit, item) for visit in batch.visits for item in visit.items if isinstance(item, Failure)]
    if batch.problem:
        counts.problem = batch.problem
        failures.append(Failure(source, batch.problem))
    for visit, item in failed:
        counts.problem = item.reason if visit.is_source else counts.problem
    failures += [item for _, item in failed]
    counts.failed += len(failed)
    counts.pages += sum(not visit.is_source and visit.warning is None for visit in batch.visits)
    counts.not_modified += sum(_is_not_modified(visit) for visit in batch.visits)
    fine = [visit.page.url for visit in batch.visits if not any(isinstance(item, Failure) for item in visit.items)]
    with archive.noting():
        for url in fine:
            archive.failures.clear(source, url)
        for _, item in failed:
            archive.failures.keep(source, item.place, item.reason, now)
        if batch.problem:
            archive.failures.keep(source, source, batch.problem, now)
    return batch.visits


def _is_not_modified(visit: Visit) -> bool:
    return not visit.items and visit.entries is None and visit.warning is None


def in_groups_without_repeats(visits: Sequence[Visit]) -> Iterator[list[Visit]]:
    """The visits in groups, in order, none of which gives an article twice."""
    group: list[Visit] = []
    ids: set[str] = set()
    for visit in visits:
        given = {item.article.id for item in visit.items if isinstance(item, Extracted)}
        if ids & given:
            yield group
            group, ids = [], set()
        group.append(visit)
        ids |= given
    if group:
        yield group


def restore_articles(archive: Archive, visits: Sequence[Visit]) -> int:
    """Before their articles are put: give those that were renamed their history, let those back whose pages are back.

    Commits each as a revision of its own; returns how many were renamed.
    """
    n_renamed = 0
    for visit in visits:
        articles = [item.article for item in visit.items if isinstance(item, Extracted)]
        if visit.renamed_from and articles:
            with archive.writing() as revision:
                n_renamed += archive.rename(visit.renamed_from, articles[0], revision)
        if visit.comes_back and articles:
            with archive.writing():
                archive.readmit(articles[0].url)
    return n_renamed


def save_visits(
    archive: Archive, visits: Sequence[Visit], site_files: Mapping[str, SiteFile], kept: dict[str, SiteFile]
) -> None:
    """Inside a transaction: what is known of the visited pages, of what lists named, and of sites; `kept` is so far."""
    pages = archive.pages
    for visit in visits:
        if visit.warning:
            continue
        pages.save(visit.page)
        if visit.entries is not None:
            pages.save_entries(visit.page.url, visit.entries)
        if visit.of:
            pages.save_taken(*visit.of)
            if visit.moved_from:
                pages.drop_entry(visit.of[0], visit.moved_from)
            elsewhere = pages.other_address(visit.page) if visit.page.gone_since else None
            if elsewhere:
                pages.add_entry(visit.of[0], elsewhere)
    new = {url: file for url, file in dict(site_files).items() if kept.get(url) != file}
    pages.save_site_files(new)
    kept.update(new)


def withdrawals(archive: Archive, visits: Sequence[Visit]) -> Iterator[Withdrawal]:
    """What agencies withdraw by these visits, with the article that the page gave before."""
    for visit in visits:
        before = archive.url_of(visit.page.article_id) if visit.page.article_id else None
        for item in visit.items:
            if isinstance(item, Withdrawal):
                is_its_own = before is not None and same_site(before, visit.page.url)
                given_before = (before,) if before and is_its_own and len(visit.items) == 1 else ()
                yield replace(item, urls=tuple(dict.fromkeys((*item.urls, *given_before))))


def withdraw_gone(archive: Archive, now: datetime) -> int:
    """Remove the articles whose pages have been gone for long enough, each in a revision of its own; how many.

    What is remembered says which, so that a refresh which ended before this is made good by the next one.
    """
    n_gone = 0
    for page in archive.pages.gone():
        url = _shown_nowhere_else(archive, page)
        if url is None:
            continue
        with archive.writing() as revision:
            erase_vectors(archive, archive.remove(url, revision=revision, now=now))
            archive.pages.save(replace(page, withdrawn=True))
            archive.failures.clear_place(page.url)
        n_gone += 1
    if n_gone:
        archive.settle()
    return n_gone


def _shown_nowhere_else(archive: Archive, page: Page) -> str | None:
    """The address of a page's article, if it is shown and no other page gives it."""
    url = archive.url_of(page.article_id) if page.article_id else None
    if url is None or archive.pages.other_address(page) or archive.pages.is_shown_elsewhere(page):
        return None
    return url if archive.has(url) else None
