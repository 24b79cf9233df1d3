"""Followed questions over a month of real news: how many changes are told, and how many that are told are changes.

    NEWSQA_HOME=… python tests/bench/follow.py      # an archive with the articles of realtimeqa-2022

Each of `tests/answers/followed.jsonl` is asked at the end of each day of September 2022, as the news stood then, where
an article of the day touches it. A change counts as told on its day or the next; a day of `may` counts neither way.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import figures
import numpy as np

from index.passages.passage import Filter
from qa.question.request import Ask
from qa.service.ask import Service
from qa.service.opening import open_service
from qa.service.settings import load_settings
from qa.service.standing.answer_changes import what_changed
from qa.service.standing.told import Told, ToldQuote, told_of
from qa.service.standing.touched import touches

FIRST = datetime(2022, 8, 31, 23, 59, 59, tzinfo=UTC)
DAYS = 30
ALL = 10**6


def main() -> None:
    service = replace(open_service(load_settings()), is_offering=False)
    counts = dict.fromkeys(("told", "wrong", "missed", "may", "asked"), 0)
    for line in (figures.ROOT / "tests" / "answers" / "followed.jsonl").read_text(encoding="utf-8").splitlines():
        marked = json.loads(line)
        fired = []
        for day, kind in replayed(service, marked["question"], counts):
            fired.append(day)
            print(day, kind, marked["question"])
        hits = {next((day for day in fired if day in (change, _after(change))), None) for change in marked["changes"]}
        hits.discard(None)
        counts["told"] += len(hits)
        counts["missed"] += len(marked["changes"]) - len(hits)
        others = [day for day in fired if day not in hits]
        counts["may"] += sum(day in marked["may"] for day in others)
        counts["wrong"] += sum(day not in marked["may"] for day in others)
    print(counts)
    print(f"precision {counts['told'] / max(1, counts['told'] + counts['wrong']):.2f}", end=", ")
    print(f"recall {counts['told'] / max(1, counts['told'] + counts['missed']):.2f}")


def replayed(service: Service, question: str, counts: dict[str, int]) -> Iterator[tuple[str, str]]:
    """The days on which a follower is told of a change, and of what kind it is."""
    index = service.passage_index
    (vector,) = service.encoder.encode([question])
    before: Told | None = None
    for n in range(DAYS + 1):
        at = FIRST + timedelta(days=n)
        midnight = int(at.timestamp()) + 1 - 86_400
        new = np.sort(index.newest_first(Filter(int(at.timestamp()), midnight, midnight + 86_400), ALL))
        ask = Ask(question, as_of=at)
        query = service.understand(ask)
        if before and not query.time_phrase and not touches(index, new, query, vector, at):
            continue
        counts["asked"] += 1
        after = told_of(service.ask(ask), at)
        kind = before and what_changed(question, before, after, partial(_is_of, at.date()))
        if kind:
            yield str(at.date()), kind
        before = after if kind or before is None else before


def _is_of(day: date, quote: ToldQuote) -> bool:
    return quote.published_at is not None and quote.published_at.date() == day


def _after(day: str) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1))


if __name__ == "__main__":
    main()
