"""The doctor: what is wrong with an archive and its indexes, each with the command that mends it.

The one idea: whatever is derived from the stored texts can be made anew from them, so almost everything is mended by
`newsqa reindex`. `examine` reads only. Knows nothing of sources or questions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from corpus.archive.protocol import Archive
from index.engine.bring_up import CHECKSUM, generation_folder
from index.engine.checkpoint import Checkpoint
from index.engine.dense import DenseIndex
from index.engine.dense_file import DenseFile
from index.engine.lexical_files import open_sound
from index.passages.passage_store import changes, has_passages, living, misplaced_passages, shown_ids
from index.passages.vector_store import (
    PASSAGE_FORMAT,
    count_missing_vectors,
    drop_vectors,
    load_vectors,
    unsound_vectors,
)
from index.vectors import Ids

REINDEX = "newsqa reindex"
HEALS = "rm -r {}  # or leave it: whatever opens it next makes it anew"
TAKE_ANEW = "newsqa remove URL; newsqa remove --undo URL; then refresh from the source"
SHOWN = 5  # examples of one kind of finding


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, and what to do about it."""

    what: str
    mend: str


def examine(archive: Archive, folder: Path, now: datetime | None = None) -> list[Finding]:
    """All that is wrong with an archive and with the indexes in `folder`; nothing if all is well.

    With `now` also what was seen later than that: the clock was wrong then, or is now.
    """
    damage = archive.checks.damage()
    if damage:  # nothing else can be trusted then
        restore = "newsqa restore BACKUP --force, or read the sources into a new folder (NEWSQA_HOME)"
        return [Finding(damage, restore)]
    with archive.reading():
        found = [*_facts(archive), *_articles(archive), *_passages(archive), *_stories(archive)]
        place = generation_folder(folder, living(archive))
        clock = [] if now is None else list(_clock(archive, now))
        # What mends the first makes the indexes anew.
        return [*clock, *(found or [*_dense(archive, place), *_lexical(archive, place)])]


def _clock(archive: Archive, now: datetime) -> Iterator[Finding]:
    if ahead := archive.checks.seen_after(now):
        told = f"{_some(ahead)}: first seen later than it is by this machine's clock, {now:%Y-%m-%d %H:%M} UTC"
        yield Finding(told, f"set the clock; if it is right now: {TAKE_ANEW}")


def _facts(archive: Archive) -> Iterator[Finding]:
    for name in ("identity", "revision"):
        if not archive.fact(name):
            yield Finding(f"the archive has lost its {name}", REINDEX)
    highest = archive.checks.highest_revision()
    if archive.revision() < highest:
        yield Finding(f"revision {archive.revision()}, but a version changed at {highest}", REINDEX)
    for name in ("model", "dimension", "passage_tokens", "passage_format"):
        if not archive.fact(name) and has_passages(archive):
            yield Finding(f"it is not recorded with which {name} the passages were made", REINDEX)
    if archive.fact("passage_format") not in (None, str(PASSAGE_FORMAT)):
        yield Finding(f"passages have format {archive.fact('passage_format')}, this is {PASSAGE_FORMAT}", REINDEX)


def _articles(archive: Archive) -> Iterator[Finding]:
    """Whether texts and what is kept beside them are as they were stored, and removed ones are gone."""
    checks = archive.checks
    if spoiled := checks.spoiled_texts():
        yield Finding(f"the words of {_some(spoiled)} are not those that were stored", TAKE_ANEW)
    unreadable = checks.unreadable_details()
    if spoiled := [name for name in checks.spoiled_details() if name not in unreadable]:
        yield Finding(f"what is said of {_some(spoiled)} is not what was stored: publisher, dates or more", TAKE_ANEW)
    if kept := checks.texts_of_removed():
        yield Finding(f"words of removed articles are still there: {_some(kept)}", "newsqa remove --undo URL and again")
    if unreadable:
        yield Finding(f"authors, dates or notices of {_some(unreadable)} cannot be read", TAKE_ANEW)
    if broken := checks.broken_intervals():
        yield Finding(f"versions overlap or leave a gap: {_some(broken)}", REINDEX)


