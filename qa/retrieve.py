"""Query → ranking: passages near in meaning and passages that share its words, scored by both and fused.

Every candidate gets both scores, whichever search found it. Knows nothing of sentences or answers.
"""

from dataclasses import dataclass

import numpy as np

from index.dense import Ids
from index.embed import Vectors
from index.follow import Follower
from index.lexical import question_terms
from index.passage import Hit
from index.visibility import UNDATED, Allowed
from qa.question import Query

CANDIDATES = 100  # taken from each of the two searches
LEXICAL_WEIGHT = 1.0  # of BM25 as a share of the question's best, beside the cosine (LOG.md, 2026-11-22)
RECENT_WEIGHT = 0.3  # of freshness, for questions that ask for it; see `freshness`
RECENT_DAYS = 10.0
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hits, best first, and the cosine of each one's passage with the question, by passage id."""

    hits: list[Hit]
    cosines: dict[int, float]


def retrieve(follower: Follower, vector: Vectors, query: Query, allowed: Allowed, k: int) -> Ranking:
    """At most `k` hits; `vector` is the question's."""
    terms = question_terms(query.text)
    near, _ = follower.nearest(vector, CANDIDATES, allowed)
    matching, _ = follower.matching(terms, CANDIDATES, allowed)
    ids = np.union1d(near, matching)
    if not len(ids):
        return Ranking([], {})
    cosines = follower.dense.scores(vector, ids)
    words = follower.lexical.scores(terms, ids)
    scores = cosines + LEXICAL_WEIGHT * words / max(float(words.max()), 1e-9)
    if query.wants_recent:
        scores = scores + RECENT_WEIGHT * freshness(follower, ids, allowed.wanted.as_of)
    best = np.lexsort((ids, -scores))[:k]
    passages = follower.passages(ids[best])
    found = [i for i in best.tolist() if int(ids[i]) in passages]
    hits = [Hit(passages[int(ids[i])], float(scores[i])) for i in found]
    return Ranking(hits, {int(ids[i]): float(cosines[i]) for i in found})


def freshness(follower: Follower, ids: Ids, as_of: int) -> Vectors:
    """1 for an article of the moment, falling by e every `RECENT_DAYS`; 0 for an undated one."""
    published = follower.published(ids)
    age_days = np.maximum(as_of - published, 0) / DAY_S
    return np.where(published > UNDATED, np.exp(-age_days / RECENT_DAYS), 0.0).astype(np.float32)
