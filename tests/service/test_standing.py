import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archives import lines, record
from conftest import NOW, WordEncoder, WordReader, open_index, take_in

from corpus.archive.sqlite import SqliteArchive
from corpus.archive.versions import FollowedQuestion
from corpus.errors import UsageError
from index.engine.passage_index import PassageIndex
from index.ingest.refresh import withdraw
from qa.service.ask import Service
from qa.service.standing import asking
from qa.service.standing.asking import Change, Followed, ask_due, change_of, follow, keep_asking, unfollow
from qa.service.standing.change_feeds import change_feed
from qa.service.standing.told import stored_told

TOLL = Followed("How many people died in the flood in Osk?")
NINE = "Nine people died in the flood, officials said on Monday. Rain goes on."
FOURTEEN = "At least 14 people died in the flood in Osk, officials said on Wednesday. Rain goes on."
OTHER = "The choir of Nara sang for the opening of a bridge over the Lutha on Sunday."


class Desk:
    """A small archive with a service on it."""

    def __init__(self, home: Path, words: WordEncoder) -> None:
        self.home, self.words = home, words
        take_in(home, words)
        self.service = Service(open_index(home, words), words, WordReader(), clock=lambda: NOW)

    @property
    def index(self) -> PassageIndex:
        return self.service.passage_index

    def print(self, n: int, text: str, **other: object) -> None:
        row = record(n, title=f"Osk flood {n}", text=text, published=f"2025-10-{n:02}", publisher=f"Paper {n}")
        take_in(self.home, self.words, lines(self.home / "new.jsonl", row | other))
        self.index.catch_up()

    def changes(self, token: str) -> list[Change]:
        return [change_of(each.change) for each in self.index.archive().followed.changes(token, 99)]


@pytest.fixture
def desk(tmp_path: Path, words: WordEncoder) -> Desk:
    return Desk(tmp_path, words)


def test_a_first_answer_and_another_value_are_told_each_once(desk: Desk) -> None:
    token = follow(desk.service, TOLL)
    assert desk.changes(token) == []
    desk.print(1, NINE)
    assert ask_due(desk.service) == 1
    assert ask_due(desk.service) == 0, "nothing has come since"
    desk.print(3, FOURTEEN)
    assert ask_due(desk.service) == 1
    last, first = desk.changes(token)
    assert (first.kind, last.kind) == ("first", "value")
    assert first.before and first.before.quotes == () and first.after and "Nine" in first.after.quotes[0].text
    assert last.before == first.after and last.after and "14" in last.after.quotes[0].text


def test_what_was_there_when_it_was_first_asked_is_no_change(desk: Desk) -> None:
    desk.print(1, NINE)
    token = follow(desk.service, TOLL)
    (kept,) = desk.index.archive().followed.questions()
    assert desk.changes(token) == []
    told = stored_told(kept.told)
    assert told and "Nine" in told.quotes[0].text and kept.revision == desk.index.revision


def test_copies_and_other_wordings_are_not_told(desk: Desk) -> None:
    desk.print(1, NINE)
    token = follow(desk.service, TOLL)
    desk.print(2, NINE)
    desk.print(4, "In the flood nine people died, said officials.")
    assert ask_due(desk.service) == 0
    assert desk.changes(token) == []


def test_only_questions_that_news_can_touch_are_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.service.standing.touched.n_to_read", lambda _: 2)
    for n in range(1, 5):
        desk.print(n, NINE.replace("Nine", f"{n}"))
    follow(desk.service, TOLL)
    asked: list[FollowedQuestion] = []
    monkeypatch.setattr(asking, "ask_again", lambda _, due, __: asked.extend(due))
    desk.print(9, OTHER, title="A choir")
    ask_due(desk.service)
    assert asked == []
    (kept,) = desk.index.archive().followed.questions()
    assert kept.revision == desk.index.revision, "it is not looked at again"
    desk.print(10, "So many people died in the flood in Osk: fourteen people died in the flood.")
    ask_due(desk.service)
    assert len(asked) == 1


def test_what_is_too_new_for_the_days_that_a_question_means_is_told_when_they_have_moved_on(desk: Desk) -> None:
    desk.service = replace(desk.service, clock=lambda: datetime(2025, 10, 30, 12, tzinfo=UTC))
    token = follow(desk.service, Followed("How many people died in the flood in Osk last week?"))
    fixed = follow(desk.service, Followed("How many people died in the flood in Osk in May 2023?"))
    desk.print(30, FOURTEEN)
    assert ask_due(desk.service) == 0
    desk.service = replace(desk.service, clock=lambda: datetime(2025, 11, 5, 12, tzinfo=UTC))
    assert ask_due(desk.service) == 1
    assert [change.kind for change in desk.changes(token)] == ["first"] and desk.changes(fixed) == []
    assert {kept.revision for kept in desk.index.archive().followed.questions()} == {desk.index.revision}


def test_a_correction_of_what_was_quoted_is_told(desk: Desk) -> None:
    desk.print(1, NINE)
    token = follow(desk.service, TOLL)
    desk.print(1, NINE.replace("Nine", "Seven"), modified="2025-10-02")
    assert ask_due(desk.service) == 1
    (change,) = desk.changes(token)
    assert change.kind == "corrected" and change.after and "Seven" in change.after.quotes[0].text


