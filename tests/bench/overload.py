"""Measure what becomes of a server that is asked more than it can answer, and of others while some hold connections.

    python tests/bench/overload.py FOLDER --home DATA [--seconds 20] [--times 5] [--workers 1] [--idle 2000]

Starts `newsqa serve` on the archive in DATA and finds its capacity with a few clients that ask one after another. Then
questions of FOLDER arrive by chance, each over a connection of its own: at 80 % of the capacity, at `--times` as much,
and at 80 % again. Last, so many connections are idle, so many streams are not read, and 40 bodies come a byte
a second, while a few clients ask. Of each phase it prints how many were answered and refused (503), how long that took,
and how long `/healthz` took beside a server of ten lines in a process of its own, asked at the same moments: what even
that one takes is the machine's doing. A request that is answered otherwise, or not within 60 s, is an error.
"""

import asyncio
import json
import multiprocessing
import random
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from figures import arguments, machine, show, some_questions, write
from load import serving

HEALTH_EVERY_S = 0.1
PATIENCE_S = 60.0
CLIENTS = 4
SLOW_BODIES = 40
Answered = tuple[int, float]  # a status, 0 for none, and milliseconds
Row = dict[str, str | int | float | None]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a data folder that is read in already")
    parser.add_argument("--seconds", type=float, default=20, help="of each phase (default 20)")
    parser.add_argument("--times", type=float, default=5, help="the overload, in capacities (default 5)")
    parser.add_argument("--workers", type=int, default=1, help="processes that answer (default 1)")
    parser.add_argument("--idle", type=int, default=2_000, help="connections that ask nothing (default 2,000)")
    parser.add_argument("--unread", type=int, default=200, help="streams that nobody reads (default 200)")
    parser.add_argument("--questions", type=int, default=100, help="different ones (default 100)")
    chosen = parser.parse_args()
    raise_descriptors()
    bodies = [json.dumps({**each, "top_k": 5}).encode() for each in some_questions(chosen.folder, chosen.questions)]
    with serving(chosen.home, chosen.workers) as (port, _, _), beside() as plain:
        rows = asyncio.run(
            phases(Site(port, plain, bodies), chosen.seconds, chosen.times, (chosen.idle, chosen.unread))
        )
    print(machine())
    show(f"Overload, {chosen.workers} processes", rows)
    write(chosen.json, {"overload": rows, "workers": chosen.workers})
    sys.exit(1 if any(row["errors"] for row in rows) else 0)


class Site:
    """A server, one beside it for comparison, and what is asked."""

    def __init__(self, port: int, plain: int, bodies: Sequence[bytes]) -> None:
        self.port = port
        self.plain = plain
        self.bodies = bodies

    async def ask(self) -> Answered:
        return await request(self.port, "POST /ask", random.choice(self.bodies))


async def phases(site: Site, seconds: float, times: float, n_held: tuple[int, int]) -> list[Row]:
    await in_turn(site, 4.0)  # warm up
    rows = []

    async def phase(name: str, asking: Awaitable[list[Answered]]) -> Row:
        health: list[tuple[float, float]] = []
        watching = asyncio.create_task(watch(site, health))
        began = time.perf_counter()
        found = await asking
        took = time.perf_counter() - began
        watching.cancel()
        rows.append(row(name, found, took, health))
        return rows[-1]

    full = await phase("as fast as it can", in_turn(site, seconds))
    capacity = float(str(full["answered/s"]))
    await phase("80 %", by_chance(site, seconds, 0.8 * capacity))
    await phase(f"{times:g} times", by_chance(site, seconds, times * capacity))
    await phase("80 % again", by_chance(site, seconds, 0.8 * capacity))
    async with Held(site, *n_held):
        await phase("{:,} idle, {:,} unread".format(*n_held), in_turn(site, seconds))
    return rows


async def in_turn(site: Site, seconds: float) -> list[Answered]:
    """A few clients that ask one after the other."""
    end = time.perf_counter() + seconds

    async def client() -> list[Answered]:
        done = []
        while time.perf_counter() < end:
            done.append(await site.ask())
        return done

    return [each for done in await asyncio.gather(*(client() for _ in range(CLIENTS))) for each in done]


