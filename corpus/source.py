"""What a SOURCE names on this machine: a file or a folder of files, read into articles one at a time.

The one idea: whatever cannot be read becomes a `Failure` that names the place and the reason, and the rest goes on.
Knows nothing of what is kept.
"""

import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from corpus.article import ArticleError
from corpus.errors import UsageError
from corpus.extract import Extracted, decode, from_html, from_record, from_text

MAX_FILE_BYTES = 16_000_000  # a page or text file; the largest news pages are about 3 MB
MAX_LINE_BYTES = 16_000_000  # a line of JSON Lines; text is at most 2,000,000 characters of up to 6 bytes when escaped
TEXT_ENDINGS = (".txt", ".md", ".markdown", ".text")
HTML_ENDINGS = (".html", ".htm", ".xhtml")
JSON_LINES_ENDINGS = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")


class SourceError(UsageError):
    """A SOURCE that names nothing that can be read."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something in a source that did not become an article: where, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """One step through a source: what was read, and how many of the source's bytes are behind us."""

    item: Extracted | Failure
    bytes_read: int


def find_files(path: Path) -> list[Path]:
    """The files that a path names: itself, or those in a folder and its subfolders that can be read, by name.

    Raises `SourceError` if there is no such path, or nothing in it has an ending that is read.
    """
    endings = JSON_LINES_ENDINGS + HTML_ENDINGS + TEXT_ENDINGS
    known = ", ".join(endings)
    if not path.exists():
        raise SourceError(f"no such file or folder: {path}")
    if path.is_file():
        if not path.name.lower().endswith(endings):
            raise SourceError(f"{path} has none of the endings that are read: {known}")
        return [path]
    files = sorted(file for file in path.rglob("*") if file.is_file() and file.name.lower().endswith(endings))
    if not files:
        raise SourceError(f"nothing to read in folder {path}: no file ends in {known}")
    return files


def read_file(path: Path, now: datetime) -> Iterator[Read]:
    """The articles and failures of one file, in order; never raises for what the file holds."""
    bytes_read = 0
    try:
        if path.name.lower().endswith(JSON_LINES_ENDINGS):
            for read in _json_lines(path, now):
                bytes_read = read.bytes_read
                yield read
        else:
            yield Read(_whole_file(path, now), path.stat().st_size)
    except (OSError, EOFError, zlib.error) as error:
        yield Read(Failure(str(path), f"cannot be read: {error}"), bytes_read)


def _whole_file(path: Path, now: datetime) -> Extracted | Failure:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        return Failure(str(path), f"{size:,} bytes, at most {MAX_FILE_BYTES:,} are read")
    content = path.read_bytes()
    address = path.resolve().as_uri()
    if path.name.lower().endswith(HTML_ENDINGS):
        return _guarded(str(path), lambda: from_html(content, address, now))
    return _guarded(str(path), lambda: from_text(decode(content, path.name), address, now))


def _json_lines(path: Path, now: datetime) -> Iterator[Read]:
    with path.open("rb") as raw, gzip.open(raw) if path.name.lower().endswith(".gz") else raw as lines:
        number = 0
        while line := lines.readline(MAX_LINE_BYTES + 1):
            number += 1
            place = f"{path}:{number}"
            if len(line) > MAX_LINE_BYTES and not line.endswith(b"\n"):
                _skip_line(lines)
                yield Read(Failure(place, f"line longer than {MAX_LINE_BYTES:,} bytes"), raw.tell())
            elif line.strip():
                yield Read(_guarded(place, partial(_from_line, line, now)), raw.tell())


def _skip_line(lines: io.BufferedIOBase) -> None:
    while (rest := lines.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
        pass


def _from_line(line: bytes, now: datetime) -> Extracted:
    text = decode(line, "the line")
    try:
        record: object = json.loads(text)
    except ValueError as error:
        raise ArticleError(f"not JSON: {error}") from error
    except RecursionError as error:
        raise ArticleError("not an article: JSON nested too deeply") from error
    return from_record(record, now)


def _guarded(place: str, read: Callable[[], Extracted]) -> Extracted | Failure:
    try:
        return read()
    except ArticleError as error:
        return Failure(place, str(error))
