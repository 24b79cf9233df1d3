"""Copy detection: shingles, MinHash bands to find copies of one wire story, true Jaccard to confirm them.

The one idea: copies share runs of words, whatever the headline above them. Bands only say which texts are worth
comparing; whether they are copies is decided on all their shingles. MinHash is Broder's (1997), its bands are those of
Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, chapter 3. Pure; knows nothing of what is stored.
"""

import re
import zlib

import numpy as np
from numpy.typing import NDArray

SHINGLE_WORDS = 5
MIN_WORDS = 40  # a shorter text is a caption or a notice that unrelated pages share
COPY_JACCARD = 0.6  # LOG.md, 2026-11-23
# Of 24 bands of 3 rows one agrees with probability .997 at Jaccard .6, .96 at .5 and .00002 at .01.
BANDS = 24
ROWS = 3

Shingles = NDArray[np.uint64]

_MIX = [np.uint64(constant) for constant in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)]
_SEEDS = np.random.default_rng(20_261_123).integers(1, 2**63, BANDS * ROWS, dtype=np.uint64)


def shingles(text: str) -> Shingles:
    """Hashes of a text's runs of five words, each once, in order of size; none where the text is short."""
    words = [zlib.crc32(word.encode()) for word in re.findall(r"\w+", text.casefold())]
    if len(words) < MIN_WORDS:
        return np.zeros(0, np.uint64)
    each = np.array(words, np.uint64)
    n = len(each) - SHINGLE_WORDS + 1
    runs = np.zeros(n, np.uint64)
    for offset in range(SHINGLE_WORDS):
        runs = _mixed(runs + each[offset : offset + n])
    return np.unique(runs)


def bands(runs: Shingles) -> list[int]:
    """What the texts that may be copies of each other have at least one of in common; none for no shingles."""
    if not len(runs):
        return []
    lowest = np.array([_mixed(runs ^ seed).min() for seed in _SEEDS]).reshape(BANDS, ROWS)
    keys = np.arange(BANDS, dtype=np.uint64)
    for row in range(ROWS):
        keys = _mixed(keys + lowest[:, row])
    return [int(key) for key in keys.view(np.int64)]  # as SQLite keeps integers


def jaccard(one: Shingles, other: Shingles) -> float:
    """Share of their common shingles in all of theirs."""
    if not len(one) or not len(other):
        return 0.0
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common)


def _mixed(values: Shingles) -> Shingles:
    """Each number scattered over all 64 bits (the finaliser of splitmix64)."""
    for shift, factor in zip((30, 27), _MIX, strict=True):
        values = (values ^ (values >> np.uint64(shift))) * factor
    return values ^ (values >> np.uint64(31))
