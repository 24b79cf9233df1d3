"""What is wrong with an archive and its indexes, each with the command that mends it; `mend` for what can be derived.

The one idea: whatever is derived from the stored texts can be made anew from them, so almost everything is mended by
`newsqa reindex`. Reads only, except `mend`. Knows nothing of sources or questions.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from corpus.archive.sqlite import Archive
from corpus.archive.stories import joined, link, not_compared, version_key
from corpus.article import article_id, version_hash
from index.engine.bring_up import changes
from index.engine.checkpoint import Shadow
from index.engine.dense import DenseIndex
from index.engine.dense_file import DenseFile
from index.engine.lexical import LexicalIndex
from index.passages.passage_store import PASSAGE_FORMAT, load_vectors, unsound_vectors
from index.vectors import Ids

REINDEX = "newsqa reindex"
TAKE_ANEW = "newsqa remove URL; newsqa remove --undo URL; then refresh from the source"
SHOWN = 5  # examples of one kind of finding
PART = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, and what to do about it."""

    what: str
    mend: str


def examine(archive: Archive, folder: Path) -> list[Finding]:
    """All that is wrong with an archive and with the indexes in `folder`; nothing if all is well."""
    damage = list(_file(archive))
    if damage:
        return damage  # nothing else can be trusted then
    with archive.reading():
        found = [
            finding
            for check in (_facts, _words, _details, _intervals, _passages, _vectors, _stories)
            for finding in check(archive)
        ]
        return found or [*_dense(archive, folder), *_lexical(archive, folder)]  # what mends the first makes these anew


def mend(archive: Archive) -> None:
    """Derive anew, inside `writing()`, what no passage is needed for: intervals, stories, the revision's height."""
    run = archive.connection.execute
    highest = run("SELECT coalesce(max(revision), 0) FROM version").fetchone()[0]
    if archive.revision() <= highest:
        archive.set_fact("revision", str(highest + 1))
    for table in ("band", "copy", "story"):
        run(f"DELETE FROM {table}")
    for (key,) in run("SELECT DISTINCT article_id FROM version WHERE NOT removed").fetchall():
        archive.order_versions(key, archive.revision())
    for (number,) in run("SELECT number FROM version WHERE NOT removed ORDER BY number").fetchall():
        link(archive.connection, number)


