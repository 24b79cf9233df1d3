"""A server of several processes over an archive with the tests' own encoder and reader: what the tests of them start.

python tests/working_together.py HOME SETTINGS      # settings as JSON; writes its port when it is ready
"""

import json
import os
import socket
import sys
from functools import partial
from pathlib import Path

from conftest import NOW, WordEncoder, WordReader, open_index

from corpus.errors import StateError
from qa.server.workers import serve_together
from qa.service.ask import Service
from qa.service.logs import set_up_logs
from qa.service.settings import load_settings

BROKEN = "broken"


def open_words(home: Path) -> Service:
    if (home / BROKEN).exists():
        raise StateError(f"{home} is broken")
    words = WordEncoder()
    return Service(open_index(home, words), words, WordReader(), clock=lambda: NOW)


def main() -> None:
    home, settings = Path(sys.argv[1]), load_settings(home=Path(sys.argv[1]), **json.loads(sys.argv[2]))
    set_up_logs()
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    serve_together(settings, partial(open_words, home), listener, lambda: print(port, os.getpid(), flush=True))


if __name__ == "__main__":
    main()
