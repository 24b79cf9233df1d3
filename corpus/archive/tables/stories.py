"""Wire stories: which versions of which articles are copies of one story, as the archive keeps it.

The one idea: a story is what copies join, directly or through others, and is named by the lowest of its members' keys,
so it is the same in whatever order they came and after any of them is removed. A version is compared with the others
once, when it is put. Versions of one article are no copies of each other, nor are two articles of one publisher under
different headlines: what they share is a template or a box of the site. Works inside the caller's transaction.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.archive.copies import COPY_JACCARD, bands, jaccard, shingles
from corpus.archive.tables.database import Database
from corpus.archive.versions import CopyFound
from corpus.article import publisher_key


@dataclass(frozen=True, slots=True)
class _Compared:
    """What decides, besides the words, whether a version may be a copy of another."""

    number: int
    article_id: str
    publisher: str
    headline: str

    def may_copy(self, other: "_Compared") -> bool:
        differs = self.publisher != other.publisher or self.headline == other.headline
        return differs and self.article_id != other.article_id


def link(database: Database, number: int) -> None:
    """Compare a version with those that may be copies of it, and put it into its story; again if it is in one."""
    unlink(database, [number])
    runs = shingles(_text(database, number))
    marks = set(bands(runs))
    (own,) = _compared(database, [number])
    copies = [
        other.number
        for other in _compared(database, _sharing(database, marks))
        if own.may_copy(other) and jaccard(runs, shingles(_text(database, other.number))) >= COPY_JACCARD
    ]
    database.run_many("INSERT INTO band VALUES (?, ?)", [(mark, number) for mark in marks])
    database.run_many(
        "INSERT INTO copy VALUES (?, ?)", [pair for other in copies for pair in ((number, other), (other, number))]
    )
    database.run("INSERT INTO story VALUES (?, ?)", (number, version_key(database, number)))
    first, *rest = sorted(set(story_ids(database, [number, *copies]).values()))
    database.run_many("UPDATE story SET story = ? WHERE story = ?", [(first, story) for story in rest])


def unlink(database: Database, numbers: Sequence[int]) -> None:
    """Take versions out of their stories; what only they joined falls apart."""
    left: set[int] = set()
    for number in numbers:
        pairs = database.run("SELECT other_number, version_number FROM copy WHERE version_number = ?", (number,))
        left.update(other for other, _ in pairs)
        database.run_many("DELETE FROM copy WHERE version_number = ? AND other_number = ?", pairs)
        for table in ("copy", "band", "story"):
            database.run(f"DELETE FROM {table} WHERE version_number = ?", (number,))
    left.difference_update(numbers)
    while left:
        members = joined(database, next(iter(left)))
        left -= members
        story = min(version_key(database, member) for member in members)
        database.run_many(
            "UPDATE story SET story = ? WHERE version_number = ?", [(story, member) for member in members]
        )


def not_compared(database: Database, at_most: int) -> list[int]:
    """Some of the versions that never were compared, as an archive of an earlier release has them."""
    rows = database.run(
        "SELECT number FROM version WHERE removed = 0 AND number NOT IN (SELECT version_number FROM story)"
        " ORDER BY number LIMIT ?",
        (at_most,),
    )
    return [number for (number,) in rows]


def joined(database: Database, number: int) -> set[int]:
    """A version and all that copies join to it."""
    rows = database.run(
        "WITH RECURSIVE member (number) AS (VALUES (CAST(? AS BIGINT)) UNION"
        " SELECT other_number FROM copy JOIN member ON version_number = member.number) SELECT number FROM member",
        (number,),
    )
    return {member for (member,) in rows}


def version_key(database: Database, number: int) -> str:
    """16 hexadecimal digits that stand for an article's version wherever and whenever it is kept."""
    ((article_id, version),) = database.run("SELECT article_id, version FROM version WHERE number = ?", (number,))
    return hashlib.sha256(f"{article_id}\0{version}".encode()).hexdigest()[:16]


def story_ids(database: Database, numbers: Sequence[int]) -> dict[int, str]:
    """The story of each of the versions that is not removed."""
    return dict(database.among("SELECT version_number, story FROM story WHERE version_number IN", numbers))


def story_members(database: Database, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """For each of the versions that is not removed, all versions of its story in order, itself among them."""
    stories = story_ids(database, numbers)
    members: dict[str, list[int]] = {}
    names = sorted(set(stories.values()))
    for number, story in database.among("SELECT version_number, story FROM story WHERE story IN", names):
        members.setdefault(story, []).append(number)
    return {number: tuple(sorted(members[story])) for number, story in stories.items()}


def copies_found(database: Database, numbers: Sequence[int]) -> list[CopyFound]:
    """Which of the versions carry a story that other articles carry, too."""
    members = story_members(database, numbers)
    stories = story_ids(database, numbers)
    rows = database.among(
        "SELECT number, url, publisher FROM version JOIN article ON article.id = article_id WHERE number IN",
        sorted({member for group in members.values() for member in group}),
    )
    named = {number: (url, publisher) for number, url, publisher in rows}
    found = []
    for number in numbers:
        url, publisher = named.get(number, ("", None))
        others = tuple(sorted({named[member][0] for member in members.get(number, ())} - {url}))
        if others:
            found.append(CopyFound(url, publisher, stories[number], others))
    return found


def _sharing(database: Database, marks: Iterable[int]) -> list[int]:
    rows = database.among("SELECT DISTINCT version_number FROM band WHERE hash IN", list(marks))
    return sorted(number for (number,) in rows)


def _compared(database: Database, numbers: Sequence[int]) -> list[_Compared]:
    rows = database.among("SELECT number, article_id, publisher, title FROM version WHERE number IN", numbers)
    return [
        _Compared(number, article_id, publisher_key(publisher), " ".join(title.casefold().split()))
        for number, article_id, publisher, title in rows
    ]


def _text(database: Database, number: int) -> str:
    return str(database.value("SELECT text FROM version WHERE number = ?", (number,)))
