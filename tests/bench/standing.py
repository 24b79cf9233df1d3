"""Measure asking followed questions again: how many news can touch, and how long they take beside readers.

    python tests/bench/standing.py FOLDER --home DATA --questions FILE … [--since 2023-01-01]

Copies the archive in DATA, follows 1,000 of the FILEs' questions (JSON Lines, gzip or not), and reads in the first 100
articles of FOLDER from a day on. Then it asks again those that these can touch, while clients ask the same questions,
each pausing between an answer and the next question. Prints how many are asked, the seconds that finding and asking
them took, of processors with what the clients ask, the changes, and milliseconds of a reader's answer at the median and
the 95th percentile, quiet and meanwhile.
"""

import gzip
import json
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from figures import arguments, machine, show, write
from load import NEWSQA, environment

from corpus.errors import UsageError
from qa.question.request import Ask
from qa.service.ask import Service
from qa.service.opening import open_service
from qa.service.settings import load_settings
from qa.service.standing.asking import Followed, ask_again, find_due, follow

QUIET_S = 10.0


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a data folder that is read in already")
    parser.add_argument("--questions", type=Path, nargs="+", required=True, help="files whose questions are followed")
    parser.add_argument("--followed", type=int, default=1_000)
    parser.add_argument("--articles", type=int, default=100, help="articles of the refresh (default 100)")
    parser.add_argument("--since", default="2023-01-01", help="the day from which on they are taken")
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between an answer and the next question")
    chosen = parser.parse_args()
    questions = some(chosen.questions, chosen.followed)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        copy(chosen.home, home)
        news = news_since(chosen.folder, chosen.since, chosen.articles, Path(name) / "news.jsonl")
        service = open_service(load_settings(home=home))
        started = time.perf_counter()
        for question in questions:
            follow(service, Followed(question))
        first_s = time.perf_counter() - started
        with clients(service, questions, chosen.clients, chosen.pause) as quiet:
            time.sleep(QUIET_S)
        subprocess.run([*NEWSQA, "refresh", str(news)], env=environment(home), check=True)
        with clients(service, questions, chosen.clients, chosen.pause) as meanwhile:
            row = asked_again(service)
    print(machine())
    show(
        f"{len(questions):,} followed questions after {chosen.articles} articles", [{**row, "first asking, s": first_s}]
    )
    show("Readers' answers", [times("quiet", quiet), times("meanwhile", meanwhile)])
    write(chosen.json, {"standing": row, "quiet": times("", quiet), "meanwhile": times("", meanwhile)})


def some(files: Sequence[Path], n: int) -> list[str]:
    """So many questions of the files, evenly taken from all that they have."""
    found: dict[str, None] = {}
    for path in files:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as lines:
            found |= dict.fromkeys(json.loads(line)["question"] for line in lines)
    if len(found) < n:
        raise UsageError(f"{n:,} questions are more than the {len(found):,} of the files")
    return [question for i, question in enumerate(found) if (i + 1) * n // len(found) > i * n // len(found)]


def copy(home: Path, to: Path) -> None:
    """The archive and its index with the same models."""
    shutil.copytree(home, to, ignore=lambda _, names: [name for name in names if name in ("models", "answers")])
    (to / "models").symlink_to(home / "models")


def news_since(folder: Path, since: str, n: int, to: Path) -> Path:
    """The first `n` articles of a folder that were published on a day or after it, as a file at `to`."""
    with gzip.open(folder / "articles.jsonl.gz", "rb") as lines:
        later = (line for line in lines if (json.loads(line)["published"] or "") >= since)
        to.write_bytes(b"".join(islice(later, n)))
    return to


def asked_again(service: Service) -> dict[str, str | int | float | None]:
    """What it takes to ask again the questions that are due."""
    started, started_cpu = time.perf_counter(), time.process_time()
    service.passage_index.catch_up()
    touched = find_due(service)
    found_at = time.perf_counter()
    n_changed = ask_again(service, touched)
    ended = time.perf_counter()
    return {
        "asked": len(touched),
        "finding, s": found_at - started,
        "asking, s": ended - found_at,
        "all, s": ended - started,
        "CPU s": time.process_time() - started_cpu,
        "changes": n_changed,
    }


@contextmanager
def clients(service: Service, questions: Sequence[str], n: int, pause_s: float) -> Iterator[list[float]]:
    """Clients that ask one question after the other meanwhile; the milliseconds of each answer."""
    over, took = threading.Event(), []

    def client(number: int) -> None:
        turn = number
        while not over.wait(pause_s):
            started = time.perf_counter()
            service.ask(Ask(questions[turn % len(questions)]))
            took.append(1000 * (time.perf_counter() - started))
            turn += n

    with ThreadPoolExecutor(n) as threads:
        asking = [threads.submit(client, number) for number in range(n)]
        try:
            yield took
        finally:
            over.set()
    for each in asking:
        each.result()


def times(name: str, took: Sequence[float]) -> dict[str, str | int | float | None]:
    """The milliseconds of answers in short."""
    ordered = sorted(took)
    return {
        "": name,
        "answers": len(ordered),
        "p50, ms": ordered[len(ordered) // 2],
        "p95, ms": ordered[int(0.95 * len(ordered))],
    }


if __name__ == "__main__":
    main()
