from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from archives import STORY, lines, record
from conftest import NOW, WordEncoder, open_index, take_in

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import StateError
from index.engine.local_index import LocalIndex
from index.ingest.refresh import withdraw
from qa.question.request import QuestionError
from qa.service import news_stories as module
from qa.service.news_stories import Period, Stories, period, stories

QUAKE = "Earthquake shakes Osk, {n} houses fell near its old harbour overnight into {day}."
STRIKE = "Train drivers strike over pay, Lutha railway union leader {n} told reporters {day}."
WEEK = {"since": date(2025, 10, 20), "until": date(2025, 10, 26)}


def report(n: int, words: str, day: int, **other: object) -> dict[str, object]:
    text = words.format(n=n, day=f"{day} October")
    own = {"title": text.split(",")[0], "text": text, "published": f"2025-10-{day}", "publisher": f"Paper {n}"}
    return record(n, **(own | other))


@pytest.fixture
def home(tmp_path: Path, words: WordEncoder) -> Path:
    """A quake in three reports, of which one is of two papers; a strike in two; a story of the week before."""
    wire = [report(n, STORY, 24, url=f"https://paper{n}.example/wire", title=f"Wire {n}") for n in (7, 8, 9)]
    quakes = [report(n, QUAKE, day) for n, day in ((1, 21), (2, 22), (3, 22))]
    strikes = [report(n, STRIKE, 23) for n in (4, 5)]
    other = [report(6, "A whale was seen off Nara on {day}, fisher {n} said.", 12), report(10, QUAKE, 22, published="")]
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *quakes, *strikes, *wire, *other))
    return tmp_path


@pytest.fixture
def index(home: Path, words: WordEncoder) -> LocalIndex:
    return open_index(home, words)


def of_week(index: LocalIndex, **other: object) -> Stories:
    return stories(index, period(NOW, **(WEEK | other)))  # type: ignore[arg-type]


def test_the_story_with_most_independent_reports_stands_first_and_copies_count_once(index: LocalIndex) -> None:
    found = of_week(index)
    assert [story.independent_reports for story in found.stories] == [3, 2, 1]
    assert [len(story.articles) for story in found.stories] == [3, 2, 3]
    wire = found.stories[2]
    assert wire.publishers == ("Paper 7", "Paper 8", "Paper 9")
    assert found.stories[0].days == (date(2025, 10, 21), date(2025, 10, 22))
    assert (found.n_articles, found.n_round_ups, found.is_all) == (8, 0, True)


def test_no_article_is_in_two_stories_and_none_is_of_other_days_or_undated(index: LocalIndex) -> None:
    urls = [stored.article.url for story in of_week(index).stories for stored in story.articles]
    assert len(urls) == len(set(urls)) == 8
    assert not any(url.endswith(("/6", "/10")) for url in urls)


def test_only_the_publishers_that_are_asked_for_are_grouped(index: LocalIndex) -> None:
    (story,) = of_week(index, publishers=("paper 1", "Paper 2")).stories
    assert story.publishers in {("Paper 1", "Paper 2"), ("Paper 2", "Paper 1")}
    assert of_week(index, publishers=("No Such Paper",)).stories == ()


def test_stories_are_those_that_readers_could_know_of(index: LocalIndex) -> None:
    known = of_week(index, as_of=datetime(2025, 10, 22, tzinfo=UTC) - timedelta(seconds=1))
    assert [story.independent_reports for story in known.stories] == [1]


def test_a_story_keeps_its_id_when_more_is_reported(home: Path, words: WordEncoder) -> None:
    before = of_week(open_index(home, words)).stories[0]
    take_in(home, words, lines(home / "b.jsonl", report(11, QUAKE, 24)))
    after = of_week(open_index(home, words)).stories[0]
    assert (after.id, after.independent_reports) == (before.id, 4)


def test_an_article_that_was_removed_is_in_no_story(home: Path, index: LocalIndex) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        withdraw(archive, "https://paper.example/1", now=NOW)
    index.catch_up()
    assert [story.independent_reports for story in of_week(index).stories] == [2, 2, 1]


def test_an_archive_that_has_moved_on_is_read_anew(home: Path, words: WordEncoder, index: LocalIndex) -> None:
    take_in(home, words, lines(home / "b.jsonl", report(1, QUAKE + " Two people died.", 21)))
    found = of_week(index)
    assert found.revision == index.revision == index.archive().revision()


def test_an_archive_that_changes_all_the_time_is_refused(index: LocalIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_articles", lambda *_: None)
    with pytest.raises(StateError, match="changing too fast"):
        of_week(index)


def test_more_than_can_be_grouped_leaves_the_oldest_out_and_says_so(
    index: LocalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_REPORTS", 2)
    found = of_week(index)
    assert not found.is_all
    assert sum(story.independent_reports for story in found.stories) == 2
    assert min(story.days[0] for story in found.stories) == date(2025, 10, 23)


def test_an_empty_archive_has_no_stories(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words)
    assert stories(open_index(tmp_path, words), period(NOW)).stories == ()


def test_the_last_seven_days_are_meant_where_none_are_named() -> None:
    assert period(NOW) == Period(date(2026, 1, 9), date(2026, 1, 15), NOW)
    past = datetime(2025, 10, 26, 23, 59, 59, tzinfo=UTC)
    assert period(NOW, as_of=past) == Period(date(2025, 10, 20), date(2025, 10, 26), past)
    assert period(NOW, since=date(2026, 1, 14)).until == date(2026, 1, 15)
    assert period(NOW, until=date(2025, 3, 7)).since == date(2025, 3, 1)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"since": date(2025, 2, 1), "until": date(2025, 1, 1)}, "since 2025-02-01 lies after until 2025-01-01"),
        ({"since": date(2020, 1, 1)}, "since 2020-01-01 until 2026-01-15 are more than 366 days"),
    ],
)
def test_days_that_make_no_period_are_refused(asked: dict[str, date], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        period(NOW, **asked)  # type: ignore[arg-type]
