"""The default encoder: the same model as the reference, converted once for this machine's CPU with OpenVINO.

The converted model lies in the data folder under the digest of its weights. At conversion it has to agree with the
reference on a set of texts, or it is refused. Neither torch nor sentence-transformers is imported once it is there.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tokenizers import Encoding

from index.encoder.encoder import Encoder, ModelError, ModelFiles, SentenceTransformersEncoder
from index.encoder.openvino_model import CANNOT_CONVERT, OpenVinoModel, open_or_convert, save_graph, write_converted
from index.vectors import Vectors

MIN_COSINE = 0.9995  # of each text's vector with the reference's
CHECK_TEXTS = (
    "What did Japan pledge?",
    "On October 27, President Trump arrived in Tokyo and met Japan’s Emperor Naruhito at the Imperial Palace.",
    "Shares rose 2.4% to a record ¥50,512 after the yen fell, while “rare earth” miners lost ground…",
    "A",
    "Élysée, Łódź, 東京, القاهرة and Москва are cities; 😀 is not.",
    "The council voted 7–2 to raise single bus fares from $2.20 to $2.40 on 5 January. " * 12,
)


def load_encoder(files: ModelFiles, cache: Path) -> tuple[Encoder, str | None]:
    """The fast encoder, converted now if it was not before; else the reference, with the reason why."""
    try:
        return open_or_convert(OpenVinoEncoder, _convert, files, cache / files.digest[:16]), None
    except CANNOT_CONVERT as error:
        problem = f"the fast encoder cannot be used, so reading in will be slower: {error}"
        return SentenceTransformersEncoder(files), problem


class OpenVinoEncoder(OpenVinoModel):
    """The fast `Encoder`. Safe to use from several threads."""

    FORMAT = 3

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.run(self._encodings(texts))

    def _encodings(self, texts: Sequence[str]) -> list[Encoding]:
        encodings = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        for encoding in encodings:
            if len(encoding.ids) > self.max_tokens:
                encoding.truncate(self.max_tokens)  # before the end marks are added, so that none is cut off
        return [self.tokenizer.post_process(encoding) for encoding in encodings]


def _convert(files: ModelFiles, folder: Path) -> None:
    """Write the converted model into `folder`, complete or not at all. Raises `ModelError` if its vectors differ."""
    reference = SentenceTransformersEncoder(files)

    def write(draft: Path) -> None:
        _write_graph(reference.model, draft / "model.xml")
        shutil.copyfile(files.folder / "tokenizer.json", draft / "tokenizer.json")

    facts = {
        "format": OpenVinoEncoder.FORMAT,
        "digest": files.digest,
        "dimension": reference.dimension,
        "max_tokens": reference.max_tokens,
    }
    write_converted(folder, facts, write, lambda draft: _check(OpenVinoEncoder(draft), reference))


def _check(converted: Encoder, reference: Encoder) -> None:
    for texts in (CHECK_TEXTS, CHECK_TEXTS[:1]):  # many and few texts are run in different ways
        worst = float((converted.encode(texts) * reference.encode(texts)).sum(axis=1).min())
        if not worst >= MIN_COSINE:  # nor if it is no number
            raise ModelError(f"its vectors differ from the reference's: cosine {worst:.5f}, not {MIN_COSINE} or more")


def _write_graph(model: Any, path: Path) -> None:
    """A sentence-transformers model: the vectors, pooling and normalisation included."""
    import torch

    def embed(input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        features = {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "token_type_ids": torch.zeros_like(input_ids),
        }
        return torch.nn.functional.normalize(model(features)["sentence_embedding"], dim=1)

    save_graph(model, embed, ("input_ids", "attention_mask"), path)
