import pytest

from qa.question.asking_words import asking_words
from qa.question.question_profile import profile_question


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
def test_a_question_asks_for_a_kind_of_thing(question: str, wanted: str | None) -> None:
    assert profile_question(question).kind == wanted


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
def test_no_name_or_number_answers_why_whether_or_what_is(question: str, has_one: bool) -> None:
    assert profile_question(question).has_short_answer is has_one


def test_a_follow_ups_words_are_told_from_those_that_it_took_over() -> None:
    profile = profile_question("How much did China pledge at the summit?", "And China?")
    assert profile.carried == {"pledg", "summit", "much"}
    assert profile_question("How much did China pledge at the summit?").carried == frozenset()


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
