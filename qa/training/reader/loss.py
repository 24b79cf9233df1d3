"""The reader's loss: passages, sentences and words of one question, each against "none answers".

A question's passages compete with one another and with a logit of 0 (listwise, normalised over all of them: Clark and
Gardner 2018, arXiv 1710.10723). Each sentence and passage is judged alone as well, so that its logit can be read as
log-odds. Where it is not known which of several sentences answers, the best is enough (marginal likelihood).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as alone

from qa.answer.reader.network import Logits
from qa.training.reader.examples import EncodedExample, EncodedPassage

ALONE = 0.5  # weight of judging each sentence and passage by itself
WORDS = 1.0  # of the words
NO_WORDS = 0.2  # of finding no words in a passage that does not answer
NONE = float("-inf")


@dataclass(frozen=True, slots=True)
class Judged:
    """What is judged of a batch, passages or sentences: whose question each is, its place there, whether it answers."""

    question: torch.Tensor
    place: torch.Tensor
    is_right: torch.Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """Some questions' pairs, padded, and what is right of them.

    `ids`, `mask`, `types`: `(n, longest)`. `is_marked`: `(questions,)`. Of sentences `rows`, `firsts` and `lasts`:
    `(sentences,)`, the pair and its pieces. Of words `inside` and `wanted`: `(n, longest)` and `(n, longest, 2)`, where
    they may begin and end and where they do; `weights`: `(n,)`, what finding them counts.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    is_marked: torch.Tensor
    passages: Judged
    sentences: Judged
    rows: torch.Tensor
    firsts: torch.Tensor
    lasts: torch.Tensor
    inside: torch.Tensor
    wanted: torch.Tensor
    weights: torch.Tensor

    def to(self, device: str) -> "Batch":
        """The same on a device."""
        return Batch(*(_moved(getattr(self, each.name), device) for each in fields(self)))  # type: ignore[arg-type]


def _moved(value: torch.Tensor | Judged, device: str) -> torch.Tensor | Judged:
    if isinstance(value, Judged):
        return Judged(*(getattr(value, each.name).to(device, non_blocking=True) for each in fields(value)))
    return value.to(device, non_blocking=True)


def collate(examples: Sequence[EncodedExample]) -> Batch:
    """Examples as a batch."""
    reads = [read for example in examples for read in example.reads]
    longest = -(-max(len(read.ids) for read in reads) // 8) * 8
    ids, mask, types = (np.zeros((len(reads), longest), np.int64) for _ in range(3))
    inside, wanted = np.zeros((len(reads), longest), np.bool_), np.zeros((len(reads), longest, 2), np.bool_)
    weights = np.zeros(len(reads), np.float32)
    inside[:, 0] = True  # the first token stands for nowhere
    is_marked = [example.is_marked for example in examples for _ in example.reads]
    for row, read in enumerate(reads):
        ids[row, : len(read.ids)] = read.ids
        mask[row, : len(read.ids)] = 1
        types[row, read.type_at : len(read.ids)] = 1
        inside[row, read.text_at : read.text_at + (read.sentences[-1, 1] if len(read.sentences) else 0)] = True
        weights[row] = _words_weight(read) if is_marked[row] else 0.0
        for column, places in ((0, read.starts), (1, read.ends)):
            wanted[row, places + read.text_at if len(places) else [0], column] = True
    questions = np.repeat(np.arange(len(examples)), [len(example.reads) for example in examples])
    rows = np.repeat(np.arange(len(reads)), [len(read.sentences) for read in reads])
    places = np.concatenate([read.sentences + read.text_at for read in reads]).astype(np.int64)
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(types),
        torch.tensor([example.is_marked for example in examples]),
        _judged(questions, [bool(read.answering.any()) for read in reads]),
        _judged(questions[rows], np.concatenate([read.answering for read in reads])),
        torch.from_numpy(rows),
        torch.from_numpy(places[:, 0]),
        torch.from_numpy(places[:, 1]),
        torch.from_numpy(inside),
        torch.from_numpy(wanted),
        torch.from_numpy(weights),
    )


def _words_weight(read: EncodedPassage) -> float:
    if len(read.starts):
        return WORDS
    return 0.0 if read.answering.any() else WORDS * NO_WORDS  # it answers, but which words do was not marked


def _judged(questions: np.ndarray, is_right: Sequence[bool] | np.ndarray) -> Judged:
    """What is judged, the questions in order."""
    place = np.arange(len(questions)) - np.searchsorted(questions, questions)
    return Judged(torch.from_numpy(questions), torch.from_numpy(place), torch.tensor(is_right, dtype=torch.bool))


def loss(logits: Logits, batch: Batch) -> torch.Tensor:
    """The mean over the batch's questions."""
    relevance, tokens = logits.relevance.float(), logits.tokens.float()
    sums = torch.nn.functional.pad(tokens[:, :, 0].cumsum(1), (1, 0))
    evidence = (sums[batch.rows, batch.lasts] - sums[batch.rows, batch.firsts]) / (batch.lasts - batch.firsts)
    total = _listwise(relevance, batch.passages, batch.is_marked)
    total = total + _listwise(evidence, batch.sentences, batch.is_marked)
    return (total + _words(tokens[:, :, 1:], batch)) / len(batch.is_marked)


def _listwise(logits: torch.Tensor, judged: Judged, is_marked: torch.Tensor) -> torch.Tensor:
    """Minus the logarithm of the share that right ones have of all, 0 standing for none; summed over questions."""
    if not len(logits):
        return logits.sum()
    n, widest = len(is_marked), int(judged.place.max()) + 1
    table = logits.new_full((n, widest), NONE).index_put((judged.question, judged.place), logits)
    right = logits.new_zeros((n, widest), dtype=torch.bool)
    right = right.index_put((judged.question, judged.place), judged.is_right)
    none = logits.new_zeros((n, 1))
    without = none.masked_fill(right.any(1, keepdim=True), NONE)
    everything, wanted = torch.cat([none, table], 1), torch.cat([without, table.masked_fill(~right, NONE)], 1)
    listwise = (torch.logsumexp(everything, 1) - torch.logsumexp(wanted, 1)).sum()
    each = alone(logits, judged.is_right.float(), reduction="none") * is_marked[judged.question]
    return listwise + ALONE * (each / (1 + right.sum(1))[judged.question]).sum()


def _words(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Cross-entropy of where the words begin and end among the text's pieces; summed over passages."""
    inside = logits.masked_fill(~batch.inside[:, :, None], NONE)
    wanted = logits.masked_fill(~batch.wanted, NONE)
    return batch.weights @ (torch.logsumexp(inside, 1) - torch.logsumexp(wanted, 1)).sum(1) / 2
