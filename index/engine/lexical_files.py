"""The lexical index's files, checked before they are searched: tantivy does not, and panics over a flipped bit.

Each of its files but one ends in a footer with the CRC-32 of what comes before. That one, `meta.json`, names the
others; its checksum is for the caller to keep. Knows nothing of archives.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from index.engine.lexical import LexicalIndex

MAGIC = 1337  # the last four bytes of a file of tantivy's
PARTS = ("idx", "pos", "term", "fast", "fieldnorm", "store")  # of each segment


def open_sound(folder: Path, kept: object = None) -> LexicalIndex:
    """The index in a folder; `kept` is its `checksum` where that is known. Raises `ValueError` or `OSError` if a file
    of it is missing or not as it was written."""
    if kept not in (None, checksum(folder)):
        raise ValueError("meta.json is not as it was written")
    for path in _files(folder):
        if not _is_sound(path.read_bytes()):
            raise ValueError(f"{path.name} is not as it was written")
    return LexicalIndex(folder)


def checksum(folder: Path) -> int:
    """That of the list of the index's files."""
    return zlib.crc32((folder / "meta.json").read_bytes())


def _files(folder: Path) -> Iterator[Path]:
    """The files that the folder's newest commit consists of. Raises `ValueError` if it makes no sense."""
    try:
        for segment in json.loads((folder / "meta.json").read_bytes())["segments"]:
            name = segment["segment_id"].replace("-", "")
            deletes = segment["deletes"]
            ends = [*PARTS, *([f"{deletes['opstamp']}.del"] if deletes else [])]
            yield from (folder / f"{name}.{end}" for end in ends)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"meta.json cannot be read: {error!r}") from error


def _is_sound(content: bytes) -> bool:
    """Whether a file's footer has the checksum of what comes before it."""
    try:
        length, magic = struct.unpack("<II", content[-8:])
        told = json.loads(content[-8 - length : -8])["crc"]
    except (struct.error, ValueError, KeyError, TypeError):
        return False
    return bool(magic == MAGIC and told == zlib.crc32(content[: -8 - length]))
