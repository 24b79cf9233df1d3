"""Exchanges: the questions of a conversation as they stand alone, each with its answer; and the question typed next.

Decides nothing about it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.text.analysis import terms

RECENT = 4  # exchanges that a follow-up can reach back
MAX_ANSWER_CHARS = 1_500  # of an answer are read: its first sentences


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question as it stands alone, and the answer's text; empty if there was none."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question as typed behind a conversation, without the "And" or "But" before it (`has_cue`).

    `exchanges` are the last ones, oldest first; there is one at least.
    """

    text: str
    has_cue: bool
    exchanges: tuple[Exchange, ...]
    today: date

    @property
    def last(self) -> str:
        """The question asked last."""
        return self.exchanges[-1].question


def spoken_terms(exchanges: Sequence[Exchange]) -> set[str]:
    """The stems of the last two exchanges."""
    return set(terms(" ".join(f"{each.question} {each.answer[:MAX_ANSWER_CHARS]}" for each in exchanges[-2:])))
