import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import StateError
from qa.answer import quotes as quote
from qa.answer import short_answer
from qa.answer.sentences import scored_sentence
from qa.retrieval import features as rank
from qa.retrieval.weights import Table, load_weights, make_weights, save_weights

FEATURES = ("meaning", "freshness")
ALL: tuple[tuple[Table, dict[str, str]], ...] = (
    ("ranking", rank.FEATURES),
    ("short_answer", short_answer.FEATURES),
    ("sentence", scored_sentence.FEATURES),
    ("confidence", quote.CONFIDENCE_FEATURES),
    ("confidence_of_both", quote.CONFIDENCE_FEATURES),
)


@pytest.mark.parametrize(("table", "features"), ALL)
def test_the_weights_that_come_along_are_learned_and_all_there(table: Table, features: dict[str, str]) -> None:
    weights = load_weights(table, features)
    assert set(weights.values) == set(features)
    assert all(weights.values.values())
    assert "learned" in weights.origin


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "cannot be read"),
        ("[]", "no JSON object"),
        ('{"weights": {}}', "no table of numbers under 'ranking'"),
        ('{"ranking": {"meaning": "much"}}', "no table of numbers"),
        ('{"ranking": {"meaning": NaN}}', "no table of numbers"),
        ('{"ranking": {"luck": 1.0}}', "unknown features of 'ranking': luck"),
    ],
)
def test_a_damaged_file_of_weights_is_named(write: Callable[[str, str], Path], content: str, words: str) -> None:
    path = write("weights.json", content)
    with pytest.raises(StateError, match=words) as caught:
        load_weights("ranking", FEATURES, path)
    assert str(path) in str(caught.value)


def test_weights_that_a_file_leaves_out_count_nothing(write: Callable[[str, str], Path]) -> None:
    weights = load_weights("ranking", FEATURES, write("weights.json", json.dumps({"ranking": {"meaning": 2}})))
    assert weights.row.tolist() == [2.0, 0.0]


def test_a_table_is_saved_beside_the_others(write: Callable[[str, str], Path]) -> None:
    path = write("weights.json", json.dumps({"origin": "by hand", "ranking": {"meaning": 2}}))
    save_weights({"confidence": {"near": 1 / 3, "bias": -1}}, "learned from 3 questions", path)
    assert load_weights("ranking", FEATURES, path).values["meaning"] == 2
    confidence = load_weights("confidence", ["near"], path)
    assert (confidence.values["near"], confidence.bias) == (0.3333, -1)
    assert confidence.origin == "learned from 3 questions"


def test_weights_made_for_learning_leave_the_learned_ones_alone() -> None:
    made = make_weights(FEATURES, {"freshness": 9.0, "bias": -1.0}, "learning")
    assert (made.row.tolist(), made.bias, made.origin) == ([0.0, 9.0], -1.0, "learning")
    assert load_weights("ranking", rank.FEATURES).origin != "learning"
