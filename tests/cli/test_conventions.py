import pytest

from corpus.errors import StateError, UsageError
from qa.cli.conventions import BAD_USAGE, EXPECTED, FAILED, explain


@pytest.mark.parametrize(
    ("error", "message", "code"),
    [
        (UsageError("no such file"), "newsqa: no such file", BAD_USAGE),
        (StateError("locked"), "newsqa: locked", FAILED),
        (OSError("disk full"), "newsqa: disk full", FAILED),
    ],
)
def test_an_expected_error_is_one_line_and_an_exit_code(error: Exception, message: str, code: int) -> None:
    assert isinstance(error, EXPECTED)
    assert explain(error) == (message, code)
