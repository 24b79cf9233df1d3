"""Learning the reader: a network that reads a question beside passages, from examples that were made ready before.

    python -m qa.training.reader EXAMPLES OUT --minutes 40 [--start CHECKPOINT] [--processes 2] [--large]

EXAMPLES are files of `public_examples` and `news_examples`. Without a GPU each process computes on one core, and
minutes are those of the processor, so that a pause or other work does not shorten the schedule; on a GPU there is one
process with larger batches (`--pieces`), and minutes are the clock's. Every few minutes OUT gets a checkpoint, from
which the same command goes on: the weights, their running mean, and the optimiser's state.
"""

import argparse
import json
import math
import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as dist
from torch.multiprocessing.spawn import spawn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader

from index.encoder.encoder import find_model
from qa.answer.reader.large import open_network
from qa.answer.reader.large_network import LargeEncoder, LargeNetwork
from qa.answer.reader.network import ReaderNetwork
from qa.training.reader.examples import EncodedExample, read_examples
from qa.training.reader.loss import Batch, collate, loss

BATCH_PIECES = {"cpu": 4_096, "cuda": 65_536}  # padded, of one process
LOADERS = {"cpu": 0, "cuda": 8}  # processes that make batches ready
BUCKET = 512  # questions that are sorted by length together
PEAK_RATE, LARGE_PEAK_RATE = 1e-4, 4e-4  # adapters learn faster than whole weights
WARM_UP = 0.06  # share of the time
MEAN_DECAY = 0.998  # of the running mean of the weights
CHECKPOINT_S = 240
CHECKPOINT = "checkpoint.pt"
REPORT_STEPS = 50
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("examples", type=Path, nargs="+")
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--minutes", type=float, required=True)
    arguments.add_argument("--start", type=Path)
    arguments.add_argument("--processes", type=int, default=2)
    arguments.add_argument("--layers", type=int, default=6)
    arguments.add_argument("--large", action="store_true", help="adapters of the larger reader")
    arguments.add_argument("--rate", type=float, help=f"default {PEAK_RATE}, with --large {LARGE_PEAK_RATE}")
    arguments.add_argument("--pieces", type=int, default=BATCH_PIECES[DEVICE], help="of a process's batch")
    arguments.add_argument("--dropout", type=float, default=0.0)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    options.rate = options.rate or (LARGE_PEAK_RATE if options.large else PEAK_RATE)
    options.out.mkdir(parents=True, exist_ok=True)
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(29_500 + os.getpid() % 1_000)}
    if DEVICE == "cuda":
        options.processes = 1
    spawn(learn, args=(options,), nprocs=options.processes)  # type: ignore[no-untyped-call]


def learn(rank: int, options: argparse.Namespace) -> None:
    """One process's part: its batches, gradients shared with the others."""
    clock = time.process_time if DEVICE == "cpu" else time.monotonic
    torch.set_num_threads(1)
    torch.manual_seed(options.seed + rank)
    dist.init_process_group("gloo", rank=rank, world_size=options.processes)
    examples = read_examples(options.examples)
    course = Course.begun(_packaged(options).to(DEVICE), options.out, options.rate, options.start)
    model = DistributedDataParallel(course.network, gradient_as_bucket_view=True)
    since, saved = clock() - course.seconds, course.seconds
    limit, losses = options.minutes * 60, 0.0
    order = batches(examples, rank, options.processes, options.seed + course.step, options.pieces)
    ready: DataLoader[Batch] = DataLoader(
        examples,  # type: ignore[arg-type]
        batch_sampler=order,
        collate_fn=collate,
        num_workers=LOADERS[DEVICE],
    )
    for batch in ready:
        course.seconds = _first_rank(clock() - since)
        if course.seconds >= limit:
            break
        course.set_rate(options.rate * schedule(course.seconds / limit))
        losses += course.take(model, batch)
        if rank == 0 and course.step % REPORT_STEPS == 0:
            note(options.out, course, losses / REPORT_STEPS)
            losses = 0.0
        if rank == 0 and course.seconds - saved > CHECKPOINT_S:
            course.save(options.out)
            saved = course.seconds
    if rank == 0:
        course.save(options.out)
    dist.destroy_process_group()