async def by_chance(site: Site, seconds: float, per_second: float) -> list[Answered]:
    """Questions that arrive independently of each other, and of the answers."""
    end = time.perf_counter() + seconds
    asking = []
    while time.perf_counter() < end:
        asking.append(asyncio.create_task(site.ask()))
        await asyncio.sleep(random.expovariate(per_second))
    return await asyncio.gather(*asking)


async def watch(site: Site, health: list[tuple[float, float]]) -> None:
    """Ask for the server's health and the other server's, again and again."""
    while True:
        (status, own), (_, other) = await asyncio.gather(
            request(site.port, "GET /healthz"), request(site.plain, "GET /healthz")
        )
        health.append((own if status == 200 else 1000 * PATIENCE_S, other))
        await asyncio.sleep(HEALTH_EVERY_S)


@contextmanager
def beside() -> Iterator[int]:
    """The port of a server that does nothing."""
    theirs, ours = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve_nothing, args=(theirs,), daemon=True)
    process.start()
    yield ours.recv()
    process.terminate()


def serve_nothing(port: Connection) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


async def request(port: int, line: str, body: bytes = b"") -> Answered:
    began = time.perf_counter()
    status = 0
    with suppress(OSError, ValueError, IndexError, TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            reader, writer = await connect(port, line, body)
            whole = await reader.read()
            writer.close()
            status = int(whole.split(b" ", 2)[1])
    return status, 1000 * (time.perf_counter() - began)


async def connect(port: int, line: str, body: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return reader, writer


class Held:
    """While it is open, connections are idle, streams are not read, and bodies come byte by byte."""

    def __init__(self, site: Site, n_idle: int, n_unread: int) -> None:
        self._site = site
        self._n_idle = n_idle
        self._n_unread = n_unread
        self._writers: list[asyncio.StreamWriter] = []
        self._dripping: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> None:
        await self._open(SLOW_BODIES, self._half)
        await self._open(self._n_unread, lambda: connect(self._site.port, "POST /ask", self._stream()))
        await self._open(self._n_idle, lambda: asyncio.open_connection("127.0.0.1", self._site.port))

    async def __aexit__(self, *_: object) -> None:
        for task in self._dripping:
            task.cancel()
        for each in self._writers:
            each.close()

    def _stream(self) -> bytes:
        return json.dumps({**json.loads(random.choice(self._site.bodies)), "top_k": 50, "stream": True}).encode()

    async def _half(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._site.port)
        head = "POST /ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
        writer.write(head.encode())
        self._dripping.append(asyncio.create_task(drip(writer)))
        return reader, writer

    async def _open(
        self, n: int, opened: Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]
    ) -> None:
        for _ in range(n):
            with suppress(OSError):
                _, writer = await opened()
                self._writers.append(writer)


async def drip(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while True:
            writer.write(b" ")
            await asyncio.sleep(1)


def row(name: str, found: Sequence[Answered], seconds: float, health: Sequence[tuple[float, float]]) -> Row:
    answered, refused = ([took for status, took in found if status == wanted] for wanted in (200, 503))
    own, other = ([each[place] for each in health] for place in (0, 1))
    return {
        "": name,
        "answered": len(answered),
        "answered/s": len(answered) / seconds,
        "p50, ms": share(answered, 0.5),
        "p95": share(answered, 0.95),
        "refused": len(refused),
        "p50 ": share(refused, 0.5),
        "p95 ": share(refused, 0.95),
        "errors": len(found) - len(answered) - len(refused),
        "health p50": share(own, 0.5),
        "p95  ": share(own, 0.95),
        "most": share(own, 1),
        "beside p50": share(other, 0.5),
        "p95   ": share(other, 0.95),
        "most ": share(other, 1),
    }


def share(values: Sequence[float], part: float) -> float | None:
    in_order = sorted(values)
    return in_order[min(len(in_order) - 1, int(part * len(in_order)))] if in_order else None


def raise_descriptors() -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 20_000), most))


if __name__ == "__main__":
    main()
