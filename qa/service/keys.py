"""Keys to a server: who may do what, kept in a file of the data folder; `newsqa keys` makes, lists and revokes them.

A key is 256 random bits, so its SHA-256 is all that is stored, and it is shown once. Knows nothing of HTTP.
"""

import hashlib
import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from corpus.article import publisher_key
from corpus.errors import StateError, UsageError
from qa.service.private_file import write_private

Scope = Literal["read", "ask", "refresh", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
PREFIX = "newsqa_"  # by which scanners and people know what they have found
MAX_NAME_CHARS = 60
MAX_PER_MINUTE = 1_000_000
log = logging.getLogger("newsqa")


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept. `id` is the beginning of its digest.

    `publishers` are those whose articles alone it lets read, all where there are none; `per_minute` is how many
    requests it may make, where that is not the server's own limit.
    """

    id: str
    name: str
    digest: str
    scopes: tuple[Scope, ...]
    publishers: tuple[str, ...]
    per_minute: int | None
    made: datetime
    revoked: datetime | None = None


KEPT = TypeAdapter(tuple[Key, ...])


class KeyFile:
    """The keys of a data folder. A running server sees what is added or revoked at its next request."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path = path
        self._clock = clock
        self._seen: tuple[int, ...] | None = None
        self._valid: dict[str, Key] = {}

    def kept(self) -> tuple[Key, ...]:
        """All keys, revoked ones too, in the order in which they were made. Raises `StateError`."""
        try:
            return KEPT.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it does not hold keys as newsqa writes them"
            raise StateError(f"{self._path} cannot be read: {reason}") from error

    def add(
        self,
        name: str,
        scopes: Iterable[Scope],
        publishers: Sequence[str] = (),
        per_minute: int | None = None,
    ) -> tuple[str, Key]:
        """Make a key; gives what is shown this once, and what is kept. Raises `UsageError`, `StateError`."""
        name, publishers = name.strip(), tuple(each.strip() for each in publishers)
        if not name or len(name) > MAX_NAME_CHARS or not name.isprintable():
            raise UsageError(f"a key's name has 1 to {MAX_NAME_CHARS} characters that can be printed, got {name!r}")
        if nameless := [each for each in publishers if not publisher_key(each)]:
            raise UsageError(f"{nameless[0]!r} is no publisher's name")
        if per_minute is not None and not 1 <= per_minute <= MAX_PER_MINUTE:
            raise UsageError(f"a key's requests a minute are 1 to {MAX_PER_MINUTE}, got {per_minute}")
        wanted = frozenset(scopes)
        if "admin" in wanted and publishers:
            raise UsageError("a key with the scope admin reads all publishers; leave publishers or admin out")
        shown = PREFIX + secrets.token_urlsafe(32)
        digest = _digest(shown)
        in_order = tuple(each for each in SCOPES if each in wanted)
        key = Key(digest[:8], name, digest, in_order, publishers, per_minute, self._clock())
        with self._changing():
            others = self.kept()
            if any(each.name == name and each.revoked is None for each in others):
                raise UsageError(f"there is a key {name!r} already; revoke it first, or take another name")
            write_private(self._path, KEPT.dump_json((*others, key), indent=1))
        return shown, key

    def revoke(self, named: str) -> Key:
        """Let a key, by its id or name, do nothing any more. Raises `UsageError` if there is none, `StateError`."""
        with self._changing():
            keys = self.kept()
            found = next((each for each in keys if named in (each.id, each.name) and each.revoked is None), None)
            if found is None:
                valid = ", ".join(f"{each.id} ({each.name})" for each in keys if each.revoked is None)
                raise UsageError(f"there is no key {named!r} to revoke; there are: {valid or 'none'}")
            revoked = replace(found, revoked=self._clock())
            kept = tuple(revoked if each is found else each for each in keys)
            write_private(self._path, KEPT.dump_json(kept, indent=1))
        return revoked

    def find(self, shown: str) -> Key | None:
        """The key that somebody shows, unless it was never made or is revoked."""
        self._read_if_changed()
        return self._valid.get(_digest(shown))

    def grants(self, scope: Scope) -> bool:
        """Whether any key that is not revoked has a scope."""
        self._read_if_changed()
        return any(may(key.scopes, scope) for key in self._valid.values())

    def _read_if_changed(self) -> None:
        try:
            found = self._path.stat()
            seen: tuple[int, ...] = (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:
            seen = ()
        if seen == self._seen:
            return
        try:
            self._valid = {key.digest: key for key in self.kept() if key.revoked is None}
        except StateError as error:
            log.error("%s; no key is taken until it can be", error)
            self._valid = {}
        self._seen = seen

    def _changing(self) -> FileLock:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._path.with_suffix(".lock"))


def may(scopes: Iterable[Scope], scope: Scope) -> bool:
    """Whether some scopes let one do what another is for: `admin` is for everything."""
    return scope in (had := tuple(scopes)) or "admin" in had


def _digest(shown: str) -> str:
    return hashlib.sha256(shown.encode("utf-8", "surrogateescape")).hexdigest()
