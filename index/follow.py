"""A reader's view of the archive: the two indexes and who may see which passage, kept at one revision.

The FAISS file and the lexical folder are shadows of the archive. They know the revision that they have reached, catch
up from what the archive has changed since, and may be deleted at any time. A question sees one revision throughout:
catching up waits for the questions under way, and they for it only while the new state is put in place.
"""

import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock

from corpus.archive import Archive
from corpus.errors import StateError
from index.dense import DenseIndex, Ids
from index.embed import Vectors
from index.gate import Gate
from index.lexical import LEXICAL_FORMAT, Entry, LexicalIndex
from index.passage import Filter, Passage, publisher_key
from index.store import Facts, check_facts, load_passages, load_vectors
from index.visibility import Allowed, Visibility, read_visibility

DENSE_FORMAT = 2  # grows when vectors are indexed in another way
SAVE_GROWTH = 0.1  # share of the index that is not in the FAISS file, from which on the file is written anew
PART = 20_000  # passages taken from the archive at a time


@dataclass(frozen=True, slots=True)
class Shadow:
    """What a shadow on disk has reached, and of which archive."""

    archive: str
    revision: int
    format: int

    def leads_to(self, target: "Shadow") -> bool:
        """Whether catching up from here can reach a target."""
        return (self.archive, self.format) == (target.archive, target.format) and self.revision <= target.revision

    def write(self, path: Path) -> None:
        draft = path.with_suffix(".draft")
        draft.write_text(
            json.dumps({"archive": self.archive, "revision": self.revision, "format": self.format}), encoding="utf-8"
        )
        draft.replace(path)

    @staticmethod
    def read(path: Path) -> "Shadow | None":
        """`None` where there is none or it makes no sense: the shadow is then made anew."""
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            return Shadow(str(facts["archive"]), int(facts["revision"]), int(facts["format"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


class Follower:
    """The searchable state of one archive at one revision. Safe to use from several threads."""

    def __init__(self, archive_path: Path, folder: Path, facts: Facts) -> None:
        """Open or make the shadows in `folder` and catch up.

        Raises `ArchiveError` if the archive cannot be read, `MismatchError` if its passages were made otherwise.
        """
        self.archive_path = archive_path
        self.folder = folder
        self.facts = facts
        self.revision = -1
        self.dense = DenseIndex(facts.dimension)
        self.lexical: LexicalIndex
        self.visibility: Visibility
        self._identity = ""  # of the archive whose passages these are; it changes when they are all made anew
        self._gate = Gate()
        self._catching_up = threading.Lock()
        self._local = threading.local()
        folder.mkdir(parents=True, exist_ok=True)
        self._across_processes = FileLock(folder / "follow.lock")
        self.catch_up()

    def archive(self) -> Archive:
        """This thread's connection."""
        if not hasattr(self._local, "archive"):
            self._local.archive = Archive(self.archive_path)
        archive: Archive = self._local.archive
        return archive

    def is_behind(self) -> bool:
        return self.archive().revision() != self.revision

    @contextmanager
    def questioning(self) -> Iterator[None]:
        """While this is open the state does not change."""
        with self._gate.passing():
            yield

    def allowed(self, wanted: Filter) -> Allowed:
        """Which passages a filter leaves, worked out once for both searches."""
        mask = self.visibility.allows(wanted)
        everything = bool(mask.all())
        return Allowed(wanted, None if everything else self.visibility.ids[mask], int(mask.sum()))

    def nearest(self, vector: Vectors, k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        """Ids and cosines of the passages nearest in meaning, best first."""
        return self.dense.search(vector, k, allowed.ids)

    def matching(self, question: Sequence[str], k: int, allowed: Allowed) -> tuple[Ids, Vectors]:
        """Ids and BM25 scores of the passages that share words with the question, best first."""
        if not allowed.count:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return self.lexical.search(question, k, None if allowed.ids is None else allowed.wanted)

    def passages(self, ids: Ids) -> dict[int, Passage]:
        """Those of the passages that were not removed meanwhile.

        Raises `StateError` if all passages were made anew and this view has not caught up yet.
        """
        archive = self.archive()
        with archive.reading():
            if archive.fact("identity") != self._identity:
                raise StateError("the archive's passages have just been made anew; ask again in a moment")
            return load_passages(archive, ids.tolist())

    def published(self, ids: Ids) -> Ids:
        """When each passage's article was published, in seconds since 1970; `UNDATED` where nobody says."""
        return self.visibility.published[np.searchsorted(self.visibility.ids, ids)]

    def stories(self, ids: Ids) -> Ids:
        """A number for each passage that is the same for copies of one wire story, and for no others."""
        return self.visibility.story[np.searchsorted(self.visibility.ids, ids)]

    def catch_up(self) -> None:
        """Bring the shadows on disk and this view to the archive's newest revision."""
        with self._catching_up, self._across_processes, self.archive().reading() as revision:
            if revision == self.revision:
                return
            archive = self.archive()
            check_facts(archive, self.facts)
            identity = archive.fact("identity") or ""
            lexical = self._follow_lexical(archive, Shadow(identity, revision, LEXICAL_FORMAT))
            visibility = read_visibility(archive)
            dense, reached = self.dense, self.revision
            if identity != self._identity:
                dense, reached = self._open_dense(archive, Shadow(identity, revision, DENSE_FORMAT), visibility.ids)
            remove, ids = _changes(archive, reached)
            vectors = load_vectors(archive, ids, dense.dimension)
            with self._gate.alone():
                dense.remove(np.array(remove, np.int64))
                dense.add(np.array(ids, np.int64), vectors)
                lexical.reload()
                self.dense, self.lexical, self.visibility = dense, lexical, visibility
                self.revision, self._identity = revision, identity
            self._save_dense(len(ids))

    def _follow_lexical(self, archive: Archive, target: Shadow) -> LexicalIndex:
        """The lexical folder's index, brought to the target; made anew where it is not this archive's or is damaged."""
        folder, marker = self.folder / "lexical", self.folder / "lexical.json"
        reached = Shadow.read(marker)
        if reached is None or not reached.leads_to(target) or not (folder / "meta.json").exists():
            reached = None
            shutil.rmtree(folder, ignore_errors=True)
        try:
            lexical = self.lexical if reached and self._identity == target.archive else LexicalIndex(folder)
        except (ValueError, OSError):
            reached = None
            shutil.rmtree(folder, ignore_errors=True)
            lexical = LexicalIndex(folder)
        if reached is None or reached.revision < target.revision:
            remove, ids = _changes(archive, reached.revision if reached else -1)
            lexical.change(remove, _entries(archive, ids))
            target.write(marker)
        return lexical

    def _open_dense(self, archive: Archive, target: Shadow, shown: Ids) -> tuple[DenseIndex, int]:
        """The FAISS file's index and its revision; an empty one where the file would not lead to what is shown."""
        dense = DenseIndex(self.facts.dimension)
        self._saved = 0
        reached = Shadow.read(self.folder / "dense.json")
        if reached is None or not reached.leads_to(target) or not dense.load(self.folder / "dense.faiss"):
            return dense, -1
        remove, add = _changes(archive, reached.revision)
        if not np.array_equal(np.union1d(np.setdiff1d(dense.ids(), remove), add), shown):
            return DenseIndex(self.facts.dimension), -1
        self._saved = len(dense)
        return dense, reached.revision

    def _save_dense(self, n_changed: int) -> None:
        self._saved -= n_changed
        if len(self.dense) and self._saved < (1 - SAVE_GROWTH) * len(self.dense):
            self.dense.save(self.folder / "dense.faiss")
            Shadow(self._identity, self.revision, DENSE_FORMAT).write(self.folder / "dense.json")
            self._saved = len(self.dense)


def _changes(archive: Archive, since: int) -> tuple[list[int], list[int]]:
    """Passage ids to take out, then to put in, to get from a revision to the archive's; doing it twice is harmless."""
    rows = archive.connection.execute(
        "SELECT p.id, v.removed FROM version v JOIN passage p ON p.version_number = v.number"
        " WHERE v.revision > ? ORDER BY p.id",
        (since,),
    ).fetchall()
    remove = [passage_id for passage_id, _ in rows] if since >= 0 else []
    return remove, [passage_id for passage_id, removed in rows if not removed]


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PART):
        yield ids[start : start + PART]


def _entries(archive: Archive, ids: Sequence[int]) -> Iterator[Entry]:
    for part in _parts(ids):
        passages = load_passages(archive, part)
        for numbers in _parts(sorted({passage.version_number for passage in passages.values()})):
            state = dict(_version_states(archive, numbers))
            for passage in passages.values():
                if passage.version_number in state:
                    title, publisher, published, visible_from, visible_until = state[passage.version_number]
                    yield Entry(
                        passage.id,
                        title,
                        passage.text,
                        publisher_key(publisher),
                        published,
                        visible_from,
                        visible_until,
                    )


def _version_states(
    archive: Archive, numbers: Sequence[int]
) -> Iterator[tuple[int, tuple[str, str | None, int | None, int, int | None]]]:
    lowest, highest = numbers[0], numbers[-1]
    for number, *state in archive.connection.execute(
        "SELECT number, title, publisher, published, visible_from, visible_until FROM version"
        " WHERE number BETWEEN ? AND ?",
        (lowest, highest),
    ):
        yield number, tuple(state)
