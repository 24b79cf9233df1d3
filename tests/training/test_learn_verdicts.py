"""Learning verdicts: what a window holds, and that learning from windows goes on where it was ended."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from qa.training import learn_verdicts
from qa.training.learn_verdicts import LISTS, Claims, batches, is_held_out, stacked
from qa.training.reader.learning import CHECKPOINT

SENTENCES = [f"The council spoke of matter number {number}." for number in range(12)]
ARTICLE = {"url": "https://paper.example/1", "title": "The council", "text": " ".join(SENTENCES)}
AT = ARTICLE["text"].index(SENTENCES[6])
ROW = {
    "url": ARTICLE["url"],
    "published": "2024-05-01",
    "sentences": [[AT, AT + len(SENTENCES[6])]],
    "agrees": ["Did it speak of number six?"],
    "differs": ["Did it keep silent?"],
    "unknown": ["Did it vote?"],
}


@pytest.fixture
def claims() -> Claims:
    return Claims([ROW], {ARTICLE["url"]: ARTICLE})


def words(claims: Claims, ids: list[int]) -> str:
    return str(claims.tokenizer.decode(ids))


def test_a_claim_stands_beside_its_article_and_the_sentence_that_settles_it(claims: Claims) -> None:
    windows = claims.windows(None)
    assert [LISTS[each.label] for each in windows] == ["unknown", "agrees", "differs"]
    for each in windows:
        read = words(claims, each.made.ids.tolist())
        assert "the council ( 1 may 2024 )" in read and "matter number 6" in read and "matter number 8" not in read


def test_what_is_called_open_elsewhere_in_the_article_has_no_sentence_that_settles(claims: Claims) -> None:
    rng = random.Random(1)
    far = 0
    for _ in range(200):
        for each, name in zip(claims.windows(rng), LISTS, strict=True):
            holds = "matter number 6" in words(claims, each.made.ids[each.made.text_at :].tolist())
            assert each.label == (LISTS.index(name) if holds else 0)
            far += not holds
    assert 60 < far < 200


def test_windows_are_padded_to_the_longest(claims: Claims) -> None:
    batch = next(batches(claims, random.Random(1)))
    ids, mask, labels = stacked(batch)
    assert ids.shape == mask.shape == (3, max(len(each.made.ids) for each in batch))
    assert mask.sum(1).tolist() == [len(each.made.ids) for each in batch]
    assert labels.tolist() == [each.label for each in batch]


def test_the_same_articles_are_held_out_every_time() -> None:
    urls = [f"https://paper.example/{number}" for number in range(600)]
    assert 60 < sum(map(is_held_out, urls)) < 140


class TinyNetwork(torch.nn.Module):
    """Stands in for the large one: a table of words and three logits."""

    def __init__(self) -> None:
        super().__init__()
        self.words = torch.nn.Embedding(31_000, 8)
        self.head = torch.nn.Linear(8, 3)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.head((self.words(ids) * mask[:, :, None]).sum(1))
        return logits

    def learned(self) -> dict[str, torch.Tensor]:
        return dict(self.state_dict())


def test_learning_ends_with_its_time_and_goes_on_from_the_checkpoint(
    claims: Claims, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: Callable[[], TinyNetwork] = TinyNetwork
    monkeypatch.setattr(learn_verdicts, "opened", opened)
    learn_verdicts.learn(claims, tmp_path, 0.2)
    first = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    assert first["step"] > 0 and first["seconds"] >= 0.2
    network = learn_verdicts.learn(claims, tmp_path, 0.4)
    second = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    assert second["step"] > first["step"]
    learn_verdicts.report(network, claims.windows(None))
    assert "3 windows: right" in capsys.readouterr().out
