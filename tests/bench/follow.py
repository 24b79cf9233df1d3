"""Followed questions over a month of real news: how many changes are told, and how many that are told are changes.

    NEWSQA_HOME=… python tests/bench/follow.py [--half looked]      # an archive with the articles of realtimeqa-2022

Each of `tests/answers/followed.jsonl` is asked at the end of each of thirty days of 2022, as the news stood then, where
an article of the day touches it. A change counts as told on its day or the next; a day of `may` counts neither way.
Every other question is of the half that rules may be made by (`looked`), the others only decide (`kept`).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import figures

from corpus.archive.versions import StoredVersion
from qa.question.request import Ask
from qa.service.ask import Service
from qa.service.opening import open_service
from qa.service.settings import load_settings
from qa.service.standing.answer_changes import what_changed
from qa.service.standing.told import Told, ToldQuote, told_of
from qa.service.standing.touched import touches

FIRST = date(2022, 8, 31)  # of questions that name no other day
DAYS = 30
HALVES = ("looked", "kept")


def main() -> None:
    parser = figures.plain_arguments(__doc__)
    parser.add_argument("--half", choices=HALVES, help="only these questions")
    chosen = parser.parse_args()
    service = replace(open_service(load_settings()), is_offering=False)
    rows = []
    for n, half in enumerate(HALVES):
        if chosen.half in (None, half):
            rows.append({"": half, **measured(service, questions()[n::2], is_shown=half == "looked")})
    figures.show("Changes of followed questions", rows)
    figures.write(chosen.json, {"follow": rows})


def questions() -> list[Any]:
    """The followed questions, each with the days of its changes."""
    path = figures.ROOT / "tests" / "answers" / "followed.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measured(service: Service, marked: Sequence[Any], *, is_shown: bool) -> figures.Row:
    """How many changes are told, and how many of those told are wrong, counted over some questions."""
    counts = dict.fromkeys(("told", "missed", "wrong", "may", "asked"), 0)
    for each in marked:
        fired = []
        first = date.fromisoformat(each["from"]) if "from" in each else FIRST
        for day, kind in replayed(service, each["question"], first, counts):
            fired.append(day)
            if is_shown:
                print(day, kind, each["question"])
        hits = {next((day for day in fired if day in (change, _after(change))), None) for change in each["changes"]}
        hits.discard(None)
        counts["told"] += len(hits)
        counts["missed"] += len(each["changes"]) - len(hits)
        others = [day for day in fired if day not in hits]
        counts["may"] += sum(day in each["may"] for day in others)
        counts["wrong"] += sum(day not in each["may"] for day in others)
    told = counts["told"]
    precision, recall = told / max(1, told + counts["wrong"]), told / max(1, told + counts["missed"])
    return {"questions": len(marked), **counts, "precision": precision, "recall": recall}


def replayed(service: Service, question: str, first: date, counts: dict[str, int]) -> Iterator[tuple[str, str]]:
    """The days on which a follower is told of a change, and of what kind it is."""
    index = service.passage_index
    (vector,) = service.encoder.encode([question])
    before: Told | None = None
    for n in range(DAYS + 1):
        at = datetime.combine(first, time(23, 59, 59), UTC) + timedelta(days=n)
        ask = Ask(question, as_of=at)
        query = service.understand(ask)
        if before and not touches(index, query, vector, at, partial(_is_published_on, at.date())):
            continue
        counts["asked"] += 1
        after = told_of(service.ask(ask), at)
        kind = before and what_changed(question, before, after, partial(_is_of, at.date()))
        if kind:
            yield str(at.date()), kind
        before = after if kind or before is None else before


def _is_published_on(day: date, stored: StoredVersion) -> bool:
    return stored.article.published is not None and stored.article.published.date() == day


def _is_of(day: date, quote: ToldQuote) -> bool:
    return quote.published_at is not None and quote.published_at.date() == day


def _after(day: str) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1))


if __name__ == "__main__":
    main()
