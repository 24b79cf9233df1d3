"""Learning the answers' weights: what makes words the answer, a sentence worth quoting, an answer sure.

    python -m qa.training.learn_answers QUESTIONS

QUESTIONS is as for `qa.training.learn_ranking`. Three tables of weights are learned one after the other, each from the
figures that the earlier ones give on weeks that they were not trained on. A candidate is right if it is the answer, a
sentence if it holds it, an answer if one of its quotes does; each question is asked again as of a year earlier, where
an answer without those words is taken for wrong. Deterministic; figures are of other weeks than the weights'.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.progress import track
from scipy.optimize import minimize
from scipy.stats import rankdata

from corpus.errors import UsageError
from qa.answer import quotes as quote
from qa.answer import reading
from qa.answer.feature_reader import sentence_scores as sentence
from qa.answer.feature_reader import short_answers as short
from qa.answer.feature_reader.question_weights import QuestionWeights, weigh_question
from qa.question.filters import visible
from qa.question.request import Ask
from qa.retrieval.retrieve import Ranking, question_vectors, rank_pool, read_pool
from qa.retrieval.weights import BIAS, Table, make_weights, save_weights
from qa.service.ask import Service
from qa.service.opening import open_service
from qa.service.settings import load_settings
from qa.training.learn_ranking import FOLDS, MIN_QUESTIONS, Case, Floats, folded, read_questions, train

YEAR = timedelta(days=365)
BINS = 10
SMOOTH = 1.0  # penalty on the confidence's squared weights
EARLIER = 1 / 3  # what a question of a year earlier counts: readers mostly ask what news has been about


MakeCase = Callable[["DatedQuestion", Mapping[Table, Mapping[str, float]]], Case]


@dataclass(frozen=True, slots=True)
class DatedQuestion:
    """A question as of a day: its ranking, its answer's words, the fold of its week."""

    question: QuestionWeights
    ranking: Ranking
    wants_recent: bool
    answer: str
    fold: int
    is_earlier: bool


def main(
    questions: Annotated[Path, typer.Argument(help="JSON Lines with question, answer and as_of.")],
    ablate: Annotated[bool, typer.Option("--ablate", help="Also measure without each feature in turn.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure only; leave weights.json as it is.")] = False,
) -> None:
    """Learn the weights of short answers, sentences and confidence, and say how they do on other weeks."""
    asked = list(read(open_service(load_settings()), questions))
    now = [each for each in asked if not each.is_earlier]
    if len(now) < MIN_QUESTIONS:
        raise UsageError(f"{questions} has {len(now)} questions that can be used; at least {MIN_QUESTIONS} are needed")
    tables: dict[Table, dict[str, float]] = {}
    folds: list[dict[Table, Mapping[str, float]]] = [{} for _ in range(FOLDS)]
    stages: tuple[tuple[Table, Mapping[str, str], MakeCase], ...] = (
        ("short_answer", short.FEATURES, short_case),
        ("sentence", reading.FEATURES, sentence_case),
    )
    for table, features, make in stages:
        made = [make(each, folds[each.fold]) for each in now]
        learned, held_out = _fit(now, made, list(features))
        for fold, weights in zip(folds, held_out, strict=True):
            fold[table] = weights
        tables[table] = learned
        print(f"{table:14}", _first(now, made, held_out, list(features)))
        for name in features if ablate else ():
            fitted = _fit(now, made, list(features), without=name)[1]
            print(f"  without {name:16}", _first(now, made, fitted, list(features)))
    rows = [confidence_case(each, folds[each.fold]) for each in track(asked, "Judging")]
    tables["confidence"], sure = fit_confidence(asked, rows)
    _report(asked, rows, sure)
    if not dry_run:
        save_weights(tables, f"learned from {len(now)} dated questions")


def read(service: Service, questions: Path) -> Iterator[DatedQuestion]:
    """The questions whose answer can be looked for, as of their day and as of a year earlier."""
    for text, answer, as_of in read_questions(questions):
        for moment in (as_of, as_of - YEAR):
            query = service.understand(Ask(text, as_of=moment))
            vectors = question_vectors(query, service.encoder)
            with service.passage_index.questioning():
                pool = read_pool(service.passage_index, vectors, query, visible(query, service.clock()), 0)
                ranking = rank_pool(service.passage_index, pool, sentence.QUOTED_PASSAGES)
            if ranking.hits:
                fold = as_of.isocalendar().week % FOLDS
                weighed = weigh_question(query.profile, service.passage_index)
                yield DatedQuestion(weighed, ranking, query.wants_recent, answer, fold, moment != as_of)


def short_case(each: DatedQuestion, _: Mapping[Table, Mapping[str, float]]) -> Case:
    keys, table = short.features(each.question, sentence.read_hits(each.ranking))
    return Case(table, np.array([folded(key) == each.answer for key in keys], np.bool_), "")


def sentence_case(each: DatedQuestion, others: Mapping[Table, Mapping[str, float]]) -> Case:
    candidates = sentence.score_sentences(each.ranking, each.question, _weights(others))
    table = [[candidate.features[name] for name in reading.FEATURES] for candidate in candidates]
    right = np.array([holds(each, candidate.text) for candidate in candidates], np.bool_)
    return Case(np.array(table, np.float32).reshape(-1, len(reading.FEATURES)), right, "")


