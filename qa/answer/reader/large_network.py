"""The larger networks: the packaged all-mpnet-base-v2 with adapters, and the reader's heads or a verdict's.

Its weights stay as they are; beside each of them a product of two narrow matrices is learned and added (low-rank
adapters, Hu et al. 2021, arXiv 2106.09685), so that what was learned is a few megabytes. It takes the same word pieces
as the smaller network: the vocabularies hold the same words, in another order. Knows nothing of examples.
"""

import json
import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch.nn import functional

from qa.answer.reader.network import Logits

LAYERS, WIDTH, HEADS = 12, 768, 12
PLAIN_LAYERS = 2  # the first ones, without adapters: what they do is the same for all texts
RANK, SCALE = 16, 2.0
VERDICT_WIDTH = 256
BUCKETS, FARTHEST = 32, 128  # of distances between words (Raffel et al. 2020, arXiv 1910.10683)
FIRST_POSITION = 2
MARKS = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
MASKED = -1e4


class AdaptedLinear(torch.nn.Module):
    """A linear map that stays as it is, and the product of two narrow ones that is added to it."""

    weight: torch.Tensor
    bias: torch.Tensor

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, *, is_learned: bool) -> None:
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("bias", bias, persistent=False)
        self.is_learned = is_learned
        if is_learned:
            self.down = torch.nn.Parameter(torch.randn(RANK, weight.shape[1]) / math.sqrt(weight.shape[1]))
            self.up = torch.nn.Parameter(torch.zeros(weight.shape[0], RANK))

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        same = states.to(self.weight.dtype)
        mapped = functional.linear(same, self.weight, self.bias)
        if not self.is_learned:
            return mapped
        added = functional.linear(functional.linear(same, self.down.to(same.dtype)), self.up.to(same.dtype))
        return mapped + SCALE * added

    def merge(self) -> None:
        """Put what was learned into the map itself, which answers the same and costs less."""
        if self.is_learned:
            self.weight += SCALE * self.up.data @ self.down.data
            self.is_learned = False


