"""BM25 as sparse vectors: what a passage's words weigh, and what a question asks for; their product is the score.

The one idea: a passage's side of BM25 needs no counts over all passages, the question's side has them all. So nothing
that is stored changes when others come, terms can be weighted, and the scores are tantivy's but for two things: lengths
are compared with a fixed mean, and a term goes by a hash of 32 bits. Terms are those of `index.text`, as everywhere.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b

from index.engine.lexical import TITLE_BOOST, Entry
from index.text.analysis import terms
from index.text.language_terms import text_terms

K1, B = 1.2, 0.75  # as tantivy has them
MEAN_TEXT, MEAN_TITLE = 133.0, 8.3  # words of a passage and of a headline (LOG.md, 2026-11-28)
DIMENSIONS = 2**32 - 1  # of Milvus's sparse vectors
NO_WORDS = 0  # the dimension of passages without any, since an engine refuses empty vectors; no term has it

Sparse = dict[int, float]


@lru_cache(maxsize=1 << 18)
def dimension(term: str, field: str) -> int:
    """Where in sparse vectors a term of a field, "text" or "title", stands."""
    digest = blake2b(f"{field}\0{term}".encode(), digest_size=8).digest()
    return 1 + int.from_bytes(digest, "little") % (DIMENSIONS - 1)


def passage_weights(entry: Entry) -> Sparse:
    """A passage's side of BM25: how much of each term it has for its length."""
    weights: Sparse = {}
    for field, words, mean in (("text", entry.text, MEAN_TEXT), ("title", entry.title, MEAN_TITLE)):
        for found in (terms(words), text_terms(words, entry.language)):
            weights |= _weights(found, field, mean)
    return weights or {NO_WORDS: 1.0}


def _weights(found: Iterable[str], field: str, mean: float) -> Sparse:
    counts = Counter(found)
    long = K1 * (1 - B + B * counts.total() / mean)
    return {dimension(term, field): n * (K1 + 1) / (n + long) for term, n in counts.items()}


def question_weights(question: Mapping[str, float], n_passages: int, frequency: Callable[[int], int]) -> Sparse:
    """The question's side: how rare each of its weighted terms is; `frequency` counts the passages of a dimension."""
    weights: Sparse = {}
    for term, weight in question.items():
        for field, boost in (("text", weight), ("title", TITLE_BOOST * weight)):
            place = dimension(term, field)
            n = frequency(place)
            if n and boost:
                rarity = math.log(1 + max(0.0, n_passages - n + 0.5) / (n + 0.5))
                weights[place] = weights.get(place, 0.0) + boost * rarity
    return weights