def confidence_case(each: DatedQuestion, others: Mapping[Table, Mapping[str, float]]) -> tuple[list[float], bool, int]:
    """The features of an answer's confidence, whether it is right, and how many quotes it has."""
    candidates = sentence.score_sentences(each.ranking, each.question, _weights(others))
    chosen = quote.choose(candidates) if candidates else []
    if not chosen:
        return [0.0] * len(quote.CONFIDENCE_FEATURES), False, 0
    features = quote.confidence_features(each.ranking, chosen, wants_recent=each.wants_recent)
    return list(features.values()), holds(each, " ".join(one.text for one in chosen)), len(chosen)


def holds(each: DatedQuestion, text: str) -> bool:
    """Whether a text has the answer's words."""
    return f" {each.answer} " in f" {folded(text)} "


def fit_confidence(
    asked: Sequence[DatedQuestion], rows: Sequence[tuple[list[float], bool, int]]
) -> tuple[dict[str, float], Floats]:
    """A logistic regression on the features, and each question's probability from other weeks' weights."""
    table = np.array([[*features, 1.0] for features, *_ in rows])
    right = np.array([is_right for _, is_right, _ in rows], np.float64)
    folds = np.array([each.fold for each in asked])
    counts = np.array([EARLIER if each.is_earlier else 1.0 for each in asked])
    sure = np.zeros(len(rows))
    for fold in range(FOLDS):
        here, others = folds == fold, folds != fold
        sure[here] = _logistic(table[here] @ _regress(table[others], right[others], counts[others]))
    learned = _regress(table, right, counts)
    return dict(zip([*quote.CONFIDENCE_FEATURES, BIAS], learned.tolist(), strict=True)), sure


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
    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = table @ weights
        penalised = weights * ([SMOOTH] * (len(weights) - 1) + [0.0])
        value = float(counts @ (np.logaddexp(0, scores) - right * scores) + 0.5 * penalised @ weights)
        return value, table.T @ (counts * (_logistic(scores) - right)) + penalised

    return np.asarray(minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x, np.float64)


def _logistic(scores: Floats) -> Floats:
    return 1 / (1 + np.exp(-scores))


def _weights(tables: Mapping[Table, Mapping[str, float]]) -> sentence.ReaderWeights:
    """The weights learned so far; what has none yet counts nothing."""
    return sentence.ReaderWeights(
        make_weights(short.FEATURES, tables.get("short_answer", {}), "learning"),
        make_weights(reading.FEATURES, tables.get("sentence", {}), "learning"),
    )


def _fit(
    asked: Sequence[DatedQuestion], cases: Sequence[Case], known: Sequence[str], without: str | None = None
) -> tuple[dict[str, float], list[dict[str, float]]]:
    """Weights of the known features from all weeks, and for each fold those from the others."""
    columns = [column for column, name in enumerate(known) if name != without]

    def learn(chosen: Sequence[Case]) -> dict[str, float]:
        return dict(zip(known, train(chosen, columns, len(known)).tolist(), strict=True))

    others = [[case for each, case in zip(asked, cases, strict=True) if each.fold != fold] for fold in range(FOLDS)]
    return learn(cases), [learn(chosen) for chosen in others]


def _first(
    asked: Sequence[DatedQuestion], cases: Sequence[Case], folds: Sequence[Mapping[str, float]], names: Sequence[str]
) -> str:
    """How often the best, and one of the best five, is right."""
    figures = []
    for each, case in zip(asked, cases, strict=True):
        order = np.argsort(-(case.features @ [folds[each.fold][name] for name in names]), kind="stable")
        figures.append((case.right[order[:1]].any(), case.right[order[:5]].any(), case.right.any()))
    first, five, any_ = np.mean(figures, axis=0)
    return f"first {first:.3f}  five {five:.3f}  any {any_:.3f}"


def _report(asked: Sequence[DatedQuestion], rows: Sequence[tuple[list[float], bool, int]], sure: Floats) -> None:
    right = np.array([is_right for _, is_right, _ in rows])
    now = np.array([not each.is_earlier for each in asked])
    earlier = ~now & ~right
    both = now | earlier
    n_quotes = np.mean([n for (*_, n), is_now in zip(rows, now, strict=True) if is_now])
    ranks = rankdata(np.concatenate([sure[now], sure[earlier]]))
    auroc = (ranks[: now.sum()].mean() - (now.sum() + 1) / 2) / max(1, earlier.sum())
    counts = np.where(now, 1.0, EARLIER)
    error, bins = calibration_error(sure[both], right[both], counts[both])
    of_day, _ = calibration_error(sure[now], right[now], counts[now])
    print(f"answer {right[now].mean():.3f} with {n_quotes:.2f} quotes; as of a year earlier {right[~now].mean():.3f}")
    print(f"auroc, these against the {earlier.sum()} unanswered earlier ones: {auroc:.3f}")
    print(f"calibration error {error:.3f}, of the questions of their day {of_day:.3f}")
    for n, mean, share in bins:
        print(f"  said {mean:.2f}  was {share:.2f}  n {n:.0f}")
    for least in (0.08, 0.1, 0.12, 0.14, 0.16, 0.2):
        kept, answered = (sure[now] >= least).mean(), (right & (sure >= least))[now].mean()
        print(
            f"  from {least:.2f}: asked {kept:.3f}, right {answered:.3f}, refused {(sure[earlier] < least).mean():.3f}"
        )


if __name__ == "__main__":
    typer.run(main)
