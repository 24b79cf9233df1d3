"""Measure asking while news is being read in: 8 clients on a server, quiet first, then during a refresh.

    python tests/bench/refresh_while_asking.py FOLDER [--before 200] [--articles 500] [--clients 8] [--pause 0.5]

Reads some articles of FOLDER into a temporary archive, starts `newsqa serve`, and lets clients ask a few questions
again and again, each pausing between an answer and the next question, as readers do. Then a refresh of further articles
runs beside them, as the server itself starts it. Prints milliseconds at the median and the 95th percentile of both,
errors, how many revisions were answered from, and how many answers were mixed: two answers to one question from one
revision must have the same evidence, a client must never see an older revision after a newer one, and nothing in an
answer may be newer than its revision. It ends with code 1 if there are errors or mixed answers, or if the 95th
percentile is more than three times its quiet value.
"""

import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from figures import arguments, machine, show, some_articles, some_questions, write
from load import NEWSQA, environment, serving

from corpus.archive.sqlite import SqliteArchive

QUESTIONS = 24
WARM_UP_S = 5.0
MOST = 3.0  # times the quiet 95th percentile


@dataclass(frozen=True, slots=True)
class Asked:
    """One answer: what was asked, how long it took, and what it showed; revision -1 for an error."""

    question: int
    took_ms: float
    revision: int
    passages: tuple[int, ...]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--before", type=int, default=200, help="articles in the archive before (default 200)")
    parser.add_argument("--articles", type=int, default=500, help="articles of the refresh (default 500)")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between an answer and the next question")
    parser.add_argument("--quiet", type=float, default=20.0, help="seconds of asking without a refresh")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "home"
        before = some_articles(chosen.folder, chosen.before, Path(name) / "before.jsonl")
        news = some_articles(chosen.folder, chosen.articles, Path(name) / "news.jsonl", skip=chosen.before)
        subprocess.run([*NEWSQA, "refresh", str(before)], env=environment(home), check=True)
        bodies = [json.dumps(case).encode() for case in some_questions(chosen.folder, QUESTIONS)]
        with serving(home) as (port, _, _):
            ask(port, bodies, chosen.clients, chosen.pause, after(WARM_UP_S))
            quiet = ask(port, bodies, chosen.clients, chosen.pause, after(chosen.quiet))
            started = time.monotonic()
            command = [*NEWSQA, "refresh", "--events", str(news)]
            with subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL) as refresh:
                busy = ask(port, bodies, chosen.clients, chosen.pause, lambda: refresh.poll() is not None)
            seconds = time.monotonic() - started
        rows = [told("quiet", quiet, home), told("during the refresh", busy, home)]
    print(machine())
    show(f"POST /ask by {chosen.clients} clients; refresh of {chosen.articles} articles in {seconds:.0f} s", rows)
    write(chosen.json, {"refresh_while_asking": rows, "refresh_s": seconds})
    is_well = refresh.returncode == 0 and not any(row["errors"] or row["mixed"] for row in rows)
    sys.exit(0 if is_well and float(str(rows[1]["p95, ms"])) <= MOST * float(str(rows[0]["p95, ms"])) else 1)


def after(seconds: float) -> Callable[[], bool]:
    """Whether so many seconds have passed since now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def ask(
    port: int, bodies: Sequence[bytes], n_clients: int, pause_s: float, is_over: Callable[[], bool]
) -> list[list[Asked]]:
    """Let clients ask until it is over; each one's answers in order."""

    def client(number: int) -> list[Asked]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        done = []
        turn = number
        while not is_over():
            turn += 1
            done.append(ask_one(connection, turn % len(bodies), bodies[turn % len(bodies)]))
            time.sleep(pause_s)
        connection.close()
        return done

    with ThreadPoolExecutor(n_clients) as clients:
        return [*clients.map(client, range(n_clients))]


def ask_one(connection: http.client.HTTPConnection, number: int, body: bytes) -> Asked:
    started = time.perf_counter()
    try:
        connection.request("POST", "/ask", body, {"content-type": "application/json"})
        response = connection.getresponse()
        answer = json.loads(response.read())
        took_ms = 1000 * (time.perf_counter() - started)
        passages = tuple(evidence["passage_id"] for evidence in answer["evidence"])
        return Asked(number, took_ms, int(answer["revision"]), passages)
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        connection.close()
        return Asked(number, 1000 * (time.perf_counter() - started), -1, ())


def told(name: str, clients: Sequence[Sequence[Asked]], home: Path) -> dict[str, str | int | float | None]:
    """The figures of one phase."""
    fine = [[asked for asked in client if asked.revision >= 0] for client in clients]
    times = sorted(asked.took_ms for client in fine for asked in client)
    return {
        "": name,
        "answers": len(times),
        "p50, ms": times[len(times) // 2],
        "p95, ms": times[int(0.95 * len(times))],
        "errors": sum(len(client) for client in clients) - len(times),
        "revisions": len({asked.revision for client in fine for asked in client}),
        "mixed": n_mixed(fine, home),
    }


def n_mixed(clients: Sequence[Sequence[Asked]], home: Path) -> int:
    """How many answers cannot be from one state of the archive, or go back behind what the client has seen."""
    with SqliteArchive(home / "archive.db") as archive:
        made: dict[int, int] = dict(
            archive.database.run("SELECT p.id, revision FROM passage p JOIN version ON number = version_number")
        )
    shown: dict[tuple[int, int], tuple[int, ...]] = {}
    mixed = 0
    for client in clients:
        newest = -1
        for asked in client:
            same = shown.setdefault((asked.question, asked.revision), asked.passages)
            is_newer = any(made[passage] > asked.revision for passage in asked.passages)
            mixed += same != asked.passages or asked.revision < newest or is_newer
            newest = max(newest, asked.revision)
    return mixed


if __name__ == "__main__":
    main()
