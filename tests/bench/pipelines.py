"""Measure reading in beside what is used elsewhere: LangChain with FAISS, LlamaIndex, Haystack and txtai.

    python tests/bench/pipelines.py FOLDER [--articles 120] [--environment DIRECTORY] [--rounds 1]

Each indexes the same articles with the same model on this machine's CPU, one after the other in a process of its own,
written as its own quick start has it. Their pieces are set to about the length of passages here (180 tokens): at their
defaults of 512 or 1,024 tokens this model, which reads 256, would see a part of the text only. The clock starts when
modules are imported and the model is loaded, and stops when the last article can be found (one search is made); peak
memory is that of the process and all it starts; CPU seconds tell how much of a ratio is other work on the machine. The
first run installs the others, by name, into an environment outside the checkout (some minutes); one that cannot be
installed or fails is said to be, and the rest goes on.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from figures import ROOT, TreeMemory, arguments, machine, show, some_articles, write

from index.encoder.encoder import find_model

PACKAGES = {
    "LangChain": ("langchain-community", "langchain-huggingface", "langchain-text-splitters", "faiss-cpu"),
    "LlamaIndex": ("llama-index-core", "llama-index-embeddings-huggingface"),
    "Haystack": ("haystack-ai", "sentence-transformers-haystack"),
    "txtai": ("txtai",),
}
TORCH = "torch==2.13.0"  # the one that newsqa is tested with
ENVIRONMENT = Path.home() / ".cache" / "newsqa-bench"

START = """
import json, sys, time
articles = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
model = sys.argv[2]
QUESTION = "Who won the election?"
def done(pieces):
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu_started
    print("FIGURES", json.dumps({"passages": pieces, "seconds": seconds, "cpu": cpu}))
"""
PROGRAMS = {
    "LangChain": """
from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
embeddings = HuggingFaceEmbeddings(model_name=model)
embeddings.embed_query("warm up")
started, cpu_started = time.perf_counter(), time.process_time()
documents = [Document(page_content=a["text"], metadata={"title": a["title"], "url": a["url"]}) for a in articles]
pieces = RecursiveCharacterTextSplitter(chunk_size=800, chunk_overlap=0).split_documents(documents)
store = FAISS.from_documents(pieces, embeddings)
assert store.similarity_search(QUESTION, k=10)
done(len(pieces))
""",
    "LlamaIndex": """
from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
Settings.embed_model = HuggingFaceEmbedding(model_name=model)
Settings.embed_model.get_query_embedding("warm up")
Settings.node_parser = SentenceSplitter(chunk_size=180, chunk_overlap=0)
started, cpu_started = time.perf_counter(), time.process_time()
documents = [Document(text=a["text"], metadata={"title": a["title"]}) for a in articles]
index = VectorStoreIndex.from_documents(documents)
assert index.as_retriever(similarity_top_k=10).retrieve(QUESTION)
done(len(index.docstore.docs))
""",
    "Haystack": """
from haystack import Document, Pipeline
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder, SentenceTransformersTextEmbedder)
asking = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
embedder = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
for part in (asking, embedder):
    part.warm_up()
asking.run("warm up")
store = InMemoryDocumentStore()
indexing = Pipeline()
indexing.add_component("split", DocumentSplitter(split_by="word", split_length=135, split_overlap=0))
indexing.add_component("embed", embedder)
indexing.add_component("write", DocumentWriter(document_store=store))
indexing.connect("split", "embed")
indexing.connect("embed", "write")
started, cpu_started = time.perf_counter(), time.process_time()
indexing.run({"split": {"documents": [Document(content=a["text"], meta={"title": a["title"]}) for a in articles]}})
assert InMemoryEmbeddingRetriever(store).run(asking.run(QUESTION)["embedding"])["documents"]
done(store.count_documents())
""",
    "txtai": """
from txtai import Embeddings
embeddings = Embeddings(path=model, content=True)
embeddings.index(["warm up"])
started, cpu_started = time.perf_counter(), time.process_time()
def pieces():
    for a in articles:
        piece = ""
        for paragraph in a["text"].split("\\n"):
            if len(piece) + len(paragraph) > 800 and piece:
                yield piece
                piece = ""
            piece += paragraph + "\\n"
        yield piece
embeddings.index(pieces())
assert embeddings.search(QUESTION, 10)
done(embeddings.count())
""",
    "newsqa": """
