"""Where the parts of a question begin: each rule alone, on its own example, and that no word is lost."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.english.word_classes import words
from qa.question.syntax import subject
from qa.question.syntax.clause import parse
from qa.question.syntax.frame import Frame, find_frame
from qa.question.syntax.subject import RULES, Rule, subject_and_verb

WORDS = words(
    "who what which how many much when why where did does will was were has is the a her that this there of and in to"
    " for from not first now Japan Norway Anna Lind king airport bridge people ships pledge pledged close closed late"
    " worst open resign said it they 12 else Pell's telescope find"
)
SPACES = st.sampled_from([" ", " ", " ", ", ", "  "])
QUESTIONS = st.lists(st.tuples(st.sampled_from([word.text for word in WORDS]), SPACES), max_size=14).map(
    lambda parts: "".join(f"{word}{space}" for word, space in parts) + "?"
)


def read(rule: Rule) -> tuple[str, int | None]:
    """The subject of a rule's example, and the number of its verb."""
    question = rule.example.replace("[", "").replace("]", "")
    frame = find_frame(question)
    assert frame is not None
    asks_how = frame.question_word == frame.auxiliary or "why" in question.lower()
    tokens = words(question)
    end, verb = subject_and_verb(tokens, frame.auxiliary, asks_how=asks_how)
    return question[tokens[frame.auxiliary + 1].start : tokens[end - 1].end], verb


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_finds_the_subject_of_its_example(rule: Rule) -> None:
    expected = re.search(r"\[(.*)\]", rule.example)
    assert expected and read(rule)[0] == expected[1]


@pytest.mark.parametrize("rule", RULES[:-1], ids=lambda rule: rule.name)
def test_each_rule_is_needed_for_its_example(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(rule)
    monkeypatch.setattr(subject, "RULES", tuple(other for other in RULES if other is not rule))
    assert read(rule) != found


@given(QUESTIONS)
def test_the_parts_of_a_frame_are_the_whole_question_in_order(question: str) -> None:
    frame = find_frame(question)
    if frame is not None:
        tokens = words(question)
        bounds = [0, *frame.bounds, len(tokens)]
        assert bounds == sorted(bounds)
        assert tuple(word for start, end in pairwise(bounds) for word in tokens[start:end]) == tokens


@given(QUESTIONS)
def test_the_parts_of_a_clause_join_to_the_question(question: str) -> None:
    clause = parse(question)
    if clause is not None:
        parts = (clause.front, clause.question_word, clause.noun, clause.auxiliary)
        joined = " ".join((*parts, clause.subject, clause.adverb, clause.verb, clause.rest))
        asked = [word.text for word in words(question)]
        of = len(words(f"{clause.front} {clause.question_word}"))  # "how many of them" is about "them"
        without_of = asked[:of] + asked[of + 1 :] if asked[of : of + 1] == ["of"] else asked
        assert [word.text for word in words(joined)] in (asked, without_of)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who resigned?", "|Who|||||resigned|"),
        ("In 2024, which city did Anna ever visit by train?", "In 2024,|which|city|did|Anna|ever|visit|by train"),
        ("How many people in hospital were treated?", "|How many|people in hospital|were|||treated|"),
        ("How many people were in hospital?", "|How many|people|were||||in hospital"),
        ("What was wrong with the satellite?", "|What||was|||wrong|with the satellite"),
        ("Which town was worst hit by the storm?", "|Which|town|was||worst|hit|by the storm"),
        ("Which town will not close schools?", "|Which|town|will||not|close|schools"),
        ("Why was the line late?", "|Why||was|the line||late|"),
        ("When will the James Webb telescope find life?", "|When||will|the James Webb telescope||find|life"),
        ("What does the Seafarers' League want?", "|What||does|the Seafarers' League||want|"),
        ("Has it ever failed?", "|||Has|it|ever|failed|"),
    ],
)
def test_a_question_is_taken_apart(question: str, expected: str) -> None:
    frame = find_frame(question)
    assert isinstance(frame, Frame)
    tokens = words(question)
    bounds = [0, *frame.bounds, len(tokens)]
    parts = [question[tokens[a].start : tokens[b - 1].end] if a < b else "" for a, b in pairwise(bounds)]
    assert parts == [part.rstrip(",") for part in expected.split("|")]


@pytest.mark.parametrize("question", ["", "?", "Japan", "lenders of the dam", "Tell me more", "to whom", "which"])
def test_what_is_no_question_has_no_frame(question: str) -> None:
    assert find_frame(question) is None
