"""The default encoder: the same model as the reference, converted once for this machine's CPU with OpenVINO.

The converted model lies in the data folder under the digest of its weights. At conversion it has to agree with the
reference on a set of texts, or it is refused. Neither torch nor sentence-transformers is imported once it is there.
Texts are run sorted by length in batches of about equal area, so that hardly anything is spent on padding.
"""

import json
import os
import shutil
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.embed import Encoder, ModelError, ModelFiles, SentenceTransformersEncoder, Vectors

# OpenVINO reports its use to its makers, on import already, unless this package is missing.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

BATCH_TOKENS = 1024  # padded tokens in one request; 512 to 4,096 are equally fast (LOG.md, 2026-11-22)
FEW_TEXTS = 4  # up to so many texts are run one after the other for the shortest wait, more for throughput
# Texts are padded to a multiple of so many tokens: each new length has its kernels prepared anew, and matrix units work
# in sixteens. A question takes 2.3 ms instead of 3.3, reading in 8 % less than without (LOG.md, 2026-11-23).
PAD_TOKENS = 16
CORES = os.cpu_count() or 1
CONVERTED = ("model.xml", "model.bin", "tokenizer.json")
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
    folder = cache / files.digest[:16]
    try:
        return OpenVinoEncoder(folder), None
    except ModelError:
        pass  # not converted yet, or damaged
    try:
        cache.mkdir(parents=True, exist_ok=True)
        # In a process of its own, so that the memory that PyTorch takes ends with it.
        with FileLock(cache / "convert.lock"), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            process.submit(_convert, files, folder).result()
        return OpenVinoEncoder(folder), None
    except (ModelError, RuntimeError, ImportError, OSError, ValueError) as error:
        problem = f"the fast encoder cannot be used, so reading in will be slower: {error}"
        return SentenceTransformersEncoder(files), problem


class OpenVinoEncoder:
    """A converted model. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Open a converted model. Raises `ModelError` if it is not there, or not whole."""
        try:
            facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            self.digest = str(facts["digest"])
            self.dimension = int(facts["dimension"])
            self.max_tokens = int(facts["max_tokens"])
            for name in CONVERTED:
                if (folder / name).stat().st_size != facts["bytes"][name]:
                    raise ModelError(f"converted model {folder}: {name} is not {facts['bytes'][name]:,} bytes long")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"converted model {folder} cannot be read: {error}") from error
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.folder = folder
        self._compiling = threading.Lock()
        self._queueing = threading.Lock()  # the requests in flight fill the vectors of one call at a time
        self._local = threading.local()
        self._one: Any = None
        self._many: Any = None

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [
            len(encoding.ids) for encoding in self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ]

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        encodings = self._tokenize(texts)
        if len(texts) <= FEW_TEXTS:
            for row, encoding in enumerate(encodings):
                vectors[row] = self._latency_request().infer(_feed([encoding]))[0]
            return vectors
        with self._queueing:
            queue = self._throughput_queue(vectors)
            for rows in _batches([len(encoding.ids) for encoding in encodings]):
                queue.start_async(_feed([encodings[row] for row in rows]), rows)
            queue.wait_all()
        return vectors

    def _tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        encodings = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        for encoding in encodings:
            if len(encoding.ids) > self.max_tokens:
                encoding.truncate(self.max_tokens)  # before the end marks are added, so that none is cut off
        return [self.tokenizer.post_process(encoding) for encoding in encodings]

    def _latency_request(self) -> Any:
        """This thread's request. Each runs on one core, so that as many questions as there are cores run at once; two
        cores on one question gain less than they cost (LOG.md, 2026-11-23)."""
        if not hasattr(self._local, "request"):
            with self._compiling:
                if self._one is None:
                    self._one = self._compile({"NUM_STREAMS": CORES, "INFERENCE_NUM_THREADS": CORES})
            self._local.request = self._one.create_infer_request()
        return self._local.request

    def _throughput_queue(self, vectors: Vectors) -> Any:
        from openvino import AsyncInferQueue

        if self._many is None:
            model = self._compile({"PERFORMANCE_HINT": "THROUGHPUT"})
            self._many = AsyncInferQueue(model, 1 + model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))

        def keep(request: Any, rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data

        self._many.set_callback(keep)
        return self._many

    def _compile(self, options: dict[str, object]) -> Any:
        from openvino import Core

        core = Core()
        precision = "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
        return core.compile_model(
            str(self.folder / "model.xml"), "CPU", {"INFERENCE_PRECISION_HINT": precision, **options}
        )


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions in groups of similar length, longest first, each of about `BATCH_TOKENS` with its padding."""
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    start = 0
    while start < len(order):
        size = max(1, BATCH_TOKENS // lengths[order[start]])
        yield order[start : start + size]
        start += size


def _feed(encodings: Sequence[Encoding]) -> dict[str, NDArray[np.int64]]:
    """The model's two inputs, `(n, longest)` each, padded with zeros on the right."""
    longest = -(-max(len(encoding.ids) for encoding in encodings) // PAD_TOKENS) * PAD_TOKENS
    ids = np.zeros((len(encodings), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def _convert(files: ModelFiles, folder: Path) -> None:
    """Write the converted model into `folder`, complete or not at all. Raises `ModelError` if its vectors differ."""
    draft = folder.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)  # of a conversion that was ended
    draft.mkdir(parents=True)
    try:
        reference = SentenceTransformersEncoder(files)
        _write_graph(reference.model, draft / "model.xml")
        shutil.copyfile(files.folder / "tokenizer.json", draft / "tokenizer.json")
        facts = {
            "digest": files.digest,
            "dimension": reference.dimension,
            "max_tokens": reference.max_tokens,
            "bytes": {name: (draft / name).stat().st_size for name in CONVERTED},
        }
        (draft / "model.json").write_text(json.dumps(facts), encoding="utf-8")
        _check(OpenVinoEncoder(draft), reference)
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check(converted: Encoder, reference: Encoder) -> None:
    for texts in (CHECK_TEXTS, CHECK_TEXTS[:1]):  # many and few texts are run in different ways
        worst = float((converted.encode(texts) * reference.encode(texts)).sum(axis=1).min())
        if worst < MIN_COSINE:
            raise ModelError(f"its vectors differ from the reference's: cosine {worst:.5f}, not {MIN_COSINE} or more")


def _write_graph(model: Any, path: Path) -> None:
    """Trace a sentence-transformers model, pooling and normalisation included, and save it for OpenVINO."""
    import torch
    from openvino import convert_model, save_model

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {
                "input_ids": input_ids,
                "attention_mask": attention_mask,
                "token_type_ids": torch.zeros_like(input_ids),
            }
            return torch.nn.functional.normalize(self.model(features)["sentence_embedding"], dim=1)

    ids = torch.ones(2, 16, dtype=torch.long)
    mask = torch.ones(2, 16, dtype=torch.long)
    mask[1, 10:] = 0
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # tracing warns of branches on the batch's shape, which the check below would find
        save_model(
            convert_model(Graph().eval(), example_input={"input_ids": ids, "attention_mask": mask}),
            path,
            compress_to_fp16=False,
        )
