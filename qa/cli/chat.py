"""A conversation in the terminal: each line is a question, and follow-ups are completed from the lines before.

In a terminal it prompts; from a pipe it reads to the end, so that a conversation can be kept in a file.
"""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from corpus.errors import UsageError
from qa.cli.conventions import DONE, FAILED, INTERRUPTED
from qa.cli.terminal import print_answer
from qa.question.conversation.standalone import MAX_TURNS, Turn
from qa.question.request import Ask
from qa.service.ask import Service

GREETING = "Ask away; “And China?” or “Why?” go on from the answer before. “quit” or Ctrl-D ends."
ENDS = ("quit", "exit", "bye", "q", ":q")


def converse(service: Service, first: Ask, *, as_json: bool) -> int:
    """Answer line after line, each asked as `first` is but for its words; the exit code, 1 if one was not answered.

    With `as_json` each answer is one JSON object. A question that is refused is named on standard error, and the next
    one is taken.
    """
    history: list[Turn] = []
    code = DONE
    try:
        for question in _questions():
            try:
                answer = service.ask(replace(first, text=question, history=tuple(history)))
            except UsageError as error:
                print(f"newsqa: {error}", file=sys.stderr)
                code = FAILED
                continue
            print_answer(answer, as_json=as_json, indent=None)
            if not as_json:
                print()
            history = [*history, Turn("user", question), Turn("assistant", answer.answer)][-MAX_TURNS:]
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    return code


def _questions() -> Iterator[str]:
    if not sys.stdin.isatty():
        for line in sys.stdin:
            if line.strip().lower() in ENDS:
                return
            if line.strip():
                yield line.strip()
        return
    with suppress(ImportError):
        import readline  # noqa: F401  lets typed lines be edited and called back
    print(GREETING, file=sys.stderr)
    with suppress(EOFError):
        while True:
            line = input("? ").strip()
            if line.lower() in ENDS:
                return
            if line:
                yield line
