"""Deliveries: each change of a followed question sent to its recipients, tried again with growing waits, given up last.

The one idea: a change is put into one delivery to each recipient, in the transaction that makes it, and the delivery's
id is sent with every try. A try is noted before it begins, so that two servers do not send at once; if the process dies
before it can note that it was taken, the same id is sent again. Knows nothing of how news comes.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from corpus.archive.protocol import Archive
from corpus.archive.versions import Delivery, DeliveryState, NoticedChange, Recipient
from corpus.errors import StateError
from corpus.web.address_guard import Guard
from qa.service.standing.change_messages import body_of, letter_of
from qa.service.standing.mail import MailServer, send_mail
from qa.service.standing.recipients import MAILTO
from qa.service.standing.undelivered import UndeliveredError
from qa.service.standing.webhook import send_webhook

LOOK_EVERY_S = 2.0
# After each try that failed, as the Standard Webhooks specification proposes: three days in all, then it is given up.
WAITS_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
BEGUN_S = 120  # a try that nothing more is heard of for so long is tried again
MAX_WAIT_S = 86_400  # however long a receiver asks for
MAX_TOLD = 100  # changes in one delivery
log = logging.getLogger("newsqa")


@dataclass(frozen=True, slots=True)
class Senders:
    """By what is sent: where connections may go, and the mail server, if one is set up."""

    guard: Guard
    mail_server: MailServer | None = None

    def send(self, archive: Archive, recipient: Recipient, delivery: Delivery, now: datetime) -> None:
        """Send a delivery once. Raises `UndeliveredError` unless it was taken."""
        told = archive.deliveries.told_by(delivery.id)
        questions = {each.token: each for each in archive.followed.questions()}
        told = [each for each in told if each.token in questions]
        if recipient.stopped:
            raise UndeliveredError(recipient.stopped, is_final=True)
        if not told:
            raise UndeliveredError("its question is followed no longer", is_final=True)
        if recipient.secret is not None:
            body = body_of(delivery.made, told, questions)
            send_webhook(recipient.address, recipient.secret, delivery.id, body, guard=self.guard, now=now)
        elif self.mail_server is None:
            raise UndeliveredError("there is no mail server: the setting smtp_url is missing")
        else:
            to = recipient.address.removeprefix(MAILTO)
            send_mail(self.mail_server, to, delivery.id, letter_of(told, questions), now)


def deliver_due(
    archive: Archive, senders: Senders, clock: Callable[[], datetime], stop: threading.Event | None = None
) -> int:
    """Put what is to be sent into deliveries, and try those that are due; how many arrived."""
    make_deliveries(archive, clock())
    n_arrived = 0
    for each in archive.deliveries.due(clock()):
        if stop and stop.is_set():
            break
        recipients = {recipient.id: recipient for recipient in archive.deliveries.recipients()}
        if each.recipient in recipients:  # it may be dropped while others are sent to
            n_arrived += _try(archive, senders, recipients[each.recipient], each, clock)
    return n_arrived


def keep_delivering(
    archive: Callable[[], Archive], senders: Senders, clock: Callable[[], datetime], stop: threading.Event
) -> None:
    """Deliver what is due, until told to stop; each thread has an archive of its own."""
    while not stop.wait(LOOK_EVERY_S):
        try:
            if n_arrived := deliver_due(archive(), senders, clock, stop):
                log.info("changes of followed questions were sent: %d", n_arrived)
        except StateError as error:  # it is held by a refresh
            log.warning("changes are sent later: %s", error)
        except Exception:  # whatever it was, the next look may go well
            log.exception("could not send changes; trying again")


def make_deliveries(archive: Archive, now: datetime) -> None:
    """Put the changes that are to be sent by now into deliveries, each once for each recipient."""
    waiting = [each for each in archive.deliveries.recipients() if not each.stopped]
    for recipient in waiting:
        before = _told_before(recipient, now)
        if not archive.deliveries.unsent(recipient.id, before):
            continue
        with archive.noting():  # nobody else has put them into one meanwhile
            for told in _parcels(recipient, archive.deliveries.unsent(recipient.id, before)):
                archive.deliveries.make(_id(recipient, told), recipient.id, told, now)


def _told_before(recipient: Recipient, now: datetime) -> datetime:
    """What was noticed before this moment is sent by now: of days and weeks, in UTC, only past ones."""
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    if recipient.pace == "day":
        return midnight
    return midnight - timedelta(days=midnight.weekday()) if recipient.pace == "week" else now + timedelta(days=1)


def _parcels(recipient: Recipient, changes: Sequence[NoticedChange]) -> list[Sequence[NoticedChange]]:
    size = 1 if recipient.pace == "change" else MAX_TOLD
    return [changes[start : start + size] for start in range(0, len(changes), size)]


def _id(recipient: Recipient, told: Sequence[NoticedChange]) -> str:
    """The same whenever the same is sent to the same, from a restored archive, too."""
    named = " ".join(f"{each.token}:{each.kept.revision}" for each in told)
    return f"msg_{hashlib.sha256(f'{recipient.id} {named}'.encode()).hexdigest()[:32]}"


def _try(
    archive: Archive, senders: Senders, recipient: Recipient, delivery: Delivery, clock: Callable[[], datetime]
) -> bool:
    """Send a delivery and note how that went; whether it arrived."""
    with archive.noting():
        if not archive.deliveries.begin(delivery, clock() + timedelta(seconds=BEGUN_S)):
            return False
    try:
        senders.send(archive, recipient, delivery, clock())
    except UndeliveredError as error:
        _note_failure(archive, delivery, error, clock())
        return False
    with archive.noting():
        archive.deliveries.end(delivery.id, "delivered", clock(), None)
    return True


def _note_failure(archive: Archive, delivery: Delivery, error: UndeliveredError, now: datetime) -> None:
    is_last = error.is_final or delivery.tries >= len(WAITS_S)
    wait_s = 0.0
    if not is_last:
        wait_s = max(WAITS_S[delivery.tries], min(error.retry_after_s or 0, MAX_WAIT_S))
    log.warning("a delivery %s: %s", "was given up" if is_last else "failed and is tried again", error)
    with archive.noting():
        if error.is_unwanted:
            archive.deliveries.stop(delivery.recipient, f"the receiver wants nothing any more: {error}")
        state: DeliveryState = "given up" if is_last else "waiting"
        archive.deliveries.end(delivery.id, state, now + timedelta(seconds=wait_s), str(error))
