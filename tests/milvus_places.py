"""Milvus for tests: the deployment that `NEWSQA_TEST_MILVUS` names, as `milvus://HOST:PORT/NAME`, or Milvus Lite.

Milvus Lite runs as a process of its own, as a server does.
"""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from index.engine.milvus.milvus_address import MilvusAddress

GIVEN = os.environ.pop("NEWSQA_TEST_MILVUS", None)  # which is no setting
PATIENCE_S = 120.0


def missing() -> str | None:
    """Why no passages can be put in Milvus; `None` where they can be."""
    if find_spec("pymilvus") is None:
        return "pymilvus is not installed"
    return None if GIVEN or find_spec("milvus_lite") else "there is no milvus-lite, and NEWSQA_TEST_MILVUS is not set"


@contextmanager
def serving(folder: Path) -> Iterator[MilvusAddress]:
    """Where collections have names that nobody else gives."""
    name = f"tests_{uuid.uuid4().hex[:8]}"
    if GIVEN:
        yield MilvusAddress(f"{GIVEN}_{name}")
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*command, "--data-dir", str(folder / "data")], stdout=log, stderr=log)
    try:
        _wait_for(port, server)
        yield MilvusAddress(f"milvus://127.0.0.1:{port}/{name}")
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until the server takes connections."""
    by = time.monotonic() + PATIENCE_S
    while True:
        assert server.poll() is None and time.monotonic() < by, "Milvus Lite does not start"
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
