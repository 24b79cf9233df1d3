"""Writing what a reader has learned as the file that newsqa ships, with its digest.

    python -m qa.training.reader.export CHECKPOINT… [--large]

Several checkpoints are averaged (Izmailov et al. 2018, arXiv 1803.05407). The numbers are kept in 16 bits.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file

from index.encoder.encoder import sha256
from qa.answer.reader.convert import WEIGHTS
from qa.answer.reader.large import LARGE_WEIGHTS


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("checkpoints", type=Path, nargs="+")
    arguments.add_argument("--large", action="store_true", help="what the larger reader has learned")
    options = arguments.parse_args()
    weights = LARGE_WEIGHTS if options.large else WEIGHTS
    digest = export(options.checkpoints, weights)
    print(f"{weights}: {weights.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}")


def export(checkpoints: Sequence[Path], weights: Path) -> str:
    """Write the mean of the checkpoints' weights and, beside them, its digest, which is returned."""
    learned = [torch.load(path, map_location="cpu", weights_only=True)["mean"] for path in checkpoints]
    mean = {name: sum(each[name] for each in learned) / len(learned) for name in learned[0]}
    save_file({name: tensor.to(torch.float16).contiguous() for name, tensor in mean.items()}, weights)
    found = sha256(weights)
    weights.with_suffix(".sha256").write_text(f"{found}  {weights.name}\n", encoding="ascii")
    return found


if __name__ == "__main__":
    main()
