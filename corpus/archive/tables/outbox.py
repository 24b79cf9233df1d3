"""Who is sent the changes of followed questions, and how each sending fares.

The one idea: a delivery and the changes that it tells are kept in one transaction, and a change is in one delivery to a
recipient alone, so that whatever crashes it is sent under one id. Works inside the caller's transaction.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from corpus.archive.tables.database import Database
from corpus.archive.versions import Delivery, DeliveryState, KeptChange, NoticedChange, Recipient, moment, seconds

DELIVERY = "SELECT id, recipient, made, tries, state, at, reason FROM delivery"
LONGEST_WAIT = timedelta(days=2)  # for another try; what waits longer was put off by a clock that was ahead


class DeliveryTables:
    """The tables of recipients and of what is sent to them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, recipient: Recipient) -> None:
        self._database.run(
            "INSERT INTO recipient VALUES (?, ?, ?, ?, ?, ?, NULL)",
            (
                recipient.id,
                recipient.token,
                recipient.address,
                recipient.pace,
                recipient.secret,
                seconds(recipient.added),
            ),
        )

    def drop(self, recipient_id: str) -> bool:
        return bool(self._database.run("DELETE FROM recipient WHERE id = ? RETURNING 1", (recipient_id,)))

    def stop(self, recipient_id: str, reason: str) -> None:
        self._database.run("UPDATE recipient SET stopped = ? WHERE id = ?", (reason, recipient_id))

    def recipients(self) -> list[Recipient]:
        rows = self._database.run(
            "SELECT id, token, address, pace, secret, added, stopped FROM recipient ORDER BY added, id"
        )
        return [
            Recipient(key, token, address, pace, secret, moment(added), stopped)
            for key, token, address, pace, secret, added, stopped in rows
        ]

    def unsent(self, recipient_id: str, before: datetime) -> list[NoticedChange]:
        rows = self._database.run(
            "SELECT c.token, c.revision, c.at, c.change FROM answer_change c"
            " JOIN recipient r ON r.token IS NULL OR r.token = c.token"
            " WHERE r.id = ? AND c.at >= r.added AND c.at < ? AND NOT EXISTS (SELECT 1 FROM delivered_change d"
            " WHERE d.recipient = r.id AND d.token = c.token AND d.revision = c.revision)"
            " ORDER BY c.at, c.token, c.revision",
            (recipient_id, seconds(before)),
        )
        return [_noticed(*row) for row in rows]

    def make(self, delivery_id: str, recipient_id: str, changes: Sequence[NoticedChange], now: datetime) -> None:
        at = seconds(now)
        self._database.run(
            "INSERT INTO delivery VALUES (?, ?, ?, 0, 'waiting', ?, NULL)", (delivery_id, recipient_id, at, at)
        )
        self._database.run_many(
            "INSERT INTO delivered_change VALUES (?, ?, ?, ?)",
            [(recipient_id, each.token, each.kept.revision, delivery_id) for each in changes],
        )

    def due(self, now: datetime) -> list[Delivery]:
        rows = self._database.run(
            f"{DELIVERY} WHERE state = 'waiting' AND (at <= ? OR at > ?) ORDER BY at, id",
            (seconds(now), seconds(now + LONGEST_WAIT)),
        )
        return [_delivery(*row) for row in rows]

    def begin(self, delivery: Delivery, next_try: datetime) -> bool:
        rows = self._database.run(
            "UPDATE delivery SET tries = ?, at = ? WHERE id = ? AND tries = ? AND state = 'waiting' RETURNING 1",
            (delivery.tries + 1, seconds(next_try), delivery.id, delivery.tries),
        )
        return bool(rows)

    def end(self, delivery_id: str, state: DeliveryState, at: datetime, reason: str | None) -> None:
        self._database.run(
            "UPDATE delivery SET state = ?, at = ?, reason = ? WHERE id = ? AND state = 'waiting'",
            (state, seconds(at), reason, delivery_id),
        )

    def told_by(self, delivery_id: str) -> list[NoticedChange]:
        rows = self._database.run(
            "SELECT c.token, c.revision, c.at, c.change FROM answer_change c JOIN delivered_change d"
            " ON d.token = c.token AND d.revision = c.revision WHERE d.delivery = ? ORDER BY c.at, c.token, c.revision",
            (delivery_id,),
        )
        return [_noticed(*row) for row in rows]

    def last(self, recipient_id: str, limit: int) -> list[Delivery]:
        rows = self._database.run(
            f"{DELIVERY} WHERE recipient = ? ORDER BY made DESC, id LIMIT ?", (recipient_id, limit)
        )
        return [_delivery(*row) for row in rows]


def _noticed(token: str, revision: int, at: int, change: str) -> NoticedChange:
    return NoticedChange(token, KeptChange(revision, moment(at), json.loads(change)))


def _delivery(
    key: str, recipient_id: str, made: int, tries: int, state: DeliveryState, at: int, reason: str | None
) -> Delivery:
    return Delivery(key, recipient_id, moment(made), tries, state, moment(at), reason)
