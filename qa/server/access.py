"""Access: who may do what. Each router has its rule, a scope that a key must have; reading and asking may be open to
whoever reaches the server.

What changes something, or tells of sources, paths, addresses or failures, is for a key with the scope `refresh` or
`admin`, or the operator's from the settings. Knows nothing of what is asked for.
"""

import logging
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from qa.server.callers import READING, Caller, Keyring
from qa.server.dependencies import TheCaller, TheKeyring
from qa.server.problem import Problem
from qa.service.keys import Scope
from qa.service.logs import hide_secrets

PUBLIC = frozenset(
    ("started", "finished", "new", "changed", "details", "unchanged", "removed", "gone", "withdrawn", "renamed")
)
CHALLENGE = {"WWW-Authenticate": "Bearer"}
ASKING_CHALLENGE = {
    "WWW-Authenticate": 'Bearer, Basic realm="newsqa", charset="UTF-8"'
}  # a browser asks for a key then
log = logging.getLogger("newsqa")

HEADER = HTTPBearer(auto_error=False, description="a key; without one what is open may be done")


class Needs:
    """The rule of a router: what a caller must be allowed to do."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(
        self,
        caller: TheCaller,
        keyring: TheKeyring,
        _: Annotated[HTTPAuthorizationCredentials | None, Security(HEADER)] = None,
    ) -> None:
        check(caller, keyring, self.scope)


async def anyone() -> None:
    """The rule of a router for everybody."""


def check(caller: Caller, keyring: Keyring, scope: Scope) -> None:
    """Raises a `Problem` unless a caller may do what a scope is for."""
    if caller.may(scope):
        return
    if scope not in READING and not keyring.grants(scope):
        detail = (
            "the service has no key for it, so nobody may do this over HTTP; to make one, on its machine: newsqa keys"
            f" add NAME --scope {scope}, or set NEWSQA_ADMIN_KEY (admin_key in newsqa.toml)"
        )
        raise Problem(403, "no-admin-key", "No operator's key is set up", detail)
    log.warning("%s was refused: no key for the scope %s", caller.name, scope)
    if caller.has_key:
        has = ", ".join(sorted(caller.scopes)) or "nothing"
        detail = f"this needs a key with the scope {scope}; the one given is for: {has}"
        raise Problem(403, "not-allowed", "Not allowed", detail)
    detail = f"the header Authorization must be: Bearer, and a key with the scope {scope}"
    challenge = ASKING_CHALLENGE if scope in READING else CHALLENGE
    raise Problem(401, "not-authorized", "Not authorized", detail, challenge)


FOR_ANYONE = Depends(anyone)
TO_READ = Depends(Needs("read"))
TO_ASK = Depends(Needs("ask"))
TO_REFRESH = Depends(Needs("refresh"))
FOR_ADMIN = Depends(Needs("admin"))


def never_open_paths(router: APIRouter) -> Iterator[str]:
    """The paths of a router of which the rule asks for a key, whether or not reading is open."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            rules = (each.dependency for each in (*router.dependencies, *route.dependencies))
            if any(isinstance(rule, Needs) and rule.scope not in READING for rule in rules):
                yield route.path


def public_report(report: dict[str, Any]) -> dict[str, Any]:
    """What everyone may know of a refresh: when it was, and how many articles came."""
    return {name: value for name, value in report.items() if name in PUBLIC}


def told(caller: Caller, report: dict[str, Any]) -> dict[str, Any]:
    """What a caller may know of a refresh: of sources and failures, only who has the scope `admin`."""
    shown: dict[str, Any] = for_operator(report) if caller.may("admin") else public_report(report)
    return shown


def for_operator(value: Any) -> Any:
    """What the operator is told, without the passwords and keys in addresses: they pass through browsers and logs."""
    if isinstance(value, str):
        return hide_secrets(value)
    if isinstance(value, dict):
        return {name: for_operator(each) for name, each in value.items()}
    return [for_operator(each) for each in value] if isinstance(value, list) else value
