"""Uses: what a source allows to be done with its words, as far as it says.

Knows nothing of where that is said.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Uses:
    """Whether words may be searched and quoted (`search`), and put to a language model (`models`); `None`: unsaid."""

    search: bool | None = None
    models: bool | None = None

    def __and__(self, other: "Uses") -> "Uses":
        """What both allow: a no stands against a yes, and either against silence."""
        return Uses(_both(self.search, other.search), _both(self.models, other.models))


UNSAID = Uses()


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is None or other is None:
        return other if one is None else one
    return one and other
