"""A model converted once for this machine's CPU with OpenVINO: opened, run, written; torch is imported to write alone.

It lies in a folder of its own, complete or not at all, with its tokeniser and the digest of the weights it came from.
Inputs are run sorted by length in batches of about equal area, so that hardly anything is spent on padding. Knows
nothing of what the model's numbers mean.
"""

import json
import os
import shutil
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.encoder.encoder import ModelError, ModelFiles
from index.vectors import Vectors

# OpenVINO reports its use to its makers, on import already, unless this package is missing.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

# Texts are padded to a multiple of so many tokens: each new length has its kernels prepared anew, and matrix units work
# in sixteens. A question takes 2.3 ms instead of 3.3, reading in 8 % less than without (LOG.md, 2026-11-23).
PAD_TOKENS = 16
CORES = os.cpu_count() or 1
# What a model calls its inputs, and what the tokeniser calls them.
INPUTS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
CONVERTED = ("model.xml", "model.bin", "tokenizer.json")
CANNOT_CONVERT = (ModelError, RuntimeError, ImportError, OSError, ValueError)  # the reference can still be used

Keep = Callable[[Sequence[int], Vectors], None]


class ModelInput(Protocol):
    """What is run: word pieces, which of them count, and which part each is of. A tokeniser's `Encoding` is one."""

    @property
    def ids(self) -> Sequence[int]: ...

    @property
    def attention_mask(self) -> Sequence[int]: ...

    @property
    def type_ids(self) -> Sequence[int]: ...


Converted = TypeVar("Converted", bound="OpenVinoModel")


