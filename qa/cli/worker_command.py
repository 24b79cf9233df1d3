"""`newsqa worker`: what `newsqa refresh --enqueue` left, until it is told to end."""

import sys
import time

import typer

from corpus.errors import ArchiveError
from qa.cli.conventions import DONE, INTERRUPTED, explain
from qa.service.opening import check_archive, open_encoder
from qa.service.settings import load_settings

AGAIN_S = 10  # after the server could not be reached


def worker() -> None:
    """Ask for the pages that `newsqa refresh --enqueue` found, and take them in; beside any number of others."""
    from qa.cli.terminal import show_page
    from qa.service.queueing import check_queue, work_off

    settings = load_settings()
    check_queue(settings)
    check_archive(settings)
    try:
        while True:
            try:
                work_off(settings, lambda: open_encoder(settings), show_page)
                raise typer.Exit(DONE)
            except ArchiveError as error:
                print(f"{explain(error)[0]}; again in {AGAIN_S} s", file=sys.stderr, flush=True)
                time.sleep(AGAIN_S)
    except KeyboardInterrupt:  # while it had no page in hand
        raise typer.Exit(INTERRUPTED) from None
