"""A question beside a passage as word pieces, and what marks become of them."""

import random
from pathlib import Path

import numpy as np
import pytest

from index.text.sentences import Span
from qa.answer.reader.pair import MAX_PIECES, header, pair, pieces, sentence_pieces
from qa.training.reader.examples import Example, encoded, joined, marked, reader_tokenizer, without_answers
from qa.training.reader.json_lines import read_rows
from qa.training.reader.news_examples import SearchableNews

TEXT = "The council met on Tuesday. It agreed on two million euros for Mill Bridge. Nobody spoke against it."


def test_a_pair_is_question_headline_and_text_between_marks() -> None:
    asked, head, text = pieces(reader_tokenizer(), ["Who met?", "A headline.", TEXT])
    made = pair(asked, head, text)
    assert (made.ids[0], made.ids[made.type_at - 1], made.ids[-1]) == (101, 102, 102)
    assert made.ids[made.text_at : made.text_at + len(made.offsets)].tolist() == text[0].tolist()


def test_a_long_text_is_cut_at_its_end() -> None:
    asked, head, text = pieces(reader_tokenizer(), ["Who met?", "A headline.", TEXT * 40])
    made = pair(asked, head, text)
    assert len(made.ids) == MAX_PIECES
    assert made.offsets.tolist() == text[1][: len(made.offsets)].tolist()


def test_sentences_are_found_among_the_pieces() -> None:
    (text,) = pieces(reader_tokenizer(), [TEXT])
    spans = marked(TEXT, ()).spans
    for span, (first, last) in zip(spans, sentence_pieces(text[1], spans), strict=True):
        assert (text[1][first, 0], text[1][last - 1, 1]) == (span.start, span.end)


def test_the_marks_of_words_and_sentences_come_through() -> None:
    start = TEXT.index("two million euros")
    read = marked(TEXT, [Span(start, start + len("two million euros"))], header("Bridge", None))
    (example,) = encoded(reader_tokenizer(), [Example("test", "How much?", (read,))])
    (made,) = example.reads
    assert made.answering.tolist() == [False, True, False]
    words = reader_tokenizer().decode(made.ids[made.text_at :][made.starts[0] : made.ends[0] + 1].tolist())
    assert words == "two million euros"


def test_what_is_cut_off_is_no_answer() -> None:
    read = joined([*["Filler words that take much room here."] * 80, TEXT], [*[False] * 80, True])
    (example,) = encoded(reader_tokenizer(), [Example("test", "How much?", (read,))])
    assert not example.reads[0].answering.any()


def test_a_passage_without_its_answers_keeps_the_rest() -> None:
    read = without_answers(marked(TEXT, [Span(30, 32)]))
    assert read.text == "The council met on Tuesday. Nobody spoke against it."
    assert [read.text[span.start : span.end] for span in read.spans] == [
        "The council met on Tuesday.",
        "Nobody spoke against it.",
    ]
    assert not any(read.answering)


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": 1}\nnonsense\n')
    with pytest.raises(ValueError, match=r"rows\.jsonl:2"):
        list(read_rows(path))
    path.write_text("[1]\n")
    with pytest.raises(ValueError, match=r"rows\.jsonl:1 is no object, but list"):
        list(read_rows(path))


def article(n: int, published: str, text: str) -> dict[str, str]:
    return {"url": f"https://paper.example/{n}", "title": f"Headline {n}", "text": text, "published": published}


@pytest.fixture
def news(tmp_path: Path) -> SearchableNews:
    articles = [
        article(1, "2025-10-01", TEXT),
        article(2, "2025-10-05", "Mill Bridge was closed on Friday. Drivers took the ferry over the river instead."),
        article(3, "2026-10-05", "Mill Bridge was opened again. The minister cut a ribbon, and a band played."),
    ]
    return SearchableNews(tmp_path / "index", reader_tokenizer(), articles)


def test_a_written_question_has_its_marks_and_negatives_known_by_then(news: SearchableNews) -> None:
    start = TEXT.index("It agreed")
    row = {
        "url": "https://paper.example/1",
        "published": "2025-10-01",
        "question": "How much will Mill Bridge get?",
        "answering": [[start, start + 48]],
        "words": [TEXT.index("two million"), TEXT.index("two million") + 17],
    }
    made = [example for seed in range(20) for example in news.written(row, random.Random(seed))]
    assert {example.source for example in made} == {"written", "taken-out"}
    for example in made:
        right = [read for read in example.reads if any(read.answering)]
        assert len(right) == (example.source == "written")
        for read in right:
            assert [read.text[place.start : place.end] for place in read.words] == ["two million euros"]
            assert read.head == "Headline 1 (1 October 2025)."
        assert not any("ribbon" in read.text for read in example.reads)  # published a year later


def test_a_near_miss_has_no_answer(news: SearchableNews) -> None:
    row = {"url": "https://paper.example/1", "published": "2025-10-01", "question": "Who spoke against it?"}
    examples = list(news.written(row | {"answering": [], "why_not": "nobody did"}, random.Random(1)))
    assert examples and {example.source for example in examples} == {"near-miss"}
    assert not any(any(read.answering) for example in examples for read in example.reads)


def test_a_quiz_question_may_be_answered_on_its_day_and_not_a_year_before(news: SearchableNews) -> None:
    row = {"question": "What did the minister cut at Mill Bridge?", "answer": "A ribbon", "as_of": "2026-10-10"}
    examples = {example.source: example for example in news.quiz(row, random.Random(1))}
    assert not examples["quiz"].is_marked
    assert any(any(read.answering) for read in examples["quiz"].reads)
    assert not any(any(read.answering) for read in examples["quiz-before"].reads)
    assert np.all(["2025" in read.head for read in examples["quiz-before"].reads])
