"""The readers' questions of `tests/answers/readers.jsonl`, and how `tests/bench/readers.py` judges an answer to one."""

import gzip
import json
from typing import Any

import pytest
import readers
from conftest import ANSWERS, BENCH, ROOT, needs_bench

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (ANSWERS / "readers.jsonl").read_text(encoding="utf-8").splitlines()
]
KINDS = {
    *("howmany", "why", "who", "yesno", "said", "when", "what", "list"),
    *("how", "comparison", "where", "consequence", "opinion", "definition", "overview", "latest"),
}
TEXT = "The council met on Tuesday. It agreed on two million euros for Mill Bridge. Nobody spoke against it."
ROW = {"kind": "howmany", "answering": [["a", 28, 75]], "words": [["a", 41, 58]]}


def answer_of(*quotes: str, short: str | None = None) -> dict[str, Any]:
    """A response as `POST /ask` gives it."""
    return {
        "status": "answered" if quotes else "unanswered",
        "citations": [{"quote": quote} for quote in quotes],
        "short_answer": short,
        "confidence": 0.5,
    }


def test_the_set_has_each_kind_and_questions_that_nothing_answers() -> None:
    answerable = [row for row in ROWS if row["answering"] or row.get("together")]
    assert len(answerable) >= 150 and len(ROWS) - len(answerable) >= 50
    assert {row["kind"] for row in answerable} == KINDS
    assert len({row["question"] for row in ROWS}) == len(ROWS)
    assert all(row["why_not"] for row in ROWS if row not in answerable)


@needs_bench
def test_every_mark_is_a_place_in_its_article() -> None:
    texts = readers.read_texts(BENCH / "realtimeqa-2022")
    for row in ROWS:
        for url, start, end in (*row["answering"], *row.get("together", ()), *row.get("words", ())):
            assert texts[url][start:end].strip() == texts[url][start:end] != "", row["question"]


@needs_bench
def test_no_training_question_is_about_an_article_of_the_set() -> None:
    asked = {url for row in ROWS for url, _, _ in (*row["answering"], *row.get("together", ()))}
    learned = gzip.decompress((ROOT / "qa" / "training" / "questions" / "news.jsonl.gz").read_bytes()).decode()
    assert not asked & {json.loads(line)["url"] for line in learned.split("\n") if line}


@pytest.mark.parametrize(
    ("quotes", "first", "anywhere"),
    [
        (["It agreed on two million euros for Mill Bridge."], True, True),
        (["The council met on Tuesday. It agreed on two million euros for Mill Bridge."], True, True),
        (["The council met on Tuesday.", "“It agreed on two million euros for Mill Bridge”"], False, True),
        (["Nobody spoke against it."], False, False),
        ([], False, False),
    ],
)
def test_a_quote_is_right_if_it_is_a_marked_sentence(quotes: list[str], first: bool, anywhere: bool) -> None:
    judged = readers.judge(ROW, answer_of(*quotes), {"a": TEXT})
    assert (judged.first, judged.anywhere, judged.is_answered) == (first, anywhere, bool(quotes))


@pytest.mark.parametrize(
    ("short", "is_right"),
    [("two million euros", True), ("two million", True), ("euros for Mill Bridge", False), (None, None)],
)
def test_a_short_answer_is_right_with_the_marked_words(short: str | None, is_right: bool | None) -> None:
    assert readers.judge(ROW, answer_of("It agreed", short=short), {"a": TEXT}).short is is_right


def test_the_summary_counts_answerable_and_other_questions_apart() -> None:
    right = readers.judge(ROW, answer_of("It agreed on two million euros for Mill Bridge."), {"a": TEXT})
    refused = readers.judge({"kind": "who", "answering": []}, answer_of(), {"a": TEXT})
    answered = readers.judge({"kind": "who", "answering": []}, answer_of("Nobody spoke against it."), {"a": TEXT})
    report = readers.summary([right, refused, answered])
    assert (report["right"], report["refused"], report["answerable"], report["others"]) == (1.0, 0.5, 1, 2)
