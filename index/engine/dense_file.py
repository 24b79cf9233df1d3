"""The dense index on disk: what it was trained to, then a row for each passage, in the order of their ids.

A passage's vector never changes, so rows are appended and nothing else is written: a refresh costs as many bytes as it
brings passages, however many the file holds. New passages' ids are above all others (`corpus/archive/protocol.py`);
rows that are not are refused. The rows of removed passages are overwritten with zeros. The marker beside the file says
how many rows count, and their checksum; what a stopped write left behind them does not.
"""

import os
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.engine.checkpoint import Checkpoint
from index.engine.dense import Codes
from index.vectors import Ids

ROWS_AT_ONCE = 20_000
BYTES_AT_ONCE = 1 << 22
UNKNOWN = -1  # the checksum of a file that an earlier release made, or in which rows are being erased
HEAD = np.dtype([("making", "S32"), ("trained_bytes", "<i8")])


@dataclass(frozen=True, slots=True)
class Layout:
    """What the marker says of the file. `making` is different for each file that was ever made."""

    making: str
    trained_for: int  # passages; 0 for an exact index
    trained_bytes: int
    code_bytes: int
    n_rows: int
    last_id: int
    checksum: int = UNKNOWN  # CRC-32 of all that counts

    @property
    def row(self) -> np.dtype[np.void]:
        return np.dtype([("id", "<i8"), ("code", "u1", (self.code_bytes,))])

    @property
    def start(self) -> int:
        return HEAD.itemsize + self.trained_bytes

    @property
    def end(self) -> int:
        return self.start + self.n_rows * self.row.itemsize


class DenseFile:
    """The file and its marker. One process at a time may change them."""

    def __init__(self, path: Path, checkpoint: Checkpoint, layout: Layout) -> None:
        self.path = path
        self.checkpoint = checkpoint
        self.layout = layout

    @staticmethod
    def open(path: Path) -> "DenseFile | None":
        """`None` where there is none that is whole: it is then made anew."""
        marker = Checkpoint.read(path.with_suffix(".json"))
        if marker is None:
            return None
        checkpoint, facts = marker
        try:
            layout = Layout(str(facts.pop("making")), **{name: int(value) for name, value in facts.items()})
            head = np.fromfile(path, HEAD, 1)
            is_whole = head["making"].tolist() == [layout.making.encode()] and path.stat().st_size >= layout.end
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return DenseFile(path, checkpoint, layout) if is_whole else None

    @staticmethod
    def make(
        path: Path,
        checkpoint: Checkpoint,
        trained: bytes,
        *,
        trained_for: int,
        code_bytes: int,
        rows: Iterable[tuple[Ids, Codes]],
    ) -> "DenseFile":
        """Write a file in place of the one that was there, complete or not at all."""
        layout = Layout(uuid.uuid4().hex, trained_for, len(trained), code_bytes, n_rows=0, last_id=-1)
        draft = path.with_suffix(".draft")
        start = np.array([(layout.making.encode(), len(trained))], HEAD).tobytes() + trained
        layout = replace(layout, checksum=zlib.crc32(start))
        with draft.open("wb") as file:
            file.write(start)
            layout = _write(file, layout, rows)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        made = DenseFile(path, checkpoint, layout)
        made._mark()
        return made

    def trained(self) -> bytes:
        """What `index.dense.train` returned; empty for an exact index."""
        with self.path.open("rb") as file:
            file.seek(HEAD.itemsize)
            return file.read(self.layout.trained_bytes)

    def rows(self) -> Iterator[tuple[Ids, Codes]]:
        """Ids and codes, a number of rows at a time."""
        for start in range(0, self.layout.n_rows, ROWS_AT_ONCE):
            count = min(ROWS_AT_ONCE, self.layout.n_rows - start)
            offset = self.layout.start + start * self.layout.row.itemsize
            part = np.fromfile(self.path, self.layout.row, count, offset=offset)
            yield np.ascontiguousarray(part["id"]), np.ascontiguousarray(part["code"])

    def append(self, checkpoint: Checkpoint, rows: Iterable[tuple[Ids, Codes]]) -> None:
        """Add rows; `checkpoint` is what it has reached then. Raises `ValueError` if ids are not above the file's."""
        layout = self.layout
        if layout.checksum == UNKNOWN:
            layout = replace(layout, checksum=self._sum())
        with self.path.open("rb+") as file:
            file.truncate(layout.end)
            file.seek(layout.end)
            layout = _write(file, layout, rows)
            file.flush()
            os.fsync(file.fileno())
        self.checkpoint, self.layout = checkpoint, layout
        self._mark()

    def is_sound(self) -> bool:
        """Whether all that counts is as it was written, as far as that is known."""
        return self.layout.checksum in (UNKNOWN, self._sum())

    def _sum(self) -> int:
        total, left = 0, self.layout.end
        with self.path.open("rb") as file:
            while left > 0 and (part := file.read(min(BYTES_AT_ONCE, left))):
                total, left = zlib.crc32(part, total), left - len(part)
        return total

    def erase(self, ids: Ids) -> None:
        """Overwrite the codes of passages; unknown ids are passed over. The file has no checksum until `append`."""
        if not len(ids) or not self.layout.n_rows:
            return
        self.layout = replace(self.layout, checksum=UNKNOWN)
        self._mark()
        rows: NDArray[np.void] = np.memmap(self.path, self.layout.row, "r+", self.layout.start, (self.layout.n_rows,))
        places = np.searchsorted(rows["id"], ids)
        known = places[places < len(rows)]
        rows["code"][known[np.isin(rows["id"][known], ids)]] = 0
        rows.flush()  # type: ignore[attr-defined]

    def _mark(self) -> None:
        self.checkpoint.write(self.path.with_suffix(".json"), **asdict(self.layout))


def _write(file: BinaryIO, layout: Layout, rows: Iterable[tuple[Ids, Codes]]) -> Layout:
    """Write rows at the file's end; gives the layout with them. Raises `ValueError` if their ids are out of order."""
    for ids, codes in rows:
        layout = _grown(layout, ids)
        records = _records(layout, ids, codes)
        file.write(records)
        layout = replace(layout, checksum=zlib.crc32(records, layout.checksum))
    return layout


def _records(layout: Layout, ids: Ids, codes: Codes) -> bytes:
    records = np.zeros(len(ids), layout.row)
    records["id"], records["code"] = ids, codes
    return records.tobytes()


def _grown(layout: Layout, ids: Ids) -> Layout:
    """The layout with more rows. Raises `ValueError` if their ids are not in order and above all before."""
    if not len(ids):
        return layout
    if ids[0] <= layout.last_id or np.any(np.diff(ids) <= 0):
        raise ValueError(f"rows of passages {ids.min()} to {ids.max()} cannot follow passage {layout.last_id}")
    return replace(layout, n_rows=layout.n_rows + len(ids), last_id=int(ids[-1]))
