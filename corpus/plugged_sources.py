"""Kinds of sources that installed packages add: whoever writes `cms:politics` for a SOURCE has a package read it.

The one idea: a package names a function under its scheme among the entry points `newsqa.sources`. The function is given
the place and when all of it was last read in; it gives articles as they are now, each as a line of JSON Lines has it.
Whatever goes wrong in there ends its own source, and says whose fault it is. Knows nothing of what is kept.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from itertools import count
from pathlib import Path
from traceback import extract_tb

from corpus.formats.extract import Extracted
from corpus.source import MAX_LINE_BYTES, Failure, Source, SourceError, guarded, reason_of, record_of_line

GROUP = "newsqa.sources"
SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.IGNORECASE)  # of two letters and more: one is a drive

ReadPlace = Callable[[str, datetime | None], Iterable[Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class BrokenOff(Failure):
    """The end of a source that could not be read to its end."""


def plug_ins(place: str) -> tuple[EntryPoint, ...]:
    """What installed packages offer for the scheme of a place; nothing for one that has none, or is of the web."""
    found = SCHEME.match(place)
    scheme = found[1].lower() if found else ""
    return () if scheme in ("", "http", "https") else tuple(entry_points(group=GROUP, name=scheme))


def check_scheme(place: str) -> None:
    """Raises `SourceError` for a place of a scheme that nothing reads."""
    found = SCHEME.match(place)
    if found and not plug_ins(place) and not Path(place).exists():
        known = ", ".join(sorted({f"{each.name}:" for each in entry_points(group=GROUP)})) or "none"
        unread = f"no installed package reads {found[1]}: (those that are read: {known})"
        raise SourceError(f"no such file or folder: {place}; and {unread}")


def read_place(source: Source, since: datetime | None, now: datetime) -> Iterator[Extracted | Failure]:
    """The articles of a plug-in's source and what is none; never raises for what the plug-in does."""
    found = plug_ins(source.place)
    try:
        if len(found) > 1:
            raise SourceError(f"several packages read {found[0].name}: ({', '.join(map(_package, found))}); keep one")
        read: ReadPlace = found[0].load()
        records = iter(read(source.place, since))
    except (Exception, SystemExit) as error:
        yield _broken_off(source, found[0], error)
        return
    for number in count(1):
        try:
            record = next(records)
        except StopIteration:
            return
        except (Exception, SystemExit) as error:
            yield _broken_off(source, found[0], error)
            return
        yield _article(record, f"{source.place}: {_name(record, number)}", source.place, now)


def _article(record: object, where: str, place: str, now: datetime) -> Extracted | Failure:
    """What a line of JSON Lines with this record would be."""
    try:
        line = json.dumps(record).encode()
    except (TypeError, ValueError, RecursionError) as error:
        return Failure(where, f"not JSON: {error}")
    if len(line) > MAX_LINE_BYTES:
        return Failure(where, f"a record longer than {MAX_LINE_BYTES:,} bytes")
    return guarded(where, partial(record_of_line, line, place, now))


def _name(record: object, number: int) -> str:
    """What a record is called in reports: its address, or which one it was."""
    url = record.get("url") if isinstance(record, Mapping) else None
    return url[:200] if isinstance(url, str) and url else f"record {number}"


def _broken_off(source: Source, plug_in: EntryPoint, error: BaseException) -> BrokenOff:
    """Why a plug-in could not go on: whose it is, what it raised and where."""
    if isinstance(error, SourceError):
        return BrokenOff(source.place, str(error))
    frames = extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    raised = reason_of(error) if isinstance(error, Exception) else f"it ends the process: {error}"
    return BrokenOff(source.place, f"{_package(plug_in)}, which reads {plug_in.name}:, failed{where}: {raised}")


def _package(plug_in: EntryPoint) -> str:
    """The package that a plug-in is of, with its version."""
    return f"{plug_in.dist.name} {plug_in.dist.version}" if plug_in.dist else plug_in.value