@dataclass(slots=True)
class Course:
    """How far learning has come: the network, the running mean of its weights, the optimiser, steps and seconds."""

    network: ReaderNetwork | LargeEncoder
    mean: dict[str, torch.Tensor]
    optimizer: torch.optim.Optimizer
    step: int
    seconds: float

    @classmethod
    def begun(
        cls, network: ReaderNetwork | LargeEncoder, out: Path, rate: float, start: Path | None = None
    ) -> "Course":
        """From the checkpoint in `out`, else from the mean of another's weights, else from the network as it is."""
        left, device = out / CHECKPOINT, next(network.parameters()).device
        state = torch.load(left, map_location=device, weights_only=True) if left.exists() else None
        if state:
            network.load_state_dict(state["weights"], strict=False)
        elif start:
            network.load_state_dict(torch.load(start, map_location=device, weights_only=True)["mean"], strict=False)
        learned = [parameter for parameter in network.parameters() if parameter.requires_grad]
        decayed = {"params": [each for each in learned if each.ndim > 1], "weight_decay": 0.01}
        plain = {"params": [each for each in learned if each.ndim == 1], "weight_decay": 0.0}
        optimizer = torch.optim.AdamW([decayed, plain], lr=rate, betas=(0.9, 0.98), fused=True)
        if state is None:
            return cls(network, {name: each.clone() for name, each in network.learned().items()}, optimizer, 0, 0.0)
        optimizer.load_state_dict(state["optimizer"])
        return cls(network, state["mean"], optimizer, state["step"], state["seconds"])

    def take(self, model: DistributedDataParallel, batch: Batch) -> float:
        """One step; returns the batch's loss."""
        made = batch.to(DEVICE)
        with torch.autocast(DEVICE, torch.bfloat16):
            logits = model(made.ids, made.mask, made.types)
        return self.descend(loss(logits, made), MEAN_DECAY)

    def set_rate(self, rate: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = rate

    def descend(self, value: torch.Tensor, mean_decay: float) -> float:
        """One step down a loss, which is returned."""
        self.optimizer.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        decay = min(mean_decay, self.step / (self.step + 10))
        for name, tensor in self.network.learned().items():
            self.mean[name].lerp_(tensor, 1 - decay)
        return float(value.detach())

    def save(self, out: Path) -> None:
        """Write the checkpoint, whole or not at all."""
        state = {"weights": self.network.learned(), "mean": self.mean, "optimizer": self.optimizer.state_dict()}
        torch.save(state | {"step": self.step, "seconds": self.seconds}, out / "checkpoint.draft")
        (out / "checkpoint.draft").replace(out / CHECKPOINT)


def _packaged(options: argparse.Namespace) -> ReaderNetwork | LargeNetwork:
    """The network with nothing learned yet."""
    if options.large:
        return open_network(find_model().folder, "bfloat16")
    return ReaderNetwork(find_model().folder, layers=options.layers, dropout=options.dropout)


def _first_rank(value: float) -> float:
    """What the first process has, for all."""
    shared = torch.tensor([value], dtype=torch.float64)
    dist.broadcast(shared, 0)
    return float(shared)


def schedule(done: float) -> float:
    """The rate's share of its peak: up in a line, down in half a cosine to a fiftieth."""
    if done < WARM_UP:
        return max(done / WARM_UP, 0.01)
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (done - WARM_UP) / (1 - WARM_UP)))


def batches(examples: Sequence[EncodedExample], rank: int, n_ranks: int, seed: int, pieces: int) -> Iterator[list[int]]:
    """Batches of at most so many padded pieces, without end, as numbers of questions of similar length; each rank has
    its own."""
    rng = random.Random(seed)
    while True:
        order = rng.sample(range(len(examples)), len(examples))
        made: list[list[int]] = []
        for at in range(0, len(order), BUCKET):
            batch: list[int] = []
            n = 0
            for number in sorted(order[at : at + BUCKET], key=lambda number: _length(examples[number])):
                n += len(examples[number].reads)
                if batch and n * _length(examples[number]) > pieces:
                    made.append(batch)
                    batch, n = [], len(examples[number].reads)
                batch.append(number)
            made.append(batch)
        if len(made) < n_ranks:
            raise ValueError(f"{len(examples)} examples make {len(made)} batches, too few for {n_ranks} processes")
        rng.shuffle(made)
        yield from made[rank : len(made) - len(made) % n_ranks : n_ranks]


def _length(example: EncodedExample) -> int:
    return max(len(read.ids) for read in example.reads)


def note(out: Path, course: Course, mean_loss: float) -> None:
    """A line of the curve, printed and kept in OUT/curve.jsonl."""
    row = {"step": course.step, "minutes": round(course.seconds / 60, 2), "loss": round(mean_loss, 4)}
    print(json.dumps(row), flush=True)
    with (out / "curve.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main()
