"""Measure follow-up questions: conversations by hand, asked of the real service with its own answers in between.

    python tests/bench/conversations.py [--half first] [--failures] [--json FILE]

Reads in the sample and `tests/answers/articles/talks.jsonl`, and asks the turns of `tests/answers/conversations.jsonl`
one after the other. A follow-up is found where one of its gold sentences is cited. Beside it stands what is found when
the question that was meant is asked by itself: more than that, understanding cannot reach. A change of subject is
dragged back where the question that was searched for has a word that was not typed. A row is of the half that a hash of
its first words gives it: what was tuned looked at the first half alone.
"""

import hashlib
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import figures

from corpus.archive.sqlite import SqliteArchive
from index.encoder.encoder import Encoder, find_model
from index.encoder.openvino_encoder import load_encoder
from index.engine.local_index import LocalIndex
from index.ingest.refresh import refresh
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.passage_store import Facts
from index.text.analysis import terms
from qa.answer.contract import Answer
from qa.answer.reader.convert import load_reader
from qa.question.conversation.standalone import MAX_TURNS, Turn
from qa.question.request import Ask
from qa.service.ask import Service

TESTS = Path(__file__).parent.parent
ANSWERS = TESTS / "answers"
SAMPLE = TESTS.parent / "corpus" / "sample"
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
Half = Literal["first", "second"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A later turn: what was typed, what was meant, what was searched for, and whether its gold was cited."""

    half: Half
    kind: str
    typed: str
    meant: str
    understood: str
    is_found: bool
    is_found_as_meant: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A question of its own after another subject."""

    half: Half
    typed: str
    understood: str
    is_dragged_back: bool
    is_found: bool


def open_service(home: Path, encoder: Encoder) -> Service:
    """The service on the sample and the conversations' articles, read in at `home`."""
    with SqliteArchive(home / "archive.db", create=True) as archive:
        refresh(archive, encoder, [SAMPLE, ANSWERS / "articles" / "talks.jsonl"], now=NOW)
    facts = Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)
    reader, _ = load_reader(home / "models")
    return Service(
        LocalIndex(home / "archive.db", home / "index", facts),
        encoder,
        reader,
        clock=lambda: NOW,
    )


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (ANSWERS / name).read_text(encoding="utf-8").splitlines()]


def converse(service: Service, row: dict[str, Any]) -> list[Asked]:
    """Ask a conversation's turns; the later ones."""
    asked: list[Asked] = []
    history: tuple[Turn, ...] = ()
    for number, turn in enumerate(row["turns"]):
        answer = service.ask(Ask(turn["question"], history))
        if number:
            alone = service.ask(Ask(turn["standalone"]))
            found = [cites(each, turn["gold"]) for each in (answer, alone)]
            asked.append(
                Asked(half(row), turn["kind"], turn["question"], turn["standalone"], answer.query.text, *found)
            )
        history = (*history, Turn("user", turn["question"]), Turn("assistant", answer.answer))[-MAX_TURNS:]
    return asked


def change_subject(service: Service, row: dict[str, Any]) -> Changed:
    """Ask a row's turns; its last one is a question of its own."""
    history: tuple[Turn, ...] = ()
    for turn in row["turns"][:-1]:
        answer = service.ask(Ask(turn["question"], history))
        history += (Turn("user", turn["question"]), Turn("assistant", answer.answer))
    typed = row["turns"][-1]["question"]
    answer = service.ask(Ask(typed, history))
    carried = set(terms(answer.query.text)) - set(terms(typed))
    return Changed(half(row), typed, answer.query.text, bool(carried), cites(answer, row["gold"]))


def cites(answer: Answer, gold: Sequence[dict[str, str]]) -> bool:
    """Whether one of the gold sentences is quoted."""
    cited = [
        (url, citation.quote)
        for citation in answer.citations
        for url in (citation.article.url, *(report.url for report in citation.also_reported_by))
    ]
    return any(url == each["url"] and each["sentence"] in quote for each in gold for url, quote in cited)


def half(row: dict[str, Any]) -> Half:
    """Which half a row is of: by chance, and the same in each run."""
    words = " / ".join(turn["question"] for turn in row["turns"])
    return "first" if hashlib.sha256(words.encode()).digest()[0] % 2 == 0 else "second"


def shares(asked: Iterable[Asked], by: str) -> list[figures.Row]:
    """How many later turns are found, by one of their fields, and all together."""
    groups: defaultdict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        groups[getattr(each, by)].append(each)
        groups["all"].append(each)
    return [
        {
            by: name,
            "follow-ups": len(group),
            "found": sum(each.is_found for each in group) / len(group),
            "asked as meant": sum(each.is_found_as_meant for each in group) / len(group),
        }
        for name, group in sorted(groups.items())
    ]


def list_failures(asked: Iterable[Asked], changes: Iterable[Changed]) -> None:
    for turn in asked:
        if not turn.is_found:
            beyond = "" if turn.is_found_as_meant else "  (not found either)"
            print(f"\n[{turn.kind}] {turn.typed}\n  meant       {turn.meant}{beyond}\n  understood  {turn.understood}")
    for change in changes:
        if change.is_dragged_back:
            print(f"\n[dragged back] {change.typed}\n  understood  {change.understood}")


def main() -> None:
    parser = figures.plain_arguments(__doc__)
    parser.add_argument("--half", choices=("first", "second"), help="only this half")
    parser.add_argument("--failures", action="store_true", help="list what was not found or dragged back")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        encoder, _ = load_encoder(find_model(), Path(name) / "models")
        service = open_service(Path(name), encoder)
        started = time.perf_counter()
        talks = [converse(service, row) for row in rows("conversations.jsonl") if chosen.half in (None, half(row))]
        changes = [
            change_subject(service, row) for row in rows("changes_of_subject.jsonl") if chosen.half in (None, half(row))
        ]
        seconds = time.perf_counter() - started
    asked = [each for talk in talks for each in talk]
    whole = sum(all(each.is_found for each in talk) for talk in talks) / len(talks)
    by_half, by_kind = shares(asked, "half"), shares(asked, "kind")
    subjects: list[figures.Row] = [
        {
            "half": name,
            "changes of subject": len(group),
            "dragged back": sum(each.is_dragged_back for each in group),
            "found": sum(each.is_found for each in group) / len(group),
        }
        for name in ("first", "second", "all")
        if (group := [each for each in changes if name in (each.half, "all")])
    ]
    print(f"{len(talks)} conversations, all of it found in {whole:.2f}; {seconds:.0f} s")
    figures.show("Follow-ups", by_half)
    figures.show("Follow-ups by kind", by_kind)
    figures.show("Changes of subject", subjects)
    if chosen.failures:
        list_failures(asked, changes)
    figures.write(chosen.json, {"whole": whole, "halves": by_half, "kinds": by_kind, "changes": subjects})


if __name__ == "__main__":
    main()
