"""The `newsqa` command: its commands, and how an expected error ends it.

What takes long to import is imported by the command that needs it.
"""

import io
import signal
import sys

import typer

from qa.cli.ask_command import ask
from qa.cli.conventions import EXPECTED, explain
from qa.cli.refresh_commands import refresh, reindex, remove
from qa.cli.serve_command import serve
from qa.cli.status_commands import doctor, status

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
for command in (ask, serve, refresh, doctor, reindex, remove, status):
    app.command()(command)


def main() -> None:
    """The entry point: an expected error ends in one line on standard error."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _survive_encodings()
    try:
        app()
    except EXPECTED as error:
        message, code = explain(error)
        print(message, file=sys.stderr)
        sys.exit(code)


def _survive_encodings() -> None:
    """Read and write whatever bytes and characters come: UTF-8 in pipes, and in a terminal what it can show."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
