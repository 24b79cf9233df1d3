from pathlib import Path

import pytest

from index.engine.lexical import Entry, LexicalIndex
from qa.answer.feature_reader.question_weights import weigh_question
from qa.question.question_profile import profile_question


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex(tmp_path / "lexical")


def test_what_a_follow_up_carried_over_weighs_little(lexical: LexicalIndex) -> None:
    question = weigh_question(profile_question("How much did China pledge at the summit?", "And China?"), lexical)
    assert question.own["summit"] < question.own["china"] / 5
    assert question.weights["summit"] == question.weights["china"]


def test_in_the_sentence_that_answers_rare_words_count_no_more_than_common_ones(lexical: LexicalIndex) -> None:
    texts = ("The ferry Solace sank", "The ferry sank", "The ferry docked")
    lexical.change([], [Entry(n, "News", text, "paper", None, 0, None) for n, text in enumerate(texts)])
    lexical.reload()
    question = weigh_question(profile_question("When was the ferry Solace repaired?"), lexical)
    assert question.weights["solac"] > question.weights["ferri"]
    assert question.own["solac"] == question.own["ferri"] == question.focus["ferri"]
