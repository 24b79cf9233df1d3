"""Compare the passage index in Milvus with the one on this machine, over the sample articles or an archive.

    python tests/bench/engines.py milvus:FILE.db|milvus://HOST:PORT/NAME [--home DATA] [--questions FILE] [--n 100]

Asks both the same questions and prints, by search, how many of the first ten passages are the same, how often the first
one is, and the milliseconds that a search takes; without a filter and with one that leaves a publisher's articles. Then
how many passages of the whole ranking are the same. The archive in DATA is read, and named in Milvus.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from figures import ROOT, Row, machine, plain_arguments, show

from corpus.archive.sqlite import SqliteArchive
from index.encoder.encoder import Encoder, find_model
from index.encoder.openvino_encoder import load_encoder
from index.engine.local_index import LocalIndex
from index.engine.milvus.milvus_address import MilvusAddress
from index.engine.milvus.milvus_index import MilvusIndex
from index.engine.passage_index import PassageIndex
from index.ingest.refresh import refresh
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.passage import Filter
from index.passages.passage_store import Facts
from index.text.analysis import question_terms
from qa.question.query import understand
from qa.question.request import Ask
from qa.service.search_state import ranked

FIRST = 10
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
Find = Callable[[PassageIndex, str], list[int]]


def main() -> None:
    parser = plain_arguments(__doc__)
    parser.add_argument("address", type=MilvusAddress)
    parser.add_argument("--home", type=Path, help="a data folder that is read in already")
    parser.add_argument("--questions", type=Path, default=ROOT / "tests" / "answers" / "questions.jsonl")
    parser.add_argument("--n", type=int, default=100, help="how many questions to ask (default 100)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, chosen.questions.open(encoding="utf-8") as lines:
        questions = [json.loads(line)["question"] for line in islice(lines, chosen.n)]
        encoder, _ = load_encoder(find_model(), Path(name) / "models")
        home = chosen.home or sample(Path(name), encoder)
        place, facts = home / "archive.db", Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)
        local = LocalIndex(place, Path(name) / "index", facts)
        start = time.perf_counter()
        milvus = MilvusIndex(place, chosen.address, Path(name) / "in-milvus", facts)
        filled_s = time.perf_counter() - start
        vectors = dict(zip(questions, encoder.encode(questions), strict=True))
        everything = Filter(int(NOW.timestamp()))
        (largest, _), *_ = local.archive().publishers(1)
        one = Filter(everything.as_of, publishers=(largest.casefold(),))

        def near(wanted: Filter) -> Find:
            return lambda index, asked: index.nearest(vectors[asked], FIRST, index.allowed(wanted))[0].tolist()

        def matching(wanted: Filter) -> Find:
            return lambda index, asked: index.matching(question_terms(asked), FIRST, index.allowed(wanted))[0].tolist()

        def ranking(index: PassageIndex, asked: str) -> list[int]:
            query = understand(Ask(asked), now=NOW)
            return [hit.passage.id for hit in ranked(index, query, vectors[asked], everything, FIRST).hits]

        searches = {
            "meaning": near(everything),
            "meaning, one publisher": near(one),
            "words": matching(everything),
            "words, one publisher": matching(one),
            "ranking": ranking,
        }
        rows = [compared(title, find, local, milvus, questions) for title, find in searches.items()]
        print(machine())
        release = milvus.server.client.get_server_version()
        print(f"{local.n_passages:,} passages, Milvus {release}, filled in {filled_s:.1f} s")
        show(f"{len(questions)} questions, first {FIRST}", rows)
        milvus.close()


def sample(folder: Path, encoder: Encoder) -> Path:
    with SqliteArchive(folder / "archive.db", create=True) as archive:
        refresh(archive, encoder, [ROOT / "corpus" / "sample"], now=NOW)
    return folder


def compared(title: str, find: Find, local: PassageIndex, milvus: PassageIndex, questions: Sequence[str]) -> Row:
    """How many of the first are alike, and what each takes."""
    found: list[tuple[list[int], list[int]]] = []
    took: tuple[list[float], list[float]] = ([], [])
    for asked in questions:
        both = []
        for index, times in zip((local, milvus), took, strict=True):
            start = time.perf_counter()
            both.append(find(index, asked))
            times.append(1e3 * (time.perf_counter() - start))
        found.append((both[0], both[1]))
    wanted = sum(len(ours) for ours, _ in found)
    return {
        "search": title,
        "the same": sum(len(set(ours) & set(theirs)) for ours, theirs in found) / wanted,
        "first the same": statistics.mean(ours[:1] == theirs[:1] for ours, theirs in found),
        "files, ms": statistics.median(took[0]),
        "Milvus, ms": statistics.median(took[1]),
    }


if __name__ == "__main__":
    main()
