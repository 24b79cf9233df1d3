"""Searching the archive for articles: what is found, in which order, and how it is counted."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from archives import lines, record
from conftest import NOW, WordEncoder, open_index, take_in

from index.engine.local_index import LocalIndex
from index.passages.passage import Filter
from index.vectors import Ids, Vectors
from qa.service.archive_search import search_archive

ALL = Filter(as_of=int(NOW.timestamp()))


@pytest.fixture
def index(tmp_path: Path, words: WordEncoder) -> LocalIndex:
    def report(n: int, text: str, day: str, publisher: str) -> dict[str, object]:
        return record(n, title=f"News {n}", text=text, published=day, publisher=publisher)

    told = [
        report(1, "It rained. The bridge of Nara was closed for repairs.", "2025-08-03", "Paper A"),
        report(2, "Nara opened its bridge; the bridge is long.", "2025-10-20", "Paper A"),
        report(3, "The mayor of Nara resigned.", "2025-10-21", "Paper B"),
        report(4, "A bridge in Osk fell.", "", "Paper B"),
    ]
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *told))
    return open_index(tmp_path, words)


def titles(index: LocalIndex, words: str, **other: object) -> list[str]:
    return [found.article.title for found in search_archive(index, words, ALL, **other).articles]  # type: ignore[arg-type]


def test_only_articles_with_all_the_words_are_found_in_any_of_their_forms(index: LocalIndex) -> None:
    assert set(titles(index, "Nara bridges")) == {"News 1", "News 2"}
    found = search_archive(index, "the bridge of Nara", ALL)
    assert (found.n_articles, found.has_all, found.is_all) == (2, True, True)


def test_where_none_has_all_the_words_those_with_some_are_found_and_that_is_said(index: LocalIndex) -> None:
    found = search_archive(index, "mayor Osk", ALL)
    assert ({each.article.title for each in found.articles}, found.has_all) == ({"News 3", "News 4"}, False)
    nothing = search_archive(index, "whale", ALL)
    assert (nothing.n_articles, nothing.articles, nothing.months, nothing.publishers) == (0, (), (), ())


def test_once_none_can_have_all_the_words_the_others_are_not_looked_for(
    index: LocalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    scores = LocalIndex.lexical_scores

    def counted(self: LocalIndex, question: Mapping[str, float], ids: Ids) -> Vectors:
        looked.extend(question)
        return scores(self, question, ids)

    monkeypatch.setattr(LocalIndex, "lexical_scores", counted)
    assert not search_archive(index, "whale mayor bridge Nara Osk", ALL).has_all
    assert len(looked) == 1


def test_the_newest_stand_first_where_that_is_asked_and_the_undated_last(index: LocalIndex) -> None:
    assert titles(index, "bridge", order="date") == ["News 2", "News 1", "News 4"]
    assert titles(index, "bridge", order="date", offset=1, limit=1) == ["News 1"]


def test_articles_are_counted_by_publisher_and_by_each_month_between(index: LocalIndex) -> None:
    found = search_archive(index, "bridge", ALL, limit=1)
    assert [(each.name, each.articles) for each in found.publishers] == [("Paper A", 2), ("Paper B", 1)]
    assert [(each.name, each.articles) for each in found.months] == [("2025-08", 1), ("2025-09", 0), ("2025-10", 1)]
    assert (found.n_articles, len(found.articles)) == (3, 1)


def test_the_sentence_with_most_of_the_words_is_shown_from_its_place(index: LocalIndex) -> None:
    (found,) = (each for each in search_archive(index, "Nara bridge", ALL).articles if each.article.title == "News 1")
    assert found.sentence == "The bridge of Nara was closed for repairs."
    (stored, *_) = index.archive().versions(found.article.id)
    assert stored.article.text[found.start : found.end] == found.sentence


def test_only_what_the_filter_leaves_is_found(index: LocalIndex) -> None:
    since = int(datetime.combine(date(2025, 10, 1), datetime.min.time(), UTC).timestamp())
    found = search_archive(index, "Nara", Filter(ALL.as_of, since=since, publishers=("paper a",)))
    assert [each.article.title for each in found.articles] == ["News 2"]
