"""A backup of a data folder, taken while others read and write.

The one idea: whatever is derived from the archive is copied before it, so it never knows of more than the archive does
and catches up from there; vectors are in the archive, so nothing is embedded again. A backup is a folder with the data
folder's own names and a manifest of them. It has its name once it is complete and checked, or never.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path

from pydantic import TypeAdapter

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import StateError, UsageError
from index.encoder.encoder import sha256
from index.engine.bring_up import index_lock
from index.ingest.doctor import examine
from index.passages.passage_store import count_passages
from qa.service.settings import Settings

MANIFEST = "manifest.json"
KEPT = ("archive.db", "index", "answers", "keys.json", "sources.json")  # of a data folder; models are converted anew
BLOCK_BYTES = 1 << 20

Progress = Callable[[int, int, str], None]  # bytes done, of how many, of what


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file of a backup: how long it is, and its digest."""

    bytes: int
    sha256: str

    @staticmethod
    def of(path: Path) -> "CopiedFile":
        return CopiedFile(path.stat().st_size, sha256(path))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `findings` are what `newsqa doctor` finds wrong with its archive; `files` go by their paths
    in the data folder."""

    release: str
    made: datetime
    revision: int
    articles: int
    versions: int
    passages: int
    findings: tuple[str, ...]
    files: dict[str, CopiedFile]


MANIFESTS = TypeAdapter(Manifest)


def make_backup(settings: Settings, place: Path, now: datetime, progress: Progress) -> tuple[Path, Manifest]:
    """Back up the data folder to `place`, or under a name with the date in it where that is a folder.

    Returns where it is. Raises `UsageError` where something is in the way, `StateError` if the archive is damaged or
    the copy is not what was copied; there is no backup then.
    """
    if settings.archive_url:
        raise UsageError(f"archive {settings.archive} is backed up by PostgreSQL's own means, such as pg_dump")
    place = _free_place(settings.home, place, now)
    with draft_folder(place.with_name(f"{place.name}.{os.getpid()}.draft")) as draft:
        _copy_beside(settings, draft)
        path = settings.archive_file
        with SqliteArchive(path) as archive:
            counts = archive.copy_to(draft / "archive.db", lambda done, total: progress(done, total, "archive"))
        progress(1, 1, "checking as newsqa doctor does")
        with SqliteArchive(draft / "archive.db") as copy:
            if damage := copy.checks.damage():
                raise StateError(f"archive {path} cannot be backed up, {damage}; see: newsqa doctor")
            if copy.counts() != counts:
                raise StateError(
                    f"the copy of {settings.archive_file} holds {copy.counts()}, and not {counts}; try again"
                )
            findings = examine(copy, draft / "index")
            if findings:  # of the indexes, which can be made anew, or of the archive itself
                shutil.rmtree(draft / "index", ignore_errors=True)
                findings = examine(copy, draft / "index")
            passages = count_passages(copy)
        manifest = Manifest(
            metadata.version("newsqa"),
            now,
            counts.revision,
            counts.articles,
            counts.versions,
            passages,
            tuple(finding.what for finding in findings),
            {path.relative_to(draft).as_posix(): CopiedFile.of(path) for path in _files(draft)},
        )
        (draft / MANIFEST).write_bytes(MANIFESTS.dump_json(manifest, indent=1))
        reach_the_disk()
        draft.rename(place)  # refused where something has come to be there meanwhile
    return place, manifest


def _free_place(home: Path, place: Path, now: datetime) -> Path:
    if place.is_dir() and not (place / MANIFEST).exists():
        place = place / f"newsqa-{now:%Y%m%dT%H%M%SZ}"
    if os.path.lexists(place):
        raise UsageError(f"{place} exists already; it is not written over: name another place, or the folder for it")
    if home.resolve() in place.resolve().parents:
        raise UsageError(f"{place} lies in the data folder that is to be backed up; name a place outside {home}")
    return place


@contextmanager
def draft_folder(folder: Path) -> Iterator[Path]:
    """A folder that is gone afterwards, whatever happens, unless it has got another name; so are those made for it."""
    made = [parent for parent in folder.parents if not parent.exists()]
    folder.mkdir(parents=True, mode=0o700)  # it may hold digests of keys
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise
    shutil.rmtree(folder, ignore_errors=True)


def _copy_beside(settings: Settings, draft: Path) -> None:
    """Copy what the data folder holds beside its archive: the indexes at one revision, answers, keys, sources."""
    if settings.index.is_dir():
        is_changing = os.access(settings.index, os.W_OK)  # where it cannot be written to, nobody does
        with index_lock(settings.index) if is_changing else nullcontext():
            for path in _files(settings.index):
                copy_file(path, draft / path.relative_to(settings.home))
    answers = _files(settings.answers) if settings.answers.is_dir() else []
    for path in [*answers, settings.keys, settings.sources]:
        with suppress(FileNotFoundError):  # the oldest answers are dropped at any time, and the others may not be there
            copy_file(path, draft / path.relative_to(settings.home))


def _files(folder: Path) -> list[Path]:
    """All files but locks and what is not finished. Raises `OSError` if a folder cannot be read."""

    def refuse(error: OSError) -> None:
        raise error

    passed_over = (".lock", ".draft", ".new")
    found = [Path(place) / name for place, _, names in os.walk(folder, onerror=refuse) for name in names]
    return sorted(path for path in found if not path.name.endswith(passed_over))


def copy_file(source: Path, target: Path) -> None:
    """Copy a file with its mode; nobody else may read it before it has that."""
    with source.open("rb") as original:
        target.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
            shutil.copyfileobj(original, copy, BLOCK_BYTES)
    shutil.copymode(source, target)


def reach_the_disk() -> None:
    """Wait until all that was written is on the disk: once, since answers are many small files."""
    if hasattr(os, "sync"):  # not on Windows
        os.sync()
