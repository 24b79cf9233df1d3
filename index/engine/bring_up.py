"""The two indexes on disk, brought to the archive's revision: the file of vectors and the folder of words.

Both know the revision that they have reached, take from the archive only what it has changed since, and are made anew
where they are missing, damaged or another archive's. Knows nothing of questions.
"""

import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock

from corpus.archive.protocol import Archive
from corpus.archive.versions import seconds
from corpus.article import publisher_key
from corpus.errors import StateError
from corpus.language import detected_language
from index.engine.checkpoint import Checkpoint
from index.engine.dense import Codes, DenseIndex, is_outgrown, sample_size, train
from index.engine.dense_file import DenseFile
from index.engine.lexical import LEXICAL_FORMAT, Entry, LexicalIndex
from index.engine.lexical_files import checksum, open_sound
from index.passages.generations import generations
from index.passages.passage_store import (
    FIRST,
    changes,
    living,
    load_passages,
    removed_since,
    shown_ids,
)
from index.passages.vector_store import load_vectors
from index.vectors import Ids

DENSE_FORMAT = 3  # grows when vectors are indexed in another way
CHECKSUM = "checksum"  # of the lexical index's list of files, in its marker
PART = 20_000  # passages taken from the archive at a time
log = logging.getLogger("newsqa")


def index_lock(folder: Path) -> FileLock:
    """The right to change the indexes in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / "follow.lock")


@dataclass(frozen=True, slots=True)
class Target:
    """What indexes are brought to: the passages of a generation, by its number and identity, at a revision."""

    generation: int
    identity: str
    revision: int

    def checkpoint(self, number: int) -> Checkpoint:
        """The same as the marker of an index in a numbered format has it."""
        return Checkpoint(self.identity, self.revision, number)

    def within(self, folder: Path) -> Path:
        """Where in the folder of the indexes those of this generation are."""
        return generation_folder(folder, self.generation)


def answering(archive: Archive, revision: int) -> Target:
    """The generation that answers, inside `Archive.reading()`."""
    return Target(living(archive), archive.fact("identity") or "", revision)


def generation_folder(folder: Path, number: int) -> Path:
    """Where in the folder of the indexes those of a generation are: the first one's in the folder itself."""
    return folder if number == FIRST else folder / f"generation-{number}"


def forget_dropped(archive: Archive, folder: Path) -> None:
    """Remove the indexes of generations that are not there any more."""
    there = {living(archive), *(each.number for each in generations(archive) if each.state != "dropped")}
    if FIRST not in there:
        shutil.rmtree(folder / "lexical", ignore_errors=True)
        for name in ("lexical.json", "dense.rows", "dense.json"):
            (folder / name).unlink(missing_ok=True)
    kept = {generation_folder(folder, number) for number in there}
    for place in folder.glob("generation-*"):
        if place not in kept:
            shutil.rmtree(place, ignore_errors=True)


def bring_up_lexical(archive: Archive, folder: Path, to: Target, opened: LexicalIndex | None = None) -> LexicalIndex:
    """The lexical folder's index at a revision; `opened` is the one to go on with if it is still this archive's.

    One that is opened here is checked first. Raises `StateError` if the folder cannot be written to.
    """
    target = to.checkpoint(LEXICAL_FORMAT)
    place, marker = to.within(folder) / "lexical", to.within(folder) / "lexical.json"
    reached, facts = Checkpoint.read(marker) or (None, {})
    if reached and reached.leads_to(target) and (place / "meta.json").exists():
        try:
            lexical = opened or open_sound(place, facts.get(CHECKSUM))
            if reached.revision < to.revision:
                remove, ids = changes(archive, reached.revision, to.generation)
                reached.write(marker)  # without a checksum: whoever is stopped now has changed nothing or all
                lexical.change(remove, entries(archive, ids))
                target.write(marker, **{CHECKSUM: checksum(place)})
            return lexical
        except (ValueError, OSError) as error:  # damaged, or in the way of a killed writer's files
            log.warning("the lexical index in %s is made anew: %s", place, error)
    marker.unlink(missing_ok=True)
    shutil.rmtree(place, ignore_errors=True)
    try:
        lexical = LexicalIndex(place)
        lexical.change([], entries(archive, changes(archive, -1, to.generation)[1]))
    except ValueError as error:  # so tantivy tells of a full disk
        raise StateError(f"the lexical index in {place} cannot be made: {error}") from error
    target.write(marker, **{CHECKSUM: checksum(place)})
    return lexical


