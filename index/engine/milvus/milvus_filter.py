"""What a filter leaves, as an expression of Milvus over the numbers that a passage has beside its vectors.

A publisher goes by a hash, so nothing that anybody typed is ever a part of an expression.
"""

from collections.abc import Iterable
from hashlib import blake2b

from index.engine.lexical import ALWAYS, Entry
from index.engine.passage_index import UNDATED
from index.passages.passage import Filter

NUMBERS = ("visible_from", "visible_until", "published", "publisher")


def numbers(entry: Entry) -> dict[str, int]:
    """What decides who may see a passage."""
    return {
        "visible_from": entry.visible_from,
        "visible_until": ALWAYS if entry.visible_until is None else entry.visible_until,
        "published": UNDATED if entry.published is None else entry.published,
        "publisher": publisher_number(entry.publisher),
    }


def publisher_number(key: str) -> int:
    """A publisher's `publisher_key` as a signed number of 64 bits."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little", signed=True)


def expression(wanted: Filter) -> str:
    """What a passage's numbers have to be for a filter to leave it."""
    parts = [f"visible_from <= {wanted.as_of}", f"visible_until > {wanted.as_of}"]
    if wanted.since is not None or wanted.until is not None:
        parts.append(f"published > {UNDATED}")
    if wanted.since is not None:
        parts.append(f"published >= {wanted.since}")
    if wanted.until is not None:
        parts.append(f"published < {wanted.until}")
    if wanted.publishers:
        parts.append(f"publisher in {[publisher_number(key) for key in wanted.publishers]}")
    return " and ".join(parts)


def among(ids: Iterable[int], expression: str = "") -> str:
    """The same, for some passages alone."""
    return " and ".join(part for part in (f"id in {list(ids)}", expression) if part)
