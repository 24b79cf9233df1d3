"""The `newsqa` command: ask, serve, refresh, reindex, remove, status, doctor.

Exit codes: 0 done, 1 partly failed or cannot be done now (the message says what), 2 bad usage, 130 interrupted. What
takes long to import is imported by the command that needs it.
"""

import io
import json
import logging
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from corpus.archive.sqlite import Archive
from corpus.errors import NewsqaError, StateError, UsageError
from qa.service.opening import bring_up_indexes, open_encoder, open_service
from qa.service.refresh_process import seconds
from qa.service.settings import Settings, load_settings

if TYPE_CHECKING:
    from corpus.source import Source
    from index.encoder.encoder import Encoder
    from index.ingest.report import Report

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"
DONE, FAILED, BAD_USAGE, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
Json = Annotated[bool, typer.Option("--json", help="Print machine-readable output.")]


@app.command()
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The question, in quotation marks; none: a conversation, a line a question.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Answer as the news stood then; a day alone means its end (ISO 8601, UTC).")
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only articles published on or after this day.")] = None,
    until: Annotated[str | None, typer.Option(help="Only articles published on or before this day.")] = None,
    publisher: Annotated[
        list[str] | None, typer.Option(help="Only this publisher; may be given several times.")
    ] = None,
    top_k: Annotated[int, typer.Option(min=1, max=50, help="How many passages of evidence --json lists.")] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Say how the evidence was ranked.")] = False,
    generate: Annotated[
        bool, typer.Option("--generate", help="Let the language model that is set up write the answer; it is verified.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Answer a question with quotes from the archive; without one, hold a conversation."""
    from qa.question.request import Ask

    asked = Ask(  # refuses before anything opens
        "any" if question is None else question,
        as_of=_moment(as_of, "--as-of"),
        since=_day(since, "--since"),
        until=_day(until, "--until"),
        publishers=tuple(publisher or ()),
        top_k=top_k,
        explain=explain,
        mode="generate" if generate else None,
    )
    service = open_service(load_settings())
    if question is None:
        from qa.cli.chat import converse

        raise typer.Exit(converse(service, asked, as_json=as_json))
    from qa.cli.terminal import print_answer

    print_answer(service.ask(asked), as_json=as_json)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Put the sample articles in first if the archive is empty.")
    ] = False,
) -> None:
    """Serve the chat page and the API."""
    import uvicorn

    from qa.server.app import create_app

    settings = load_settings(host=host, port=port)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("newsqa").setLevel(logging.INFO)
    with Archive(settings.archive, create=True) as archive:
        if sample and not archive.counts().articles:
            print("The archive is empty: taking in the sample articles.", flush=True)
            from corpus.source import Source

            _refresh(settings, [Source(str(SAMPLE))], open_encoder(settings))
    service = open_service(settings)
    service.encoder.encode(["The first text pays for compiling the model."])
    counts = service.follower.archive().counts()
    listener = socket.create_server((settings.host, settings.port), reuse_port=False)
    # Else an answer's body waits some 40 ms for the acknowledgement of its head; connections inherit it.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    bound = listener.getsockname()[1]
    print(f"{counts.articles:,} articles, {len(service.follower.dense):,} passages, from {settings.archive}")
    print(f"newsqa is at http://{settings.host}:{bound}/ (API: /docs); Ctrl-C stops it", flush=True)
    server = uvicorn.Server(
        uvicorn.Config(create_app(lambda: service, settings), log_level="warning", access_log=False)
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


@app.command()
def refresh(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files, folders or web addresses of feeds, sitemaps and pages; none: those of newsqa.toml."
        ),
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Take in the sample articles that come with newsqa.")
    ] = False,
    every: Annotated[str | None, typer.Option(help="Do it again and again, at intervals such as 15m.")] = None,
    as_json: Json = False,
    events: Annotated[bool, typer.Option("--events", hidden=True)] = False,
) -> None:
    """Take news into the archive; what is known already is passed over."""
    from corpus.source import Source
    from qa.service.refreshing import configured, run_with_events

    settings = load_settings()
    named = [Source(place) for place in sources or ()] or ([] if sample else configured(settings))
    named += [Source(str(SAMPLE))] if sample else []
    if not named:
        raise typer.BadParameter("name at least one SOURCE, put [[source]] into newsqa.toml, or say --sample")
    if events:
        raise typer.Exit(DONE if run_with_events(settings, named, open_encoder) else FAILED)
    if every:
        _refresh_every(settings, named, seconds(every))
    report = _refresh(settings, named, open_encoder(settings), quiet=as_json)
    if as_json:
        print(json.dumps(asdict(report), indent=2, ensure_ascii=False))
    raise typer.Exit(FAILED if report.failures else DONE)


@app.command()
def doctor(as_json: Json = False) -> None:
    """Check the archive and its indexes; say what is wrong and which command mends it."""
    from index.ingest.doctor import examine

    settings = load_settings()
    with Archive(settings.archive) as archive:
        findings = examine(archive, settings.index)
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.what}\n    mend it: {finding.mend}")
        print(f"Wrong: {len(findings)}." if findings else f"All is well with {settings.archive}.")
    raise typer.Exit(FAILED if findings else DONE)


