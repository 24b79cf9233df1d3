import pytest

from qa.service.example_questions import MAX_CHARS, questions


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("TOKYO, 27 October - Japan pledged about $550 billion of investment.", "What did Japan pledge?"),
        ("The Harrow Lane Museum announced a loan.", "What did the Harrow Lane Museum announce?"),
        ("Mayor Ada Byrne told reporters on Friday that she would go.", "What did Mayor Ada Byrne tell reporters?"),
        (
            "About 18,000 police officers will be deployed in Tokyo, police said.",
            "How many police officers will be deployed in Tokyo?",
        ),
        ("Mill Bridge will be closed to traffic for 11 weeks.", "How long will Mill Bridge be closed to traffic?"),
    ],
)
def test_a_sentence_becomes_the_question_that_it_answers(text: str, question: str) -> None:
    assert list(questions("", text)) == [question]


def test_a_headline_becomes_a_question() -> None:
    assert list(questions("Hakeem Jeffries launches bid for leadership", "")) == ["What did Hakeem Jeffries launch?"]
    headline = "Sanae Takaichi becomes Japan's first woman prime minister"
    assert list(questions(headline, "")) == ["Who becomes Japan's first woman prime minister?"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It pledged more.",
        "A proposed law failed.",
        "And the FDA signed it.",
        "They’ve promised it.",
        "More than 17 million votes were cast in the referendum, he said.",
        "a" * 100_000,
        "Japan " * 20_000,
        "1 " * 50_000,
        "." * 9_999,
    ],
)
def test_other_words_become_none(text: str) -> None:
    assert list(questions(text[:200], text)) == []


def test_questions_are_short_enough_to_be_read_at_a_glance() -> None:
    text = f"{'Nara ' * 4}{'N' * MAX_CHARS} announced it."
    assert list(questions("", text)) == []