def test_a_removal_of_what_was_quoted_is_told_without_its_words(desk: Desk) -> None:
    desk.print(1, NINE)
    token = follow(desk.service, TOLL)
    with SqliteArchive(desk.home / "archive.db") as opened:
        withdraw(opened, "https://paper.example/1", now=NOW)
    desk.index.catch_up()
    assert ask_due(desk.service) == 1
    (change,) = desk.changes(token)
    assert (change.kind, change.before) == ("removed", None)
    archive = desk.index.archive()
    (kept,) = archive.followed.questions()
    (entry,) = change_feed(archive, kept).entries
    assert [part.text for part in entry.parts][1:] == [
        "Now",
        "The articles do not answer it.",
        "Before",
        "What was quoted is no longer in the archive.",
    ]
    assert ask_due(desk.service) == 0
    assert b"officials said on Monday" not in (desk.home / "archive.db").read_bytes()


def test_whoever_asks_at_the_same_time_tells_a_change_once(desk: Desk) -> None:
    token = follow(desk.service, TOLL)
    desk.print(1, NINE)
    together = threading.Barrier(4)

    def ask() -> None:
        together.wait()
        ask_due(desk.service)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(desk.changes(token)) == 1


def test_a_question_waits_until_no_reader_does(desk: Desk) -> None:
    follow(desk.service, TOLL)
    desk.print(1, NINE)
    busy = replace(desk.service, turns=threading.Semaphore(0))
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    assert ask_due(busy, stop) == 0
    assert ask_due(desk.service) == 1


def test_one_question_is_followed_once_and_forgotten_when_it_is_dropped(desk: Desk) -> None:
    token = follow(desk.service, TOLL)
    assert follow(desk.service, TOLL) == token
    assert follow(desk.service, Followed(TOLL.question, ("Paper 1",))) != token
    assert len(desk.index.archive().followed.questions()) == 2
    assert unfollow(desk.index.archive(), token) and not unfollow(desk.index.archive(), token)


def test_a_question_of_one_publisher_hears_of_no_other(desk: Desk) -> None:
    token = follow(desk.service, Followed(TOLL.question, ("Paper 3",)))
    desk.print(1, NINE)
    assert ask_due(desk.service) == 0
    desk.print(3, FOURTEEN)
    assert ask_due(desk.service) == 1
    assert [change.kind for change in desk.changes(token)] == ["first"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [(Followed("Thanks!"), "question 'Thanks!' asks nothing"), (Followed("…"), "has no words")],
)
def test_what_asks_nothing_is_not_followed(wanted: Followed, message: str, desk: Desk) -> None:
    with pytest.raises(UsageError, match=message):
        follow(desk.service, wanted)


def test_no_more_are_followed_than_there_is_room_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MAX_FOLLOWED", 1)
    follow(desk.service, TOLL)
    with pytest.raises(UsageError, match="1 questions are followed already"):
        follow(desk.service, Followed("Who built the bridge?"))


def test_news_is_noticed_while_the_service_runs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LOOK_EVERY_S", 0.01)
    token = follow(desk.service, TOLL)
    stop = threading.Event()
    thread = threading.Thread(target=keep_asking, args=(desk.service, stop))
    thread.start()
    desk.print(1, NINE)
    try:
        for _ in range(1_000):
            if desk.changes(token):
                break
            stop.wait(0.02)
    finally:
        stop.set()
        thread.join()
    assert [change.kind for change in desk.changes(token)] == ["first"]


def test_an_earlier_change_to_what_was_removed_is_not_said_to_be_no_answer(desk: Desk) -> None:
    follow(desk.service, TOLL)
    desk.print(1, NINE)
    ask_due(desk.service)
    with SqliteArchive(desk.home / "archive.db") as opened:
        withdraw(opened, "https://paper.example/1", now=NOW)
    archive = desk.index.archive()
    (kept,) = archive.followed.questions()
    (entry,) = change_feed(archive, kept).entries
    assert [part.text for part in entry.parts][1:3] == ["Now", "What was quoted is no longer in the archive."]


@pytest.fixture
def told_desk(desk: Desk) -> Iterator[Desk]:
    follow(desk.service, TOLL)
    desk.print(1, NINE)
    ask_due(desk.service)
    yield desk


def test_a_change_is_an_entry_with_both_answers_and_no_token_in_its_name(told_desk: Desk) -> None:
    archive = told_desk.index.archive()
    (kept,) = archive.followed.questions()
    feed = change_feed(archive, kept, "https://here.example/")
    (entry,) = feed.entries
    assert entry.title == f"There is an answer now: {TOLL.question}"
    assert [(part.kind, part.text) for part in entry.parts][1:] == [
        ("heading", "Now"),
        ("quote", "Nine people died in the flood, officials said on Monday."),
        ("heading", "Before"),
        ("remark", "The articles did not answer it."),
    ]
    assert kept.token not in f"{feed.id}{entry.id}"
