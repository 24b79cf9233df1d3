"""Learning the kinds of questions: a linear classifier, from questions whose kind was noted as they were written.

    python -m qa.training.learn_kinds QUESTIONS… [--test QUESTIONS]

QUESTIONS are JSON Lines, packed or not, of `question` and `kind` (`qa/training/questions/`); those without an article's
`url` were written for their wording, and count more. Logistic regression, its
weights kept few by an L1 penalty. Says how many of each kind of the test questions are told.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from qa.question.question_kind import KINDS, WEIGHTS_FILE, Kind, question_features, question_kind
from qa.training.reader.json_lines import read_rows

# What questions are noted as, where a kind has several.
NOTED: dict[str, Kind] = {
    **dict.fromkeys(("who", "what", "when", "where", "howmany"), "fact"),
    **dict.fromkeys(("why", "how", "consequence"), "reason"),
    "opinion": "said",
    "yesno": "claim",
}
MIN_QUESTIONS = 5  # that have a feature
STRENGTH = 0.6  # inverse of the penalty; .3 has half as many weights and tells .02 less
TIMES = (
    3  # that a question counts which was written for its wording, and not to an article; once tells .1 less of others
)
LEAST = 0.02  # weights below it are left out
DIGITS = 2


def main(
    questions: Annotated[list[Path], typer.Argument(help="JSON Lines of question and kind.")],
    test: Annotated[list[Path] | None, typer.Option(help="Questions to measure on.")] = None,
) -> None:
    """Learn the weights, write them, and say how many other questions they tell rightly."""
    learned = [pair for path in questions for pair in noted(path) * (TIMES if worded(path) else 1)]
    weights = learn([question for question, _ in learned], [kind for _, kind in learned])
    content = {"origin": f"{len(learned):,} questions", "weights": weights}
    WEIGHTS_FILE.write_text(json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    for path in test or []:
        _report(path, noted(path))


def noted(path: Path) -> list[tuple[str, Kind]]:
    """The questions of a file and their kinds, of those that have one."""
    pairs = ((row["question"], NOTED.get(row["kind"], row["kind"])) for row in read_rows(path) if row.get("kind"))
    return [(question, kind) for question, kind in pairs if kind in KINDS]


def worded(path: Path) -> bool:
    """Whether a file's questions were written for their wording."""
    return not any("url" in row for row in read_rows(path))


def learn(questions: Sequence[str], kinds: Sequence[Kind]) -> dict[str, dict[str, float]]:
    """Each feature's weights by kind, those that count; the empty feature has the biases."""
    words = CountVectorizer(analyzer=question_features, min_df=MIN_QUESTIONS, binary=True)
    table = words.fit_transform(questions)
    model = LogisticRegression(penalty="l1", C=STRENGTH, solver="saga", max_iter=200, tol=1e-3, random_state=0)
    model.fit(table, kinds)
    rows = {"": model.intercept_, **dict(zip(words.get_feature_names_out(), model.coef_.T, strict=True))}
    kept = {
        feature: {
            kind: round(float(weight), DIGITS)
            for kind, weight in zip(model.classes_, row, strict=True)
            if abs(weight) >= LEAST
        }
        for feature, row in rows.items()
    }
    return {feature: row for feature, row in kept.items() if row or not feature}


def _report(path: Path, pairs: Sequence[tuple[str, Kind]]) -> None:
    told = Counter((kind, question_kind(question)) for question, kind in pairs)
    right = sum(n for (kind, said), n in told.items() if kind == said)
    print(f"{path}: {right / len(pairs):.3f} of {len(pairs):,} told")
    for kind in KINDS:
        n, said = sum(told[kind, each] for each in KINDS), sum(told[each, kind] for each in KINDS)
        print(f"  {kind:11} of {n:3} told {told[kind, kind]:3}, said of {said:3}")


if __name__ == "__main__":
    typer.run(main)
