"""Mail: a message by the operator's SMTP server, encrypted unless that is on this very machine.

Its Message-ID is the delivery's id and stays the same however often it is tried. Knows nothing of what is told.
"""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from corpus.errors import UsageError
from qa.service.standing.undelivered import UndeliveredError

TIMEOUT_S = 30.0
PORTS = {"smtps": 465, "smtp": 587}
HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class MailServer:
    """Whom mail is given to, and from whom it is. `is_encrypted`: from the first byte on; else after STARTTLS."""

    host: str
    port: int
    is_encrypted: bool
    user: str | None
    password: str | None
    sender: str


def mail_server(address: str, sender: str) -> MailServer:
    """A server by its address, `smtps://user:password@mail.example` or `smtp://…`. Raises `UsageError`, which repeats
    nothing of the address: it may hold a password."""
    try:
        parsed = urlsplit(address)
        port = parsed.port or PORTS[parsed.scheme]
    except (ValueError, KeyError):
        raise UsageError("smtp_url is no address like smtps://user:password@mail.example:465") from None
    if not parsed.hostname:
        raise UsageError("smtp_url names no host; it is like smtps://user:password@mail.example:465")
    user, password = (unquote(each) if each else None for each in (parsed.username, parsed.password))
    if not all(each is None or each.isascii() for each in (user, password)):
        raise UsageError("smtp_url has a user or password beyond ASCII, with which Python cannot log in")
    return MailServer(parsed.hostname, port, parsed.scheme == "smtps", user, password, sender)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says: the same in plain words and as HTML."""

    subject: str
    text: str
    html: str


def send_mail(server: MailServer, to: str, message_id: str, letter: Letter, now: datetime) -> None:
    """Send a mail. Raises `UndeliveredError` unless the server has taken it."""
    message = EmailMessage()
    message["From"], message["To"] = server.sender, to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{message_id}@{server.sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    try:
        opened = _opened(server)
        try:
            if server.user is not None:
                opened.login(server.user, server.password or "")
            opened.send_message(message)
        finally:
            with suppress(smtplib.SMTPException, OSError):  # it was taken, whatever the farewell
                opened.quit()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _refused(code, words, is_final=code >= 500) from error
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, error.smtp_error, is_final=error.smtp_code >= 500) from error
    except smtplib.SMTPResponseException as error:  # of the log-in or the sender, which the operator may mend
        raise _refused(error.smtp_code, error.smtp_error, is_final=False) from error
    except (smtplib.SMTPException, OSError) as error:
        raise UndeliveredError(f"{server.host} did not take it: {error}") from error


def _opened(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.is_encrypted:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
    opened = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    if server.host in HERE:
        return opened
    try:
        opened.starttls(context=context)
    except smtplib.SMTPNotSupportedError:
        opened.close()
        raise UndeliveredError(f"{server.host} offers no encryption (STARTTLS), so nothing is sent to it") from None
    except (smtplib.SMTPException, OSError):
        opened.close()
        raise
    return opened


def _refused(code: int, words: bytes | str, *, is_final: bool) -> UndeliveredError:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return UndeliveredError(f"the mail server answered {code} {' '.join(said.split())[:200]}", is_final=is_final)
