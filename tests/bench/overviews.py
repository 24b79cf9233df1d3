"""Measure overviews of stories whose main steps and articles were noted before anything was asked.

    python tests/bench/overviews.py [--base http://127.0.0.1:8000] [--json FILE] [--show]

Asks `tests/answers/overviews.jsonl` of a running service whose archive holds the articles of realtimeqa-2022. Of the
stories: the share of steps one of whose articles gives a line (`steps`), of lines whose article was noted as about the
story (`noted`), of lines that bear their article's day (`days`), and how many have three to seven lines. Of subjects
that the archive does not have: how many are refused. A line of an article that was not noted may still belong, and one
of another article tell the same step: `--show` prints all lines, to be judged by hand. The service is a black box
behind `POST /ask`.
"""

import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import figures
from readers import ask, share

STORIES = Path(__file__).parent.parent / "answers" / "overviews.jsonl"


def main() -> None:
    arguments = figures.plain_arguments(__doc__)
    arguments.add_argument("--base", default="http://127.0.0.1:8000")
    arguments.add_argument("--show", action="store_true", help="print each story with its lines and missing steps")
    options = arguments.parse_args()
    rows = [json.loads(line) for line in STORIES.read_text(encoding="utf-8").splitlines()]
    answers, seconds = [], []
    for row in rows:
        started = time.perf_counter()
        answers.append(ask(options.base, row))
        seconds.append(time.perf_counter() - started)
        if options.show:
            show(row, answers[-1])
    halves = {"all": slice(None), "odd": slice(0, None, 2), "even": slice(1, None, 2)}
    reports = [summary(name, rows[half], answers[half]) for name, half in halves.items()]
    figures.show("Overviews", reports)
    print(f"seconds at the 95th percentile: {sorted(seconds)[int(0.95 * len(seconds))]:.3f}")
    figures.write(options.json, {"overviews": reports})


def summary(name: str, rows: Sequence[Mapping[str, Any]], answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    pairs = list(zip(rows, answers, strict=True))
    stories = [(row, answer) for row, answer in pairs if row["steps"]]
    told = [(row, line, cited) for row, answer in stories for line, cited in lines(answer)]
    return {
        "lines of": name,
        "stories": len(stories),
        "three to seven": share(3 <= len(lines(answer)) <= 7 for _, answer in stories),
        "lines": len(told),
        "noted": share(cited["url"] in noted(row) for row, _, cited in told),
        "steps": share(is_there for row, answer in stories for is_there in steps(row, answer)),
        "days": share(line["day"] == cited["published_at"][:10] for _, line, cited in told),
        "others": len(pairs) - len(stories),
        "refused": share(answer["status"] == "unanswered" for row, answer in pairs if not row["steps"]),
    }


def lines(answer: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """The lines of the brief, each with the article that it cites."""
    articles = {each["number"]: each["article"] for each in answer["citations"]}
    return [(line, articles[line["citation"]]) for line in answer["brief"]]


def noted(row: Mapping[str, Any]) -> set[str]:
    """The articles that were noted as about a story."""
    return {*row["also_about"], *(url for step in row["steps"] for url in step["articles"])}


def steps(row: Mapping[str, Any], answer: Mapping[str, Any]) -> list[bool]:
    """Whether each step has a line of one of its articles."""
    cited = {article["url"] for _, article in lines(answer)}
    return [not cited.isdisjoint(step["articles"]) for step in row["steps"]]


def show(row: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    print(f"\n{row['question']}  ({answer['kind']}, {answer['status']}, confidence {answer['confidence']:.2f})")
    quotes = {each["number"]: each["quote"] for each in answer["citations"]}
    for line, article in lines(answer):
        mark = "+" if article["url"] in noted(row) else "-"
        print(f"  {mark} {line['day']} {line['reports']}  {' '.join(quotes[line['citation']].split())}")
    for step, is_there in zip(row["steps"], steps(row, answer), strict=True):
        if not is_there:
            print(f"    not there: {step['step']}")


if __name__ == "__main__":
    main()
