"""Print what each turn of a long conversation is understood as, and count what can be counted of it.

    python tests/bench/chains.py [--chain N] [--quiet] [--json FILE]

Reads `tests/answers/chains.jsonl`, whose turns are answered there, and `courtesies.jsonl`; asks no archive. Whether a
completed question is grammatical and carries nothing that was not meant is for a person to read: `+` marks words that
are in neither what was typed nor what was meant, `-` those that are missing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import figures
from conversations import rows

from index.text.analysis import FRAMING_TERMS, terms
from qa.question.conversation.courtesy import courtesy
from qa.question.conversation.standalone import Turn, standalone

TODAY = date(2025, 11, 20)


@dataclass(frozen=True, slots=True)
class Understood:
    """A turn: its number, what was typed, what is meant (`None`: nothing to search for), what it became (`None`: it is
    not searched for)."""

    number: int
    typed: str
    meant: str | None
    became: str | None

    @property
    def extra(self) -> set[str]:
        """The stems of words that nobody meant."""
        return _own_terms(self.became) - _own_terms(self.meant) - _own_terms(self.typed)

    @property
    def missing(self) -> set[str]:
        """The stems of words that were meant and are not there."""
        return _own_terms(self.meant) - _own_terms(self.became)

    @property
    def is_same(self) -> bool:
        """Whether it is what was meant, but for small letters and marks."""
        return terms(self.became or "") == terms(self.meant or "")


def understood(chain: dict[str, Any]) -> Iterator[Understood]:
    """A chain's turns, each after those before it."""
    history: list[Turn] = []
    for number, turn in enumerate(chain["turns"]):
        typed = turn["question"]
        became = None if courtesy(typed) else standalone(typed, history, TODAY)
        yield Understood(number, typed, turn["meant"], became)
        history += [Turn("user", typed), Turn("assistant", turn["answer"] or "No sentence was found.")]


def counts(turns: list[Understood]) -> figures.Row:
    """What can be counted of turns that are meant as questions."""
    asked = [turn for turn in turns if turn.meant and turn.became]
    return {
        "turns": len(turns),
        "searched though nothing is asked": sum(turn.became is not None for turn in turns if turn.meant is None),
        "not searched though asked": sum(turn.became is None for turn in turns if turn.meant),
        "same words as meant": sum(turn.extra | turn.missing == set() for turn in asked) / len(asked),
        "identical": sum(turn.is_same for turn in asked) / len(asked),
        "nothing added": sum(not turn.extra for turn in asked) / len(asked),
        "nothing missing": sum(not turn.missing for turn in asked) / len(asked),
        "words": sum(len((turn.became or "").split()) for turn in asked) / len(asked),
        "words meant": sum(len((turn.meant or "").split()) for turn in asked) / len(asked),
        "brackets": sum("(" in (turn.became or "") for turn in asked),
    }


def _own_terms(text: str | None) -> set[str]:
    return set(terms(text or "")) - FRAMING_TERMS


def show(number: int, chain: list[Understood]) -> None:
    """A chain, a line a turn."""
    for turn in chain:
        became = turn.became if turn.became is not None else "—"
        marks = [f"+{word}" for word in sorted(turn.extra)] + [f"-{word}" for word in sorted(turn.missing)]
        note = "" if turn.is_same else f"   [{turn.meant or '—'}] {' '.join(marks)}"
        print(f"{number:>2}.{turn.number + 1} {turn.typed:<44} {became}{note}")
    print()


def main() -> None:
    parser = figures.plain_arguments(__doc__)
    parser.add_argument("--chain", type=int, help="only this one, counted from 1")
    parser.add_argument("--quiet", action="store_true", help="only the counts")
    chosen = parser.parse_args()
    read = rows("chains.jsonl")
    chains = [list(understood(row)) for row in read]
    if not chosen.quiet:
        for number, chain in enumerate(chains, start=1):
            if chosen.chain in (None, number):
                show(number, chain)
    by_tone: list[figures.Row] = [
        {"tone": tone, **counts([turn for row, chain in zip(read, chains, strict=True)
                                 if tone in (row["tone"], "all") for turn in chain[1:]])}
        for tone in ("plain", "rough", "all")
    ]  # fmt: skip
    figures.show("Later turns of chains", by_tone)
    said = rows("courtesies.jsonl")
    wrong = [row["text"] for row in said if (courtesy(row["text"]) is not None) != row["is_courtesy"]]
    print(f"{len(said)} courtesies and look-alikes, taken wrongly: {json.dumps(wrong, ensure_ascii=False)}")
    figures.write(chosen.json, {"chains": by_tone, "courtesies": len(said), "taken wrongly": wrong})


if __name__ == "__main__":
    main()
