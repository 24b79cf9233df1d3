"""Access: who may do what. Reading is open to whoever reaches the server; what changes something, or tells of sources,
paths, addresses or failures, is for whoever has the operator's key.

Without a key in the settings, that is nobody. Knows nothing of what is asked for.
"""

import hmac
import logging
from typing import Annotated, Any

from fastapi import Depends, Header

from qa.server.dependencies import TheSettings
from qa.server.problem import Problem
from qa.service.logs import hide_secrets

PUBLIC = frozenset(
    ("started", "finished", "new", "changed", "details", "unchanged", "removed", "gone", "withdrawn", "renamed")
)
log = logging.getLogger("newsqa")

Authorization = Annotated[str, Header(description="Bearer, and the operator's key")]


async def check_operator(settings: TheSettings, authorization: Authorization = "") -> None:
    """Raises a problem unless the request has the operator's key."""
    if settings is None or settings.admin_key is None:
        detail = "the service has no NEWSQA_ADMIN_KEY (admin_key in newsqa.toml), so nobody may do this over HTTP"
        raise Problem(403, "no-admin-key", "No operator's key is set up", detail)
    if not await is_operator(settings, authorization):
        log.warning("a request without the operator's key, or with another one, was refused")
        detail = "the header Authorization must be: Bearer, and the service's NEWSQA_ADMIN_KEY"
        raise Problem(401, "not-authorized", "Not authorized", detail, {"WWW-Authenticate": "Bearer"})


async def is_operator(settings: TheSettings, authorization: Authorization = "") -> bool:
    """Whether the request has the operator's key."""
    if settings is None or settings.admin_key is None:
        return False
    scheme, _, given = authorization.partition(" ")
    wanted = settings.admin_key.get_secret_value().encode()
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), wanted)


ForOperator = Depends(check_operator)
IsOperator = Annotated[bool, Depends(is_operator)]


def public_report(report: dict[str, Any]) -> dict[str, Any]:
    """What everyone may know of a refresh: when it was, and how many articles came."""
    return {name: value for name, value in report.items() if name in PUBLIC}


def for_operator(value: Any) -> Any:
    """What the operator is told, without the passwords and keys in addresses: they pass through browsers and logs."""
    if isinstance(value, str):
        return hide_secrets(value)
    if isinstance(value, dict):
        return {name: for_operator(each) for name, each in value.items()}
    return [for_operator(each) for each in value] if isinstance(value, list) else value
