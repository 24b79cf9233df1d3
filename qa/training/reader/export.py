"""Writing what a reader has learned as the file that newsqa ships, with its digest.

    python -m qa.training.reader.export CHECKPOINT… --examples FILE… [--large]

Several checkpoints are averaged (Izmailov et al. 2018, arXiv 1803.05407). The numbers are kept in 16 bits, and beside
them how far what comes into each map reaches over some of the examples, for `qa.answer.reader.quantize`.
"""

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file

from index.encoder.encoder import find_model, sha256
from qa.answer.reader.convert import WEIGHTS
from qa.answer.reader.large import LARGE_WEIGHTS, open_network
from qa.answer.reader.network import ReaderNetwork
from qa.answer.reader.quantize import Reaches, measure_reaches
from qa.training.reader.examples import EncodedExample, EncodedPassage, read_examples

PASSAGES = 64  # read to see how far what comes in reaches


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("checkpoints", type=Path, nargs="+")
    arguments.add_argument("--examples", type=Path, nargs="+", required=True, help="files of encoded examples")
    arguments.add_argument("--large", action="store_true", help="what the larger reader has learned")
    options = arguments.parse_args()
    weights = LARGE_WEIGHTS if options.large else WEIGHTS
    mean = average(options.checkpoints)
    reaches = measure(mean, choose(read_examples(options.examples)), large=options.large)
    digest = export(mean | reaches, weights)
    print(f"{weights}: {weights.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}")


def average(checkpoints: Sequence[Path]) -> dict[str, torch.Tensor]:
    """The mean of what the checkpoints have learned, by name."""
    learned = [torch.load(path, map_location="cpu", weights_only=True)["mean"] for path in checkpoints]
    return {name: torch.stack([each[name].float() for each in learned]).mean(0) for name in learned[0]}


def choose(examples: Sequence[EncodedExample]) -> list[EncodedPassage]:
    """Some passages of the examples, the same ones every time."""
    chosen = random.Random(1)
    return [chosen.choice(each.reads) for each in chosen.sample(examples, min(PASSAGES, len(examples)))]


def measure(learned: dict[str, torch.Tensor], passages: Iterable[EncodedPassage], *, large: bool) -> Reaches:
    """How far what comes into each map reaches over these passages, by name."""
    packaged = find_model().folder
    network = open_network(packaged) if large else ReaderNetwork(packaged)
    network.load_state_dict(learned, strict=False)
    return measure_reaches(network.eval(), _inputs(passages))


def _inputs(passages: Iterable[EncodedPassage]) -> Iterator[tuple[torch.Tensor, ...]]:
    for each in passages:
        ids = torch.from_numpy(each.ids).long()[None]
        types = torch.zeros_like(ids)
        types[:, each.type_at :] = 1
        yield ids, torch.ones_like(ids), types


def export(learned: dict[str, torch.Tensor], weights: Path) -> str:
    """Write this and, beside it, its digest, which is returned."""
    save_file({name: tensor.to(torch.float16).contiguous() for name, tensor in learned.items()}, weights)
    found = sha256(weights)
    weights.with_suffix(".sha256").write_text(f"{found}  {weights.name}\n", encoding="ascii")
    return found


if __name__ == "__main__":
    main()
