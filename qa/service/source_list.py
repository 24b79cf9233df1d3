"""The sources that news comes from: those of the settings, those that the operator added beside them, and which of them
are paused. What was added and paused is kept in a file of the data folder, so every refresh goes by it.

Only web addresses can be added: whoever has a key is not thereby to read the machine's files. Knows nothing of HTTP.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import FileLock
from pydantic import BaseModel, ValidationError

from corpus.article import ArticleError, canonical_url
from corpus.errors import StateError, UsageError
from qa.service.private_file import write_private
from qa.service.settings import Settings, SourceSettings

MAX_ADDED = 1_000


class _Kept(BaseModel):
    """What the file has: the sources that were added, and the places of those that are paused."""

    added: list[SourceSettings] = []
    paused: list[str] = []


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source; `is_added`: beside those of the settings. `is_paused`: no refresh reads it."""

    source: SourceSettings
    is_added: bool
    is_paused: bool

    @property
    def id(self) -> str:
        """By which it is named where its address, which may have a password, is not to be told."""
        return hashlib.sha256(self.source.place.encode()).hexdigest()[:12]


class SourceList:
    """The sources of a data folder with its settings. Raises `StateError` if its file cannot be read."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.sources
        self._of_settings = settings.source

    def all(self) -> list[ListedSource]:
        """Those of the settings in their order, then those that were added."""
        kept = self._kept()
        own = {source.place for source in self._of_settings}
        added = [source for source in kept.added if source.place not in own]
        listed = [(source, False) for source in self._of_settings] + [(source, True) for source in added]
        return [ListedSource(source, is_added, source.place in kept.paused) for source, is_added in listed]

    def named(self, source_id: str) -> ListedSource:
        """Raises `UsageError` if there is none."""
        found = next((each for each in self.all() if each.id == source_id), None)
        if found is None:
            raise UsageError(f"there is no source {source_id[:20]!r}")
        return found

    def add(self, place: str, publisher: str | None = None) -> ListedSource:
        """Read a web address from now on, too. Raises `UsageError` if it is none, or is read already."""
        place = checked_address(place)
        with self._changing() as kept:
            if any(each.source.place == place for each in self.all()):
                raise UsageError(f"{place} is a source already")
            if len(kept.added) >= MAX_ADDED:
                raise UsageError(f"{MAX_ADDED:,} sources were added already")
            kept.added.append(SourceSettings(place=place, publisher=publisher or None))
        return next(each for each in self.all() if each.source.place == place)

    def drop(self, source_id: str) -> None:
        """Read a source that was added no longer; its articles stay. Raises `UsageError` if it is of the settings."""
        found = self.named(source_id)
        if not found.is_added:
            raise UsageError("a source of newsqa.toml is removed there; here it can be paused")
        with self._changing() as kept:
            kept.added = [source for source in kept.added if source.place != found.source.place]
            kept.paused = [place for place in kept.paused if place != found.source.place]

    def pause(self, source_id: str, *, is_paused: bool) -> ListedSource:
        """Have no refresh read a source, or have them read it again. Raises `UsageError` if there is none."""
        place = self.named(source_id).source.place
        with self._changing() as kept:
            kept.paused = [each for each in kept.paused if each != place] + ([place] if is_paused else [])
        return self.named(source_id)

    def _kept(self) -> _Kept:
        try:
            return _Kept.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return _Kept()
        except (ValidationError, OSError) as error:
            raise StateError(f"{self._path} cannot be read: {error}") from error

    @contextmanager
    def _changing(self) -> Iterator[_Kept]:
        """What is kept, written when the block ends."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock")):
                kept = self._kept()
                yield kept
                text = json.dumps(kept.model_dump(mode="json", exclude_defaults=True), indent=1, ensure_ascii=False)
                write_private(self._path, text.encode())
        except OSError as error:
            raise StateError(f"{self._path} cannot be written: {error}") from error


def checked_address(place: str) -> str:
    """A web address that can be a source. Raises `UsageError`."""
    place = place.strip()
    if not place.lower().startswith(("http://", "https://")):
        raise UsageError(f"{place[:60]!r} is no web address; files and folders are named in newsqa.toml")
    try:
        canonical_url(place)
    except ArticleError as error:
        raise UsageError(str(error)) from error
    return place
