"""Renames: an article that goes on under another address, with its history. Works inside the caller's transaction."""

from corpus.archive.tables.database import Database
from corpus.archive.tables.stories import unlink
from corpus.article import Article


def move_versions(database: Database, old_id: str, article: Article, revision: int) -> bool:
    """Give an article's versions to another address; `False` if there is none to move. The order is for the caller.

    Versions that the new address has already are kept once. An article that was removed stays removed.
    """
    run = database.run
    if old_id == article.id or not run("SELECT 1 FROM article WHERE id = ?", (old_id,)):
        return False
    run(
        "INSERT INTO article SELECT ?, ?, first_seen, removed FROM article WHERE id = ? ON CONFLICT DO NOTHING",
        (article.id, article.url, old_id),
    )
    twice = run(
        "UPDATE version SET removed = 1, title = '', text = '', authors = '[]', corrections = '[]'"
        " WHERE article_id = ? AND removed = 0"
        " AND version IN (SELECT version FROM version WHERE article_id = ? AND removed = 0) RETURNING number",
        (old_id, article.id),
    )
    unlink(database, [number for (number,) in twice])
    run("UPDATE version SET article_id = ?, revision = ? WHERE article_id = ?", (article.id, revision, old_id))
    run("DELETE FROM article WHERE id = ?", (old_id,))
    run("UPDATE page SET article_id = ? WHERE article_id = ?", (article.id, old_id))
    run("UPDATE renamed SET new_id = ? WHERE new_id = ?", (article.id, old_id))
    run("DELETE FROM renamed WHERE old_id = ?", (article.id,))
    run(
        "INSERT INTO renamed VALUES (?, ?) ON CONFLICT (old_id) DO UPDATE SET new_id = excluded.new_id",
        (old_id, article.id),
    )
    return True


def new_id(database: Database, old_id: str) -> str | None:
    """The id under which a renamed article goes on."""
    found = database.value("SELECT new_id FROM renamed WHERE old_id = ?", (old_id,))
    return None if found is None else str(found)
