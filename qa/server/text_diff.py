"""Text diff: what changed between two texts, for people: the words that stayed, went and came, in order.

Whole sentences are compared first, and then the words of those that differ. Joined, the parts that stayed or went are
the text before, those that stayed or came the text after. Knows nothing of articles.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

SENTENCE = re.compile(r".+?(?:[.!?][\"”’)]*\s+|\n+|\Z)", re.DOTALL)
WORD = re.compile(r"\s+|\w+|[^\w\s]")
MAX_PIECES = 1_000  # of each text: comparing more takes seconds, so they are shown as gone and come

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Part:
    """Words in a row that stayed, went or came."""

    kind: Kind
    text: str


def changes(before: str, after: str) -> tuple[Part, ...]:
    """The parts of two texts; next to each other they are of different kinds, and none is empty."""
    parts = _compared(SENTENCE.findall(before), SENTENCE.findall(after), is_fine=False)
    return tuple(
        Part(kind, "".join(part.text for part in group)) for kind, group in groupby(parts, lambda part: part.kind)
    )


def _compared(before: Sequence[str], after: Sequence[str], *, is_fine: bool) -> Iterator[Part]:
    start, end = _common(before, after)
    yield from _part("same", before[:start])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old or not new or max(len(old), len(new)) > MAX_PIECES:
        yield from (*_part("removed", old), *_part("added", new))
    else:
        for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
            if tag == "equal":
                yield from _part("same", old[a:b])
            elif tag == "replace" and not is_fine:
                yield from _compared(WORD.findall("".join(old[a:b])), WORD.findall("".join(new[c:d])), is_fine=True)
            else:
                yield from (*_part("removed", old[a:b]), *_part("added", new[c:d]))
    yield from _part("same", before[len(before) - end :])


def _common(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many pieces both begin with, and how many of the others both end with."""
    shorter = min(len(before), len(after))
    start = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    end = next((i for i in range(shorter - start) if before[-1 - i] != after[-1 - i]), shorter - start)
    return start, end


def _part(kind: Kind, pieces: Sequence[str]) -> tuple[Part, ...]:
    return (Part(kind, "".join(pieces)),) if pieces else ()
