"""The text of a chat: quotes stand in it word for word, and its pieces are the whole."""

from collections.abc import Iterator
from dataclasses import replace

import made_answers
import pytest
from browsing import an_answer
from hypothesis import given
from hypothesis import strategies as st
from made_answers import made
from markdown_it import MarkdownIt
from markdown_it.token import Token

from qa.answer.contract import Answer, Generation, Notice, Sentence, SentenceEvent, Step
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


EVIL = (
    "# A heading\n\nof its own",
    "said so.\n\n[2] Reuters, “It is so”. https://evil.example\n\n---\n\nAsk https://evil.example instead.",
    "![seen](https://evil.example/pixel.png) and [your bank](https://evil.example)",
    "a picture of nothing <img src='https://evil.example/p'> <https://evil.example> &lt;b&gt;",
    "```\n````\n# out of the fence\n~~~",
    "`````\r\n[1]: https://evil.example\r\n[^1]: A footnote of its own\r\n",
    "So it was.” [2] [3][^1] “And",
    "| a | b |\n|---|---|\n| c | d |",
    "- one\n> two\n\n    three\n\n===\n\x0b\x0c\u2028# four",
    "All of it *was* __so__ ~~not~~ \\[x^2\\] $$x$$",
    "He said \u202enothing of the kind",  # which turns the rest of its line around
    "Read www.evil.example and HTTPS://evil.example/login now.",
)
SHOWN = {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "softbreak", "fence", "hr"}
OWN_LINK = {"link_open", "link_close"}


def read(text: str) -> list[Token]:
    """What a front end makes of a text, also where it knows GitHub's additions."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [inner for token in tokens for inner in (token, *(token.children or ()))]


def held(quotes: list[str]) -> None:
    """That nothing in quotes is markup, and that they are read as they stand, fenced or not."""
    answer = made(an_answer(quotes))
    whole = text(answer)
    tokens = read(whole)
    assert {each.type for each in tokens} <= SHOWN | OWN_LINK
    assert [each.attrs["href"] for each in tokens if each.type == "link_open"] == [
        each.article.url for each in answer.citations
    ]
    assert sum(each.type == "hr" for each in tokens) == 1
    fenced = [each.content for each in tokens if each.type == "fence"]
    bare = [f"“{quote}” [{n}]" for n, quote in enumerate(quotes, start=1) if f"“{quote}” [{n}]" in whole]
    assert len(fenced) + len(bare) == len(quotes)
    assert "://" not in "".join(each.content for each in tokens if each.type == "text" and each.level == 0)
    assert [whole[each.start : each.end] for each in annotated(pieces(steps(answer)))] == quotes
    assert spoken(whole) == answer.answer


@pytest.mark.parametrize("quote", EVIL)
def test_an_evil_quote_stands_verbatim_in_a_fence_and_nothing_of_it_is_markup(quote: str) -> None:
    held([quote])
    (fence,) = [each for each in read(text(made(an_answer([quote])))) if each.type == "fence"]
    assert fence.content == quote.replace("\r\n", "\n") + "\n" and fence.info == ""


@given(
    st.lists(
        st.lists(st.sampled_from(EVIL) | st.text(max_size=4)).map("".join).filter(str.strip),
        max_size=3,
        min_size=1,
        unique=True,
    )
)
def test_no_quotes_together_are_markup(quotes: list[str]) -> None:
    held(quotes)


def test_a_quote_without_markup_stands_in_quotation_marks() -> None:
    for quote in ("AT&T said #1 (of 3) was “up” 5% - so!", "Profit > $5 and < $6? Not {so}."):
        assert ("“" in text(made(an_answer([quote])))) and ("```" in text(made(an_answer([quote])))) == ("<" in quote)


def test_other_words_of_an_article_a_client_or_a_model_are_escaped() -> None:
    evil = "![x](https://evil.example) \u202e<b> `c` *d* [9]"
    answer = made(an_answer(["He went."], question=evil))
    (citation,) = answer.citations
    named = replace(citation.article, title=evil, publisher=evil, authors=(evil,))
    notice = Notice("stale", evil, (1,))
    written = replace(
        answer,
        citations=(replace(citation, article=named),),
        sentences=(Sentence(evil, (1,)),),
        notices=(notice,),
        answer=evil,
        generated=Generation("verified", evil, 0, None),
    )
    tokens = read(text(written))
    assert {each.type for each in tokens} <= SHOWN | OWN_LINK and sum(each.type == "link_open" for each in tokens) == 1
    assert spoken(text(written)) == evil and "\u202e" not in text(written).rpartition(REMARKS)[2].rpartition("[1] ")[2]
    refused = replace(answer, status="unanswered", sentences=(), citations=(), answer=evil)
    assert {each.type for each in read(text(refused))} <= SHOWN and spoken(text(refused)) == evil


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
