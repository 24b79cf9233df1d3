"""A network's linear maps and word table in whole numbers of 8 bits, which take half the memory and less time to run.

Weights are counted in steps by output, and what comes in by map. Before that every channel that comes in is made
narrower by a power of its reach and its weights as much wider, so that a few wide channels do not leave the others a
handful of steps (SmoothQuant, Xiao et al. 2023, arXiv 2211.10438). How far each channel reaches is measured once and
shipped with what was learned. In the traced graph the weights are whole numbers, too, and OpenVINO multiplies these.
"""

from collections.abc import Iterable, Iterator, Mapping

import torch
from torch.nn import functional

PREFIX = "reach."  # of the names under which reaches are kept with what was learned
SMOOTHED = 0.8  # the power of a channel's reach that its weights take over; .5 changes logits (LOG.md, 2026-11-28)
LEVELS, MOST = 255, 127  # of what comes in, and of a weight on either side of zero
LEAST = 1e-5  # a reach of nothing
MANY = 10_000  # rows of a table worth it

Reaches = dict[str, torch.Tensor]


class QuantizedLinear(torch.nn.Module):
    """`functional.linear` by whole numbers. `reach`: `(2, width)`, the least and the most that comes in by channel."""

    codes: torch.Tensor
    steps: torch.Tensor
    narrower: torch.Tensor
    bias: torch.Tensor

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, reach: torch.Tensor) -> None:
        super().__init__()
        widest = reach.abs().amax(0).clamp(min=LEAST) ** SMOOTHED
        wider = widest / weight.abs().amax(0).clamp(min=LEAST) ** (1 - SMOOTHED)
        codes, steps = whole_rows(weight * wider)
        lowest = min(float((reach[0] / wider).min()), 0.0)
        highest = max(float((reach[1] / wider).max()), LEAST)
        self.step = (highest - lowest) / LEVELS
        self.zero = round(-lowest / self.step)
        for name, tensor in {"codes": codes, "steps": steps, "narrower": 1 / wider, "bias": bias}.items():
            self.register_buffer(name, tensor, persistent=False)

    def forward(self, states: torch.Tensor) -> torch.Tensor:
        counted = torch.fake_quantize_per_tensor_affine(states * self.narrower, self.step, self.zero, 0, LEVELS)
        return functional.linear(counted, self.codes.float() * self.steps, self.bias)


class QuantizedTable(torch.nn.Module):
    """Rows by number, kept as whole numbers."""

    codes: torch.Tensor
    steps: torch.Tensor

    def __init__(self, rows: torch.Tensor) -> None:
        super().__init__()
        codes, steps = whole_rows(rows)
        self.register_buffer("codes", codes, persistent=False)
        self.register_buffer("steps", steps, persistent=False)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        return self.codes[numbers].float() * self.steps[numbers]


def whole_rows(rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Each row as whole numbers `(n, width)` and the length of its steps `(n, 1)`."""
    steps = rows.abs().amax(1, keepdim=True).clamp(min=LEAST) / MOST
    return (rows / steps).round().to(torch.int8), steps


@torch.no_grad()
def quantize(network: torch.nn.Module, reaches: Mapping[str, torch.Tensor]) -> None:
    """Put whole numbers in place of the maps whose reach is known, and of the word table."""
    for name, module in list(network.named_modules()):
        parent, _, child = name.rpartition(".")
        if PREFIX + name in reaches:
            made: torch.nn.Module = QuantizedLinear(
                _tensor(module, "weight"), _tensor(module, "bias"), reaches[PREFIX + name]
            )
        elif isinstance(module, torch.nn.Embedding) and len(module.weight) >= MANY:
            made = QuantizedTable(module.weight)
        else:
            continue
        setattr(network.get_submodule(parent), child, made)


@torch.no_grad()
def measure_reaches(network: torch.nn.Module, inputs: Iterable[tuple[torch.Tensor, ...]]) -> Reaches:
    """How far what comes into each linear map inside the network's layers reaches, over these inputs, by name."""
    reaches: Reaches = {}

    def note(name: str, given: torch.Tensor) -> None:
        states = given.reshape(-1, given.shape[-1]).float()
        found = torch.stack([states.amin(0), states.amax(0)])
        before = reaches.get(PREFIX + name, found)
        reaches[PREFIX + name] = torch.stack([torch.minimum(before[0], found[0]), torch.maximum(before[1], found[1])])

    hooks = [
        module.register_forward_pre_hook(lambda _module, given, name=name: note(name, given[0]))
        for name, module in _maps(network)
    ]
    for each in inputs:
        network(*each)
    for hook in hooks:
        hook.remove()
    return reaches


def _maps(network: torch.nn.Module) -> Iterator[tuple[str, torch.nn.Module]]:
    """The linear maps of the network's layers by name; its heads are none of them."""
    for name, module in network.named_modules():
        weight = getattr(module, "weight", None)
        if weight is not None and weight.ndim == 2 and ".layer" in f".{name}":
            yield name, module


def _tensor(module: torch.nn.Module, name: str) -> torch.Tensor:
    found = getattr(module, name)
    assert isinstance(found, torch.Tensor)
    return found.detach().float()
