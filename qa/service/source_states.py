"""How each source fares, for the operator: when it was read last, what that brought, since when it fails and why.

Made of the reports of the last refreshes and of what could not be taken in. Knows nothing of HTTP.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any

from corpus.archive.protocol import Archive
from corpus.archive.versions import KeptFailure
from corpus.source import Source, shown
from qa.service.source_list import ListedSource

LOOKED_AT = 50  # refreshes, the last ones: as many as are kept
SHOWN_FAILURES = 20  # of a source

# What a publisher's server or the network says, in words that an operator need not look up; the first that fits.
PLAIN = tuple(
    (re.compile(said), meant)
    for said, meant in (
        (r"^failed (\d+) times, not asked again before (.+)", r"It failed \1 times and is not asked again before \2."),
        (r"robots\.txt disallows", "The publisher's robots.txt asks programs not to read it."),
        (r"answered (404|410)", r"There is nothing at this address any more (\1)."),
        (r"answered (401|402|403|451)", r"The publisher refuses it to this program (\1)."),
        (r"answered 429", "The publisher says that it is asked too often (429)."),
        (r"answered (5\d\d)", r"The publisher's server has a fault of its own (\1)."),
        (r"Errno 111|[Cc]onnection refused", "Nothing answers at this address: the connection is refused."),
        (r"Errno -[2-5]|getaddrinfo|not known|resolve", "The host is not found: a wrong name, or no network."),
        (r"[Tt]imed? ?out|deadline", "The publisher's server does not answer in time."),
        (r"CERTIFICATE|certificate|SSL|TLS", "The publisher's certificate is not valid."),
        (r"Errno 10[14]|unreachable|reset by peer", "The connection was lost on the way."),
        (r"^robots\.txt: (.+)", r"The site's robots.txt could not be read, so nothing is asked of it (\1)."),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceFailure:
    """Something of a source that could not be taken in: where, why in plain words and as it was noted, since when."""

    place: str
    reason: str
    noted: str
    since: datetime
    count: int


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source. `succeeded_at`: the end of the last refresh that could read it, which brought so many `new` and
    `changed` articles from so many `pages`. While it cannot be read as a whole, `failing_since` and why; `failures` are
    the first of its parts that cannot, of `n_failures`."""

    id: str
    place: str
    publisher: str | None
    is_added: bool
    is_paused: bool
    succeeded_at: datetime | None
    new: int
    changed: int
    pages: int
    failing_since: datetime | None
    reason: str | None
    noted: str | None
    n_failures: int
    failures: tuple[SourceFailure, ...]


def source_states(archive: Archive, listed: Sequence[ListedSource]) -> list[SourceState]:
    """The state of each of the sources, in their order."""
    reports = archive.reports.last(LOOKED_AT)
    failures = archive.failures.kept()
    return [_state(each, reports, failures) for each in listed]


def in_plain_words(reason: str) -> str:
    """Why something could not be read, in plain words; as it was noted where there are none for it."""
    for said, meant in PLAIN:
        if found := said.search(reason):
            return found.expand(meant)
    return f"{reason[:1].upper()}{reason[1:]}" + ("" if reason.endswith(".") else ".")


def _state(listed: ListedSource, reports: Sequence[Mapping[str, Any]], failures: Sequence[KeptFailure]) -> SourceState:
    place = listed.source.place
    is_web = Source(place).is_web
    names = {place} if is_web else {place, shown(Path(place)), shown(Path(place).resolve())}
    told = [(report, part) for report in reports for part in report.get("sources", ()) if part["place"] in names]
    success = next(((report, part) for report, part in told if report["finished"] and not part.get("problem")), None)
    failed = list(takewhile(lambda each: each[1].get("problem"), told))
    own = [each for each in failures if each.source in names]
    whole = next((each for each in own if each.place in names), None)
    noted = failed[0][1]["problem"] if failed else None
    begun = [report["started"] for report, _ in failed[-1:]] + ([whole.first_at] if failed and whole else [])
    parts = [each for each in own if each is not whole]
    brought = success[1] if success else {}
    return SourceState(
        listed.id,
        place,
        listed.source.publisher,
        listed.is_added,
        listed.is_paused,
        success[0]["finished"] if success else None,
        brought.get("new", 0),
        brought.get("changed", 0),
        brought.get("pages", 0),
        min(begun, default=None),
        in_plain_words(noted) if noted else None,
        noted,
        len(parts),
        tuple(
            SourceFailure(each.place, in_plain_words(each.reason), each.reason, each.first_at, each.count)
            for each in parts[:SHOWN_FAILURES]
        ),
    )
