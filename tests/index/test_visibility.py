"""Who may see which passage, from the state of every passage's version."""

import numpy as np
import pytest
from conftest import NOW, an_article

from corpus.archive.sql_archive import SqlArchive
from index.engine.lexical import ALWAYS
from index.engine.passage_index import UNDATED
from index.engine.visibility import Visibility, read_visibility
from index.passages.passage import Filter
from index.passages.passage_store import put_passages
from index.text.sentences import Span

DAY = 86_400
FAR = Filter(2**40)


def put(archive: SqlArchive, *numbers: int | None, **fields: str | None) -> int:
    """Give versions a passage each, in this order; `None` is an article that is new."""
    with archive.writing() as revision:
        new, _ = archive.put(an_article(**fields), revision=revision, now=NOW)  # type: ignore[arg-type]
        for number in numbers:
            given = new if number is None else number
            assert given is not None
            put_passages(archive, given, [Span(0, 1)], [b"x"])
    assert new is not None
    return new


def test_passages_of_a_version_need_not_follow_one_another(archive: SqlArchive) -> None:
    one = put(archive, None, None, url="https://one.example/", publisher="One")
    put(archive, None, one, None, one, url="https://two.example/", publisher="Two", published=None)
    state = read_visibility(archive)
    names = [state.publishers[code] for code in state.publisher]
    assert (state.ids.tolist(), names) == ([1, 2, 3, 4, 5, 6], ["one", "one", "two", "one", "two", "one"])
    assert (state.published == UNDATED).tolist() == [False, False, True, False, True, False]
    assert (state.visible_until == ALWAYS).all()


def test_an_empty_archive_shows_nothing(archive: SqlArchive) -> None:
    state = read_visibility(archive)
    assert (len(state.ids), state.publishers, state.settled, state.allowed(FAR).count) == (0, (), 0, 0)


@pytest.fixture
def state() -> Visibility:
    """Passage 1 was replaced by 2 on day 5; 3 is undated, 4 another publisher's."""
    return Visibility(
        ids=np.array([1, 2, 3, 4]),
        visible_from=np.array([1, 5, 2, 3]) * DAY,
        visible_until=np.array([5 * DAY, ALWAYS, ALWAYS, ALWAYS]),
        published=np.array([1 * DAY, 1 * DAY, UNDATED, 3 * DAY]),
        publisher=np.array([0, 0, 0, 1]),
        publishers=("one", "two"),
    )


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (FAR, [2, 3, 4]),
        (Filter(5 * DAY - 1), [1, 3, 4]),
        (Filter(0), []),
        (Filter(FAR.as_of, since=2 * DAY), [4]),
        (Filter(FAR.as_of, until=2 * DAY), [2]),
        (Filter(FAR.as_of, publishers=("two",)), [4]),
        (Filter(FAR.as_of, publishers=("three",)), []),
    ],
    ids=["now", "before the change", "before all", "since", "until", "publisher", "unknown publisher"],
)
def test_a_filter_leaves_what_readers_saw(state: Visibility, wanted: Filter, ids: list[int]) -> None:
    allowed = state.allowed(wanted)
    assert allowed.ids is not None and allowed.ids.tolist() == ids and allowed.count == len(ids)
    assert allowed.has(state.ids).tolist() == [each in ids for each in state.ids.tolist()]
    assert state.settled == 5 * DAY


def test_changes_leave_the_state_that_reading_afresh_gives(archive: SqlArchive) -> None:
    put(archive, None, None, url="https://one.example/", publisher="One")
    before = read_visibility(archive)
    put(archive, None, url="https://two.example/", publisher="Two")
    after = before.changed(np.zeros(0, np.int64), read_visibility(archive, since=1))
    assert after.ids.tolist() == [1, 2, 3] and after.publishers == read_visibility(archive).publishers == ("one", "two")
    gone = after.changed(np.array([2]), read_visibility(archive, since=2))
    assert gone.ids.tolist() == [1, 3]
