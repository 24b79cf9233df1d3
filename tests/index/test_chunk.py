import re
from collections.abc import Sequence

import pytest
from conftest import WordEncoder
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import clean_text
from index.passages.chunk import PASSAGE_TOKENS, chunk, count_tokens
from index.text.sentences import sentences


def count_pieces(texts: Sequence[str]) -> list[int]:
    """As an encoder's vocabulary might: four letters to a piece."""
    return [len(re.findall(r"\w{1,4}|[^\w\s]", text)) for text in texts]


def passages(text: str, *, max_tokens: int = PASSAGE_TOKENS, max_pieces: int = 254) -> list[str]:
    spans = chunk(text, max_tokens=max_tokens, fits=count_pieces, max_pieces=max_pieces)
    return [text[span.start : span.end] for span in spans]


WORDS = ["The council met", "on Monday", "Dr.", "U.S.", "“No,” ", "x" * 90, "é", "e\u0301", "👩\u200d👩\u200d👧"]
MARKS = [".", "?", "! ", "; ", ", ", ": ", " ", "\n", "\n\n", "\u2028"]
OTHERS = ["日本語の文。" * 9, "한국어 ", "Кто-то сказал. ", "قال الرئيس. ", "เขาพูดว่า", "नमस्ते। "]
TEXTS = st.one_of(
    st.text(max_size=300),
    st.text("aB .\n,;“”'-é日。！한ไไע\u200d😀\t\r\xa0", max_size=300),
    st.lists(st.sampled_from(WORDS + MARKS + OTHERS), max_size=60).map("".join),
)


@given(raw=TEXTS, max_tokens=st.integers(4, 40), max_pieces=st.integers(6, 60))
def test_passages_are_in_order_within_limits_and_lose_nothing(raw: str, max_tokens: int, max_pieces: int) -> None:
    text = clean_text(raw)
    position = 0
    for span in chunk(text, max_tokens=max_tokens, fits=count_pieces, max_pieces=max_pieces):
        passage = text[span.start : span.end]
        assert position <= span.start < span.end
        assert not text[position : span.start].strip()
        assert passage == passage.strip()
        assert count_tokens([passage])[0] <= max_tokens
        assert count_pieces([passage])[0] <= max_pieces
        position = span.end
    assert not text[position:].strip()


@given(raw=TEXTS)
def test_sentences_are_in_order_in_one_paragraph_and_lose_nothing(raw: str) -> None:
    text = clean_text(raw)
    position = 0
    for span in sentences(text):
        sentence = text[span.start : span.end]
        assert position <= span.start < span.end
        assert not text[position : span.start].strip()
        assert sentence == sentence.strip() and "\n\n" not in sentence
        position = span.end
    assert not text[position:].strip()


@given(raw=TEXTS)
def test_a_passage_holds_whole_sentences_where_they_fit(raw: str) -> None:
    text = clean_text(raw)
    units = sentences(text)
    short = {unit.start for unit in units if count_pieces([text[unit.start : unit.end]])[0] < 30}
    spans = chunk(text, max_tokens=400, fits=count_pieces, max_pieces=30)
    for unit in units:
        if unit.start in short and count_tokens([text[unit.start : unit.end]])[0] < 399:
            assert any(span.start <= unit.start and unit.end <= span.end for span in spans)


@pytest.mark.parametrize(
    "written",
    [
        ["The U.S. Senate met at 9 p.m. Tuesday in Washington.", "It voted."],
        ["It began at 9 a.m.", "The mayor spoke at 5 p.m.", "She left."],
        ["Sen. Joe Smith, D-W. Va., said he would vote no.", "He did."],
        ["Gov. Gavin Newsom (D-Calif.) signed it.", "Rep. Liz Cheney (R-Wyo.) did not."],
        ["Gen. Mark Milley, Lt. Col. Ann Lee, Sgt. Bo Cho and Adm. Hill met Maj. Tom.", "They left."],
        ["The Rev. Al Hill and Hon. Jane Doe spoke.", "Pres. Obama and Gov. Cuomo listened."],
        ["He lives in Ft. Worth, Texas.", "She was born in Mt. Vernon and lives in St. Louis."],
        ["“I am done,” said J. K. Rowling.", "She left."],
        ["J.D. Vance met George W. Bush and John F. Kennedy Jr. in Ohio.", "They spoke."],
        ["He left No. 10 Downing Street.", "No. 7 seed Duke won."],
        ["The answer was no.", "He left."],
        ["He paid $3.5 million.", "It rose 1.2% to 4,300.50 points.", "It cost £1.5m.", "Who pays?"],
        ["She was born on Jan. 6, 1950, and he on Sept. 3.", "They met on Oct. 9 in Rome."],
        ["He lives in Washington, D.C.", "He works for the U.S.", "It is big."],
        ["“It is over.”", "He left."],
        ["He asked: “Why now?”", "She said: “No.”", "Then he left."],
        ["“We won! We won!” they cried.", "Then it rained."],
        ['"We won\'t stop," said Ann Lee.', '"Never."'],
        ['It is bad," he says.', '"What do you do?"', "“We did it,” she said.", "(It rained.)"],
        ["Did he resign?", "Yes!", "He did."],
        ["The company, Acme Inc., said that Smith & Co. had agreed.", "The deal is worth $1.2 billion."],
        ["The case is Roe v. Wade.", "It was decided in 1973."],
        ["Dr. Lee, Mr. Jones and Mrs. Smith met Prof. Hill.", "They ate."],
        ["The game ended 3-2 vs. Leeds.", "Fans left."],
        ["Visit www.example.org or mail a.lee@paper.example today.", "Thanks."],
        ["日本は勝った。", "韓国は負けた。"],
    ],
    ids=lambda written: written[0][:40],
)
def test_sentences_of_news(written: list[str]) -> None:
    text = " ".join(written)
    assert [text[span.start : span.end] for span in sentences(text)] == written


