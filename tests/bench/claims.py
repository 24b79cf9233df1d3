"""Measure answers to yes/no questions, in three forms, whose report was marked before anything was asked.

    NEWSQA_HOME=FOLDER python tests/bench/claims.py [--claims FILE] [--json FILE] [--show]

Asks `tests/answers/claims.jsonl` of the archive in NEWSQA_HOME, which holds the articles of realtimeqa-2022 and the
sample; `claims_2025.jsonl` likewise of one with realtimeqa-2024. Each claim is asked with its true value, a nearby
false one, and a value or detail that nothing reports. `report first` is how often the first quote has the marked words
of the report that bears on it, whichever of the two holds the other's; `refused` how often there is no answer.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import figures
from readers import plain

from qa.answer.contract import Answer
from qa.question.request import Ask, end_of_day
from qa.service.ask import Service
from qa.service.opening import open_service
from qa.service.settings import load_settings

CLAIMS = Path(__file__).parent.parent / "answers" / "claims.jsonl"
FORMS = ("true", "false", "unreported")


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one question."""

    form: str
    is_answered: bool
    is_report_first: bool


def main() -> None:
    arguments = figures.plain_arguments(__doc__)
    arguments.add_argument("--claims", type=Path, default=CLAIMS)
    arguments.add_argument("--show", action="store_true", help="print each question with its first quote")
    options = arguments.parse_args()
    service = open_service(load_settings())
    answered = []
    for row in read_claims(options.claims):
        answer = ask(service, row)
        answered.append(judge(row, answer))
        if options.show:
            quoted = answer.citations[0].quote[:220] if answer.citations else answer.reason
            print(f"\n{row['form']:10} {answer.confidence:.2f}  {row['question']}\n     {quoted}")
    rows = [summary(form, [each for each in answered if each.form == form]) for form in FORMS]
    figures.show("Claims", rows)
    figures.write(options.json, {"claims": rows})


def read_claims(path: Path = CLAIMS) -> list[dict[str, Any]]:
    """The questions; those of a claim stand together."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def ask(service: Service, row: dict[str, Any]) -> Answer:
    return service.ask(Ask(row["question"], as_of=datetime.fromisoformat(end_of_day(row["as_of"]))))


def judge(row: dict[str, Any], answer: Answer) -> Answered:
    is_answered = answer.status == "answered"
    quote, reported = plain(answer.citations[0].quote) if is_answered else "", plain(row["reported"] or "")
    return Answered(row["form"], is_answered, bool(quote and reported) and (reported in quote or quote in reported))


def summary(form: str, answered: Sequence[Answered]) -> dict[str, str | float | int]:
    n = max(1, len(answered))
    return {
        "form": form,
        "questions": len(answered),
        "report first": round(sum(each.is_report_first for each in answered) / n, 3),
        "refused": round(sum(not each.is_answered for each in answered) / n, 3),
    }


if __name__ == "__main__":
    main()
