import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, WordEncoder, WordReader, open_index, take_in

from corpus.errors import UsageError
from qa.answer import quotes as quote
from qa.answer.sentences.scored_sentence import FEATURES
from qa.service.ask import Service
from qa.training.asked_questions import ask_all
from qa.training.learn_answers import confidence_row, sentence_case, short_rows
from qa.training.logistic import calibration_error, fit_logistic

BODY = "The town of Nara pledged two million euros for a bridge. Nobody spoke against it. Work begins in June."
WEIGHTS = {"sentence": 1.0}


@pytest.fixture
def service(tmp_path: Path, words: WordEncoder, write: Callable[[str, str], Path]) -> Service:
    row = {"url": "https://paper.example/1", "title": "The bridge", "published": "2025-10-27", "text": BODY}
    take_in(tmp_path, words, write("1.jsonl", json.dumps(row)))
    return Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)


def test_a_dated_question_is_answered_on_its_day_and_by_nothing_a_year_before(
    service: Service, write: Callable[[str, str], Path]
) -> None:
    row = {"question": "How much did the town of Nara pledge?", "answer": "Two million euros", "as_of": "2025-11-01"}
    (asked,) = ask_all(service, write("questions.jsonl", json.dumps(row)))  # a year before the archive holds nothing
    assert asked.is_answerable and not asked.is_earlier
    best = asked.read(WEIGHTS).sentences[0]
    assert asked.is_right(best)
    assert asked.is_answer("two million euros") and not asked.is_answer("euros")
    assert confidence_row(asked, asked.read(WEIGHTS))[1] is True
    assert list(short_rows(asked, asked.read(WEIGHTS), 0.9)) == []  # this reader gives no words


def test_a_written_question_has_its_places(service: Service, write: Callable[[str, str], Path]) -> None:
    start = BODY.index("Work begins")
    row = {"question": "When does the work begin?", "url": "https://paper.example/1", "published": "2025-10-27"}
    row |= {"answering": [[start, len(BODY)]], "words": [start, start + 4]}  # type: ignore[dict-item]
    (asked,) = ask_all(service, write("questions.jsonl", json.dumps(row)))
    case = sentence_case(asked)
    assert case.features.shape == (3, len(FEATURES))
    assert case.right.sum() == 1
    assert asked.is_answer("work")
    elsewhere = write("elsewhere.jsonl", json.dumps(row | {"url": "https://paper.example/2"}))
    assert list(ask_all(service, elsewhere)) == []


def test_a_line_that_is_no_question_is_named(service: Service, write: Callable[[str, str], Path]) -> None:
    with pytest.raises(UsageError, match=r"bad\.jsonl: .*'question': 'Who\?'.* is no question to learn from"):
        list(ask_all(service, write("bad.jsonl", '{"question": "Who?", "answer": 3, "as_of": "2025-11-01"}')))


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
    names = list(quote.CONFIDENCE_FEATURES)
    rows = [(features, features[0] > 0.5) for features in (rng.random(len(names)).tolist() for _ in range(200))]
    learned, sure = fit_logistic([number % 5 for number in range(200)], rows, np.ones(200), names)
    first, *others = (learned[name] for name in names)
    assert first > 3 * max(map(abs, others))
    right = np.array([is_right for _, is_right in rows])
    assert sure[right].mean() > 0.7 > 0.3 > sure[~right].mean()
