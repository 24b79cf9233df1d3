"""Learned weights of named features: a table for each thing that is scored, all in `weights.json`.

The file is written by `python -m qa.training.learn_ranking` and `python -m qa.training.learn_answers`. Whoever scores
with other weights than the learned ones makes them with `make_weights` and hands them over.
"""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from corpus.errors import StateError
from index.vectors import Vectors

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
Table = Literal["ranking", "short_answer", "sentence", "confidence", "confidence_of_both"]
BIAS = "bias"  # what a logistic function adds to its features
DIGITS = 4


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each feature, and as a row in the features' order; `origin` says where they are from."""

    values: Mapping[str, float]
    row: Vectors
    bias: float
    origin: str


def load_weights(table: Table, features: Iterable[str], path: Path = WEIGHTS_FILE) -> Weights:
    """Raises `StateError` for a file that is missing or damaged, or names a feature that there is none of."""
    return _load(table, tuple(features), path)


@cache
def _load(table: Table, features: tuple[str, ...], path: Path) -> Weights:
    content = _content(path)
    values = content.get(table)
    if not isinstance(values, dict) or not all(
        isinstance(v, int | float) and math.isfinite(v) for v in values.values()
    ):
        raise StateError(f"weights {path} have no table of numbers under {table!r}")
    if unknown := sorted(set(values) - {*features, BIAS}):
        raise StateError(f"weights {path} name unknown features of {table!r}: {', '.join(unknown)}")
    return make_weights(features, values, str(content.get("origin", path)))


def probability(table: Table, features: Mapping[str, float]) -> float:
    """A logistic function of features, with the learned weights of a table that names the same ones."""
    weights = load_weights(table, features)
    return 1 / (1 + math.exp(-(weights.bias + sum(weights.values[name] * value for name, value in features.items()))))


def make_weights(features: Iterable[str], values: Mapping[str, float], origin: str) -> Weights:
    """Weights of features from their values by name; a feature without one counts nothing."""
    known = {name: float(values.get(name, 0.0)) for name in features}
    return Weights(known, np.array(list(known.values()), np.float32), float(values.get(BIAS, 0.0)), origin)


def save_weights(tables: Mapping[Table, Mapping[str, float]], origin: str, path: Path = WEIGHTS_FILE) -> None:
    """Write tables beside the file's others."""
    content = {**(_content(path) if path.exists() else {}), "origin": origin}
    for table, values in tables.items():
        content[table] = {name: round(float(value), DIGITS) for name, value in values.items()}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StateError(f"weights {path} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise StateError(f"weights {path} are no JSON object")
    return content
