"""What sentences add to their passage's vector, in signs."""

from pathlib import Path

import numpy as np
import pytest
from conftest import SAMPLE, WordEncoder, open_index, take_in
from hypothesis import given
from hypothesis import strategies as st

from index.encoder.encoder import mean_states
from index.encoder.sentence_signs import cosines, pack_signs
from index.text.sentences import Span, sentences
from index.vectors import Vectors


def rows(n: int, dimension: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((n, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


@given(st.integers(0, 9), st.integers(1, 70))
def test_cosines_are_those_with_the_signs_of_the_difference(n: int, dimension: int) -> None:
    passage, direction = rows(2, dimension, seed=1)
    added = rows(n, dimension)
    expected = [float(direction @ np.where(row > passage, 1, -1)) / dimension**0.5 for row in added]
    found = cosines(pack_signs(passage, added), direction)
    assert found.shape == (n,)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_sentence_takes_one_bit_for_each_dimension() -> None:
    assert len(pack_signs(rows(1, 384)[0], rows(7, 384))) == 7 * 48


def test_states_are_meant_over_the_tokens_that_lie_in_a_part() -> None:
    states = np.array([[9, 9], [1, 0], [0, 1], [4, 0], [9, 9]], np.float32)
    offsets = [(0, 0), (0, 3), (3, 6), (7, 9), (0, 0)]  # end marks have no place
    parts = [Span(0, 6), Span(7, 9), Span(4, 6), Span(0, 9)]
    means = mean_states(states, offsets, parts)
    half = 0.5**0.5
    np.testing.assert_allclose(means[:3], [[half, half], [1, 0], [0, 0]], atol=1e-6)
    assert means[3] @ means[3] == pytest.approx(1)


def test_each_passage_has_the_signs_of_its_sentences(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, SAMPLE)
    passage_index = open_index(tmp_path, words)
    ids = passage_index.visibility.ids
    passages, _ = passage_index.passages(ids)
    signs = passage_index.signs(ids)
    assert signs.keys() == passages.keys()
    for key, passage in passages.items():
        assert len(signs[key]) == len(sentences(passage.text)) * words.dimension // 8
