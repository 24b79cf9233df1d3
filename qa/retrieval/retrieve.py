"""Hybrid search: passages near in meaning and passages that share the query's words, ranked by named features.

Every candidate gets every feature, whichever search found it; only the first by the features that need no text are
read. Copies of one wire story stand once in the ranking. Knows nothing of sentences or answers.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from corpus.archive.versions import StoredVersion, appearances
from index.engine.passage_index import UNDATED, Allowed, PassageIndex
from index.passages.passage import Filter, Hit, Passage
from index.vectors import Ids, Vectors
from qa.question.filters import names_period, published_within
from qa.question.query import Query
from qa.retrieval.features import (
    FEATURES,
    FEEDBACK_PASSAGES,
    FIRST,
    PassageTerms,
    feedback_terms,
    freshness,
    passage_terms,
    text_features,
)
from qa.retrieval.weights import load_weights

CANDIDATES = 100  # taken from each of the two searches
READ = 20  # candidates whose words are read, or as many as are asked for; 40 find no more (LOG.md, 2026-11-23)
SAME_WORDS = 0.6  # share of common words from which passages of one story count as the same passage


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates that were read, best first by what needs no text, and their features in the order of `FEATURES`.

    `n_allowed` counts the passages that the question's filters leave, `n_candidates` those that were found.
    """

    passages: list[Passage]
    versions: Mapping[int, StoredVersion]
    words: list[PassageTerms]
    features: Vectors
    n_allowed: int
    n_candidates: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits, best first, what each rests on by passage id, and the versions that they are from."""

    hits: list[Hit]
    features: Mapping[int, Mapping[str, float]]
    versions: Mapping[int, StoredVersion]
    n_allowed: int
    n_candidates: int


def rank_pool(passage_index: PassageIndex, pool: Pool, k: int) -> Ranking:
    """The best of the candidates, copies aside; at most `k`."""
    scores = pool.features @ load_weights("ranking", FEATURES).row
    rows = _without_copies(passage_index, pool)
    order = sorted(rows, key=lambda row: (-float(scores[row]), pool.passages[row].id))[:k]
    hits = [Hit(pool.passages[row], float(scores[row])) for row in order]
    features = {
        pool.passages[row].id: dict(zip(FEATURES, map(float, pool.features[row]), strict=True)) for row in order
    }
    return Ranking(hits, features, pool.versions, pool.n_allowed, pool.n_candidates)


def spread(ranking: Ranking, k: int, per_article: int) -> Ranking:
    """At most `k` of a ranking's hits, those first that are among the best `per_article` of their article."""
    seen: Counter[int] = Counter()
    first: list[Hit] = []
    others: list[Hit] = []
    for hit in ranking.hits:
        seen[hit.passage.version_number] += 1
        (first if seen[hit.passage.version_number] <= per_article else others).append(hit)
    return replace(ranking, hits=[*first, *others][:k])


def with_newer(ranking: Ranking, newer: Ranking, k: int) -> Ranking:
    """At most `k` hits: the best of a ranking, and in the last quarter the best of one of what is newer."""
    known = {hit.passage.id for hit in ranking.hits}
    added = [hit for hit in newer.hits if hit.passage.id not in known][: k // 4]
    features = {**newer.features, **ranking.features}
    versions = {**newer.versions, **ranking.versions}
    hits = [*ranking.hits[: k - len(added)], *added]
    return replace(ranking, hits=hits, features=features, versions=versions)


def read_pool(passage_index: PassageIndex, vector: Vectors, query: Query, wanted: Filter, k: int) -> Pool:
    """The candidates with all their features: `READ` of them, or `k` if that is more."""
    near = _Search(partial(passage_index.nearest, vector), partial(passage_index.dense_scores, vector))
    matching = _Search(
        partial(passage_index.matching, query.terms),
        partial(passage_index.lexical_scores, dict.fromkeys(query.terms, 1.0)),
    )
    n_allowed, ids, in_period = _candidates(passage_index, near, matching, query, wanted)
    if not len(ids):
        return Pool([], {}, [], np.zeros((0, len(FEATURES)), np.float32), n_allowed, 0)
    matched = matching.scores(ids)
    newest = passage_index.newest
    # In an archive that has ended long ago nothing would be fresh.
    fresh = freshness(passage_index.published(ids), wanted.as_of if newest == UNDATED else min(wanted.as_of, newest))
    known = {
        "meaning": near.scores(ids),
        "freshness": fresh,
        "freshness_asked": fresh if query.wants_recent else np.zeros_like(fresh),
        "in_period": in_period.astype(np.float32),
    }
    shared = matched / max(float(matched.max()), 1e-9)
    first = FIRST["meaning"] * known["meaning"] + FIRST["words"] * shared + FIRST["freshness"] * fresh
    order = np.lexsort((ids, -first))[: max(READ, k)]
    found, versions = passage_index.passages(ids[order])
    rows = [row for row in order.tolist() if int(ids[row]) in found]
    passages = [found[int(ids[row])] for row in rows]
    words = [passage_terms(passage.text, versions[passage.version_number].article.title) for passage in passages]
    columns = {name: column[rows] for name, column in known.items()}
    columns |= text_features(query.plain_terms, query.pairs, words, passage_index)
    columns["feedback"] = _feedback(passage_index, query, words, first[rows], ids[rows])
    features = np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)
    return Pool(passages, versions, words, features, n_allowed, len(ids))


