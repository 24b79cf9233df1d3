"""Learning verdicts: whether a few sentences of a report agree with a claim, differ from it, or do not settle it.

    python -m qa.training.learn_verdicts ARTICLES… --out FOLDER --minutes 60 [--halves]

ARTICLES are in the form that `newsqa refresh` takes; the claims to them are `qa/training/questions/claims.jsonl.gz`.
Learning begins with what the larger reader has learned. Some articles, the same ones every time, are held out. One
process computes on one core, and minutes are those of the processor; every few minutes FOLDER gets a checkpoint, from
which the same command goes on. Nothing that newsqa ships has learned this yet (LOG.md, 2026-11-28).
"""

import random
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from torch.nn import functional

from index.encoder.encoder import find_model
from index.text.sentences import Span, sentences
from qa.answer.reader.convert import read_learned
from qa.answer.reader.large import LARGE_WEIGHTS, unpacked
from qa.answer.reader.large_network import VerdictNetwork
from qa.answer.reader.pair import Pair, header, pair, pieces
from qa.training.reader.examples import reader_tokenizer
from qa.training.reader.json_lines import read_rows
from qa.training.reader.learning import CHECKPOINT_S, REPORT_STEPS, Course, note, schedule

CLAIMS = Path(__file__).parent / "questions" / "claims.jsonl.gz"
LISTS = ("unknown", "agrees", "differs")  # of a row of claims, in the order of the logits
HELD_OUT = 6  # one article in so many
BEFORE, AFTER = 2, 1  # sentences around the one that settles, at most
ELSEWHERE = 0.2  # share of windows that are of another place in the article, and settle nothing
BATCH = 24
RATE = 3e-4
MEAN_DECAY = 0.99

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """A claim beside a few sentences: the pair's word pieces, and which of the three it is."""

    made: Pair
    label: int


class Claims:
    """Claims with their articles, of which each time other windows are taken."""

    def __init__(self, rows: Sequence[Row], articles: dict[str, Row]) -> None:
        self.rows = rows
        self.articles = {row["url"]: articles[row["url"]] for row in rows}
        self.spans = {url: sentences(article["text"]) for url, article in self.articles.items()}
        self.tokenizer = reader_tokenizer()

    def windows(self, rng: random.Random | None) -> list[Window]:
        """Each claim beside a window, chosen at random; without `rng` the widest around the best sentence."""
        asked, heads, texts, labels = [], [], [], []
        for row in self.rows:
            article, spans = self.articles[row["url"]], self.spans[row["url"]]
            for label, name in enumerate(LISTS):
                for question in row[name]:
                    first, last, kept = self._window(row, spans, label, rng)
                    asked.append(question)
                    heads.append(header(article["title"], date.fromisoformat(row["published"][:10])))
                    texts.append(article["text"][spans[first].start : spans[last].end])
                    labels.append(kept)
        made = pieces(self.tokenizer, [*asked, *heads, *texts])
        n = len(asked)
        parts = zip(made[:n], made[n : 2 * n], made[2 * n :], labels, strict=True)
        return [Window(pair(question, head, text), label) for question, head, text, label in parts]

    def _window(self, row: Row, spans: Sequence[Span], label: int, rng: random.Random | None) -> tuple[int, int, int]:
        """The first and the last sentence of a window, and its label."""
        settling = [_sentence_at(spans, start) for start, _ in row["sentences"]]
        at, before, after = settling[0], BEFORE, AFTER
        if rng:
            at, before, after = rng.choice(settling), rng.randint(0, BEFORE), rng.randint(0, AFTER)
            far = [number for number in range(len(spans)) if all(abs(number - each) > BEFORE for each in settling)]
            if far and rng.random() < ELSEWHERE:
                at, label = rng.choice(far), 0
                before, after = min(before, _free(settling, at, -1)), min(after, _free(settling, at, 1))
        return max(0, at - before), min(len(spans) - 1, at + after), label


def _free(settling: Sequence[int], at: int, step: int) -> int:
    """Sentences beside one, in a direction, before one that settles."""
    return min((abs(each - at) - 1 for each in settling if (each - at) * step > 0), default=BEFORE)


def _sentence_at(spans: Sequence[Span], start: int) -> int:
    return max((number for number, span in enumerate(spans) if span.start <= start), default=0)


def main(
    articles: Annotated[list[Path], typer.Argument(help="JSON Lines of articles.")],
    out: Annotated[Path, typer.Option(help="The folder of checkpoints.")],
    minutes: Annotated[float, typer.Option(help="Of the processor, in all.")] = 60.0,
    halves: Annotated[bool, typer.Option(help="Multiply in 16 bits: only where the processor is fast at it.")] = False,
) -> None:
    """Learn verdicts, and say how they do on articles held out."""
    learned, held_out = read_claims(articles)
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network = learn(learned, out, minutes * 60, halves=halves)
    report(network, held_out.windows(None))


