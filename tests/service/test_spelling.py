from collections.abc import Iterator

import pytest
from archives import lines, record
from conftest import WordEncoder, open_index, take_in

from index.engine.passage_index import PassageIndex
from qa.question.request import Ask
from qa.service.ask import Service
from qa.service.spelling import respelled

TEXTS = (
    "Zelensky spoke in Osk about inflation. The Truss government sold nothing.",
    "Zelensky spoke again. It is true that inflation fell, and true that Osk paid a trust.",
    "Mayor Ada Byrne of Wexcombe opened the bridge. The trust paid, the trust said. A trust is a trust.",
    "The trust of Nara has money. Liz Truss has none.",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    home, words = tmp_path_factory.mktemp("home"), WordEncoder()
    take_in(home, words, lines(home / "a.jsonl", *(record(n, text=text) for n, text in enumerate(TEXTS))))
    yield open_index(home, words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What did Zelensy say?", "What did Zelensky say?"),
        ("zelenksy's speech", "zelensky's speech"),
        ("ZELENSKKY IN OSK", "ZELENSKY IN OSK"),
        ("inflaton rate", "inflation rate"),
        ("the post-Zelensy infaltion", "the post-Zelensky inflation"),
        ("Who is Wxcombe and what is infaltion?", "Who is Wexcombe and what is inflation?"),
        ("a Truss and a Trus", "a Truss and a Trust"),  # not "Trues", which the index has as the term of "true"
        ("Liz Trus", "Liz Truss"),  # as it stands behind "Liz", though "trust" is the commoner word
    ],
)
def test_a_word_one_letter_away_from_one_that_the_archive_has_is_that_word(
    typed: str, meant: str, index: PassageIndex
) -> None:
    assert respelled(typed, index) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What did Zelensky say about inflation?",
        "What did the bride say?",  # a word of the dictionary
        "What did Ake buy?",  # too short to be told
        "What did Zelensy say about Flibbertigib?",
        "zelensy inflaton infaltion zelenksy",
        "x" * 2_000,
        "Wexcombe2 and 12345",
    ],
)
def test_what_the_archive_or_the_dictionary_knows_and_what_cannot_be_told_is_left_alone(
    question: str, index: PassageIndex
) -> None:
    assert respelled(question, index) is None


def test_a_refusal_offers_the_question_as_it_was_meant(sample: Service) -> None:
    answer = sample.ask(Ask("How much did Japn pledge?"))
    assert answer.status == "unanswered"
    offered = answer.suggestions[0]
    assert (offered.kind, offered.question) == ("other_question", "How much did Japan pledge?")
    assert offered.text.startswith("Did you mean “How much did Japan pledge?”? “")
    assert sample.ask(Ask(offered.question)).short_answer == "$550 billion"