def test_a_line_break_ends_a_sentence_without_a_full_stop() -> None:
    text = "A headline without an end\n\nSecond, at 9 a.m.\nTuesday was dry."
    assert [text[span.start : span.end] for span in sentences(text)] == [
        "A headline without an end",
        "Second, at 9 a.m.",
        "Tuesday was dry.",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n \n"])
def test_an_empty_text_has_no_passages(text: str) -> None:
    assert sentences(text) == []
    assert passages(text) == []


def test_a_short_text_is_one_passage() -> None:
    assert passages("The council met.\n\nIt voted.") == ["The council met.\n\nIt voted."]


@pytest.mark.parametrize(
    ("separator", "words"),
    [("; ", "alpha, beta: gamma delta"), (": ", "alpha, beta gamma delta"), (", ", "alpha beta gamma"), (" ", "alpha")],
)
def test_a_sentence_longer_than_a_passage_is_split_at_its_best_separator(separator: str, words: str) -> None:
    sentence = separator.join([words] * 40) + "."
    parts = passages(sentence, max_tokens=24)
    assert len(parts) > 1
    assert " ".join(parts) == sentence
    assert all(part.endswith(separator.strip() or words) for part in parts[:-1])


def test_a_word_longer_than_a_passage_is_split_between_characters() -> None:
    parts = passages("before " + "x" * 1000 + " after.", max_tokens=20, max_pieces=20)
    assert "".join(parts).replace(" ", "") == "before" + "x" * 1000 + "after."
    assert max(map(len, parts)) <= 80


def test_only_the_long_sentence_is_split() -> None:
    long = ", ".join(["a clause that goes on"] * 20) + "."
    text = f"The first sentence. {long} The last sentence."
    parts = passages(text, max_tokens=30)
    assert parts[0].startswith("The first sentence.") and parts[-1].endswith("The last sentence.")
    assert " ".join(parts) == text


@pytest.mark.parametrize("n_sentences", [11, 12, 19, 23, 31])
def test_passages_are_full_and_the_last_is_no_lonely_sentence(n_sentences: int) -> None:
    """Packed greedily, the last passage would be a lonely sentence; the last two are to be about equally full."""
    text = " ".join(f"Councillor number {n} spoke about the bridge." for n in range(n_sentences))
    *full, before, last = count_tokens(passages(text, max_tokens=100))
    assert all(length > 80 for length in full)
    assert abs(before - last) <= 20


def test_the_tighter_measure_decides() -> None:
    text = " ".join(f"Sentence number {n} is here." for n in range(40))
    by_tokens, by_pieces = passages(text, max_tokens=20, max_pieces=10_000), passages(text, max_pieces=20)
    assert 10 < max(count_tokens(by_tokens)) <= 20
    assert 10 < max(count_pieces(by_pieces)) <= 20


def test_the_default_length_leaves_the_encoder_room_for_a_title(words: WordEncoder) -> None:
    text = "\n\n".join(f"The council met on day {n}. It agreed on {n} million euros for bridge {n}." for n in range(60))
    spans = chunk(text, max_tokens=PASSAGE_TOKENS, fits=words.count_tokens, max_pieces=words.max_tokens - 48)
    counts = count_tokens([text[span.start : span.end] for span in spans])
    assert min(counts) > PASSAGE_TOKENS / 2
    assert max(counts) <= PASSAGE_TOKENS
    assert max(words.count_tokens([text[span.start : span.end] for span in spans])) <= words.max_tokens - 48


def test_tokens_are_counted_in_the_encoding_of_the_brief() -> None:
    assert count_tokens(["Hello world", "", "<|endoftext|>"]) == [2, 0, 7]


def test_sentences_end_at_full_width_stops_too() -> None:
    text = "東京で会談が行われた。首相は発表した！次は？"
    assert [text[span.start : span.end] for span in sentences(text)] == [
        "東京で会談が行われた。",
        "首相は発表した！",
        "次は？",
    ]


def test_a_sentence_far_too_long_to_be_one_is_split_by_bytes() -> None:
    text = "東京都知事選挙" * 1_000
    spans = chunk(text, max_tokens=180, fits=count_tokens, max_pieces=240)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert max(count_tokens([text[span.start : span.end] for span in spans])) <= 180


def test_a_line_that_was_only_folded_does_not_end_a_sentence() -> None:
    text = "The governor denied on Friday\nthat the state had borrowed money.\nThe bank agreed\n\nno deal"
    assert [text[span.start : span.end] for span in sentences(text)] == [
        "The governor denied on Friday\nthat the state had borrowed money.",
        "The bank agreed",
        "no deal",
    ]
