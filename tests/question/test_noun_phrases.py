"""What a question names: each rule alone, on its own example."""

import re

import pytest

from qa.question.syntax import noun_phrases as module
from qa.question.syntax.noun_phrases import RULES, Rule, noun_phrases


def named(question: str) -> list[str]:
    return [phrase.text for phrase in noun_phrases.__wrapped__(question)]


def plain(rule: Rule) -> str:
    return rule.example.replace("[", "").replace("]", "")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_finds_what_its_example_names(rule: Rule) -> None:
    assert named(plain(rule)) == re.findall(r"\[(.*?)\]", rule.example)


@pytest.mark.parametrize("rule", RULES[:-1], ids=lambda rule: rule.name)
def test_each_rule_is_needed_for_its_example(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    found = named(plain(rule))
    monkeypatch.setattr(module, "RULES", tuple(other for other in RULES if other is not rule))
    assert named(plain(rule)) != found


def test_a_phrase_knows_its_preposition_its_number_and_whether_it_is_a_name() -> None:
    bridge, pell, ships = noun_phrases("Has the new bridge in Pell delayed ships?")
    assert (bridge.head, bridge.is_definite, bridge.is_name, bridge.is_plural) == ("bridge", True, False, False)
    assert (pell.preposition, pell.is_name) == ("in", True)
    assert ships.is_plural and not ships.is_definite


@pytest.mark.parametrize("time", ["last week", "October", "2024", "this season", "Monday"])
def test_times_are_told_from_things(time: str) -> None:
    found = noun_phrases(f"What did Japan pledge {time}?")
    assert [phrase.is_time for phrase in found] == [False, True]
