"""The hand-made pairs of reports in answers/conflicts.jsonl are what they claim to be.

Each pair answers one question, truly differently or only so to the eye. What finds conflicts is not looked at here.
"""

import json
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Literal, TypedDict

import pytest
import sentencex
from conftest import ANSWERS

FILE = ANSWERS / "conflicts.jsonl"
TRUE_KINDS = {"figure", "date", "name"}
FALSE_KINDS = {
    "different_things",
    "rounding",
    "currency",
    "earlier_and_later",
    "copies",
    "partial",
    "spelling",
    "unit",
    "forecast_and_result",
    "attribution",
    "same",
}


class Report(TypedDict):
    publisher: str
    published: str
    title: str
    text: str


class Pair(TypedDict):
    question: str
    reports: list[Report]
    conflict: bool
    kind: str
    values: list[str]


PAIRS: list[Pair] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
TRUE = [pair for pair in PAIRS if pair["conflict"]]
FALSE = [pair for pair in PAIRS if not pair["conflict"]]
REPORTS = [report for pair in PAIRS for report in pair["reports"]]


def published(report: Report) -> datetime:
    return datetime.fromisoformat(report["published"])


def apart(pair: Pair) -> timedelta:
    """How much later the second report appeared."""
    first, second = pair["reports"]
    return published(second) - published(first)


def says(text: str, words: str) -> bool:
    """Whether the words stand in the text as whole words, and a figure not as a part of another."""
    return re.search(rf"(?<!\w)(?<!\d[.,]){re.escape(words)}(?!\w)(?![.,:]\d)", text) is not None


def names(words: str) -> set[str]:
    return set(re.findall(r"[A-Z]\w+", words))


def test_there_are_enough_of_both_and_of_every_kind() -> None:
    assert len(TRUE) >= 60
    assert len(FALSE) >= 60
    assert {pair["kind"] for pair in TRUE} == TRUE_KINDS
    assert {pair["kind"] for pair in FALSE} == FALSE_KINDS
    assert min(Counter(pair["kind"] for pair in PAIRS).values()) >= 5


@pytest.mark.parametrize(("kind", "fields"), [("pair", Pair), ("report", Report)])
def test_all_fields_are_there_and_no_others(kind: Literal["pair", "report"], fields: type) -> None:
    records = PAIRS if kind == "pair" else REPORTS
    assert [record for record in records if record.keys() != fields.__annotations__.keys()] == []
    assert [record for record in records if not all(field or field in (False, []) for field in record.values())] == []


def test_a_pair_is_a_question_and_two_reports_of_different_publishers() -> None:
    for pair in PAIRS:
        assert pair["question"].endswith("?"), pair
        assert len({report["publisher"] for report in pair["reports"]}) == len(pair["reports"]) == 2, pair["question"]
    assert [question for question, n in Counter(pair["question"] for pair in PAIRS).items() if n > 1] == []


def test_publishers_are_marked_as_samples_and_dates_are_moments() -> None:
    for report in REPORTS:
        assert report["publisher"].endswith(" (sample)"), report["title"]
        assert published(report).tzinfo == UTC, report["title"]


def test_a_report_has_three_to_eight_sentences() -> None:
    for report in REPORTS:
        assert 3 <= len(list(sentencex.segment("en", report["text"]))) <= 8, report["title"]


def test_question_and_both_reports_share_a_name() -> None:
    for pair in PAIRS:
        first, second = (names(f"{report['title']} {report['text']}") for report in pair["reports"])
        assert names(pair["question"].split(maxsplit=1)[1]) & first & second, pair["question"]


def test_what_disagrees_stands_in_its_own_text_and_not_in_the_other() -> None:
    for pair in TRUE:
        first, second = (report["text"] for report in pair["reports"])
        one, other = pair["values"]
        assert says(first, one) and says(second, other), pair["question"]
        assert not says(first, other) and not says(second, one), pair["question"]


def test_only_true_conflicts_have_values() -> None:
    assert [pair["question"] for pair in FALSE if pair["values"]] == []


def test_true_conflicts_are_of_about_the_same_time() -> None:
    assert [pair["question"] for pair in TRUE if not timedelta(0) <= apart(pair) <= timedelta(days=2)] == []


def test_earlier_and_later_reports_lie_hours_apart_in_their_order() -> None:
    running = [pair for pair in FALSE if pair["kind"] == "earlier_and_later"]
    assert [pair["question"] for pair in running if apart(pair) < timedelta(hours=4)] == []


@pytest.mark.parametrize(
    ("question", "weekday", "day"),
    [
        ("When does the trial of Rasmus Tveit begin?", "Tuesday", date(2026, 3, 10)),
        ("When did the dam at Kesh break?", "Saturday", date(2026, 4, 18)),
        ("When was the Sorrel Hotel reopened?", "Friday", date(2025, 12, 19)),
        ("When did Halvorsen Shipping's ship Runa run aground?", "Friday", date(2026, 9, 18)),
        ("When did the earthquake strike the island of Ponteo?", "Wednesday", date(2026, 3, 25)),
    ],
)
def test_a_weekday_agrees_with_the_other_reports_date(question: str, weekday: str, day: date) -> None:
    (pair,) = [pair for pair in FALSE if pair["question"] == question]
    assert f"{day:%A}" == weekday
    assert any(weekday in report["text"] for report in pair["reports"])
    assert all(abs(published(report).date() - day) < timedelta(days=7) for report in pair["reports"])


@pytest.mark.parametrize(
    ("words", "whole"),
    [("12", "killed 12 people"), ("3-1", "won 3-1."), ("€18 million", "fined €18 million"), ("half", "was half.")],
)
def test_whole_words_are_found(words: str, whole: str) -> None:
    assert says(whole, words)


@pytest.mark.parametrize("text", ["112 people", "12,000 people", "1,12 metres", "12th", "12.5 percent", "at 12:30"])
def test_parts_of_figures_are_not(text: str) -> None:
    assert not says(text, "12")
