"""What goes wrong on a machine, row by row of the table of faults: it is said in words, and nothing is lost.

Kills of refreshes, a disk that fills while one runs, and folders that may not be written are in
`tests/index/test_crash.py` and `tests/corpus/test_read_only.py`; damaged indexes in `tests/index/test_index_damage.py`.
"""

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from archives import content, lines, record
from conftest import NOW, ROOT, WordEncoder, WordReader, open_index, take_in
from fastapi.testclient import TestClient
from newspaper import Newspaper, Refresher

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import StateError
from corpus.page import Page
from index.engine.lexical import LexicalIndex
from index.engine.local_index import LocalIndex
from index.ingest.doctor import examine
from index.ingest.refresh import writing_alone
from qa.question.request import Ask
from qa.server.app import create_app
from qa.server.following import Following
from qa.service.ask import Service
from qa.service.keys import KeyFile

QUESTION = "What did the council agree on?"


@pytest.fixture
def home(tmp_path: Path, words: WordEncoder) -> Path:
    """A data folder with a few articles and both indexes."""
    folder = tmp_path / "home"
    take_in(folder, words, lines(tmp_path / "a.jsonl", *map(record, range(6))))
    open_index(folder, words)
    return folder


def service(home: Path, at: timedelta = timedelta()) -> Service:
    words = WordEncoder()
    return Service(open_index(home, words), words, WordReader(), clock=lambda: NOW + at)


def damage_file(home: Path) -> None:
    """Overwrite the archive's pages but the first, as a failing disk does."""
    with SqliteArchive(home / "archive.db") as archive:
        archive.settle()
    path = home / "archive.db"
    path.write_bytes(path.read_bytes()[:4096] + b"\x17" * (path.stat().st_size - 4096))


def test_while_the_archive_is_damaged_health_is_told_and_questions_are_refused_in_words(home: Path) -> None:
    with TestClient(create_app(lambda: service(home)), raise_server_exceptions=False) as client:
        assert client.post("/ask", json={"question": QUESTION}).json()["status"] == "answered"
        damage_file(home)
        assert client.get("/healthz").json() == {"status": "alive"}
        refused = client.post("/ask", json={"question": QUESTION})
        assert refused.status_code == 503
        assert refused.json()["detail"] == "the archive cannot be read now; the service's log says why"


