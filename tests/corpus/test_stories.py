"""Which articles of an archive are one wire story, whatever the order in which they came and left."""

import random
from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from archives import STORY, lines, record
from conftest import NOW, WordEncoder, an_article, open_index, take_in

from corpus.archive.sql_archive import SqlArchive
from corpus.archive.sqlite import SqliteArchive
from corpus.archive.tables.stories import not_compared, story_ids, version_key
from corpus.article import Article
from index.ingest.refresh import withdraw

OTHER = " ".join(f"Rain fell on town {n} and the river rose by a hand's breadth there." for n in range(30))
ENDINGS = [" ".join(f"Paper {p} adds remark {n} to what was said." for n in range(8)) for p in range(4)]


def a_report(n: int, text: str = STORY, *, publisher: str = "", title: str = "") -> Article:
    url = f"https://paper{n}.example/story"
    return an_article(url=url, text=text, publisher=publisher or f"Paper {n}", title=title or f"Headline of paper {n}")


def put(archive: SqlArchive, *articles: Article) -> list[int]:
    numbers = []
    for article in articles:
        with archive.writing() as revision:
            number, _ = archive.put(article, revision=revision, now=NOW)
            assert number is not None
            numbers.append(number)
    return numbers


def stories(archive: SqlArchive) -> dict[str, str]:
    """The story of each version by its key, which does not depend on the order of arrival."""
    numbers = [number for (number,) in archive.database.run("SELECT number FROM version WHERE NOT removed")]
    told = story_ids(archive.database, numbers)
    assert set(told) == set(numbers)
    return {version_key(archive.database, number): story for number, story in told.items()}


def test_copies_of_different_publishers_are_one_story(archive: SqlArchive) -> None:
    one, two, three, other = put(
        archive, a_report(1), a_report(2, STORY + ENDINGS[0]), a_report(3, ENDINGS[1] + STORY), a_report(4, OTHER)
    )
    assert archive.story_members([one, other, 99]) == {one: (one, two, three), other: (other,)}


@pytest.mark.parametrize(
    ("second", "is_copy"),
    [
        (a_report(2), True),
        (a_report(2, publisher="PAPER 1"), False),
        (a_report(2, publisher="Paper 1", title="headline  of Paper 1"), True),
        (a_report(2, " ".join(STORY.split()[:120]) + OTHER), False),
        (a_report(1, STORY + " A correction."), False),
        (a_report(2, "Sign up to read on."), False),
    ],
    ids=["another paper", "same paper, other headline", "same paper and headline", "a part", "next version", "short"],
)
def test_what_counts_as_a_copy(archive: SqlArchive, second: Article, is_copy: bool) -> None:
    one, two = put(archive, a_report(1), second)
    assert archive.story_members([one])[one] == ((one, two) if is_copy else (one,))


def test_stories_are_the_same_in_any_order_of_arrival(tmp_path: Path) -> None:
    chain = [STORY + ENDINGS[0], STORY, STORY + ENDINGS[1], OTHER]
    reports = [a_report(n, text) for n, text in enumerate(chain)]
    seen = []
    for turn, order in enumerate(permutations(reports)):
        with SqliteArchive(tmp_path / f"{turn}.db", create=True) as archive:
            put(archive, *order)
            seen.append(stories(archive))
    assert all(each == seen[0] for each in seen)
    assert len(set(seen[0].values())) == 2


def test_a_story_that_one_report_joined_falls_apart_with_it(archive_file: SqliteArchive) -> None:
    words = STORY.split()
    cut = len(words) * 3 // 10
    left, whole, right = a_report(1, " ".join(words[:-cut])), a_report(2), a_report(3, " ".join(words[cut:]))
    one, two, three = put(archive_file, left, whole, right)
    assert archive_file.story_members([one])[one] == (one, two, three)
    with SqliteArchive(archive_file.path.with_name("without.db"), create=True) as without:
        put(without, left, right)
        expected = stories(without)
    withdraw(archive_file, whole.url, now=NOW)
    assert stories(archive_file) == expected
    assert archive_file.story_members([one, two, three]) == {one: (one,), three: (three,)}


