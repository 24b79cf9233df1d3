"""What every passage index promises (`index/engine/passage_index.py`), tried on each engine that there is.

Small archives, and brute force over the stored vectors and words to compare with. Milvus is tried on Milvus Lite, which
is started once, or on the deployment that `NEWSQA_TEST_MILVUS` names.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from archives import FAR, STORY, lines, record
from conftest import NOW, WordEncoder, facts, take_in
from seams import attributes_used, members

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import StateError
from index.encoder.encoder import Encoder
from index.engine.local_index import LocalIndex
from index.engine.passage_index import UNDATED, PassageIndex, TermCounts
from index.ingest.refresh import withdraw
from index.ingest.reindex import reindex
from index.passages.passage import Filter
from index.passages.passage_store import shown_ids
from index.passages.vector_store import load_vectors
from index.text.analysis import question_terms, terms
from index.vectors import Ids

Opener = Callable[[Path, Encoder], PassageIndex]
EVERYTHING = 1_000


def local(home: Path, encoder: Encoder) -> PassageIndex:
    return LocalIndex(home / "archive.db", home / "index", facts(encoder))


@pytest.fixture(params=["local", "milvus"], scope="module")
def opener(request: pytest.FixtureRequest) -> Opener:
    found: Opener = local if request.param == "local" else request.getfixturevalue("in_milvus")
    return found


def fill(home: Path) -> Path:
    """Twelve articles, three of them another publisher's, one undated, and two copies of one story."""
    others = [record(n, publisher="WWW.Gazette", published=f"2025-10-{n:02}") for n in (10, 11, 12)]
    wire = [record(n, url=f"https://paper{n}.example/wire", publisher=f"Paper {n}", text=STORY) for n in (20, 21)]
    articles = [*map(record, range(1, 7)), *others, record(30, published=""), *wire]
    take_in(home, WordEncoder(), lines(home / "a.jsonl", *articles))
    return home


@pytest.fixture(scope="module")
def index(opener: Opener, tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    """One whose archive stays as it is."""
    return opener(fill(tmp_path_factory.mktemp("still")), WordEncoder())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return fill(tmp_path)


@pytest.fixture
def moving(opener: Opener, home: Path, words: WordEncoder) -> PassageIndex:
    """One whose archive, in `home`, changes."""
    return opener(home, words)


def day(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def publishers_of(index: PassageIndex, ids: Ids) -> set[str | None]:
    passages, versions = index.passages(ids)
    return {versions[passage.version_number].article.publisher for passage in passages.values()}


def test_it_knows_its_archive(index: PassageIndex, words: WordEncoder) -> None:
    archive = index.archive()
    assert index.revision == archive.revision() and not index.is_behind()
    assert index.model == words.digest
    assert index.n_passages == len(shown_ids(archive)) == index.allowed(FAR).count
    assert set(index.publishers) == {"paper.example", "gazette", "paper 20", "paper 21"}


def test_dense_search_is_brute_force_over_the_stored_vectors(index: PassageIndex, words: WordEncoder) -> None:
    (vector,) = words.encode(["bridge on day 3"])
    held = shown_ids(index.archive())
    cosines = load_vectors(index.archive(), held.tolist(), words.dimension) @ vector
    np.testing.assert_allclose(index.dense_scores(vector, held), cosines, atol=1e-5)
    ids, scores = index.nearest(vector, 5, index.allowed(FAR))
    np.testing.assert_allclose(scores, np.sort(cosines)[::-1][:5], atol=1e-5)
    np.testing.assert_allclose(index.dense_scores(vector, ids), scores, atol=1e-5)
    assert set(index.nearest(vector, EVERYTHING, index.allowed(FAR))[0].tolist()) == set(held.tolist())


def test_lexical_search_finds_all_that_share_a_term_and_scores_the_others_0(index: PassageIndex) -> None:
    asked = question_terms("bridge plan")
    held = shown_ids(index.archive())
    texts = {key: set(terms(passage.text)) for key, passage in index.passages(held)[0].items()}
    ids, scores = index.matching(asked, EVERYTHING, index.allowed(FAR))
    assert {key for key, words in texts.items() if words & set(asked)} <= set(ids.tolist())
    assert np.all(np.diff(scores) <= 0)
    every = index.lexical_scores(dict.fromkeys(asked, 1.0), held)
    np.testing.assert_allclose(every[np.searchsorted(held, ids)], scores, rtol=1e-5)
    assert np.all(every[~np.isin(held, ids)] == 0)
    doubled = index.lexical_scores(dict.fromkeys(asked, 2.0), held)
    np.testing.assert_allclose(doubled, 2 * every, rtol=1e-5)


def test_terms_are_counted_in_passages(index: PassageIndex) -> None:
    held = index.passages(shown_ids(index.archive()))[0].values()
    for term in ("council", "plan", "nowher"):
        assert index.term_frequency(term) == sum(term in terms(passage.text) for passage in held)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (FAR, 12),
        (Filter(FAR.as_of, publishers=("gazette",)), 3),
        (Filter(FAR.as_of, publishers=("gazette", "paper 20")), 4),
        (Filter(FAR.as_of, since=day("2025-10-11"), until=day("2025-10-12")), 1),
        (Filter(FAR.as_of, until=day("2025-10-11")), 1),
        (Filter(FAR.as_of, publishers=("nobody",)), 0),
        (Filter(day("2025-10-10")), 1),
    ],
    ids=["all", "publisher", "publishers", "a day", "until", "nobody", "as of"],
)
def test_a_filter_leaves_the_same_to_both_searches(
    index: PassageIndex, words: WordEncoder, wanted: Filter, count: int
) -> None:
    (vector,) = words.encode(["council"])
    allowed = index.allowed(wanted)
    near, _ = index.nearest(vector, EVERYTHING, allowed)
    matching, _ = index.matching(["council"], EVERYTHING, allowed)
    assert len({index.passages(near)[0][key].version_number for key in near.tolist()}) == count
    assert set(near.tolist()) == set(matching.tolist()) and allowed.count == len(near)
    assert allowed.has(near).all()
    others = np.setdiff1d(shown_ids(index.archive()), near)
    assert not allowed.has(others).any()
    if wanted.publishers:
        names = {(name or "").casefold().removeprefix("www.") for name in publishers_of(index, near)}
        assert names <= set(wanted.publishers)


