from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.server.text_diff import MAX_PIECES, changes

WORDS = st.lists(st.sampled_from(["the", "bridge", "opens", "in", "June", "July", ".", "\n", " ", "è", "😀"])).map(
    "".join
)


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(part.kind, part.text) for part in changes(before, after)]


@given(WORDS | st.text(), WORDS | st.text())
def test_the_parts_are_both_texts(before: str, after: str) -> None:
    parts = changes(before, after)
    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert "".join(part.text for part in parts if part.kind != "removed") == after
    assert all(part.text for part in parts)
    assert all(one.kind != other.kind for one, other in pairwise(parts))


def test_a_word_that_changed_is_told_apart_from_its_sentence() -> None:
    assert told("It opens in June. It is long.", "It opens in July. It is long.") == [
        ("same", "It opens in "),
        ("removed", "June"),
        ("added", "July"),
        ("same", ". It is long."),
    ]


def test_a_sentence_that_was_added_is_one_part() -> None:
    assert told("One.\n\nThree.", "One.\n\nTwo is new.\n\nThree.") == [
        ("same", "One.\n\n"),
        ("added", "Two is new.\n\n"),
        ("same", "Three."),
    ]


@pytest.mark.parametrize("one", ["a. ", "x", "\n", "A? "])
def test_huge_texts_are_compared_at_once(one: str) -> None:
    before, after = one * 20 * MAX_PIECES, ("b. " + one) * 10 * MAX_PIECES
    assert {kind for kind, _ in told(before, after)} <= {"same", "removed", "added"}


def test_equal_texts_have_no_changes() -> None:
    assert told("The same.", "The same.") == [("same", "The same.")]
    assert told("", "") == []
