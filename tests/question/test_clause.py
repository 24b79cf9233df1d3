"""What a question can be turned into."""

import pytest

from qa.question.syntax.clause import asked_with, embedded, parse, with_others, written_out


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What did Japan pledge?", "what Japan pledged"),
        ("Who resigned?", "who resigned"),
        ("Who is the prime minister of Japan?", "the prime minister of Japan"),
        ("How much will fares rise?", "how much fares will rise"),
        ("How many people died in Pell?", "the people that died in Pell"),
        ("Which bridge did they finally close?", "the bridge they finally closed"),
        ("Why was the airport in Lisbon closed?", "the airport in Lisbon being closed"),
        ("Why is the minister being investigated?", "the minister being investigated"),
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
        ("Which court suspended work?", "when", "When did the court suspend work?"),
        ("What did Japan pledge?", "when", "When did Japan pledge that?"),
        ("What did Japan pledge for the victims?", "when", "When did Japan pledge that for the victims?"),
        ("What did Japan pledge the victims?", "when", None),
        ("What did Japan agree to buy?", "when", None),
        ("How much did Fox pay Dominion?", "when", "When did Fox pay Dominion?"),
        ("How much did the dam cost?", "when", None),
        ("Whom did Musk fire?", "why", "Why did Musk fire them?"),
        ("Who resigned?", "why", None),
    ],
)
def test_a_question_is_asked_with_another_word_where_grammar_allows(
    question: str, word: str, expected: str | None
) -> None:
    clause = parse(question)
    assert clause and asked_with(clause, word) == expected


@pytest.mark.parametrize(
    ("question", "word", "expected"),
    [
        ("Who shot Ann Lee?", "who", "Who else shot Ann Lee?"),
        ("What did Japan pledge?", "what", "What else did Japan pledge?"),
        ("Which countries joined NATO?", "who", "Who else joined NATO?"),
        ("Did Verrano bid for Orrel?", "who", "Who else bid for Orrel?"),
        ("What did Japan pledge?", "who", None),
    ],
)
def test_a_question_is_asked_of_others_where_grammar_allows(question: str, word: str, expected: str | None) -> None:
    clause = parse(question)
    assert clause and with_others(clause, word) == expected


def test_contractions_are_written_out() -> None:
    assert written_out("What’s\n new,  and who's there?") == "What is new, and who is there?"
    assert written_out("whos the mayor") == "who is the mayor"


def test_a_question_whose_subject_would_be_an_article_alone_has_no_known_parts() -> None:
    assert parse("where did the us and china agree the framework") is None
