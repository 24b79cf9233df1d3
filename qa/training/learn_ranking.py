"""Learning to rank: the weights of the ranking's features, from dated questions with answers.

    pip install "newsqa[train]"; python -m qa.training.learn_ranking QUESTIONS

QUESTIONS is a JSON Lines file of `question`, `answer` and `as_of`, asked of the archive in `NEWSQA_HOME`. A passage is
right if the answer's words occur in it or its headline. What is maximised is the probability of a right passage when
one is drawn by the softmax of the scores (listwise, Cao et al. 2007, summed over right passages), less a penalty on
large weights. Everything is deterministic: the same file and archive give the same weights. Figures are always of
weeks that the weights were not trained on.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize

from corpus.errors import UsageError
from index.vectors import Vectors
from qa.question.filters import visible
from qa.question.request import Ask
from qa.retrieval.features import FEATURES
from qa.retrieval.retrieve import read_pool
from qa.retrieval.weights import WEIGHTS_FILE, save_weights
from qa.service.ask import Service
from qa.service.opening import open_service
from qa.service.settings import load_settings

FOLDS = 5  # by week, so that no news is in training and test
PENALTY = 1.0  # of the squared weights of standardised features; .1 to 10 give the same within noise
BOOTSTRAPS = 1_000
# Weights set by hand, to compare with.
HAND = {"meaning": 7, "freshness": 2, "freshness_asked": 1, "in_period": 0.7, "feedback": 2, "covered": 3, "phrases": 4}
MIN_QUESTIONS = 50

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """One question's candidates: their features, which of them are right, and the week of the question."""

    features: Vectors
    right: NDArray[np.bool_]
    week: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A row for each question: whether the first, one of the first five, ten was right; and 1 / rank among ten."""

    rows: Floats

    NAMES = ("hit@1", "hit@5", "hit@10", "mrr@10")

    def means(self) -> Floats:
        return np.asarray(self.rows.mean(axis=0), np.float64)


def main(
    questions: Annotated[Path, typer.Argument(help="JSON Lines with question, answer and as_of.")],
    ablate: Annotated[bool, typer.Option("--ablate", help="Also measure without each feature in turn.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure only; leave weights.json as it is.")] = False,
) -> None:
    """Learn the ranking's weights, and say how they do on weeks that they were not trained on."""
    cases = list(read_cases(open_service(load_settings()), questions))
    if len(cases) < MIN_QUESTIONS:
        raise UsageError(
            f"{questions} has {len(cases)} questions that can be used; at least {MIN_QUESTIONS} are needed"
        )
    everything = list(range(len(FEATURES)))
    hand = np.array([HAND.get(name, 0.0) for name in FEATURES])
    learned = held_out(cases, everything)
    _print("weights set by hand", measure(cases, [hand] * len(cases)))
    _print("learned, other weeks", learned)
    if ablate:
        for column, name in enumerate(FEATURES):
            _print(f"  without {name}", held_out(cases, [i for i in everything if i != column]), learned)
    weights = train(cases, everything)
    if not dry_run:
        save_weights(
            {"ranking": dict(zip(FEATURES, weights.tolist(), strict=True))},
            f"learned from {len(cases)} dated questions",
        )
        print(f"wrote {WEIGHTS_FILE}")


