"""Webhooks: a message sent to a web address, signed as the Standard Webhooks specification has it.

Its id is the delivery's and stays the same however often it is tried, so that a receiver can tell one that it has. The
signature is of id, time of the try and body. https://www.standardwebhooks.com. Knows nothing of what is told.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from importlib import metadata

from corpus.web.address_guard import Guard
from corpus.web.post import post
from corpus.web.response import FetchError, retry_after
from qa.service.standing.undelivered import UndeliveredError

PREFIX = "whsec_"
SECRET_BYTES = 32
GONE = 410  # as the specification has it: nothing more is wanted


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """What the header webhook-signature says of a message."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def send_webhook(address: str, secret: str, message_id: str, body: bytes, *, guard: Guard, now: datetime) -> None:
    """Send a message. Raises `UndeliveredError` unless it was taken."""
    timestamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"newsqa/{metadata.version('newsqa')}",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
    try:
        answer = post(address, headers, body, guard)
    except FetchError as error:
        raise UndeliveredError(error.reason, is_final=error.cause == "forbidden") from error
    if not 200 <= answer.status < 300:
        raise UndeliveredError(
            f"answered {answer.status}",
            is_unwanted=answer.status == GONE,
            retry_after_s=retry_after(answer.headers, now),
        )
