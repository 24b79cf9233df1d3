import pytest

from qa.service.example_questions import MAX_CHARS, most_telling, questions, repeats_question, shares_subject


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
    ("title", "text", "question"),
    [
        ("Osk votes", "In Osk it will rain, Ada Byrne said.", "What did Ada Byrne say about Osk?"),
        ("Osk votes", "It is calm, said Ada Byrne. Rain fell in Nara.", None),
        (
            "Talks with the US",
            "The US agreed. The US army did, too. The US said, “It is,” said Ada Byrne.",
            "What did Ada Byrne say about the US?",
        ),
        ("Osk votes", "Minister Ada Byrne, the head of Osk's party, resigned.", "Who is Ada Byrne?"),
        ("Ada Byrne votes", "Minister Ada Byrne came. It rained.", "Who is Ada Byrne?"),
        ("Osk votes", "Mill Bridge, the oldest crossing of the river, is closed.", "What is Mill Bridge?"),
        ("Osk votes", "Beside Ada Byrne, the crowd was singing, children ran.", None),
    ],
)
def test_people_and_what_they_say_become_questions(title: str, text: str, question: str | None) -> None:
    assert list(questions(title, text)) == ([question] if question else [])


def test_questions_that_tell_most_come_first() -> None:
    text = "Osk announced it. About 18,000 police officers will be deployed in Tokyo, police said."
    assert most_telling("", text) == [
        "How many police officers will be deployed in Tokyo?",
        "What did Osk announce?",
    ]


def test_questions_with_nearly_the_same_words_are_one() -> None:
    assert repeats_question("What did Japan pledge?", ["Who?", "What has Japan pledged to America?"])
    assert not repeats_question("Who is Ada Byrne?", ["What did Ada Byrne say about taxes on Osk?"])


@pytest.mark.parametrize(
    ("question", "other", "is_shared"),
    [
        ("Who is Ada Byrne?", "how old is ada byrne", True),
        ("What did the Osk Lottery say about the draw?", "How much did the Nara lottery pay?", False),
        ("What did Jan Byrne say about Osk?", "When did Ada Byrne resign?", False),
        ("What did the president say?", "Who was the first president to own a cat?", False),
        ("How many deaths were reported in Osk?", "How many people died in Nara?", False),
        ("How many homes were flooded near the river?", "Which homes near the river may be lost?", True),
    ],
)
def test_a_subject_is_a_name_or_more_than_a_word(question: str, other: str, is_shared: bool) -> None:
    assert shares_subject(question, other) is is_shared


def test_words_of_asking_are_no_subject() -> None:
    assert shares_subject("Who is Ada Byrne?", "What did Byrne say?")
    assert not shares_subject("What did Osk say?", "What did Nara say?")
    assert not shares_subject("What did Osk announce?", "What did Nara announce?")


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