def test_what_hinders_following_the_archive_is_logged_once(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    serving, following = service(home), Following()
    damage_file(home)
    for _ in range(3):
        following.look(serving)
    assert len([each for each in caplog.records if "could not follow" in each.message]) == 1


def test_a_server_whose_archive_cannot_be_read_is_not_ready_until_it_can(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.server.following.LOOK_EVERY_S", 600.0)
    serving = service(home)
    with TestClient(create_app(lambda: serving)) as client:
        following = client.app_state["following"]
        home.rename(home.with_name("unmounted"))
        following.look(serving)
        refused = client.get("/readyz")
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:newsqa:problem:not-available")
        assert str(home) not in refused.text and client.get("/healthz").status_code == 200
        home.with_name("unmounted").rename(home)
        following.look(serving)
        assert client.get("/readyz").json() == {"status": "ready", "revision": serving.passage_index.revision}


def test_a_look_at_the_archive_that_does_not_end_is_not_waited_for(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serving, following = service(home), Following()
    looking, go_on = threading.Event(), threading.Event()

    def stuck(_: LocalIndex) -> bool:
        looking.set()
        return not go_on.wait(60)

    monkeypatch.setattr(LocalIndex, "is_behind", stuck)
    thread = threading.Thread(target=following.look, args=(serving,))
    thread.start()
    assert looking.wait(60) and following.is_readable
    monkeypatch.setattr("qa.server.following.STUCK_S", 0.0)
    assert not following.is_readable
    go_on.set()
    thread.join()
    assert following.is_readable


def test_bytes_that_are_no_text_hide_their_article_alone(home: Path) -> None:
    before = service(home).ask(Ask(QUESTION))
    with SqliteArchive(home / "archive.db") as archive:
        archive.database.run("UPDATE version SET text = CAST(x'FF' || substr(text, 2) AS TEXT) WHERE number = 1")
        (finding, *_) = examine(archive, home / "index")
    assert "the words of https://paper.example/0 (version 1) are not those that were stored" in finding.what
    after = service(home).ask(Ask(QUESTION))
    shown = {each.article.url for each in after.citations}
    assert after.status == before.status == "answered" and "https://paper.example/0" not in shown


def test_details_without_a_checksum_that_cannot_be_read_hide_their_article_alone(home: Path) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        archive.database.run("UPDATE version SET authors = '{', details_hash = NULL WHERE number = 1")
        assert set(archive.versions_by_number([1, 2])) == {2}
    assert service(home).ask(Ask(QUESTION)).status == "answered"


def test_files_deleted_while_serving_come_back_and_nothing_is_lost(home: Path, words: WordEncoder) -> None:
    serving = service(home)
    before = serving.ask(Ask(QUESTION))
    shutil.rmtree(home / "index")
    shutil.rmtree(home / "models", ignore_errors=True)
    assert serving.ask(Ask(QUESTION)).answer == before.answer
    take_in(home, words, lines(home / "b.jsonl", record(50)))
    serving.passage_index.catch_up()
    assert serving.passage_index.n_passages == open_index(home, words).n_passages
    with SqliteArchive(home / "archive.db") as archive:
        assert examine(archive, home / "index") == []


def test_a_full_disk_refuses_to_make_the_indexes_in_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(home)
    shutil.rmtree(home / "index")

    def full(*_: object) -> None:
        raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")  # tantivy's own words

    with monkeypatch.context() as disk:
        disk.setattr(LexicalIndex, "change", full)
        with pytest.raises(StateError, match=r"index/lexical cannot be made: .*No space left on device"):
            service(home)
    assert service(home).ask(Ask(QUESTION)).status == "answered"
    assert content(home) == before


def test_a_real_full_disk_refuses_an_ask_in_one_line(tmp_path: Path, words: WordEncoder) -> None:
    """On a file system of 2 MB, filled to its last byte, in a namespace of its own."""
    take_in(tmp_path / "home", words, lines(tmp_path / "a.jsonl", *map(record, range(6))))
    script = (
        "import sys, shutil; sys.path[:0] = [{root!r}, {tests!r}]\n"
        "from pathlib import Path; from conftest import WordEncoder, open_index\n"
        "from qa.cli.conventions import EXPECTED\n"
        "home = Path({disk!r}) / 'home'; shutil.copytree({home!r}, home)\n"
        "filler = open(home / 'filler', 'wb', buffering=0)\n"
        "try:\n  while filler.write(bytes(4096)): pass\nexcept OSError: pass\n"
        "try:\n  open_index(home, WordEncoder())\nexcept EXPECTED as error: print('said:', error)\n"
        "filler.truncate(0)\n"
        "print('then:', open_index(home, WordEncoder()).n_passages)\n"
    ).format(root=str(ROOT), tests=str(ROOT / "tests"), disk=str(tmp_path / "disk"), home=str(tmp_path / "home"))
    (tmp_path / "disk").mkdir()
    (tmp_path / "run.py").write_text(script)
    command = f"mount -t tmpfs -o size=2m tmpfs {tmp_path}/disk && exec {sys.executable} {tmp_path}/run.py"
    try:
        ended = subprocess.run(
            ["unshare", "--mount", "sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("there is no unshare")
    if "unshare" in ended.stderr or "mount:" in ended.stderr:
        pytest.skip(f"no file system can be mounted here: {ended.stderr}")
    assert "Traceback" not in ended.stderr, ended.stderr
    assert ended.stdout.splitlines()[0].endswith(
        "archive.db cannot be used: disk I/O error; 0 bytes are free on its disk"
    )
    assert ended.stdout.splitlines()[1] == f"then: {open_index(tmp_path / 'home', words).n_passages}"


@pytest.mark.parametrize("days", [2, 365, 20_000])
def test_a_clock_that_is_behind_hides_no_news_and_is_told_of(
    home: Path, caplog: pytest.LogCaptureFixture, days: int
) -> None:
    right = service(home)
    newest = right.newest
    assert newest
    wrong = service(home, at=newest - NOW - timedelta(days=days))
    assert wrong.ask(Ask(QUESTION)).answer == right.ask(Ask(QUESTION)).answer
    week = Ask(f"{QUESTION[:-1]} this week?")
    assert wrong.understand(week).period == right.understand(week, newest).period
    following = Following()
    for each in (wrong, wrong, right, wrong):
        following.look(each)
    said = [each.message for each in caplog.records if "set the clock" in each.message]
    assert len(said) == 2 and f"it is {wrong.clock():%Y-%m-%d %H:%M} UTC" in said[0]
    with TestClient(create_app(lambda: wrong)) as client:
        assert client.get("/status").json()["is_clock_behind"] is True
        assert client.get("/search", params={"q": "council"}).json()["n_articles"] > 0
    with TestClient(create_app(lambda: right)) as client:
        assert client.get("/status").json()["is_clock_behind"] is False


def test_articles_that_are_dated_east_of_here_leave_the_clock_as_it_is(home: Path) -> None:
    newest = service(home).newest
    assert newest
    ahead = service(home, at=newest - NOW - timedelta(hours=23))
    assert not ahead.is_clock_behind and ahead.now() == ahead.clock()


def test_what_was_seen_in_the_future_is_named_by_the_doctor(home: Path) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        assert examine(archive, home / "index", NOW + timedelta(days=1)) == []
        (finding,) = examine(archive, home / "index", NOW - timedelta(days=1))
    assert "first seen later than it is by this machine's clock" in finding.what
    assert finding.mend.startswith("set the clock")


def test_after_a_refresh_ten_years_ahead_pages_and_failures_are_looked_at_again(
    paper: Newspaper, refresher: Refresher
) -> None:
    paper.article(1)
    feed = paper.feed([1])
    refresher.refresh(feed)
    refresher.refresh(feed, after=timedelta(days=3_650))
    paper.article(1, note="It was corrected since.")
    refresher.refresh(feed, after=-timedelta(days=3_649))
    assert any("/1" in each.path for each in paper.log), "the page is asked for, though it was looked at in 2036"
    failed = Page("https://paper.example/", NOW, NOW).failed(NOW + timedelta(days=3_650), None)
    assert failed.is_due(NOW)


def test_of_two_that_write_one_is_refused_and_nothing_is_lost(home: Path) -> None:
    before = content(home)
    with writing_alone(home):
        ended = subprocess.run(
            [sys.executable, "-m", "qa", "remove", "https://paper.example/1"],
            env={**os.environ, "NEWSQA_HOME": str(home), "PYTHONPATH": str(ROOT)},
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (ended.returncode, "another refresh is running" in ended.stderr) == (1, True)
    assert content(home) == before


@pytest.mark.parametrize("damaged", [b"", b"{", b"[1]", b"\xff\xfe", b'[{"id": "x"}]'])
def test_a_damaged_file_of_keys_lets_nobody_in_and_is_named(tmp_path: Path, damaged: bytes) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    shown, _ = keys.add("a reader", ["read"])
    assert keys.find(shown)
    (tmp_path / "keys.json").write_bytes(damaged)
    assert keys.find(shown) is None
    with pytest.raises(StateError, match=r"keys\.json cannot be read"):
        keys.kept()
    with pytest.raises(StateError, match=r"keys\.json cannot be read"):
        keys.add("another", ["read"])
    assert (tmp_path / "keys.json").read_bytes() == damaged, "what is left of it is not written over"


def test_a_file_that_may_not_be_read_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path, *_: object) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", denied)
    (home / "keys.json").write_text("[]")
    with pytest.raises(StateError, match=r"keys\.json cannot be read: Permission denied"):
        KeyFile(home / "keys.json").kept()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="there is no such signal here")
def test_ctrl_c_at_any_moment_of_importing_the_command_shows_no_traceback_of_it(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "qa", "status"]
    environment = {**os.environ, "NEWSQA_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    started = time.monotonic()
    subprocess.run(run, env=environment, cwd=tmp_path, capture_output=True, check=False)
    seconds = time.monotonic() - started
    for share in range(1, 10):
        process = subprocess.Popen(run, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        time.sleep(share / 10 * seconds)
        process.send_signal(signal.SIGINT)
        assert "qa/cli" not in process.communicate()[1], "what Python shows of its own start names nothing of newsqa"
