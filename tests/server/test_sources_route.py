"""`/sources`: the operator lists, previews, adds, pauses and removes sources, and cancels a refresh."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import WordEncoder, WordReader, open_index, take_in
from newspaper import Newspaper
from starlette.testclient import TestClient

from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.settings import load_settings

pytestmark = pytest.mark.enable_socket
KEY = "a key of the operator's"
SECRET = "http://user:s3cret@paper.example/feed.xml"


@pytest.fixture
def client(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch, paper: Newspaper
) -> Iterator[TestClient]:
    monkeypatch.chdir(tmp_path)
    take_in(tmp_path, words)
    settings = load_settings(
        home=tmp_path, admin_key=KEY, hosts="testserver", allow_hosts=paper.host, source=[{"place": SECRET}],
        refresh_every="1d", fetch_delay_s=0,
    )  # fmt: skip
    monkeypatch.setattr("qa.service.refresh_process.FIRST_AFTER_S", 1e6)
    service = Service(open_index(tmp_path, words), words, WordReader())
    with TestClient(create_app(lambda: service, settings)) as opened:
        opened.headers["Authorization"] = f"Bearer {KEY}"
        yield opened


def test_sources_are_told_with_the_schedule_and_without_secrets(client: TestClient) -> None:
    told = client.get("/sources").json()
    assert (told["refresh_every"], told["running"]) == ("1d", None)
    (source,) = told["sources"]
    assert (source["is_added"], source["is_paused"], source["succeeded_at"]) == (False, False, None)
    assert "s3cret" not in client.get("/sources").text and "paper.example" in source["place"]


def test_a_source_is_previewed_added_paused_and_removed(client: TestClient, paper: Newspaper) -> None:
    feed = paper.feed([1, 2])
    found = client.get("/sources/preview", params={"place": feed}).json()
    assert (found["kind"], found["n_pages"]) == ("list", 2)
    made = client.post("/sources", json={"place": feed, "publisher": "The Paper"})
    assert (made.status_code, made.json()["is_added"], made.json()["publisher"]) == (201, True, "The Paper")
    again = client.post("/sources", json={"place": feed})
    assert (again.status_code, "is a source already" in again.json()["detail"]) == (422, True)
    address = f"/sources/{made.json()['id']}"
    assert client.patch(address, json={"is_paused": True}).json()["is_paused"]
    assert [each["is_paused"] for each in client.get("/sources").json()["sources"]] == [False, True]
    assert client.delete(address).status_code == 204
    assert client.delete(address).status_code == client.patch(address, json={"is_paused": True}).status_code == 404


def test_a_source_of_the_settings_is_not_removed_and_a_file_is_not_added(client: TestClient) -> None:
    (source,) = client.get("/sources").json()["sources"]
    refused = client.delete(f"/sources/{source['id']}")
    assert (refused.status_code, "newsqa.toml" in refused.json()["detail"]) == (422, True)
    for asked in (
        client.post("/sources", json={"place": "/etc/passwd"}),
        client.get("/sources/preview?place=/etc/passwd"),
    ):
        assert (asked.status_code, "is no web address" in asked.json()["detail"]) == (422, True)


def test_without_a_source_that_is_not_paused_there_is_nothing_to_refresh(client: TestClient) -> None:
    (source,) = client.get("/sources").json()["sources"]
    client.patch(f"/sources/{source['id']}", json={"is_paused": True})
    assert client.post("/refresh").status_code == 409
    assert client.delete("/refresh").status_code == 404
