"""A refresh beside a running server: on request, at intervals, in a process of its own."""

import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, WordEncoder, WordReader, open_index, take_in
from newspaper import Newspaper
from starlette.testclient import TestClient

from corpus.errors import StateError, UsageError
from index.encoder.encoder import Encoder
from index.ingest.refresh import writing_alone
from qa.answer.reader.reader import Reader
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.refresh_process import RefreshProcess, seconds
from qa.service.settings import Settings, load_settings

pytestmark = pytest.mark.enable_socket
KEY = "a key of the operator's"
QUESTION = {"question": "How much does bridge 1 cost council 1?"}


@pytest.fixture
def settings(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch, paper: Newspaper) -> Settings:
    """Those of a folder with a file of settings that names a paper's feed."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    paper.article(1)
    lines = [f'home = "{home}"', f'admin_key = "{KEY}"', f'allow_hosts = ["{paper.host}"]', "fetch_delay_s = 0"]
    lines += ['hosts = ["testserver"]', "[[source]]", f'place = "{paper.feed([1])}"', 'publisher = "The Paper"']
    Path("newsqa.toml").write_text("\n".join(lines))
    return load_settings()


@pytest.fixture
def client(settings: Settings, encoder: Encoder, reader: Reader) -> Iterator[TestClient]:
    take_in(settings.home, encoder)
    service = Service(open_index(settings.home, encoder), encoder, reader)
    with TestClient(create_app(lambda: service, settings)) as opened:
        yield opened


def refreshed(client: TestClient, **parameters: str) -> Any:
    return client.post("/refresh", headers={"Authorization": f"Bearer {KEY}"}, params=parameters)


def test_a_refresh_on_request_reports_and_is_answered_from(client: TestClient, paper: Newspaper) -> None:
    assert client.post("/ask", json=QUESTION).json()["status"] == "unanswered"
    report = refreshed(client).json()
    assert (report["new"], report["requests"], report["n_failures"]) == (1, 4, 0)
    assert report["sources"][0]["place"] == f"{paper.address}/feed.xml"
    deadline = time.monotonic() + 120
    while (answer := client.post("/ask", json=QUESTION).json())["status"] == "unanswered":
        assert time.monotonic() < deadline, "the server does not follow the archive"
        time.sleep(0.05)
    assert "million euros on bridge 1" in answer["answer"]
    assert answer["citations"][0]["article"]["publisher"] == "The Paper"
    authorized = {"Authorization": f"Bearer {KEY}"}
    (kept,) = [each for each in client.get("/status", headers=authorized).json()["refreshes"] if each["requests"]]
    assert (kept["new"], kept["sources"][0]["failed"]) == (1, 0)
    assert kept["finished"] >= kept["started"]


def test_a_refresh_streams_its_progress_and_its_report(client: TestClient) -> None:
    blocks = refreshed(client, stream="true").text.strip().split("\n\n")
    events = [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]
    assert [event["event"] for event in events][-1] == "report"
    assert "progress" in [event["event"] for event in events]
    assert json.loads(events[-1]["data"])["new"] == 1


def test_a_refresh_while_another_process_refreshes_says_who(client: TestClient, settings: Settings) -> None:
    with writing_alone(settings.home):
        response = refreshed(client)
    assert (response.status_code, response.json()["type"]) == (503, "urn:newsqa:problem:refresh-failed")
    assert "another refresh is running: process" in response.json()["detail"]


def test_who_has_the_key_sees_the_sources_and_what_fails(client: TestClient, paper: Newspaper) -> None:
    del paper.resources["/news/1.html"]
    refreshed(client)
    assert client.get("/refresh").status_code == 401
    told = client.get("/refresh", headers={"Authorization": f"Bearer {KEY}"}).json()
    assert told["places"] == [f"{paper.address}/feed.xml"]
    assert told["n_failures"] == len(told["failures"])
    assert all({"source", "place", "reason", "count"} <= set(failure) for failure in told["failures"])


@pytest.mark.parametrize(
    "given", [{}, {"Authorization": KEY}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer"}]
)
def test_whoever_has_no_key_is_refused(client: TestClient, paper: Newspaper, given: dict[str, str]) -> None:
    response = client.post("/refresh", headers=given)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert response.json()["type"] == "urn:newsqa:problem:not-authorized"
    assert KEY not in response.text
    assert paper.log == []


def test_without_a_key_in_the_settings_nobody_may_refresh(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words)
    service = Service(open_index(tmp_path, words), words, WordReader())
    with TestClient(create_app(lambda: service)) as client:
        assert client.post("/refresh", headers={"Authorization": "Bearer "}).status_code == 403


def test_the_servers_own_schedule_refreshes_again_and_again(
    settings: Settings, encoder: Encoder, reader: Reader, paper: Newspaper
) -> None:
    take_in(settings.home, encoder)
    service = Service(open_index(settings.home, encoder), encoder, reader)
    often = settings.model_copy(update={"refresh_every": "1s"})
    with TestClient(create_app(lambda: service, often)):
        deadline = time.monotonic() + 120
        while len(paper.asked("/feed.xml")) < 2:
            assert time.monotonic() < deadline, "the schedule does not refresh"
            time.sleep(0.1)
    assert paper.asked("/feed.xml")[1].is_conditional


def test_a_refresh_that_dies_is_told_as_an_error_and_the_next_one_starts(tmp_path: Path) -> None:
    script = tmp_path / "dies.py"
    script.write_text("import sys\nprint('no event')\nprint('newsqa: it broke', file=sys.stderr)\nsys.exit(1)\n")
    refreshing = RefreshProcess((sys.executable, str(script)))
    for _ in range(2):
        assert list(refreshing.start()) == [("error", {"detail": "it broke"})]


def test_only_one_refresh_is_under_way_and_it_ends_with_the_server(tmp_path: Path) -> None:
    script = tmp_path / "waits.py"
    script.write_text("import time\ntime.sleep(600)\n")
    refreshing = RefreshProcess((sys.executable, str(script)))
    events = refreshing.start()
    with pytest.raises(StateError, match="under way"):
        refreshing.start()
    ended = threading.Thread(target=list, args=(events,))
    ended.start()
    refreshing.stop()
    ended.join(timeout=120)
    assert not ended.is_alive()


@pytest.mark.parametrize(
    ("interval", "length"), [("90s", 90), ("15m", 900), ("6h", 21_600), ("1d", 86_400), ("1 H", 3_600)]
)
def test_intervals(interval: str, length: int) -> None:
    assert seconds(interval) == length


@pytest.mark.parametrize("interval", ["", "15", "m", "0s", "-1m", "1.5h", "31d", "99999999s"])
def test_what_is_no_interval_is_named(interval: str) -> None:
    with pytest.raises(UsageError, match=f"{interval!r} is not an interval"):
        seconds(interval)
