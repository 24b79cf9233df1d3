"""A backup put back into a data folder: all of it or nothing, and nothing is lost that was there before.

The one idea: whatever can fail is done in a draft inside the folder; then a few files and folders are renamed. Knows
nothing of how a backup was taken.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from corpus.archive.sqlite import SqliteArchive, is_in_use
from corpus.errors import StateError, UsageError
from index.engine.milvus.milvus_address import KNOWN_AS
from index.ingest.refresh import writing_alone
from qa.service.backup import (
    KEPT,
    MANIFEST,
    MANIFESTS,
    CopiedFile,
    Manifest,
    Progress,
    copy_file,
    draft_folder,
    reach_the_disk,
)

# In which they are moved.
ALL = ("sources.json", "keys.json", "answers", "index", "archive.db-wal", "archive.db-shm", "archive.db")


def read_manifest(backup: Path) -> Manifest:
    """What a backup says that it holds. Raises `UsageError` if it is none."""
    try:
        manifest = MANIFESTS.validate_json((backup / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(f"{backup} is no backup: it has no {MANIFEST}") from error
    except ValidationError as error:
        raise UsageError(f"{backup} is no backup that can be read: {MANIFEST} is damaged") from error
    strange = [name for name in manifest.files if name.split("/")[0] not in KEPT or ".." in name.split("/")]
    if strange or "archive.db" not in manifest.files:
        raise UsageError(f"{backup} is no backup of a data folder: it holds {', '.join(strange) or 'no archive'}")
    return manifest


def restore_backup(
    backup: Path, home: Path, now: datetime, progress: Progress, *, force: bool = False
) -> tuple[Manifest, Path | None]:
    """Put a backup into a data folder; what it held, and where what was there before has been moved to.

    Raises `UsageError` if the folder holds an archive, keys or answers, unless `force`; `StateError` if the backup is
    damaged or the folder is in use. Nothing is changed then.
    """
    manifest = read_manifest(backup)
    total = 2 * sum(file.bytes for file in manifest.files.values())
    done = 0
    for name, file in manifest.files.items():
        _check_file(backup / name, file)
        done += file.bytes
        progress(done, total, "checking")
    in_the_way = [home / name for name in KEPT if os.path.lexists(home / name)]
    if in_the_way and not force:
        there = ", ".join(path.name for path in in_the_way)
        raise UsageError(f"{home} holds {there}; name another folder by --into, or move them aside by --force")
    aside = home / f"replaced-{now:%Y%m%dT%H%M%SZ}" if in_the_way else None
    with draft_folder(home / f"restore.{os.getpid()}.draft") as draft, writing_alone(home):
        for name, file in manifest.files.items():
            copy_file(backup / name, draft / name)
            _check_file(draft / name, file)
            done += file.bytes
            progress(done, total, "copying")
        with SqliteArchive(draft / "archive.db") as archive:  # refused if a later release has written it
            if archive.fact(KNOWN_AS):  # what stands in Milvus under that name may be of another history by now
                with archive.noting():
                    archive.set_fact(KNOWN_AS, "")
        reach_the_disk()
        moves = [(draft / name, home / name) for name in ALL]
        if aside:
            _refuse_if_in_use(home / "archive.db")
            aside.mkdir()
            moves = [(home / name, aside / name) for name in ALL] + moves
        _move(moves)
    return manifest, aside


def _check_file(path: Path, expected: CopiedFile) -> None:
    """Raises `StateError` naming a file that is missing or not what the manifest says."""
    if not path.is_file():
        raise StateError(f"{path} is missing: the backup is damaged")
    found = CopiedFile.of(path)
    if found != expected:
        how = f"{found.bytes:,} of {expected.bytes:,} bytes" if found.bytes != expected.bytes else "another SHA-256"
        raise StateError(f"{path} is not what was backed up ({how}): the backup is damaged")


def _refuse_if_in_use(path: Path) -> None:
    """Raises `StateError` while anybody has an archive open that is to be moved."""
    if path.exists() and is_in_use(path):
        raise StateError(f"{path} is in use; stop what has it open, such as newsqa serve, and try again")


def _move(moves: Sequence[tuple[Path, Path]]) -> None:
    """Move what there is of some files and folders, all or, where that is stopped, none."""
    begun = []
    try:
        for source, target in moves:
            if os.path.lexists(source):
                begun.append((source, target))
                source.rename(target)
    except BaseException:
        for source, target in reversed(begun):
            if not os.path.lexists(source):
                target.rename(source)
            with suppress(OSError):
                target.parent.rmdir()  # where nothing else is in it
        raise
