import pytest
from conftest import NOW, an_article

from corpus.archive.versions import StoredVersion
from index.text.sentences import Span
from qa.answer.feature_reader.allowed_answers import possible_answers
from qa.answer.feature_reader.answer_spans import answer_spans
from qa.answer.reading import ScoredSentence
from qa.question.question_profile import AnswerKind

PUBLISHED = "2025-11-12"


def possible(question: str, wanted: AnswerKind | None, sentence: str) -> set[str]:
    stored = StoredVersion(1, an_article(text=sentence, published=PUBLISHED), NOW, NOW, None, 1)
    spans = tuple((span, 0.5) for span in answer_spans(sentence))
    candidate = ScoredSentence(stored, Span(0, len(sentence)), sentence, 0, {}, (), answers=spans)
    return {sentence[span.start : span.end] for span, _ in possible_answers(question, wanted, candidate)}


CLOSED = "Mill Bridge will be closed to 9,000 vehicles a day for 11 weeks from 12 January, she said on Wednesday."


def test_a_name_is_no_day_and_a_day_no_name() -> None:
    assert possible("When will Mill Bridge be closed?", "date", CLOSED) == {"12 January"}
    assert "Wednesday" not in possible("Which bridge will be closed?", "name", CLOSED)


def test_the_day_on_which_something_was_said_is_no_answer() -> None:
    assert possible("When was the library built?", "date", "It was built in 1911, she said on Monday.") == {"1911"}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many vehicles does Mill Bridge carry a day?", "9,000"),
        ("How long will Mill Bridge be closed?", "11"),
    ],
)
def test_a_number_counts_what_was_asked(question: str, answer: str) -> None:
    assert possible(question, "number", CLOSED) == {answer}


def test_what_something_rose_to_is_told_from_what_it_was() -> None:
    said = "Single bus fares will rise from £2.20 to £2.40 on 5 January."
    assert possible("How much will a single bus fare be?", "number", said) == {"£2.40"}


def test_of_which_says_that_a_figure_is_the_whole() -> None:
    said = "The repair cost £3.1 million, of which a fund paid half."
    assert "£3.1 million" in possible("How much did the repair cost?", "number", said)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How much is the prize?", "A 13-year-old schoolgirl shared first prize in round 4."),
        ("How old was the mayor?", "Mourners pray for the mayor on Tuesday, July 12, 2022."),
        ("What is the unemployment rate?", "The Fed said the unemployment rate was low."),
    ],
)
def test_where_no_figure_of_the_kind_stands_nothing_answers(question: str, sentence: str) -> None:
    assert possible(question, "number", sentence) == set()
    assert possible(question, None, sentence) == set()


def test_a_year_alone_is_set_off_where_a_year_is_asked() -> None:
    said = "The next election is due no later than January 2027."
    assert possible("What year is the next election?", "date", said) == {"January 2027", "2027"}
    assert possible("When is the next election?", "date", said) == {"January 2027"}


def test_a_place_is_nobody() -> None:
    said = "Ana Tarn was shot in Merrin, Norland, by Jan Berg, as reporters of the Echo saw."
    assert possible("Who shot Ana Tarn?", "person", said) >= {"Jan Berg"}
    assert not possible("Who shot Ana Tarn?", "person", said) & {"Merrin", "Norland"}
    assert possible("Where was Ana Tarn shot?", "place", said) >= {"Merrin", "Norland"}


def test_where_the_kind_is_open_everything_may_answer() -> None:
    assert possible("What closes?", None, CLOSED) == {CLOSED[s.start : s.end] for s in answer_spans(CLOSED)}