class LargeLayer(torch.nn.Module):
    """One layer of MPNet: attention, then two linear maps, each added to what came in and normalised."""

    def __init__(self, weights: dict[str, torch.Tensor], number: int) -> None:
        super().__init__()
        is_learned = number >= PLAIN_LAYERS

        def linear(name: str) -> AdaptedLinear:
            at = f"encoder.layer.{number}.{name}"
            return AdaptedLinear(weights[f"{at}.weight"], weights[f"{at}.bias"], is_learned=is_learned)

        self.q, self.k, self.v, self.o = (linear(f"attention.attn.{name}") for name in "qkvo")
        self.i, self.d = linear("intermediate.dense"), linear("output.dense")
        self.n1 = _norm(weights, f"encoder.layer.{number}.attention.LayerNorm").requires_grad_(is_learned)
        self.n2 = _norm(weights, f"encoder.layer.{number}.output.LayerNorm").requires_grad_(is_learned)

    def forward(self, states: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        n, length, _ = states.shape

        def split(each: torch.Tensor) -> torch.Tensor:
            return each.view(n, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = split(self.q(states)), split(self.k(states)), split(self.v(states))
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        joined = self.o(attended.transpose(1, 2).reshape(n, length, WIDTH))
        states = self.n1((joined + states).float())
        result: torch.Tensor = self.n2((self.d(functional.gelu(self.i(states))) + states).float())
        return result


class LargeEncoder(torch.nn.Module):
    """The packaged MiniLM's word pieces → states, `(n, longest, WIDTH)`.

    `folder` holds all-mpnet-base-v2, `small` the packaged MiniLM with the vocabulary that questions come in. What is
    not learned is kept as `dtype`.
    """

    positions: torch.Tensor
    distances: torch.Tensor

    def __init__(self, folder: Path, small: Path, *, dtype: str = "float32") -> None:
        super().__init__()
        weights = load_file(folder / "model.safetensors")
        order = _same_words(small / "tokenizer.json", folder / "tokenizer.json")
        rows = weights["embeddings.word_embeddings.weight"][order]
        self.words = torch.nn.Embedding(rows.shape[0], rows.shape[1], _weight=rows).requires_grad_(False)
        self.register_buffer("positions", weights["embeddings.position_embeddings.weight"], persistent=False)
        self.register_buffer("distances", weights["encoder.relative_attention_bias.weight"], persistent=False)
        self.ln = _norm(weights, "embeddings.LayerNorm").requires_grad_(False)
        kept = {
            name: tensor if "LayerNorm" in name else tensor.to(getattr(torch, dtype))
            for name, tensor in weights.items()
        }
        self.layers = torch.nn.ModuleList(LargeLayer(kept, number) for number in range(LAYERS))

    def states(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        length = ids.shape[1]
        states = self.ln(self.words(ids) + self.positions[FIRST_POSITION : FIRST_POSITION + length])
        bias = self.distances[distance_buckets(length)].permute(2, 0, 1)[None]
        bias = bias + (1 - mask[:, None, None, :].float()) * MASKED
        for layer in self.layers:
            states = layer(states, bias)
        found: torch.Tensor = states.float()
        return found

    def learned(self) -> dict[str, torch.Tensor]:
        """The weights that are not the packaged model's."""
        return {name: tensor for name, tensor in self.state_dict().items() if not name.startswith("words.")}

    def merge(self) -> None:
        """Put the adapters into the maps that they stand beside."""
        for module in self.modules():
            if isinstance(module, AdaptedLinear):
                module.merge()


class LargeNetwork(LargeEncoder):
    """A question and a passage → logits, as `ReaderNetwork` gives them."""

    def __init__(self, folder: Path, small: Path, *, dtype: str = "float32") -> None:
        super().__init__(folder, small, dtype=dtype)
        self.passage_head, self.token_head = _head(1), _head(3)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, _types: torch.Tensor | None = None) -> Logits:
        states = self.states(ids, mask)
        return Logits(self.passage_head(states[:, 0])[:, 0], self.token_head(states))


class VerdictNetwork(LargeEncoder):
    """A claim, put as a question, and a few sentences → logits `(n, 3)`: unsettled, agrees, differs."""

    def __init__(self, folder: Path, small: Path, *, dtype: str = "float32") -> None:
        super().__init__(folder, small, dtype=dtype)
        self.verdict_head = torch.nn.Sequential(
            torch.nn.Linear(WIDTH, VERDICT_WIDTH), torch.nn.GELU(), _head(3, VERDICT_WIDTH)
        )

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.verdict_head(self.states(ids, mask)[:, 0])
        return logits


def _head(n: int, width: int = WIDTH) -> torch.nn.Linear:
    head = torch.nn.Linear(width, n)
    torch.nn.init.normal_(head.weight, std=0.02)
    torch.nn.init.zeros_(head.bias)
    return head


def _norm(weights: dict[str, torch.Tensor], name: str) -> torch.nn.LayerNorm:
    norm = torch.nn.LayerNorm(WIDTH, eps=1e-5)
    norm.weight.data, norm.bias.data = weights[f"{name}.weight"].clone(), weights[f"{name}.bias"].clone()
    return norm


def _same_words(ours: Path, theirs: Path) -> torch.Tensor:
    """The number in one vocabulary of each word piece of the other, in its order."""
    small = json.loads(ours.read_text(encoding="utf-8"))["model"]["vocab"]
    file = json.loads(theirs.read_text(encoding="utf-8"))
    large = file["model"]["vocab"] | {each["content"]: each["id"] for each in file["added_tokens"]}
    order = sorted(small, key=lambda piece: int(small[piece]))
    return torch.tensor([large[MARKS.get(piece, piece)] for piece in order])


def distance_buckets(length: int) -> torch.Tensor:
    """The number of each pair of words' distance, `(length, length)`: near ones each their own, far ones together."""
    places = torch.arange(length)
    distance = places[:, None] - places[None, :]
    half, near = BUCKETS // 2, BUCKETS // 4
    away = distance.abs()
    far = near + (torch.log(away.float().clamp(min=1) / near) / math.log(FARTHEST / near) * (half - near)).long()
    return (distance < 0).long() * half + torch.where(away < near, away, far.clamp(max=half - 1))
