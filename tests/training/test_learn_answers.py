import numpy as np
import pytest

from qa.answer import quotes as quote
from qa.answer.feature_reader.question_weights import QuestionWeights
from qa.question.question_profile import profile_question
from qa.retrieval.retrieve import Ranking
from qa.training.learn_answers import DatedQuestion, calibration_error, fit_confidence

QUESTION = QuestionWeights(profile_question("Who won?"), {}, {}, {}, "")


def asked(n: int) -> list[DatedQuestion]:
    """Questions of five weeks."""
    return [DatedQuestion(QUESTION, Ranking([], {}, {}, 0, 0, {}), False, "", number % 5, False) for number in range(n)]


def test_calibration_error_is_the_mean_distance_of_what_was_said_and_what_was() -> None:
    sure = np.array([0.95, 0.95, 0.15, 0.15])
    error, bins = calibration_error(sure, np.array([True, False, False, False]), np.ones(4))
    assert error == pytest.approx((2 * 0.15 + 2 * 0.45) / 4)
    assert [n for n, *_ in bins] == [2, 2]


def test_what_counts_less_weighs_less_in_the_calibration_error() -> None:
    sure, right = np.array([0.95, 0.15]), np.array([True, False])
    assert calibration_error(sure, right, np.array([1.0, 3.0]))[0] == pytest.approx((0.05 + 3 * 0.15) / 4)


def test_confidence_learns_from_other_weeks_what_tells_right_from_wrong() -> None:
    rng = np.random.default_rng(3)
    rows = []
    for _ in range(200):
        features = rng.random(len(quote.CONFIDENCE_FEATURES)).tolist()
        rows.append((features, features[0] > 0.5, 1))
    learned, sure = fit_confidence(asked(200), rows)
    first, *others = (learned[name] for name in quote.CONFIDENCE_FEATURES)
    assert first > 3 * max(map(abs, others))
    right = np.array([is_right for _, is_right, _ in rows])
    assert sure[right].mean() > 0.7 > 0.3 > sure[~right].mean()
