"""Training examples: a question beside passages, with the sentences and the words that answer marked.

A question without an answer in any of its passages is an example as well. Word pieces are made once (`encoded`) and
kept in files. Knows nothing of where examples come from or of the network.
"""

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder.encoder import find_model
from index.encoder.openvino_model import open_tokenizer
from index.text.sentences import Span, sentences
from qa.answer.reader.pair import Pieces, pair, pieces, sentence_pieces

BATCH = 512  # examples whose texts are turned into pieces together


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """A passage to read: its sentences, which of them answer, and each place of the shortest words that do."""

    head: str
    text: str
    spans: tuple[Span, ...]
    answering: tuple[bool, ...]
    words: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A question beside passages.

    `is_marked`: every sentence was judged; else at least one of those that are said to answer does.
    """

    source: str
    question: str
    reads: tuple[MarkedPassage, ...]
    is_marked: bool = True


@dataclass(frozen=True, slots=True)
class EncodedPassage:
    """A pair's pieces, counted from the text's first.

    `sentences`: `(n, 2)`, the first piece of each and the one after its last; `starts`, `ends`: the first and the last
    piece of each place of the words.
    """

    ids: NDArray[np.int32]
    type_at: int
    text_at: int
    sentences: NDArray[np.int32]
    answering: NDArray[np.bool_]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class EncodedExample:
    """An example as the network takes it."""

    source: str
    reads: tuple[EncodedPassage, ...]
    is_marked: bool


def marked(text: str, words: Sequence[Span], head: str = "") -> MarkedPassage:
    """A text of which the sentences answer that hold the words."""
    spans = tuple(sentences(text))
    answering = tuple(any(span.start <= word.start < span.end for word in words) for span in spans)
    return MarkedPassage(head, text, spans, answering, tuple(words))


def joined(sentences: Iterable[str], answering: Iterable[bool], head: str = "") -> MarkedPassage:
    """A passage put together of sentences."""
    parts = list(sentences)
    starts = [sum(len(part) + 1 for part in parts[:number]) for number in range(len(parts))]
    spans = tuple(Span(start, start + len(part)) for start, part in zip(starts, parts, strict=True))
    return MarkedPassage(head, " ".join(parts), spans, tuple(answering))


def without_answers(read: MarkedPassage) -> MarkedPassage:
    """The passage without the sentences that answer: still about the subject, and no answer."""
    others = [span for span, answers in zip(read.spans, read.answering, strict=True) if not answers]
    return joined((read.text[span.start : span.end] for span in others), [False] * len(others), read.head)


def reader_tokenizer() -> Tokenizer:
    """The packaged model's tokeniser, which neither pads nor cuts."""
    return open_tokenizer(find_model().folder)


def encoded(tokenizer: Tokenizer, examples: Iterable[Example]) -> Iterator[EncodedExample]:
    """The examples as word pieces; what is cut off at a passage's end loses its marks."""
    waiting = iter(examples)
    while some := list(islice(waiting, BATCH)):
        yield from _encode(tokenizer, some)


def _encode(tokenizer: Tokenizer, examples: Sequence[Example]) -> Iterator[EncodedExample]:
    questions = [example.question for example in examples]
    reads = [read for example in examples for read in example.reads]
    made = pieces(tokenizer, [*questions, *(read.head for read in reads), *(read.text for read in reads)])
    heads, bodies = iter(made[len(questions) : len(questions) + len(reads)]), iter(made[len(questions) + len(reads) :])
    for example, question in zip(examples, made, strict=False):
        ready = tuple(_encode_read(question, next(heads), next(bodies), read) for read in example.reads)
        yield EncodedExample(example.source, ready, example.is_marked)


def _encode_read(question: Pieces, head: Pieces, body: Pieces, read: MarkedPassage) -> EncodedPassage:
    made = pair(question, head, body)
    placed = sentence_pieces(made.offsets, read.spans)
    is_there = placed[:, 1] > placed[:, 0]
    words = sentence_pieces(made.offsets, read.words)
    words = words[words[:, 1] > words[:, 0]]
    answering = np.array(read.answering, np.bool_)[is_there]
    return EncodedPassage(
        made.ids, made.type_at, made.text_at, placed[is_there], answering, words[:, 0], words[:, 1] - 1
    )


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """Write examples as word pieces, for `read_examples`, and say how many they are."""
    made = list(encoded(reader_tokenizer(), examples))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pickle.dump(made, file)
    print(f"{path}: {len(made):,} questions beside {sum(len(example.reads) for example in made):,} passages")


def read_examples(paths: Iterable[Path]) -> list[EncodedExample]:
    """The examples of files that `write_examples` wrote. Open no others: a pickle can run code."""
    examples: list[EncodedExample] = []
    for path in paths:
        with path.open("rb") as file:
            examples += pickle.load(file)
    return examples
