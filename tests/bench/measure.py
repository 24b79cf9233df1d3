"""Measure reading in and asking on real articles: `make bench BENCH=FOLDER`.

FOLDER holds `articles.jsonl.gz` and `questions.jsonl` (`question`, `as_of`). Prints a table, and writes JSON to the
file named by --json. Everything runs in this process, on an archive in a temporary folder; figures over HTTP, and
those of quality, are a matter for a scorer outside.
"""

import argparse
import gzip
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from corpus.archive import Archive
from index.chunk import PASSAGE_TOKENS
from index.embed import Vectors, find_model
from index.follow import Follower
from index.openvino_encoder import load_encoder
from index.refresh import refresh
from index.store import Facts
from qa.ask import Service
from qa.question import understand


class Timed:
    """An encoder that counts the seconds spent in it."""

    def __init__(self, home: Path) -> None:
        self.inner, problem = load_encoder(find_model(), home / "models")
        if problem:
            print(problem)
        self.digest, self.dimension, self.max_tokens = self.inner.digest, self.inner.dimension, self.inner.max_tokens
        self.seconds = 0.0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self.inner.count_tokens(texts)

    def encode(self, texts: Sequence[str]) -> Vectors:
        started = time.perf_counter()
        vectors = self.inner.encode(texts)
        self.seconds += time.perf_counter() - started
        return vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=300, help="how many articles to read in (default 300)")
    parser.add_argument("--questions", type=int, default=200, help="how many questions to ask (default 200)")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        figures = measure(arguments.folder, Path(name), arguments.articles, arguments.questions)
    for key, value in figures.items():
        print(f"{key:34} {value:10,.2f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def measure(folder: Path, home: Path, n_articles: int, n_questions: int) -> dict[str, float]:
    part = home / "articles.jsonl"
    with gzip.open(folder / "articles.jsonl.gz", "rb") as source:
        part.write_bytes(b"".join(islice(source, n_articles)))
    encoder = Timed(home)
    encoder.encode(["the first texts pay for compiling the model"] * 8)
    encoder.seconds = 0.0
    started = time.perf_counter()
    with Archive(home / "archive.db", create=True) as archive:
        report = refresh(archive, encoder, [part], now=datetime.now(UTC))
    follower = Follower(home / "archive.db", home / "index", Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS))
    seconds = time.perf_counter() - started
    share = encoder.seconds / seconds
    service = Service(follower, encoder)
    times = []
    for line in islice((folder / "questions.jsonl").open(encoding="utf-8"), n_questions):
        case = json.loads(line)
        query = understand(case["question"], as_of=datetime.fromisoformat(case["as_of"]))
        started = time.perf_counter()
        service.ask(case["question"], query)
        times.append(1000 * (time.perf_counter() - started))
    return {
        "articles": report.articles,
        "passages": report.passages,
        "articles per second": report.articles / seconds,
        "passages per second": report.passages / seconds,
        "share of time in the encoder": share,
        "milliseconds per question, median": statistics.median(times),
        "milliseconds per question, p95": statistics.quantiles(times, n=20)[-1],
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    main()
