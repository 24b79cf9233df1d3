"""The passage index in Milvus: filled without embedding, gone on with after a stop, exact where its graph is not."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from archives import FAR, lines, record
from conftest import NOW, ShortWords, WordEncoder, WordReader, facts, open_index, take_in

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import StateError, UsageError
from index.encoder.encoder import Encoder
from index.engine.indexes import IndexFiles, bring_up
from index.engine.lexical import Entry
from index.engine.milvus.bm25 import DIMENSIONS, MEAN_TEXT, passage_weights, question_weights
from index.engine.milvus.milvus_address import MilvusAddress
from index.engine.milvus.milvus_filter import expression, publisher_number
from index.ingest.refresh import withdraw
from index.ingest.reindex import Reindexing
from index.passages.generations import begin_generation, generations
from index.passages.passage import Filter
from index.passages.passage_store import shown_ids
from index.text.analysis import question_terms
from qa.question.request import Ask
from qa.service.ask import Service
from qa.service.opening import open_indexes
from qa.service.settings import load_settings

Opener = Callable[[Path, Encoder], Any]
SOME = [*map(record, range(1, 6)), record(9, publisher="Gazette")]


@pytest.fixture(scope="module")
def still(in_milvus: Opener, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """An index in Milvus and one on this machine of the same archive, which stays as it is."""
    home = tmp_path_factory.mktemp("still")
    take_in(home, WordEncoder(), lines(home / "a.jsonl", *SOME))
    return in_milvus(home, WordEncoder()), open_index(home, WordEncoder())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    take_in(tmp_path, WordEncoder(), lines(tmp_path / "a.jsonl", *SOME))
    return tmp_path


def counts(index: Any, terms: str = "council bridge day 3 tunnel") -> list[int]:
    return [index.term_frequency(term) for term in question_terms(terms)]


def test_both_engines_find_the_same_with_nearly_the_same_scores(still: tuple[Any, Any], words: WordEncoder) -> None:
    milvus, local = still
    (vector,) = words.encode(["euros for bridge 3"])
    asked = question_terms("euros for bridge 3 number")
    for wanted in (FAR, Filter(FAR.as_of, publishers=("gazette",))):
        (_, near), (_, nearly) = (index.nearest(vector, 4, index.allowed(wanted)) for index in still)
        np.testing.assert_allclose(near, nearly, atol=1e-3)
        (ours, _), (theirs, _) = (index.matching(asked, 9, index.allowed(wanted)) for index in still)
        assert ours[0] == theirs[0] and set(ours.tolist()) == set(theirs.tolist())
    assert counts(milvus) == counts(local)


def test_a_graph_that_finds_too_few_is_looked_into_wider_and_then_left(
    still: tuple[Any, Any], words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, _ = still
    (vector,) = words.encode(["bridge 3"])
    whole = index.nearest(vector, 5, index.allowed(FAR))
    looked: list[int] = []

    def lost(_: object, k: int, __: str, n_looked_at: int = 100) -> Any:
        looked.append(n_looked_at)
        return whole[0][: k - 2]

    monkeypatch.setattr(index._found_in, "near", lost)
    ids, scores = index.nearest(vector, 5, index.allowed(FAR))
    assert ids.tolist() == whole[0].tolist() and looked[0] < looked[1] and len(looked) == 2
    np.testing.assert_allclose(scores, whole[1], atol=1e-6)


def test_filling_it_beside_a_full_archive_embeds_nothing(in_milvus: Opener, home: Path, words: WordEncoder) -> None:
    index = in_milvus(home, words)
    assert index.n_passages == len(shown_ids(index.archive())) and words.n_encoded == 0


def test_questions_cannot_tell_which_engine_answers(still: tuple[Any, Any], words: WordEncoder) -> None:
    said = []
    for index in still:
        answer = Service(index, words, WordReader(), clock=lambda: NOW).ask(
            Ask("How much is paid for bridge 3?", top_k=3)
        )
        quotes = [(each.article.url, each.quote, each.start) for each in answer.citations]
        said.append((answer.status, answer.revision, quotes, [each.text for each in answer.evidence]))
    assert said[0] == said[1] and said[0][3]


def test_the_setting_chooses_it(tmp_path: Path, milvus: MilvusAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(home=tmp_path, index_url=milvus.url)
    opened: Any = open_indexes(settings)
    assert opened.server.address == milvus
    opened.server.close()
    monkeypatch.setitem(sys.modules, "index.engine.milvus.milvus_index", None)
    with pytest.raises(StateError, match=re.escape("need pymilvus: pip install 'newsqa[milvus]'")):
        open_indexes(settings)
    assert isinstance(open_indexes(load_settings(home=tmp_path)), IndexFiles)


class Stopped(BaseException):
    """As if the process had been killed."""


@pytest.mark.parametrize("at", ["set_marker", "put", "remove", "put_terms"])
def test_whoever_is_stopped_is_gone_on_with(
    at: str, in_milvus: Opener, home: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = in_milvus(home, words)
    take_in(home, words, lines(home / "b.jsonl", record(40, text="The tunnel opens on day 3.")))
    with SqliteArchive(home / "archive.db") as archive:
        withdraw(archive, "https://paper.example/2", now=NOW)
    original = getattr(type(index._found_in), at)

    def stopping(*arguments: Any, **named: Any) -> None:
        original(*arguments, **named)
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(type(index._found_in), at, stopping)
        with pytest.raises(Stopped):
            index.catch_up()
    assert index.is_behind()
    index.catch_up()
    fresh = open_index(home, words)
    assert index.n_passages == fresh.n_passages and counts(index) == counts(fresh)
    everything = index.matching(["council"], 100, index.allowed(FAR))[0].tolist()
    assert sorted(everything) == sorted(fresh.matching(["council"], 100, fresh.allowed(FAR))[0].tolist())


def test_what_is_removed_is_erased_there_with_its_words(in_milvus: Opener, home: Path, words: WordEncoder) -> None:
    index = in_milvus(home, words)
    gone = set(shown_ids(index.archive()).tolist())
    with SqliteArchive(home / "archive.db") as archive:
        withdraw(archive, "https://paper.example/2", now=NOW)
        gone -= set(shown_ids(archive).tolist())
    index.catch_up()
    assert gone and not len(index._found_in.having(sorted(gone), ""))
    assert list(index._found_in.words(sorted(gone))) == [] and index.term_frequency("2") == 0


def test_two_processes_share_what_one_has_brought_up(in_milvus: Opener, home: Path, words: WordEncoder) -> None:
    one, other = in_milvus(home, words), in_milvus(home, words)
    take_in(home, words, lines(home / "b.jsonl", record(40, text="The tunnel opens.")))
    one.catch_up()
    assert other.is_behind() and counts(other) != counts(one)
    other.catch_up()
    assert (other.revision, other.n_passages, counts(other)) == (one.revision, one.n_passages, counts(one))


def test_another_generation_answers_and_the_one_before_it_is_dropped(
    in_milvus: Opener, home: Path, words: WordEncoder
) -> None:
    index, other = in_milvus(home, words), ShortWords()
    index._follow = lambda *_: None
    before = index._found_in
    with SqliteArchive(home / "archive.db") as archive:
        generation = begin_generation(archive, facts(other), None)
        Reindexing(archive, other, NOW, index._indexes, compared_with=words).run(generation)
        assert not generations(archive)
    made = index.server.collections(archive_name := before.name.split("_")[-3], generation.identity)
    assert archive_name and made.marker() and before.marker(), "the other is there before anybody asks"
    index.catch_up()
    assert index.model == other.digest and before.marker() is None
    (vector,) = other.encode(["bridge 3"])
    assert len(index.nearest(vector, 9, index.allowed(FAR))[0]) == index.n_passages


def test_a_history_that_was_given_up_is_filled_anew(in_milvus: Opener, home: Path, words: WordEncoder) -> None:
    backup = (home / "archive.db").read_bytes()
    index = in_milvus(home, words)
    known_as = index.archive().fact("in_milvus")
    take_in(home, words, lines(home / "b.jsonl", record(40)))
    index.catch_up()
    restored = home / "restored"
    restored.mkdir()
    (restored / "archive.db").write_bytes(backup)
    with SqliteArchive(restored / "archive.db") as archive, archive.noting():
        archive.set_fact("in_milvus", known_as or "")
    again = in_milvus(restored, words)
    assert again.n_passages == len(shown_ids(again.archive())) < index.n_passages


def test_bringing_it_up_is_all_that_the_next_opening_needs(
    in_milvus: Opener, home: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = in_milvus(home, words)
    take_in(home, words, lines(home / "b.jsonl", record(40)))
    bring_up(index.archive(), index._indexes, facts(words))
    monkeypatch.setattr(type(index._found_in), "put", None)
    index.catch_up()
    assert not index.is_behind()


@pytest.fixture
def no_server() -> Iterator[str]:
    yield "milvus://reader:secret@127.0.0.1:9/news"


def test_where_nobody_answers_the_address_is_named_without_its_password(
    no_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    milvus_server = pytest.importorskip("index.engine.milvus.milvus_server")
    monkeypatch.setattr(milvus_server, "TIMEOUT_S", 0.2)
    with pytest.raises(StateError, match=r"milvus://127\.0\.0\.1:9/news") as refused:
        milvus_server.MilvusServer(MilvusAddress(no_server))
    assert "secret" not in str(refused.value)


def test_a_server_without_sparse_vectors_is_refused(milvus: MilvusAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    from index.engine.milvus import milvus_server

    monkeypatch.setattr("pymilvus.MilvusClient.get_server_version", lambda _: "v2.3.5")
    with pytest.raises(StateError, match=r"Milvus v2\.3\.5, which has no sparse vectors"):
        milvus_server.MilvusServer(milvus)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("milvus://host:19530/news", ("http://host:19530", "", "news")),
        ("milvus+tls://desk:pa%20ss@host/news_2", ("https://host", "desk:pa ss", "news_2")),
        ("milvus:folder/passages.db", ("folder/passages.db", "", "newsqa")),
    ],
)
def test_an_address_says_where_whose_and_under_which_name(url: str, told: tuple[str, str, str]) -> None:
    address = MilvusAddress(url)
    assert (address.uri, address.token, address.name) == told
    assert "pa%20ss" not in f"{address} {address!r}"


@pytest.mark.parametrize("url", ["", "http://host:19530", "milvus://host", "milvus://host/1", "milvus://host/a/b?c"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="milvus://"):
        MilvusAddress(url)


def test_nothing_typed_is_a_part_of_an_expression() -> None:
    told = expression(Filter(7, 1, 9, publishers=('"] or id > 0 or publisher in ["',)))
    assert set(told) <= set("abcdefghijklmnopqrstuvwxyz_ <>=[]-0123456789")
    assert publisher_number("gazette") != publisher_number("paper 20")


def test_bm25_is_the_products_of_a_passage_and_a_question() -> None:
    passage = passage_weights(Entry(1, "Bridge plan", "The council paid. The council left.", "paper", None, 0, None))
    asked = question_weights({"council": 2.0, "bridg": 1.0, "nowher": 1.0}, 10, lambda place: 2 * (place in passage))
    assert all(0 < place < DIMENSIONS for place in passage) and len(asked) == 2
    once = question_weights({"council": 1.0}, 10, lambda _: 2)
    score = sum(weight * passage.get(place, 0.0) for place, weight in once.items())
    n, length = 2, 6
    rarity = np.log(1 + 8.5 / 2.5)
    assert score == pytest.approx(rarity * n * 2.2 / (n + 1.2 * (0.25 + 0.75 * length / MEAN_TEXT)), rel=1e-6)
    assert passage_weights(Entry(1, "", "…", "paper", None, 0, None)), "an engine takes no empty vector"
