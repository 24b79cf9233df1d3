"""`newsqa serve`: the chat page and the API on this machine."""

import errno
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import StateError
from qa.cli.refresh_commands import SAMPLE, take_in
from qa.service.logs import set_up_logs
from qa.service.opening import open_encoder, open_service
from qa.service.settings import load_settings

if TYPE_CHECKING:
    from qa.service.ask import Service


def serve(
    host: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address to listen on; 127.0.0.1 if none.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, metavar="PORT", help="Port to listen on; 8000 if none.")
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Put the sample articles in first if the archive is empty.")
    ] = False,
) -> None:
    """Serve the chat page and the API."""
    from corpus.source import Source
    from qa.server.app import create_app
    from qa.server.connections import Server

    settings = load_settings(host=host, port=port)
    set_up_logs(requests=settings.log_requests)
    with SqliteArchive(settings.archive, create=True) as archive:
        if sample and not archive.counts().articles:
            print("The archive is empty: taking in the sample articles.", flush=True)
            take_in(settings, [Source(str(SAMPLE))], open_encoder(settings))
    listener = _listen(settings.host, settings.port)
    service = open_service(settings)
    _warm_up(service)
    counts = service.passage_index.archive().counts()
    bound = listener.getsockname()[1]
    print(f"{counts.articles:,} articles, {service.passage_index.n_passages:,} passages, from {settings.archive}")
    print(f"newsqa is at http://{settings.host}:{bound}/ (API: /docs); Ctrl-C stops it", flush=True)
    with suppress(KeyboardInterrupt):
        Server(create_app(lambda: service, settings), settings).run(sockets=[listener])


def _warm_up(service: "Service") -> None:
    """Compile the models, which the first texts pay for: a few and many are run in different ways."""
    from qa.answer.reader.reader import PassageText

    words = "The first text pays for compiling the model."
    service.encoder.encode([words])
    for n in (1, 8):
        service.reader.read(words, n * [PassageText("", words, ())])


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
