"""A version of an article as a row of its table, and from when until when it was the one that readers saw.

Pure: rows in, values out. Knows nothing of where the rows come from.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.archive.versions import StoredVersion, moment, optional_moment, seconds
from corpus.article import Article, version_hash
from corpus.corrections import Correction
from corpus.uses import Uses

VERSION_COLUMNS = (
    "v.number, v.article_id, a.url, v.publisher, v.title, v.text, v.authors, v.published, v.modified,"
    " v.language, v.version, v.section, v.first_seen, v.visible_from, v.visible_until, v.revision, v.is_free,"
    " v.corrections, v.allows_search, v.allows_models, v.details_hash, a.first_seen AS article_seen"
)
_NAMES = [column.rpartition(" AS ")[2].rpartition(".")[2] for column in VERSION_COLUMNS.split(", ")]
STATED = ("publisher", "authors", "published", "modified", "language", "section", "is_free", "corrections")
DETAILS = (*STATED, "allows_search", "allows_models")


@dataclass(frozen=True, slots=True)
class Dates:
    """When a version was dated by its publisher, first seen, and last read where readers see it; seconds since 1970."""

    number: int
    published: int | None
    modified: int | None
    first_seen: int
    last_read: int | None


def details(article: Article) -> tuple[object, ...]:
    """What is known of a version besides its words, as its row has it: a value for each of `DETAILS`."""
    corrections = [
        {"kind": each.kind, "text": each.text, "date": seconds(each.date), "start": each.start}
        for each in article.corrections
    ]
    return (
        article.publisher,
        json.dumps(article.authors, ensure_ascii=False),
        seconds(article.published),
        seconds(article.modified),
        article.language,
        article.section,
        _flag(article.is_free),
        json.dumps(corrections, ensure_ascii=False),
        _flag(article.uses.search),
        _flag(article.uses.models),
    )


def details_hash(values: Sequence[object]) -> str:
    """16 hexadecimal digits of the SHA-256 of a value for each of `DETAILS`.

    Where nothing is said of uses it is the same as before there was a place for it.
    """
    said = values if any(value is not None for value in values[len(STATED) :]) else values[: len(STATED)]
    return hashlib.sha256(json.dumps(said, default=repr).encode()).hexdigest()[:16]


def sound_version(row: Sequence[object]) -> StoredVersion | None:
    """The version in a row of `VERSION_COLUMNS`; `None` unless its words and details are those that were stored, and
    can be read."""
    cell = dict(zip(_NAMES, row, strict=True))
    is_same = cell["details_hash"] in (None, details_hash([cell[name] for name in DETAILS]))
    if not is_same or cell["version"] != version_hash(str(cell["title"]), str(cell["text"])):
        return None
    return readable_version(row)


def readable_version(row: Sequence[object]) -> StoredVersion | None:
    """The version in a row of `VERSION_COLUMNS`; `None` where its values make none."""
    try:
        return stored_version(row)
    except (ValueError, TypeError, KeyError, OverflowError, OSError, AssertionError):  # no JSON, no list, no such date
        return None


def stored_version(row: Sequence[object]) -> StoredVersion:
    """The version in a row of `VERSION_COLUMNS`."""
    cell = dict(zip(_NAMES, row, strict=True))
    article = Article(
        id=str(cell["article_id"]),
        url=str(cell["url"]),
        publisher=_optional(cell["publisher"]),
        title=str(cell["title"]),
        text=str(cell["text"]),
        authors=tuple(json.loads(str(cell["authors"]))),
        published=optional_moment(cell["published"]),
        modified=optional_moment(cell["modified"]),
        language=_optional(cell["language"]),
        version=str(cell["version"]),
        section=_optional(cell["section"]),
        is_free=_said(cell["is_free"]),
        corrections=tuple(
            Correction(each["kind"], each["text"], optional_moment(each["date"]), each["start"])
            for each in json.loads(str(cell["corrections"]))
        ),
        uses=Uses(_said(cell["allows_search"]), _said(cell["allows_models"])),
    )
    number, first_seen, since, revision = (cell[name] for name in ("number", "first_seen", "visible_from", "revision"))
    assert isinstance(number, int) and isinstance(revision, int)
    assert isinstance(first_seen, int) and isinstance(since, int)
    until = optional_moment(cell["visible_until"])
    article_seen = optional_moment(cell["article_seen"])
    return StoredVersion(number, article, moment(first_seen), moment(since), until, revision, article_seen)


def intervals(versions: Sequence[Dates]) -> dict[int, tuple[int, int | None]]:
    """From when until when each version of an article was the one its readers saw, by number.

    A version is visible from when its publisher dated it (`modified`, or `published` for the first one), at the
    latest from when it was first seen; until the next one. A date that an earlier version had already says
    nothing of a later one: that counts from when it was read. Nor can it say that a version was shown before another
    one was read in its place.
    """
    starts = []
    seen: set[int] = set()
    read: list[tuple[int, int]] = []  # from when each version was shown, and when it was last read
    for position, version in enumerate(sorted(versions, key=lambda each: (each.first_seen, each.number))):
        dated = version.published if version.modified is None and position == 0 else version.modified
        dated = None if dated in seen else dated
        seen.update(moment for moment in (dated,) if moment is not None)
        start = version.first_seen if dated is None else min(dated, version.first_seen)
        start = start if version.published is None else max(start, version.published)
        is_later = version.last_read is not None  # what readers see now is no older version
        start = max([start, *(last for since, last in read if is_later or since <= start)])
        starts.append((start, version.number))
        if version.last_read is not None:
            read.append((start, version.last_read))
    starts.sort()
    ends = [*(start for start, _ in starts[1:]), None]
    return {number: (start, end) for (start, number), end in zip(starts, ends, strict=True)}


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _said(value: object) -> bool | None:
    return None if value is None else bool(value)


def _optional(value: object) -> str | None:
    return None if value is None else str(value)
