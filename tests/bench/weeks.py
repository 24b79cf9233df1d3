"""Briefs of whole weeks against their stories as a reader noted them.

    NEWSQA_HOME=… python tests/bench/weeks.py [--half looked] [--show]   # an archive with realtimeqa-2022

For each week of `tests/answers/weeks.jsonl`: how many of its main stories (three articles and more) are among the first
ten of the brief, how many stories come twice, how many lines are not verbatim, the seconds, and how far the groups are
those that were noted: of two articles in one group how often they belong together, and of two that belong together
how often they are in one (B-cubed, round-ups left out). A story of the brief is the noted one of most of its articles.
"""

import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from figures import ROOT, Row, machine, plain_arguments, show, write

from index.engine.passage_index import PassageIndex
from qa.service.news_brief import BriefRequest, NewsBrief, make_brief
from qa.service.news_stories import Story, period, stories
from qa.service.opening import open_service
from qa.service.settings import load_settings

MAIN = 3  # articles of a main story
FIRST = 10


@dataclass(frozen=True, slots=True)
class Week:
    """A week's stories: what each article of it tells, by its id; one that nothing else tells stands alone."""

    since: date
    until: date
    told: Mapping[str, str]
    round_ups: frozenset[str]

    @property
    def main(self) -> list[str]:
        """The stories with most articles, those with most first."""
        return [told for told, n in Counter(self.told.values()).most_common(FIRST) if n >= MAIN]


def main() -> None:
    parser = plain_arguments(__doc__)
    parser.add_argument("--half", choices=("looked", "kept"), help="only these weeks")
    parser.add_argument("--show", action="store_true", help="print each group of the brief's and what it tells")
    chosen = parser.parse_args()
    index = open_service(load_settings()).passage_index
    rows: list[Row] = []
    for line in (ROOT / "tests" / "answers" / "weeks.jsonl").read_text(encoding="utf-8").splitlines():
        noted = json.loads(line)
        if chosen.half in (None, noted["half"]):
            rows.append({"": noted["half"], **measured(index, _week(noted), chosen.show)})
    print(machine())
    show("Briefs of weeks", rows)
    write(chosen.json, {"weeks": rows})


def measured(index: PassageIndex, week: Week, is_shown: bool) -> Row:
    """A week's figures."""
    now = datetime.now(UTC)
    started, started_cpu = time.perf_counter(), time.process_time()
    brief = make_brief(index, BriefRequest(str(week.since), week.until, n_stories=FIRST), now)
    seconds, cpu = time.perf_counter() - started, time.process_time() - started_cpu
    found = stories(index, period(now, since=week.since, until=week.until)).stories
    by_id = {story.id: story for story in found}
    told = [_most(by_id[story.id], week) for story in brief.stories]
    if is_shown:
        for story, name in zip(brief.stories, told, strict=True):
            print(f"\n{name}: {story.independent_reports}")
            for each in by_id[story.id].articles:
                print("   ", week.told.get(each.article.id, "-"), "|", each.article.title[:90])
        print("\nnot found:", [name for name in week.main if name not in told])
    precision, recall = b_cubed(found, week)
    return {
        "week": str(week.since),
        "main": len(week.main),
        "found": sum(name in told for name in week.main),
        "twice": len(told) - len(set(told)),
        "not verbatim": _not_verbatim(index, brief),
        "s": seconds,
        "CPU s": cpu,
        "together": precision,
        "found together": recall,
    }


def b_cubed(found: Sequence[Story], week: Week) -> tuple[float, float]:
    """Mean share of an article's group that belongs with it, and of what belongs with it that is in its group."""
    wanted = Counter(week.told.values())
    grouped: Counter[str] = Counter()
    precisions, recalls = [], []
    for story in found:
        names = [_name(each.article.id, week) for each in story.articles if each.article.id not in week.round_ups]
        for name, n in Counter(names).items():
            grouped[name] += n
            precisions += [n / len(names)] * n
            recalls += [n / max(n, wanted[name])] * n
    return sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))


def _week(noted: Any) -> Week:
    told = {article: story["told"] for story in noted["stories"] for article in story["articles"]}
    since, until = (date.fromisoformat(noted[name]) for name in ("since", "until"))
    return Week(since, until, told, frozenset(noted["round_ups"]))


def _most(story: Story, week: Week) -> str:
    """What most of a story's articles tell."""
    return Counter(_name(each.article.id, week) for each in story.articles).most_common(1)[0][0]


def _name(article_id: str, week: Week) -> str:
    return week.told.get(article_id, article_id)


def _not_verbatim(index: PassageIndex, brief: NewsBrief) -> int:
    archive = index.archive()
    cited = [line for story in brief.stories for line in story.lines]
    texts = {
        (each.id, stored.article.version): stored.article.text
        for each in {line.article.id: line.article for line in cited}.values()
        for stored in archive.versions(each.id)
    }
    return sum(texts[line.article.id, line.article.version][line.start : line.end] != line.quote for line in cited)


if __name__ == "__main__":
    main()
