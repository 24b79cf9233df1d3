"""Nearest vectors, against inner products worked out by numpy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.dense import COMPRESS_FROM, DenseIndex, is_outgrown, sample_size, train
from index.vectors import Ids, Vectors

DIMENSION = 16


def unit_vectors(n: int, seed: int = 0, dimension: int = DIMENSION) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((n, dimension)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)  # as the archive keeps them


def ids_of(*numbers: int) -> Ids:
    return np.array(numbers, np.int64)


def put(index: DenseIndex, ids: Ids, vectors: Vectors) -> None:
    index.add(ids, index.encode(vectors))


def an_index(n: int = 50) -> DenseIndex:
    index = DenseIndex(DIMENSION)
    put(index, np.arange(n, dtype=np.int64), unit_vectors(n))
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
    put(index, ids, vectors)
    allowed = None if share is None else np.sort(ids[: int(share * len(ids))])
    held = dict(zip(ids.tolist(), vectors, strict=True))
    for query in unit_vectors(5, seed=9):
        assert_finds(index, held, query, k, allowed)


changes = st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, 60), max_size=25)), max_size=6)


@given(changes, st.none() | st.sets(st.integers(0, 80)), st.integers(1, 70), st.integers(0, 2**20))
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
            put(index, touched, vectors[touched])
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


def test_vectors_of_another_dimension_are_refused() -> None:
    index = an_index(50)
    with pytest.raises(AssertionError):
        put(index, ids_of(99), unit_vectors(1, dimension=8))
    with pytest.raises(AssertionError):
        index.search(unit_vectors(1, dimension=8)[0], 3, None)
    assert len(index) == 50


N_CLUSTERED = 3_000


def clustered(n: int = N_CLUSTERED, seed: int = 0) -> Vectors:
    """Vectors around common directions, as those of texts on some subjects are."""
    rng = np.random.default_rng(seed)
    subjects = np.random.default_rng(7).standard_normal((40, DIMENSION))
    vectors = subjects[rng.integers(0, 40, n)] + 0.7 * rng.standard_normal((n, DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)


VECTORS = clustered()
TRAINED = train(VECTORS[:2_000], N_CLUSTERED)


def a_compressed_index(n: int = N_CLUSTERED) -> DenseIndex:
    index = DenseIndex(DIMENSION, TRAINED, lambda ids: VECTORS[ids])
    put(index, np.arange(n, dtype=np.int64), VECTORS[:n])
    return index


def recall(index: DenseIndex, k: int, allowed: Ids | None) -> float:
    """Share of the `k` nearest by numpy that the index finds; scores must be exact."""
    held = np.arange(len(index)) if allowed is None else allowed
    shares = []
    for query in clustered(50, seed=5):
        ids, scores = index.search(query, k, allowed)
        np.testing.assert_allclose(scores, VECTORS[ids] @ query, atol=1e-5)
        assert (np.diff(scores) <= 0).all()
        assert len(set(ids.tolist())) == len(ids) == min(k, len(held))
        assert set(ids.tolist()) <= set(held.tolist())
        nearest = held[np.argsort(-(VECTORS[held] @ query), kind="stable")[:k]]
        shares.append(len(set(ids.tolist()) & set(nearest.tolist())) / max(1, len(nearest)))
    return float(np.mean(shares))


@pytest.mark.parametrize("share", [None, 0.9, 0.5, 0.2, 0.05, 0.005])
def test_a_compressed_index_finds_nearly_all_that_exact_search_finds(share: float | None) -> None:
    index = a_compressed_index()
    assert index.is_compressed and index.code_bytes < DIMENSION
    every = np.random.default_rng(3).permutation(N_CLUSTERED).astype(np.int64)
    allowed = None if share is None else np.sort(every[: int(share * N_CLUSTERED)])
    assert recall(index, 10, allowed) >= 0.98


def test_a_filter_that_leaves_only_what_is_far_away_still_fills_the_answer() -> None:
    index = a_compressed_index()
    for query in clustered(20, seed=6):
        far = np.sort(np.argsort(VECTORS @ query)[: N_CLUSTERED // 2])
        ids, _ = index.search(query, 10, far)
        assert len(set(ids.tolist()) & set(far.tolist())) == 10


def test_a_few_allowed_passages_are_scored_exactly() -> None:
    held = dict(enumerate(VECTORS))
    for query in clustered(5, seed=8):
        assert_finds(a_compressed_index(), held, query, 10, np.arange(0, N_CLUSTERED, 50, dtype=np.int64))


def test_a_compressed_index_is_changed_in_place() -> None:
    index = a_compressed_index(1_000)
    put(index, np.arange(1_000, 1_100, dtype=np.int64), VECTORS[1_000:1_100])
    index.remove(ids_of(*range(500), 99_999))
    assert len(index) == 600
    for number in (0, 499, 500, 1_050):
        ids, _ = index.search(VECTORS[number], 1, None)
        assert (ids.tolist() == [number]) == (number >= 500)
    assert recall(index, 10, np.arange(500, 1_100, dtype=np.int64)) >= 0.98


def test_codes_put_into_another_index_of_the_same_training_find_the_same() -> None:
    index, other = a_compressed_index(), DenseIndex(DIMENSION, TRAINED, lambda ids: VECTORS[ids])
    other.add(np.arange(N_CLUSTERED, dtype=np.int64), index.encode(VECTORS))
    for query in clustered(5, seed=9):
        for one, another in zip(index.search(query, 20, None), other.search(query, 20, None), strict=True):
            np.testing.assert_array_equal(one, another)


def test_training_is_called_for_when_passages_are_many_and_when_they_outgrow_it() -> None:
    assert not is_outgrown(0, COMPRESS_FROM)
    assert is_outgrown(0, COMPRESS_FROM + 1)
    assert not is_outgrown(COMPRESS_FROM + 1, 3 * COMPRESS_FROM)
    assert is_outgrown(COMPRESS_FROM + 1, 5 * COMPRESS_FROM)
    assert 0 < sample_size(COMPRESS_FROM) < COMPRESS_FROM


@pytest.mark.parametrize("trained", [b"no index", TRAINED[:100], train(unit_vectors(100, dimension=8), 100)])
def test_what_is_no_training_for_this_dimension_is_refused(trained: bytes) -> None:
    with pytest.raises(ValueError, match="no trained index"):
        DenseIndex(DIMENSION, trained)
