"""Measure what growth costs: memory, starting, questions and refreshing against the number of passages.

    python tests/bench/growth.py FOLDER [--home DATA] [--articles 300] [--sizes 10000 30000 100000] [--work DIRECTORY]

The archive begins as the first articles of FOLDER, read in (or as that in DATA), and grows by repeating its articles:
in each copy a fifth of the words are exchanged for others of the archive, and each passage's vector is moved by a
random one of half its length, so that copies are near each other but not the same (their cosine is about .8). At each
size, in a process of its own each time: how long the indexes take from the archive alone, how long a start takes with
them, resident memory, the milliseconds of FOLDER's questions as of their days and without a day, and the share of the
ten nearest that exact search finds too. Then a refresh of 100 articles of FOLDER under other addresses and headlines,
so that all of them are embedded, as `newsqa refresh` does it: seconds, those outside the encoder, and megabytes written
(as the process hands them to the system). Linux only. Two million passages (--sizes 10000 100000 1000000 2000000) take
half an hour and 15 GB.
"""

import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np
from encoder import Timed
from figures import arguments, machine, memory_mb, show, some_articles, some_questions, write

from corpus.archive.sqlite import SqliteArchive
from index.engine.indexes import IndexFiles, bring_up
from index.engine.local_index import LocalIndex
from index.ingest.refresh import refresh
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.passage_store import Facts, put_passages
from index.passages.vector_store import load_vectors, put_vectors
from index.text.sentences import Span
from index.vectors import Vectors
from qa.answer.reader.convert import load_reader
from qa.question.filters import visible
from qa.question.query import understand
from qa.question.request import Ask
from qa.service.ask import Service

Row = dict[str, str | int | float | None]
T = TypeVar("T")

