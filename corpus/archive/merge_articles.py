"""Merging one archive into another: which versions, sightings and removals of it the other lacks, and putting them in.

The one idea: what is to be done to some articles is found by reading both, so doing it twice does nothing the second
time, and whatever was interrupted is gone on with by doing it again. Versions stand in the order in which either
archive saw them; copies are looked for as for any version that comes in. A removal in either holds for both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from corpus.archive.sql_archive import SqlArchive
from corpus.archive.tables.changes import order_versions
from corpus.archive.tables.database import Row
from corpus.archive.tables.stories import link
from corpus.archive.tables.version_rows import DETAILS
from corpus.archive.versions import moment

REMEMBERED = ("page", "listing", "site_file", "renamed")  # taken where the other has nothing under the same key
SEEN = ("version", "first_seen", "last_read")
COPIED = ("version", *DETAILS, "details_hash", "first_seen", "last_read", "title", "text")
ROWS_AT_ONCE = 1_000


@dataclass(slots=True)
class _Sighting:
    """A version as one of the archives saw it; its number is 0 while it is to be put in."""

    number: int
    words: str
    first_seen: int
    last_read: int | None

    def joins(self, other: "_Sighting") -> bool:
        """Take another sighting for one of this version; whether that says anything new of it."""
        before = self.first_seen, self.last_read
        self.first_seen = min(self.first_seen, other.first_seen)
        self.last_read = max((at for at in (self.last_read, other.last_read) if at is not None), default=None)
        return (self.first_seen, self.last_read) != before


@dataclass(slots=True)
class Plan:
    """What merging some articles does to the archive that they are merged into.

    `insert`: numbers of the other archive's versions, each with its article here. `seen`: versions here that the other
    saw, too, with when they were first seen and last read then. `since`: articles with when either first saw them.
    `n_new`: how many articles were not here.
    """

    remove: list[tuple[str, int]] = field(default_factory=list)
    insert: list[tuple[int, str, str]] = field(default_factory=list)
    seen: list[tuple[int, str, int, int | None]] = field(default_factory=list)
    since: list[tuple[str, int]] = field(default_factory=list)
    n_new: int = 0

    def __bool__(self) -> bool:
        return bool(self.remove or self.insert or self.seen or self.since)


def article_ids(source: SqlArchive) -> list[str]:
    """All that an archive has or keeps out, in the order in which they came."""
    return [key for (key,) in source.database.run("SELECT id FROM article ORDER BY first_seen, id")]


def plan(source: SqlArchive, target: SqlArchive, ids: Sequence[str]) -> Plan:
    """What merging these articles of an archive would do to another; reads only."""
    found = Plan()
    for article_id, url, first_seen, removed in source.database.among(
        "SELECT id, url, first_seen, removed FROM article WHERE id IN", ids
    ):
        here_id = target.new_id(article_id) or article_id
        here = target.database.run("SELECT url, first_seen, removed FROM article WHERE id = ?", (here_id,))
        if here and here[0][2] is not None:
            continue
        if removed is not None:
            found.remove.append((here[0][0] if here else url, removed))
            continue
        _plan_versions(source, target, found, article_id, here_id, here[0][0] if here else url)
        if here and first_seen < here[0][1]:
            found.since.append((here_id, first_seen))
    return found


def _plan_versions(
    source: SqlArchive, target: SqlArchive, found: Plan, article_id: str, here_id: str, url: str
) -> None:
    """Which versions of an article are new here; the others are those that this archive has with the same words."""
    query = f"SELECT number, {', '.join(SEEN)} FROM version WHERE article_id = ? AND removed = 0"
    here = [_Sighting(*row) for row in target.database.run(query, (here_id,))]
    sound = {stored.number for stored in source.versions(article_id)}
    there = [_Sighting(*row) for row in source.database.run(query, (article_id,))]
    found.n_new += bool(sound) and not here
    for each in sorted(there, key=lambda each: (each.first_seen, each.number)):
        if each.number not in sound:
            continue
        same = _same(here, each)
        if same is None:
            found.insert.append((each.number, here_id, url))
            here.append(replace(each, number=0))
        elif same.joins(each) and same.number:
            found.seen.append((same.number, here_id, same.first_seen, same.last_read))


def _same(here: Sequence[_Sighting], seen: _Sighting) -> _Sighting | None:
    """The version here that a sighting is of: the one shown just before or after it, if that has the same words.

    Another one with the same words is meant only by a file: readers who see them again see a text that has returned.
    """
    by_time = sorted(here, key=lambda each: each.first_seen)
    before = [each for each in by_time if each.first_seen <= seen.first_seen]
    near = [*before[-1:], *by_time[len(before) :][:1]]
    others = by_time if seen.last_read is None else []
    return next((each for each in (*near, *others) if each.words == seen.words), None)


def carry_out(found: Plan, source: SqlArchive, target: SqlArchive, revision: int) -> tuple[dict[int, int], list[int]]:
    """Do what was planned, inside the target's `writing()`.

    Returns the numbers of the versions that were put in, by those that they have in the source, and the versions that
    were removed.
    """
    run = target.database.run
    removed: list[int] = []
    for url, at in found.remove:
        target.pages.keep_out(url)
        removed += target.remove(url, revision=revision, now=moment(at))
    for article_id, first_seen in found.since:
        run("UPDATE article SET first_seen = ? WHERE id = ?", (first_seen, article_id))
    for number, _, first_seen, last_read in found.seen:
        run(
            "UPDATE version SET first_seen = ?, last_read = ?, revision = ? WHERE number = ?",
            (first_seen, last_read, revision, number),
        )
    added = {number: _insert(source, target, number, key, url, revision) for number, key, url in found.insert}
    for article_id in {key for _, key, _ in found.insert} | {key for _, key, _, _ in found.seen}:
        order_versions(target.database, article_id, revision)
    for number in added.values():
        link(target.database, number)
    return added, removed


def _insert(source: SqlArchive, target: SqlArchive, number: int, article_id: str, url: str, revision: int) -> int:
    (row,) = source.database.run(f"SELECT {', '.join(COPIED)} FROM version WHERE number = ?", (number,))
    since = "SELECT first_seen FROM article WHERE id = (SELECT article_id FROM version WHERE number = ?)"
    target.database.run(
        "INSERT INTO article VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING",
        (article_id, url, source.database.value(since, (number,))),
    )
    given: int = target.database.value(
        f"INSERT INTO version (article_id, visible_from, revision, {', '.join(COPIED)})"
        f" VALUES (?, 0, ?, {', '.join('?' * len(COPIED))}) RETURNING number",
        (article_id, revision, *row),
    )
    return given


def rename_as(source: SqlArchive, target: SqlArchive) -> int:
    """Give articles here the addresses that they have come to have in another archive; how many."""
    n_renamed = 0
    for old_id, new_id in source.database.run("SELECT old_id, new_id FROM renamed ORDER BY old_id"):
        stored = source.versions(new_id)
        if stored and target.url_of(old_id) and not target.is_removed(stored[0].article.url):
            with target.writing() as revision:
                n_renamed += target.rename(old_id, stored[0].article, revision)
    return n_renamed


def merge_memory(source: SqlArchive, target: SqlArchive) -> None:
    """Remember what another archive does of pages and lists, where there is nothing of them here."""
    for table in REMEMBERED:
        for rows in _parts(source, table):
            marks = ", ".join("?" * len(rows[0]))
            with target.noting():
                target.database.run_many(f"INSERT INTO {table} VALUES ({marks}) ON CONFLICT DO NOTHING", rows)


def _parts(source: SqlArchive, table: str) -> Iterator[list[Row]]:
    rows = source.database.each(f"SELECT * FROM {table}")
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield part
