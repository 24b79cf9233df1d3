"""`newsqa backup`, `restore`, `migrate` and `merge`: the data folder kept elsewhere and put back, archives moved and
joined."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import UsageError
from qa.cli.conventions import DONE, FAILED, INTERRUPTED
from qa.cli.progress import progress_bar
from qa.service.settings import load_settings

if TYPE_CHECKING:
    from corpus.archive.archive_place import ArchivePlace
    from qa.service.backup import Manifest


def backup(
    place: Annotated[
        Path, typer.Argument(help="The backup's folder, which must not exist; one that does gets it under its date.")
    ],
) -> None:
    """Copy the data folder, also while it is served and refreshed, and check the copy."""
    from qa.service.backup import make_backup

    settings = load_settings()
    with _nothing_if_stopped("No backup was made."), progress_bar("Backing up") as update:
        where, manifest = make_backup(settings, place, datetime.now(UTC), update)
    print(f"Backed up to {where}: {_told(manifest)}.")
    for finding in manifest.findings:
        print(f"in the archive as in its copy, {finding}; see: newsqa doctor", file=sys.stderr)
    raise typer.Exit(FAILED if manifest.findings else DONE)


def restore(
    backup: Annotated[Path, typer.Argument(help="What newsqa backup made.")],
    into: Annotated[
        Path | None, typer.Option(metavar="HOME", help="The data folder to be; otherwise that of NEWSQA_HOME.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Move what the data folder holds aside, into a folder in it.")
    ] = False,
) -> None:
    """Check a backup, and put it into a data folder; stop a server there first."""
    from qa.service.restore import restore_backup

    settings = load_settings()
    if settings.archive_url and not into:
        raise UsageError(
            f"the archive is {settings.archive}, and a backup is put into a folder: name one by --into, and go on from"
            " there without archive_url, or with newsqa migrate to an empty place"
        )
    home = into or settings.home
    with _nothing_if_stopped("Nothing was restored."), progress_bar("Restoring") as update:
        manifest, aside = restore_backup(backup, home, datetime.now(UTC), update, force=force)
    print(f"Restored into {home}, as of {manifest.made:%Y-%m-%d %H:%M:%S} UTC: {_told(manifest)}.")
    if aside:
        print(f"What was there is in {aside}; delete it once it is not needed.")
    print("Models are converted for this machine where it has none; nothing is embedded again.")
    for finding in manifest.findings:
        print(f"when it was backed up, {finding}; see: newsqa doctor", file=sys.stderr)


def migrate(
    to: Annotated[str, typer.Option("--to", metavar="PLACE", help="postgresql://…, or a file; it must hold nothing.")],
) -> None:
    """Copy the archive to PostgreSQL, or back into a file, checked; stop a server and what refreshes it first."""
    from corpus.archive.archive_place import open_archive
    from corpus.archive.postgres import PostgresAddress
    from corpus.archive.transfer import transfer
    from index.ingest.refresh import writing_alone

    settings = load_settings()
    place = PostgresAddress(to) if "://" in to else Path(to)
    with (
        _nothing_if_stopped("Nothing was moved."),
        writing_alone(settings.home),
        open_archive(settings.archive) as source,
        source.alone(),
        open_archive(place, create=True) as target,
        target.alone(),
        progress_bar("Moving") as update,
    ):
        counts = transfer(source, target, update)
    articles = f"{counts.articles:,} articles in {counts.versions:,} versions"
    print(f"Copied to {place}: revision {counts.revision}, {articles}.")
    if isinstance(place, PostgresAddress):
        print("To use it, set NEWSQA_ARCHIVE_URL; indexes in the data folder are still those of this archive.")
    print("Go on with one of the two: they are one archive, and indexes cannot tell them apart.")


def merge(
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="Its data folder, its archive's file, or postgresql://….")
    ],
) -> None:
    """Take another archive into this one: versions, copies and removals; nothing that is embedded already is again."""
    from corpus.archive.archive_place import open_archive
    from index.ingest.merge import Merge
    from index.ingest.refresh import writing_alone
    from qa.service.kept_answers import KeptAnswers
    from qa.service.opening import bring_up_indexes, open_encoder

    settings = load_settings()
    place = _place(other)
    if place == settings.archive or (isinstance(place, Path) and _is_same(place, settings.archive)):
        raise UsageError(f"{other} is the archive itself; name another one")
    try:
        with (
            open_archive(place) as source,
            writing_alone(settings.home),
            open_archive(settings.archive, create=True) as target,
            target.alone(),
            progress_bar("Articles") as update,
        ):
            merged = Merge(source, target, lambda: open_encoder(settings)).run(lambda done, of: update(done, of, ""))
            KeptAnswers(settings.answers, settings.keep_answers).erase_removed(target)
            if merged.removed:
                target.settle()
    except KeyboardInterrupt:
        print("\nStopped. What was merged is kept; the same command goes on from here.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    articles = f"{merged.articles:,} articles new, {merged.versions:,} versions added, {merged.removed:,} removed"
    renamed = f", {merged.renamed:,} renamed" if merged.renamed else ""
    print(f"Merged from {place}: {articles}{renamed}. Passages: {merged.passages:,} new, {merged.embedded:,} embedded.")
    print("Followed questions, keys, sources and reports of refreshes are not merged.")
    bring_up_indexes(settings)


def _place(named: str) -> "ArchivePlace":
    from corpus.archive.postgres import PostgresAddress

    if "://" in named:
        return PostgresAddress(named)
    return Path(named) / "archive.db" if Path(named).is_dir() else Path(named)


def _is_same(place: Path, archive: "ArchivePlace") -> bool:
    return isinstance(archive, Path) and place.resolve() == archive.resolve()


def _told(manifest: "Manifest") -> str:
    size_mb = sum(file.bytes for file in manifest.files.values()) / 1e6
    counts = f"{manifest.articles:,} articles in {manifest.versions:,} versions, {manifest.passages:,} passages"
    has_indexes = any(Path(name).name == "dense.json" for name in manifest.files)
    indexes = "" if has_indexes else "; without indexes, which are made anew from its vectors"
    return f"revision {manifest.revision}, {counts}, {len(manifest.files):,} files of {size_mb:,.1f} MB{indexes}"


@contextmanager
def _nothing_if_stopped(what: str) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        print(f"\nStopped. {what}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
