"""Which pronouns a question leaves open: each rule alone, on its own example."""

import pytest

from qa.question.conversation import pronouns
from qa.question.conversation.pronouns import EMPTY, EMPTY_IT, RULES, Rule, has_open_pronoun


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_closes_its_example_and_it_alone_does(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not has_open_pronoun(rule.example)
    monkeypatch.setattr(pronouns, "RULES", tuple(other for other in RULES if other is not rule))
    assert has_open_pronoun(rule.example)


@pytest.mark.parametrize("example", [example for _, example in EMPTY_IT])
def test_an_it_that_stands_for_nothing_is_not_open(example: str) -> None:
    assert EMPTY.search(example) and not has_open_pronoun(example)


@pytest.mark.parametrize(
    "question",
    [
        "What did she say about it?",
        "When was it built?",
        "Who met him there?",
        "What are her plans?",
        "Why did they do that?",
        "What does Norway say to that?",
        "What is its share price?",
        "Did this help?",
        "How many of those were hurt?",
    ],
)
def test_a_pronoun_that_nothing_explains_is_open(question: str) -> None:
    assert has_open_pronoun(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who resigned?",
        "Which actor said she would resign?",
        "Tony Dow died this week. Which role was he known for?",
        "How much did Ann Lee say that she would pay?",
        "How many people are there in Pell?",
    ],
)
def test_a_question_that_explains_its_pronouns_is_closed(question: str) -> None:
    assert not has_open_pronoun(question)
