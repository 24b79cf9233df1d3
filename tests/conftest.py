"""What tests share: a clock, an encoder that is a function of its input, and archives made from real small articles."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import settings
from word_encoder import WordEncoder as WordEncoder

from corpus.archive.archive_place import ArchivePlace, open_archive
from corpus.archive.sql_archive import SqlArchive
from corpus.archive.sqlite import SqliteArchive
from corpus.article import Article, make_article
from index.encoder.encoder import Encoder, find_model
from index.encoder.openvino_encoder import load_encoder
from index.engine.local_index import LocalIndex
from index.ingest.refresh import refresh
from index.ingest.report import Report
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.passage_store import Facts
from index.text.analysis import question_terms, terms
from index.vectors import Vectors
from qa.answer.reader.convert import load_reader
from qa.answer.reader.reader import PassageText, Reader, Reading
from qa.retrieval.weights import Table
from qa.server.app import create_app
from qa.service.ask import Service

if TYPE_CHECKING:
    from browsing import Staged
    from newspaper import Newspaper, Refresher
    from playwright.sync_api import Browser, Page

    from corpus.archive.postgres import PostgresAddress
    from index.engine.milvus.milvus_address import MilvusAddress
    from index.engine.milvus.milvus_index import MilvusIndex

for name, n_examples in (("usual", 40), ("slow", 400)):
    settings.register_profile(
        name,
        max_examples=n_examples,
        deadline=None,  # a busy machine is no failure
        derandomize=bool(os.environ.get("CI")),  # which judges the change, not the luck of its examples
    )
os.environ["NEWSQA_READER"] = "small"  # the same one whether or not the larger reader's model is installed here

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpus" / "sample"
ANSWERS = ROOT / "tests" / "answers"  # questions with their answering sentences marked by hand
BENCH = ROOT.parent / "shared" / "bench"
needs_bench = pytest.mark.skipif(not BENCH.is_dir(), reason="the benchmark's articles are not beside this checkout")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("slow" if config.getoption("markexpr") in ("slow", "slow or not slow") else "usual")


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    for item in items:
        if ROOT / "tests" / "page" in item.path.parents:
            item.add_marker("page")


class ShortWords(WordEncoder):
    """Another model with vectors as long, so that nothing but their words tells them apart, which are other ones."""

    digest = "short words"

    def encode(self, texts: Sequence[str]) -> Vectors:
        return super().encode([text.upper()[::-1] for text in texts])


class FailingWords(WordEncoder):
    """Fails at questions of failure."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if any("failure" in text for text in texts):
            raise RuntimeError("inside")
        return super().encode(texts)


class WordReader:
    """Log-odds that grow with the share of the question's terms in a sentence and its headline; no short answers."""

    digest = "words"
    confidence: Table = "confidence"

    def read(self, question: str, passages: Sequence[PassageText]) -> list[Reading]:
        asked = set(question_terms(question))
        found = []
        for passage in passages:
            own = [passage.text[span.start : span.end] for span in passage.sentences]
            shares = [len(asked & set(terms(f"{passage.head} {each}"))) / max(1, len(asked)) for each in own]
            odds = tuple(12 * share - 6 for share in shares)
            found.append(Reading(max(odds, default=-6.0), odds, ()))
        return found


class StoppingWords(WordEncoder):
    """Stops, as Ctrl-C does, when asked for its n-th batch with anything in it."""

    def __init__(self, stop_at: int) -> None:
        super().__init__()
        self.batches_left = stop_at

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.batches_left -= bool(texts)
        if self.batches_left < 0:
            raise KeyboardInterrupt
        return super().encode(texts)


def an_article(
    n: int = 1,
    *,
    url: str | None = None,
    title: str = "",
    text: str = "",
    publisher: str | None = "The Paper",
    published: str | None = "2025-10-27",
    modified: str | None = None,
) -> Article:
    """An article that is different for each `n`."""
    return make_article(
        url=url or f"https://paper.example/{n}",
        title=title or f"Headline number {n}",
        text=text or f"The council met on day {n}. It agreed on {n} million euros for bridge {n}.",
        publisher=publisher,
        published=published,
        modified=modified,
        now=NOW,
    )


def facts(encoder: Encoder) -> Facts:
    return Facts(encoder.digest, encoder.dimension, PASSAGE_TOKENS)


def take_in(home: Path, encoder: Encoder, *sources: Path, now: datetime = NOW) -> Report:
    """Refresh the archive in `home` from sources."""
    with SqliteArchive(home / "archive.db", create=True) as archive:
        return refresh(archive, encoder, sources, now=now)


