"""The refresh's report: what was done so far, in counts, by source too, what failed, and which articles are copies."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from corpus.archive.versions import Change, CopyFound
from corpus.source import Failure

SUMMED_FAILURES = 20  # as many as a kept report names

Progress = Callable[["Report", int], None]


@dataclass(slots=True)
class SourceReport:
    """What a refresh did with one source: how many articles were new or changed, of how many pages; `problem` says why
    the source as a whole could not be read."""

    place: str
    new: int = 0
    changed: int = 0
    pages: int = 0
    not_modified: int = 0
    failed: int = 0
    problem: str | None = None


@dataclass(slots=True)
class Report:
    """What a refresh did so far. `embedded` counts the different passages whose vector was not there yet.

    `removed` counts articles left out because somebody removed them, `gone` those removed since their pages are gone,
    `withdrawn` since their agencies withdrew them, `renamed` those that go on under another address. `queued` counts
    pages that were left to workers.
    """

    new: int = 0
    changed: int = 0
    details: int = 0
    unchanged: int = 0
    removed: int = 0
    gone: int = 0
    withdrawn: int = 0
    renamed: int = 0
    queued: int = 0
    requests: int = 0
    passages: int = 0
    embedded: int = 0
    lines_cut: int = 0
    failures: list[Failure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    copies: list[CopyFound] = field(default_factory=list)
    sources: list[SourceReport] = field(default_factory=list)

    @property
    def articles(self) -> int:
        return self.new + self.changed + self.details + self.unchanged + self.removed

    def count(self, change: Change) -> None:
        setattr(self, change, getattr(self, change) + 1)


def summary(report: Report) -> dict[str, object]:
    """A report as it is kept and told to others: its counts, and the first of what failed."""
    whole = asdict(report)
    counts = {name: value for name, value in whole.items() if isinstance(value, int)}
    return counts | {
        "sources": whole["sources"],
        "n_failures": len(report.failures),
        "failures": whole["failures"][:SUMMED_FAILURES],
        "warnings": report.warnings[:SUMMED_FAILURES],
    }
