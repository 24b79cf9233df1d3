"""Several processes take news in: pages that are due wait in a queue, and who was too slow brings nothing old back."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW, ShortWords, WordEncoder
from desk import Desk
from newspaper import Newspaper, story
from page_workers import asker, until, working

from corpus.archive.job_queue import JobQueue, Pace
from corpus.archive.jobs import JobLostError, StaleError, queue_state
from corpus.archive.postgres import PostgresAddress, PostgresArchive
from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id
from corpus.errors import WritingElsewhereError
from index.ingest.refresh import withdraw
from index.ingest.report import Report
from index.passages.passage_store import count_bare_versions
from index.vectors import Vectors

pytestmark = pytest.mark.enable_socket


class Meanwhile(WordEncoder):
    """Lets something happen when it is first asked to encode: after a page was read, and before it is committed."""

    def __init__(self) -> None:
        super().__init__()
        self.happens: Callable[[], object] | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        happens, self.happens = self.happens, None
        if happens:
            happens()
        return super().encode(texts)


@pytest.fixture
def words() -> Meanwhile:
    return Meanwhile()


@pytest.fixture
def desk(postgres_place: PostgresAddress, paper: Newspaper, words: Meanwhile) -> Iterator[Desk]:
    with PostgresArchive(postgres_place, create=True) as archive, closing(JobQueue(archive)) as queue:
        yield Desk(postgres_place, paper, archive, queue, words)


def test_a_page_that_is_due_waits_once_and_becomes_the_article_that_a_refresh_makes(desk: Desk) -> None:
    desk.paper.article(1)
    feed = desk.paper.feed([1])
    assert desk.leave(feed).queued == 1
    assert desk.leave(feed).queued == 0
    state = queue_state(desk.archive)
    assert state and state.jobs == 1 and state.oldest and state.oldest <= datetime.now(UTC)
    report = desk.do_next()
    assert (report.new, desk.texts(1), desk.waiting()) == (1, [story(1)], 0)
    (version,) = desk.archive.versions(article_id(f"{desk.paper.address}/news/1.html"))
    assert version.article.published == NOW  # which the feed says alone
    assert desk.leave(feed).queued == 0
    assert queue_state(desk.archive) is not None and desk.waiting() == 0


def test_a_page_whose_job_was_lost_is_found_by_the_next_refresh(desk: Desk) -> None:
    desk.paper.article(1)
    feed = desk.paper.feed([1])
    desk.leave(feed)
    desk.archive.database.run("DELETE FROM procrastinate_jobs")
    assert desk.leave(feed).queued == 1  # although the feed answers that it has not changed


def test_what_another_has_read_since_it_was_left_is_passed_over(desk: Desk) -> None:
    desk.paper.article(1)
    feed = desk.paper.feed([1])
    desk.leave(feed)
    desk.refresh(feed)
    desk.paper.log.clear()
    assert desk.do_next() == Report()
    assert desk.paper.log == []


def test_an_address_of_one_article_is_left_to_a_worker(desk: Desk) -> None:
    path = desk.paper.article(1)
    assert desk.leave(desk.paper.address + path).queued == 1
    assert desk.texts(1) == []
    assert desk.do_next().new == 1
    assert desk.texts(1) == [story(1)]


def test_what_cannot_be_read_is_noted_and_left_for_later(desk: Desk) -> None:
    desk.paper.put("/news/1.html", b"", status=403)
    feed = desk.paper.feed([1])
    desk.leave(feed)
    report = desk.do_next()
    assert [failure.place for failure in report.failures] == [f"{desk.paper.address}/news/1.html"]
    assert len(desk.archive.failures.kept()) == 1
    assert desk.leave(feed).queued == 0


def test_a_worker_whose_job_was_given_to_another_keeps_nothing_of_it(desk: Desk, words: Meanwhile) -> None:
    desk.paper.article(1, note="Old.")
    feed = desk.paper.feed([1])
    desk.leave(feed)

    def stall() -> None:
        desk.take_over()
        desk.paper.article(1, note="New.")
        assert desk.do_next().new == 1

    words.happens = stall
    with pytest.raises(JobLostError):
        desk.do_next()
    assert desk.texts(1) == [story(1, "New.")]


def test_a_page_that_a_refresh_has_read_meanwhile_is_asked_for_again(desk: Desk, words: Meanwhile) -> None:
    desk.paper.article(1, note="Old.")
    feed = desk.paper.feed([1])
    desk.leave(feed)

    def overtake() -> None:
        desk.paper.article(1, note="New.")
        assert desk.refresh(feed).new == 1

    words.happens = overtake
    assert desk.do_next().new == 0
    assert desk.texts(1) == [story(1, "New.")]


def test_an_article_that_is_removed_while_it_is_read_stays_out(desk: Desk, words: Meanwhile) -> None:
    path = desk.paper.article(1)
    desk.leave(desk.paper.feed([1]))
    desk.do_next()
    desk.paper.article(1, note="New.")
    feed = desk.paper.feed([1], stamps={1: " (new)"})
    assert desk.leave(feed).queued == 1
    words.happens = lambda: withdraw(desk.archive, desk.paper.address + path, now=datetime.now(UTC))
    assert desk.do_next().removed == 1
    assert desk.texts(1) == []


def test_passages_that_are_made_in_another_way_since_are_made_so(desk: Desk, words: Meanwhile) -> None:
    desk.paper.article(1)
    desk.leave(desk.paper.feed([1]))

    def switch() -> None:
        desk.words = other
        with desk.archive.writing():
            desk.archive.set_fact("generation", "7")
            desk.archive.set_fact("model", other.digest)

    other, words.happens = ShortWords(), switch
    assert desk.do_next().new == 1
    assert other.n_encoded and count_bare_versions(desk.archive, 7) == 0


def test_nothing_is_written_beside_whoever_has_the_archive_alone(desk: Desk) -> None:
    desk.paper.article(1)
    desk.leave(desk.paper.feed([1]))
    with desk.archive.another() as other, other.alone(), pytest.raises(WritingElsewhereError, match="newsqa, process"):
        desk.do_next()
    assert desk.texts(1) == []


def test_whose_articles_others_write_again_and_again_gives_up_for_now(desk: Desk, words: Meanwhile) -> None:
    desk.paper.article(1)
    feed = desk.paper.feed([1])
    desk.leave(feed)

    def again() -> None:
        desk.paper.article(1, note=f"{len(desk.paper.log)}.")
        with desk.archive.writing():
            desk.archive.set_fact("generation", str(len(desk.paper.log)))
        words.happens = again

    words.happens = again
    with pytest.raises(StaleError):
        desk.do_next()
    assert desk.texts(1) == []


def test_a_page_that_falls_due_again_while_its_job_fails_is_read_all_the_same(desk: Desk, tmp_path: Path) -> None:
    paper = desk.paper
    paper.article(1, delay_s=1.0)
    feed = paper.feed([1])
    desk.leave(feed)
    settings = {"home": str(tmp_path), "archive_url": desk.address.url, "allow_hosts": paper.host, "fetch_delay_s": 0}
    pace = Pace(heartbeat_s=0.1, silent_s=60.0, look_s=0.1, again_s=1)
    with working(pace, 1, **settings) as workers:
        asker(paper, "/news/1.html")
        assert desk.leave(feed).queued == 1  # as its job is in hand, and does not wait
        with desk.archive.another() as other, other.alone():
            doing = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
            until(lambda: not desk.archive.database.value(doing), "the first job cannot be kept")
        until(lambda: desk.waiting() == 0, "it is read once that can be kept")
        assert desk.texts(1) == [story(1)]
        for number in workers.ids:
            os.kill(number, signal.SIGTERM)
        until(lambda: workers.codes, "the worker has ended")


def test_an_archive_in_a_file_has_no_queue(archive_file: SqliteArchive) -> None:
    assert queue_state(archive_file) is None


def test_one_worker_is_killed_and_one_stops_and_every_article_is_there_in_its_newest_version(
    desk: Desk, tmp_path: Path
) -> None:
    paper, numbers = desk.paper, list(range(16))
    for n in numbers:
        paper.article(n, note="Old.", delay_s=0.3 if n < 2 else 0)
    feed = paper.feed(numbers)
    desk.leave(feed)
    pace = Pace(heartbeat_s=0.1, silent_s=2.0, look_s=0.1, again_s=1)
    settings = {"home": str(tmp_path), "archive_url": desk.address.url, "allow_hosts": paper.host, "fetch_delay_s": 0}

    with working(pace, 3, **settings) as workers:
        stopped = asker(paper, "/news/0.html")
        os.kill(stopped, signal.SIGSTOP)
        killed = asker(paper, "/news/1.html")
        os.kill(killed, signal.SIGKILL)
        paper.article(0, note="New.")  # what the one that is stopped has on its way is old
        until(lambda: desk.waiting() == 0, "the third has done the others' jobs")
        assert desk.texts(0)[:1] == [story(0, "New.")]
        for n in (3, 4, 5):
            paper.article(n, note="New.")
        assert withdraw(desk.archive, f"{paper.address}/news/6.html", now=datetime.now(UTC))
        os.kill(stopped, signal.SIGCONT)
        desk.leave(paper.feed(numbers, stamps=dict.fromkeys((3, 4, 5, 6), " (new)")))
        until(lambda: desk.waiting() == 0, "what has changed is read")
        lively = [number for number in workers.ids if number != killed]
        for number in lively:
            os.kill(number, signal.SIGTERM)
        until(lambda: len(workers.codes) == 3, "they have ended")
    assert workers.codes == {killed: -signal.SIGKILL, **dict.fromkeys(lively, 0)}
    shown = {n: desk.texts(n) for n in numbers}
    new = [story(0, "New.")]
    expected = {n: [story(n, "New."), story(n, "Old.")] if n in (3, 4, 5) else [story(n, "Old.")] for n in numbers}
    assert shown == {**expected, 0: new, 6: []}
    assert desk.archive.counts().articles == len(numbers) - 1
