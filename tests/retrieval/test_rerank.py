"""The reranker, with a small real cross-encoder of seeded random weights, beside the reference it was made from."""

import json
import shutil
import string
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.encoder.encoder import ModelError, find_model
from qa.retrieval import rerank
from qa.retrieval.rerank import (
    MIN_PASSAGE_TOKENS,
    CrossEncoderReranker,
    OpenVinoReranker,
    QuestionTooLongError,
    Reranker,
    RerankerError,
    load_reranker,
)
from qa.retrieval.rerank import _convert as convert

QUESTION = "What did Japan pledge?"
MAX_TOKENS = 64
TEXTS = [
    "",
    "A",
    " \n ",
    "東京 😀 “”",
    "Japan pledged to invest 550 billion dollars.",
    "x" * 3_000,
    "The council raised fares. " * 40,
    *(f"Rare earth exports fell by {percent} percent in {percent // 3 + 1} days." for percent in range(1, 30)),
]


def save_cross_encoder(folder: Path) -> Path:
    """A BERT of two small layers that reads letters, saved as sentence-transformers saves cross-encoders."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    letters = string.ascii_lowercase + string.digits
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *".,?", *("##" + c for c in letters)]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=MAX_TOKENS,
        initializer_range=0.15,
        id2label={0: "LABEL_0"},
    )
    torch.manual_seed(1)
    BertForSequenceClassification(config).save_pretrained(folder / "plain")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder / "plain")
    cross_encoder = CrossEncoder(str(folder / "plain"), local_files_only=True)
    pairs = [(QUESTION, text) for text in TEXTS]
    logits = cross_encoder.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
    head = cross_encoder.model.classifier
    with torch.no_grad():  # so that scores are spread between 0 and 1, as after training
        head.weight.mul_(1 / logits.std())
        head.bias.fill_(-logits.mean() / logits.std())
    cross_encoder.save_pretrained(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_cross_encoder(tmp_path_factory.mktemp("reranker") / "made")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("converted")


@pytest.fixture(scope="module")
def reranker(model: Path, cache: Path) -> Reranker:
    loaded, problem = load_reranker(str(model), cache)
    assert problem is None
    return loaded


@pytest.fixture(scope="module")
def reference(model: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(find_model(str(model)))


def test_scores_agree_with_the_reference(reranker: Reranker, reference: CrossEncoderReranker) -> None:
    assert isinstance(reranker, OpenVinoReranker)
    scores, expected = reranker.scores(QUESTION, TEXTS), reference.scores(QUESTION, TEXTS)
    assert scores.dtype == expected.dtype == np.float32
    np.testing.assert_allclose(scores, expected, atol=1e-2)
    assert expected.max() - expected.min() > 0.3
    order = np.argsort(-expected)
    assert np.diff(scores[order]).max() < 1e-5  # the same order, but for texts that score the same


def test_scores_are_what_sentence_transformers_predicts(model: Path, reranker: Reranker) -> None:
    from sentence_transformers import CrossEncoder

    texts = [text for text in TEXTS if len(text) < 60]  # where nothing is cut, and one label means a sigmoid
    plain = CrossEncoder(str(model), local_files_only=True)
    expected = plain.predict([(QUESTION, text) for text in texts], show_progress_bar=False)
    np.testing.assert_allclose(reranker.scores(QUESTION, texts), expected, atol=1e-2)


def test_the_question_counts(reranker: Reranker) -> None:
    other = reranker.scores("Who won the match in the end?", TEXTS)
    assert np.abs(other - reranker.scores(QUESTION, TEXTS)).max() > 0.05


def test_a_text_has_the_same_score_alone_and_among_others(reranker: Reranker) -> None:
    together = reranker.scores(QUESTION, TEXTS)
    np.testing.assert_allclose(reranker.scores(QUESTION, TEXTS[::-1])[::-1], together, atol=5e-3)
    alone = [reranker.scores(QUESTION, [text])[0] for text in TEXTS]
    np.testing.assert_allclose(alone, together, atol=5e-3)


def test_threads_get_their_own_texts_scores(reranker: Reranker) -> None:
    jobs = [TEXTS[start : start + size] for start in range(0, 20, 3) for size in (1, 7)]
    with ThreadPoolExecutor(4) as pool:
        for texts, scores in zip(jobs, pool.map(lambda texts: reranker.scores(QUESTION, texts), jobs), strict=True):
            np.testing.assert_allclose(scores, reranker.scores(QUESTION, texts), atol=5e-3)


@pytest.mark.parametrize("kind", ["reranker", "reference"])
def test_no_texts_have_no_scores(kind: str, request: pytest.FixtureRequest) -> None:
    scores = request.getfixturevalue(kind).scores(QUESTION, [])
    assert (scores.shape, scores.dtype) == ((0,), np.float32)


@pytest.mark.parametrize("kind", ["reranker", "reference"])
def test_a_long_text_is_cut_and_the_question_never(kind: str, request: pytest.FixtureRequest) -> None:
    loaded = request.getfixturevalue(kind)
    marks, question = 3, "q " * 40  # longer than what is left for the text
    within = "a " * (MAX_TOKENS - marks - 40)
    (short, long, other) = loaded.scores(question, [within, within + "b c d " * 500, within[:-2] + "b"])
    assert long == pytest.approx(short, abs=1e-6)
    assert other != pytest.approx(short, abs=1e-4)  # the last letter within the limit counts,
    (another,) = loaded.scores("q " * 39 + "z", [within + "b c d " * 500])
    assert another != pytest.approx(long, abs=1e-4)  # and so does the question's


@pytest.mark.parametrize("kind", ["reranker", "reference"])
def test_a_question_that_leaves_no_room_is_refused(kind: str, request: pytest.FixtureRequest) -> None:
    loaded = request.getfixturevalue(kind)
    longest = MAX_TOKENS - 3 - MIN_PASSAGE_TOKENS
    assert loaded.scores("q" * longest, TEXTS).shape == (len(TEXTS),)
    with pytest.raises(QuestionTooLongError, match=f"{longest + 1} word pieces.* {MAX_TOKENS}$"):
        loaded.scores("q" * (longest + 1), TEXTS)


def test_a_converted_reranker_needs_neither_torch_nor_sentence_transformers(
    model: Path, cache: Path, reranker: Reranker
) -> None:
    program = (
        "import sys; from pathlib import Path; from qa.retrieval.rerank import load_reranker;"
        "reranker, problem = load_reranker(sys.argv[1], Path(sys.argv[2]));"
        "print(float(reranker.scores(sys.argv[3], ['A'])[0]), problem,"
        " sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    root = Path(rerank.__file__).parents[2]
    command = [sys.executable, "-c", program, str(model), str(cache), QUESTION]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"{float(reranker.scores(QUESTION, ['A'])[0])} None []"


def test_a_converted_model_whose_scores_differ_is_refused(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rerank, "MAX_DIFFERENCE", -1.0)
    with pytest.raises(ModelError, match=r"differ from the reference's by \d\.\d+, more than -1\.0"):
        convert(find_model(str(model)), tmp_path / "models" / "converted")
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize(("max_difference", "precision"), [(1.0, "bf16"), (0.01, "f32")])
def test_what_bf16_rounds_too_coarsely_is_run_in_f32(
    max_difference: float,
    precision: str,
    model: Path,
    reference: CrossEncoderReranker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from openvino import Core

    if "BF16" not in Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        pytest.skip("this CPU has no bf16")
    monkeypatch.setattr(rerank, "MAX_DIFFERENCE", max_difference)
    convert(find_model(str(model)), tmp_path / "converted")
    converted = OpenVinoReranker(tmp_path / "converted")
    assert converted.precision == precision
    differences = np.abs(converted.scores(QUESTION, TEXTS) - reference.scores(QUESTION, TEXTS))
    assert (differences.max() < 1e-4) == (precision == "f32")
    assert differences.max() < 0.1


def test_a_failed_conversion_gives_the_reference_with_the_reason(model: Path, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    loaded, problem = load_reranker(str(model), tmp_path / "models")
    assert isinstance(loaded, CrossEncoderReranker)
    assert problem is not None and "take longer" in problem and str(tmp_path / "models") in problem


def broken(model: Path, folder: Path, change: Callable[[Path], object]) -> Path:
    """A copy of the model, changed."""
    shutil.copytree(model, folder / "broken")
    change(folder / "broken")
    return folder / "broken"


def configure(**changes: object) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        (folder / "config.json").write_text(json.dumps(config | changes), encoding="utf-8")

    return change


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (shutil.rmtree, "is no folder"),
        (configure(id2label={"0": "no", "1": "yes"}), "one label, but BertForSequenceClassification, 2 label"),
        (configure(architectures=["BertModel"]), "one label, but BertModel, 1 label"),
        (configure(architectures=None), "one label, but a model of no named kind, 1 label"),
        (configure(id2label=1), "has no len"),
        (write("config.json", "{"), "Expecting property name"),
        (write("config.json", "[]"), "no attribute"),
        (lambda folder: (folder / "config.json").unlink(), "No such file"),
        (lambda folder: (folder / "model.safetensors").unlink(), r"no model\.safetensors"),
    ],
    ids=["path", "two labels", "other kind", "no kind", "labels", "half a file", "no object", "no file", "no weights"],
)
def test_what_cannot_rerank_is_refused_by_name(
    change: Callable[[Path], object], message: str, model: Path, tmp_path: Path
) -> None:
    name = str(broken(model, tmp_path, change))
    with pytest.raises(RerankerError, match=message) as refusal:
        load_reranker(name, tmp_path / "models")
    assert f"reranker = {name!r}" in str(refusal.value)
    assert not (tmp_path / "models").exists()


def test_the_embedding_model_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match="one label, but BertModel, 2 label"):
        load_reranker(str(find_model().folder), tmp_path)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_damaged_files_are_refused_by_name(name: str, model: Path, tmp_path: Path) -> None:
    folder = broken(model, tmp_path, configure(model_type="no such") if name == "config.json" else write(name, "hello"))
    (tmp_path / "models").write_text("a file where the folder should be, so that only the reference is tried")
    with pytest.raises(RerankerError, match="it cannot be loaded") as refusal:
        load_reranker(str(folder), tmp_path / "models")
    assert f"reranker = {str(folder)!r}" in str(refusal.value)


def test_damage_that_the_conversion_meets_is_refused_by_name(model: Path, tmp_path: Path) -> None:
    folder = broken(model, tmp_path, write("model.safetensors", "hello"))
    with pytest.raises(RerankerError, match="it cannot be loaded"):
        load_reranker(str(folder), tmp_path / "models")
    assert {path.name for path in (tmp_path / "models").iterdir()} <= {"convert.lock"}


@pytest.mark.parametrize("logits", [[-1e4, -100, -1, 0, 1, 100, 1e4]])
def test_probabilities_do_not_overflow(logits: list[float]) -> None:
    with np.errstate(over="raise", invalid="raise"):
        probabilities = rerank._probabilities(np.array(logits, np.float32))
    np.testing.assert_allclose(probabilities, [0, 0, 0.26894142, 0.5, 0.7310586, 1, 1], atol=1e-6)
