"""Learning the answers' weights: what makes a sentence worth quoting, words the answer, an answer sure.

    python -m qa.training.learn_answers QUESTIONS…

QUESTIONS are JSON Lines, asked of the archive in `NEWSQA_HOME`: dated ones as for `qa.training.learn_ranking`, and
written ones (`qa/training/questions/`). A sentence is right if it has a dated question's answer or is marked for a
written one. Dated questions are asked again as of a year earlier, where none is right. Three tables of weights are
learned one after the other, each from what the earlier ones give on weeks that they were not trained on; that of
confidence is the reader's own. Neither the reader nor these weights may have learned from the questions that they are
measured on.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.stats import rankdata

from corpus.errors import UsageError
from qa.answer import quotes as quote
from qa.answer import short_answer
from qa.answer.sentences.scored_sentence import FEATURES
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.retrieval.weights import Table, save_weights
from qa.service.opening import open_service
from qa.service.settings import load_settings
from qa.training.asked_questions import WRITTEN, AskedQuestion, ask_all
from qa.training.learn_ranking import FOLDS, MIN_QUESTIONS, Case, Floats, train
from qa.training.logistic import calibration_error, fit_logistic

LIMITS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7)  # confidences from which answering is tried


def main(
    questions: Annotated[list[Path], typer.Argument(help="JSON Lines of dated or of written questions.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Measure only; leave weights.json as it is.")] = False,
) -> None:
    """Learn the weights of sentences, confidence and short answers, and say how they do on other weeks."""
    service = open_service(load_settings())
    asked = [each for path in questions for each in ask_all(service, path)]
    if len(asked) < MIN_QUESTIONS:
        raise UsageError(f"{len(asked)} questions can be used; at least {MIN_QUESTIONS} are needed")
    cases = [sentence_case(each) for each in asked]
    folds = [_fit_sentences(asked, cases, left_out) for left_out in range(FOLDS)]
    tables: dict[Table, dict[str, float]] = {"sentence": _fit_sentences(asked, cases, None)}
    print(f"sentences      {_first(asked, cases, folds)}   {_listed(tables['sentence'])}")
    for name in FEATURES:
        without = [_fit_sentences(asked, cases, left_out, without=name) for left_out in range(FOLDS)]
        print(f"  without {name:10} {_first(asked, cases, without)}")
    read = [each.read(folds[each.fold]) for each in asked]
    rows = [confidence_row(each, found) for each, found in zip(asked, read, strict=True)]
    counts = np.array([each.count for each in asked])
    weeks = [each.fold for each in asked]
    tables[service.reader.confidence], sure = fit_logistic(weeks, rows, counts, list(quote.CONFIDENCE_FEATURES))
    print(f"confidence     {_listed(tables[service.reader.confidence])}")
    _report(asked, np.array([is_right for _, is_right in rows]), sure)
    short = [
        (each, row)
        for each, found, likely in zip(asked, read, sure.tolist(), strict=True)
        for row in short_rows(each, found, likely)
    ]
    tables["short_answer"], likely = fit_logistic(
        [each.fold for each, _ in short],
        [row for _, row in short],
        np.array([each.count for each, _ in short]),
        list(short_answer.FEATURES),
    )
    print(f"short answers  {_listed(tables['short_answer'])}")
    _report_short(np.array([is_right for _, (_, is_right) in short]), likely)
    if not dry_run:
        save_weights(tables, f"learned from {sum(not each.is_earlier for each in asked)} questions")


def sentence_case(each: AskedQuestion) -> Case:
    """A question's sentences: their features, and which of them are right."""
    candidates = each.read({}).sentences
    table = [[candidate.features[name] for name in FEATURES] for candidate in candidates]
    right = np.array([each.is_right(candidate) for candidate in candidates], np.bool_)
    return Case(np.array(table, np.float32).reshape(-1, len(FEATURES)), right, "")


def confidence_row(each: AskedQuestion, read: ReadRanking) -> tuple[list[float], bool]:
    """The features of an answer's confidence, and whether its first quote is right."""
    if not read.sentences:
        return [0.0] * len(quote.CONFIDENCE_FEATURES), False
    best = read.sentences[0]
    features = quote.confidence_features(read, wants_recent=each.wants_recent)
    return list(features.values()), each.is_right(best)


def short_rows(each: AskedQuestion, read: ReadRanking, sure: float) -> Iterator[tuple[list[float], bool]]:
    """The features of the likeliest words of the first quote, and whether they are the answer; none where the question
    would be refused, `sure` being the probability that it is answered."""
    if each.is_earlier or not read.sentences or sure < quote.MIN_CONFIDENCE:
        return
    best = read.sentences[0]
    if span := short_answer.likeliest(each.topic, best):
        words = best.text[span.start : span.end]
        row = short_answer.features(each.topic, read.sentences, best, span, sure)
        yield list(row.values()), each.is_answer(words)


def _fit_sentences(
    asked: Sequence[AskedQuestion], cases: Sequence[Case], left_out: int | None, without: str | None = None
) -> dict[str, float]:
    """The sentences' weights from all weeks but those of one fold."""
    kept = [(each, case) for each, case in zip(asked, cases, strict=True) if each.fold != left_out]
    chosen = [case for each, case in kept for _ in range(WRITTEN if each.is_written else 1)]
    columns = [column for column, name in enumerate(FEATURES) if name != without]
    return dict(zip(FEATURES, train(chosen, columns, len(FEATURES)).tolist(), strict=True))


def _first(asked: Sequence[AskedQuestion], cases: Sequence[Case], folds: Sequence[Mapping[str, float]]) -> str:
    """How often the best, and one of the best three, is right, of the questions that can be answered."""
    figures = []
    for each, case in zip(asked, cases, strict=True):
        if each.is_answerable:
            order = np.argsort(-(case.features @ [folds[each.fold][name] for name in FEATURES]), kind="stable")
            figures.append((case.right[order[:1]].any(), case.right[order[:3]].any(), case.right.any()))
    first, three, any_ = np.mean(figures, axis=0)
    return f"first {first:.3f}  three {three:.3f}  any {any_:.3f}  n {len(figures)}"


def _listed(table: Mapping[str, float]) -> str:
    return "  ".join(f"{name} {weight:.2f}" for name, weight in table.items())


def _report(asked: Sequence[AskedQuestion], right: NDArray[np.bool_], sure: Floats) -> None:
    can = np.array([each.is_answerable for each in asked])
    ranks = rankdata(sure)
    above = (ranks[can].mean() - (can.sum() + 1) / 2) / max(1, (~can).sum())
    error, bins = calibration_error(sure, right, np.array([each.count for each in asked]))
    print(f"area under the curve, answerable against not: {above:.3f}; calibration error {error:.3f}")
    for n, mean, share in bins:
        print(f"  said {mean:.2f}  was {share:.2f}  n {n:.0f}")
    for least in LIMITS:
        kept, refused = (sure[can] >= least).mean(), (sure[~can] < least).mean()
        print(
            f"  from {least:.2f}: answered {kept:.3f}, right {right[can & (sure >= least)].mean():.3f} of them;"
            f" of the others refused {refused:.3f}"
        )


def _report_short(right: NDArray[np.bool_], likely: Floats) -> None:
    for least in LIMITS:
        given = likely >= least
        print(f"  from {least:.2f}: given {given.mean():.3f}, right {right[given].mean():.3f} of them")


if __name__ == "__main__":
    typer.run(main)
