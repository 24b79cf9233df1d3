import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, WordEncoder, WordReader, open_index, take_in

from corpus.errors import UsageError
from qa.retrieval.features import FEATURES
from qa.service.ask import Service
from qa.training.learn_ranking import Case, folded, held_out, interval, is_scorable, measure, read_cases, train

COLUMNS = list(range(len(FEATURES)))


def some_cases(n: int = 160, telling: int = 1) -> list[Case]:
    """Questions of eight weeks whose right passage is the one with the largest value of one feature."""
    rng = np.random.default_rng(7)
    cases = []
    for number in range(n):
        features = rng.random((12, len(FEATURES))).astype(np.float32)
        right = np.zeros(12, np.bool_)
        right[features[:, telling].argmax()] = True
        cases.append(Case(features, right, f"2025-{number % 8:02}"))
    return cases


def test_the_feature_that_tells_gets_the_weight() -> None:
    weights = train(some_cases(), COLUMNS)
    assert weights.argmax() == 1
    assert weights[1] > 5 * np.abs(np.delete(weights, 1)).max()


def test_training_gives_the_same_to_the_last_digit() -> None:
    assert train(some_cases(), COLUMNS).tobytes() == train(some_cases(), COLUMNS).tobytes()


def test_a_feature_left_out_gets_no_weight_and_costs_what_it_told() -> None:
    without = [column for column in COLUMNS if column != 1]
    assert train(some_cases(), without)[1] == 0.0
    full, less = held_out(some_cases(), COLUMNS), held_out(some_cases(), without)
    assert full.means()[0] > 0.9 > less.means()[0]
    low, high = interval(less, full)[:, 0]
    assert low <= high < 0


def test_weights_never_see_the_weeks_that_they_are_measured_on() -> None:
    """A week whose passages are right by another feature does not help itself."""
    cases = some_cases(160, 1)
    odd = some_cases(160, 2)
    mixed = [odd[n] if case.week == "2025-03" else case for n, case in enumerate(cases)]
    rows = held_out(mixed, COLUMNS).rows
    is_odd = np.array([case.week == "2025-03" for case in mixed])
    assert rows[~is_odd, 0].mean() > 0.7
    assert rows[is_odd, 0].mean() < 0.5


def test_figures_count_the_first_right_passage() -> None:
    features = np.zeros((12, len(FEATURES)), np.float32)
    features[:, 0] = -np.arange(12)
    right = np.zeros(12, np.bool_)
    right[[3, 5]] = True
    weights = np.zeros(len(FEATURES))
    weights[0] = 1.0
    assert measure([Case(features, right, "2025-01")], [weights]).rows.tolist() == [[0.0, 1.0, 1.0, 0.25]]
    nowhere = Case(features, np.zeros(12, np.bool_), "2025-01")
    assert measure([nowhere], [weights]).rows.tolist() == [[0.0, 0.0, 0.0, 0.0]]


@pytest.mark.parametrize(
    ("answer", "scorable"), [("The Bahamas", True), ("7", False), ("True", False), ("1984", True), ("", False)]
)
def test_answers_that_would_be_found_anywhere_are_left_out(answer: str, scorable: bool) -> None:
    assert is_scorable(folded(answer)) is scorable


def test_cases_are_read_from_the_archive(tmp_path: Path, words: WordEncoder, write: Callable[[str, str], Path]) -> None:
    write("1.txt", "Pier\nurl: https://paper.example/1\npublished: 2025-10-27\n\nThe council sold the pier to Lutha.")
    write("2.txt", "Wall\nurl: https://paper.example/2\npublished: 2025-10-27\n\nThe council built a wall.")
    take_in(tmp_path, words, tmp_path / "1.txt", tmp_path / "2.txt")
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    asked = {"question": "To whom did the council sell the pier?", "answer": "Lutha", "as_of": "2025-10-28"}
    (case,) = read_cases(service, write("q.jsonl", json.dumps(asked)))
    assert case.features.shape == (2, len(FEATURES))
    assert case.right.sum() == 1
    assert case.week == "2025-44"


@pytest.mark.parametrize("line", ["{", "[]", '{"question": "Who?"}', '{"question": 1, "answer": null, "as_of": "x"}'])
def test_a_line_that_is_no_question_is_named(
    line: str, tmp_path: Path, words: WordEncoder, write: Callable[[str, str], Path]
) -> None:
    write("1.txt", "Pier\nurl: https://paper.example/1\n\nThe council sold the pier to Lutha.")
    take_in(tmp_path, words, tmp_path / "1.txt")
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    with pytest.raises(UsageError, match=r"q\.jsonl:1 is no question"):
        list(read_cases(service, write("q.jsonl", line)))