def read_questions(questions: Path) -> Iterator[tuple[str, str, datetime]]:
    """Question, answer's words and day of those whose answer can be looked for. Raises `UsageError` for a bad line."""
    for number, line in enumerate(track(questions.read_text(encoding="utf-8").splitlines(), "Asking"), start=1):
        try:
            asked = json.loads(line)
            text, answer, as_of = asked["question"], folded(asked["answer"]), datetime.fromisoformat(asked["as_of"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{questions}:{number} is no question with answer and as_of: {error}") from error
        if is_scorable(answer):
            yield text, answer, as_of


def read_cases(service: Service, questions: Path) -> Iterator[Case]:
    """The questions whose answer can be looked for, with their candidates from the archive."""
    for text, answer, as_of in read_questions(questions):
        query = service.understand(Ask(text, as_of=as_of))
        (vector,) = service.encoder.encode([query.text])
        with service.passage_index.questioning():
            pool = read_pool(service.passage_index, vector, query, visible(query, service.clock()), 0)
        texts = (folded(f"{pool.versions[p.version_number].article.title} {p.text}") for p in pool.passages)
        right = np.array([f" {answer} " in f" {words} " for words in texts], np.bool_)
        year, week, _ = (query.as_of or datetime.now(UTC)).isocalendar()
        yield Case(pool.features, right, f"{year}-{week:02}")


def folded(text: str) -> str:
    """Small letters and figures alone, without a leading article."""
    return re.sub(r"^(the|a|an) ", "", re.sub(r"[^a-z0-9]+", " ", text.lower()).strip())


def is_scorable(answer: str) -> bool:
    """Whether an answer's words, found in a text, say that the text has the answer: not for "yes" or a bare "7"."""
    return bool(answer) and len(answer.split()) <= 6 and not re.fullmatch(r"\d{1,2}|true|false|yes|no", answer)


def train(cases: Sequence[Case], columns: Sequence[int], n: int = len(FEATURES)) -> Floats:
    """A weight for each of `n` features, 0 for those that are not among the columns."""
    used = [case for case in cases if case.right.any() and not case.right.all()]
    table = np.concatenate([case.features[:, columns] for case in used]).astype(np.float64)
    scale = table.std(axis=0) + 1e-6
    inputs = [case.features[:, columns] / scale for case in used]

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, gradient = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for features, case in zip(inputs, used, strict=True):
            scores = features @ weights
            drawn = np.exp(scores - scores.max())
            right = drawn * case.right
            value -= float(np.log(max(right.sum() / drawn.sum(), 1e-300)))
            gradient = gradient + features.T @ (drawn / drawn.sum() - right / max(right.sum(), 1e-300))
        return value, gradient

    found = minimize(loss, np.zeros(len(columns)), jac=True, method="L-BFGS-B")
    weights = np.zeros(n)
    weights[list(columns)] = found.x / scale
    return weights


def held_out(cases: Sequence[Case], columns: Sequence[int]) -> Figures:
    """Figures of each week with weights from the weeks of other folds."""
    weeks = sorted({case.week for case in cases})
    fold = {week: number % FOLDS for number, week in enumerate(weeks)}
    trained = [train([case for case in cases if fold[case.week] != number], columns) for number in range(FOLDS)]
    return measure(cases, [trained[fold[case.week]] for case in cases])


def measure(cases: Sequence[Case], weights: Sequence[Floats]) -> Figures:
    """Figures of each question under its weights."""
    rows = []
    for case, row in zip(cases, weights, strict=True):
        order = np.argsort(-(case.features @ row), kind="stable")[:10]
        places = np.flatnonzero(case.right[order])
        rank = int(places[0]) if len(places) else 10
        rows.append((rank < 1, rank < 5, rank < 10, 1 / (rank + 1) if rank < 10 else 0.0))
    return Figures(np.array(rows, np.float64))


def interval(figures: Figures, other: Figures) -> Floats:
    """`(2, 4)`: the 95 % bootstrap interval of the difference of two figures on the same questions."""
    rng = np.random.default_rng(0)
    difference = figures.rows - other.rows
    picks = rng.integers(0, len(difference), (BOOTSTRAPS, len(difference)))
    return np.asarray(np.percentile(difference[picks].mean(axis=1), [2.5, 97.5], axis=0), np.float64)


def _print(name: str, figures: Figures, full: Figures | None = None) -> None:
    cells = [f"{label} {mean:.3f}" for label, mean in zip(Figures.NAMES, figures.means(), strict=True)]
    if full is not None:
        bounds = interval(figures, full).T
        cells = [f"{cell} [{low:+.3f} {high:+.3f}]" for cell, (low, high) in zip(cells, bounds, strict=True)]
    print(f"{name:28}", "  ".join(cells))


if __name__ == "__main__":
    typer.run(main)
