from pathlib import Path

import pytest

from index.engine.lexical import Entry, LexicalIndex
from qa.answer.feature_reader.question_profile import Target, read_question
from qa.question.asking_words import asking_words


@pytest.fixture
def lexical(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex(tmp_path / "lexical")


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many people died?", "number"),
        ("What percentage of voters came?", "number"),
        ("What did Platt pay for the football club?", "number"),
        ("When does the bridge open?", "date"),
        ("Which year was it built?", "date"),
        ("Who leads the council?", "person"),
        ("Which former minister resigned?", "person"),
        ("Where did the ferry sink?", "place"),
        ("In which country is the dam?", "place"),
        ("Which football club was sold?", "name"),
        ("What is the ferry called?", "name"),
        ("The club fell out with its owner. Who bought it?", "person"),
        ("What did Japan pledge?", "number"),
        ("What did the minister say?", None),
        ("Why was the sale stopped?", None),
        ("Did the company apologise?", None),
    ],
)
def test_a_question_asks_for_a_kind_of_thing(question: str, wanted: str | None, lexical: LexicalIndex) -> None:
    assert read_question(question, lexical).wanted == wanted


@pytest.mark.parametrize(
    ("question", "has_one"),
    [
        ("Why was the sale stopped?", False),
        ("How did the thieves get in?", False),
        ("Did the company apologise?", False),
        ("How many got in?", True),
        ("Who got in?", True),
        ("What did the mayor say about the sale?", False),
        ("What did the mayor say she would buy?", True),
        ("What happened at the harbour?", False),
        ("Who is Ana Tarn?", False),
        ("Who is the harbour master?", True),
        ("What is a bearing?", False),
        ("What are rare earths?", False),
        ("What is Wordle?", False),
        ("What was stolen?", True),
        ("What is the toll?", True),
        ("What is Japan's pledge?", True),
    ],
)
def test_no_name_or_number_answers_why_whether_or_what_is(question: str, has_one: bool, lexical: LexicalIndex) -> None:
    assert read_question(question, lexical).has_short_answer is has_one


def test_what_a_follow_up_carried_over_weighs_little(lexical: LexicalIndex) -> None:
    target: Target = read_question("How much did China pledge at the summit?", lexical, "And China?")
    assert target.carried == {"pledg", "summit", "much"}
    assert target.own["summit"] < target.own["china"] / 5
    assert target.weights["summit"] == target.weights["china"]


def test_in_the_sentence_that_answers_rare_words_count_no_more_than_common_ones(lexical: LexicalIndex) -> None:
    texts = ("The ferry Solace sank", "The ferry sank", "The ferry docked")
    lexical.change([], [Entry(n, "News", text, "paper", None, 0, None) for n, text in enumerate(texts)])
    lexical.reload()
    target = read_question("When was the ferry Solace repaired?", lexical)
    assert target.weights["solac"] > target.weights["ferri"]
    assert target.own["solac"] == target.own["ferri"] == target.focus["ferri"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which country did Japan ask?", "Which country"),
        ("In what year was the bridge built?", "what year"),
        ("How many people were hurt?", "How many people"),
        ("Who won the race on Sunday in Rome?", "Who won the race"),
        ("What’s the fare?", "What"),
        ("Did Japan pledge anything?", None),
        ("", None),
    ],
)
def test_the_words_that_ask(question: str, words: str | None) -> None:
    span = asking_words(question)
    assert (question[span.start : span.end] if span else None) == words
