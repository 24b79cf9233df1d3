"""The hand-made chains and courtesies in `tests/answers/`: what is searched for, and what is carried over.

The floors are below what was measured (`tests/bench/chains.py`); grammar is for a person to read.
"""

import pytest
from chains import Understood, counts, understood
from conversations import rows

from qa.question.conversation.courtesy import courtesy, without_courtesy

CHAINS = rows("chains.jsonl")
COURTESIES = rows("courtesies.jsonl")
N_TURNS = 5
MIN_SAME_WORDS = 0.5
MAX_WORDS = 1.25  # for each word of what was meant


def test_chains_have_five_turns_of_both_tones() -> None:
    assert len(CHAINS) >= 40
    assert min(sum(row["tone"] == tone for row in CHAINS) for tone in ("plain", "rough")) >= 20
    for row in CHAINS:
        assert row.keys() == {"tone", "turns"}
        assert len(row["turns"]) == N_TURNS, row
        assert all(turn.keys() == {"question", "meant", "answer"} for turn in row["turns"]), row


@pytest.fixture(scope="module")
def turns() -> list[Understood]:
    return [turn for row in CHAINS for turn in list(understood(row))[1:]]


def test_completed_questions_say_what_was_meant_and_little_else(turns: list[Understood]) -> None:
    found = counts(turns)
    assert found["searched though nothing is asked"] == 1  # "what else", which nothing before it explains
    assert float(found["same words as meant"] or 0) >= MIN_SAME_WORDS
    assert float(found["words"] or 0) <= MAX_WORDS * float(found["words meant"] or 0)
    assert found["brackets"] == 0


def test_no_turn_carries_more_than_one_earlier_question(turns: list[Understood]) -> None:
    assert [turn.became for turn in turns if turn.became and turn.became.count("As for") > 1] == []
    assert max(len(turn.became.split()) - len(turn.typed.split()) for turn in turns if turn.became) <= 18


@pytest.mark.parametrize("row", COURTESIES, ids=lambda row: row["text"])
def test_a_courtesy_is_told_from_a_question(row: dict[str, object]) -> None:
    assert (courtesy(str(row["text"])) is not None) == row["is_courtesy"]


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Thanks! And what did China say?", "And what did China say?"),
        ("hi, who won the election", "who won the election"),
        ("Thank you. Great. When?", "When?"),
        ("Hello Kitty film", "Hello Kitty film"),
        ("Thanks!", "Thanks!"),
    ],
)
def test_a_courtesy_before_a_question_is_left_out(typed: str, asked: str) -> None:
    assert without_courtesy(typed) == asked


def test_both_sets_name_each_thing_once() -> None:
    for said in ([row["text"] for row in COURTESIES], [row["turns"][0]["question"] for row in CHAINS]):
        assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    "typed",
    [
        "Who told you that?",
        "Where does this come from?",
        "what's your source?",
        "where did you hear that",
        "Which article is this from?",
        "got a link?",
        "based on what?",
        "What makes you say that?",
        "How do you know?",
        "says who?",
    ],
)
def test_a_question_where_an_answer_is_from_is_told_its_sources(typed: str) -> None:
    assert courtesy(typed) == "sources"


@pytest.mark.parametrize(
    "typed", ["Is that really true?", "how reliable is that", "did you make that up?", "is this fake news?"]
)
def test_a_doubt_of_an_answer_is_met_as_one(typed: str) -> None:
    assert courtesy(typed) == "sure"


@pytest.mark.parametrize(
    "typed",
    [
        "Who told you that Truss resigned?",
        "Who told the police?",
        "Who says so?",  # of what was asked before
        "Where is this beer from?",
        "What is the source of the leak?",
        "Is it true that Truss resigned?",
        "Who reported the fire?",
        "What is article 5?",
        "How reliable is the tram?",
    ],
)
def test_a_question_of_the_news_in_such_words_is_no_courtesy(typed: str) -> None:
    assert courtesy(typed) is None