def bring_up_dense(
    archive: Archive, folder: Path, to: Target, dimension: int, *, is_checked: bool = False
) -> DenseFile:
    """The file of vectors at a revision: new passages' rows appended, or made anew if it has outgrown its training.

    `is_checked`: whether the whole file has been read already and need not be checked.
    """
    target = to.checkpoint(DENSE_FORMAT)
    path = to.within(folder) / "dense.rows"
    path.parent.mkdir(parents=True, exist_ok=True)
    file = DenseFile.open(path)
    if file is None or not file.checkpoint.leads_to(target):
        return _make_dense(archive, path, target, shown_ids(archive, generation=to.generation), dimension)
    gone = removed_since(archive, file.checkpoint.revision, to.generation)
    if (not is_checked or len(gone)) and not file.is_sound():  # one in which rows are erased is given a new checksum
        log.warning("%s is damaged and is made anew", file.path)
        return _make_dense(archive, path, target, shown_ids(archive, generation=to.generation), dimension)
    if file.checkpoint.revision < to.revision:
        new = shown_ids(archive, file.layout.last_id, to.generation)
        if is_outgrown(file.layout.trained_for, file.layout.n_rows + len(new)):
            return _make_dense(archive, path, target, shown_ids(archive, generation=to.generation), dimension)
        file.erase(gone)
        file.append(target, _rows(archive, new, DenseIndex(dimension, file.trained())))
    return file


def _make_dense(archive: Archive, path: Path, target: Checkpoint, ids: Ids, dimension: int) -> DenseFile:
    trained = b""
    if is_outgrown(0, len(ids)):
        sample = np.random.default_rng(0).choice(ids, sample_size(len(ids)), replace=False)
        trained = train(load_vectors(archive, np.sort(sample).tolist(), dimension), len(ids))
    coder = DenseIndex(dimension, trained)
    rows = _rows(archive, ids, coder)
    trained_for = len(ids) if trained else 0
    return DenseFile.make(path, target, trained, trained_for=trained_for, code_bytes=coder.code_bytes, rows=rows)


def read_rows(file: DenseFile, dense: DenseIndex, shown: Ids) -> Ids:
    """Fill an empty index with a file's rows of what is shown; returns the ids that the file has not got, in order."""
    missing = [shown[:0]]
    done = 0
    for ids, codes in file.rows():
        end = int(np.searchsorted(shown, ids[-1], "right"))
        wanted = np.isin(ids, shown[done:end], assume_unique=True)
        dense.add(ids[wanted], codes[wanted])
        missing.append(np.setdiff1d(shown[done:end], ids, assume_unique=True))
        done = end
    return np.concatenate([*missing, shown[done:]])


def _rows(archive: Archive, ids: Ids, coder: DenseIndex) -> Iterator[tuple[Ids, Codes]]:
    for start in range(0, len(ids), PART):
        part = ids[start : start + PART]
        yield part, coder.encode(load_vectors(archive, part.tolist(), coder.dimension))


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PART):
        yield ids[start : start + PART]


def entries(archive: Archive, ids: Sequence[int]) -> Iterator[Entry]:
    """Those of the passages that are not removed, as their words are indexed."""
    for part in _parts(ids):
        passages, versions = load_passages(archive, part)
        articles = {number: stored.article for number, stored in versions.items()}
        languages = {number: each.language or detected_language(each.text) for number, each in articles.items()}
        for passage in passages.values():
            stored = versions[passage.version_number]
            yield Entry(
                passage.id,
                stored.article.title,
                passage.text,
                publisher_key(stored.article.publisher),
                seconds(stored.article.published),
                int(stored.visible_from.timestamp()),
                seconds(stored.visible_until),
                languages[passage.version_number],
            )
