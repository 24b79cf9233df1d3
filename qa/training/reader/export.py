"""Writing what a reader has learned as the file that newsqa ships, with its digest.

    python -m qa.training.reader.export CHECKPOINT…

Several checkpoints are averaged (Izmailov et al. 2018, arXiv 1803.05407). The numbers are kept in 16 bits.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file

from index.encoder.encoder import sha256
from qa.answer.reader.convert import DIGEST, WEIGHTS


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("checkpoints", type=Path, nargs="+")
    options = arguments.parse_args()
    digest = export(options.checkpoints, WEIGHTS, DIGEST)
    print(f"{WEIGHTS}: {WEIGHTS.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}")


def export(checkpoints: Sequence[Path], weights: Path, digest: Path) -> str:
    """Write the mean of the checkpoints' weights and its digest, which is returned."""
    learned = [torch.load(path, map_location="cpu", weights_only=True)["mean"] for path in checkpoints]
    mean = {name: sum(each[name] for each in learned) / len(learned) for name in learned[0]}
    save_file({name: tensor.to(torch.float16).contiguous() for name, tensor in mean.items()}, weights)
    found = sha256(weights)
    digest.write_text(f"{found}  {weights.name}\n", encoding="ascii")
    return found


if __name__ == "__main__":
    main()
