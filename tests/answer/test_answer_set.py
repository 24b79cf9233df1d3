"""The hand-marked questions of `tests/answers/` agree with the articles they are about; nothing is asked here."""

import json
from collections import Counter
from typing import Any

import pytest
from conftest import ANSWERS, NOW, SAMPLE

from corpus.article import Article
from corpus.formats.extract import Extracted
from corpus.source import find_files, read_file

KINDS = {"person", "place", "organisation", "number", "money", "date", "reason", "which", "what", "yes_no", "how"}
FILES = [ANSWERS / "articles" / "desk.jsonl", *find_files(SAMPLE)]  # what the questions are asked over
READS = [read.item for file in FILES for read in read_file(file, NOW)]
ARTICLES: dict[str, Article] = {item.article.url: item.article for item in READS if isinstance(item, Extracted)}
DESK = [json.loads(line) for line in (ANSWERS / "articles" / "desk.jsonl").read_text(encoding="utf-8").splitlines()]
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in (ANSWERS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERED = [question for question in QUESTIONS if question["gold"]]


def test_every_article_is_read_without_a_failure_and_word_for_word() -> None:
    assert [item for item in READS if not isinstance(item, Extracted)] == []
    assert [record["url"] for record in DESK if ARTICLES[record["url"]].text != record["text"]] == []
    assert len({record["url"] for record in DESK}) == len(DESK) >= 45


def test_every_article_is_marked_as_invented_and_as_long_as_a_news_story() -> None:
    for record in DESK:
        assert record["publisher"].endswith("(sample)"), record["url"]
        assert record["url"].startswith("https://") and record["url"].split("/")[2].endswith(".example"), record["url"]
        assert "2023-01-01" <= record["published"] < "2026-01-01", record["url"]
        assert 250 <= len(record["text"].split()) <= 600, record["url"]


@pytest.mark.parametrize("question", ANSWERED, ids=lambda question: question["question"])
def test_every_gold_sentence_stands_once_in_its_article(question: dict[str, Any]) -> None:
    for gold in question["gold"]:
        assert ARTICLES[gold["url"]].text.count(gold["sentence"]) == 1, gold
        assert gold["sentence"] == gold["sentence"].strip() and gold["sentence"][-1] in ".?!”", gold
    pairs = [(gold["url"], gold["sentence"]) for gold in question["gold"]]
    assert len(pairs) == len(set(pairs))


def test_every_short_answer_stands_in_a_gold_sentence() -> None:
    for question in QUESTIONS:
        short = question["short"]
        assert short is None or any(short in gold["sentence"] for gold in question["gold"]), question


def test_no_question_is_asked_twice_or_copies_its_sentence() -> None:
    asked = Counter(question["question"].casefold().rstrip("?").strip() for question in QUESTIONS)
    assert [question for question, times in asked.items() if times > 1] == []
    for question in ANSWERED:
        words = question["question"].casefold().rstrip("?").strip()
        assert not any(words in gold["sentence"].casefold() for gold in question["gold"]), question


def test_every_kind_of_question_is_asked_often_enough() -> None:
    assert {frozenset(question) for question in QUESTIONS} == {frozenset({"question", "gold", "kind", "short"})}
    kinds = Counter(question["kind"] for question in ANSWERED)
    assert set(kinds) == KINDS
    assert all(count >= (6 if kind == "yes_no" else 12) for kind, count in kinds.items()), kinds
    assert (len(ANSWERED), len(QUESTIONS) - len(ANSWERED)) == (271, 71)
