"""Recipients: where changes of followed questions are sent, and adding one.

An address of the web gets signed messages (webhooks), a mail address mail. Knows nothing of how anything is sent.
"""

import re
import secrets
from datetime import datetime
from urllib.parse import unquote, urlsplit

import httpcore2

from corpus.archive.protocol import Archive
from corpus.archive.versions import Pace, Recipient
from corpus.errors import UsageError
from corpus.web.address_guard import Guard
from corpus.web.fetch import target_of
from corpus.web.response import FetchError
from qa.service.standing.webhook import new_secret

MAX_RECIPIENTS = 100
MAX_ADDRESS_CHARS = 2_000
MAILTO = "mailto:"
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
SCHEMES = {"https": 443, "http": 80}


def add_recipient(archive: Archive, recipient: Recipient) -> Recipient:
    """Keep a recipient; one that gets the same at the same address already is given as it is. Raises `UsageError`."""
    with archive.noting():
        known = archive.deliveries.recipients()
        for each in known:
            if (each.address, each.token, each.pace) == (recipient.address, recipient.token, recipient.pace):
                return each
        if len(known) >= MAX_RECIPIENTS:
            raise UsageError(f"changes are sent to {MAX_RECIPIENTS} addresses already; remove one first")
        archive.deliveries.add(recipient)
    return recipient


def make_recipient(
    address: str, pace: Pace, *, token: str | None, guard: Guard, can_mail: bool, now: datetime
) -> Recipient:
    """Somebody to send changes to, of one question or of all; a web address gets a secret of its own. Raises
    `UsageError` for an address that nothing can be sent to."""
    is_mail = address.lower().startswith(MAILTO)
    checked = _mail_address(address, can_mail) if is_mail else _web_address(address, guard)
    secret = None if is_mail else new_secret()
    return Recipient(f"to_{secrets.token_hex(6)}", token, checked, pace, secret, now)


def _mail_address(address: str, can_mail: bool) -> str:
    plain = unquote(address[len(MAILTO) :])
    if not MAIL_ADDRESS.fullmatch(plain):
        raise UsageError(f"{address[:60]!r} is no mail address; one is like mailto:desk@paper.example")
    if not can_mail:
        raise UsageError("mail needs the settings smtp_url and mail_from (NEWSQA_SMTP_URL, NEWSQA_MAIL_FROM)")
    return MAILTO + plain


def _web_address(address: str, guard: Guard) -> str:
    """An address that messages may go to: of a public host, and encrypted unless the operator allowed the host."""
    try:
        parsed = urlsplit(address)
    except ValueError as error:
        raise UsageError(f"{address[:60]!r} is no address: {error}") from error
    if parsed.scheme not in SCHEMES or not parsed.hostname or len(address) > MAX_ADDRESS_CHARS:
        raise UsageError(f"{address[:60]!r} is neither an address like https://paper.example/hook nor a mailto: one")
    if parsed.username is not None:
        raise UsageError(f"the address at {parsed.hostname} has a user's name in it; messages are signed instead")
    try:
        target_of(address)
        port = parsed.port or SCHEMES[parsed.scheme]
        guard.judged(parsed.hostname, port)
    except httpcore2.ConnectError:
        pass  # it may have an address by the time that something is sent
    except (FetchError, ValueError) as error:
        reason = error.reason if isinstance(error, FetchError) else str(error)
        raise UsageError(f"{address[:60]!r} cannot be sent to: {reason}") from error
    is_allowed = not guard.allowed.isdisjoint((parsed.hostname.lower(), f"{parsed.hostname}:{parsed.port}".lower()))
    if parsed.scheme == "http" and not is_allowed:
        raise UsageError(f"{address[:60]!r} is not encrypted; https is needed, or its host in allow_hosts")
    return address
