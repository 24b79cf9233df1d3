"""Sources → archive → passages with vectors: what `newsqa refresh` does, and its report.

Articles are committed in small batches, each with its passages and vectors, so that stopping at any moment loses at
most the batch under way; going on reads the source again and passes over what is known. One refresh runs at a time.
Knows nothing of questions.
"""

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.archive.failures import kept_failures, replace_failures
from corpus.archive.sqlite import Archive
from corpus.archive.stories import copies_found, link_missing, not_compared
from corpus.article import Article, canonical_url
from corpus.errors import StateError
from corpus.formats.extract import Extracted
from corpus.source import Failure, Read, Source, find_files, read_file, shown
from corpus.web.arrivals import arrivals
from corpus.web.fetch import Fetcher, Manners
from corpus.web.page_memory import forget, keep_out, load_site_files, save_report
from index.encoder.encoder import Encoder
from index.ingest.commit_visits import come_back, put_aside, remember, told_apart, withdraw_gone
from index.ingest.doctor import mend
from index.ingest.report import Progress, Report, SourceReport, summary
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.embed_article import Cut, cut, new_vectors
from index.passages.passage_store import (
    Facts,
    check_facts,
    drop_unsound_vectors,
    erase_vectors,
    put_passages,
    put_vectors,
    record_facts,
)

BATCH_ARTICLES = 48  # about 500 passages: some seconds of work at most to repeat after a stop, enough to sort by length
REINDEX_BATCH = 256
COMPARE_BATCH = 256


class BusyError(StateError):
    """Another refresh is writing; try again when it has finished."""


@contextmanager
def writing_alone(home: Path) -> Iterator[None]:
    """Hold the right to write to the archive. Raises `BusyError` naming the holder if somebody else has it."""
    lock = FileLock(home / "refresh.lock")
    holder = home / "refresh.holder"
    home.mkdir(parents=True, exist_ok=True)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        known = holder.read_text(encoding="utf-8").strip() if holder.exists() else "an unknown process"
        raise BusyError(f"another refresh is running: {known}") from error
    try:
        holder.write_text(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def refresh(
    archive: Archive,
    encoder: Encoder,
    sources: Sequence[Path | Source],
    *,
    now: datetime,
    progress: Progress | None = None,
    manners: Manners | None = None,
) -> Report:
    """Take in all that the sources hold; `progress` is told the report so far and the bytes read after each batch.

    What is on the web is asked for with `manners`. Raises `MismatchError` if the archive's passages were made
    otherwise, `SourceError` if a path names nothing.
    """
    facts = Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)
    check_facts(archive, facts)
    named = [source if isinstance(source, Source) else Source(str(source)) for source in sources]
    files = {source: find_files(Path(source.place)) for source in named if not source.is_web}
    if archive.fact("model") is None:
        with archive.writing():
            record_facts(archive, facts)
    _compare_old(archive)
    report = Report()
    told = progress or (lambda _report, _bytes: None)
    number = save_report(archive, None, now, summary(report), is_finished=False)
    bytes_read = _take_files(archive, encoder, files, report, now, told)
    web = [source for source in named if source.is_web]
    if web:
        _take_web(archive, encoder, web, report, now, manners or Manners(), lambda: told(report, bytes_read))
    save_report(archive, number, now, summary(report), is_finished=True)
    return report


def _take_files(
    archive: Archive,
    encoder: Encoder,
    files: Mapping[Source, Sequence[Path]],
    report: Report,
    now: datetime,
    progress: Progress,
) -> int:
    """Take in what is on this machine, one file after the other; returns the bytes read."""
    sizes = {file: file.stat().st_size for found in files.values() for file in found}
    behind = 0
    for source, found in files.items():
        n_before = len(report.failures)
        for file in found:
            reads = read_file(file, now)
            for articles, bytes_read in _batches(source, file, reads, report):
                _commit(archive, encoder, articles, report, now)
                progress(report, behind + bytes_read)
            behind += sizes[file]
        failures = report.failures[n_before:]
        place = Path(source.place)
        _keep_failures(archive, shown(place.resolve()), failures, now)
        report.sources.append(SourceReport(shown(place), failed=len(failures)))
    return behind


def _take_web(
    archive: Archive,
    encoder: Encoder,
    sources: Sequence[Source],
    report: Report,
    now: datetime,
    manners: Manners,
    progress: Callable[[], None],
) -> None:
    """Take in what is on the web, all sources side by side, each committing by itself."""
    site_files = load_site_files(archive)
    fetcher = Fetcher(manners, now=now, site_files=dict(site_files))
    report.gone += withdraw_gone(archive, now)
    told = {source: SourceReport(source.place) for source in sources}
    report.sources += told.values()
    with closing(fetcher), closing(arrivals(sources, fetcher, archive.path, now)) as batches:
        for batch in batches:
            visits = put_aside(archive, batch, report.failures, told[batch.source], now)
            report.warnings += [visit.warning for visit in visits if visit.warning]
            for part in told_apart(visits):
                report.renamed += come_back(archive, part)
                articles = [item for visit in part for item in visit.items if isinstance(item, Extracted)]
                report.lines_cut += sum(len(item.cut) for item in articles)
                report.warnings += _notes(articles)
                _commit(
                    archive,
                    encoder,
                    [item.article for item in articles],
                    report,
                    now,
                    live=True,
                    with_it=partial(remember, archive, part, fetcher.site_files, site_files),
                )
            report.gone += withdraw_gone(archive, now)
            report.requests = fetcher.n_requests
            progress()


