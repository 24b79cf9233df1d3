"""Which versions of which articles are copies of one wire story, as the archive keeps it.

The one idea: a story is what copies join, directly or through others, and is named by the lowest of its members' keys,
so it is the same in whatever order they came and after any of them is removed. A version is compared with the others
once, when it is put. Versions of one article are no copies of each other, nor are two articles of one publisher under
different headlines: what they share is a template or a box of the site. Works inside the caller's transaction.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.archive.copies import COPY_JACCARD, bands, jaccard, shingles

SQL_VARIABLES = 500  # how many values one statement may name


@dataclass(frozen=True, slots=True)
class CopyFound:
    """An article that carries a story which others carry, too: their addresses, in order."""

    url: str
    publisher: str | None
    story: str
    same_as: tuple[str, ...]


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


def link(connection: sqlite3.Connection, number: int) -> None:
    """Compare a version with those that may be copies of it, and put it into its story; again if it is in one."""
    unlink(connection, [number])
    runs = shingles(_text(connection, number))
    marks = set(bands(runs))
    (own,) = _compared(connection, [number])
    copies = [
        other.number
        for other in _compared(connection, _sharing(connection, marks))
        if own.may_copy(other) and jaccard(runs, shingles(_text(connection, other.number))) >= COPY_JACCARD
    ]
    connection.executemany("INSERT INTO band VALUES (?, ?)", [(mark, number) for mark in marks])
    connection.executemany(
        "INSERT INTO copy VALUES (?, ?)", [pair for other in copies for pair in ((number, other), (other, number))]
    )
    connection.execute("INSERT INTO story VALUES (?, ?)", (number, version_key(connection, number)))
    first, *rest = sorted(set(story_ids(connection, [number, *copies]).values()))
    connection.executemany("UPDATE story SET story = ? WHERE story = ?", [(first, story) for story in rest])


def unlink(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take versions out of their stories; what only they joined falls apart."""
    left: set[int] = set()
    for number in numbers:
        pairs = connection.execute(
            "SELECT other_number, version_number FROM copy WHERE version_number = ?", (number,)
        ).fetchall()
        left.update(other for other, _ in pairs)
        connection.executemany("DELETE FROM copy WHERE version_number = ? AND other_number = ?", pairs)
        for table in ("copy", "band", "story"):
            connection.execute(f"DELETE FROM {table} WHERE version_number = ?", (number,))
    left.difference_update(numbers)
    while left:
        members = joined(connection, next(iter(left)))
        left -= members
        story = min(version_key(connection, member) for member in members)
        connection.executemany(
            "UPDATE story SET story = ? WHERE version_number = ?", [(story, member) for member in members]
        )


def not_compared(connection: sqlite3.Connection, at_most: int = 1) -> list[int]:
    """Some of the versions that never were compared, as an archive of an earlier release has them."""
    rows = connection.execute(
        "SELECT number FROM version WHERE NOT removed AND number NOT IN (SELECT version_number FROM story)"
        " ORDER BY number LIMIT ?",
        (at_most,),
    )
    return [number for (number,) in rows]


def link_missing(connection: sqlite3.Connection, at_most: int) -> None:
    """Compare so many of them."""
    for number in not_compared(connection, at_most):
        link(connection, number)


def joined(connection: sqlite3.Connection, number: int) -> set[int]:
    """A version and all that copies join to it."""
    rows = connection.execute(
        "WITH RECURSIVE member (number) AS (VALUES (?) UNION"
        " SELECT other_number FROM copy JOIN member ON version_number = member.number) SELECT number FROM member",
        (number,),
    )
    return {member for (member,) in rows}


def version_key(connection: sqlite3.Connection, number: int) -> str:
    """16 hexadecimal digits that stand for an article's version wherever and whenever it is kept."""
    article_id, version = connection.execute(
        "SELECT article_id, version FROM version WHERE number = ?", (number,)
    ).fetchone()
    return hashlib.sha256(f"{article_id}\0{version}".encode()).hexdigest()[:16]


def story_ids(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, str]:
    """The story of each of the versions that is not removed."""
    return dict(_asked(connection, "SELECT version_number, story FROM story WHERE version_number IN", numbers))


def story_members(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """For each of the versions that is not removed, all versions of its story in order, itself among them."""
    stories = story_ids(connection, numbers)
    members: dict[str, list[int]] = {}
    for number, story in _asked(
        connection, "SELECT version_number, story FROM story WHERE story IN", sorted(set(stories.values()))
    ):
        members.setdefault(story, []).append(number)
    return {number: tuple(sorted(members[story])) for number, story in stories.items()}


def copies_found(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[CopyFound]:
    """Which of the versions carry a story that other articles carry, too."""
    members = story_members(connection, numbers)
    stories = story_ids(connection, numbers)
    named = {
        number: (url, publisher)
        for number, url, publisher in _asked(
            connection,
            "SELECT number, url, publisher FROM version JOIN article ON article.id = article_id WHERE number IN",
            sorted({member for group in members.values() for member in group}),
        )
    }
    found = []
    for number in numbers:
        url, publisher = named.get(number, ("", None))
        others = tuple(sorted({named[member][0] for member in members.get(number, ())} - {url}))
        if others:
            found.append(CopyFound(url, publisher, stories[number], others))
    return found


def _sharing(connection: sqlite3.Connection, marks: Iterable[int]) -> list[int]:
    rows = _asked(connection, "SELECT DISTINCT version_number FROM band WHERE hash IN", list(marks))
    return sorted(number for (number,) in rows)


def _compared(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[_Compared]:
    rows = _asked(connection, "SELECT number, article_id, publisher, title FROM version WHERE number IN", numbers)
    return [
        _Compared(number, article_id, _folded(publisher).removeprefix("www."), _folded(title))
        for number, article_id, publisher, title in rows
    ]


def _folded(words: str | None) -> str:
    return " ".join((words or "").casefold().split())


def _text(connection: sqlite3.Connection, number: int) -> str:
    (text,) = connection.execute("SELECT text FROM version WHERE number = ?", (number,)).fetchone()
    return str(text)


def _asked(connection: sqlite3.Connection, statement: str, values: Sequence[object]) -> list[tuple]:  # type: ignore[type-arg]
    """Rows of a statement that ends in IN, asked for a bounded number of values at a time."""
    rows = []
    for start in range(0, len(values), SQL_VARIABLES):
        part = values[start : start + SQL_VARIABLES]
        rows += connection.execute(f"{statement} ({','.join('?' * len(part))})", tuple(part)).fetchall()
    return rows
