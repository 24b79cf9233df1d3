"""How well a reader reads what it has not seen: words of public sets, sentences of public sets and of news.

    python -m qa.training.reader.evaluation CHECKPOINT READING ARTICLES… [--questions 400]

READING is the folder of public sets, of which `is_held_out` tells the passages to test on; the questions of
`news-questions-test` are read beside their own article's passages (in ARTICLES). Of words exact match and F1 as SQuAD
has them; of sentences in the order of their logits MAP and how often the first answers; of unanswerable questions the
area under the curve.
"""

import argparse
import random
import re
import string
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from index.encoder.encoder import find_model
from index.vectors import Vectors
from qa.answer.reader.network import ReaderNetwork
from qa.answer.reader.pair import Pair, pair, pieces
from qa.training.reader.examples import EncodedExample, Example, encoded, reader_tokenizer
from qa.training.reader.json_lines import read_rows
from qa.training.reader.loss import collate
from qa.training.reader.news_examples import SearchableNews
from qa.training.reader.public_examples import is_held_out, public

MAX_WORDS_PIECES = 30
AT_ONCE = 16  # passages


@dataclass(frozen=True, slots=True)
class ReadExample:
    """What a network says of one example: its sentences' logits, passage by passage, which answer, and words."""

    odds: Vectors
    gold: Vectors
    words: str


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("checkpoint", type=Path)
    arguments.add_argument("reading", type=Path)
    arguments.add_argument("articles", type=Path, nargs="+")
    arguments.add_argument("--questions", type=int, default=400, help="of each set, at most")
    arguments.add_argument("--layers", type=int, default=6)
    options = arguments.parse_args()
    network = ReaderNetwork(find_model().folder, layers=options.layers, dropout=0.0).eval()
    network.load_state_dict(torch.load(options.checkpoint, map_location="cpu", weights_only=True)["mean"], strict=False)
    tokenizer = reader_tokenizer()
    rng = random.Random(0)
    sets: dict[str, list[Example]] = defaultdict(list)
    for example in public(options.reading):
        if is_held_out(example):
            sets[example.source].append(example)
    for name, examples in sets.items():
        some = rng.sample(examples, min(options.questions, len(examples)))
        show(name, some, [read(network, tokenizer, example) for example in some])
    news = SearchableNews.of_files(options.articles, tokenizer)
    rows = [row for row in read_rows(options.reading / "news-questions-test.jsonl.gz") if row["url"] in news.by_url]
    asked = [news.beside_its_article(row) for row in rng.sample(rows, min(options.questions, len(rows)))]
    show("news", asked, [read(network, tokenizer, example) for example in asked])


def show(name: str, examples: Sequence[Example], reads: Sequence[ReadExample]) -> None:
    """Print a set's figures."""
    figures = sentence_figures(reads) | word_figures(examples, reads)
    print(f"{name:16} {len(reads):4} " + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()), flush=True)


def sentence_figures(reads: Sequence[ReadExample]) -> dict[str, float]:
    """MAP and first of the answerable, and the area under the curve of the best logit against the others."""
    can = [each for each in reads if each.gold.any() and len(each.gold) > 1]
    best = [(float(each.odds.max()), bool(each.gold.any())) for each in reads if len(each.odds)]
    above, below = ([value for value, is_can in best if is_can is which] for which in (True, False))
    figures = {}
    if can:
        figures["map"] = float(np.mean([average_precision(each.odds, each.gold) for each in can]))
        figures["first"] = float(np.mean([each.gold[each.odds.argmax()] for each in can]))
    if above and below:
        figures["auc"] = float(np.mean([(a > b) + 0.5 * (a == b) for a in above for b in below]))
    return figures


def average_precision(odds: Vectors, gold: Vectors) -> float:
    ranked = gold[np.argsort(-odds, kind="stable")]
    return float((ranked.cumsum() / np.arange(1, len(ranked) + 1))[ranked > 0].mean())


def word_figures(examples: Sequence[Example], reads: Sequence[ReadExample]) -> dict[str, float]:
    """EM and F1 of the words, best of all marked ones, where some are."""
    scores = []
    for example, found in zip(examples, reads, strict=True):
        marked = [one.text[place.start : place.end] for one in example.reads for place in one.words]
        if marked:
            scores.append(
                (max(_same(found.words, each) for each in marked), max(f1(found.words, each) for each in marked))
            )
    if not scores:
        return {}
    exact, overlap = np.mean(scores, axis=0)
    return {"em": float(exact), "f1": float(overlap)}


def plain_words(text: str) -> list[str]:
    """SQuAD's normal form: small letters without punctuation and articles."""
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", bare).split()


def _same(one: str, other: str) -> float:
    return float(plain_words(one) == plain_words(other))


def f1(one: str, other: str) -> float:
    """The harmonic mean of precision and recall of the words of one in the other."""
    mine, theirs = plain_words(one), plain_words(other)
    common = sum((Counter(mine) & Counter(theirs)).values())
    return 2 * common / (len(mine) + len(theirs)) if common else 0.0


def read(network: ReaderNetwork, tokenizer: Tokenizer, example: Example) -> ReadExample:
    """All of an example's passages, read; its words are of the passage and place that the network is surest of."""
    (made,) = encoded(tokenizer, [example])
    tokens = run(network, made)
    odds, gold, best = [], [], (0.0, "")
    heads, texts = [one.head for one in example.reads], [one.text for one in example.reads]
    asked, *others = pieces(tokenizer, [example.question, *heads, *texts])
    for number, (encoding, one) in enumerate(zip(made.reads, example.reads, strict=True)):
        inside = tokens[number][encoding.text_at :]
        odds += [float(inside[first:last, 0].mean()) for first, last in encoding.sentences]
        gold += encoding.answering.tolist()
        found = surest_words(tokens[number], pair(asked, others[number], others[len(heads) + number]))
        if found and found[0] > best[0]:
            best = (found[0], one.text[found[1] : found[2]])
    return ReadExample(np.array(odds), np.array(gold, np.float32), best[1])


def run(network: ReaderNetwork, example: EncodedExample) -> list[Vectors]:
    """The logits of the tokens of each passage, `(pieces, 3)`."""
    tokens: list[Vectors] = []
    for first in range(0, len(example.reads), AT_ONCE):
        some = example.reads[first : first + AT_ONCE]
        batch = collate([EncodedExample(example.source, some, example.is_marked)])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            logits = network(batch.ids, batch.mask, batch.types)
        tokens += [row.numpy()[: len(one.ids)] for row, one in zip(logits.tokens.float(), some, strict=True)]
    return tokens


def surest_words(tokens: Vectors, made: Pair) -> tuple[float, int, int] | None:
    """The probability and place of the likeliest words, against "nowhere", the first piece; `None` without a text."""
    inside = np.concatenate([tokens[:1, 1:], tokens[made.text_at : made.text_at + len(made.offsets), 1:]])
    if len(inside) < 2:
        return None
    shifted = np.exp(inside - inside.max(axis=0))
    starts, ends = (shifted / shifted.sum(axis=0))[1:].T
    joint = np.triu(np.outer(starts, ends)) - np.triu(np.outer(starts, ends), MAX_WORDS_PIECES)
    first, last = np.unravel_index(int(joint.argmax()), joint.shape)
    return float(joint[first, last]), int(made.offsets[first, 0]), int(made.offsets[last, 1])


if __name__ == "__main__":
    main()