def open_index(home: Path, encoder: Encoder) -> LocalIndex:
    return LocalIndex(home / "archive.db", home / "index", facts(encoder))


def put_in_place(path: Path, content: bytes | bytearray) -> None:
    """Overwrite a file by another one: an index has its files mapped, and cut short they would end the process."""
    path.unlink()
    path.write_bytes(content)


@pytest.fixture
def words() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def archive(place: ArchivePlace) -> Iterator[SqlArchive]:
    """A new archive, on each engine."""
    with open_archive(place, create=True) as opened:
        yield opened


@pytest.fixture
def archive_file(tmp_path: Path) -> Iterator[SqliteArchive]:
    """A new archive in a file, for what only a file has."""
    with SqliteArchive(tmp_path / "archive.db", create=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server; where there is none, what needs it is skipped."""
    import postgres

    if reason := postgres.missing():
        pytest.skip(reason)
    with postgres.serving() as address:
        yield address


@pytest.fixture
def postgres_place(postgres_server: str) -> Iterator["PostgresAddress"]:
    """Where an archive can be made on PostgreSQL."""
    import postgres

    address = postgres.fresh_address(postgres_server)
    yield address
    postgres.drop(address)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> ArchivePlace:
    """Where an archive can be made, on each engine."""
    found: ArchivePlace = tmp_path / "archive.db"
    return request.getfixturevalue("postgres_place") if request.param == "postgres" else found


@pytest.fixture(scope="module")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator["MilvusAddress"]:
    """Where passages can be put in Milvus; where there is none, what needs it is skipped."""
    import milvus_places

    if reason := milvus_places.missing():
        pytest.skip(reason)
    with milvus_places.serving(tmp_path_factory.mktemp("milvus")) as address:
        yield address


@pytest.fixture(scope="module")
def in_milvus(milvus: "MilvusAddress") -> Iterator[Callable[[Path, Encoder], "MilvusIndex"]]:
    """Opens the index of a data folder's archive in Milvus; its collections are gone afterwards."""
    from index.engine.milvus.milvus_index import MilvusIndex

    opened: list[MilvusIndex] = []

    def opener(home: Path, encoder: Encoder) -> MilvusIndex:
        opened.append(MilvusIndex(home / "archive.db", milvus, home / "index", facts(encoder)))
        return opened[-1]

    yield opener
    for index in opened:
        for name in index.server.client.list_collections():
            if name.startswith(milvus.name):
                index.server.client.drop_collection(name)
        index.close()


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the converted models, converted once for all tests, by the first process that needs it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "models"
    with FileLock(f"{folder}.lock"):
        load_encoder(find_model(), folder)
        load_reader(folder)
    return folder


@pytest.fixture(scope="session")
def encoder(models: Path) -> Encoder:
    """The real model on its fast path."""
    loaded, problem = load_encoder(find_model(), models)
    assert problem is None
    return loaded


@pytest.fixture(scope="session")
def reader(models: Path) -> Reader:
    """The real reader on its fast path."""
    loaded, problem = load_reader(models)
    assert problem is None
    return loaded


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A data folder that holds the sample articles. Not to be changed by tests."""
    home = tmp_path_factory.mktemp("sample")
    take_in(home, encoder, SAMPLE)
    return home


@pytest.fixture(scope="session")
def sample(sample_home: Path, encoder: Encoder, reader: Reader) -> Service:
    """The service on the sample articles, with the real model."""
    return Service(open_index(sample_home, encoder), encoder, reader, clock=lambda: NOW)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file below the test's folder and return its path."""

    def writer(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return writer


@pytest.fixture
def paper() -> Iterator["Newspaper"]:
    """A publisher's server on loopback."""
    from newspaper import publishing

    with publishing() as opened:
        yield opened


@pytest.fixture
def refresher(tmp_path: Path, words: WordEncoder, paper: "Newspaper") -> "Refresher":
    """Whoever refreshes an archive from the paper."""
    from newspaper import Refresher

    return Refresher(tmp_path, words, paper)


@pytest.fixture(scope="module")
def site(sample: Service) -> Iterator["Staged"]:
    """The service on the sample articles behind a real server."""
    from browsing import serving

    with serving(create_app(lambda: sample)) as staged:
        yield staged


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    from browsing import browsing

    with browsing() as browser:
        yield browser


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    """A page in a fresh browser profile. Whatever it says on its console fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(120_000)
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    said = [line for line in said if "Failed to load resource" not in line]  # what the server refuses is tested
    assert said == []
