"""The reader: what its logits say of a passage, and that the shipped one is whole and runs as torch runs it."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoder.encoder import ModelError
from index.text.sentences import sentences
from qa.answer.reader import convert
from qa.answer.reader.pair import MAX_PIECES, pair, pieces
from qa.answer.reader.reader import CUT_OFF, OpenVinoReader, PassageText, Reader, reading
from qa.training.reader.examples import reader_tokenizer

TEXT = "The council met on Tuesday. Japan pledged $550 billion. Nobody spoke."


def a_passage(text: str, head: str = "A headline (1 May 2025).") -> PassageText:
    return PassageText(head, text, tuple(sentences(text)))


def test_the_logits_of_a_sentence_are_the_mean_over_its_pieces() -> None:
    tokenizer = reader_tokenizer()
    made = pair(*pieces(tokenizer, ["What did Japan pledge?", "Head.", TEXT]))
    tokens = np.zeros((len(made.ids), 3), np.float32)
    start = TEXT.index("Japan pledged")
    inside = (made.offsets[:, 0] >= start) & (made.offsets[:, 1] <= TEXT.index(" Nobody"))
    tokens[made.text_at : made.text_at + len(inside)][inside, 0] = 3.0
    assert reading(1.5, tokens, made, a_passage(TEXT)).sentences == (0.0, 3.0, 0.0)
    assert reading(1.5, tokens, made, a_passage(TEXT)).relevance == 1.5


def test_the_likeliest_words_are_whole_ones_of_one_sentence() -> None:
    made = pair(*pieces(reader_tokenizer(), ["What did Japan pledge?", "Head.", TEXT]))
    tokens = np.zeros((len(made.ids), 3), np.float32)
    first, last = TEXT.index("$550"), TEXT.index("billion")
    tokens[made.text_at + int(np.flatnonzero(made.offsets[:, 0] == first)[0]), 1] = 12.0
    tokens[made.text_at + int(np.flatnonzero(made.offsets[:, 0] == last)[0]), 2] = 12.0
    best = reading(0.0, tokens, made, a_passage(TEXT)).words[0]
    assert TEXT[best.start : best.end] == "$550 billion"
    assert 0.99 < best.probability <= 1.0


def test_what_is_beyond_the_networks_reach_does_not_answer() -> None:
    text = "Nobody spoke about it there. " * 80
    made = pair(*pieces(reader_tokenizer(), ["Who spoke?", "Head.", text]))
    assert len(made.ids) == MAX_PIECES
    found = reading(0.0, np.zeros((MAX_PIECES, 3), np.float32), made, a_passage(text))
    assert found.sentences[0] == 0.0
    assert found.sentences[-1] == CUT_OFF


def test_the_answering_passage_and_sentence_are_told_from_others(reader: Reader) -> None:
    other = "The museum opens at nine. Tickets cost four euros. Children pay nothing."
    good, bad = reader.read("What did Japan pledge?", [a_passage(TEXT), a_passage(other)])
    assert good.relevance > bad.relevance
    assert int(np.argmax(good.sentences)) == 1
    assert max(good.sentences) > max(bad.sentences)


def test_many_passages_are_read_as_few_are(reader: Reader) -> None:
    passages = [a_passage(TEXT[: 30 + 4 * n]) for n in range(9)]
    together = reader.read("What did Japan pledge?", passages)
    alone = [reader.read("What did Japan pledge?", [each])[0] for each in passages]
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one.sentences, other.sentences, atol=convert.MAX_DIFFERENCE)
        assert abs(one.relevance - other.relevance) < convert.MAX_DIFFERENCE


@given(question=st.text(max_size=400), head=st.text(max_size=400), text=st.text(max_size=3_000))
def test_any_text_can_be_read(reader: Reader, question: str, head: str, text: str) -> None:
    (found,) = reader.read(question, [PassageText(head, text, tuple(sentences(text)))])
    assert len(found.sentences) == len(sentences(text))
    assert all(0 <= each.start < each.end <= len(text) for each in found.words)


def test_nothing_is_read_of_no_passages(reader: Reader) -> None:
    assert reader.read("What did Japan pledge?", []) == []


def test_the_reference_reads_as_the_converted_one(reader: Reader) -> None:
    assert isinstance(reader, OpenVinoReader)
    reference = convert.torch_reader(convert.find_weights(convert.WEIGHTS))
    assert reference.digest == reader.digest
    (one,), (other,) = (each.read("What did Japan pledge?", [a_passage(TEXT)]) for each in (reader, reference))
    np.testing.assert_allclose(one.sentences, other.sentences, atol=convert.MAX_DIFFERENCE)
    assert one.words[0].start == other.words[0].start


def test_weights_that_are_not_the_shipped_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = tmp_path / "reader.safetensors"
    damaged.write_bytes(convert.WEIGHTS.read_bytes()[:-1])
    shutil.copyfile(convert.WEIGHTS.with_suffix(".sha256"), damaged.with_suffix(".sha256"))
    monkeypatch.setattr(convert, "WEIGHTS", damaged)
    with pytest.raises(ModelError, match=r"reader\.safetensors have SHA-256 .*, not .*: install newsqa again"):
        convert.load_reader(tmp_path)
    damaged.unlink()
    with pytest.raises(ModelError, match="weights cannot be read"):
        convert.load_reader(tmp_path)


def test_a_reader_that_cannot_be_converted_is_the_slower_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise RuntimeError("no such CPU")

    monkeypatch.setattr(convert, "open_or_convert", refused)
    loaded, problem = convert.load_reader(tmp_path)
    assert isinstance(loaded, convert.TorchReader)
    assert problem == "the fast reader cannot be used, so answers will take longer: no such CPU"