def test_any_puts_and_removals_leave_the_stories_of_what_is_left(tmp_path: Path) -> None:
    chosen = random.Random(7)
    words = STORY.split()
    pool = [a_report(n, " ".join(words[n * 12 : n * 12 + 280])) for n in range(9)]
    with SqliteArchive(tmp_path / "moved.db", create=True) as archive:
        shown: set[int] = set()
        for _ in range(40):
            n = chosen.randrange(len(pool))
            if n in shown:
                withdraw(archive, pool[n].url, now=NOW)
                withdraw(archive, pool[n].url, undo=True, now=NOW)
                shown.remove(n)
            else:
                put(archive, pool[n])
                shown.add(n)
        with SqliteArchive(tmp_path / "at once.db", create=True) as at_once:
            put(at_once, *(pool[n] for n in sorted(shown, reverse=True)))
            assert stories(archive) == stories(at_once)
        for table in ("band", "copy", "story"):
            gone = f"SELECT count(*) FROM {table} WHERE version_number IN (SELECT number FROM version WHERE removed)"
            assert archive.database.value(gone) == 0


def test_a_publisher_that_is_told_later_is_compared_again(archive: SqlArchive) -> None:
    one, two = put(archive, a_report(1), a_report(2, publisher="Paper 1"))
    assert archive.story_members([one])[one] == (one,)
    with archive.writing() as revision:
        assert archive.put(a_report(2), revision=revision, now=NOW) == (None, "details")
    assert archive.story_members([one])[one] == (one, two)


def test_versions_of_an_earlier_release_are_compared_at_the_next_refresh(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, source := lines(tmp_path / "a.jsonl", *_records(range(3))))
    with SqliteArchive(tmp_path / "archive.db") as archive:
        before = stories(archive)
        for table in ("band", "copy", "story"):
            archive.database.run(f"DELETE FROM {table}")
        archive.database.run("DELETE FROM fact WHERE name = 'compared'")
        assert not_compared(archive.database, 10) == [1, 2, 3]
    take_in(tmp_path, words, source, now=NOW + timedelta(days=1))
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert not_compared(archive.database, 1) == []
        assert stories(archive) == before
        assert not archive.compare_missing(10)


def test_a_refresh_names_the_copies_it_found(tmp_path: Path, words: WordEncoder) -> None:
    first = take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *_records([0]), record(9)))
    assert first.copies == []
    second = take_in(tmp_path, words, lines(tmp_path / "b.jsonl", *_records([1, 2])))
    assert [(copy.url, copy.publisher, copy.same_as) for copy in second.copies] == [
        ("https://paper1.example/story", "Paper 1", ("https://paper0.example/story", "https://paper2.example/story")),
        ("https://paper2.example/story", "Paper 2", ("https://paper0.example/story", "https://paper1.example/story")),
    ]
    assert take_in(tmp_path, words, tmp_path / "b.jsonl").copies == []


def test_a_follower_tells_which_passages_are_of_one_story(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *_records([0, 1]), record(9), record(8)))
    passage_index = open_index(tmp_path, words)
    told = dict(
        zip(
            passage_index.visibility.ids.tolist(),
            passage_index.stories(passage_index.visibility.ids).tolist(),
            strict=True,
        )
    )
    by_version: dict[int, set[int]] = {}
    for passage in passage_index.passages(passage_index.visibility.ids)[0].values():
        by_version.setdefault(passage.version_number, set()).add(told[passage.id])
    assert by_version[1] == by_version[2] and all(len(each) == 1 for each in by_version.values())
    assert len({min(each) for each in by_version.values()}) == 3


def _records(numbers: Sequence[int]) -> list[dict[str, object]]:
    return [
        record(n, url=f"https://paper{n}.example/story", publisher=f"Paper {n}", title=f"Headline {n}", text=STORY)
        for n in numbers
    ]
