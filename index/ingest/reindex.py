"""Reindexing: all that is derived from the stored texts made anew, beside what answers meanwhile, which then gives way.

The one idea: a generation of passages is filled in small batches while readers ask and refreshes add articles, then
its indexes are made, it is compared with the one that answers, and it takes its place in one commit. Each step begins
where the last one stopped, so an interrupted run goes on there. Going back is the same with the generation that was
kept. Knows nothing of sources.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from corpus.archive.protocol import Archive
from corpus.errors import StateError
from index.encoder.encoder import Encoder
from index.engine.bring_up import Target
from index.engine.indexes import Indexes
from index.ingest.compare_generations import check_counts, compare
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.embed_article import cut_article, new_vectors
from index.passages.generations import (
    Generation,
    begin_generation,
    drop_generations,
    filled,
    generations,
    set_filled,
    switch,
    unfilled,
)
from index.passages.passage_store import Facts, count_passages, living, put_passages
from index.passages.vector_store import drop_unsound_vectors, missing_vectors, put_vectors

REINDEX_BATCH = 256
LAST = 48  # versions that may be left for the commit in which a generation begins to answer
KEPT_FOR = timedelta(days=7)

Progress = Callable[[int, int], None]  # versions done, of how many


@dataclass(frozen=True, slots=True)
class Reindexing:
    """What making a generation needs: its encoder, its indexes (`None`: they are left to whoever asks first),
    what keeps refreshes from beginning while it takes its place, and for how long the one before it is kept."""

    archive: Archive
    encoder: Encoder
    now: datetime
    indexes: Indexes | None = None
    alone: Callable[[], AbstractContextManager[object]] = nullcontext
    kept_for: timedelta = timedelta(0)
    progress: Progress = lambda _done, _total: None
    compared_with: Encoder | None = None

    def run(self, generation: Generation) -> int:
        """Fill a generation, let it answer, and return how many passages it has.

        Raises `StateError` if it finds less than the one that answers; then that goes on answering.
        """
        archive = self.archive
        self._fill(generation)
        self._bring_up(generation)
        check_counts(archive, generation, living(archive))
        if self.indexes and self.compared_with and count_passages(archive):
            compare(archive, self.indexes, generation, self.compared_with, self.encoder)
        with self.alone():
            is_answering = False
            while not is_answering:
                self._fill(generation)
                self._bring_up(generation)
                with archive.writing():
                    is_answering = len(self._left(generation, LAST + 1)) <= LAST
                    if is_answering:
                        self._fill_batch(generation, is_inside=True)
                        until = int((self.now + self.kept_for).timestamp())
                        switch(archive, self._newest(generation), until)
        drop_generations(archive, int(self.now.timestamp()))
        return count_passages(archive)

    def _fill(self, generation: Generation) -> None:
        total = done = 0
        while n := self._fill_batch(generation):
            if not total:
                total = len(self.archive.version_numbers())
                done = total - len(self._left(generation, total)) - n
            done += n
            self.progress(done, max(done, total))

    def _left(self, generation: Generation, at_most: int) -> list[int]:
        return unfilled(self.archive, self._newest(generation), at_most)

    def _newest(self, generation: Generation) -> Generation:
        """A generation as it is by now. Raises `StateError` if it was given up meanwhile."""
        for each in generations(self.archive):
            if each.number == generation.number:
                return each
        raise StateError("the passages that are being made were given up by another newsqa reindex")

    def _fill_batch(self, generation: Generation, *, is_inside: bool = False) -> int:
        """Give the next versions their passages; how many there were. What is removed meanwhile gets none."""
        archive = self.archive
        start = filled(archive, generation.number)
        numbers = self._left(generation, REINDEX_BATCH)
        if not numbers:
            return 0
        stored = archive.versions_by_number(numbers)
        cuts = {
            number: cut_article(version.article, self.encoder, generation.passage_tokens)
            for number, version in sorted(stored.items())
        }
        vectors = new_vectors(archive, self.encoder, cuts.values())
        with nullcontext() if is_inside else archive.noting():
            if filled(archive, generation.number) != start:  # somebody else has filled it meanwhile
                return 0 if is_inside else len(numbers)
            still = archive.versions_by_number(list(cuts))
            made = {number: cut for number, cut in cuts.items() if number in still}
            wanted = {key for cut in made.values() for key in cut.hashes}
            if missing_vectors(archive, wanted) - vectors.keys():  # erased meanwhile with the last article that had it
                return len(numbers)
            put_vectors(archive, {key: vector for key, vector in vectors.items() if key in wanted})
            for number, cut in made.items():
                put_passages(archive, number, cut.spans, cut.hashes, generation.number)
            set_filled(archive, generation.number, numbers[-1])
        return len(numbers)

    def _bring_up(self, generation: Generation) -> None:
        """Bring a generation's indexes to a revision all of whose versions have their passages in it."""
        archive, is_made = self.archive, self.indexes is None
        while self.indexes and not is_made:
            with self.indexes.following(archive) as revision:
                if not self._left(generation, 1):
                    target = Target(generation.number, generation.identity, revision)
                    self.indexes.bring_up(archive, target, generation.dimension)
                    is_made = True
            if not is_made:
                self._fill(generation)


def reindex(
    archive: Archive,
    encoder: Encoder,
    *,
    now: datetime | None = None,
    passage_tokens: int = PASSAGE_TOKENS,
    progress: Progress | None = None,
) -> int:
    """Make anew all that is derived from the texts, while nobody asks; returns how many passages."""
    facts = Facts(encoder.digest, encoder.dimension, passage_tokens)
    mend(archive)
    work = Reindexing(archive, encoder, now or datetime.now().astimezone(), progress=progress or (lambda *_: None))
    return work.run(begin_generation(archive, facts, None))


def mend(archive: Archive) -> None:
    """Derive anew what a refresh derives once: from when until when versions were shown, stories, damaged vectors."""
    with archive.writing():
        archive.rederive()
        drop_unsound_vectors(archive, living(archive))
