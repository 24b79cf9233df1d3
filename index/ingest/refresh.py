"""Refresh: sources → archive → passages with vectors, what `newsqa refresh` does; and removal by hand.

Articles are committed in small batches, each with its passages and vectors, so that stopping at any moment loses at
most the batch under way; going on reads the source again and passes over what is known. One refresh runs at a time.
Knows nothing of questions.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.archive.protocol import Archive
from corpus.article import canonical_url
from corpus.errors import StateError
from corpus.plugged_sources import check_scheme, plug_ins
from corpus.source import Source, SourceError, find_files, reason_of
from corpus.web.fetch import FetchPolicy
from index.encoder.encoder import Encoder
from index.ingest.commit_articles import ArticleCommitter
from index.ingest.refresh_files import note_unreadable, refresh_files
from index.ingest.refresh_plugged import refresh_plugged
from index.ingest.refresh_web import refresh_web
from index.ingest.report import Progress, Report, summary
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.generations import drop_generations, living_facts
from index.passages.passage_store import Facts, check_facts, record_facts
from index.passages.vector_store import erase_vectors

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
    policy: FetchPolicy | None = None,
) -> Report:
    """Take in all that the sources hold; `progress` is told the report so far and the bytes read after each batch.

    What is on the web is asked for by `policy`; a place like `cms:politics` is read by the package that says it does.
    A path that names nothing is a failure of its source, and the others are read. Raises `MismatchError` if the
    archive's passages were made otherwise, `SourceError` if no source can be read.
    """
    found = living_facts(archive)
    facts = Facts(encoder.digest, encoder.dimension, found.passage_tokens if found else PASSAGE_TOKENS)
    check_facts(archive, facts)
    named = [source if isinstance(source, Source) else Source(str(source)) for source in sources]
    plugged = [source for source in named if plug_ins(source.place)]
    files, unreadable = _files([source for source in named if not source.is_web and source not in plugged])
    report = Report()
    for source, error in unreadable.items():
        note_unreadable(archive, source, reason_of(error), report, now)
    if unreadable and len(unreadable) == len(named):
        raise next(iter(unreadable.values()))
    if archive.fact("model") is None:
        with archive.writing():
            record_facts(archive, facts)
    drop_generations(archive, int(now.timestamp()))
    while archive.compare_missing(COMPARE_BATCH):  # what an earlier release put in without looking for copies
        pass
    tell = progress or (lambda _report, _bytes: None)
    number = archive.reports.save(None, now, summary(report), is_finished=False)
    committer = ArticleCommitter(archive, encoder, report, now, facts.passage_tokens)
    policy = policy or FetchPolicy()
    bytes_read = refresh_files(committer, files, policy.rights, tell)
    refresh_plugged(committer, plugged, lambda: tell(report, bytes_read))
    web = [source for source in named if source.is_web]
    if web:
        refresh_web(committer, web, policy, lambda: tell(report, bytes_read))
    archive.reports.save(number, now, summary(report), is_finished=True)
    return report


def _files(sources: Sequence[Source]) -> tuple[dict[Source, list[Path]], dict[Source, SourceError]]:
    """The files of each source on this machine, and what is wrong with those that have none."""
    found: dict[Source, list[Path]] = {}
    unreadable: dict[Source, SourceError] = {}
    for source in sources:
        try:
            check_scheme(source.place)
            found[source] = find_files(Path(source.place))
        except SourceError as error:
            unreadable[source] = error
    return found, unreadable


def withdraw(archive: Archive, url: str, *, undo: bool = False, now: datetime) -> bool:
    """Remove an article with its passages' vectors, or let it be taken again; `False` if there is none to."""
    address = canonical_url(url)
    if undo:
        with archive.writing():
            archive.pages.forget(address)
            return archive.readmit(address)
    if not archive.has(address):
        return False
    with archive.writing() as revision:
        archive.pages.keep_out(address)
        erase_vectors(archive, archive.remove(address, revision=revision, now=now))
    archive.settle()
    return True
