"""Training examples from public sets of questions: SQuADShifts, XQuAD, QAMR, CLAPnq, TREC.

    python -m qa.training.reader.public_examples READING OUT

READING is a folder with the sets as packed JSON Lines. One passage of ten is held out, whatever is asked of it
(`is_held_out`): OUT/public.pkl is to learn from, `python -m qa.training.reader.evaluation` tests on the others.
"""

import argparse
import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from index.text.sentences import Span
from qa.training.reader.examples import Example, MarkedPassage, joined, marked, without_answers, write_examples
from qa.training.reader.json_lines import read_rows

TAKEN_OUT = 0.1  # share of passages whose answering sentence is taken out
SAME_TITLE = 0.7  # share of second passages that are of the same article
CANDIDATES = 8  # of TREC's sentences that are put together
HELD_OUT = 10  # one passage of so many


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("reading", type=Path)
    arguments.add_argument("out", type=Path)
    options = arguments.parse_args()
    write_examples(options.out / "public.pkl", (each for each in public(options.reading) if not is_held_out(each)))


def public(reading: Path) -> Iterator[Example]:
    """All that the public sets have."""
    rng = random.Random(0)
    return chain(
        span_questions(reading / "squadshifts.jsonl.gz", rng),
        span_questions(reading / "xquad-en.jsonl.gz", rng),
        sentence_questions(reading / "qamr.jsonl.gz", rng),
        passage_questions(reading / "clapnq.jsonl.gz"),
        candidate_questions(reading / "trec-sentences.jsonl.gz", rng),
    )


def is_held_out(example: Example) -> bool:
    """By its first passage's beginning, so that all questions to one text are on the same side."""
    return hashlib.sha1(example.reads[0].text[:80].encode()).digest()[0] % HELD_OUT == 0


def span_questions(path: Path, rng: random.Random) -> Iterator[Example]:
    """SQuADShifts and XQuAD: each question beside its paragraph and another; of some the answer is taken out."""
    rows = list(read_rows(path))
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if row["context"] not in texts[_article(row)][-1:]:
            texts[_article(row)].append(row["context"])
    every = list(chain.from_iterable(texts.values()))
    for row in rows:
        read = marked(row["context"], _places(row))
        if not any(read.answering):
            continue
        siblings = texts[_article(row)]
        other = rng.choice(siblings if len(siblings) > 1 and rng.random() < SAME_TITLE else every)
        is_taken_out = len(read.spans) > 1 and rng.random() < TAKEN_OUT
        reads = [without_answers(read) if is_taken_out else read]
        if other != row["context"]:
            reads.append(marked(other, ()))
        yield Example(row["set"], row["question"], tuple(reads))


def _article(row: dict[str, Any]) -> tuple[str, str]:
    return row["set"], row.get("title", "")


def _places(row: dict[str, Any]) -> list[Span]:
    """The places of a row's answers, each once."""
    places = {(each["start"], each["start"] + len(each["text"])) for each in row["answers"] if each["text"].strip()}
    return [Span(start, end) for start, end in sorted(places)]


def sentence_questions(path: Path, rng: random.Random) -> Iterator[Example]:
    """QAMR: questions to one sentence, put among two others."""
    rows = list(read_rows(path))
    sentences = sorted({row["context"] for row in rows})
    for row in rows:
        others = [other for other in rng.sample(sentences, 2) if other != row["context"]]
        parts = [row["context"], *others]
        rng.shuffle(parts)
        read = joined(parts, [part == row["context"] for part in parts])
        at = read.spans[read.answering.index(True)].start
        words = tuple(Span(at + place.start, at + place.end) for place in _places(row))
        yield Example("qamr", row["question"], (MarkedPassage("", read.text, read.spans, read.answering, words),))


def passage_questions(path: Path) -> Iterator[Example]:
    """CLAPnq: passages with the sentences that answer; of half of them none does."""
    for row in read_rows(path):
        flags = [sentence in row["answering"] for sentence in row["sentences"]]
        yield Example("clapnq", row["question"], (joined(row["sentences"], flags, f"{row['title']}."),))


def candidate_questions(path: Path, rng: random.Random) -> Iterator[Example]:
    """TREC: sentences of newswire that were judged one by one, in passages of some of them."""
    for row in read_rows(path):
        candidates = rng.sample(row["candidates"], len(row["candidates"]))
        for first in range(0, len(candidates), CANDIDATES):
            some = candidates[first : first + CANDIDATES]
            read = joined((each["text"] for each in some), [bool(each["label"]) for each in some])
            yield Example("trec", row["question"], (read,))


if __name__ == "__main__":
    main()
