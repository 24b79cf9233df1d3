"""Changes: how an article differs from what is kept, and keeping it. Works inside the caller's transaction.

What `put` promises is said at `Archive.put`.
"""

from collections.abc import Sequence
from datetime import datetime

from corpus.archive.tables.database import Database
from corpus.archive.tables.stories import link
from corpus.archive.tables.version_rows import DETAILS, Dates, details, details_hash, intervals
from corpus.archive.versions import Change, seconds
from corpus.article import Article


def compare(database: Database, article: Article, live: bool) -> tuple[Change, int | None]:
    """How an article differs from what is kept, and the number of the version whose details it changes, if it does."""
    rows = database.run("SELECT removed FROM article WHERE id = ?", (article.id,))
    if not rows:
        return "new", None
    if rows[0][0] is not None:
        return "removed", None
    known = database.run(
        f"SELECT number, visible_until IS NULL, version, {', '.join(DETAILS)} FROM version"
        " WHERE article_id = ? AND removed = 0",
        (article.id,),
    )
    same_words = [row for row in known if row[2] == article.version]
    shown = [row for row in same_words if row[1]]
    if live and same_words and not shown:
        return ("changed" if _is_back(article, known) else "unchanged"), None
    own = details(article)
    if any(tuple(stored) == own for _, _, _, *stored in (shown if live else same_words)):
        return "unchanged", None
    if shown:
        return "details", shown[0][0]
    return ("changed" if known else "new"), None


def _is_back(article: Article, known: Sequence[Sequence[object]]) -> bool:
    """Whether an earlier wording that is seen now has returned; with an older date it comes late from some cache."""
    (shown,) = (row[3 + DETAILS.index("modified")] for row in known if row[1])
    modified = seconds(article.modified)
    return not isinstance(shown, int) or modified is None or modified >= shown


def put(database: Database, article: Article, *, revision: int, now: datetime, live: bool) -> tuple[int | None, Change]:
    """Keep an article; returns the number of the version it added, if any, and what changed."""
    change, number = compare(database, article, live)
    if change in ("unchanged", "removed"):
        return None, change
    own = details(article)
    if number is not None:
        assignments = ", ".join(f"{name} = ?" for name in (*DETAILS, "details_hash"))
        database.run(
            f"UPDATE version SET {assignments}, revision = ? WHERE number = ?",
            (*own, details_hash(own), revision, number),
        )
    else:
        if live:
            _note_last_read(database, article.id)
        database.run(
            "INSERT INTO article VALUES (?, ?, ?, NULL) ON CONFLICT DO NOTHING", (article.id, article.url, seconds(now))
        )
        number = database.value(
            f"INSERT INTO version ({', '.join(DETAILS)}, details_hash, article_id, version, title, text, first_seen,"
            f" last_read, visible_from, revision) VALUES ({'?, ' * len(DETAILS)}?, ?, ?, ?, ?, ?, ?, 0, ?)"
            " RETURNING number",
            (
                *(*own, details_hash(own)),
                *(article.id, article.version, article.title, article.text),
                *(seconds(now), seconds(now) if live else None, revision),
            ),
        )
    order_versions(database, article.id, revision)
    link(database, number)
    return (None if change == "details" else number), change


def _note_last_read(database: Database, article_id: str) -> None:
    """Before another version takes the place of the one that is shown: when its page last gave that one."""
    database.run(
        "UPDATE version SET last_read = given.at"
        " FROM (SELECT max(checked) AS at FROM page WHERE article_id = ? AND gone_since IS NULL) AS given"
        " WHERE article_id = ? AND removed = 0 AND visible_until IS NULL AND last_read < given.at",
        (article_id, article_id),
    )


def fill_details_hashes(database: Database) -> None:
    """Hash the details of versions that an earlier release put."""
    rows = database.run(f"SELECT number, {', '.join(DETAILS)} FROM version WHERE details_hash IS NULL AND removed = 0")
    database.run_many(
        "UPDATE version SET details_hash = ? WHERE number = ?", [(details_hash(own), number) for number, *own in rows]
    )


def order_versions(database: Database, article_id: str, revision: int) -> None:
    """Set from when until when each version of an article was the one its readers saw."""
    rows = database.run(
        "SELECT number, published, modified, first_seen, last_read, visible_from, visible_until FROM version"
        " WHERE article_id = ? AND removed = 0 ORDER BY number",
        (article_id,),
    )
    stored = {number: (visible_from, visible_until) for number, *_, visible_from, visible_until in rows}
    for number, interval in intervals([Dates(*row[:5]) for row in rows]).items():
        if stored[number] != interval:
            database.run(
                "UPDATE version SET visible_from = ?, visible_until = ?, revision = ? WHERE number = ?",
                (*interval, revision, number),
            )
