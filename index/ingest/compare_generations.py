"""Comparing a generation with the one that answers, before it takes its place: what they hold, and what they find.

A sample of articles is looked for by their headlines among all passages of each, by meaning alone. This tells a model
that does not fit, or an index that was spoiled, from one that works; it does not tell the better of two that do.
"""

from dataclasses import dataclass

import numpy as np

from corpus.archive.protocol import Archive
from corpus.errors import StateError
from index.encoder.encoder import Encoder
from index.engine.bring_up import Target, answering
from index.engine.indexes import Indexes
from index.passages.generations import Generation
from index.passages.passage_store import count_bare_versions, versions_of
from index.passages.vector_store import count_missing_vectors

SAMPLED = 200
NEAREST = 10
MAY_FIND_LESS = 0.05  # of the sample


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which shares of a sample of articles are found by their headlines."""

    n_sampled: int
    before: float
    after: float


def check_counts(archive: Archive, generation: Generation, living: int) -> None:
    """Raises `StateError` if a version has lost its passages, or a passage has no vector."""
    bare, were_bare = (count_bare_versions(archive, number) for number in (generation.number, living))
    missing = count_missing_vectors(archive, generation.number)
    if bare > were_bare or missing:
        raise StateError(
            f"the new passages are not complete: {bare:,} versions have none, {missing:,} passages have no vector;"
            " those before go on answering. Again: newsqa reindex"
        )


def compare(archive: Archive, indexes: Indexes, generation: Generation, before: Encoder, after: Encoder) -> Comparison:
    """Compare both, each with its encoder. Raises `StateError` if the new one holds or finds clearly less."""
    with indexes.following(archive) as revision:
        old = answering(archive, revision)
        numbers = archive.version_numbers()
        sample = np.random.default_rng(0).permutation(np.array(numbers, np.int64))[:SAMPLED].tolist()
        titles = {number: stored.article.title for number, stored in archive.versions_by_number(sample).items()}
        new = Target(generation.number, generation.identity, revision)
        shares = [_found(archive, indexes, to, titles, encoder) for to, encoder in ((old, before), (new, after))]
    comparison = Comparison(len(titles), *shares)
    if comparison.after < comparison.before - MAY_FIND_LESS:
        raise StateError(
            f"of {comparison.n_sampled} articles the new passages find {comparison.after:.0%} by their headlines, those"
            f" before {comparison.before:.0%}, which go on answering; to switch all the same: newsqa reindex --force"
        )
    return comparison


def _found(archive: Archive, indexes: Indexes, to: Target, titles: dict[int, str], encoder: Encoder) -> float:
    """The share of the versions of which a passage is among the nearest to their headline."""
    nearest = indexes.nearest(archive, to, encoder.encode(list(titles.values())), NEAREST)
    hits = [number in versions_of(archive, ids.tolist()).values() for number, ids in zip(titles, nearest, strict=True)]
    return sum(hits) / len(titles) if titles else 1.0
