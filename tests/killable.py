"""A script that does something on request, each time in a child that can be killed: what the crash tests drive."""

import json
import os
import subprocess
import sys
from typing import Any, Self

from conftest import ROOT


class Killable:
    """A script of the tests that takes a line of JSON for each request and writes how its child ended."""

    def __init__(self, script: str, stderr: int | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def run(self, **asked: Any) -> int:
        """The exit code of the child, minus the signal's number if it was killed."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self.process as process:
            process.kill()
