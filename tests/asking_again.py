"""A process that asks followed questions again on request, each time in a child that can be killed.

    python tests/asking_again.py      # then a line of JSON on standard input for each time

It forks from a process that has everything imported. For each line it writes how the child ended.
"""

from pathlib import Path
from typing import Any

from conftest import NOW, WordEncoder, WordReader, open_index
from crashing import build_in, serve

from corpus.archive.sqlite import SqliteArchive
from qa.service.ask import Service
from qa.service.standing.asking import ask_due


def run(home: Path, fault: dict[str, Any]) -> None:
    """Ask all that are due, with a fault built in."""
    words = WordEncoder()
    service = Service(open_index(home, words), words, WordReader(), clock=lambda: NOW)
    archive = service.passage_index.archive()
    assert isinstance(archive, SqliteArchive)
    build_in(archive, fault)
    ask_due(service)


if __name__ == "__main__":
    serve(lambda asked: run(Path(asked["home"]), asked["fault"]))
