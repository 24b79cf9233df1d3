"""Nearest passages by meaning: inner products of unit vectors in float16, in FAISS. The only file that imports faiss.

*Score* is the cosine, higher is better. Knows nothing of articles; which passages may be found is given as ids.
"""

import os
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embed import Vectors

Ids = NDArray[np.int64]


class DenseIndex:
    """Vectors under passage ids. Searching is safe from several threads, changing it is not."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        # Vectors are kept as float16 numbers, so holding them as such is exact, and a third of float32's time to search
        # (LOG.md, 2026-11-22).
        flat = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self.index: Any = faiss.IndexIDMap2(flat)

    def __len__(self) -> int:
        return int(self.index.ntotal)

    def ids(self) -> Ids:
        """The passage ids in the index, in order."""
        return np.sort(np.asarray(faiss.vector_to_array(self.index.id_map), np.int64))

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """`vectors`: `(n, dimension)` float32, rows of length 1. An id may be in the index once only."""
        if len(ids):
            self.index.add_with_ids(np.ascontiguousarray(vectors), ids)

    def remove(self, ids: Ids) -> None:
        """Unknown ids are passed over."""
        if len(ids) and len(self):
            self.index.remove_ids(ids)

    def search(self, vector: Vectors, k: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
        """At most `k` ids with their scores, best first, among the allowed ones (`None`: all)."""
        k = min(k, len(self) if allowed is None else len(allowed))
        if k <= 0 or not len(self):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        parameters = None
        if allowed is not None:
            bits = np.zeros(int(allowed.max()) + 1, np.bool_)
            bits[allowed] = True
            selector = cast(Any, faiss.IDSelectorBitmap)(np.packbits(bits, bitorder="little"))
            parameters = cast(Any, faiss.SearchParameters)(sel=selector)
        scores, ids = self.index.search(vector.reshape(1, -1), k, params=parameters)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def scores(self, vector: Vectors, ids: Ids) -> Vectors:
        """The score of each of the passages, which must be in the index."""
        if not len(ids):
            return np.zeros(0, np.float32)
        return np.asarray(self.index.reconstruct_batch(ids) @ vector, np.float32)

    def save(self, path: Path) -> None:
        """Write the index to a file, complete or not at all."""
        draft = path.with_suffix(".draft")
        faiss.write_index(self.index, str(draft))
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(path)

    def load(self, path: Path) -> bool:
        """Take a saved index's place; `False`, and nothing changes, where there is none that fits."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError:
            return False
        if not isinstance(index, faiss.IndexIDMap2) or index.d != self.dimension:
            return False
        self.index = index
        return True
