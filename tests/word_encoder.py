"""An encoder that is a function of its input, apart from what else tests share, for processes that need no more."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.vectors import Vectors


@lru_cache(maxsize=100_000)
def direction(word: str, dimension: int) -> Vectors:
    """A word's own random direction."""
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
    return np.random.default_rng(seed).standard_normal(dimension).astype(np.float32)


class WordEncoder:
    """Vectors that are sums of one fixed random direction for each word: texts with common words are near."""

    digest = "words"
    dimension = 64
    max_tokens = 254

    def __init__(self) -> None:
        self.n_encoded = 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.n_encoded += len(texts)
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                vectors[row] += direction(word, self.dimension)
            vectors[row] /= np.linalg.norm(vectors[row])
        return vectors
