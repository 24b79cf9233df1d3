"""Logistic regression on a few named features, its probabilities of held-out folds, and its calibration error."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.retrieval.weights import BIAS
from qa.training.learn_ranking import FOLDS, Floats

BINS = 10
SMOOTH = 1.0  # penalty on the squared weights of scaled features


def fit_logistic(
    folds: Sequence[int], rows: Sequence[tuple[list[float], bool]], counts: Floats, names: Sequence[str]
) -> tuple[dict[str, float], Floats]:
    """A logistic regression on the features, and each row's probability from other weeks' weights."""
    table = np.array([[*features, 1.0] for features, _ in rows])
    right = np.array([is_right for _, is_right in rows], np.float64)
    sure = np.zeros(len(rows))
    for fold in range(FOLDS):
        here = np.array(folds) == fold
        sure[here] = _logistic(table[here] @ _regress(table[~here], right[~here], counts[~here]))
    return dict(zip([*names, BIAS], _regress(table, right, counts).tolist(), strict=True)), sure


def calibration_error(
    sure: Floats, right: NDArray[np.bool_], counts: Floats
) -> tuple[float, list[tuple[float, float, float]]]:
    """Expected calibration error over ten equal bins (Guo et al., 2017), and each bin's size, mean and share right."""
    bins = []
    for low in range(BINS):
        here = (sure >= low / BINS) & ((sure < (low + 1) / BINS) | (low == BINS - 1))
        if here.any():
            n = float(counts[here].sum())
            bins.append((n, float(counts[here] @ sure[here]) / n, float(counts[here] @ right[here]) / n))
    return sum(n * abs(mean - share) for n, mean, share in bins) / float(counts.sum()), bins


def _regress(table: Floats, right: Floats, counts: Floats) -> Floats:
    scale = np.where(table.std(axis=0) > 0, table.std(axis=0), 1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = (table / scale) @ weights
        penalised = weights * ([SMOOTH] * (len(weights) - 1) + [0.0])
        value = float(counts @ (np.logaddexp(0, scores) - right * scores) + 0.5 * penalised @ weights)
        return value, (table / scale).T @ (counts * (_logistic(scores) - right)) + penalised

    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x
    return np.asarray(found / scale, np.float64)


def _logistic(scores: Floats) -> Floats:
    return 1 / (1 + np.exp(-scores))
