"""Decompression within bounds: bytes from elsewhere, joined and unpacked. Knows nothing of where they are from."""

import zlib
from collections.abc import Iterable, Iterator

from corpus.errors import UsageError

GZIP = b"\x1f\x8b"
MAX_TIMES = 2  # that content is packed
PART_BYTES = 65_536
ZLIB_HEADER_BYTES = 2
GZIP_OR_ZLIB = 47  # by its header


class TooLargeError(UsageError):
    """More bytes than may be read."""


def joined(parts: Iterable[bytes], limit: int) -> bytes:
    """All parts together. Raises `TooLargeError` as soon as they are more than `limit` bytes."""
    whole = bytearray()
    for part in parts:
        whole += part
        if len(whole) > limit:
            raise TooLargeError(f"larger than the {limit:,} bytes that are read")
    return bytes(whole)


def gunzip(parts: Iterable[bytes], limit: int) -> bytes:
    """What is packed in the parts: gzip of any number of members, or zlib.

    Raises `TooLargeError` before more than `limit` bytes are unpacked beyond the first, `zlib.error` if they are
    damaged or incomplete.
    """
    return joined(_members(parts, limit), limit)


def inflate(parts: Iterable[bytes], limit: int) -> bytes:
    """What HTTP calls deflate: zlib, or the bare stream that some servers send. Raises as `gunzip` does."""
    return joined(_inflated(parts, limit), limit)


def _inflated(parts: Iterable[bytes], limit: int) -> Iterator[bytes]:
    unpacker = None
    head = b""
    for part in parts:
        head += part
        if unpacker is None and len(head) < ZLIB_HEADER_BYTES:
            continue
        if unpacker is None:
            is_zlib = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:ZLIB_HEADER_BYTES]) % 31 == 0  # RFC 1950
            unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)
        yield unpacker.decompress(head, limit + 1)
        head = b""
    if unpacker is None or not unpacker.eof:
        raise zlib.error("it ends too early")


def _members(parts: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """What the members hold: web archives have one for each page. What follows the last and is none is passed over."""
    unpacker = zlib.decompressobj(wbits=GZIP_OR_ZLIB)
    for part in parts:
        rest = part
        while rest:
            if unpacker.eof:
                if not rest.startswith(GZIP[:1]):
                    return
                unpacker = zlib.decompressobj(wbits=GZIP_OR_ZLIB)
            yield unpacker.decompress(rest, limit + 1)
            rest = unpacker.unused_data
    if not unpacker.eof:
        raise zlib.error("it ends too early")


def unpacked(content: bytes, limit: int) -> bytes:
    """Content as it is, or what it holds if it is gzip, perhaps packed twice. Raises as `gunzip` does."""
    for _ in range(MAX_TIMES):
        if content.startswith(GZIP):
            parts = (content[start : start + PART_BYTES] for start in range(0, len(content), PART_BYTES))
            content = gunzip(parts, limit)
    return content