def _keep_failures(archive: Archive, source: str, failures: Sequence[Failure], now: datetime) -> None:
    """Note what a source that was read to its end holds and what could not be taken in."""
    reasons = {failure.place: failure.reason for failure in failures}
    if reasons or any(kept.source == source for kept in kept_failures(archive)):
        with archive.noting():
            replace_failures(archive, source, reasons, now)


def _batches(source: Source, file: Path, reads: Iterable[Read], report: Report) -> Iterator[tuple[list[Article], int]]:
    """The articles of a file in groups, each with the bytes read by then; what is no article goes into the report.

    No group has an article twice, so what happens to one does not depend on another.
    """
    articles: list[Article] = []
    unknown: set[str] = set()
    bytes_read = 0
    for read in reads:
        if isinstance(read.item, Extracted):
            if any(article.id == read.item.article.id for article in articles):
                yield articles, bytes_read
                articles = []
            articles.append(source.named(read.item).article)
            report.lines_cut += len(read.item.cut)
            report.warnings += _notes([read.item])
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


def _commit(
    archive: Archive,
    encoder: Encoder,
    articles: Sequence[Article],
    report: Report,
    now: datetime,
    *,
    live: bool = False,
    with_it: Callable[[], None] | None = None,
) -> None:
    """Keep a batch with its passages and vectors in one transaction, and what is written `with_it`.

    There is no new revision if nothing is new. `live`: this is what readers see now; see `Archive.put`.
    """
    changes = [archive.change(article, live=live) for article in articles]
    cuts = {
        article.version: cut(article, encoder)
        for article, change in zip(articles, changes, strict=True)
        if change in ("new", "changed")
    }
    if all(change in ("unchanged", "removed") for change in changes):
        for change in changes:
            report.count(change)
        if with_it:
            with archive.noting():
                with_it()
        return
    vectors = new_vectors(archive, encoder, cuts.values())
    added: list[int] = []
    with archive.writing() as revision:
        put_vectors(archive, vectors)
        for article in articles:
            number, change = archive.put(article, revision=revision, now=now, live=live)
            report.count(change)
            if number is not None:
                made = cuts[article.version]
                put_passages(archive, number, made.spans, made.hashes)
                report.passages += len(made.spans)
                added.append(number)
        if with_it:
            with_it()
    report.embedded += len(vectors)
    report.copies += copies_found(archive.connection, added)


def _notes(articles: Sequence[Extracted]) -> list[str]:
    """What pages stated that cannot be true."""
    return [f"{item.article.url}: {note}; passed over" for item in articles for note in item.notes]


def _compare_old(archive: Archive) -> None:
    """Find the copies among articles that an earlier release put into the archive, which did not look for them."""
    while not_compared(archive.connection):
        with archive.writing():
            link_missing(archive.connection, COMPARE_BATCH)


def withdraw(archive: Archive, url: str, *, undo: bool = False, now: datetime) -> bool:
    """Remove an article with its passages' vectors, or let it be taken again; `False` if there is none to."""
    address = canonical_url(url)
    if undo:
        with archive.writing():
            forget(archive, address)
            return archive.readmit(address)
    if not archive.has(address):
        return False
    with archive.writing() as revision:
        keep_out(archive, address)
        erase_vectors(archive, archive.remove(address, revision=revision, now=now))
    archive.settle()
    return True


def reindex(archive: Archive, encoder: Encoder, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Make anew all that is derived from the texts, passages with this encoder; returns how many passages.

    Readers see the old ones until the last commit. Vectors are committed as they are made, so an interrupted run goes
    on where it stopped.
    """
    facts = Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)
    with archive.writing():
        mend(archive)
        drop_unsound_vectors(archive)
    numbers = [
        row[0] for row in archive.connection.execute("SELECT number FROM version WHERE NOT removed ORDER BY number")
    ]
    passages: list[tuple[int, Cut]] = []
    for start in range(0, len(numbers), REINDEX_BATCH):
        stored = archive.versions_by_number(numbers[start : start + REINDEX_BATCH])
        cuts = [(number, cut(version.article, encoder)) for number, version in sorted(stored.items())]
        vectors = new_vectors(archive, encoder, [made for _, made in cuts])
        with archive.writing():
            put_vectors(archive, vectors)
        passages += [(number, Cut(made.spans, [], made.hashes)) for number, made in cuts]
        if progress:
            progress(len(passages), len(numbers))
    with archive.writing():
        archive.connection.execute("DELETE FROM passage")
        for number, made in passages:
            put_passages(archive, number, made.spans, made.hashes)
        archive.connection.execute("DELETE FROM vector WHERE hash NOT IN (SELECT vector_hash FROM passage)")
        archive.set_fact("identity", uuid.uuid4().hex)  # the indexes are shadows of other passages now
        record_facts(archive, facts)
    return sum(len(made.spans) for _, made in passages)
