"""`newsqa refresh` and `remove`: what changes the archive."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from corpus.archive.archive_place import open_archive
from qa.cli.conventions import DONE, EXPECTED, FAILED, INTERRUPTED, Json
from qa.cli.progress import progress_bar
from qa.service.opening import bring_up_indexes, open_encoder
from qa.service.refresh_process import seconds
from qa.service.settings import Settings, load_settings

if TYPE_CHECKING:
    from corpus.source import Source
    from index.encoder.encoder import Encoder
    from index.ingest.report import Report

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample"


def refresh(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE",
            help="Files, folders, web addresses of feeds, sitemaps and pages, or what a plug-in reads (cms:politics);"
            " none: those of newsqa.toml.",
        ),
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Take in the sample articles that come with newsqa.")
    ] = False,
    every: Annotated[
        str | None, typer.Option(metavar="TIME", help="Do it again and again, at intervals such as 15m.")
    ] = None,
    enqueue: Annotated[
        bool, typer.Option("--enqueue", help="Leave web pages that are due to workers (newsqa worker).")
    ] = False,
    as_json: Json = False,
    events: Annotated[bool, typer.Option("--events", hidden=True)] = False,
) -> None:
    """Take news into the archive; what is known already is passed over."""
    from corpus.source import Source
    from qa.service.refreshing import configured, run_with_events

    settings = load_settings()
    named = [Source(place, is_whole=True) for place in sources or ()] or ([] if sample else configured(settings))
    named += [Source(str(SAMPLE))] if sample else []
    if not named:
        raise typer.BadParameter("name at least one SOURCE, put [[source]] into newsqa.toml, or say --sample")
    if events:
        raise typer.Exit(DONE if run_with_events(settings, named, open_encoder) else FAILED)
    if enqueue:
        from qa.service.queueing import check_queue

        check_queue(settings)

    def once() -> "Report":
        if enqueue:
            return leave(settings, named, quiet=as_json)
        return take_in(settings, named, open_encoder(settings), quiet=as_json)

    if every:
        _do_every(once, seconds(every))
    report = once()
    if as_json:
        print(json.dumps(asdict(report), indent=2, ensure_ascii=False))
    raise typer.Exit(FAILED if report.failures else DONE)


def remove(
    urls: Annotated[list[str], typer.Argument(metavar="URL", help="The articles' addresses.")],
    undo: Annotated[bool, typer.Option("--undo", help="Let the next refresh take them again.")] = False,
) -> None:
    """Erase articles, so that no refresh brings them back."""
    from index.ingest.refresh import withdraw, writing_alone
    from qa.service.kept_answers import KeptAnswers

    settings = load_settings()
    missing = []
    with writing_alone(settings.home), open_archive(settings.archive) as archive, archive.alone():
        for url in urls:
            if not withdraw(archive, url, undo=undo, now=datetime.now(UTC)):
                missing.append(url)
            else:
                print(f"{'to be taken again' if undo else 'removed'}: {url}")
        KeptAnswers(settings.answers, settings.keep_answers).erase_removed(archive)
    for url in missing:
        print(f"the archive has {'no removed' if undo else 'no'} article {url}", file=sys.stderr)
    raise typer.Exit(FAILED if missing else DONE)


def take_in(settings: Settings, sources: "Sequence[Source]", encoder: "Encoder", *, quiet: bool = False) -> "Report":
    """Take in sources with a progress bar, and say what came of it."""
    from qa.cli.terminal import show_report
    from qa.service.refreshing import bytes_of, run

    total = bytes_of(sources)
    started = time.monotonic()
    with progress_bar("Reading in", quiet=quiet) as update:

        def show_progress(report: "Report", bytes_read: int) -> None:
            rate = report.articles / (time.monotonic() - started)
            requests = f", {report.requests:,} requests" if report.requests else ""
            update(bytes_read, total, f"{report.articles:,} articles, {rate:.1f}/s{requests}")

        try:
            report = run(settings, sources, encoder, show_progress)
        except KeyboardInterrupt:
            print("\nStopped. What was read in is kept; the same command goes on from here.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        show_report(report, time.monotonic() - started)
    bring_up_indexes(settings)
    return report


def leave(settings: Settings, sources: "Sequence[Source]", *, quiet: bool = False) -> "Report":
    """Leave the pages of sources on the web to workers, and say how many; the others, which workers on other machines
    do not have, are taken in here first."""
    from qa.cli.terminal import show_queued
    from qa.service.queueing import enqueue

    here = [source for source in sources if not source.is_web]
    failures = take_in(settings, here, open_encoder(settings), quiet=quiet).failures if here else []
    started = time.monotonic()
    with progress_bar("Reading lists", quiet=quiet) as update:
        web = [source for source in sources if source.is_web]
        try:
            report = enqueue(
                settings, web, lambda told: update(0, 0, f"{told.queued:,} pages, {told.requests:,} requests")
            )
        except KeyboardInterrupt:
            print("\nStopped. What was left to workers stays so; the same command goes on from here.", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
    if not quiet:
        show_queued(report, time.monotonic() - started)
    report.failures += failures
    return report


def _do_every(once: Callable[[], "Report"], every_s: int) -> NoReturn:
    """Refresh again and again; what makes one fail is said, and the next one comes at its time."""
    try:
        while True:
            started = time.monotonic()
            try:
                once()  # with an encoder opened anew: passages of another model may answer by now
            except EXPECTED as error:
                print(f"newsqa: {error}", file=sys.stderr)
            sys.stdout.flush()
            time.sleep(max(0.0, every_s - (time.monotonic() - started)))
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
