"""What a question can be turned into."""

import pytest

from qa.question.syntax.clause import asked_with, core, embedded, parse, written_out


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Japan pledge?", "what Japan pledged"),
        ("Who resigned?", "who resigned"),
        ("Who is the prime minister of Japan?", "the prime minister of Japan"),
        ("How much will fares rise?", "what fares will rise"),
        ("How many people died in Pell?", "the people that died in Pell"),
        ("Which bridge did they finally close?", "the bridge they finally closed"),
        ("Why was the airport in Lisbon closed?", "the airport in Lisbon being closed"),
        ("When did the ship not sail?", "the ship not sailing"),
        ("Did the Senate pass the bill?", "the Senate passing the bill"),
        ("Where is the ship?", "the ship"),
        ("Which town did not flood?", "the town that did not flood"),
    ],
)
def test_a_question_becomes_a_part_of_another_sentence(question: str, expected: str) -> None:
    clause = parse(question)
    assert clause and embedded(clause) == expected


@pytest.mark.parametrize(
    ("question", "word", "expected"),
    [
        ("Did Mill Bridge close?", "when", "When did Mill Bridge close?"),
        ("How many people died in Pell?", "why", "Why did the people die in Pell?"),
        ("Which ships were sold?", "where", "Where were the ships sold?"),
        ("What jobs will the firm cut?", "when", "When will the firm cut the jobs?"),
        ("What did Japan pledge?", "when", None),
        ("Who resigned?", "why", None),
    ],
)
def test_a_question_is_asked_with_another_word_where_grammar_allows(
    question: str, word: str, expected: str | None
) -> None:
    clause = parse(question)
    assert clause and asked_with(clause, word) == expected


def test_the_core_of_a_question_is_without_what_was_put_behind_it() -> None:
    assert core("Who voted, and why (the board allowing the deal)?") == "Who voted?"


def test_contractions_are_written_out() -> None:
    assert written_out("What’s\n new,  and who's there?") == "What is new, and who is there?"
