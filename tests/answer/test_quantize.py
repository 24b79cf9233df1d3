"""Whole numbers in place of a network's maps: what they compute, what they leave alone, what is measured for them."""

import pytest
import torch

from qa.answer.reader.quantize import PREFIX, QuantizedLinear, QuantizedTable, measure_reaches, quantize, whole_rows


class Network(torch.nn.Module):
    """A layer of two maps, a head, a small table and a large one."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.words = torch.nn.Embedding(12_000, 8)
        self.places = torch.nn.Embedding(16, 8)
        self.layers = torch.nn.ModuleList([torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.Linear(32, 8))])
        self.head = torch.nn.Linear(8, 1)

    @property
    def first(self) -> torch.nn.Module:
        """The first map of the layer, as it is now."""
        return self.get_submodule("layers.0.0")

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        states = self.words(ids) + self.places(torch.arange(ids.shape[1]))
        result: torch.Tensor = self.head(self.layers[0](states))
        return result


def test_a_network_answers_nearly_the_same_in_whole_numbers() -> None:
    network = Network().eval()
    inputs = [(torch.randint(0, 12_000, (2, 10)),) for _ in range(8)]
    expected = network(*inputs[0])
    quantize(network, measure_reaches(network, inputs))
    assert isinstance(network.first, QuantizedLinear) and isinstance(network.words, QuantizedTable)
    found = network(*inputs[0])
    assert torch.allclose(found, expected, atol=0.03) and not torch.equal(found, expected)


def test_heads_and_small_tables_stay_as_they_are() -> None:
    network = Network().eval()
    quantize(network, measure_reaches(network, [(torch.randint(0, 12_000, (1, 4)),)]))
    assert isinstance(network.head, torch.nn.Linear) and isinstance(network.places, torch.nn.Embedding)


def test_what_was_not_measured_stays_as_it_is() -> None:
    network = Network().eval()
    quantize(network, {})
    assert isinstance(network.first, torch.nn.Linear)


def test_a_channel_that_reaches_far_does_not_blur_the_others() -> None:
    torch.manual_seed(1)
    weight, states = torch.randn(16, 8) / 3, torch.randn(50, 8)
    states[:, 3] *= 80
    reach = torch.stack([states.amin(0), states.amax(0)])
    made = QuantizedLinear(weight, torch.zeros(16), reach)
    others = [channel for channel in range(8) if channel != 3]
    still = states.clone()
    still[:, 3] = 0
    expected = still[:, others] @ weight[:, others].T
    assert (made(still) - expected).abs().mean() < 0.15 * expected.abs().mean()


def test_reaches_are_the_least_and_the_most_over_all_inputs() -> None:
    network = Network().eval()
    with torch.no_grad():
        network.words.weight[5], network.words.weight[6] = 3.0, -2.0
        network.places.weight[:] = 0.0
    reaches = measure_reaches(network, [(torch.tensor([[5]]),), (torch.tensor([[6]]),)])
    assert set(reaches) == {PREFIX + "layers.0.0", PREFIX + "layers.0.1"}
    assert reaches[PREFIX + "layers.0.0"].tolist() == [[-2.0] * 8, [3.0] * 8]


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e4])
def test_rows_are_kept_within_half_a_step(scale: float) -> None:
    rows = torch.randn(5, 64) * scale
    codes, steps = whole_rows(rows)
    assert codes.dtype == torch.int8 and int(codes.abs().max()) <= 127
    assert bool(((codes * steps - rows).abs() <= steps / 2 + 1e-6 * scale).all())


def test_a_row_of_zeros_stays_zero() -> None:
    codes, steps = whole_rows(torch.zeros(1, 4))
    assert not codes.any() and bool((steps > 0).all())
