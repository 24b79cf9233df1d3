"""The part of a refresh that reads what is on this machine: one file after the other, in batches of articles.

Stopping at any moment loses at most the batch under way; going on reads the file again and passes over what is known.
Knows nothing of the web.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from corpus.archive.protocol import Archive
from corpus.article import article_id, canonical_url
from corpus.formats.extract import Extracted
from corpus.plugged_sources import SCHEME
from corpus.source import Failure, Source, SourceItem, Withdrawal, read_file, shown
from corpus.uses import UNSAID
from corpus.web.publisher_names import PublisherNames
from corpus.web.robots import has_rights
from index.ingest.commit_articles import ArticleCommitter, impossible_statements
from index.ingest.report import Progress, Report, SourceReport
from index.ingest.withdrawals import withdraw_items

BATCH_ARTICLES = 48  # about 500 passages: some seconds of work at most to repeat after a stop, enough to sort by length


def refresh_files(
    committer: ArticleCommitter, files: Mapping[Source, Sequence[Path]], rights: Collection[str], progress: Progress
) -> int:
    """Take in the files of each source; returns the bytes read. `rights`: hosts whose reserved text may be taken."""
    report = committer.report
    names = PublisherNames(committer.archive)
    sizes = {file: file.stat().st_size for found in files.values() for file in found}
    behind = 0
    for source, found in files.items():
        n_before, new_before, changed_before = len(report.failures), report.new, report.changed
        for file in found:
            items = (
                _unless_anothers(_unless_reserved(read, file, rights), file, committer)
                for read in read_file(file, committer.now)
            )
            for batch in batches(source, shown(file), items, report):
                _rename(committer, batch.articles)
                articles = [names.checked(item, is_given=_is_given(item, source)) for item in batch.articles]
                report.warnings += impossible_statements(articles)
                committer.commit(articles)
                withdraw_items(committer, batch.withdrawals)
                progress(report, behind + batch.bytes_read)
            behind += sizes[file]
        failures = report.failures[n_before:]
        place = Path(source.place)
        keep_failures(committer, shown(place.resolve()), failures)
        new, changed = report.new - new_before, report.changed - changed_before
        report.sources.append(SourceReport(shown(place), new, changed, failed=len(failures)))
    return behind


def note_unreadable(archive: Archive, source: Source, reason: str, report: Report, now: datetime) -> None:
    """Report that nothing can be read of a source, and note it until something can."""
    place = Path(source.place)
    with archive.noting():
        archive.failures.keep(
            source.place if SCHEME.match(source.place) else shown(place.resolve()), shown(place), reason, now
        )
    report.failures.append(Failure(shown(place), reason))
    report.sources.append(SourceReport(shown(place), failed=1, problem=reason))


@dataclass(slots=True)
class Batch:
    """Articles of a file, none of them twice, and what is withdrawn after them; with the bytes read by then."""

    articles: list[Extracted] = field(default_factory=list)
    withdrawals: list[Withdrawal] = field(default_factory=list)
    bytes_read: int = 0


def batches(source: Source, place: str, items: Iterable[SourceItem], report: Report) -> Iterator[Batch]:
    """The articles of a place in groups, each with the bytes read by then; what is no article goes into the report.

    No group has an article twice, so what happens to one does not depend on another.
    """
    batch = Batch()
    unknown: set[str] = set()
    for read in items:
        item = read.item
        if isinstance(item, Extracted):
            if batch.withdrawals or any(each.article.id == item.article.id for each in batch.articles):
                yield batch
                batch = Batch(bytes_read=batch.bytes_read)
            batch.articles.append(source.named(item))
            report.lines_cut += len(item.cut)
            unknown.update(item.unknown)
        else:
            report.failures.append(item)
            if isinstance(item, Withdrawal):
                batch.withdrawals.append(item)
        batch.bytes_read = read.bytes_read
        if len(batch.articles) >= BATCH_ARTICLES:
            yield batch
            batch = Batch(bytes_read=batch.bytes_read)
    if unknown:
        report.warnings.append(f"{place}: unknown keys passed over: {', '.join(sorted(unknown))}")
    yield batch


def _unless_reserved(read: SourceItem, file: Path, rights: Collection[str]) -> SourceItem:
    """What was read, or a failure where a web archive captured a page whose rights are reserved."""
    item = read.item
    if isinstance(item, Failure) or not item.captured:
        return read
    if has_rights(item.article.url, rights):
        return replace(read, item=replace(item, article=replace(item.article, uses=UNSAID)))
    if not item.reservations:
        return read
    reason = f"its rights are reserved by the page itself: {item.reservations[0]}"
    return replace(read, item=Failure(f"{shown(file)}: {item.article.url}", reason))


def _unless_anothers(read: SourceItem, file: Path, committer: ArticleCommitter) -> SourceItem:
    """What was read, or a failure where a saved page calls an address its own whose words its site gave itself."""
    item = read.item
    if isinstance(item, Failure) or not item.is_claimed:
        return read
    there = committer.archive.pages.load(item.article.url)
    if there is None or there.is_own or there.article_id != item.article.id:
        return read
    reason = f"it calls {item.article.url} its address, and that was read itself; what was read there is kept"
    return replace(read, item=Failure(shown(file), reason))


def _is_given(item: Extracted, source: Source) -> bool:
    """Whether the operator or his own records say who published an article, and not a page of somebody else's."""
    return source.publisher is not None or not item.is_page


def _rename(committer: ArticleCommitter, items: Sequence[Extracted]) -> None:
    """Give agencies' items that earlier releases kept under the names of their files their own addresses."""
    archive = committer.archive
    for item in items:
        old, new = canonical_url(item.formerly or item.article.url), item.article
        if old != new.url and archive.has(old) and not archive.is_removed(new.url):
            with archive.writing() as revision:
                committer.report.renamed += archive.rename(article_id(old), new, revision)


def keep_failures(committer: ArticleCommitter, source: str, failures: Sequence[Failure]) -> None:
    """Note what a source that was read to its end holds and what could not be taken in."""
    archive = committer.archive
    reasons = {failure.place: failure.reason for failure in failures}
    if reasons or any(kept.source == source for kept in archive.failures.kept()):
        with archive.noting():
            archive.failures.replace(source, reasons, committer.now)
