"""Checkpoints: which revision of which archive an index on disk has reached, as the marker beside its files says."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The archive's identity, the revision reached, and the format in which it is written."""

    archive: str
    revision: int
    format: int

    def leads_to(self, target: "Checkpoint") -> bool:
        """Whether catching up from here can reach a target."""
        return (self.archive, self.format) == (target.archive, target.format) and self.revision <= target.revision

    def write(self, path: Path, **facts: str | int) -> None:
        """Write the marker, with whatever else has to be known of the index's files, complete or not at all."""
        draft = path.with_suffix(".draft")
        marker = {"archive": self.archive, "revision": self.revision, "format": self.format, **facts}
        draft.write_text(json.dumps(marker), encoding="utf-8")
        draft.replace(path)

    @staticmethod
    def read(path: Path) -> "tuple[Checkpoint, dict[str, str | int]] | None":
        """The marker and what else it says; `None` where there is none or it makes no sense: the index is then made
        anew."""
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
            checkpoint = Checkpoint(str(facts.pop("archive")), int(facts.pop("revision")), int(facts.pop("format")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        return checkpoint, facts
