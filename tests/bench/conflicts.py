"""How well conflicts between reports are found: hand-made pairs of reports, all in one archive, each asked about.

A pair counts as found if its question's answer has a conflict notice with both of the pair's values. A notice is a
false alarm if it tells neither this conflict nor that of another pair whose two reports it cites. The pairs are each
other's distractors.

    python tests/bench/conflicts.py [--json FILE] [--half 0|1] [--show]
"""

import argparse
import json
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

from figures import Row, show, write

from corpus.archive.sqlite import SqliteArchive
from index.encoder.encoder import Encoder, find_model
from index.encoder.openvino_encoder import load_encoder
from index.engine.local_index import LocalIndex
from index.ingest.refresh import refresh
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.passage_store import Facts
from qa.answer.contract import Answer, Notice
from qa.answer.reader.convert import load_reader
from qa.question.request import Ask
from qa.service.ask import Service

PAIRS = Path(__file__).parent.parent / "answers" / "conflicts.jsonl"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SPLIT = 180  # pairs when they were split
SEED = 20_261_123  # splits the pairs: rules were made with sight of half 0 alone


class Pair(TypedDict):
    question: str
    reports: list[dict[str, str]]
    conflict: bool
    kind: str
    values: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said on a pair: whether it has been found, and whether there was a false alarm."""

    pair: Pair
    half: int
    is_found: bool
    is_alarm: bool
    answer: Answer


def read_pairs() -> list[Pair]:
    return [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]


def halves(n: int) -> list[int]:
    """The half of each of `n` pairs; those that were added after the rules were begun are in the unseen one."""
    order = list(range(SPLIT))
    random.Random(SEED).shuffle(order)
    first = set(order[: SPLIT // 2])
    return [0 if number in first else 1 for number in range(n)]


def ask_all(pairs: Sequence[Pair], home: Path, encoder: Encoder) -> Iterator[Outcome]:
    """Put all reports into an archive in `home` and ask each pair's question."""
    lines = [
        json.dumps({**report, "url": f"https://reports.example/{number}/{side}"})
        for number, pair in enumerate(pairs)
        for side, report in enumerate(pair["reports"])
    ]
    source = home / "reports.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    with SqliteArchive(home / "archive.db", create=True) as archive:
        refresh(archive, encoder, [source], now=NOW)
    facts = Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)
    reader, _ = load_reader(home / "models")
    service = Service(
        LocalIndex(home / "archive.db", home / "index", facts),
        encoder,
        reader,
        clock=lambda: NOW,
    )
    for pair, half in zip(pairs, halves(len(pairs)), strict=True):
        answer = service.ask(Ask(pair["question"]))
        told = [notice for notice in answer.notices if notice.kind == "conflict"]
        is_own = [pair["conflict"] and _has(notice, pair["values"]) for notice in told]
        is_true = [any(_tells(notice, answer, each, number) for number, each in enumerate(pairs)) for notice in told]
        yield Outcome(
            pair, half, any(is_own), not all(own or true for own, true in zip(is_own, is_true, strict=True)), answer
        )


def _tells(notice: Notice, answer: Answer, pair: Pair, number: int) -> bool:
    """Whether a notice tells the conflict of a pair, by both of its reports."""
    cited = {citation.number: citation.article.url for citation in answer.citations}
    urls = {f"https://reports.example/{number}/{side}" for side in (0, 1)}
    return pair["conflict"] and urls <= {cited[n] for n in notice.citations} and _has(notice, pair["values"])


def _has(notice: Notice, values: Sequence[str]) -> bool:
    """Whether each value is one of the claims, or holds one, or is held by one, word for word."""
    claims = [_plain(claim.value) for claim in notice.claims]
    return all(any(value in claim or claim in value for claim in claims) for value in map(_plain, values))


def _plain(value: str) -> str:
    return " ".join(["", *re.findall(r"[^\W_]+", value.lower()), ""])


def table(outcomes: Sequence[Outcome]) -> list[Row]:
    """Precision and recall of each half and of all."""
    rows: list[Row] = []
    for name, wanted in (("seen half", {0}), ("unseen half", {1}), ("all", {0, 1})):
        chosen = [outcome for outcome in outcomes if outcome.half in wanted]
        found, alarms = sum(o.is_found for o in chosen), sum(o.is_alarm for o in chosen)
        conflicts = sum(o.pair["conflict"] for o in chosen)
        rows.append(
            {
                "pairs": name,
                "conflicts": conflicts,
                "others": len(chosen) - conflicts,
                "found": found,
                "false alarms": alarms,
                "precision": found / max(1, found + alarms),
                "recall": found / max(1, conflicts),
            }
        )
    return rows


def by_kind(outcomes: Sequence[Outcome]) -> list[Row]:
    counts: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        kind = outcome.pair["kind"]
        counts[kind, "pairs"] += 1
        counts[kind, "found"] += outcome.is_found
        counts[kind, "alarms"] += outcome.is_alarm
    kinds = dict.fromkeys(outcome.pair["kind"] for outcome in outcomes)
    return [{"kind": kind, **{name: counts[kind, name] for name in ("pairs", "found", "alarms")}} for kind in kinds]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--show", action="store_true", help="print what was wrong in the seen half")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        encoder, _ = load_encoder(find_model(), Path(folder))
        outcomes = list(ask_all(read_pairs(), Path(folder), encoder))
    show("Conflicts between reports", table(outcomes))
    show("by kind", by_kind(outcomes))
    if options.show:
        for outcome in outcomes:
            if outcome.half == 0 and (outcome.is_alarm or outcome.is_found != outcome.pair["conflict"]):
                _show(outcome)
    write(options.json, {"conflicts": table(outcomes), "kinds": by_kind(outcomes)})


def _show(outcome: Outcome) -> None:
    pair, answer = outcome.pair, outcome.answer
    print(f"\n{'FALSE ALARM' if outcome.is_alarm else 'MISSED'} {pair['kind']}: {pair['question']} {pair['values']}")
    for notice in answer.notices:
        print("   notice:", notice.text)
    for citation in answer.citations:
        print("   cited:", citation.article.publisher, "|", citation.quote)
    for report in pair["reports"]:
        print("   report:", report["publisher"], report["published"][:16], "|", report["title"], "|", report["text"])


if __name__ == "__main__":
    main()
