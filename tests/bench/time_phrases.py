"""Measure what is made of time phrases: whether a phrase filters, only hints, or names what the question is about.

    python tests/bench/time_phrases.py [--articles FOLDER] [--json FILE] [--failures]

Asks `tests/answers/time_phrases.jsonl` of query understanding alone, by each row's clock and the last day of its
archive. `right`: a filter or a hint of the days marked, or, where none is marked, no filter. `hides`: a filter where
none should be, or one that leaves out days that were marked. `ignored`: no filter where one was marked. With a folder
that has articles.jsonl.gz of realtimeqa-2022, also how many of the readers' own questions a phrase filters, and for how
many of these no marked article is left.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import figures
from readers import QUESTIONS as READERS
from readers import read_articles

from qa.question.filters import names_period, published_within, visible
from qa.question.query import Query, understand
from qa.question.request import Ask, end_of_day

QUESTIONS = Path(__file__).parent.parent / "answers" / "time_phrases.jsonl"
HALVES = ("first", "second")
NEAR = 500  # characters on either side of a sentence that stand in its passage, about
MEANINGS = ("subject", "when", "bound")


def main() -> None:
    arguments = figures.plain_arguments(__doc__)
    arguments.add_argument("--articles", type=Path, help="a folder with articles.jsonl.gz")
    arguments.add_argument(
        "--failures", action="store_true", help="print each question that is not understood as marked"
    )
    options = arguments.parse_args()
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    told = [(row, judge(row, understood(row))) for row in rows]
    if options.failures:
        for row, verdict in told:
            if verdict != "right":
                print(f"{verdict}: {row['question']} [{row['newest']}] {shown(understood(row))}")
    report = [
        of_meaning(meaning, [verdict for row, verdict in told if row["means"] == meaning]) for meaning in MEANINGS
    ]
    report += [of_meaning(f"{half} half", [verdict for row, verdict in told if row["half"] == half]) for half in HALVES]
    report.append(of_meaning("all", [verdict for _, verdict in told]))
    figures.show("Time phrases", report)
    found = {"time_phrases": report}
    if options.articles:
        found["readers"] = [filtered_out(options.articles)]
        figures.show("Readers' questions", found["readers"])
    figures.write(options.json, found)


def understood(row: Mapping[str, Any]) -> Query:
    now = datetime.combine(date.fromisoformat(row["now"]), time(12), UTC)
    return understand(Ask(row["question"]), now=now, newest=date.fromisoformat(row["newest"]))


def judge(row: Mapping[str, Any], query: Query) -> str:
    """What became of one question, in one of the words of the module."""
    since, until = (date.fromisoformat(row[name]) if row[name] else None for name in ("since", "until"))
    filters = query.time_phrase is not None and query.hint is None
    days = query.period
    if row["expected"] == "none":
        return "hides" if filters else "right"
    if (
        filters
        and days
        and ((days.since or date.min) > (since or date.min) or (days.until or date.max) < (until or date.max))
    ):
        return "hides"
    if row["expected"] == "filter" and not filters:
        return "ignored"
    if days is None or (days.since, days.until) != (since, until):
        return "other days"
    return "right" if filters == (row["expected"] == "filter") else "hides"


def shown(query: Query) -> str:
    how = "hint" if query.hint else "filter"
    return f"{how} {query.period.since} to {query.period.until}" if query.period else "no phrase"


def of_meaning(meaning: str, verdicts: Sequence[str]) -> figures.Row:
    counts = Counter(verdicts)
    rest = {name: counts[name] for name in ("hides", "ignored", "other days")}
    return {"meaning": meaning, "n": len(verdicts), "right": counts["right"] / len(verdicts), **rest}


def filtered_out(folder: Path) -> figures.Row:
    """Of the readers' questions with an answer: how many a phrase filters, and how many of these lose every article."""
    articles = read_articles(folder)
    rows = [json.loads(line) for line in READERS.read_text(encoding="utf-8").splitlines()]
    counts = Counter[str]()
    for row in rows:
        as_of = datetime.fromisoformat(end_of_day(row["as_of"]))
        query = understand(Ask(row["question"], as_of=as_of), now=as_of)
        gold = (*row["answering"], *row.get("together", ()))
        if query.time_phrase and gold:
            counts["hint" if query.hint else "filter"] += 1
            counts["lost"] += not any(is_left(query, articles[url], start, as_of) for url, start, _ in gold)
    return {"n": len(rows), **{name: counts[name] for name in ("hint", "filter", "lost")}}


def is_left(query: Query, article: Mapping[str, Any], start: int, as_of: datetime) -> bool:
    """Whether a phrase leaves the passage around a place in an article, as `retrieve.py` would."""
    if query.hint or query.period is None:
        return True
    moment = datetime.fromisoformat(article["published"])
    published = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    wanted = published_within(query.period, visible(query, as_of))
    if published < (wanted.since or 0):
        return False
    text = f"{article['title']} {article['text'][max(0, start - NEAR) : start + NEAR]}"
    return published < (wanted.until or 1 << 60) or names_period(query.period, text, published)


if __name__ == "__main__":
    main()
