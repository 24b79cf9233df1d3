"""Measure whether a refresh costs more the more the archive holds, outside the encoder.

    python tests/bench/refresh_growth.py [--sizes 5000 50000 200000] [--refreshes 3] [--work DIRECTORY] [--profile]

At each number of articles an archive is made of invented ones (words drawn as words are in English, vectors drawn at
random, three passages each), its indexes are made, and 100 further articles are refreshed as `newsqa refresh` does it,
several times with others, with an encoder that draws its vectors: seconds and, of these, those of the indexes, and
the seconds of the processor in this process (those of the process that reads files apart are not among them); the
median of the refreshes, each in a process that has begun to read the archive by a first one that is not counted.
"""

import argparse
import cProfile
import hashlib
import json
import pstats
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from figures import machine

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id, version_hash
from index.engine.indexes import IndexFiles, bring_up
from index.ingest.refresh import refresh
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.passage_store import Facts, put_passages, record_facts
from index.passages.vector_store import put_vectors
from index.text.sentences import Span
from index.vectors import Vectors

DIMENSION = 384
REFRESHED = 100
BATCH = 1_000
BANDS = 24
RNG = np.random.default_rng(7)
VOCABULARY = ["".join(RNG.choice(list("abcdefghiklmnoprstuvw"), int(RNG.integers(3, 10)))) for _ in range(30_000)]


class Drawn:
    """Vectors that are drawn at random, the same for the same words; counts the seconds that it takes."""

    digest, dimension, max_tokens = "drawn", DIMENSION, 254

    def __init__(self) -> None:
        self.encoding = 0.0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]

    def encode(self, texts: Sequence[str]) -> Vectors:
        started = time.perf_counter()
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little") for text in texts]
        vectors = [np.random.default_rng(seed).standard_normal(DIMENSION, np.float32) for seed in seeds]
        made = np.array(vectors, np.float32).reshape(len(texts), DIMENSION)
        made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)
        self.encoding += time.perf_counter() - started
        return made


def words(rng: np.random.Generator) -> tuple[str, list[str]]:
    """A headline and three passages of an invented article."""
    ranks = np.minimum(rng.zipf(1.2, 330) - 1, len(VOCABULARY) - 1).tolist()
    drawn = [VOCABULARY[rank] for rank in ranks]
    sentences = [" ".join(drawn[start : start + 20]).capitalize() + "." for start in range(0, 320, 20)]
    passages = [" ".join(sentences[:6]), " ".join(sentences[6:11]), " ".join(sentences[11:])]
    return " ".join(drawn[320:]).capitalize(), passages


def begin(archive: SqliteArchive, first: int, last: int) -> None:
    """Put invented articles in, without comparing them: nobody copied them."""
    rng = np.random.default_rng(first)
    run = archive.database.run
    for start in range(first, last, BATCH):
        with archive.writing() as revision:
            for n in range(start, min(start + BATCH, last)):
                title, passages = words(rng)
                text, url = " ".join(passages), f"https://paper{n % 20}.example/{n}"
                run("INSERT INTO article VALUES (?, ?, 0, NULL)", (article_id(url), url))
                number = archive.database.value(
                    "INSERT INTO version (article_id, version, publisher, authors, published, first_seen, visible_from,"
                    " revision, title, text) VALUES (?, ?, ?, '[]', ?, 0, 0, ?, ?, ?) RETURNING number",
                    (article_id(url), version_hash(title, text), f"Paper {n % 20}", n * 60, revision, title, text),
                )
                run("INSERT INTO story VALUES (?, ?)", (number, f"{n:016x}"))
                marks = rng.integers(-(2**62), 2**62, BANDS).tolist()
                archive.database.run_many("INSERT INTO band VALUES (?, ?)", [(mark, number) for mark in marks])
                ends = np.cumsum([len(passage) + 1 for passage in passages]).tolist()
                spans = [Span(end - 1 - len(each), end - 1) for end, each in zip(ends, passages, strict=True)]
                vectors = rng.standard_normal((3, DIMENSION), np.float32)
                vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
                hashes = [rng.bytes(16) for _ in passages]
                put_vectors(archive, dict(zip(hashes, vectors, strict=True)))
                put_passages(archive, number, spans, hashes)


def source(place: Path, turn: int) -> Path:
    rng = np.random.default_rng(1_000_000 + turn)
    records = []
    for n in range(REFRESHED):
        title, passages = words(rng)
        url = f"https://new.example/{turn}/{n}"
        records.append({"url": url, "title": title, "text": " ".join(passages), "published": "2026-01-02"})
    place.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return place


def take_in(home: Path, encoder: Drawn, file: Path) -> tuple[float, float, float, float]:
    """Seconds outside the encoder: of all, of reading in, of the indexes; and those of the processor."""
    encoder.encoding = 0.0
    worked = time.process_time()
    started = time.perf_counter()
    with SqliteArchive(home / "archive.db") as archive:
        refresh(archive, encoder, [file], now=datetime.now(UTC))
        read = time.perf_counter()
        bring_up(archive, IndexFiles(home / "index"), facts(encoder))
    ended = time.perf_counter()
    outside = encoder.encoding
    processor = time.process_time() - worked - outside
    return ended - started - outside, read - started - outside, ended - read, processor


def facts(encoder: Drawn) -> Facts:
    return Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 50_000, 200_000], help="articles")
    parser.add_argument("--refreshes", type=int, default=3, help="how many are measured at each size (default 3)")
    parser.add_argument("--work", type=Path, help="where the archive is made (default: the temporary folder)")
    parser.add_argument("--profile", action="store_true", help="print where the last refresh's time goes")
    chosen = parser.parse_args()
    encoder = Drawn()
    print(machine())
    with tempfile.TemporaryDirectory(dir=chosen.work) as name:
        home = Path(name)
        held = turn = 0
        for size in sorted(chosen.sizes):
            with SqliteArchive(home / "archive.db", create=True) as archive:
                archive.database.run("PRAGMA synchronous = OFF")
                archive.database.run("PRAGMA cache_size = -500000")
                if not held:
                    with archive.writing():
                        record_facts(archive, facts(encoder))
                begin(archive, held, size)
                held = size
                archive.settle()
                bring_up(archive, IndexFiles(home / "index"), facts(encoder))
            measured = []
            for _ in range(chosen.refreshes + 1):
                turn += 1
                file = source(home / "new.jsonl", turn)
                measured.append(take_in(home, encoder, file))
            whole, read, indexes, worked = (statistics.median(column) for column in zip(*measured[1:], strict=True))
            print(
                f"{size:>9,} articles: {whole:.2f} s, reading in {read:.2f}, indexes {indexes:.2f};"
                f" processor {worked:.2f}",
                flush=True,
            )
            if chosen.profile:
                turn += 1
                file = source(home / "new.jsonl", turn)
                profile = cProfile.Profile()
                profile.runcall(take_in, home, encoder, file)
                pstats.Stats(profile).sort_stats("tottime").print_stats(14)


if __name__ == "__main__":
    main()
