import numpy as np
import pytest
from conftest import WordEncoder
from hypothesis import given
from hypothesis import strategies as st

from index.vectors import Vectors
from qa.service.story_groups import DAY_APART, MAX_DAYS_APART, MIN_PASSAGES, groups, is_of_one_thing, nearness

QUAKE = "An earthquake of magnitude 6 shook the town of Osk, and forty houses fell."
MORE_QUAKE = "Forty houses fell in Osk when an earthquake shook the town on Monday."
STRIKE = "Train drivers will walk out on Friday over pay, their union announced."


def alike(names: str) -> float:
    return 1.0 if names else 0.0


def near(n: int, **pairs: float) -> Vectors:
    """A table of nearness: `ab=.9` is that of the first two."""
    table = np.eye(n, dtype=np.float32)
    for names, value in pairs.items():
        one, other = ("abcdefgh".index(name) for name in names)
        table[one, other] = table[other, one] = value
    return table


def test_what_is_near_is_one_group_and_what_is_not_stays_alone() -> None:
    assert sorted(map(sorted, groups(near(4, ab=0.9, cd=0.5), 0.3))) == [[0, 1], [2, 3]]
    assert groups(near(3), 0.3) == [[0], [1], [2]]
    assert groups(near(1), 0.3) == [[0]]
    assert groups(np.zeros((0, 0), np.float32), 0.3) == []


def test_one_report_that_is_near_two_stories_does_not_join_them() -> None:
    table = near(5, ab=0.9, de=0.9, bc=0.6, cd=0.5, ac=0.6, ce=0.1)
    assert sorted(map(sorted, groups(table, 0.3))) == [[0, 1, 2], [3, 4]]


def test_the_report_that_is_nearest_to_the_others_stands_first() -> None:
    assert groups(near(3, ab=0.5, bc=0.9, ac=0.4), 0.3)[0][0] == 1


def naive(table: Vectors, at_least: float) -> set[frozenset[int]]:
    parts = [[row] for row in range(len(table))]
    while len(parts) > 1:
        pairs = [
            (float(np.mean(table[np.ix_(a, b)])), x, y) for x, a in enumerate(parts) for y, b in enumerate(parts[:x])
        ]
        best, x, y = max(pairs)
        if best < at_least:
            break
        parts[x] += parts.pop(y) if y > x else parts[y]
        if y < x:
            parts.pop(y)
    return set(map(frozenset, parts))


@given(st.integers(1, 9), st.integers(0, 10_000), st.floats(0.2, 0.8))
def test_groups_are_those_of_average_linkage(n: int, seed: int, at_least: float) -> None:
    half = np.random.default_rng(seed).random((n, n))
    table = np.asarray((half + half.T) / 2, np.float32)
    assert set(map(frozenset, groups(table, at_least))) == naive(table, at_least)


def test_reports_of_one_event_are_nearer_than_those_of_two(words: WordEncoder) -> None:
    texts = [("Earthquake in Osk", QUAKE), ("Osk is shaken", MORE_QUAKE), ("Strike on Friday", STRIKE)]
    table = nearness([words.encode([text]) for _, text in texts], texts, [0, 0, 0], alike)
    np.testing.assert_allclose(table, table.T)
    assert table[0, 1] > 2 * max(table[0, 2], table[1, 2])


def test_reports_are_less_near_the_longer_one_comes_after_the_other_up_to_some_days(words: WordEncoder) -> None:
    rows = [words.encode([QUAKE])] * 4
    table = nearness(rows, [("Earthquake in Osk", QUAKE)] * 4, [2, 0, 3, 400], alike)
    assert table[0, 0] > table[0, 2] > table[0, 1] > table[1, 2]
    assert table[0, 3] == table[1, 3] == pytest.approx(table[0, 0] - MAX_DAYS_APART * DAY_APART)


@pytest.mark.parametrize(
    ("texts", "is_one"), [([QUAKE, MORE_QUAKE] * 2, True), ([QUAKE, STRIKE, "A. B", "C d e"], False)]
)
def test_a_report_of_many_things_is_told_by_its_passages(texts: list[str], is_one: bool, words: WordEncoder) -> None:
    assert len(texts) == MIN_PASSAGES
    assert is_of_one_thing(words.encode(texts)) is is_one
    assert is_of_one_thing(words.encode(texts[:-1])), "a short one is not judged"
