"""Reranking by a cross-encoder: a model that reads question and passage together, slower than vectors.

Off unless one is named. It is sentence-transformers' `CrossEncoder`, converted once for this CPU as the encoder is;
torch is imported to convert it, and to run it where that is not possible. What a model cannot take in at once is cut
off the passage's end, never off the question. Knows nothing of rankings.
"""

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from safetensors import SafetensorError

from corpus.errors import UsageError
from index.encoder.encoder import ModelError, ModelFiles, find_model, stay_offline
from index.encoder.openvino_model import (
    CANNOT_CONVERT,
    INPUTS,
    OpenVinoModel,
    open_or_convert,
    save_graph,
    write_converted,
)
from index.vectors import Vectors

UNBOUNDED_TOKENS = 512  # taken at once by a model that names no limit of its own
MIN_PASSAGE_TOKENS = 16  # beside the question; with less of a passage a score would say nothing of it
MAX_DIFFERENCE = 0.01  # of a probability from the reference's, on each checked pair (LOG.md, 2026-11-23)
CHECK_QUESTION = "What did Japan pledge?"
CHECK_TEXTS = (
    "Japan pledged to invest 550 billion dollars in the United States.",
    "On October 27, President Trump arrived in Tokyo and met Japan’s Emperor Naruhito at the Imperial Palace.",
    "Élysée, Łódź, 東京, القاهرة and Москва are cities; 😀 is not.",
    "A",
    "",
    "The council voted 7–2 to raise single bus fares from $2.20 to $2.40 on 5 January. " * 60,
)


class RerankerError(UsageError):
    """The setting names no model that can rerank; the message has its value."""


class QuestionTooLongError(UsageError):
    """The question leaves the model no room for passages; their order is to stay as it was."""


def load_reranker(name: str, cache: Path) -> "tuple[Reranker, str | None]":
    """The fast reranker, converted now if it was not before; else the reference, with the reason why.

    `name` is a folder or a hub name. Raises `RerankerError` if it is no sequence classifier with one label.
    """
    files = _find_classifier(name)
    try:
        folder = cache / f"rerank-{files.digest[:16]}"
        return open_or_convert(OpenVinoReranker, _convert, files, folder), None
    except (*CANNOT_CONVERT, SafetensorError) as error:
        problem = f"the fast reranker cannot be used, so answers will take longer: {error}"
    try:
        return CrossEncoderReranker(files), problem
    except (RuntimeError, OSError, ValueError, KeyError, SafetensorError) as error:
        raise RerankerError(f"setting reranker = {name!r}: it cannot be loaded: {error}") from error


class OpenVinoReranker(OpenVinoModel):
    """A converted cross-encoder. Safe to use from several threads."""

    def scores(self, question: str, texts: Sequence[str]) -> Vectors:
        """The probability that each text answers the question, `(n,)` float32; higher is better.

        A text is cut where question and text together exceed the model's length. Raises `QuestionTooLongError`.
        """
        asked, *encodings = self.tokenizer.encode_batch([question, *texts], add_special_tokens=False)
        room = _room(len(asked.ids), self.max_tokens, self.tokenizer.num_special_tokens_to_add(is_pair=True))
        for encoding in encodings:
            if len(encoding.ids) > room:
                encoding.truncate(room)
        return _probabilities(self.run([self.tokenizer.post_process(asked, encoding) for encoding in encodings])[:, 0])


class CrossEncoderReranker:
    """The reference, on whatever device PyTorch finds. Safe to use from several threads."""

    def __init__(self, files: ModelFiles) -> None:
        stay_offline()
        from sentence_transformers import CrossEncoder  # here, since it brings torch

        self.model = CrossEncoder(str(files.folder), local_files_only=True)
        limit = self.model.max_seq_length
        self.max_tokens = int(limit) if limit and limit < 1_000_000 else UNBOUNDED_TOKENS
        self.model.max_seq_length = self.max_tokens
        self.lock = threading.Lock()  # the tokeniser is set to another length at each call

    def scores(self, question: str, texts: Sequence[str]) -> Vectors:
        """As `OpenVinoReranker.scores`."""
        from torch.nn import Identity

        tokenizer = self.model.tokenizer
        with self.lock:
            asked = tokenizer(question, add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
            _room(len(asked), self.max_tokens, tokenizer.num_special_tokens_to_add(pair=True))
            logits = self.model.predict(
                [(question, text) for text in texts],
                activation_fn=Identity(),
                processing_kwargs={"text": {"truncation": "only_second"}},
                show_progress_bar=False,
            )
        return _probabilities(np.asarray(logits, np.float32))


Reranker: TypeAlias = OpenVinoReranker | CrossEncoderReranker


def _find_classifier(name: str) -> ModelFiles:
    try:
        files = find_model(name)
        config = json.loads((files.folder / "config.json").read_text(encoding="utf-8"))
        kinds = [str(kind) for kind in config.get("architectures") or ()]
        n_labels = len(config.get("id2label") or (0, 1))  # two where the file names none, as transformers has it
    except (ModelError, OSError, ValueError, AttributeError, TypeError) as error:
        raise RerankerError(f"setting reranker = {name!r}: {error}") from error
    if n_labels != 1 or not any(kind.endswith("ForSequenceClassification") for kind in kinds):
        found = f"{', '.join(kinds) or 'a model of no named kind'}, {n_labels} label(s)"
        raise RerankerError(f"setting reranker = {name!r}: not a sequence classifier with one label, but {found}")
    return files


def _room(question_tokens: int, max_tokens: int, marks: int) -> int:
    """Word pieces left for a passage."""
    room = max_tokens - marks - question_tokens
    if room < MIN_PASSAGE_TOKENS:
        raise QuestionTooLongError(
            f"the question has {question_tokens} word pieces,"
            f" which leaves no room for passages in the reranker's {max_tokens}"
        )
    return room


def _probabilities(logits: Vectors) -> Vectors:
    """The sigmoid, without overflow."""
    return np.exp(-np.logaddexp(np.float32(0), -logits)).astype(np.float32)


def _convert(files: ModelFiles, folder: Path) -> None:
    """Write the converted model into `folder`, complete or not at all. Raises `ModelError` if its scores differ."""
    reference = CrossEncoderReranker(files)
    classifier, tokenizer = reference.model.model, reference.model.tokenizer
    inputs = [name for name in INPUTS if name in tokenizer.model_input_names]

    def logits(*tensors: object) -> object:
        return classifier(**dict(zip(inputs, tensors, strict=True))).logits

    def write(draft: Path) -> None:
        save_graph(classifier, logits, inputs, draft / "model.xml")
        tokenizer.backend_tokenizer.save(str(draft / "tokenizer.json"))

    facts = {"digest": files.digest, "dimension": 1, "max_tokens": reference.max_tokens, "inputs": inputs}
    try:
        write_converted(folder, facts, write, lambda draft: _check(OpenVinoReranker(draft), reference))
    except ModelError:  # bf16 is too coarse for some models
        facts["precision"] = "f32"
        write_converted(folder, facts, write, lambda draft: _check(OpenVinoReranker(draft), reference))


def _check(converted: Reranker, reference: Reranker) -> None:
    for texts in (CHECK_TEXTS, CHECK_TEXTS[:1]):  # many and few texts are run in different ways
        differences = np.abs(converted.scores(CHECK_QUESTION, texts) - reference.scores(CHECK_QUESTION, texts))
        if not differences.max() <= MAX_DIFFERENCE:  # so that one that is no number is refused too
            raise ModelError(
                f"its scores differ from the reference's by {differences.max():.4f}, more than {MAX_DIFFERENCE}"
            )
