"""The `newsqa` command: its commands, and how an expected error ends it.

What takes long to import is imported by the command that needs it.
"""

import io
import signal
import sys
from importlib import metadata
from typing import Annotated

import typer

from qa.cli.ask_command import ask
from qa.cli.backup_commands import backup, merge, migrate, restore
from qa.cli.brief_command import brief
from qa.cli.conventions import EXPECTED, explain
from qa.cli.follow_command import follow
from qa.cli.keys_commands import keys
from qa.cli.mcp_command import mcp
from qa.cli.refresh_commands import refresh, remove
from qa.cli.reindex_command import reindex
from qa.cli.serve_command import serve
from qa.cli.status_commands import doctor, status
from qa.cli.worker_command import worker

# What `--help` of a command ends with; \b keeps its lines.
EXAMPLES = {
    ask: """\b
Examples:
  newsqa ask "What did Japan pledge?"
  newsqa ask --since 2025-10-01 --until 2025-10-31 "Who visited Tokyo?"
  newsqa ask --as-of 2025-10-28 "What share of imports was it?"
  newsqa ask --json "What did Japan pledge?" | jq -r .answer
  newsqa ask --export bibtex "What did Japan pledge?" > pledge.bib
  newsqa ask""",
    brief: """\b
Examples:
  newsqa brief
  newsqa brief --since 2025-10-25 --until 2025-10-28 --stories 5
  newsqa brief --publisher "Harbour Wire (sample)"
  newsqa brief --format html > brief.html""",
    follow: """\b
Examples:
  newsqa follow "What did Japan pledge?"
  newsqa follow
  newsqa follow --check
  newsqa follow --remove TOKEN""",
    serve: """\b
Examples:
  newsqa serve --sample
  newsqa serve --host 0.0.0.0 --port 8080""",
    refresh: """\b
Examples:
  newsqa refresh --sample
  newsqa refresh https://paper.example/feed.xml articles/
  newsqa refresh --every 15m
  newsqa refresh --enqueue --every 15m""",
    worker: """\b
Example:
  newsqa worker""",
    remove: """\b
Example:
  newsqa remove https://paper.example/withdrawn""",
    reindex: """\b
Examples:
  newsqa reindex
  NEWSQA_MODEL=/models/other newsqa reindex
  newsqa reindex --back""",
    backup: """\b
Examples:
  newsqa backup /backups
  newsqa backup /backups/before-the-move""",
    restore: """\b
Examples:
  newsqa restore /backups/newsqa-20261128T041500Z
  newsqa restore /backups/before-the-move --into /srv/newsqa
  newsqa restore /backups/before-the-move --force""",
    migrate: """\b
Examples:
  newsqa migrate --to postgresql://desk:PASSWORD@db.example/news
  NEWSQA_ARCHIVE_URL=postgresql://desk:PASSWORD@db.example/news newsqa migrate --to /srv/newsqa/archive.db""",
    merge: """\b
Examples:
  newsqa merge /srv/other-desk
  newsqa merge postgresql://desk:PASSWORD@db.example/news""",
}

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog='\b\nBegin with:\n  newsqa refresh --sample\n  newsqa ask "What did Japan pledge?"\n  newsqa serve',
)
for command in (
    ask,
    brief,
    follow,
    serve,
    refresh,
    worker,
    status,
    remove,
    doctor,
    reindex,
    backup,
    restore,
    migrate,
    merge,
    mcp,
):
    app.command(epilog=EXAMPLES.get(command))(command)
app.add_typer(keys, name="keys")


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        print(f"newsqa {metadata.version('newsqa')}")
        raise typer.Exit


@app.callback()
def newsqa(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Answers questions about news articles with verbatim quotes, each tied to its place in a stored article."""


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
