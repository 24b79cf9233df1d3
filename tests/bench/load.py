"""Measure asking over HTTP, and how fast things start.

    python tests/bench/load.py FOLDER [--home DATA] [--questions 300] [--clients 1 4 16] [--workers 1 2]

Reads the first articles of FOLDER into a temporary archive (or takes the one in DATA, whose `newsqa refresh` is long
done), starts `newsqa serve` on a free port of this machine, and asks the questions of FOLDER, each as of its day, with
1, 4 and 16 clients that keep their connections open. Prints answers a second, milliseconds at the median and at the
95th percentile, and errors, with each number of `--workers`, processes that answer; before that `newsqa ask` from the
shell, the time until the server is ready, and its memory when ready and after all questions: of all its processes, what
they share counted once. The clients share the cores with the server.
"""

import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from figures import OWN_PACKAGES, arguments, machine, show, some_articles, some_questions, tree, write

NEWSQA = [sys.executable, "-m", "qa"]
WARM_UP = 30


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--home", type=Path, help="a data folder that is read in already")
    parser.add_argument("--articles", type=int, default=300, help="how many to read in without --home (default 300)")
    parser.add_argument("--questions", type=int, default=300, help="how many to ask at each level (default 300)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--workers", type=int, nargs="+", default=[1], help="processes that answer (default 1)")
    parser.add_argument("--rounds", type=int, default=1, help="how often to measure each number of workers")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = chosen.home or Path(name) / "home"
        if not chosen.home:
            part = some_articles(chosen.folder, chosen.articles, Path(name) / "articles.jsonl")
            subprocess.run([*NEWSQA, "refresh", str(part)], env=environment(home), check=True)
        bodies = [json.dumps(case).encode() for case in some_questions(chosen.folder, chosen.questions)]
        cold = statistics.median(ask_cold(home) for _ in range(3))
        starts, levels = [], []
        for workers in chosen.rounds * chosen.workers:
            with serving(home, workers) as (port, process, ready):
                ready_mb = shared_mb(process)
                ask_all(port, bodies[:WARM_UP], 2 * workers)
                levels += [{"workers": workers, **ask_all(port, bodies, clients)} for clients in chosen.clients]
                starts.append(
                    {"workers": workers, "ready, s": ready, "ready, MB": ready_mb, "later, MB": shared_mb(process)}
                )
    print(machine())
    print(f"newsqa ask, cold: {cold:.2f} s")
    show("Starting", starts)
    show("POST /ask", levels)
    write(chosen.json, {"cold_ask_s": cold, "start": starts, "ask": levels})


def shared_mb(process: int) -> float:
    """Memory of a process and all that it has started, what they share counted once. Linux only."""
    total_kb = 0
    for each in tree(process):
        lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="utf-8").splitlines()
        total_kb += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total_kb / 1024


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, **OWN_PACKAGES, "NEWSQA_HOME": str(home)}


def ask_cold(home: Path) -> float:
    """Seconds from the shell to the answer."""
    started = time.perf_counter()
    question = [*NEWSQA, "ask", "Who won the election?", "--json"]
    done = subprocess.run(question, env=environment(home), stdout=subprocess.DEVNULL)
    if done.returncode not in (0, 3):  # answered, not answered
        done.check_returncode()
    return time.perf_counter() - started


@contextmanager
def serving(home: Path, workers: int = 1) -> Iterator[tuple[int, int, float]]:
    """A server's port, process and the seconds until it was ready."""
    started = time.perf_counter()
    server = subprocess.Popen(
        [*NEWSQA, "serve", "--port", "0", "--workers", str(workers)],
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout
        port = next(int(found[1]) for line in server.stdout if (found := re.search(r"http://[^/]*:(\d+)/", line)))
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    break
            except ConnectionError:
                time.sleep(0.01)
        yield port, server.pid, time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(20)


def ask_all(port: int, bodies: Sequence[bytes], n_clients: int) -> dict[str, str | int | float | None]:
    """Ask all, shared out among clients that ask one after the other."""
    started = time.perf_counter()
    with ThreadPoolExecutor(n_clients) as clients:
        answers = [*clients.map(ask_in_turn, [port] * n_clients, [bodies[n::n_clients] for n in range(n_clients)])]
    seconds = time.perf_counter() - started
    times = sorted(took for client in answers for took, _ in client)
    return {
        "clients": n_clients,
        "answers/s": len(times) / seconds,
        "p50, ms": statistics.median(times),
        "p95, ms": times[int(0.95 * len(times))],
        "errors": sum(failed for client in answers for _, failed in client),
    }


def ask_in_turn(port: int, bodies: Sequence[bytes]) -> list[tuple[float, bool]]:
    """Milliseconds of each answer, and whether it was an error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    done = []
    for body in bodies:
        started = time.perf_counter()
        connection.request("POST", "/ask", body, {"content-type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
        failed = response.status != 200 or b'"evidence"' not in answer
        done.append((1000 * (time.perf_counter() - started), failed))
    connection.close()
    return done


if __name__ == "__main__":
    main()
