"""Nearest vectors, against inner products worked out by numpy."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dense import DenseIndex, Ids
from index.embed import Vectors

DIMENSION = 16


def unit_vectors(n: int, seed: int = 0, dimension: int = DIMENSION) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((n, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)  # as the archive keeps them


def ids_of(*numbers: int) -> Ids:
    return np.array(numbers, np.int64)


def an_index(n: int = 50) -> DenseIndex:
    index = DenseIndex(DIMENSION)
    index.add(np.arange(n, dtype=np.int64), unit_vectors(n))
    return index


def assert_finds(index: DenseIndex, held: dict[int, Vectors], query: Vectors, k: int, allowed: Ids | None) -> None:
    """The search's answer is the `k` best of those held and allowed, best first, with their inner products."""
    wanted = held if allowed is None else {key: held[key] for key in set(allowed.tolist()) & set(held)}
    exact = {key: float(vector @ query) for key, vector in wanted.items()}
    ids, scores = index.search(query, k, allowed)
    assert len(ids) == len(set(ids.tolist())) == min(k, len(wanted))
    assert (np.diff(scores) <= 0).all()
    np.testing.assert_allclose(scores, [exact[key] for key in ids.tolist()], atol=1e-5)
    np.testing.assert_allclose(scores, sorted(exact.values(), reverse=True)[:k], atol=1e-5)


@pytest.mark.parametrize("k", [1, 7, 200, 500])
@pytest.mark.parametrize("share", [None, 0.0, 0.005, 0.1, 0.5, 1.0])
def test_search_equals_brute_force_at_any_selectivity(k: int, share: float | None) -> None:
    vectors = unit_vectors(200)
    ids = np.random.default_rng(3).permutation(np.arange(5, 3_005, 15)).astype(np.int64)
    index = DenseIndex(DIMENSION)
    index.add(ids, vectors)
    allowed = None if share is None else np.sort(ids[: int(share * len(ids))])
    held = dict(zip(ids.tolist(), vectors, strict=True))
    for query in unit_vectors(5, seed=9):
        assert_finds(index, held, query, k, allowed)


changes = st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, 60), max_size=25)), max_size=6)


@given(changes, st.none() | st.sets(st.integers(0, 80)), st.integers(1, 70), st.integers(0, 2**20))
@settings(deadline=None, max_examples=60)
def test_search_equals_brute_force_after_any_changes(
    steps: list[tuple[bool, set[int]]], allowed: set[int] | None, k: int, seed: int
) -> None:
    vectors = unit_vectors(61, seed)
    index = DenseIndex(DIMENSION)
    held: dict[int, Vectors] = {}
    for adds, keys in steps:
        touched = ids_of(*sorted(keys))
        index.remove(touched)  # unknown ones are passed over
        for key in keys:
            held.pop(key, None)
        if adds:
            index.add(touched, vectors[touched])
            held |= {key: vectors[key] for key in keys}
    assert len(index) == len(held)
    permitted = None if allowed is None else ids_of(*sorted(allowed))
    (query,) = unit_vectors(1, seed + 1)
    assert_finds(index, held, query, k, permitted)
    np.testing.assert_allclose(
        index.scores(query, ids_of(*held)), [float(vector @ query) for vector in held.values()], atol=1e-5
    )


def test_a_vector_is_nearest_to_itself_with_score_one() -> None:
    index = an_index()
    for number, vector in enumerate(unit_vectors(50)):
        ids, scores = index.search(vector, 1, None)
        assert ids.tolist() == [number]
        assert scores[0] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("allowed", [None, ids_of(), ids_of(3)], ids=["all", "none", "one"])
def test_an_empty_index_finds_nothing(allowed: Ids | None) -> None:
    ids, scores = DenseIndex(DIMENSION).search(unit_vectors(1)[0], 5, allowed)
    assert len(ids) == len(scores) == 0


def test_allowing_only_what_is_not_there_finds_nothing() -> None:
    ids, scores = an_index().search(unit_vectors(1)[0], 5, ids_of(50, 1_000_000))
    assert len(ids) == len(scores) == 0


def test_scores_come_in_the_order_of_the_ids() -> None:
    (query,) = unit_vectors(1, seed=5)
    scores = an_index().scores(query, ids_of(7, 0, 7, 49))
    np.testing.assert_allclose(scores, unit_vectors(50)[[7, 0, 7, 49]] @ query, atol=1e-5)
    assert len(an_index().scores(query, ids_of())) == 0


def test_a_saved_index_loads_as_it_was(tmp_path: Path) -> None:
    index = an_index()
    index.remove(ids_of(0, 10, 49))
    index.save(tmp_path / "dense.faiss")
    loaded = DenseIndex(DIMENSION)
    assert loaded.load(tmp_path / "dense.faiss")
    (query,) = unit_vectors(1, seed=5)
    for before, after in zip(index.search(query, 100, None), loaded.search(query, 100, None), strict=True):
        np.testing.assert_array_equal(before, after)
    assert [path.name for path in tmp_path.iterdir()] == ["dense.faiss"]
    loaded.add(ids_of(10), unit_vectors(50)[[10]])
    assert loaded.search(unit_vectors(50)[10], 1, None)[0].tolist() == [10]


def test_saving_again_takes_the_file_s_place(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    an_index(50).save(path)
    an_index(7).save(path)
    loaded = DenseIndex(DIMENSION)
    assert loaded.load(path)
    assert len(loaded) == 7


@pytest.mark.parametrize("kept", [0, 1, 4, 30, 100, -8, -1])
def test_a_truncated_file_is_not_loaded_and_changes_nothing(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "dense.faiss"
    an_index(20).save(path)
    path.write_bytes(path.read_bytes()[:kept])
    index = an_index(50)
    assert not index.load(path)
    assert len(index) == 50


@pytest.mark.parametrize("content", [b"\x00" * 400, b"IxM2" + b"\xff" * 400, b"not an index at all"])
def test_a_garbage_file_is_not_loaded_and_changes_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "dense.faiss").write_bytes(content)
    index = an_index(50)
    assert not index.load(tmp_path / "dense.faiss")
    assert not index.load(tmp_path / "missing.faiss")
    assert len(index) == 50


def test_an_index_of_another_dimension_is_not_loaded(tmp_path: Path) -> None:
    other = DenseIndex(8)
    other.add(ids_of(1), unit_vectors(1, dimension=8))
    other.save(tmp_path / "dense.faiss")
    index = an_index(50)
    assert not index.load(tmp_path / "dense.faiss")
    assert len(index) == 50


def test_vectors_of_another_dimension_are_refused() -> None:
    index = an_index(50)
    with pytest.raises(AssertionError):
        index.add(ids_of(99), unit_vectors(1, dimension=8))
    with pytest.raises(AssertionError):
        index.search(unit_vectors(1, dimension=8)[0], 3, None)
    assert len(index) == 50
