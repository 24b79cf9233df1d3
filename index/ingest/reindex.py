"""Reindexing: all that is derived from the stored texts made anew, passages with the encoder that is given.

Readers see the old passages until the last commit. Vectors are committed as they are made, so an interrupted run goes
on where it stopped. Knows nothing of sources.
"""

import uuid
from collections.abc import Callable

from corpus.archive.protocol import Archive
from index.encoder.encoder import Encoder
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.embed_article import CutArticle, cut_article, new_vectors
from index.passages.passage_store import Facts, drop_passages, put_passages, record_facts
from index.passages.vector_store import drop_unsound_vectors, drop_unused_vectors, put_vectors

REINDEX_BATCH = 256


def reindex(archive: Archive, encoder: Encoder, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Make anew all that is derived from the texts; returns how many passages. `progress` is told articles done."""
    with archive.writing():
        archive.rederive()
        drop_unsound_vectors(archive)
    numbers = archive.version_numbers()
    passages: list[tuple[int, CutArticle]] = []
    for start in range(0, len(numbers), REINDEX_BATCH):
        stored = archive.versions_by_number(numbers[start : start + REINDEX_BATCH])
        cuts = [(number, cut_article(version.article, encoder)) for number, version in sorted(stored.items())]
        vectors = new_vectors(archive, encoder, [made for _, made in cuts])
        with archive.writing():
            put_vectors(archive, vectors)
        passages += [(number, CutArticle(made.spans, [], made.hashes)) for number, made in cuts]
        if progress:
            progress(len(passages), len(numbers))
    with archive.writing():
        drop_passages(archive)
        for number, made in passages:
            put_passages(archive, number, made.spans, made.hashes)
        drop_unused_vectors(archive)
        archive.set_fact("identity", uuid.uuid4().hex)  # the indexes are of other passages now
        record_facts(archive, Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS))
    return sum(len(made.spans) for _, made in passages)
