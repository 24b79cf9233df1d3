"""The rules for follow-ups, each alone, on its own example: what was asked, what is typed, what that means."""

from datetime import date
from typing import Any

import pytest

from qa.question.conversation import ellipsis, fragments, question_words
from qa.question.conversation.exchanges import FollowUp, whole
from qa.question.conversation.rewriting import without_cue
from qa.question.conversation.standalone import Turn, standalone

TODAY = date(2025, 11, 20)
TABLES: list[tuple[Any, str, Any]] = [
    (ellipsis, "RULES", ellipsis.completed),
    (fragments, "RULES", fragments.from_fragment),
    (question_words, "FORMS", question_words.from_question_word),
]
CASES = [
    pytest.param(module, name, rewrite, rule, id=f"{module.__name__.rpartition('.')[2]}: {rule.name}")
    for module, name, rewrite in TABLES
    for rule in getattr(module, name)
    if rule is not fragments.RULES[-1]  # what no other rule fits
]


@pytest.mark.parametrize(
    "rule", [rule for module, name, _ in TABLES for rule in getattr(module, name)], ids=lambda rule: rule.name
)
def test_each_rule_gives_its_example(rule: Any) -> None:
    asked, typed, meant = rule.example
    assert standalone(typed, [Turn("user", asked)], TODAY) == meant


@pytest.mark.parametrize(("module", "name", "rewrite", "rule"), CASES)
def test_each_rule_is_needed_for_its_example(
    module: Any, name: str, rewrite: Any, rule: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, typed, _ = rule.example
    follow_up = FollowUp(*without_cue(typed), (whole(asked),), TODAY)
    found = rewrite(follow_up)
    others = tuple(other for other in getattr(module, name) if other is not rule)
    monkeypatch.setattr(module, name, others)
    assert rewrite(follow_up) != found
