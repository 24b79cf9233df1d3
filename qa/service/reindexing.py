"""Reindexing with the operator's settings: to the model that they name, or back to the passages that were kept.

Readers ask and refreshes go on meanwhile; only while the new passages take their place does a refresh have to wait.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from corpus.archive.archive_place import open_archive
from corpus.archive.protocol import Archive
from corpus.errors import StateError, WritingElsewhereError
from index.encoder.encoder import Encoder
from index.ingest.doctor import drop_other_vectors
from index.ingest.refresh import BusyError, writing_alone
from index.ingest.reindex import KEPT_FOR, Reindexing, mend
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.generations import begin_generation, keep_until, kept_generation, living_facts
from index.passages.passage_store import Facts
from index.passages.vector_store import PASSAGE_FORMAT
from qa.service.opening import model_place, open_encoder, open_indexes, open_model, open_set_encoder
from qa.service.settings import Settings

LOOK_EVERY_S = 0.5
Told = Callable[[str], None]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Reindexed:
    """How many passages answer now, and until when those before them are kept."""

    n_passages: int
    kept_until: datetime


def reindex(
    settings: Settings, *, passage_tokens: int | None, is_forced: bool, progress: Progress, tell: Told
) -> Reindexed:
    """Make anew what is derived from the texts, with the model of the settings; a run that was stopped is gone on with.

    Raises `StateError` if another is under way, or the new passages find clearly less and it is not forced.
    """
    now = datetime.now(UTC)
    with _alone(settings), open_archive(settings.archive) as archive, archive.reindexing():
        encoder = open_set_encoder(settings)
        before = living_facts(archive)
        tokens = passage_tokens or (before.passage_tokens if before else PASSAGE_TOKENS)
        facts = Facts(encoder.digest, encoder.dimension, tokens)
        if before in (None, facts):  # asked for to mend something
            with _between_refreshes(settings, archive, tell):
                drop_other_vectors(archive, settings.index)
                mend(archive)
        work = _work(settings, archive, encoder, now, progress, tell, None if is_forced else _living(settings, before))
        return Reindexed(work.run(begin_generation(archive, facts, model_place(settings))), now + KEPT_FOR)


def go_back(settings: Settings, *, progress: Progress, tell: Told) -> Reindexed:
    """Let the passages that were kept answer again, with those of what has come since.

    Raises `StateError` if none are kept or they cannot be added to, `ModelError` if their model is not there any more.
    """
    now = datetime.now(UTC)
    with _alone(settings), open_archive(settings.archive) as archive, archive.reindexing():
        kept = kept_generation(archive)
        if kept is None:
            raise StateError(f"archive {settings.archive} keeps no passages beside those that answer")
        if kept.passage_format != PASSAGE_FORMAT:
            raise StateError(
                f"the passages that are kept have format {kept.passage_format}, this release makes {PASSAGE_FORMAT}:"
                " go back with the release that made them"
            )
        encoder = open_model(settings, kept.model, kept.model_place)
        keep_until(archive, kept.number, int((now + KEPT_FOR).timestamp()))  # and not dropped while they are added to
        work = _work(settings, archive, encoder, now, progress, tell, None)
        return Reindexed(work.run(kept), now + KEPT_FOR)


def _work(
    settings: Settings,
    archive: Archive,
    encoder: Encoder,
    now: datetime,
    progress: Progress,
    tell: Told,
    compared_with: Encoder | None,
) -> Reindexing:
    return Reindexing(
        archive,
        encoder,
        now,
        open_indexes(settings),
        lambda: _between_refreshes(settings, archive, tell),
        KEPT_FOR,
        progress,
        compared_with,
    )


def _living(settings: Settings, before: Facts | None) -> Encoder | None:
    """The encoder of the passages that answer, if its model can be found."""
    encoder = open_encoder(settings)
    return encoder if before and encoder.digest == before.model else None


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    settings.home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.home / "reindex.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise BusyError("another newsqa reindex is running; what it has made is kept if it is stopped") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _between_refreshes(settings: Settings, archive: Archive, tell: Told) -> Iterator[None]:
    """Wait for the refresh that is under way to end, and keep others from beginning."""
    is_told = False
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(writing_alone(settings.home))
                held.enter_context(archive.alone())
                break
            except (BusyError, WritingElsewhereError) as error:
                held.close()
                if not is_told:
                    tell(f"waiting for its end: {error}")
                    is_told = True
                time.sleep(LOOK_EVERY_S)
        yield
