"""A question beside a passage, as the word pieces that the reader reads, and which of them are which sentence.

`[CLS] question [SEP] headline, day, text [SEP]`, the second part of type 1. The same for learning and for answering.
Knows nothing of the network that reads them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.text.sentences import Span

MAX_PIECES = 384  # a passage of 200 tokens with its headline and a question has about 290
MAX_QUESTION_PIECES = 64
MAX_HEADER_PIECES = 48
START, END = 101, 102  # [CLS] and [SEP] of the packaged model's vocabulary

Pieces = tuple[NDArray[np.int32], NDArray[np.int32]]  # ids `(n,)`, offsets `(n, 2)` in code points


@dataclass(frozen=True, slots=True)
class Pair:
    """`ids[text_at:text_at + len(offsets)]` are the text's pieces, whose places in it are `offsets`, `(n, 2)`."""

    ids: NDArray[np.int32]
    type_at: int
    text_at: int
    offsets: NDArray[np.int32]


def header(title: str, published: date | None) -> str:
    """What the reader is told of a passage's article: headline and day."""
    day = f" ({published.day} {published:%B %Y})" if published else ""
    return f"{title}{day}."


def pieces(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Pieces]:
    """Each text's word pieces, without end marks."""
    encodings = tokenizer.encode_batch(list(texts), add_special_tokens=False)
    return [
        (np.array(encoding.ids, np.int32), np.array(encoding.offsets, np.int32).reshape(-1, 2))
        for encoding in encodings
    ]


def pair(question: Pieces, head: Pieces, text: Pieces) -> Pair:
    """Put together; a question, headline or text that is too long is cut at its end."""
    asked, headline = question[0][:MAX_QUESTION_PIECES], head[0][:MAX_HEADER_PIECES]
    room = MAX_PIECES - 3 - len(asked) - len(headline)
    body, offsets = text[0][:room], text[1][:room]
    ids = np.concatenate([[START], asked, [END], headline, body, [END]]).astype(np.int32)
    type_at = len(asked) + 2
    return Pair(ids, type_at, type_at + len(headline), offsets)


def sentence_pieces(offsets: NDArray[np.int32], spans: Sequence[Span]) -> NDArray[np.int32]:
    """The first piece of each span of the text and the one after its last, `(n, 2)`; equal where none is left."""
    starts = np.searchsorted(offsets[:, 1], [span.start for span in spans], side="right")
    ends = np.searchsorted(offsets[:, 0], [span.end for span in spans], side="left")
    return np.stack([starts, np.maximum(starts, ends)], axis=1).astype(np.int32)
