"""Ranking features: what speaks for a passage, by name, each with a reason, added up with learned weights.

The one idea: a score is a sum of contributions that can be shown. The weights are learned
(`python -m qa.training.learn_ranking`). Knows nothing of how candidates are found.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.engine.passage_index import UNDATED, TermCounts
from index.text.analysis import FRAMING_TERMS, terms
from index.vectors import Ids, Vectors
from qa.english.normal_form import plain_names

# What each feature is; all are between 0 and 1 but the cosine. The first four need no text.
FEATURES = {
    "meaning": "cosine of question and passage",
    "freshness": "1 for an article of the moment, less by the logarithm of its age, 0 for an undated one",
    "freshness_asked": "the same, where the question asks for what is recent",
    "in_period": "published in the days that the question hints at, or naming them",
    "feedback": "BM25 of the words that set the first passages apart, as a share of the best",
    "covered": "share of the question's words, by their rarity, in passage and headline",
    "phrases": "share of the question's pairs of neighbouring words",
}
# Which candidates are read at all: cosine, BM25 as a share of the question's best, freshness (LOG.md, 2026-11-23).
FIRST = {"meaning": 1.0, "words": 1.0, "freshness": 0.8}
OLDEST_DAYS = 3650.0  # from this age on freshness is 0
FRESH_DAYS = 3.0  # news is about equally fresh for so long
DAY_S = 86_400.0
FEEDBACK_PASSAGES = 5  # relevance model: the first passages' words (Lavrenko and Croft, 2001), as in RM3
FEEDBACK_TERMS = 15
FEEDBACK_SHARPNESS = 4.0  # a passage that scores 1 lower counts e^4 times less


@dataclass(frozen=True, slots=True)
class PassageTerms:
    """What ranking reads of a passage: its terms and its headline's, in order, each between spaces."""

    terms: str
    headline: str


def passage_terms(text: str, title: str) -> PassageTerms:
    """A passage and its article's headline; their words are read once, however many questions find them."""
    return PassageTerms(_joined_terms(text), _joined_terms(title))


@lru_cache(maxsize=16_384)
def _joined_terms(text: str) -> str:
    return f" {' '.join(terms(plain_names(text)))} "


def freshness(published: Ids, as_of: int) -> Vectors:
    """Falls with the logarithm of the age, so that a day matters this week and not last year."""
    age_days = np.maximum(as_of - published, 0) / DAY_S
    fresh = 1.0 - np.log1p(age_days / FRESH_DAYS) / math.log1p(OLDEST_DAYS / FRESH_DAYS)
    return np.where(published > UNDATED, np.maximum(fresh, 0.0), 0.0).astype(np.float32)


def feedback_terms(
    asked: Collection[str], best: Sequence[PassageTerms], scores: Sequence[float], lexical: TermCounts
) -> dict[str, float]:
    """The words that the first passages share and others do not, with weights up to 1; without the question's own."""
    mass: defaultdict[str, float] = defaultdict(float)
    for passage, score in zip(best, scores, strict=True):
        words = passage.terms.split()
        weight = math.exp(FEEDBACK_SHARPNESS * (score - scores[0])) / (10 + len(words))
        for term, n in Counter(words).items():
            if term not in asked and len(term) > 2 and term not in FRAMING_TERMS:
                mass[term] += weight * min(n, 3)
    shortlist = sorted(mass, key=lambda term: (-mass[term], term))[: 5 * FEEDBACK_TERMS]
    rarity = term_weights(shortlist, lexical)
    best_terms = sorted(((mass[term] * rarity[term], term) for term in shortlist), reverse=True)[:FEEDBACK_TERMS]
    return {term: weight / best_terms[0][0] for weight, term in best_terms}


def text_features(
    asked: Sequence[str], pairs: Sequence[tuple[str, str]], passages: Sequence[PassageTerms], lexical: TermCounts
) -> dict[str, Vectors]:
    """The features that need a passage's words, one row for each passage; `asked` and `pairs` are the question's."""
    rarity = term_weights(asked, lexical)
    total = sum(rarity.values()) or 1.0
    wanted = [(f" {term} ", weight) for term, weight in rarity.items()]
    phrases_wanted = [f" {one} {next_one} " for one, next_one in pairs]
    covered, phrases = [], []
    for passage in passages:
        words = passage.headline + passage.terms
        covered.append(sum([weight for term, weight in wanted if term in words]) / total)
        phrases.append(sum([phrase in passage.terms for phrase in phrases_wanted]) / max(1, len(pairs)))
    return {"covered": np.array(covered, np.float32), "phrases": np.array(phrases, np.float32)}


def term_weights(wanted: Sequence[str], lexical: TermCounts) -> dict[str, float]:
    """How much each term tells: its inverse document frequency among all passages, as in BM25."""
    n = lexical.n_passages
    weights = {}
    for term in wanted:
        frequency = lexical.term_frequency(term)
        weights[term] = math.log(1 + (n - frequency + 0.5) / (frequency + 0.5))
    return weights


def share(weights: Mapping[str, float], words: Collection[str]) -> float:
    """How much of the terms' weight is in the words."""
    total = sum(weights.values())
    return sum([weight for term, weight in weights.items() if term in words]) / total if total else 0.0