def _passages(archive: Archive) -> Iterator[Finding]:
    if wrong := misplaced_passages(archive):
        yield Finding(f"passages are not those of their text: {_some(wrong)}", REINDEX)
    if missing := count_missing_vectors(archive, living(archive)):
        yield Finding(f"{missing:,} passages have no vector", REINDEX)
    dimension = int(archive.fact("dimension") or 0)
    if dimension and (unsound := unsound_vectors(archive, dimension, living(archive))):
        yield Finding(f"{len(unsound):,} vectors are no unit vectors of {dimension} numbers", REINDEX)


def _stories(archive: Archive) -> Iterator[Finding]:
    if wrong := archive.checks.broken_stories():
        names = [str(number) for number in wrong]
        yield Finding(f"copies of one story are not told as they are (versions {_some(names)})", REINDEX)
    if archive.checks.lacks_stories():
        yield Finding("some versions were not compared with the others", REINDEX)


def _dense(archive: Archive, folder: Path) -> Iterator[Finding]:
    """Whether the file of vectors leads to the archive; one that is another's is made anew by whoever opens it."""
    path = folder / "dense.rows"
    if Checkpoint.read(path.with_suffix(".json")) is None:
        return
    file = DenseFile.open(path)
    if file is None or not file.is_sound():
        yield Finding(f"{path} is not what its marker says", HEALS.format(folder))
    elif file.checkpoint.archive == archive.fact("identity"):
        shown = shown_ids(archive)
        held = [ids for ids, _ in file.rows()]
        missing = np.setdiff1d(shown[shown <= file.layout.last_id], np.concatenate([*held, shown[:0]]))
        if file.checkpoint.revision > archive.revision() or len(missing):
            yield Finding(f"{path} does not lead to the archive's passages", HEALS.format(folder))
        elif n := len(_other_vectors(archive, file, shown)):
            yield Finding(f"{n:,} passages have another vector than was indexed in {path}", REINDEX)


def _other_vectors(archive: Archive, file: DenseFile, shown: Ids) -> Ids:
    """The passages of which the archive keeps another vector than the one that a file's row was made of."""
    coder = DenseIndex(int(archive.fact("dimension") or 0), file.trained())
    others = [shown[:0]]
    for ids, codes in file.rows():
        kept = np.isin(ids, shown)
        now = coder.encode(load_vectors(archive, ids[kept].tolist(), coder.dimension))
        others.append(ids[kept][(now != codes[kept]).any(axis=1)])
    return np.concatenate(others)


def drop_other_vectors(archive: Archive, folder: Path) -> int:
    """Drop the vectors that are not those which were indexed in `folder`, so that reindexing makes them anew; how many
    passages lose theirs."""
    file = DenseFile.open(generation_folder(folder, living(archive)) / "dense.rows")
    if file is None or not file.is_sound() or file.checkpoint.archive != archive.fact("identity"):
        return 0
    others = _other_vectors(archive, file, shown_ids(archive))
    with archive.writing():
        drop_vectors(archive, others.tolist())
    return len(others)


def _lexical(archive: Archive, folder: Path) -> Iterator[Finding]:
    """Whether the folder of words holds the archive's passages once it has caught up."""
    place = folder / "lexical"
    reached, facts = Checkpoint.read(folder / "lexical.json") or (None, {})
    if reached is None or reached.archive != archive.fact("identity") or not (place / "meta.json").exists():
        return
    again = HEALS.format(folder)
    try:
        held = open_sound(place, facts.get(CHECKSUM)).ids()
    except (ValueError, OSError) as error:
        yield Finding(f"{place} is damaged: {error}", again)
        return
    remove, add = changes(archive, reached.revision)
    led_to = np.union1d(np.setdiff1d(held, np.array(remove, np.int64)), np.array(add, np.int64))
    if len(held) != len(np.unique(held)) or not np.array_equal(led_to, shown_ids(archive)):
        yield Finding(f"{place} does not lead to the archive's passages", again)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")
