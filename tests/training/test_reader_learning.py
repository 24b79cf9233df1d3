"""The reader's loss, its batches, and a few steps of learning."""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from index.text.sentences import Span
from qa.answer.reader.network import Logits, ReaderNetwork
from qa.training.reader.evaluation import average_precision, f1, read
from qa.training.reader.examples import EncodedExample, Example, encoded, joined, marked, reader_tokenizer
from qa.training.reader.learning import batches, schedule
from qa.training.reader.loss import collate, loss

SENTENCES = ("The council met on Tuesday.", "It agreed on two million euros.", "Nobody spoke against it.")


def examples(gold: Sequence[bool] = (False, True, False)) -> list[EncodedExample]:
    reads = (joined(SENTENCES, gold), joined(SENTENCES[::-1], [False] * 3))
    return list(encoded(reader_tokenizer(), [Example("test", "How much will it pay?", reads)]))


def logits_for(example: EncodedExample, sentence: int | None, relevance: Sequence[float]) -> Logits:
    """Logits that are sure of one sentence of the first passage, or of none."""
    tokens = torch.full((*collate([example]).ids.shape, 3), -6.0)
    tokens[:, 0, 1:] = 6.0
    if sentence is not None:
        first, last = example.reads[0].sentences[sentence] + example.reads[0].text_at
        tokens[0, first:last, 0] = 6.0
    return Logits(torch.tensor(relevance), tokens)


def test_the_right_sentence_costs_less_than_a_wrong_one_or_none() -> None:
    (example,) = examples()
    right, wrong, none = (
        float(loss(logits_for(example, sentence, (6.0, -6.0)), collate([example]))) for sentence in (1, 2, None)
    )
    assert right < none < wrong


def test_without_an_answer_none_costs_least() -> None:
    (example,) = examples((False, False, False))
    none = float(loss(logits_for(example, None, (-6.0, -6.0)), collate([example])))
    assert none < float(loss(logits_for(example, 1, (-6.0, -6.0)), collate([example])))
    assert none < float(loss(logits_for(example, None, (6.0, -6.0)), collate([example])))


def test_each_place_where_the_words_begin_counts_once() -> None:
    read_ = marked(" ".join(SENTENCES), (Span(41, 44), Span(41, 52)))  # "two", "two million"
    (example,) = encoded(reader_tokenizer(), [Example("test", "How much will it pay?", (read_,))])
    made = collate([example])
    assert made.wanted.sum(1).tolist() == [[1, 2]]
    assert not (made.wanted & ~made.inside[:, :, None]).any()


def test_batches_hold_each_question_once_and_differ_by_process() -> None:
    many = examples() * 400
    alone = batches(many, 0, 1, seed=1, pieces=4_096)
    seen: list[int] = []
    while len(seen) < len(many):
        seen += next(alone)
    assert sorted(seen) == list(range(len(many)))
    first, second = (set(next(batches(many, rank, 2, seed=1, pieces=4_096))) for rank in (0, 1))
    assert first and second and not first & second


def test_too_few_examples_for_the_processes_are_refused() -> None:
    with pytest.raises(ValueError, match="1 examples make 1 batches, too few for 2 processes"):
        next(batches(examples(), 0, 2, seed=1, pieces=4_096))


@pytest.mark.parametrize(("done", "share"), [(0.0, 0.01), (0.06, 1.0), (1.0, 0.02)])
def test_the_rate_rises_and_falls(done: float, share: float) -> None:
    assert schedule(done) == pytest.approx(share)


def test_figures_of_sentences_and_words() -> None:
    assert average_precision(
        torch.tensor([3.0, 2.0, 1.0]).numpy(), torch.tensor([0.0, 1.0, 1.0]).numpy()
    ) == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert f1("the two million euros", "two million") == pytest.approx(0.8)
    assert f1("a bridge", "two million") == 0


@pytest.mark.slow
def test_a_few_steps_learn_and_go_on_from_their_checkpoint(tmp_path: Path) -> None:
    from qa.training.reader.examples import write_examples
    from qa.training.reader.learning import learn

    read_ = marked(" ".join(SENTENCES), ())
    write_examples(
        tmp_path / "examples.pkl", [Example("test", "How much?", (joined(SENTENCES, (False, True, False)), read_))] * 8
    )
    options = argparse.Namespace(
        examples=[tmp_path / "examples.pkl"], out=tmp_path, minutes=0.1, start=None, processes=1, layers=2,
        rate=1e-4, dropout=0.0, seed=1, pieces=4_096,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MASTER_ADDR", "127.0.0.1")
        patch.setenv("MASTER_PORT", "29871")
        learn(0, options)
        first = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
        options.minutes = 0.2
        learn(0, options)
    second = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
    assert 0 < first["step"] < second["step"]
    assert all(json.loads(line)["loss"] > 0 for line in (tmp_path / "curve.jsonl").read_text().splitlines())


def test_a_network_reads_an_example() -> None:
    from index.encoder.encoder import find_model

    network = ReaderNetwork(find_model().folder, layers=1).eval()
    found = read(network, reader_tokenizer(), Example("test", "How much?", (joined(SENTENCES, (False, True, False)),)))
    assert len(found.odds) == 3
    assert found.gold.tolist() == [0, 1, 0]
    assert found.words in " ".join(SENTENCES)
