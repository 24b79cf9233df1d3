"""Another sentence-transformers model by setting, from its folder to an answer: widths, lengths, digest, rebuilding."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from archives import lines, record
from conftest import NOW, WordReader, open_index, take_in

from corpus.archive.sqlite import SqliteArchive
from index.encoder.encoder import Encoder, SentenceTransformersEncoder, find_model
from index.encoder.openvino_encoder import load_encoder
from index.ingest.reindex import reindex
from index.passages.passage_store import MismatchError
from qa.question.request import Ask
from qa.service.ask import Service

pytestmark = pytest.mark.slow
WIDTH, MAX_PIECES = 48, 64


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of random weights, narrower than the packaged one and for shorter texts, as its makers would save it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import AutoTokenizer, XLMRobertaConfig, XLMRobertaModel

    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("small")
    tokenizer = AutoTokenizer.from_pretrained(str(find_model().folder))
    config = XLMRobertaConfig(
        vocab_size=len(tokenizer), hidden_size=WIDTH, num_hidden_layers=1, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=MAX_PIECES + 2, type_vocab_size=1, pad_token_id=0,
    )  # fmt: skip
    XLMRobertaModel(config).save_pretrained(folder / "parts")
    tokenizer.save_pretrained(folder / "parts")
    parts = Transformer(str(folder / "parts"), max_seq_length=MAX_PIECES)
    SentenceTransformer(modules=[parts, Pooling(WIDTH)]).save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def other(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    loaded, problem = load_encoder(find_model(str(small_model)), tmp_path_factory.mktemp("models"))
    assert problem is None
    return loaded


def test_another_model_is_converted_with_its_own_width_length_and_digest(small_model: Path, other: Encoder) -> None:
    assert (other.dimension, other.max_tokens) == (WIDTH, MAX_PIECES - 2)
    assert other.digest == find_model(str(small_model)).digest != find_model().digest
    texts = ["The bridge opens in June.", "Die Brücke öffnet im Juni. " * 40]
    reference = SentenceTransformersEncoder(find_model(str(small_model)))
    assert float((other.encode(texts) * reference.encode(texts)).sum(axis=1).min()) > 0.999


def test_passages_are_as_short_as_the_model_reads(tmp_path: Path, other: Encoder) -> None:
    text = " ".join(f"The council spoke of item {n} of the plan for the bridge that day." for n in range(40))
    take_in(tmp_path, other, lines(tmp_path / "a.jsonl", record(1, text=text)))
    index = open_index(tmp_path, other)
    with index.questioning():
        passages = index.passages(np.arange(1, index.n_passages + 1))[0]
    assert len(passages) > 8
    assert max(other.count_tokens([each.text for each in passages.values()])) <= MAX_PIECES - 2


def test_an_archive_of_one_model_is_refused_by_another_until_it_is_made_anew(
    tmp_path: Path, words: Encoder, other: Encoder
) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1), record(2)))
    with pytest.raises(MismatchError, match="newsqa reindex"):
        take_in(tmp_path, other, tmp_path / "a.jsonl")
    with SqliteArchive(tmp_path / "archive.db") as archive:
        reindex(archive, other)
    answer = Service(open_index(tmp_path, other), other, WordReader(), clock=lambda: NOW).ask(
        Ask("How much did the council agree on for bridge 2?")
    )
    assert answer.citations[0].article.url.endswith("/2")


def test_a_model_whose_weights_were_changed_is_another_one(small_model: Path, tmp_path: Path, other: Encoder) -> None:
    copy = shutil.copytree(small_model, tmp_path / "copy")
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\x00\x00\x00\x01")
    assert find_model(str(copy)).digest != other.digest
