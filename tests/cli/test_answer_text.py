"""Each kind of answer in the terminal, from answers made by hand."""

from dataclasses import fields
from typing import Any

import made_answers
import pytest
from browsing import an_answer
from pydantic import TypeAdapter

from qa.answer.contract import Answer, Timing
from qa.cli.answer_text import show_answer

ANSWER = TypeAdapter(Answer)


def told(answer: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str:
    """What the terminal says."""
    timing = {field.name: 0.0 for field in fields(Timing)}
    query = {**answer["query"], "text": answer["question"]}
    known = {field.name for field in fields(Answer)}
    whole = {name: value for name, value in {**answer, "query": query, "timing_ms": timing}.items() if name in known}
    show_answer(ANSWER.validate_python(whole))
    return capsys.readouterr().out


def test_how_likely_the_reports_and_the_marked_words_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(made_answers.copied(), capsys).splitlines()
    assert lines[0] == "Likely answer · 1 report, carried by 3 publishers · marked: “$550 billion”"
    assert lines[2].startswith("“Japan pledged about $550 billion of investment")
    assert "    also carried by Pacific Ledger, Eastmoor Gazette" in lines


@pytest.mark.parametrize("confidence", [(0.65, "Likely answer"), (0.4, "Perhaps"), (0.39, "Nearest found")])
def test_a_confidence_is_a_word(confidence: tuple[float, str], capsys: pytest.CaptureFixture[str]) -> None:
    text = told(an_answer(["It said so."], confidence=confidence[0]), capsys)
    assert text.startswith(f"{confidence[1]} · 1 report\n")


def test_a_claim_is_said_not_to_be_compared_above_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(made_answers.claim(), capsys).splitlines()
    assert lines[2] == "Not compared with what you asked. Read what the quote says."
    assert lines[4].startswith("“Japan pledged about $550 billion")


def test_a_brief_is_dated_lines(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(made_answers.brief(), capsys)
    assert (
        "21 Oct 2025  (2 independent reports)\n"
        "  “The city closed the bridge after cracks were found in two of its piers.” [1]\n"
        "22 Oct 2025\n"
        "  “Engineers said the repairs would take eleven weeks.” [2]\n"
        "undated\n"
        "  “The bridge reopened to traffic a week early.” [3]\n"
    ) in text
    assert text.count("eleven weeks") == 1


def test_a_list_has_its_items_and_then_the_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(made_answers.items(), capsys)
    assert (
        "- Toyota [1]\n- Panasonic [1]\n- Hitachi [1][2]\n- SoftBank [2]\nNamed in these quotes; there may be" in text
    )
    assert "“Toyota, Panasonic and Hitachi will invest.” [1]" in text


def test_a_comparison_is_one_side_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    answer = made_answers.comparison()
    answer["sides"].append({"name": "Taiwan", "citations": []})
    text = told(answer, capsys)
    assert "Japan\n  “Japan pledged $550 billion of investment.” [1]\nSouth Korea\n  “South Korea pledged" in text
    assert "Taiwan\n  No quote found.\n" in text


def test_reports_that_differ_stand_the_newest_first_and_none_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    answer = {**made_answers.differing(), "short_answer": "18,000"}
    lines = told(answer, capsys).splitlines()
    assert lines[0] == "Reports differ · 2 reports"
    assert lines[2:6] == [
        "12,500",
        "  “Police said 12,500 officers would be on duty.” [2]",
        "About 18,000",
        "  “About 18,000 officers will be on duty.” [1]",
    ]


def test_a_refusals_ways_out_are_lines_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    answer = made_answers.refusal()
    answer["suggestions"][1]["publishers"] = ["The Paper"]
    text = told(answer, capsys)
    assert text.startswith("The archive has nothing from 2024.\n")
    assert "newsqa ask --without time 'What did Japan pledge in 2024?'\n" in text
    typed = "newsqa ask --since 2025-10-25 --until 2025-10-31 --publisher 'The Paper' 'What did Japan pledge?'"
    assert f"  Search 25–31 Oct 2025\n    {typed}\n" in text


def test_marked_words_are_set_off_where_a_terminal_can(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "about \x1b[1;4m$550 billion\x1b[0m of" in told(made_answers.copied(), capsys)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in told(made_answers.copied(), capsys)
