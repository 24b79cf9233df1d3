"""Measure checks of claims: yes/no questions in three forms, whose true answer was marked before anything was asked.

    NEWSQA_HOME=FOLDER python tests/bench/claims.py [--claims FILE] [--sample] [--json FILE] [--show]

Asks `tests/answers/claims.jsonl` of the archive in NEWSQA_HOME, which holds the articles of realtimeqa-2022 and the
sample; `claims_2025.jsonl` likewise of one with realtimeqa-2024. Each claim is asked with its true value, a nearby
false one, and a value or detail that nothing reports; the check should say that the reports agree, that they differ,
and that this is unknown. `right` is how often it does, by form; `false called right` how many false or unreported
claims are said to agree; `value right` how often the words shown are those reported, where the verdict is right; `not
told` how many questions the classifier takes for another kind of question, which get no check. `--sample` asks only
what is about the sample.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import figures

from qa.answer.contract import Answer
from qa.question.request import Ask, end_of_day
from qa.service.ask import Service
from qa.service.opening import open_service
from qa.service.settings import load_settings

CLAIMS = Path(__file__).parent.parent / "answers" / "claims.jsonl"
FORMS = ("true", "false", "unreported")


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of one question; `verdict` is empty where it was not told as a claim."""

    form: str
    kind: str
    expected: str
    verdict: str
    is_value_right: bool


def main() -> None:
    arguments = figures.plain_arguments(__doc__)
    arguments.add_argument("--claims", type=Path, default=CLAIMS)
    arguments.add_argument("--sample", action="store_true", help="only claims about the sample articles")
    arguments.add_argument("--show", action="store_true", help="print each question that is not told right")
    options = arguments.parse_args()
    service = open_service(load_settings())
    checked = []
    for row in read_claims(options.claims, only_sample=options.sample):
        answer = ask(service, row)
        checked.append(check(row, answer))
        if options.show and checked[-1].verdict != row["verdict"]:
            show(row, answer)
    by_form = [summary(form, [each for each in checked if each.form == form]) for form in FORMS]
    figures.show("Claims", [summary("all", checked), *by_form])
    kinds = sorted({each.kind for each in checked})
    by_kind = [summary(kind, [each for each in checked if each.kind == kind]) for kind in kinds]
    figures.show("By what is claimed", by_kind)
    figures.write(options.json, {"claims": [summary("all", checked), *by_form], "by_kind": by_kind})


def read_claims(path: Path = CLAIMS, *, only_sample: bool) -> list[dict[str, Any]]:
    """The questions; those of a claim stand together."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    sample = {row["claim"] for row in rows if ".example/" in (row["url"] or "")}
    return [row for row in rows if row["claim"] in sample or not only_sample]


def ask(service: Service, row: dict[str, Any]) -> Answer:
    return service.ask(Ask(row["question"], as_of=datetime.fromisoformat(end_of_day(row["as_of"]))))


def judged(service: Service, row: dict[str, Any]) -> Checked:
    """A question asked as of its day, and judged."""
    return check(row, ask(service, row))


def check(row: dict[str, Any], answer: Answer) -> Checked:
    found = answer.check
    shown, reported = plain((found and found.reported) or ""), plain(row["reported"] or "")
    is_value_right = bool(shown and reported) and (shown in reported or reported in shown)
    return Checked(row["form"], row["kind"], row["verdict"], found.verdict if found else "", is_value_right)


def plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() or c in ".,%£$€" else " " for c in text.casefold()).split())


def summary(name: str, checked: Sequence[Checked]) -> dict[str, str | float | int]:
    told = [each for each in checked if each.verdict]
    known = [each for each in checked if each.verdict == each.expected != "unknown"]
    return {
        "form": name,
        "questions": len(checked),
        "right": round(sum(each.verdict == each.expected for each in checked) / max(1, len(checked)), 3),
        "right of told": round(sum(each.verdict == each.expected for each in told) / max(1, len(told)), 3),
        "false called right": sum(each.verdict == "agrees" != each.expected for each in checked),
        "called different": sum(each.verdict == "differs" != each.expected for each in checked),
        "value right": round(sum(each.is_value_right for each in known) / max(1, len(known)), 3),
        "not told": len(checked) - len(told),
    }


def show(row: dict[str, Any], answer: Answer) -> None:
    found = answer.check
    verdict = found.verdict if found else f"no claim but {answer.kind}"
    mark = "FALSE CALLED RIGHT " if verdict == "agrees" else ""
    print(f"\n{row['form']:10} {mark}{verdict} (confidence {answer.confidence:.2f})  {row['question']}")
    if found and found.reported:
        print(f"     {found.asked} / {found.reported}")
    for citation in answer.citations[:1]:
        print(f"     {citation.quote[:220]}")


if __name__ == "__main__":
    main()
