"""The reader: a question beside passages → how well each answers, which sentence does, and in which words.

A small cross-encoder that was learned for this (`weights/README.md`), run as the encoder is. Its logits are learned
against 0, which stands for "none answers": above it they speak for an answer. Knows nothing of ranking or quoting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder.openvino_model import OpenVinoModel
from index.text.sentences import Span
from index.vectors import Vectors
from qa.answer.reader.pair import Pair, pair, pieces, sentence_pieces
from qa.retrieval.weights import Table

MAX_WORDS_PIECES = 30  # of a short answer
WORDS = 4  # short answers considered in a passage
CUT_OFF = -10.0  # the logit of a sentence that lies beyond what is read


@dataclass(frozen=True, slots=True)
class PassageText:
    """What is read beside a question: the headline and day, the text, and the places of its sentences."""

    head: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """`text[start:end]` and the probability that these words answer, given that this passage is read alone."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True)
class Reading:
    """Log-odds that the passage answers and that each of its sentences does, and its likeliest words, best first."""

    relevance: float
    sentences: tuple[float, ...]
    words: tuple[Words, ...]


class Reader(Protocol):
    """Reads passages beside a question."""

    digest: str

    @property
    def confidence(self) -> Table:
        """The weights that tell from its log-odds how sure an answer is."""
        ...

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        """A reading of each passage, in the order given."""
        ...


@dataclass(frozen=True, slots=True)
class PairInput:
    """A pair as a converted model takes it."""

    ids: Sequence[int]
    attention_mask: Sequence[int]
    type_ids: Sequence[int]


class OpenVinoReader(OpenVinoModel):
    """The converted reader. Safe to use from several threads."""

    FORMAT = 2
    confidence: Table = "confidence"
    FEW = 0  # it is hardly ever given few passages: a second graph for these would hold the weights once more

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        """See `Reader.read`."""
        if not passages:
            return []
        n = len(passages)
        heads, texts = [each.head for each in passages], [each.text for each in passages]
        asked, *rest = pieces(self.tokenizer, [question, *heads, *texts])
        pairs = [pair(asked, head, text) for head, text in zip(rest[:n], rest[n:], strict=True)]
        tokens: list[Vectors] = [np.zeros((0, 3), np.float32)] * n

        def keep(rows: Sequence[int], states: Vectors) -> None:
            for row, state in zip(rows, states, strict=True):
                tokens[row] = state.copy()

        relevance = self.run([_input(each) for each in pairs], keep)[:, 0]
        return [
            reading(float(odds), state, made, passage)
            for odds, state, made, passage in zip(relevance, tokens, pairs, passages, strict=True)
        ]


def _input(made: Pair) -> PairInput:
    types = [0] * made.type_at + [1] * (len(made.ids) - made.type_at)
    return PairInput(made.ids.tolist(), [1] * len(made.ids), types)


def reading(relevance: float, tokens: Vectors, made: Pair, passage: PassageText) -> Reading:
    """What the network's logits say of one passage. `tokens`: `(pieces, 3)`, evidence, start and end of each piece."""
    places = sentence_pieces(made.offsets, passage.sentences)
    inside = tokens[made.text_at : made.text_at + len(made.offsets)]
    sums = np.concatenate([np.zeros(1), inside[:, 0].cumsum(dtype=np.float64)])
    odds = [float((sums[end] - sums[start]) / (end - start)) if end > start else CUT_OFF for start, end in places]
    return Reading(relevance, tuple(odds), _words(tokens[0, 1:], inside[:, 1:], made, passage.text, places))


def _words(nowhere: Vectors, inside: Vectors, made: Pair, text: str, places: NDArray[np.int32]) -> tuple[Words, ...]:
    """The likeliest beginnings and ends in one sentence, as whole words; against "nowhere", the first piece."""
    starts, ends = (_softmax(np.concatenate([nowhere[[column]], inside[:, column]]))[1:] for column in (0, 1))
    found: dict[tuple[int, int], float] = {}
    for first in np.argsort(-starts)[: 2 * WORDS].tolist():
        limit = next((end for start, end in places.tolist() if start <= first < end), first)
        if limit <= first:
            continue
        last = first + int(np.argmax(ends[first : min(limit, first + MAX_WORDS_PIECES)]))
        place = _whole_words(text, int(made.offsets[first, 0]), int(made.offsets[last, 1]))
        found[place] = max(found.get(place, 0.0), float(starts[first] * ends[last]))
    best = sorted(found.items(), key=lambda item: -item[1])[:WORDS]
    return tuple(Words(start, end, probability) for (start, end), probability in best)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A span widened to whole words."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def _softmax(logits: Vectors) -> Vectors:
    shifted = np.exp(logits - logits.max())
    return np.asarray(shifted / shifted.sum(), np.float32)
