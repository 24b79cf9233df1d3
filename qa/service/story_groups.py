"""Grouping reports by what they tell: how near any two are in meaning, words and time, and what is near put together.

The one idea: groups are joined while the mean nearness between their members is high enough (average linkage), so that
neither one stray report joins two stories nor a large story takes in all that is somewhat near. A report of many
things is near none of them and joins nothing. Pure; knows nothing of archives.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from index.text.analysis import FRAMING_TERMS, terms
from index.vectors import Vectors

LEAD_PASSAGES = 5  # say what a report tells; the rest is background
LEAD_CHARS = 1_500  # the same in words
TITLE_WEIGHT = 2  # a headline's words count as often
MAX_TERMS = 60  # of a report, those that tell most
MEANING = 0.6  # share of nearness in meaning in all nearness; the rest is that in words
DAY_APART = 0.02  # how much less near two reports are for each day between them
MAX_DAYS_APART = 7  # count; a story can go on for months
SAME_STORY = 0.31  # mean nearness from which groups are one story (LOG.md, 2026-11-28)
ONE_THING = 0.72  # mean cosine of a report's passages with their middle; round-ups of the day have less
MIN_PASSAGES = 4  # of a report that can be a round-up


def is_of_one_thing(passages: Vectors) -> bool:
    """Whether the passages of a report, `(n, d)` rows of length 1, tell of one thing, unlike "5 things to know"."""
    return len(passages) < MIN_PASSAGES or float(np.mean(passages @ _middle(passages))) >= ONE_THING


def nearness(
    meanings: Sequence[Vectors],
    texts: Sequence[tuple[str, str]],
    days: Sequence[float],
    weight: Callable[[str], float],
) -> Vectors:
    """`(n, n)`: how near any two reports are, 1 for the same; by the rows of their passages, by their headlines and
    beginnings, in which `weight` says how much a term tells, and by the days on which they came, counted from any."""
    if not meanings:
        return np.zeros((0, 0), np.float32)
    middles = np.stack([_middle(rows[:LEAD_PASSAGES]) for rows in meanings])
    words = _word_rows([_told(title, text, weight) for title, text in texts])
    apart = np.minimum(np.abs(np.subtract.outer(days, days)), MAX_DAYS_APART)
    near = MEANING * (middles @ middles.T) + (1 - MEANING) * (words @ words.T) - DAY_APART * apart
    return np.asarray(near, np.float32)


def groups(near: Vectors, at_least: float = SAME_STORY) -> list[list[int]]:
    """The reports, by their rows, that belong together: each in one group, those nearest to its others first."""
    n = len(near)
    members = {row: [row] for row in range(n)}
    mean = near.astype(np.float64)
    np.fill_diagonal(mean, -np.inf)
    best = mean.max(axis=1) if n > 1 else np.full(n, -np.inf)
    while n > 1 and best.max() >= at_least:
        one = int(best.argmax())
        other = int(mean[one].argmax())
        sizes = len(members[one]), len(members[other])
        joined = (mean[one] * sizes[0] + mean[other] * sizes[1]) / sum(sizes)
        touched = np.flatnonzero((mean[one] >= best) | (mean[other] >= best))  # their best has gone or grown
        mean[one], mean[:, one] = joined, joined
        mean[one, one] = -np.inf
        mean[other], mean[:, other] = -np.inf, -np.inf
        best = np.maximum(best, mean[one])
        best[[one, other, *touched]] = mean[[one, other, *touched]].max(axis=1)
        members[one] += members.pop(other)
    return [_middle_first(near, group) for group in members.values()]


def _middle_first(near: Vectors, group: list[int]) -> list[int]:
    to_others = near[np.ix_(group, group)].sum(axis=1)
    return [row for _, row in sorted(zip((-to_others).tolist(), group, strict=True))]


def _middle(rows: Vectors) -> Vectors:
    mean = rows.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def _told(title: str, text: str, weight: Callable[[str], float]) -> dict[str, float]:
    """The terms of a report and how much each says of what it tells; their squares add up to at most 1."""
    counts = Counter(terms(f"{text[:LEAD_CHARS]}{TITLE_WEIGHT * f' {title}'}"))
    weighed = {term: (1 + np.log(n)) * weight(term) for term, n in counts.items() if term not in FRAMING_TERMS}
    length = np.sqrt(sum(value * value for value in weighed.values())) or 1.0
    most = sorted(weighed, key=lambda term: (-weighed[term], term))[:MAX_TERMS]
    return {term: float(weighed[term] / length) for term in most}


def _word_rows(told: Sequence[dict[str, float]]) -> Vectors:
    """A row for each report, a column for each term that at least two of them have."""
    n_having = Counter(term for each in told for term in each)
    columns = {term: n for n, term in enumerate(term for term, count in n_having.items() if count > 1)}
    rows = np.zeros((len(told), max(1, len(columns))), np.float32)
    for row, each in enumerate(told):
        for term, value in each.items():
            if term in columns:
                rows[row, columns[term]] = value
    return rows
