"""Measure the encoder against this machine's limit, and its share of reading in.

    python tests/bench/encoder.py FOLDER [--articles 100] [--all]

Reads the first articles of FOLDER into a temporary archive, from file to answerable, and says how much of the time
went into the encoder (tokenising included). Then it encodes the same passages again in turn with bare bf16 matrix
products of the shapes that the model's layers have, in PyTorch and in OpenVINO, three rounds of all, and prints the
medians: the encoder's matrix products a second (those of its layers and of attention, padding not counted) as a share
of the better of the two is its distance to the limit. --all reads in every article.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from figures import arguments, machine, show, some_articles, write

from corpus.archive.sqlite import SqliteArchive
from index.encoder.encoder import find_model
from index.encoder.openvino_encoder import load_encoder
from index.engine.local_index import LocalIndex
from index.ingest.refresh import refresh
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.embed_article import embedded_words
from index.passages.passage_store import Facts
from index.vectors import Vectors

LAYERS, WIDTH, INNER = 6, 384, 1536  # of all-MiniLM-L6-v2
ROWS = 1024  # as many as a request has tokens
SHAPES = [(WIDTH, WIDTH)] * 4 + [(WIDTH, INNER), (INNER, WIDTH)]  # of one layer
ROUNDS = 3
SECONDS = 1.5
TOGETHER = 16


class Timed:
    """An encoder that counts the seconds spent in it."""

    def __init__(self, cache: Path) -> None:
        self.inner, problem = load_encoder(find_model(), cache)
        if problem:
            print(problem)
        self.digest, self.dimension, self.max_tokens = self.inner.digest, self.inner.dimension, self.inner.max_tokens
        self.encoding = self.counting = 0.0
        self.inner.encode(["the first texts pay for compiling the model"] * 64)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        started = time.perf_counter()
        counts = self.inner.count_tokens(texts)
        self.counting += time.perf_counter() - started
        return counts

    def encode(self, texts: Sequence[str]) -> Vectors:
        started = time.perf_counter()
        vectors = self.inner.encode(texts)
        self.encoding += time.perf_counter() - started
        return vectors


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--articles", type=int, default=100, help="how many to read in (default 100)")
    parser.add_argument("--all", action="store_true", help="read in every article of the folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        encoder = Timed(Path(name) / "models")
        n = sys.maxsize if chosen.all else chosen.articles
        source = some_articles(chosen.folder, n, Path(name) / "articles.jsonl")
        reading, texts = read_in(encoder, source, Path(name))
    limit = against_limit(encoder, texts[:1000])
    print(machine())
    show("Reading in, from file to answerable", [reading])
    show("GFLOP/s of matrix products", [limit])
    write(chosen.json, {"reading_in": reading, "limit": limit})


def read_in(encoder: Timed, source: Path, home: Path) -> tuple[dict[str, str | int | float | None], list[str]]:
    """How long it takes and where the time goes, and the words that were embedded."""
    started = time.perf_counter()
    with SqliteArchive(home / "archive.db", create=True) as archive:
        report = refresh(archive, encoder, [source], now=datetime.now(UTC))
    read = time.perf_counter()
    LocalIndex(home / "archive.db", home / "index", Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS))
    ended = time.perf_counter()
    with SqliteArchive(home / "archive.db") as archive:
        rows = archive.database.run(
            'SELECT v.title, substr(v.text, p.start + 1, p."end" - p.start) FROM passage p'
            " JOIN version v ON v.number = p.version_number ORDER BY p.id LIMIT 1000"
        )
    figures: dict[str, str | int | float | None] = {
        "articles": report.articles,
        "passages": report.passages,
        "s": ended - started,
        "articles/s": report.articles / (ended - started),
        "passages/s": report.passages / (ended - started),
        "in the encoder": encoder.encoding / (ended - started),
        "counting tokens": encoder.counting / (ended - started),
        "indexes": (ended - read) / (ended - started),
    }
    return figures, [embedded_words(title, text) for title, text in rows]


def against_limit(encoder: Timed, texts: Sequence[str]) -> dict[str, str | int | float | None]:
    """The encoder's matrix products beside bare ones, in turn."""
    lengths = [count + 2 for count in encoder.count_tokens(texts)]
    layer = sum(2 * inner * outer for inner, outer in SHAPES)
    work = sum(LAYERS * (length * layer + 2 * 2 * length * length * WIDTH) for length in lengths)
    bare = ROWS * layer
    products = {"OpenVINO": openvino_products(), "PyTorch": torch_products()}
    rates: dict[str, list[float]] = {name: [] for name in ("encoder", *products)}
    for _ in range(ROUNDS):
        seconds = timed(lambda: encoder.encode(texts))
        rates["encoder"].append(work / seconds / 1e9)
        for name, run in products.items():
            rates[name].append(bare / seconds_each(run) / 1e9)
    medians = {name: statistics.median(found) for name, found in rates.items()}
    limit = max(medians[name] for name in products)
    return {
        "passages/s": medians["encoder"] * 1e9 / work * len(texts),
        "encoder": medians["encoder"],
        "bare, OpenVINO": medians["OpenVINO"],
        "bare, PyTorch": medians["PyTorch"],
        "share of the limit": medians["encoder"] / limit,
    }


def timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def seconds_each(run: Callable[[], int]) -> float:
    """Seconds for one layer, over a second or two; `run` says how many it has done."""
    started = time.perf_counter()
    n_done = 0
    while (taken := time.perf_counter() - started) < SECONDS:
        n_done += run()
    return taken / n_done


def torch_products() -> Callable[[], int]:
    """Layers' products in PyTorch, on all cores."""
    import torch

    pairs = [
        (torch.randn(ROWS, inner, dtype=torch.bfloat16), torch.randn(outer, inner, dtype=torch.bfloat16))
        for inner, outer in SHAPES
    ]

    def run() -> int:
        with torch.inference_mode():
            for rows, weights in pairs:
                torch.nn.functional.linear(rows, weights)
        return 1

    return run


def openvino_products() -> Callable[[], int]:
    """Layers' products in OpenVINO, with as many requests in flight as the encoder has."""
    from openvino import AsyncInferQueue, Core, Model, opset15

    rng = np.random.default_rng(0)
    rows = opset15.parameter([ROWS, WIDTH], np.float32)
    node: Any = rows
    for inner, outer in SHAPES:
        weights = (rng.standard_normal((inner, outer)) / np.sqrt(inner)).astype(np.float32)
        node = opset15.matmul(node, opset15.constant(weights), False, False)
    core = Core()
    options = {"PERFORMANCE_HINT": "THROUGHPUT", "INFERENCE_PRECISION_HINT": "bf16"}
    model = core.compile_model(Model([node], [rows]), "CPU", options)
    n = model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
    queue = AsyncInferQueue(model, n + 1)
    feed = rng.standard_normal((ROWS, WIDTH)).astype(np.float32)

    def run() -> int:
        for _ in range(TOGETHER):
            queue.start_async([feed])
        queue.wait_all()
        return TOGETHER

    return run


if __name__ == "__main__":
    main()