from datetime import UTC, datetime
from pathlib import Path
from corpus.archive.sqlite import SqliteArchive
from index.passages.chunk import PASSAGE_TOKENS
from index.encoder.encoder import find_model
from index.engine.local_index import LocalIndex
from index.encoder.openvino_encoder import load_encoder
from index.ingest.refresh import refresh
from index.passages.passage_store import Facts
from qa.question.request import Ask
from qa.service.ask import Service
from qa.answer.reader.convert import load_reader
home = Path(sys.argv[3])
encoder, problem = load_encoder(find_model(), home / "models")
encoder.encode(["warm up"] * 64)
started, cpu_started = time.perf_counter(), time.process_time()
with SqliteArchive(home / "archive.db", create=True) as archive:
    report = refresh(archive, encoder, [Path(sys.argv[1])], now=datetime.now(UTC))
facts = Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)
passage_index = LocalIndex(home / "archive.db", home / "index", facts)
reader, _ = load_reader(home / "models")
assert Service(passage_index, encoder, reader).ask(Ask(QUESTION)).evidence
done(report.passages)
""",
}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--articles", type=int, default=120, help="how many to index (default 120)")
    parser.add_argument("--environment", type=Path, default=ENVIRONMENT, help=f"default {ENVIRONMENT}")
    parser.add_argument(
        "--rounds", type=int, default=1, help="times each is run, in turn; medians are shown (default 1)"
    )
    chosen = parser.parse_args()
    model = str(find_model().folder)
    with tempfile.TemporaryDirectory() as name:
        source = some_articles(chosen.folder, chosen.articles, Path(name) / "articles.jsonl")
        ready = {"newsqa": sys.executable} | install(chosen.environment)
        convert(Path(name) / "models")
        runs: dict[str, list[dict[str, float]]] = {each: [] for each in ready}
        for turn in range(chosen.rounds):
            for each, python in ready.items():
                home = Path(name) / f"{each}-{turn}"
                home.mkdir()
                (home / "models").symlink_to(Path(name) / "models")
                if figures := run(each, python, [str(source), model, str(home)]):
                    runs[each].append(figures)
    rows = [row(each, chosen.articles, found) for each, found in runs.items() if found]
    best = max((float(str(each["articles/s"])) for each in rows[1:]), default=0.0)
    print(machine())
    show("From file to answerable", rows)
    ratio = float(str(rows[0]["articles/s"])) / best if best else None
    show("newsqa beside the fastest of the others", [{"times as fast": ratio}])
    write(chosen.json, {"pipelines": rows, "times_as_fast": ratio})


def install(environment: Path) -> dict[str, str]:
    """The Python of the environment for each of the others that it has; what is missing is installed."""
    python = environment / "bin" / "python"
    if not python.exists():
        print(f"Installing the other pipelines into {environment}: once, some minutes …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    ready = {}
    for each, packages in PACKAGES.items():
        marker = environment / f"{each}.installed"
        if not marker.exists():
            command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TORCH, *packages]
            if subprocess.run(command).returncode:
                print(f"{each}: cannot be installed here")
                continue
            marker.touch()
        ready[each] = str(python)
    return ready


def convert(models: Path) -> None:
    """Have the converted model there, as it is after the first run."""
    program = "import sys; from pathlib import Path; from index.encoder.encoder import find_model;"
    program += "from index.encoder.openvino_encoder import load_encoder; load_encoder(find_model(), Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", program, str(models)], check=True, cwd=ROOT)


def run(name: str, python: str, values: list[str]) -> dict[str, float] | None:
    """What one pipeline says of itself, and its peak memory; `None` if it failed."""
    offline = {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [python, "-c", START + PROGRAMS[name], *values],
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            cwd=ROOT if name == "newsqa" else values[2],
            env={**os.environ, **offline},
        )
        with TreeMemory(process.pid) as memory:
            printed, _ = process.communicate()
        lines = [line for line in printed.splitlines() if line.startswith("FIGURES ")]
        if process.returncode or not lines:
            said.seek(0)
            print(f"{name}: failed: {said.read()[-400:]}")
            return None
    return {**json.loads(lines[-1].removeprefix("FIGURES ")), "peak_mb": memory.peak_mb}


def row(name: str, n_articles: int, found: list[dict[str, float]]) -> dict[str, str | int | float | None]:
    seconds = statistics.median(each["seconds"] for each in found)
    return {
        "pipeline": name,
        "passages": int(found[0]["passages"]),
        "s": seconds,
        "CPU s": statistics.median(each["cpu"] for each in found),
        "articles/s": n_articles / seconds,
        "passages/s": found[0]["passages"] / seconds,
        "peak MB": max(each["peak_mb"] for each in found),
    }


if __name__ == "__main__":
    main()