@app.command()
def reindex() -> None:
    """Make anew all that is derived from the stored texts: passages, vectors, stories."""
    from index.ingest.refresh import reindex as make_anew
    from index.ingest.refresh import writing_alone

    settings = load_settings()
    encoder = open_encoder(settings)
    with writing_alone(settings.home), Archive(settings.archive) as archive, _progress("Articles") as update:
        n_passages = make_anew(archive, encoder, progress=lambda done, total: update(done, total, ""))
    print(f"{n_passages:,} passages made anew")


@app.command()
def remove(
    urls: Annotated[list[str], typer.Argument(help="The articles' addresses.")],
    undo: Annotated[bool, typer.Option("--undo", help="Let the next refresh take them again.")] = False,
) -> None:
    """Withdraw articles: their words are erased, and no refresh brings them back."""
    from index.ingest.refresh import withdraw, writing_alone

    settings = load_settings()
    missing = []
    with writing_alone(settings.home), Archive(settings.archive) as archive:
        for url in urls:
            if not withdraw(archive, url, undo=undo, now=datetime.now(UTC)):
                missing.append(url)
            else:
                print(f"{'to be taken again' if undo else 'removed'}: {url}")
    for url in missing:
        print(f"the archive has {'no removed' if undo else 'no'} article {url}", file=sys.stderr)
    raise typer.Exit(FAILED if missing else DONE)


@app.command()
def status(
    failed: Annotated[bool, typer.Option("--failed", help="List what could not be taken in, and why.")] = False,
    as_json: Json = False,
) -> None:
    """Say what the archive holds."""
    from corpus.archive.failures import kept_failures
    from corpus.web.page_memory import load_reports
    from index.passages.passage_store import count_passages

    settings = load_settings()
    if failed:
        from qa.cli.terminal import show_failures

        with Archive(settings.archive) as archive:
            show_failures(archive, as_json=as_json)
        return
    with Archive(settings.archive) as archive:
        counts = archive.counts()
        facts = {
            "archive": str(settings.archive),
            "revision": counts.revision,
            "articles": counts.articles,
            "versions": counts.versions,
            "passages": count_passages(archive),
            "failed": len(kept_failures(archive)),
            "newest_published_at": counts.newest.isoformat() if counts.newest else None,
            "model": archive.fact("model"),
            "last_refresh_at": next((each["started"].isoformat() for each in load_reports(archive, 1)), None),
        }
    if as_json:
        print(json.dumps(facts, indent=2))
    else:
        for name, value in facts.items():
            print(f"{name.replace('_', ' '):20} {f'{value:,}' if isinstance(value, int) else value or '-'}")


def main() -> None:
    """The entry point: an expected error ends in one line on standard error."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _survive_encodings()
    try:
        app()
    except UsageError as error:
        print(f"newsqa: {error}", file=sys.stderr)
        sys.exit(BAD_USAGE)
    except (StateError, OSError) as error:  # an OSError names the file that cannot be read or written
        print(f"newsqa: {error}", file=sys.stderr)
        sys.exit(FAILED)
    except sqlite3.Error as error:
        print(f"newsqa: the archive is damaged or cannot be used: {error}", file=sys.stderr)
        sys.exit(FAILED)


def _survive_encodings() -> None:
    """Read and write whatever bytes and characters come: UTF-8 in pipes, and in a terminal what it can show."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _refresh(settings: Settings, sources: "Sequence[Source]", encoder: "Encoder", *, quiet: bool = False) -> "Report":
    """Take in sources with a progress bar, and say what came of it."""
    from qa.service.refreshing import bytes_of, run

    total = bytes_of(sources)
    started = time.monotonic()
    with _progress("Reading in", quiet=quiet) as update:

        def told(report: "Report", bytes_read: int) -> None:
            rate = report.articles / (time.monotonic() - started)
            asked = f", {report.requests:,} requests" if report.requests else ""
            update(bytes_read, total, f"{report.articles:,} articles, {rate:.1f}/s{asked}")

        try:
            report = run(settings, sources, encoder, told)
        except KeyboardInterrupt:
            print("\nStopped. What was read in is kept; the same command goes on from here.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        from qa.cli.terminal import show_report

        show_report(report, time.monotonic() - started)
    bring_up_indexes(settings, encoder)
    return report


def _refresh_every(settings: Settings, sources: "Sequence[Source]", every_s: int) -> NoReturn:
    """Refresh again and again; what makes one fail is said, and the next one comes at its time."""
    encoder = open_encoder(settings)
    try:
        while True:
            started = time.monotonic()
            try:
                _refresh(settings, sources, encoder)
            except (NewsqaError, OSError, sqlite3.Error) as error:
                print(f"newsqa: {error}", file=sys.stderr)
            sys.stdout.flush()
            time.sleep(max(0.0, every_s - (time.monotonic() - started)))
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _progress(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar with the time left; yields what moves it: done, total, note."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=quiet or not console.is_terminal, transient=True) as bar:
        task = bar.add_task(what, total=None, note="")
        yield lambda done, total, note: bar.update(task, completed=done, total=total, note=note)


def _moment(value: str | None, option: str) -> datetime | None:
    from qa.question.request import end_of_day

    try:
        return datetime.fromisoformat(end_of_day(value)) if value else None
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is not an ISO 8601 date or time", param_hint=option) from error


def _day(value: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is not a day like 2025-10-27", param_hint=option) from error
