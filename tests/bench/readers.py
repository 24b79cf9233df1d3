"""Measure answers to readers' own questions, whose answering sentences were marked before anything was asked.

    python tests/bench/readers.py BENCH [--questions FILE] [--base http://127.0.0.1:8000] [--json FILE] [--show]

Asks `tests/answers/readers.jsonl` of a running service whose archive holds BENCH/articles.jsonl.gz (realtimeqa-2022)
and the sample; `readers_2025.jsonl` likewise with realtimeqa-2024. Of the questions that are answered somewhere: how
often the first quote is one of the marked sentences (`right`), how often any quote is (`right anywhere`), which share
of all quotes shown is (`quotes marked`), how often the short answer is one of the marked ones, of those given and where
one was marked. Of the others: how often they are refused. The service is a black box behind `POST /ask`; a quote is a
marked sentence if either holds the other's words.
"""

import gzip
import json
import re
import string
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import figures

TESTS = Path(__file__).parent.parent
QUESTIONS = TESTS / "answers" / "readers.jsonl"
SAMPLE = TESTS.parent / "corpus" / "sample"


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one question; `right` and `short` are `None` where there is nothing to judge."""

    kind: str
    is_answerable: bool
    is_answered: bool
    confidence: float
    first: bool
    anywhere: bool
    quotes: tuple[bool, ...]
    short: bool | None
    has_short: bool


def main() -> None:
    arguments = figures.plain_arguments(__doc__)
    arguments.add_argument("folder", type=Path, help="a folder with articles.jsonl.gz")
    arguments.add_argument("--questions", type=Path, default=QUESTIONS)
    arguments.add_argument("--base", default="http://127.0.0.1:8000")
    arguments.add_argument("--show", action="store_true", help="print each question with what was quoted")
    options = arguments.parse_args()
    texts = read_texts(options.folder)
    rows = [json.loads(line) for line in options.questions.read_text(encoding="utf-8").splitlines()]
    judged = []
    for row in rows:
        answer = ask(options.base, row)
        judged.append(judge(row, answer, texts))
        if options.show:
            show(row, answer, judged[-1])
    report = summary(judged)
    figures.show("Readers' questions", [report])
    kinds = sorted({each.kind for each in judged if each.is_answerable})
    by_kind = [of_kind(kind, [each for each in judged if each.kind == kind and each.is_answerable]) for kind in kinds]
    figures.show("By kind", by_kind)
    figures.write(options.json, {"readers": report, "by_kind": by_kind})


def read_texts(folder: Path) -> dict[str, str]:
    """The text of each article by its address."""
    return {url: article["text"] for url, article in read_articles(folder).items()}


def read_articles(folder: Path) -> dict[str, dict[str, Any]]:
    """The folder's articles and the sample's by their addresses."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        articles = [json.loads(line) for line in file]
    articles += [json.loads(line) for line in (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    return {article["url"]: article for article in articles}


def ask(base: str, row: Mapping[str, Any]) -> dict[str, Any]:
    body = json.dumps({"question": row["question"], "as_of": row["as_of"]}).encode()
    request = urllib.request.Request(f"{base}/ask", data=body, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: dict[str, Any] = json.load(response)
    return answer


def judge(row: Mapping[str, Any], answer: Mapping[str, Any], texts: Mapping[str, str]) -> Judged:
    marked = [texts[url][start:end] for url, start, end in (*row["answering"], *row.get("together", ()))]
    is_answered = answer["status"] == "answered"
    shown = [citation["quote"] for citation in answer["citations"]] if is_answered else []
    quotes = tuple(any(is_same(quote, sentence) for sentence in marked) for quote in shown)
    words = [texts[url][start:end] for url, start, end in row.get("words", ())]
    short = answer["short_answer"] if is_answered else None
    return Judged(
        kind=row["kind"],
        is_answerable=bool(marked),
        is_answered=is_answered,
        confidence=answer["confidence"],
        first=bool(quotes) and quotes[0],
        anywhere=any(quotes),
        quotes=quotes,
        short=None if short is None or not marked else any(is_same_answer(short, each) for each in words),
        has_short=bool(words),
    )


def plain(text: str) -> str:
    return " ".join(re.sub(r"\W+", " ", text.casefold()).split())


def is_same(quote: str, sentence: str) -> bool:
    """Whether one holds the other's words."""
    one, other = plain(quote), plain(sentence)
    return one in other or other in one


def is_same_answer(given: str, marked: str) -> bool:
    """Whether a short answer has the marked one's words and at most three more, or lacks at most half of them."""
    one, other = set(answer_words(given)), set(answer_words(marked))
    return bool(one & other) and (
        (other <= one and len(one - other) <= 3) or (one <= other and 2 * len(one) >= len(other))
    )


def answer_words(text: str) -> list[str]:
    bare = "".join(c for c in text.lower() if c not in string.punctuation + "“”‘’")
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def share(values: Iterable[bool]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 3) if found else None


def summary(judged: Sequence[Judged]) -> dict[str, float | int | None]:
    can, cannot = ([each for each in judged if each.is_answerable is which] for which in (True, False))
    return {
        "answerable": len(can),
        "right": share(each.first for each in can),
        "right anywhere": share(each.anywhere for each in can),
        "quotes marked": share(quote for each in can for quote in each.quotes),
        "answered": share(each.is_answered for each in can),
        "short right": share(each.short for each in can if each.short is not None),
        "short given": share(each.short is not None for each in can if each.has_short),
        "others": len(cannot),
        "refused": share(not each.is_answered for each in cannot),
        "auc": area([each.confidence for each in can], [each.confidence for each in cannot]),
    }


def of_kind(kind: str, judged: Sequence[Judged]) -> dict[str, str | float | int | None]:
    return {
        "kind": kind,
        "questions": len(judged),
        "right": share(each.first for each in judged),
        "anywhere": share(each.anywhere for each in judged),
        "answered": share(each.is_answered for each in judged),
    }


def area(above: Sequence[float], below: Sequence[float]) -> float:
    """The share of pairs in which the answerable question has the higher confidence."""
    won = sum((one > other) + 0.5 * (one == other) for one in above for other in below)
    return round(won / max(1, len(above) * len(below)), 3)


def show(row: Mapping[str, Any], answer: Mapping[str, Any], judged: Judged) -> None:
    mark = "right" if judged.first else "later" if judged.anywhere else "WRONG" if judged.is_answered else "refused"
    print(f"\n{row['kind']:12} {mark if judged.is_answerable else 'none: ' + mark}  {row['question']}")
    print(f"     confidence {answer['confidence']:.2f}, short: {answer['short_answer']} ({judged.short})")
    for quote, is_marked in zip([each["quote"] for each in answer["citations"]], judged.quotes, strict=False):
        print(f"     {'+' if is_marked else '-'} {quote[:220]}")


if __name__ == "__main__":
    main()
