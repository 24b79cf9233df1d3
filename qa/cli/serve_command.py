"""`newsqa serve`: the chat page and the API on this machine."""

import errno
import gc
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.archive.archive_place import open_archive
from corpus.errors import StateError
from qa.cli.refresh_commands import SAMPLE, take_in
from qa.service.keys import KeyFile
from qa.service.logs import set_up_logs
from qa.service.opening import open_encoder, open_service
from qa.service.settings import Settings, load_settings

if TYPE_CHECKING:
    from qa.service.ask import Service


def serve(
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address to listen on; 127.0.0.1 if none.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, metavar="PORT", help="Port to listen on; 8000 if none.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, metavar="N", help="Processes that answer; 1 if none.")
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Put the sample articles in first if the archive is empty.")
    ] = False,
) -> None:
    """Serve the chat page and the API."""
    from corpus.source import Source

    settings = load_settings(host=host, port=port, workers=workers)
    set_up_logs(requests=settings.log_requests)
    with open_archive(settings.archive, create=True) as archive:
        if sample and not archive.counts().articles:
            print("The archive is empty: taking in the sample articles.", flush=True)
            take_in(settings, [Source(str(SAMPLE))], open_encoder(settings))
    listener = _listen(settings.host, settings.port)
    if settings.workers > 1:
        from qa.server.workers import serve_together

        serve_together(settings, partial(open_warm, settings), listener, partial(_announce, settings, listener))
        return
    from qa.server.app import create_app
    from qa.server.connections import Server
    from qa.server.tracing import open_tracing

    service, tracing = open_warm(settings), open_tracing()
    _announce(settings, listener)
    with suppress(KeyboardInterrupt):
        Server(create_app(lambda: service, settings, tracing=tracing), settings).run(sockets=[listener])


def open_warm(settings: Settings) -> "Service":
    """The service, ready for the first question, and seldom interrupted: what lasts is not looked at again by Python's
    collector, which stops all threads for 0.1 s where it looks at all that there is."""
    service = open_service(settings)
    _warm_up(service)
    gc.collect()
    gc.freeze()
    return service


def _announce(settings: Settings, listener: socket.socket) -> None:
    """Say what is served and where, once it can be asked."""
    from index.passages.passage_store import count_passages

    for warning in warnings(settings, KeyFile(settings.keys)):
        print(f"newsqa: {warning}", file=sys.stderr, flush=True)
    with open_archive(settings.archive) as archive:
        counts, n_passages = archive.counts(), count_passages(archive)
    bound = listener.getsockname()[1]
    print(f"{counts.articles:,} articles, {n_passages:,} passages, from {settings.archive}")
    print(f"newsqa is at http://{settings.host}:{bound}/ (API: /docs); Ctrl-C stops it", flush=True)


def warnings(settings: Settings, keys: KeyFile) -> Iterator[str]:
    """What whoever serves should know of who may do what."""
    has_admin = settings.admin_key is not None or keys.grants("admin")
    reached = not _is_loopback(settings.host)
    if reached and not has_admin:
        yield (
            f"other machines can reach {settings.host}, and there is no key for whoever runs this: nobody can refresh"
            " or see what fails over HTTP. Set NEWSQA_ADMIN_KEY, or: newsqa keys add NAME --scope admin"
        )
    if reached and settings.reading == "open":
        yield (
            f"whoever reaches {settings.host} may read and ask. To let in only who has a key: NEWSQA_READING=key, and"
            " newsqa keys add NAME"
        )
    if settings.reading == "key" and not (has_admin or keys.grants("read") or keys.grants("ask")):
        yield "reading needs a key (NEWSQA_READING=key) and there is none yet: newsqa keys add NAME"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _warm_up(service: "Service") -> None:
    """Compile the models, which the first texts pay for: a few and many are run in different ways; and read what
    questions are understood with."""
    from qa.answer.reader.reader import PassageText
    from qa.question.request import Ask

    words = "The first text pays for compiling the model."
    service.encoder.encode([words])
    for n in (1, 8):
        service.reader.read(words, n * [PassageText("", words, ())])
    with suppress(StateError):  # a refresh has made everything anew meanwhile
        service.quiet().ask(Ask("What was agreed on last week?"))


def _listen(host: str, port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise StateError(f"port {port} of {host} is in use; take another one: newsqa serve --port {port + 1}") from None
    # Else an answer's body waits some 40 ms for the acknowledgement of its head; connections inherit it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
