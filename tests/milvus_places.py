"""Milvus for tests: the deployment that `NEWSQA_TEST_MILVUS` names, as `milvus://HOST:PORT/NAME`, or Milvus Lite.

Milvus Lite lets one process into a folder, so each process of tests has its own.
"""

import os
import uuid
from importlib.util import find_spec
from pathlib import Path

from index.engine.milvus.milvus_address import MilvusAddress

GIVEN = os.environ.pop("NEWSQA_TEST_MILVUS", None)  # which is no setting


def missing() -> str | None:
    """Why no passages can be put in Milvus; `None` where they can be."""
    if find_spec("pymilvus") is None:
        return "pymilvus is not installed"
    return None if GIVEN or find_spec("milvus_lite") else "there is no milvus-lite, and NEWSQA_TEST_MILVUS is not set"


def address(folder: Path) -> MilvusAddress:
    """Where collections have names that nobody else gives."""
    return MilvusAddress(f"{GIVEN}_{uuid.uuid4().hex[:8]}" if GIVEN else f"milvus:{folder / 'passages.db'}")
