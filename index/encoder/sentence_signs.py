"""Sentence signs: what each sentence adds to its passage's vector, one bit for each dimension.

The one idea: the model reads a sentence together with its headline and its neighbours when its passage is embedded, so
the mean of its words' states knows who "she" is ("late chunking", Günther and others, 2024). Of the difference between
that and the passage's vector the signs are enough to tell a passage's sentences apart (LOG.md, 2026-11-23).
"""

from math import ceil, sqrt

import numpy as np

from index.vectors import Vectors


def pack_signs(vector: Vectors, sentences: Vectors) -> bytes:
    """The signs of what the sentences, one row each, add to their passage's vector."""
    return np.packbits(sentences > vector, axis=1).tobytes()


def cosines(packed: bytes, direction: Vectors) -> Vectors:
    """How near what each sentence adds is to a vector of length 1: one number for each sentence."""
    dimension = len(direction)
    rows = np.frombuffer(packed, np.uint8).reshape(-1, ceil(dimension / 8))
    signs = np.unpackbits(rows, axis=1, count=dimension).astype(np.float32) * 2 - 1
    return np.asarray(signs @ direction / sqrt(dimension), np.float32)
