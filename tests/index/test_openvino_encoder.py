"""The fast encoder beside the reference it was made from."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import WordEncoder

from index.encoder import openvino_encoder
from index.encoder.encoder import Encoder, ModelError, SentenceTransformersEncoder, find_model
from index.encoder.openvino_encoder import MIN_COSINE, OpenVinoEncoder, load_encoder
from index.encoder.openvino_encoder import _convert as convert
from index.vectors import Vectors

TEXTS = [
    "What did Japan pledge?",
    "On October 27, President Trump arrived in Tokyo and met Japan’s Emperor Naruhito at the Imperial Palace.",
    "",
    " \n ",
    "A",
    "?!… — “”",
    "東京で首脳会談が開かれた。" * 30,
    "Élysée, Łódź, القاهرة and Москва; 😀 is not. " * 9,
    "x" * 3_000,
    "Shares rose 2.4% to a record ¥50,512 after the yen fell. " * 60,
    "word " * 2_000,
    *("Rare earth exports fell by a third as new licences were delayed. " * repeats for repeats in range(1, 30)),
]


@pytest.fixture(scope="module")
def reference() -> SentenceTransformersEncoder:
    return SentenceTransformersEncoder(find_model())


def test_vectors_agree_with_the_reference(encoder: Encoder, reference: SentenceTransformersEncoder) -> None:
    assert isinstance(encoder, OpenVinoEncoder)
    cosines = (encoder.encode(TEXTS) * reference.encode(TEXTS)).sum(axis=1)
    assert {text[:20]: cosine for text, cosine in zip(TEXTS, cosines, strict=True) if cosine < MIN_COSINE} == {}


def test_facts_and_token_counts_agree_with_the_reference(
    encoder: Encoder, reference: SentenceTransformersEncoder
) -> None:
    assert encoder.count_tokens(TEXTS) == reference.count_tokens(TEXTS)
    assert encoder.digest == reference.digest
    assert (encoder.dimension, encoder.max_tokens) == (reference.dimension, reference.max_tokens)


def test_vectors_have_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)


@pytest.mark.parametrize("order", [1, -1], ids=["as given", "reversed"])
def test_a_text_has_the_same_vector_alone_and_among_others(encoder: Encoder, order: int) -> None:
    texts = TEXTS[::order]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([text]) for text in texts])
    assert (together * alone).sum(axis=1).min() > 0.999


def test_words_beyond_the_limit_do_not_count(encoder: Encoder) -> None:
    within = " ".join(["word"] * encoder.max_tokens)
    (short, long) = encoder.encode([within, within + " other things entirely" * 50])
    assert float(short @ long) > 0.9999


@pytest.mark.parametrize("texts", [[], ["one"], ["same"] * 4, ["same"] * 5], ids=len)
def test_any_number_of_texts(encoder: Encoder, texts: list[str]) -> None:
    assert encoder.encode(texts).shape == (len(texts), 384)
    assert len(encoder.count_tokens(texts)) == len(texts)


def test_threads_get_their_own_texts_vectors(encoder: Encoder) -> None:
    jobs = [[text] if number % 2 else [text] * 6 for number, text in enumerate(TEXTS[:8] * 3)]
    expected = dict(zip(TEXTS[:8], encoder.encode(TEXTS[:8]), strict=True))
    with ThreadPoolExecutor(4) as pool:
        for texts, vectors in zip(jobs, pool.map(encoder.encode, jobs), strict=True):
            assert (vectors @ expected[texts[0]]).min() > 0.999


def test_a_converted_model_is_not_converted_again(encoder: Encoder, models: Path) -> None:
    def state() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in (models / encoder.digest[:16]).iterdir()}

    before = state()
    loaded, problem = load_encoder(find_model(), models)
    assert isinstance(loaded, OpenVinoEncoder) and problem is None
    assert state() == before
    assert set(before) == {"model.xml", "model.bin", "model.json", "tokenizer.json"}


def test_an_interrupted_conversion_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_half(_: object, path: Path) -> None:
        path.write_text("<net")
        raise KeyboardInterrupt

    monkeypatch.setattr(openvino_encoder, "_write_graph", write_half)
    with pytest.raises(KeyboardInterrupt):
        convert(find_model(), tmp_path / "models" / "converted")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_converted_model_whose_vectors_differ_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openvino_encoder, "MIN_COSINE", 1.5)
    with pytest.raises(ModelError, match=r"differ from the reference's: cosine \d\.\d+, not 1\.5 or more"):
        convert(find_model(), tmp_path / "models" / "converted")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_failed_conversion_gives_the_reference_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    loaded, problem = load_encoder(find_model(), tmp_path / "models")
    assert isinstance(loaded, SentenceTransformersEncoder)
    assert problem is not None and "slower" in problem and str(tmp_path / "models") in problem
    assert loaded.encode(["What did Japan pledge?"]).shape == (1, loaded.dimension)


def test_a_converted_model_needs_neither_torch_nor_sentence_transformers(encoder: Encoder, models: Path) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from index.encoder.encoder import find_model; from index.encoder.openvino_encoder import load_encoder;"
        "encoder, problem = load_encoder(find_model(), Path(sys.argv[1]));"
        "print(encoder.encode(['What did Japan pledge?']).shape, problem,"
        " sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    root = Path(openvino_encoder.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program, str(models)], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == f"(1, {encoder.dimension}) None []"


@pytest.mark.parametrize("name", ["model.json", "model.bin", "tokenizer.json"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_damaged_converted_model_is_refused_by_name(
    encoder: Encoder, models: Path, tmp_path: Path, name: str, is_there: bool
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(models / encoder.digest[:16], folder, copy_function=os.link)  # what is damaged is written anew
    (folder / name).unlink()
    if is_there:
        (folder / name).write_text("{")
    with pytest.raises(ModelError, match=str(folder)):
        OpenVinoEncoder(folder)


def test_a_model_that_another_release_converted_is_refused(tmp_path: Path, encoder: Encoder, models: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(models / encoder.digest[:16], folder)
    facts = json.loads((folder / "model.json").read_text())
    del facts["format"]
    (folder / "model.json").write_text(json.dumps(facts))
    with pytest.raises(ModelError, match="is of another release"):
        OpenVinoEncoder(folder)


def test_vectors_that_are_no_numbers_do_not_agree_with_the_reference(words: WordEncoder) -> None:
    class Broken(WordEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            return np.full((len(texts), self.dimension), np.nan, np.float32)

    with pytest.raises(ModelError, match="cosine nan"):
        openvino_encoder._check(Broken(), words)
