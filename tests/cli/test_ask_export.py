"""`newsqa ask --export`: what is printed, and what is refused before anything opens."""

import made_answers
import pytest
import rispy
from typer.testing import CliRunner

from qa.answer.exports.formats import FORMATS
from qa.cli.main import app
from qa.cli.terminal import print_export


def test_an_answer_is_printed_for_another_program(capsys: pytest.CaptureFixture[str]) -> None:
    print_export(made_answers.made(made_answers.copied()), FORMATS["ris"])
    printed = capsys.readouterr()
    assert [entry["title"] for entry in rispy.loads(printed.out)] == ["Headline 1", "Headline 2"]
    assert printed.err == ""


def test_a_refusal_is_said_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    print_export(made_answers.made(made_answers.refusal()), FORMATS["ris"])
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "newsqa: nothing is cited: The archive has nothing from 2024.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--export", "docx", "What?"), "format 'docx' is none of ris,"),
        (("--export", "ris"), "takes one question"),
        (("--export", "ris", "--json", "What?"), "takes one question"),
    ],
)
def test_what_cannot_be_exported_is_refused(arguments: tuple[str, ...], words: str) -> None:
    result = CliRunner().invoke(app, ["ask", *arguments])
    assert result.exit_code != 0
    assert words in f"{result.output} {result.exception}"
