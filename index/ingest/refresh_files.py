"""The part of a refresh that reads what is on this machine: one file after the other, in batches of articles.

Stopping at any moment loses at most the batch under way; going on reads the file again and passes over what is known.
Knows nothing of the web.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from corpus.article import Article
from corpus.formats.extract import Extracted
from corpus.source import Failure, Source, SourceItem, read_file, shown
from index.ingest.commit_articles import ArticleCommitter, impossible_statements
from index.ingest.report import Progress, Report, SourceReport

BATCH_ARTICLES = 48  # about 500 passages: some seconds of work at most to repeat after a stop, enough to sort by length


def refresh_files(committer: ArticleCommitter, files: Mapping[Source, Sequence[Path]], progress: Progress) -> int:
    """Take in the files of each source; returns the bytes read."""
    report = committer.report
    sizes = {file: file.stat().st_size for found in files.values() for file in found}
    behind = 0
    for source, found in files.items():
        n_before = len(report.failures)
        for file in found:
            items = read_file(file, committer.now)
            for articles, bytes_read in _batches(source, file, items, report):
                committer.commit(articles)
                progress(report, behind + bytes_read)
            behind += sizes[file]
        failures = report.failures[n_before:]
        place = Path(source.place)
        _keep_failures(committer, shown(place.resolve()), failures)
        report.sources.append(SourceReport(shown(place), failed=len(failures)))
    return behind


def _batches(
    source: Source, file: Path, items: Iterable[SourceItem], report: Report
) -> Iterator[tuple[list[Article], int]]:
    """The articles of a file in groups, each with the bytes read by then; what is no article goes into the report.

    No group has an article twice, so what happens to one does not depend on another.
    """
    articles: list[Article] = []
    unknown: set[str] = set()
    bytes_read = 0
    for read in items:
        if isinstance(read.item, Extracted):
            if any(article.id == read.item.article.id for article in articles):
                yield articles, bytes_read
                articles = []
            articles.append(source.named(read.item).article)
            report.lines_cut += len(read.item.cut)
            report.warnings += impossible_statements([read.item])
            unknown.update(read.item.unknown)
        else:
            report.failures.append(read.item)
        bytes_read = read.bytes_read
        if len(articles) >= BATCH_ARTICLES:
            yield articles, bytes_read
            articles = []
    if unknown:
        report.warnings.append(f"{shown(file)}: unknown keys passed over: {', '.join(sorted(unknown))}")
    yield articles, bytes_read


def _keep_failures(committer: ArticleCommitter, source: str, failures: Sequence[Failure]) -> None:
    """Note what a source that was read to its end holds and what could not be taken in."""
    archive = committer.archive
    reasons = {failure.place: failure.reason for failure in failures}
    if reasons or any(kept.source == source for kept in archive.failures.kept()):
        with archive.noting():
            archive.failures.replace(source, reasons, committer.now)