def _file(archive: Archive) -> Iterator[Finding]:
    restore = f"restore {archive.path} from a copy, or read the sources into a new folder (NEWSQA_HOME)"
    try:
        said = [row[0] for row in archive.connection.execute("PRAGMA integrity_check(5)")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said != ["ok"]:
        yield Finding(f"the file is damaged: {'; '.join(said)}", restore)
    elif broken := archive.connection.execute("PRAGMA foreign_key_check").fetchall():
        table, row, parent, _ = broken[0]
        yield Finding(f"{len(broken):,} rows point nowhere: row {row} of {table} to {parent}", restore)


def _facts(archive: Archive) -> Iterator[Finding]:
    for name in ("identity", "revision"):
        if not archive.fact(name):
            yield Finding(f"the archive has lost its {name}", REINDEX)
    (highest,) = archive.connection.execute("SELECT coalesce(max(revision), 0) FROM version").fetchone()
    if archive.revision() < highest:
        yield Finding(f"revision {archive.revision()}, but a version changed at {highest}", REINDEX)
    (n_passages,) = archive.connection.execute("SELECT count(*) FROM passage").fetchone()
    for name in ("model", "dimension", "passage_tokens", "passage_format"):
        if n_passages and not archive.fact(name):
            yield Finding(f"it is not recorded with which {name} the passages were made", REINDEX)
    if archive.fact("passage_format") not in (None, str(PASSAGE_FORMAT)):
        yield Finding(f"passages have format {archive.fact('passage_format')}, this is {PASSAGE_FORMAT}", REINDEX)


def _words(archive: Archive) -> Iterator[Finding]:
    """Whether each text is the one that was stored, and removed ones are gone."""
    rows = archive.connection.execute(
        "SELECT number, url, id, version, title, text, v.removed FROM version v JOIN article ON id = article_id"
    )
    spoiled, kept = [], []
    for number, url, key, version, title, text, removed in rows:
        if removed and (title or text):
            kept.append(url)
        elif not removed and (version != version_hash(title, text) or key != article_id(url)):
            spoiled.append(f"{url} (version {number})")
    if spoiled:
        yield Finding(
            f"the words of {_some(spoiled)} are not those that were stored",
            TAKE_ANEW,
        )
    if kept:
        yield Finding(f"words of removed articles are still there: {_some(kept)}", "newsqa remove --undo URL and again")


def _details(archive: Archive) -> Iterator[Finding]:
    """Whether what is kept of each version beside its words can be read at all."""
    spoiled = []
    numbers = archive.connection.execute("SELECT number, url FROM version v JOIN article ON id = article_id").fetchall()
    for number, url in numbers:
        try:
            archive.versions_by_number([number])
        except (ValueError, TypeError, KeyError, OverflowError, OSError):  # no JSON, no list, no date of the calendar
            spoiled.append(f"{url} (version {number})")
    if spoiled:
        yield Finding(f"authors, dates or notices of {_some(spoiled)} cannot be read", TAKE_ANEW)


def _intervals(archive: Archive) -> Iterator[Finding]:
    """Whether each article is shown in one version at any moment from the first one's on."""
    shown: dict[str, list[tuple[int, int | None]]] = {}
    for url, start, end in archive.connection.execute(
        "SELECT url, visible_from, visible_until FROM version v JOIN article ON id = article_id WHERE NOT v.removed"
        " ORDER BY visible_from, visible_until IS NULL, visible_until"
    ):
        shown.setdefault(url, []).append((start, end))
    wrong = [
        url
        for url, spans in shown.items()
        if spans[-1][1] is not None or any(one[1] != other[0] for one, other in pairwise(spans))
    ]
    if wrong:
        yield Finding(f"versions overlap or leave a gap: {_some(wrong)}", REINDEX)


def _passages(archive: Archive) -> Iterator[Finding]:
    """Whether passages lie in their text, one after the other, and hold all of its words."""
    wrong = []
    query = 'SELECT start, "end" FROM passage WHERE version_number = ? ORDER BY id'
    for number, url, text in archive.connection.execute(
        "SELECT number, url, text FROM version v JOIN article ON id = article_id WHERE NOT v.removed"
    ):
        spans = archive.connection.execute(query, (number,)).fetchall()
        ends = [0, *(end for _, end in spans)]
        in_order = all(before <= start < end <= len(text) for before, (start, end) in zip(ends, spans, strict=False))
        left = [text[before:start] for before, (start, _) in zip(ends, [*spans, (len(text), 0)], strict=True)]
        if not in_order or any(part.strip() for part in left):
            wrong.append(f"{url} (version {number})")
    if wrong:
        yield Finding(f"passages are not those of their text: {_some(wrong)}", REINDEX)


def _vectors(archive: Archive) -> Iterator[Finding]:
    dimension = int(archive.fact("dimension") or 0)
    (missing,) = archive.connection.execute(
        "SELECT count(*) FROM passage p JOIN version v ON v.number = version_number WHERE NOT v.removed"
        " AND vector_hash NOT IN (SELECT hash FROM vector)"
    ).fetchone()
    if missing:
        yield Finding(f"{missing:,} passages have no vector", REINDEX)
    if dimension and (unsound := unsound_vectors(archive, dimension)):
        yield Finding(
            f"{len(unsound):,} vectors are no unit vectors of {dimension} numbers, or lack their signs", REINDEX
        )


def _stories(archive: Archive) -> Iterator[Finding]:
    run = archive.connection.execute
    stray = sum(
        run(
            f"SELECT count(*) FROM {table} WHERE version_number IN (SELECT number FROM version WHERE removed)"
        ).fetchone()[0]
        for table in ("band", "copy", "story")
    )
    one_way = run(
        "SELECT count(*) FROM copy c WHERE NOT EXISTS"
        " (SELECT 1 FROM copy WHERE version_number = c.other_number AND other_number = c.version_number)"
    ).fetchone()[0]
    told = dict(run("SELECT version_number, story FROM story").fetchall())
    wrong = [
        str(number)
        for number, story in told.items()
        if story != min(version_key(archive.connection, member) for member in joined(archive.connection, number))
    ]
    if stray or one_way or wrong:
        yield Finding(f"copies of one story are not told as they are (versions {_some(wrong)})", REINDEX)
    if told and not_compared(archive.connection):
        yield Finding("some versions were not compared with the others", REINDEX)


def _dense(archive: Archive, folder: Path) -> Iterator[Finding]:
    """Whether the file of vectors leads to the archive; one that is another's is made anew by whoever opens it."""
    path = folder / "dense.rows"
    if Shadow.read(path.with_suffix(".json")) is None:
        return
    file = DenseFile.open(path)
    if file is None:
        yield Finding(f"{path} is not what its marker says", f"rm -r {folder}  # it is made anew")
    elif file.shadow.archive == archive.fact("identity"):
        dimension = int(archive.fact("dimension") or 0)
        if file.shadow.revision > archive.revision() or _differs(archive, file, DenseIndex(dimension, file.trained())):
            yield Finding(f"{path} does not lead to the archive's passages", f"rm -r {folder}  # it is made anew")


def _differs(archive: Archive, file: DenseFile, coder: DenseIndex) -> bool:
    """Whether a passage that is shown has no row, though a later one has, or another row than its vector's."""
    shown = _shown(archive)
    held = [ids for ids, _ in file.rows()]
    if len(np.setdiff1d(shown[shown <= file.layout.last_id], np.concatenate([*held, shown[:0]]))):
        return True
    for ids, codes in file.rows():
        kept = np.isin(ids, shown)
        if not np.array_equal(coder.encode(load_vectors(archive, ids[kept].tolist(), coder.dimension)), codes[kept]):
            return True
    return False


def _lexical(archive: Archive, folder: Path) -> Iterator[Finding]:
    """Whether the folder of words holds the archive's passages once it has caught up."""
    place = folder / "lexical"
    reached, _ = Shadow.read(folder / "lexical.json") or (None, {})
    if reached is None or reached.archive != archive.fact("identity") or not (place / "meta.json").exists():
        return
    again = f"rm -r {folder}  # it is made anew"
    try:
        held = LexicalIndex(place).ids()
    except (ValueError, OSError) as error:
        yield Finding(f"{place} is damaged: {error}", again)
        return
    remove, add = changes(archive, reached.revision)
    led_to = np.union1d(np.setdiff1d(held, np.array(remove, np.int64)), np.array(add, np.int64))
    if len(held) != len(np.unique(held)) or not np.array_equal(led_to, _shown(archive)):
        yield Finding(f"{place} does not lead to the archive's passages", again)


def _shown(archive: Archive) -> Ids:
    rows = archive.connection.execute(
        "SELECT p.id FROM passage p JOIN version v ON v.number = version_number WHERE NOT v.removed ORDER BY p.id"
    )
    return np.fromiter((passage_id for (passage_id,) in rows), np.int64)


def _some(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else "")
