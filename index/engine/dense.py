"""Dense search: nearest passages by meaning, as inner products of unit vectors in FAISS. The only file with faiss.

Exact in float16 while passages are few; beyond `COMPRESS_FROM` in 4 bits a number, grouped around trained centres, of
which a question looks into the nearest; what it finds is scored again from the stored vectors, so scores are always
exact. *Score* is the cosine, higher is better. Knows nothing of articles; which passages may be found is given as ids.
"""

import os
from collections.abc import Callable
from math import isqrt
from typing import Any, cast

import faiss
import numpy as np
from numpy.typing import NDArray

from index.vectors import Ids, Vectors

Codes = NDArray[np.uint8]  # (n, code_bytes): vectors as the index holds them
LoadVectors = Callable[[Ids], Vectors]  # the vectors that the archive keeps, one row for each id

COMPRESS_FROM = 100_000  # passages; up to here exact search takes no more than 5 ms (LOG.md, 2026-11-23)
OUTGROWN = 4  # trained anew at so many times the passages that its centres were trained for
TRAINING_PER_CENTRE = 64
TRAINING_ROUNDS = 10
MIN_PROBED = 64  # centres that a question looks into, or this share of them: recall in LOG.md, 2026-11-23
PROBED = 1 / 16
FEW = 500  # up to so many allowed passages are scored one by one
NARROW = 0.1  # share of allowed passages below which every centre is looked into
SPARE = 50  # candidates beyond those asked for, to be scored again
SEARCH_THREADS = 1  # two finish no sooner, and thirteen times as late when something else runs (LOG.md, 2026-11-23)
TRAINING_THREADS = os.cpu_count() or 1


def is_outgrown(trained_for: int, n: int) -> bool:
    """Whether an index trained for so many passages (0: an exact one) should be made anew for `n`."""
    return n > max(COMPRESS_FROM, OUTGROWN * trained_for)


def sample_size(n: int) -> int:
    """How many of `n` vectors training needs."""
    return min(n, TRAINING_PER_CENTRE * _centres(n))


def train(sample: Vectors, n: int) -> bytes:
    """What a compressed index for `n` passages starts from, learned from a sample of their vectors."""
    dimension = sample.shape[1]
    faiss.omp_set_num_threads(TRAINING_THREADS)
    centres = faiss.IndexFlatIP(dimension)
    coder, measure = faiss.ScalarQuantizer.QT_4bit, faiss.METRIC_INNER_PRODUCT
    index: Any = faiss.IndexIVFScalarQuantizer(centres, dimension, _centres(n), coder, measure)
    index.cp.niter = TRAINING_ROUNDS
    index.cp.min_points_per_centroid = 1
    index.train(np.ascontiguousarray(sample, np.float32))
    return faiss.serialize_index(index).tobytes()


def _centres(n: int) -> int:
    return max(1, 2 * isqrt(n))


class DenseIndex:
    """Vectors under passage ids. Searching is safe from several threads, changing it is not."""

    def __init__(self, dimension: int, trained: bytes = b"", stored: LoadVectors | None = None) -> None:
        """Exact without `trained`; with it, compressed, and `stored` is asked for the vectors of what is found.

        Raises `ValueError` if `trained` is not what `train` returned for this dimension.
        """
        self.dimension = dimension
        self.stored = stored
        if trained:
            try:
                self.index: Any = faiss.deserialize_index(np.frombuffer(trained, np.uint8))
            except RuntimeError as error:
                raise ValueError(f"no trained index: {error}") from error
            if not isinstance(self.index, faiss.IndexIVFScalarQuantizer) or self.index.d != dimension:
                raise ValueError(f"no trained index of {dimension} dimensions")
            self._coder: Any = self.index
        else:
            # Vectors are kept as float16 numbers, so holding them as such is exact, and a third of float32's time to
            # search (LOG.md, 2026-11-22).
            self._coder = faiss.IndexScalarQuantizer(
                dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
            self.index = faiss.IndexIDMap2(self._coder)
        self.is_compressed = bool(trained)
        self.code_bytes = int(self._coder.sa_code_size())

    def __len__(self) -> int:
        return int(self.index.ntotal)

    def encode(self, vectors: Vectors) -> Codes:
        """Vectors, `(n, dimension)` float32 with rows of length 1, as the index holds them."""
        return cast(Codes, self._coder.sa_encode(np.ascontiguousarray(vectors)))

    def add(self, ids: Ids, codes: Codes) -> None:
        """An id may be in the index once only."""
        if len(ids):
            self.index.add_sa_codes(np.ascontiguousarray(codes), np.ascontiguousarray(ids))

    def remove(self, ids: Ids) -> None:
        """Unknown ids are passed over."""
        if len(ids) and len(self):
            self.index.remove_ids(ids)

    def search(self, vector: Vectors, k: int, allowed: Ids | None) -> tuple[Ids, Vectors]:
        """At most `k` ids with their scores, best first, among the allowed ones (`None`: all)."""
        k = min(k, len(self) if allowed is None else len(allowed))
        if k <= 0 or not len(self):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if not self.is_compressed:
            return self._run(vector, k, allowed, None)
        found = allowed if allowed is not None and len(allowed) <= FEW else self._candidates(vector, k, allowed)
        scores = self.scores(vector, found)
        best = np.lexsort((found, -scores))[:k]
        return found[best], scores[best]

    def _candidates(self, vector: Vectors, k: int, allowed: Ids | None) -> Ids:
        """More ids than asked for, by their compressed vectors."""
        n_centres = int(self.index.nlist)
        share = 1.0 if allowed is None else len(allowed) / len(self)
        probed = n_centres if share < NARROW else min(n_centres, round(max(MIN_PROBED, PROBED * n_centres) / share))
        found, _ = self._run(vector, k + SPARE, allowed, probed)
        if len(found) < k and probed < n_centres:
            found, _ = self._run(vector, k + SPARE, allowed, n_centres)
        return found

    def _run(self, vector: Vectors, k: int, allowed: Ids | None, probed: int | None) -> tuple[Ids, Vectors]:
        options: dict[str, object] = {} if probed is None else {"nprobe": probed}
        if allowed is not None:
            bits = np.zeros(int(allowed.max()) + 1, np.bool_)
            bits[allowed] = True
            options["sel"] = cast(Any, faiss.IDSelectorBitmap)(np.packbits(bits, bitorder="little"))
        kind = cast(Any, faiss.SearchParameters if probed is None else faiss.SearchParametersIVF)
        faiss.omp_set_num_threads(SEARCH_THREADS)  # of the calling thread
        scores, ids = self.index.search(vector.reshape(1, -1), k, params=kind(**options) if options else None)
        found = ids[0] >= 0
        return ids[0][found], scores[0][found]

    def scores(self, vector: Vectors, ids: Ids) -> Vectors:
        """The exact score of each of the passages, which must be in the index."""
        if not len(ids):
            return np.zeros(0, np.float32)
        vectors = self.stored(ids) if self.is_compressed and self.stored else self.index.reconstruct_batch(ids)
        return np.asarray(vectors @ vector, np.float32)
