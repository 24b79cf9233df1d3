"""Followed questions, what was told of each last, and each change of an answer: all as JSON that nobody here reads.

The one idea: a change is kept in the transaction that notes the revision at which its question was asked, and only if
nobody has asked it since, so that each is kept once whatever crashes and whoever asks at the same time. Works inside
the caller's transaction.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from corpus.archive.tables.database import Database
from corpus.archive.versions import FollowedQuestion, KeptChange, moment, seconds

NOT_ASKED = -1  # the revision of a question that was not asked yet


class FollowedTables:
    """The tables of followed questions and of their answers' changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, token: str, question: Any, now: datetime) -> None:
        self._database.run(
            "INSERT INTO followed VALUES (?, ?, ?, ?, NULL)", (token, _json(question), seconds(now), NOT_ASKED)
        )

    def drop(self, token: str) -> bool:
        return bool(self._database.run("DELETE FROM followed WHERE token = ? RETURNING 1", (token,)))

    def questions(self) -> list[FollowedQuestion]:
        rows = self._database.run("SELECT * FROM followed ORDER BY added, token")
        return [_question(*row) for row in rows]

    def question(self, token: str) -> FollowedQuestion | None:
        rows = self._database.run("SELECT * FROM followed WHERE token = ?", (token,))
        return _question(*rows[0]) if rows else None

    def asked(self, before: FollowedQuestion, revision: int, told: Any, change: Any, now: datetime) -> bool:
        rows = self._database.run(
            "UPDATE followed SET revision = ?, told = ? WHERE token = ? AND revision = ? AND coalesce(told, '') = ?"
            " RETURNING 1",
            (revision, _json(told), before.token, before.revision, before.stored or ""),
        )
        if rows and change is not None:
            self._database.run(
                "INSERT INTO answer_change VALUES (?, ?, ?, ?)", (before.token, revision, seconds(now), _json(change))
            )
        return bool(rows)

    def untouched(self, questions: Sequence[FollowedQuestion], revision: int) -> None:
        self._database.run_many(
            "UPDATE followed SET revision = ? WHERE token = ? AND revision = ?",
            [(revision, each.token, each.revision) for each in questions],
        )

    def changes(self, token: str, limit: int) -> list[KeptChange]:
        rows = self._database.run(
            "SELECT revision, at, change FROM answer_change WHERE token = ? ORDER BY revision DESC LIMIT ?",
            (token, limit),
        )
        return [KeptChange(revision, moment(at), json.loads(change)) for revision, at, change in rows]

    def count_changes(self, token: str) -> int:
        ((n,),) = self._database.run("SELECT count(*) FROM answer_change WHERE token = ?", (token,))
        return int(n)

    def last_changes(self) -> dict[str, int]:
        rows = self._database.run(
            "SELECT followed.token, coalesce(max(answer_change.revision), -1) FROM followed"
            " LEFT JOIN answer_change ON answer_change.token = followed.token GROUP BY followed.token"
        )
        return dict(rows)

    def erase(self, article_id: str) -> None:
        """Drop the words of an article from all that was told: where it was quoted, it is said to be gone."""
        gone = {"removed": True}
        run = self._database.run
        earlier = run("SELECT old_id FROM renamed WHERE new_id = ?", (article_id,))
        for known in (article_id, *(old_id for (old_id,) in earlier)):  # hexadecimal digits
            run("UPDATE followed SET told = ? WHERE told LIKE ?", (_json(gone), f"%{known}%"))
            noted = run("SELECT token, revision, change FROM answer_change WHERE change LIKE ?", (f"%{known}%",))
            for token, revision, change in noted:
                told = json.loads(change)
                told |= {side: gone for side in ("before", "after") if known in str(_json(told.get(side)))}
                row = (_json(told), token, revision)
                run("UPDATE answer_change SET change = ? WHERE token = ? AND revision = ?", row)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _question(token: str, question: str, added: int, revision: int, told: str | None) -> FollowedQuestion:
    return FollowedQuestion(
        token, json.loads(question), moment(added), revision, None if told is None else json.loads(told), told
    )