EXCHANGED = 0.2  # of the words in a copy
MOVED = 0.5  # length of what is added to each vector
REFRESHED = 100  # articles
PART = 200  # articles copied at a time
BANDS = 24


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--home", type=Path, help="a data folder that is read in already; it is copied")
    parser.add_argument("--articles", type=int, default=300, help="how many to read in without --home (default 300)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000], help="passages")
    parser.add_argument("--questions", type=int, default=60, help="how many to ask at each size (default 60)")
    parser.add_argument("--work", type=Path, help="where the archives are made (default: the temporary folder)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.work) as name:
        home = Path(name) / "home"
        alone(begin, chosen.folder, chosen.articles, chosen.home, home)
        asked, refreshed = [], []
        for turn, size in enumerate(sorted(chosen.sizes)):
            alone(grow, home, size)
            shutil.rmtree(home / "index", ignore_errors=True)
            made = alone(make_indexes, home)
            asked.append({**alone(ask, home, chosen.folder, chosen.questions), "indexes made, s": made})
            show(f"At {size:,} passages", [asked[-1]])
            new = unknown(some_articles(chosen.folder, REFRESHED, home / "new.jsonl", skip=turn * REFRESHED), turn)
            refreshed.append(alone(take_in, home, new))
            show("Refreshed", [refreshed[-1]])
    print(machine())
    show("Questions and memory", asked)
    show(f"A refresh of {REFRESHED} articles", refreshed)
    write(chosen.json, {"questions": asked, "refresh": refreshed})


def alone(work: Callable[..., T], *values: object) -> T:
    """The result of a function in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *values).result()


def facts(encoder: Timed) -> Facts:
    return Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)


def unknown(source: Path, turn: int) -> Path:
    """Articles under other addresses and headlines, so that nothing of them is in the archive."""
    articles = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    lines = [
        json.dumps({**article, "url": f"{article['url']}-{turn}", "title": f"{article['title']} {turn}"})
        for article in articles
    ]
    source.write_text("\n".join(lines), encoding="utf-8")
    return source


def begin(folder: Path, n: int, read_in: Path | None, home: Path) -> None:
    """Make the archive that grows."""
    home.mkdir(parents=True)
    encoder = Timed(home / "models")
    if read_in:
        shutil.copy(read_in / "archive.db", home)
    source = some_articles(folder, n, home / "first.jsonl")
    with SqliteArchive(home / "archive.db", create=True) as archive:
        refresh(archive, encoder, [source], now=datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Original:
    """A version to be copied, by its passages."""

    row: tuple[object, ...]
    title: str
    passages: list[list[str]]
    vectors: Vectors


def grow(home: Path, size: int) -> None:
    """Repeat the articles until there are so many passages."""
    rng = np.random.default_rng(size)
    with SqliteArchive(home / "archive.db") as archive:
        archive.database.run("PRAGMA synchronous = OFF")
        held = archive.database.value("SELECT count(*) FROM passage")
        names = count(archive.database.value("SELECT max(number) FROM version") + 1)
        while held < size:
            for originals in read(archive):
                with archive.writing() as revision:
                    for original in originals:
                        held += put_copy(archive, original, next(names), revision, rng)
                if held >= size:
                    break


def read(archive: SqliteArchive) -> Iterator[list[Original]]:
    """The articles that came from files, a number at a time."""
    last = archive.database.value("SELECT max(number) FROM version")
    for start in range(0, last, PART):
        found = []
        for number, *row, title, text in archive.database.run(
            "SELECT v.number, v.publisher, v.authors, v.published, v.modified, v.language, v.section, v.first_seen,"
            " v.visible_from, v.title, v.text FROM version v JOIN article a ON a.id = v.article_id"
            " WHERE v.number > ? AND v.number <= ? AND NOT v.removed AND v.visible_until IS NULL"
            " AND a.url NOT LIKE 'https://copy.%'",
            (start, start + PART),
        ):
            places = archive.database.run(
                'SELECT id, start, "end" FROM passage WHERE version_number = ? ORDER BY id', (number,)
            )
            ids = [place[0] for place in places]
            vectors = load_vectors(archive, ids, 384)
            found.append(Original(tuple(row), title, [text[a:b].split(" ") for _, a, b in places], vectors))
        if found:
            yield found


def put_copy(archive: SqliteArchive, original: Original, name: int, revision: int, rng: np.random.Generator) -> int:
    """Keep a copy of an article with other words and vectors; returns its passages."""
    vocabulary = [word for words in original.passages for word in words]
    texts = []
    for words in original.passages:
        changed = list(words)
        for place in np.flatnonzero(rng.random(len(words)) < EXCHANGED).tolist():
            changed[place] = vocabulary[int(rng.integers(len(vocabulary)))]
        texts.append(" ".join(changed))
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).tolist()
    spans = [Span(start, start + len(text)) for start, text in zip(starts, texts, strict=False)]
    noise = rng.standard_normal(original.vectors.shape, np.float32)
    moved = original.vectors + noise * np.float32(MOVED / 384**0.5)
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    hashes = [rng.bytes(16) for _ in texts]
    run = archive.database.run
    run("INSERT INTO article (id, url, first_seen) VALUES (?, ?, 0)", (f"{name:024x}", f"https://copy.example/{name}"))
    number = archive.database.value(
        "INSERT INTO version (article_id, version, publisher, authors, published, modified, language, section,"
        " first_seen, visible_from, revision, title, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " RETURNING number",
        (f"{name:024x}", f"{name:x}", *original.row, revision, original.title, " ".join(texts)),
    )
    run("INSERT INTO story VALUES (?, ?)", (number, f"{name:016x}"))
    marks = rng.integers(-(2**62), 2**62, BANDS).tolist()
    archive.database.run_many("INSERT OR IGNORE INTO band VALUES (?, ?)", [(mark, number) for mark in marks])
    put_vectors(archive, dict(zip(hashes, moved, strict=True)))
    put_passages(archive, number, spans, hashes)
    return len(spans)


def make_indexes(home: Path) -> float:
    """Seconds that both take from the archive alone."""
    encoder = Timed(home / "models")
    started = time.perf_counter()
    with SqliteArchive(home / "archive.db") as archive:
        bring_up(archive, IndexFiles(home / "index"), facts(encoder))
    return time.perf_counter() - started


def ask(home: Path, folder: Path, n: int) -> Row:
    """What a reader has to wait for, and what it takes."""
    encoder = Timed(home / "models")
    encoder.encode(["The first text pays for compiling the model."])
    before = memory_mb(os.getpid())
    started = time.perf_counter()
    passage_index = LocalIndex(home / "archive.db", home / "index", facts(encoder))
    opened = time.perf_counter() - started
    service = Service(passage_index, encoder, load_reader(home / "models")[0])
    cases = some_questions(folder, n)
    dated = [(case["question"], datetime.fromisoformat(case["as_of"])) for case in cases]
    for question, as_of in dated[:10]:
        service.ask(Ask(question, as_of=as_of))
    past = [milliseconds(lambda q=q, t=t: service.ask(Ask(q, as_of=t))) for q, t in dated]  # type: ignore[misc]
    now = [milliseconds(lambda q=q: service.ask(Ask(q))) for q, _ in dated]  # type: ignore[misc]
    used = memory_mb(os.getpid())
    n_passages = len(passage_index.dense)
    return {
        "passages": n_passages,
        "compressed": "yes" if passage_index.dense.is_compressed else "no",
        "start, s": opened,
        "MB": used,
        "MB of it for passages": used - before,
        "MB a million": 1e6 * (used - before) / n_passages,
        "p50, ms": statistics.median(now),
        "p95, ms": statistics.quantiles(now, n=20)[-1],
        "as of: p50": statistics.median(past),
        "as of: p95": statistics.quantiles(past, n=20)[-1],
        "recall@10": recall(passage_index, encoder, dated, with_day=False),
        "as of: recall": recall(passage_index, encoder, dated, with_day=True),
    }


def recall(
    passage_index: LocalIndex, encoder: Timed, dated: Sequence[tuple[str, datetime]], *, with_day: bool
) -> float:
    """Share of the ten nearest by all stored vectors that the index finds."""
    if not passage_index.dense.is_compressed:
        return 1.0
    queries = encoder.encode([question for question, _ in dated])
    nearest: list[list[tuple[float, int]]] = [[] for _ in dated]
    now = datetime.now(UTC)
    allowed = [
        passage_index.allowed(visible(understand(Ask(question, as_of=as_of if with_day else None), now=now), now))
        for question, as_of in dated
    ]
    ids = passage_index.visibility.ids
    for start in range(0, len(ids), 50_000):
        part = ids[start : start + 50_000]
        cosines = queries @ load_vectors(passage_index.archive(), part.tolist(), 384).T
        for row, seen in enumerate(allowed):
            cosines[row, ~seen.has(part)] = -2.0
            best = np.argsort(-cosines[row])[:10]
            found = [
                (float(cosines[row, place]), int(part[place])) for place in best.tolist() if cosines[row, place] > -2
            ]
            nearest[row] = sorted(nearest[row] + found, reverse=True)[:10]
    shares = []
    for query, seen, exact in zip(queries, allowed, nearest, strict=True):
        found_ids, _ = passage_index.nearest(query, 100, seen)
        wanted = {passage_id for _, passage_id in exact}
        shares.append(len(wanted & set(found_ids[:10].tolist())) / len(wanted) if wanted else 1.0)
    return statistics.mean(shares)


def take_in(home: Path, source: Path) -> Row:
    """Refresh, and bring the indexes' files up, as the command does."""
    encoder = Timed(home / "models")
    with SqliteArchive(home / "archive.db") as archive:
        n_before = archive.database.value("SELECT count(*) FROM article")
        encoder.encoding = 0.0
        written = bytes_written()
        started = time.perf_counter()
        report = refresh(archive, encoder, [source], now=datetime.now(UTC))
        read = time.perf_counter()
        bring_up(archive, IndexFiles(home / "index"), facts(encoder))
    seconds = time.perf_counter() - started
    return {
        "articles before": n_before,
        "new": report.new,
        "passages": report.passages,
        "s": seconds,
        "s outside the encoder": seconds - encoder.encoding,
        "s for the indexes": time.perf_counter() - read,
        "MB written": (bytes_written() - written) / 1e6,
    }


def bytes_written() -> int:
    lines = Path("/proc/self/io").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("wchar:"))


def milliseconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