def open_or_convert(
    kind: type[Converted], convert: Callable[[ModelFiles, Path], None], files: ModelFiles, folder: Path
) -> Converted:
    """The model in `folder`, where `convert` puts it now if it is not there yet. Raises one of `CANNOT_CONVERT`."""
    with suppress(ModelError):  # not converted yet, or damaged
        return kind(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # In a process of its own, so that the memory that PyTorch takes ends with it.
    with FileLock(folder.parent / "convert.lock"):
        with suppress(ModelError):  # another process has converted it meanwhile
            return kind(folder)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            process.submit(convert, files, folder).result()
    return kind(folder)


def open_tokenizer(folder: Path) -> Tokenizer:
    """A model's tokeniser, which neither pads nor cuts."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


class OpenVinoModel:
    """Tokenised inputs → `dimension` numbers each. Safe to use from several threads.

    `FORMAT` grows when the model is converted in another way. Up to `FEW` inputs are run one after the other for the
    shortest wait, more for throughput; each way keeps the model's weights in memory once.
    """

    FORMAT = 1
    FEW = 4
    BATCH_TOKENS = 1024  # padded tokens in one request; 512 to 4,096 are equally fast (LOG.md, 2026-11-22)

    def __init__(self, folder: Path) -> None:
        """Open a converted model. Raises `ModelError` if it is not there, or not whole."""
        try:
            facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            if facts.get("format", 1) != self.FORMAT:
                raise ModelError(f"converted model {folder} is of another release")
            self.digest = str(facts["digest"])
            self.dimension = int(facts["dimension"])
            self.max_tokens = int(facts["max_tokens"])
            self.inputs = [str(name) for name in facts.get("inputs", ("input_ids", "attention_mask"))]
            for name in CONVERTED:
                if (folder / name).stat().st_size != facts["bytes"][name]:
                    raise ModelError(f"converted model {folder}: {name} is not {facts['bytes'][name]:,} bytes long")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"converted model {folder} cannot be read: {error}") from error
        self.tokenizer = open_tokenizer(folder)
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

    def run(self, encodings: Sequence[ModelInput], keep: Keep | None = None) -> Vectors:
        """`(n, dimension)` float32, in the order given.

        `keep` is called with the positions in each batch and the model's second output for them.
        """
        vectors = np.zeros((len(encodings), self.dimension), np.float32)
        if len(encodings) <= self.FEW:
            for row, encoding in enumerate(encodings):
                outputs = self._latency_request().infer(self._feed([encoding]))
                vectors[row] = outputs[0]
                if keep:
                    keep([row], outputs[1])
            return vectors
        with self._queueing:
            queue = self._throughput_queue(vectors, keep)
            for rows in _batches([len(encoding.ids) for encoding in encodings], self.BATCH_TOKENS):
                queue.start_async(self._feed([encodings[row] for row in rows]), rows)
            queue.wait_all()
        return vectors

    def _feed(self, encodings: Sequence[ModelInput]) -> dict[str, NDArray[np.int64]]:
        """The model's inputs, `(n, longest)` each, padded with zeros on the right."""
        longest = -(-max(len(encoding.ids) for encoding in encodings) // PAD_TOKENS) * PAD_TOKENS
        feed = {name: np.zeros((len(encodings), longest), np.int64) for name in self.inputs}
        for name, rows in feed.items():
            for row, encoding in enumerate(encodings):
                rows[row, : len(encoding.ids)] = getattr(encoding, INPUTS[name])
        return feed

    def _latency_request(self) -> Any:
        """This thread's request. Each runs on one core, so that as many questions as there are cores run at once; two
        cores on one question gain less than they cost (LOG.md, 2026-11-23)."""
        if not hasattr(self._local, "request"):
            with self._compiling:
                if self._one is None:
                    self._one = self._compile({"NUM_STREAMS": CORES, "INFERENCE_NUM_THREADS": CORES})
            self._local.request = self._one.create_infer_request()
        return self._local.request

    def _throughput_queue(self, vectors: Vectors, keep: Keep | None) -> Any:
        from openvino import AsyncInferQueue

        if self._many is None:
            model = self._compile({"PERFORMANCE_HINT": "THROUGHPUT"})
            self._many = AsyncInferQueue(model, 1 + model.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))

        def done(request: Any, rows: list[int]) -> None:
            vectors[rows] = request.get_output_tensor(0).data
            if keep:
                keep(rows, request.get_output_tensor(1).data)

        self._many.set_callback(done)
        return self._many

    def _compile(self, options: dict[str, object]) -> Any:
        from openvino import Core

        core = Core()
        has_bf16 = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        precision = "bf16" if has_bf16 else "f32"
        # A thread that is bound to a core waits for it while another one is free (LOG.md, 2026-11-23).
        common = {"INFERENCE_PRECISION_HINT": precision, "ENABLE_CPU_PINNING": False}
        return core.compile_model(str(self.folder / "model.xml"), "CPU", {**common, **options})


def _batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Positions in groups of similar length, longest first, each of about so many tokens with its padding."""
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    start = 0
    while start < len(order):
        size = max(1, most // lengths[order[start]])
        yield order[start : start + size]
        start += size


def write_converted(
    folder: Path, facts: dict[str, object], write: Callable[[Path], None], check: Callable[[Path], None]
) -> None:
    """Put what `write` writes into `folder`, with its facts, complete or not at all: not if `check` raises."""
    draft = folder.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)  # of a conversion that was ended
    draft.mkdir(parents=True)
    try:
        write(draft)
        lengths = {name: (draft / name).stat().st_size for name in CONVERTED}
        (draft / "model.json").write_text(json.dumps(facts | {"bytes": lengths}), encoding="utf-8")
        check(draft)
        shutil.rmtree(folder, ignore_errors=True)
        draft.replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def save_graph(
    model: Any, forward: Callable[..., Any], inputs: Sequence[str], path: Path, *, in_halves: bool = False
) -> None:
    """Trace `forward`, which takes `inputs` and runs the torch module `model`, and save it for OpenVINO.

    `in_halves` writes the weights in 16 bits, which loses nothing where they come from 16 bits.
    """
    import torch
    from openvino import convert_model, save_model

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model  # so that its weights are the graph's

        def forward(self, *tensors: torch.Tensor) -> Any:
            return forward(*tensors)

    example = [torch.ones(2, 16, dtype=torch.long) for _ in inputs]
    example[list(inputs).index("attention_mask")][1, 10:] = 0
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing warns of branches on the batch's shape, which a check would find
        graph = convert_model(Graph().eval(), example_input=tuple(example))
    for name, tensor in zip(inputs, graph.inputs, strict=True):
        tensor.set_names({name})
    save_model(graph, path, compress_to_fp16=in_halves)
