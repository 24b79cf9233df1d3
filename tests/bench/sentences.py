"""Measure answering on questions whose answering sentences were marked by hand.

    python tests/bench/sentences.py [--ablate] [--json FILE]

Reads in the sample and `tests/answers/articles/desk.jsonl` and asks `tests/answers/questions.jsonl`. Of the sentences
in their order: MAP (mean of the precision at each gold sentence, those that were not found counting 0), MRR and how
often the first is gold; of the answers: how often a gold sentence is quoted, how often the short answer is the marked
one, and how often a question that these articles do not answer is refused.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import figures
import numpy as np

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id
from index.encoder.encoder import find_model
from index.encoder.openvino_encoder import load_encoder
from index.engine.local_index import LocalIndex
from index.ingest.refresh import refresh
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.passage_store import Facts
from qa.answer.contract import Answer
from qa.answer.reader.convert import load_reader
from qa.answer.sentences.scored_sentence import FEATURES, ScoredSentence, key_of
from qa.answer.sentences.sentence_scores import read_ranking
from qa.question.request import Ask
from qa.retrieval.weights import Weights, load_weights
from qa.service.ask import Service
from qa.training.asked_questions import ranking_for

TESTS = Path(__file__).parent.parent
ANSWERS = TESTS / "answers"
SOURCES = (TESTS.parent / "corpus" / "sample", ANSWERS / "articles" / "desk.jsonl")
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Marked:
    """A question with its gold sentences as (article id, words), what was judged for it, and the answer given."""

    row: Mapping[str, Any]
    gold: frozenset[tuple[str, str]]
    candidates: Sequence[ScoredSentence]
    answer: Answer


def main() -> None:
    arguments = figures.plain_arguments(__doc__)
    arguments.add_argument("--ablate", action="store_true", help="measure the order without each feature in turn, too")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        marked = list(ask(open_service(Path(folder))))
    table = {**of_order(marked), **of_answers(marked)}
    print("\n".join(f"{name:24} {value:.3f}" for name, value in table.items()))
    if options.ablate:
        weights = load_weights("sentence", FEATURES)
        for name in FEATURES:
            without = of_order([replace(each, candidates=rescored(each.candidates, weights, name)) for each in marked])
            print(f"  without {name:14}", "  ".join(f"{key} {value:.3f}" for key, value in without.items()))
            table |= {f"{key} without {name}": value for key, value in without.items()}
    if options.json:
        options.json.write_text(json.dumps(table, indent=1), encoding="utf-8")


def rescored(candidates: Sequence[ScoredSentence], weights: Weights, left_out: str) -> list[ScoredSentence]:
    """The sentences with scores that lack a feature."""
    return [replace(each, score=each.score - weights.values[left_out] * each.features[left_out]) for each in candidates]


def open_service(home: Path) -> Service:
    """A service on the sample and the desk's articles, in a new folder."""
    encoder, _ = load_encoder(find_model(), home / "models")
    with SqliteArchive(home / "archive.db", create=True) as archive:
        refresh(archive, encoder, SOURCES, now=NOW)
    facts = Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)
    reader, _ = load_reader(home / "models")
    return Service(
        LocalIndex(home / "archive.db", home / "index", facts),
        encoder,
        reader,
        clock=lambda: NOW,
    )


def ask(service: Service) -> Iterator[Marked]:
    """Each question, judged and answered."""
    for line in (ANSWERS / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        asked = Ask(row["question"])
        query = service.understand(asked)
        candidates = read_ranking(query.topic, ranking_for(service, query), service.reader).sentences
        gold = frozenset((article_id(each["url"]), each["sentence"]) for each in row["gold"])
        yield Marked(row, gold, candidates, service.ask(asked))


def of_order(marked: Sequence[Marked]) -> dict[str, float]:
    """Of the questions that are answered: MAP, MRR and the share whose first sentence is gold."""
    precisions, reciprocal = [], []
    for each in marked:
        if not each.gold:
            continue
        ordered = sorted(each.candidates, key=lambda candidate: -candidate.score)
        found: dict[tuple[str, str], int] = {}
        for rank, candidate in enumerate(ordered, start=1):
            for sentence in each.gold:
                if is_same(sentence, candidate.stored.article.id, candidate.text):
                    found.setdefault(sentence, rank)
        ranks = sorted(found.values())
        precisions.append(sum(n / rank for n, rank in enumerate(ranks, start=1)) / len(each.gold))
        reciprocal.append(1 / ranks[0] if ranks else 0.0)
    first = float(np.mean([value == 1.0 for value in reciprocal]))
    return {"map": float(np.mean(precisions)), "mrr": float(np.mean(reciprocal)), "first is gold": first}


def of_answers(marked: Sequence[Marked]) -> dict[str, float]:
    """How answers and refusals do."""
    can = [each for each in marked if each.gold]
    cannot = [each for each in marked if not each.gold]
    short = [each for each in can if each.row["short"]]
    said = [each for each in short if each.answer.short_answer]
    return {
        "answered": float(np.mean([each.answer.status != "unanswered" for each in can])),
        "gold is quoted": float(np.mean([quotes_gold(each) for each in can])),
        "quotes": float(np.mean([len(each.answer.sentences) for each in can if each.answer.sentences])),
        "short answer is right": float(np.mean([is_right(each) for each in short])),
        "short answer is given": len(said) / len(short),
        "of those right": float(np.mean([is_right(each) for each in said])),
        "unanswerable refused": float(np.mean([each.answer.status == "unanswered" for each in cannot])),
    }


def quotes_gold(each: Marked) -> bool:
    """Whether one of the quotes is a gold sentence."""
    return any(is_same(gold, one.article.id, one.quote) for gold in each.gold for one in each.answer.citations)


def is_right(each: Marked) -> bool:
    """Whether the short answer is the marked one."""
    return key_of(each.answer.short_answer or "") == key_of(each.row["short"])


def is_same(gold: tuple[str, str], article: str, text: str) -> bool:
    """Whether a sentence is a gold one; splitters differ in where a dateline ends."""
    return gold[0] == article and (gold[1] in text or text in gold[1])


if __name__ == "__main__":
    main()
