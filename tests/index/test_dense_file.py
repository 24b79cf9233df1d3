"""The dense index's file: appended to, erased in place, and never taken for more than its marker says."""

from pathlib import Path

import numpy as np
import pytest

from index.engine.checkpoint import Checkpoint
from index.engine.dense import Codes
from index.engine.dense_file import ROWS_AT_ONCE, DenseFile
from index.vectors import Ids

REACHED = Checkpoint("archive", 3, 1)
LATER = Checkpoint("archive", 4, 1)
WIDTH = 12


def codes(ids: Ids) -> Codes:
    """Bytes that are different for each id."""
    return np.asarray((np.arange(WIDTH) * 7 + ids[:, None] * 31) % 255 + 1, np.uint8)


def numbered(start: int, end: int) -> Ids:
    return np.arange(start, end, dtype=np.int64)


def ids_of(*numbers: int) -> Ids:
    return np.array(numbers, np.int64)


def make(path: Path, *parts: Ids, trained: bytes = b"trained to this") -> DenseFile:
    rows = [(part, codes(part)) for part in parts]
    return DenseFile.make(path, REACHED, trained, trained_for=9, code_bytes=WIDTH, rows=rows)


def opened(path: Path) -> DenseFile:
    file = DenseFile.open(path)
    assert file is not None
    return file


def rows(file: DenseFile) -> tuple[list[int], Codes]:
    parts = list(file.rows())
    ids = np.concatenate([numbered(0, 0), *(ids for ids, _ in parts)])
    return ids.tolist(), np.concatenate([np.zeros((0, WIDTH), np.uint8), *(part for _, part in parts)])


@pytest.mark.parametrize("n", [0, 1, ROWS_AT_ONCE + 3])
@pytest.mark.parametrize("trained", [b"", b"trained to this"])
def test_what_was_written_is_read_again(tmp_path: Path, n: int, trained: bytes) -> None:
    ids = numbered(5, 5 + n)
    make(tmp_path / "dense.rows", ids[: n // 2], ids[n // 2 :], trained=trained)
    file = opened(tmp_path / "dense.rows")
    assert (file.checkpoint, file.trained(), file.layout.trained_for) == (REACHED, trained, 9)
    found, found_codes = rows(file)
    assert found == ids.tolist()
    np.testing.assert_array_equal(found_codes, codes(ids))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dense.json", "dense.rows"]


def test_appending_writes_only_the_new_rows(tmp_path: Path) -> None:
    path = tmp_path / "dense.rows"
    make(path, numbered(0, 1_000))
    before = path.stat()
    file = opened(path)
    file.append(LATER, [(numbered(1_000, 1_003), codes(numbered(1_000, 1_003))), (ids_of(1_009), codes(ids_of(1_009)))])
    assert path.stat().st_ino == before.st_ino
    assert path.stat().st_size - before.st_size == 4 * (8 + WIDTH)
    for each in (file, opened(path)):
        assert each.checkpoint == LATER
        assert each.layout.last_id == 1_009
        assert rows(each)[0] == [*range(1_003), 1_009]
    file.append(LATER, [])
    assert rows(opened(path))[0] == [*range(1_003), 1_009]


def test_what_a_stopped_write_left_behind_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "dense.rows"
    make(path, numbered(0, 10))
    with path.open("ab") as file:
        file.write(b"half a row")
    again = opened(path)
    assert rows(again)[0] == list(range(10))
    again.append(LATER, [(ids_of(10), codes(ids_of(10)))])
    found, found_codes = rows(opened(path))
    assert found == list(range(11))
    np.testing.assert_array_equal(found_codes, codes(numbered(0, 11)))


def test_erased_rows_are_zeros_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "dense.rows"
    ids = numbered(0, 100) * 3
    file = make(path, ids)
    file.erase(ids_of(0, 33, 34, 297, 10_000))
    found, found_codes = rows(opened(path))
    assert found == ids.tolist()
    gone = np.isin(ids, [0, 33, 297])
    assert not found_codes[gone].any()
    np.testing.assert_array_equal(found_codes[~gone], codes(ids)[~gone])
    file.erase(ids_of())


@pytest.mark.parametrize("kept", [0, 10, 40, -1])
def test_a_truncated_file_is_not_opened(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "dense.rows"
    make(path, numbered(0, 10))
    path.write_bytes(path.read_bytes()[:kept])
    assert DenseFile.open(path) is None


def test_another_file_under_the_same_marker_is_not_opened(tmp_path: Path) -> None:
    make(tmp_path / "dense.rows", numbered(0, 10))
    make(tmp_path / "other.rows", numbered(0, 10))
    (tmp_path / "other.rows").replace(tmp_path / "dense.rows")
    assert DenseFile.open(tmp_path / "dense.rows") is None
    assert DenseFile.open(tmp_path / "missing.rows") is None


@pytest.mark.parametrize("more", [ids_of(3), ids_of(2, 9), ids_of(9, 8), ids_of(9, 9)])
def test_rows_that_do_not_follow_the_others_are_refused(tmp_path: Path, more: Ids) -> None:
    """Ids grow: a row out of order would not be found again when its passage is removed."""
    file = make(tmp_path / "dense.rows", ids_of(1, 3))
    with pytest.raises(ValueError, match="cannot follow passage 3"):
        file.append(LATER, [(more, codes(more))])
    assert rows(opened(tmp_path / "dense.rows"))[0] == [1, 3]
