"""What all commands share: exit codes, how an error ends a command, and the option --json.

0 done, 1 partly failed or cannot be done now (the message says what), 2 bad usage, 3 the question has no answer, 130
interrupted.
"""

from typing import Annotated

import typer

from corpus.errors import NewsqaError, UsageError

DONE, FAILED, BAD_USAGE, NOT_ANSWERED, INTERRUPTED = 0, 1, 2, 3, 130
EXPECTED = (NewsqaError, OSError)  # an OSError names the file that cannot be read or written
Json = Annotated[bool, typer.Option("--json", help="Print machine-readable output.")]


def explain(error: Exception) -> tuple[str, int]:
    """One line about an expected error, and the code that it ends with."""
    return f"newsqa: {error}", BAD_USAGE if isinstance(error, UsageError) else FAILED
