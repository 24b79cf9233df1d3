"""Reckon what an archive of so many passages needs, and what breaks first, from what was measured of small ones.

    python tests/bench/sizing.py [--millions 1 10 50 300] [--home DATA] [--replicas 2] [--memory-gb 64] [--cores 16]

Nothing is run. Bytes a passage are those of an archive of 48,088 passages, or of the one in DATA; memory, time of a
question and of making the indexes anew are lines through what `growth.py` measured of 0.2, 1 and 2 million (LOG.md,
2026-11-23): beyond 2 million they are extrapolated. Prices are the caller's; their defaults are round numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from figures import plain_arguments, show, write

from corpus.archive.sqlite import SqliteArchive
from index.passages.passage_store import count_passages

DIMENSION = 384
# Of a vector, by how it is held; those of a graph have its links beside them (16 to a node, 4 bytes each, both ways).
VECTOR_BYTES = {"float32": 4 * DIMENSION, "float16": 2 * DIMENSION, "8 bits": DIMENSION, "4 bits": DIMENSION // 2}
VECTOR_BYTES |= {"1 bit": DIMENSION // 8 + 8}
LINK_BYTES = 2 * 16 * 4 + 12
MEASURED_MB, MEASURED_MS = (146, 481, 900), (23, 37, 57)  # of growth.py; for passages alone, median of a question
MEASURED_MILLIONS = (0.204, 1.003, 2.0)
ANEW_S_PER_MILLION = 224  # 447 s for 2 million
PASSAGES_PER_CORE_S = 74  # embedded, 148 with two cores (pipelines.py)
PATIENCE_MS = 500  # a question's median, above which the scan of one machine is taken to be too slow
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class PassageBytes:
    """On disk: the archive whole, with vectors and texts; its texts alone; the dense and the lexical index."""

    archive: float = 2_495
    text: float = 900
    dense: float = 200  # 4 bits a number and an id, as beyond 100,000 passages
    lexical: float = 186


def main() -> None:
    parser = plain_arguments(__doc__)
    parser.add_argument("--millions", type=float, nargs="+", default=[1, 10, 50, 300])
    parser.add_argument("--home", type=Path, help="take the bytes of this data folder")
    parser.add_argument("--replicas", type=int, default=2, help="of what answers (default 2)")
    parser.add_argument("--memory-gb", type=float, default=64, help="of one machine (default 64)")
    parser.add_argument("--cores", type=int, default=16, help="of one machine (default 16)")
    parser.add_argument("--gb-month", type=float, default=3, help="price of a GB of memory for a month (default 3)")
    parser.add_argument("--disk-month", type=float, default=0.1, help="of a GB of disk (default 0.1)")
    chosen = parser.parse_args()
    each = measured(chosen.home) if chosen.home else PassageBytes()
    alone = [on_one_machine(n, each, chosen.memory_gb, chosen.cores) for n in chosen.millions]
    prices = {"memory": chosen.gb_month, "disk": chosen.disk_month}
    most = max(chosen.millions)
    spread = [on_many(held, n_bytes, most, each, chosen.replicas, prices) for held, n_bytes in VECTOR_BYTES.items()]
    show(f"One machine of {chosen.memory_gb:g} GB and {chosen.cores} cores, as newsqa is", alone)
    show(f"{most:g} million passages in {chosen.replicas} replicas, by how vectors are held", spread)
    write(chosen.json, {"alone": alone, "spread": spread})


def measured(home: Path) -> PassageBytes:
    """The bytes of an archive in a file and its lexical index; the share of texts in it is the default's."""
    with SqliteArchive(home / "archive.db") as archive:
        n = count_passages(archive)
    whole, usual = (home / "archive.db").stat().st_size / n, PassageBytes()
    lexical = sum(path.stat().st_size for path in (home / "index" / "lexical").iterdir())
    return PassageBytes(whole, whole / usual.archive * usual.text, usual.dense, lexical / n)


def on_one_machine(millions: float, each: PassageBytes, memory_gb: float, cores: int) -> dict[str, str | float | None]:
    """What newsqa takes by itself, and which of its needs is the first not to be met."""
    memory = 0.3 + line(MEASURED_MB, millions) / 1_000
    asked_ms = line(MEASURED_MS, millions)
    needs: Mapping[str, float] = {"memory": memory / memory_gb, "time of a question": asked_ms / PATIENCE_MS}
    worst = max(needs, key=lambda name: needs[name])
    return {
        "million passages": millions,
        "archive, GB": millions * each.archive / 1_000,
        "indexes, GB": millions * (each.dense + each.lexical) / 1_000,
        "memory, GB": memory,
        "a question, ms": asked_ms,
        "embedding, days": millions * 1e6 / PASSAGES_PER_CORE_S / cores / DAY_S,
        "indexes anew, h": millions * ANEW_S_PER_MILLION / 3_600,
        "breaks first": worst if needs[worst] > 1 else "-",
    }


def on_many(
    held: str, n_bytes: int, millions: float, each: PassageBytes, replicas: int, prices: Mapping[str, float]
) -> dict[str, str | float | None]:
    """What an engine that spreads passages over machines needs: vectors with a graph in memory, the rest on disk."""
    memory = replicas * millions * (n_bytes + LINK_BYTES) / 1_000
    is_rescored = n_bytes < VECTOR_BYTES["float16"]  # by float16 vectors, from disk
    on_disk = each.text + each.lexical + (VECTOR_BYTES["float16"] if is_rescored else 0)
    disk = replicas * millions * on_disk / 1_000 + millions * each.archive / 1_000
    cost = memory * prices["memory"] + disk * prices["disk"]
    return {
        "vectors": held,
        "vectors, GB": millions * n_bytes / 1_000,
        "memory, GB": memory,
        "postings, GB": replicas * millions * each.lexical / 1_000,
        "text, GB": replicas * millions * each.text / 1_000,
        "disk with the archive, GB": disk,
        "a month": cost,
        "a million": cost / millions,
    }


def line(values: tuple[float, ...], millions: float) -> float:
    """A straight line through the first and the last that was measured."""
    first, last = MEASURED_MILLIONS[0], MEASURED_MILLIONS[-1]
    return values[0] + (values[-1] - values[0]) * (millions - first) / (last - first)


if __name__ == "__main__":
    main()