def _candidates(
    passage_index: PassageIndex, near: "_Search", matching: "_Search", query: Query, wanted: Filter
) -> tuple[int, Ids, NDArray[np.bool_]]:
    """How many passages the filter leaves, those that either search finds in it, and which are of the question's days.

    Where those days filter, only such passages are left.
    """
    allowed = passage_index.allowed(wanted)
    ids = _found(near, matching, allowed)
    if query.period is None:
        return allowed.count, ids, np.zeros(len(ids), np.bool_)
    within = passage_index.allowed(published_within(query.period, wanted))
    if query.hint is None:
        ids = np.union1d(ids, _found(near, matching, within))
    fits = within.has(ids)
    later = ~fits & (passage_index.published(ids) >= (within.wanted.until or wanted.as_of))
    fits[later] = _naming_period(passage_index, query, ids[later])
    if query.hint is None:
        ids, fits = ids[fits], fits[fits]
        return max(within.count, len(ids)), ids, fits
    return allowed.count, ids, fits


class _Search:
    """One of the two searches for one question, and the scores that it has given so far."""

    def __init__(self, find: Callable[[int, Allowed], tuple[Ids, Vectors]], score: Callable[[Ids], Vectors]) -> None:
        self.find = find
        self.score = score
        self.known: dict[int, float] = {}

    def found(self, allowed: Allowed) -> Ids:
        """The best `CANDIDATES` of what is allowed."""
        ids, scores = self.find(CANDIDATES, allowed)
        self.known.update(zip(ids.tolist(), scores.tolist(), strict=True))
        return ids

    def scores(self, ids: Ids) -> Vectors:
        """The score of each of the passages, those that the other search found being scored now."""
        missing = np.array([i for i in ids.tolist() if i not in self.known], np.int64)
        self.known.update(zip(missing.tolist(), self.score(missing).tolist(), strict=True))
        return np.array([self.known[i] for i in ids.tolist()], np.float32)


def _found(near: _Search, matching: _Search, allowed: Allowed) -> Ids:
    return np.union1d(near.found(allowed), matching.found(allowed))


def _naming_period(passage_index: PassageIndex, query: Query, ids: Ids) -> NDArray[np.bool_]:
    """Which of some passages name the question's days."""
    assert query.period is not None
    published = dict(zip(ids.tolist(), passage_index.published(ids).tolist(), strict=True))
    found, _ = passage_index.passages(ids)
    named = [i in found and names_period(query.period, found[i].text, published[i]) for i in ids.tolist()]
    return np.array(named, np.bool_)


def _feedback(
    passage_index: PassageIndex, query: Query, words: Sequence[PassageTerms], first: Vectors, ids: Ids
) -> Vectors:
    """How much each passage has of the words that the first ones share; `first` are their scores, best first."""
    best = list(words[:FEEDBACK_PASSAGES])
    terms = feedback_terms(query.plain_terms, best, first[: len(best)].tolist(), passage_index)
    scores = passage_index.lexical_scores(terms, ids)
    return scores / max(float(scores.max(initial=0.0)), 1e-9)


def _without_copies(passage_index: PassageIndex, pool: Pool) -> list[int]:
    """The rows of a pool without copies: of passages of one story with nearly the same words, that which came first."""
    stories = passage_index.stories(np.array([passage.id for passage in pool.passages], np.int64)).tolist()
    members: dict[int, list[int]] = {}
    for row, story in enumerate(stories):
        members.setdefault(story, []).append(row)
    kept: list[int] = []
    for rows in members.values():
        came = appearances([pool.versions[pool.passages[row].version_number] for row in rows])
        first: list[int] = []
        for _, _, row in sorted((at, pool.passages[row].id, row) for at, row in zip(came, rows, strict=True)):
            if not any(_is_copy(pool, row, other) for other in first):
                first.append(row)
        kept += first
    return kept


def _is_copy(pool: Pool, one: int, other: int) -> bool:
    if pool.passages[one].version_number == pool.passages[other].version_number:
        return False
    words, others = set(pool.words[one].terms.split()), set(pool.words[other].terms.split())
    return len(words & others) >= SAME_WORDS * len(words | others)
