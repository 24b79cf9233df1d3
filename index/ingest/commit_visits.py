"""What visits to the web leave behind beside articles: validators, listings, failures, renamed and vanished articles.

Each function says in which transaction it runs. The one idea: an article and what is remembered of its page are
committed together, so whatever a stop interrupts is asked for again. Knows nothing of passages beyond erasing their
vectors.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from corpus.archive.failures import clear_failure, keep_failure
from corpus.archive.sqlite import Archive
from corpus.formats.extract import Extracted
from corpus.source import Failure
from corpus.web.arrivals import Batch
from corpus.web.crawl import Visit
from corpus.web.fetch import SiteFile
from corpus.web.page_memory import (
    add_entry,
    is_elsewhere,
    is_shown_elsewhere,
    pages_gone,
    rename,
    save_entries,
    save_page,
    save_site_files,
    save_taken,
)
from index.passages.passage_store import erase_vectors


class Told(Protocol):
    """What is counted of a source."""

    pages: int
    not_modified: int
    failed: int
    problem: str | None


def put_aside(archive: Archive, batch: Batch, failures: list[Failure], told: Told, now: datetime) -> list[Visit]:
    """Count a batch's visits and note what failed in it, in a transaction of its own; returns the visits."""
    source = batch.source.place
    failed = [(visit, item) for visit in batch.visits for item in visit.items if isinstance(item, Failure)]
    if batch.problem:
        told.problem = batch.problem
        failures.append(Failure(source, batch.problem))
    for visit, item in failed:
        told.problem = item.reason if visit.is_source else told.problem
    failures += [item for _, item in failed]
    told.failed += len(failed)
    told.pages += sum(not visit.is_source and visit.warning is None for visit in batch.visits)
    told.not_modified += sum(_is_not_modified(visit) for visit in batch.visits)
    fine = [visit.page.url for visit in batch.visits if not any(isinstance(item, Failure) for item in visit.items)]
    with archive.noting():
        for url in fine:
            clear_failure(archive, source, url)
        for _, item in failed:
            keep_failure(archive, source, item.place, item.reason, now)
        if batch.problem:
            keep_failure(archive, source, source, batch.problem, now)
    return batch.visits


def _is_not_modified(visit: Visit) -> bool:
    return not visit.items and visit.entries is None and visit.warning is None


def told_apart(visits: Sequence[Visit]) -> Iterator[list[Visit]]:
    """The visits in groups, in order, none of which gives an article twice."""
    part: list[Visit] = []
    ids: set[str] = set()
    for visit in visits:
        given = {item.article.id for item in visit.items if isinstance(item, Extracted)}
        if ids & given:
            yield part
            part, ids = [], set()
        part.append(visit)
        ids |= given
    if part:
        yield part


def come_back(archive: Archive, visits: Sequence[Visit]) -> int:
    """Before their articles are put: give those that were renamed their history, let those back whose pages are back.

    Commits each as a revision of its own; returns how many were renamed.
    """
    n_renamed = 0
    for visit in visits:
        articles = [item.article for item in visit.items if isinstance(item, Extracted)]
        if visit.renamed_from and articles:
            with archive.writing() as revision:
                n_renamed += rename(archive, visit.renamed_from, articles[0], revision)
        if visit.comes_back and articles:
            with archive.writing():
                archive.readmit(articles[0].url)
    return n_renamed


def remember(
    archive: Archive, visits: Sequence[Visit], site_files: Mapping[str, SiteFile], kept: dict[str, SiteFile]
) -> None:
    """Inside a transaction: what is known of the visited pages, of what lists named, and of sites; `kept` is so far."""
    for visit in visits:
        if visit.warning:
            continue
        save_page(archive, visit.page)
        if visit.entries is not None:
            save_entries(archive, visit.page.url, visit.entries)
        if visit.of:
            save_taken(archive, *visit.of)
            elsewhere = is_elsewhere(archive, visit.page) if visit.page.gone_since else None
            if elsewhere:
                add_entry(archive, visit.of[0], elsewhere)
    new = {url: file for url, file in dict(site_files).items() if kept.get(url) != file}
    save_site_files(archive, new)
    kept.update(new)


def withdraw_gone(archive: Archive, now: datetime) -> int:
    """Remove the articles whose pages have been gone for long enough, each in a revision of its own; how many.

    What is remembered says which, so that a refresh which ended before this is made good by the next one.
    """
    n_gone = 0
    for page in pages_gone(archive):
        row = archive.connection.execute("SELECT url FROM article WHERE id = ?", (page.article_id,)).fetchone()
        if row is None or is_elsewhere(archive, page) or is_shown_elsewhere(archive, page) or not archive.has(row[0]):
            continue
        with archive.writing() as revision:
            erase_vectors(archive, archive.remove(row[0], revision=revision, now=now))
            save_page(archive, replace(page, withdrawn=True))
            archive.connection.execute("DELETE FROM failure WHERE place = ?", (page.url,))
        n_gone += 1
    if n_gone:
        archive.settle()
    return n_gone