def read_claims(articles: Iterable[Path]) -> tuple[Claims, Claims]:
    """The claims to learn from, and those to other articles that are held out."""
    found = {row["url"]: row for path in articles for row in read_rows(path)}
    rows = [row for row in read_rows(CLAIMS) if row["url"] in found]
    kept = [row for row in rows if not is_held_out(row["url"])]
    return Claims(kept, found), Claims([row for row in rows if is_held_out(row["url"])], found)


def is_held_out(url: str) -> bool:
    return zlib.crc32(url.encode()) % HELD_OUT == 0


def opened() -> VerdictNetwork:
    """The network with what the larger reader has learned."""
    with unpacked() as folder:
        network = VerdictNetwork(folder, find_model().folder)
    network.load_state_dict(read_learned(LARGE_WEIGHTS), strict=False)
    return network


def learn(claims: Claims, out: Path, seconds: float, *, halves: bool = False) -> torch.nn.Module:
    """The network with the mean of its weights after so many seconds of the processor."""
    course = Course.begun(opened(), out, RATE)
    since, saved, losses = time.process_time() - course.seconds, course.seconds, 0.0
    for batch in batches(claims, random.Random(course.step)):
        course.seconds = time.process_time() - since
        if course.seconds >= seconds:
            break
        course.set_rate(RATE * schedule(course.seconds / seconds))
        ids, mask, labels = stacked(batch)
        with torch.autocast("cpu", torch.bfloat16, enabled=halves):
            logits = course.network(ids, mask)
        losses += course.descend(functional.cross_entropy(logits.float(), labels), MEAN_DECAY)
        if course.step % REPORT_STEPS == 0:
            note(out, course, losses / REPORT_STEPS)
            losses = 0.0
        if course.seconds - saved > CHECKPOINT_S:
            course.save(out)
            saved = course.seconds
    course.save(out)
    course.network.load_state_dict(course.mean, strict=False)
    return course.network


def batches(claims: Claims, rng: random.Random) -> Iterator[list[Window]]:
    """Windows of similar length together, without end; each time through other ones."""
    while True:
        windows = claims.windows(rng)
        order = sorted(windows, key=lambda each: len(each.made.ids) + rng.random() * 16)
        made = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
        rng.shuffle(made)
        yield from made


def stacked(windows: Sequence[Window]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids and mask, `(n, longest)`, and labels, `(n,)`."""
    longest = max(len(each.made.ids) for each in windows)
    ids = np.zeros((len(windows), longest), np.int64)
    mask = np.zeros((len(windows), longest), np.int64)
    for row, each in enumerate(windows):
        ids[row, : len(each.made.ids)] = each.made.ids
        mask[row, : len(each.made.ids)] = 1
    labels = torch.tensor([each.label for each in windows])
    return torch.from_numpy(ids), torch.from_numpy(mask), labels


@torch.no_grad()
def probabilities(network: torch.nn.Module, windows: Sequence[Window]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """`(n, 3)`, in the order given."""
    network.eval()
    found = np.zeros((len(windows), len(LISTS)), np.float32)
    order = sorted(range(len(windows)), key=lambda number: len(windows[number].made.ids))
    for at in range(0, len(order), BATCH):
        some = order[at : at + BATCH]
        ids, mask, _ = stacked([windows[number] for number in some])
        found[some] = network(ids, mask).softmax(-1).numpy()
    return found


def report(network: torch.nn.Module, windows: Sequence[Window]) -> None:
    """Print how often the verdicts are right, and how often at each probability from which one would be told."""
    labels = np.array([each.label for each in windows])
    found = probabilities(network, windows)
    settled = labels > 0
    print(f"{len(windows)} windows: right {(found.argmax(1) == labels).mean():.3f}")
    print(f"of two, where it is settled: {(found[settled, 1:].argmax(1) + 1 == labels[settled]).mean():.3f}")
    for least in (0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99):
        told = [(found[:, way] >= least, labels == way) for way in (1, 2)]
        rightly = [int((said & right).sum()) for said, right in told]
        shares = "; ".join(
            f"{name} {n} of {said.sum()} rightly" for name, n, (said, _) in zip(LISTS[1:], rightly, told, strict=True)
        )
        print(f"  from {least}: {shares}; {sum(rightly) / max(1, int(settled.sum())):.3f} of all")


if __name__ == "__main__":
    typer.run(main)
