"""Opening the reader: what was learned, put beside the packaged model's embeddings and converted once for this CPU.

The shipped file holds only what was learned, in 16 bits, and is known by its digest. Conversion is checked against
torch, or refused; then torch reads. torch is imported to convert, and where that is not possible.
"""

import shutil
import threading
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder.encoder import ModelError, ModelFiles, find_model, sha256, stay_offline
from index.encoder.openvino_model import CANNOT_CONVERT, open_or_convert, open_tokenizer, save_graph, write_converted
from index.text.sentences import sentences
from qa.answer.reader.pair import MAX_PIECES, pair, pieces
from qa.answer.reader.reader import OpenVinoReader, PassageText, Reader, Reading, reading
from qa.retrieval.weights import Table

if TYPE_CHECKING:
    import torch

    from qa.answer.reader.large_network import LargeNetwork
    from qa.answer.reader.network import ReaderNetwork

WEIGHTS = Path(__file__).parent / "weights" / "reader.safetensors"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
MAX_DIFFERENCE = 0.5  # of a logit from torch's; numbers of 16 bits differ by up to .2
CHECK_QUESTION = "What did Japan pledge?"
CHECK_TEXTS = (
    "Under the trade deal reached in July, Japan pledged $550 billion of investment, loans and guarantees.",
    "The council met on Tuesday. It agreed on two million euros for the bridge. Nobody spoke against it. " * 6,
    "A",
)


def load_reader(cache: Path) -> tuple[Reader, str | None]:
    """The fast reader, converted now if it was not before; else the reference, with the reason why.

    Raises `ModelError` if the weights are not there or not the ones of this release.
    """
    files = find_weights(WEIGHTS)
    try:
        return open_or_convert(OpenVinoReader, _convert, files, cache / f"reader-{files.digest[:16]}"), None
    except CANNOT_CONVERT as error:
        return torch_reader(files), f"the fast reader cannot be used, so answers will take longer: {error}"


def find_weights(weights: Path) -> ModelFiles:
    """What was learned, checked. The packaged model, which has the rest, is looked at when it is needed."""
    try:
        digest = sha256(weights)
        expected = weights.with_suffix(".sha256").read_text(encoding="ascii").split()[0]
    except (OSError, IndexError) as error:
        raise ModelError(f"the reader's weights cannot be read: {error}; install newsqa again") from error
    if digest != expected:
        raise ModelError(f"the reader's weights {weights} have SHA-256 {digest}, not {expected}: install newsqa again")
    return ModelFiles(weights.parent, digest)


def torch_reader(files: ModelFiles) -> "TorchReader":
    """The reference of the reader that newsqa ships."""
    stay_offline()
    from qa.answer.reader.network import ReaderNetwork

    learned, packaged = read_learned(WEIGHTS), find_model().folder
    layers = 1 + max(int(name.split(".")[3]) for name in learned if name.startswith("encoder.encoder.layer."))
    return TorchReader(ReaderNetwork(packaged, layers=layers, dropout=0.0), learned, packaged, files.digest)


def read_learned(weights: Path) -> "dict[str, torch.Tensor]":
    """What was learned, by name, as numbers of 32 bits."""
    from safetensors.torch import load_file

    return {name: tensor.float() for name, tensor in load_file(weights).items()}


class TorchReader:
    """A reference, one passage after the other. Safe to use from several threads."""

    confidence: Table = "confidence"

    def __init__(
        self,
        network: "ReaderNetwork | LargeNetwork",
        learned: "dict[str, torch.Tensor]",
        packaged: Path,
        digest: str,
    ) -> None:
        """`network` with what was learned; `packaged` is the model with the tokeniser. What else was learned is how far
        inputs reach. Raises `ModelError` if something that the network learns is missing."""
        own = network.learned().keys()
        missing = sorted(own - learned)
        if missing:
            raise ModelError(f"the reader's weights of SHA-256 {digest} lack {missing[0]}")
        self.reaches = {name: tensor for name, tensor in learned.items() if name not in own}
        self.digest = digest
        self.network = network
        self.packaged = packaged
        network.load_state_dict(learned, strict=False)
        network.eval()
        self.tokenizer = open_tokenizer(packaged)
        self.lock = threading.Lock()

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        """See `Reader.read`."""
        import torch

        found = []
        for passage in passages:
            made = pair(*pieces(self.tokenizer, [question, passage.head, passage.text]))
            ids = torch.from_numpy(made.ids).long()[None]
            types = torch.zeros_like(ids)
            types[:, made.type_at :] = 1
            with self.lock, torch.no_grad():
                logits = self.network(ids, torch.ones_like(ids), types)
            found.append(reading(float(logits.relevance[0]), logits.tokens[0].numpy(), made, passage))
        return found


def _convert(files: ModelFiles, folder: Path) -> None:
    write_reader(torch_reader(files), folder, INPUTS)


def write_reader(reference: TorchReader, folder: Path, inputs: Sequence[str]) -> None:
    """Write the converted reader into `folder`, complete or not at all: in whole numbers, or as it was learned where
    this CPU multiplies them wrongly. Raises `ModelError` if its logits differ from the reference's."""
    from qa.answer.reader.quantize import quantize

    exact = deepcopy(reference.network)
    quantize(reference.network, reference.reaches)
    try:
        _write(reference, folder, inputs)
    except ModelError:
        reference.network = exact
        _write(reference, folder, inputs)


def _write(reference: TorchReader, folder: Path, inputs: Sequence[str]) -> None:
    def forward(*tensors: Any) -> tuple[Any, Any]:
        logits = reference.network(*tensors)
        return logits.relevance[:, None], logits.tokens

    def write(draft: Path) -> None:
        save_graph(reference.network, forward, inputs, draft / "model.xml", in_halves=True)
        shutil.copyfile(reference.packaged / "tokenizer.json", draft / "tokenizer.json")

    facts: dict[str, object] = {
        "format": OpenVinoReader.FORMAT,
        "digest": reference.digest,
        "dimension": 1,
        "max_tokens": MAX_PIECES,
        "inputs": [*inputs],
    }
    write_converted(folder, facts, write, lambda draft: _check(OpenVinoReader(draft), reference))


def _check(converted: Reader, reference: Reader) -> None:
    passages = [PassageText("A headline (1 May 2025).", text, tuple(sentences(text))) for text in CHECK_TEXTS]
    for some in (passages, passages * 2):  # few and many are run in different ways
        pairs = zip(*(each.read(CHECK_QUESTION, some) for each in (converted, reference)), strict=True)
        for ours, theirs in pairs:
            difference = np.abs(np.array([ours.relevance, *ours.sentences]) - [theirs.relevance, *theirs.sentences])
            if not difference.max() <= MAX_DIFFERENCE:  # nor if it is no number
                raise ModelError(f"its logits differ from the reference's by {difference.max():.2f}")
