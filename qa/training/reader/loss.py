"""The reader's loss: passages, sentences and words of one question, each against "none answers".

A question's passages compete with one another and with a logit of 0 (listwise, normalised over all of them: Clark and
Gardner 2018, arXiv 1710.10723). Each sentence and passage is judged alone as well, so that its logit can be read as
log-odds. Where it is not known which of several sentences answers, the best is enough (marginal likelihood).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as alone

from qa.answer.reader.network import Logits
from qa.training.reader.examples import EncodedExample, EncodedPassage

ALONE = 0.5  # weight of judging each sentence and passage by itself
WORDS = 0.5  # of the words
NO_WORDS = 0.2  # of finding no words in a passage that does not answer


@dataclass(frozen=True, slots=True)
class Batch:
    """Some questions' pairs, padded: `ids`, `mask`, `types` `(n, longest)`, and which rows are which question's."""

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    examples: Sequence[EncodedExample]


def collate(examples: Sequence[EncodedExample]) -> Batch:
    reads = [read for example in examples for read in example.reads]
    longest = -(-max(len(read.ids) for read in reads) // 8) * 8
    ids, mask, types = (torch.zeros(len(reads), longest, dtype=torch.long) for _ in range(3))
    for row, read in enumerate(reads):
        ids[row, : len(read.ids)] = torch.from_numpy(read.ids).long()
        mask[row, : len(read.ids)] = 1
        types[row, read.type_at : len(read.ids)] = 1
    return Batch(ids, mask, types, examples)


def loss(logits: Logits, batch: Batch) -> torch.Tensor:
    """The mean over the batch's questions."""
    relevance, tokens = logits.relevance.float(), logits.tokens.float()
    sums = torch.nn.functional.pad(tokens[:, :, 0].cumsum(1), (1, 0))
    total, row = torch.zeros(()), 0
    for example in batch.examples:
        passages, evidence, gold, has_answer = [], [], [], []
        for read in example.reads:
            passages.append(relevance[row])
            has_answer.append(bool(read.answering.any()))
            first, last = (torch.from_numpy(read.sentences[:, column]).long() + read.text_at for column in (0, 1))
            evidence.append((sums[row, last] - sums[row, first]) / (last - first))
            gold.append(torch.from_numpy(read.answering))
            if example.is_marked:
                total = total + WORDS * _words(tokens[row, :, 1:], read)
            row += 1
        total = total + _listwise(torch.stack(passages), torch.tensor(has_answer), example.is_marked)
        if any(len(each) for each in gold):
            total = total + _listwise(torch.cat(evidence), torch.cat(gold), example.is_marked)
    return total / len(batch.examples)


def _listwise(logits: torch.Tensor, right: torch.Tensor, is_marked: bool) -> torch.Tensor:
    """Minus the logarithm of the share that right ones have of all, 0 standing for none."""
    with_none = torch.cat([torch.zeros(1), logits])
    wanted = logits[right] if right.any() else torch.zeros(1)
    listwise = torch.logsumexp(with_none, 0) - torch.logsumexp(wanted, 0)
    if not is_marked:
        return listwise
    return listwise + ALONE * alone(logits, right.float(), reduction="sum") / (1 + right.sum())


def _words(logits: torch.Tensor, read: EncodedPassage) -> torch.Tensor:
    """Cross-entropy of where the words begin and end among the text's pieces, the first token standing for nowhere."""
    if len(read.starts) == 0 and read.answering.any():
        return torch.zeros(())  # it answers, but which words do was not marked
    n = int(read.sentences[-1, 1]) if len(read.sentences) else 0
    inside = torch.cat([logits[:1], logits[read.text_at : read.text_at + n]])
    total = torch.zeros(())
    for column, places in ((0, read.starts), (1, read.ends)):
        wanted = torch.from_numpy(places).long() + 1 if len(places) else torch.zeros(1, dtype=torch.long)
        total = total + torch.logsumexp(inside[:, column], 0) - torch.logsumexp(inside[wanted, column], 0)
    return total / 2 if len(read.starts) else NO_WORDS * total / 2
