"""The text of a chat: quotes stand in it word for word, and its pieces are the whole."""

from collections.abc import Iterator
from dataclasses import replace

import made_answers
import pytest
from browsing import an_answer
from hypothesis import given
from hypothesis import strategies as st
from made_answers import made

from qa.answer.contract import Answer, Generation, Sentence, SentenceEvent, Step
from qa.answer.exports.chat_text import REMARKS, annotated, pieces, spoken

KINDS = ("hostile", "copied", "brief", "items", "comparison", "differing", "claim", "refusal")
each_answer = pytest.mark.parametrize("answer", [made(getattr(made_answers, kind)()) for kind in KINDS], ids=KINDS)


def steps(answer: Answer) -> Iterator[Step]:
    """The steps that end in an answer."""
    yield answer.query
    for sentence in answer.sentences:
        yield SentenceEvent(sentence, tuple(each for each in answer.citations if each.number in sentence.citations))
    yield answer


def text(answer: Answer) -> str:
    return "".join(piece.text for piece in pieces(steps(answer)))


@each_answer
def test_each_citation_is_annotated_once_and_its_slice_is_the_quote(answer: Answer) -> None:
    whole = text(answer)
    found = list(annotated(pieces(steps(answer))))
    assert sorted(each.citation.number for each in found) == [each.number for each in answer.citations]
    for each in found:
        assert whole[each.start : each.end] == each.citation.quote
    assert all(each.article.url in whole for each in answer.citations)


@given(quotes=st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True))
def test_whatever_a_quote_says_its_slice_is_the_quote(quotes: list[str]) -> None:
    answer = made(an_answer(quotes))
    whole = text(answer)
    assert [whole[each.start : each.end] for each in annotated(pieces(steps(answer)))] == quotes


@each_answer
def test_what_an_answer_said_is_found_again_in_its_text(answer: Answer) -> None:
    assert spoken(text(answer)) == answer.answer


def test_so_are_quotes_of_several_paragraphs_and_a_language_models_words() -> None:
    quotes = ["She said: “No.”\n\nHe left.", "“Yes,” he said."]
    answer = made(an_answer(quotes))
    assert spoken(text(answer)) == answer.answer
    words = "“Yes,” he said, and she left."
    written = replace(answer, sentences=(Sentence(words, (2,)), *answer.sentences[:1]), answer=f"{words} {quotes[0]}")
    assert spoken(text(written)) == written.answer


def test_a_text_of_somebody_else_is_taken_as_it_stands() -> None:
    for text in ("“Yes”, they said [1].\n\nAnd “no”.", "“Yes”", ""):
        assert spoken(text) == text


def test_a_language_models_sentence_is_no_quote_and_its_quotes_stand_at_their_sources() -> None:
    answer = made(made_answers.copied())
    quotes = [each.quote for each in answer.citations]
    written = replace(
        answer, sentences=(Sentence("Japan made a pledge.", (1, 2)),), generated=Generation("verified", "any", 1, None)
    )
    whole = text(written)
    assert whole.startswith("Japan made a pledge. [1][2]")
    assert [whole[each.start : each.end] for each in annotated(pieces(steps(written)))] == quotes
    assert "Put into words by any, each sentence checked against its quotes; 1 others were left out." in whole


def test_a_refusal_is_said_in_words_with_a_question_that_is_answered() -> None:
    said, _, remarks = text(made(made_answers.refusal())).partition(REMARKS)
    assert said == "The archive has nothing from 2024."
    assert "Searched only articles from 1 Jan 2024 until 31 Dec 2024" in remarks
    assert "This is answered: What did Japan promise to invest?" in remarks
    assert "[1]" not in remarks


def test_what_is_to_be_known_of_the_quotes_stands_behind_them() -> None:
    remarks = text(made(made_answers.copied())).partition(REMARKS)[2]
    assert "Likely answer · 1 report, carried by 3 publishers · marked: “$550 billion”" in remarks
    assert "Note: Three publishers carry the same words, so they do not confirm each other. [1]" in remarks
    assert "[1] Paper 1, “Headline 1”, A. Writer, 21 Oct 2025, also carried by Pacific Ledger, Eastmoor" in remarks
    assert "Not compared with what you asked. Read what the quote says." in text(made(made_answers.claim()))
    assert "there may be others: Toyota [1], Panasonic [1], Hitachi [1][2]" in text(made(made_answers.items()))
    assert "Japan: [1]\n\nSouth Korea: [2]" in text(made(made_answers.comparison()))