def test_the_first_and_last_publication_of_what_a_filter_leaves(index: PassageIndex) -> None:
    assert index.published_between(FAR) == (day("2025-10-10"), day("2025-10-27"))
    assert index.published_between(Filter(FAR.as_of, publishers=("gazette",))) == (day("2025-10-10"), day("2025-10-12"))
    assert index.published_between(Filter(FAR.as_of, until=day("2025-10-10"))) is None


def test_dates_and_stories_of_passages(index: PassageIndex) -> None:
    held = shown_ids(index.archive())
    passages, versions = index.passages(held)
    stories: dict[int, set[str]] = {}
    for key, published, story in zip(held.tolist(), index.published(held), index.stories(held).tolist(), strict=True):
        article = versions[passages[key].version_number].article
        assert published == (UNDATED if article.published is None else int(article.published.timestamp()))
        stories.setdefault(story, set()).add(article.url)
    assert sorted(len(urls) for urls in stories.values()) == [1] * 10 + [2]


def test_it_stays_at_its_revision_until_it_catches_up(moving: PassageIndex, home: Path, words: WordEncoder) -> None:
    before, n_before = moving.revision, moving.n_passages
    take_in(home, words, lines(home / "b.jsonl", record(40, text="The tunnel opens.")))
    assert moving.is_behind() and (moving.revision, moving.n_passages) == (before, n_before)
    assert moving.term_frequency("tunnel") == 0
    moving.catch_up()
    assert not moving.is_behind() and moving.revision > before
    assert moving.n_passages == n_before + 1 and moving.term_frequency("tunnel") == 1
    (vector,) = words.encode(["The tunnel opens."])
    ids, _ = moving.nearest(vector, 1, moving.allowed(FAR))
    assert moving.passages(ids)[0][int(ids[0])].text == "The tunnel opens."


def test_what_is_removed_is_found_no_more(moving: PassageIndex, home: Path, words: WordEncoder) -> None:
    (vector,) = words.encode(["bridge 3"])
    held = shown_ids(moving.archive())
    with SqliteArchive(home / "archive.db") as archive:
        assert withdraw(archive, "https://paper.example/3", now=NOW)
        left = shown_ids(archive)
    assert set(moving.passages(held)[0]) == set(left.tolist()), "its words are gone at once"
    moving.catch_up()
    assert set(moving.nearest(vector, EVERYTHING, moving.allowed(FAR))[0].tolist()) == set(left.tolist())
    assert set(moving.matching(["council"], EVERYTHING, moving.allowed(FAR))[0].tolist()) == set(left.tolist())
    assert moving.n_passages == len(left)


def test_a_question_sees_one_state_while_it_is_asked(moving: PassageIndex, home: Path, words: WordEncoder) -> None:
    take_in(home, words, lines(home / "b.jsonl", record(40)))
    before = moving.revision
    following = threading.Thread(target=moving.catch_up)
    with moving.questioning():
        following.start()
        following.join(timeout=0.5)
        assert moving.revision == before
    following.join()
    assert moving.revision > before


def test_passages_made_anew_are_not_taken_for_the_old_ones(
    moving: PassageIndex, home: Path, words: WordEncoder
) -> None:
    held = shown_ids(moving.archive())
    with SqliteArchive(home / "archive.db") as archive:
        reindex(archive, words)
    with pytest.raises(StateError, match="made anew"):
        moving.passages(held)
    moving.catch_up()
    assert len(moving.passages(shown_ids(moving.archive()))[0]) == len(held)


@pytest.mark.parametrize("protocol", [PassageIndex, TermCounts])
def test_the_protocol_asks_for_no_more_than_questions_use(protocol: type) -> None:
    assert members(protocol) - attributes_used(inside="qa/") == set()


def test_the_passages_of_the_newest_articles_come_first(index: PassageIndex) -> None:
    ids = index.newest_first(FAR, EVERYTHING)
    dates = index.published(ids).tolist()
    assert len(ids) == index.n_passages and dates == sorted(dates, reverse=True)
    assert index.newest_first(FAR, 3).tolist() == ids[:3].tolist()
    assert publishers_of(index, index.newest_first(Filter(2**40, publishers=("gazette",)), EVERYTHING)) == {
        "WWW.Gazette"
    }


def test_vectors_are_those_that_are_stored_in_the_order_asked_for(index: PassageIndex, words: WordEncoder) -> None:
    ids = shown_ids(index.archive())[::-1]
    np.testing.assert_array_equal(index.vectors(ids), load_vectors(index.archive(), ids.tolist(), words.dimension))
