"""What the benchmarks share: the articles and questions that they take, tables, JSON, and what a process tree holds.

Each of them imports this first, so that the packages of the checkout that it stands in are measured, and not those of
another one that are installed.
"""

import argparse
import gzip
import json
import os
import platform
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[2]
# For processes that are started, whatever folder they start in.
OWN_PACKAGES = {"PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
sys.path.insert(0, str(ROOT))

Row = Mapping[str, str | int | float | None]


def arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser with what every benchmark on a folder takes."""
    parser = plain_arguments(description)
    parser.add_argument("folder", type=Path, help="a folder with articles.jsonl.gz and questions.jsonl")
    return parser


def plain_arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser with what every benchmark takes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser


def some_articles(folder: Path, n: int, to: Path, skip: int = 0) -> Path:
    """The first `n` articles of a folder after some, as a JSON Lines file at `to`."""
    with gzip.open(folder / "articles.jsonl.gz", "rb") as source:
        to.write_bytes(b"".join(islice(source, skip, skip + n)))
    return to


def some_questions(folder: Path, n: int) -> list[dict[str, str]]:
    """The first `n` questions, each with its `question` and `as_of`."""
    with (folder / "questions.jsonl").open(encoding="utf-8") as lines:
        return [{key: case[key] for key in ("question", "as_of")} for case in map(json.loads, islice(lines, n))]


def show(title: str, rows: Sequence[Row]) -> None:
    """Print rows of the same columns as a table."""
    print(f"\n{title}")
    cells = [list(rows[0])] + [[_shown(value) for value in row.values()] for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    for line in cells:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)), flush=True)


def write(path: Path | None, figures: Mapping[str, object]) -> None:
    """Write the figures with the day and the machine they come from."""
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        found = {"date": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine(), **figures}
        path.write_text(json.dumps(found, indent=1), encoding="utf-8")


def machine() -> str:
    """The CPU's name and the number of its cores."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    name = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())
    return f"{name}, {os.cpu_count()} cores"


def memory_mb(process: int, field: str = "VmRSS") -> float:
    """Resident memory of a process, 0 if it has ended. Linux only."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field + ":")), 0.0)


class TreeMemory:
    """The highest resident memory of a process and all that it starts, looked at every 50 ms while this is open."""

    def __init__(self, process: int) -> None:
        self.process = process
        self.peak_mb = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "TreeMemory":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self.peak_mb = max(self.peak_mb, sum(map(memory_mb, tree(self.process))))


def tree(process: int) -> list[int]:
    """A process and all that descend from it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue  # it has ended
    found = [process]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _shown(value: str | int | float | None) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.1f}" if abs(value) >= 100 else f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else value or "-"
