import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.archive.copies import COPY_JACCARD, MIN_WORDS, bands, jaccard, shingles


def a_text(seed: int, n_words: int = 300) -> list[str]:
    chosen = random.Random(seed)
    return [f"word{chosen.randrange(2_000)}" for _ in range(n_words)]


def plain_jaccard(one: list[str], other: list[str]) -> float:
    a, b = ({tuple(words[i : i + 5]) for i in range(len(words) - 4)} for words in (one, other))
    return len(a & b) / len(a | b)


@given(st.integers(0, 1_000), st.integers(0, 300), st.integers(50, 300))
def test_jaccard_is_that_of_the_sets_of_word_runs(seed: int, start: int, n_words: int) -> None:
    one = a_text(seed)
    other = [*one[start:], *a_text(seed + 1, n_words)]
    measured = jaccard(shingles(" ".join(one)), shingles(" ".join(other)))
    assert measured == pytest.approx(plain_jaccard(one, other))


def test_copies_share_a_band_and_others_do_not() -> None:
    missed = found = 0
    for seed in range(200):
        one = a_text(seed)
        copy = [*one[:270], *a_text(seed + 1_000, 60)]  # another ending: Jaccard .75
        stranger = a_text(seed + 2_000)
        assert plain_jaccard(one, copy) >= COPY_JACCARD
        marks = set(bands(shingles(" ".join(one))))
        missed += not marks & set(bands(shingles(" ".join(copy))))
        found += bool(marks & set(bands(shingles(" ".join(stranger)))))
    assert (missed, found) == (0, 0)


def test_case_and_punctuation_make_no_difference() -> None:
    words = a_text(1)
    assert jaccard(shingles(" ".join(words)), shingles(", ".join(words).upper() + ".")) == 1.0


def test_bands_are_whole_numbers_that_stay_the_same() -> None:
    marks = bands(shingles(" ".join(a_text(1))))
    assert len(marks) == 24 and all(-(2**63) <= mark < 2**63 for mark in marks)
    assert marks[0] == FIRST_BAND, "archives keep them: another way of making them needs a migration"


@pytest.mark.parametrize("text", ["", "One line.", " ".join(a_text(1, MIN_WORDS - 1))])
def test_a_short_text_is_no_copy_of_anything(text: str) -> None:
    assert bands(shingles(text)) == []
    assert jaccard(shingles(text), shingles(text)) == 0.0


FIRST_BAND = -3406954285876946704
