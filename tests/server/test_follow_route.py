import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import feedparser
import pytest
from archives import lines, record
from conftest import NOW, WordEncoder, WordReader, open_index, take_in
from receiving import receiving
from starlette.testclient import TestClient

from corpus.web.address_guard import Guard
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.settings import load_settings
from qa.service.standing.asking import ask_due
from qa.service.standing.recipients import add_recipient, make_recipient

KEY = "a key of the operator's"
OPERATOR = {"Authorization": f"Bearer {KEY}"}
QUESTION = "How many people died in the flood in Osk?"
Print = Callable[[], int]


@pytest.fixture
def service(tmp_path: Path, words: WordEncoder) -> Service:
    take_in(tmp_path, words)
    return Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)


@pytest.fixture
def client(tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("qa.service.standing.asking.LOOK_EVERY_S", 1e6)  # tests ask themselves
    settings = load_settings(home=tmp_path, admin_key=KEY, hosts="testserver")
    with TestClient(create_app(lambda: service, settings)) as opened:
        yield opened


@pytest.fixture
def publish(tmp_path: Path, words: WordEncoder, service: Service) -> Print:
    def publish() -> int:
        text = "In the flood in Osk 14 <b>people</b> died, officials said on Monday."
        take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, title="Flood in Osk", text=text)))
        service.passage_index.catch_up()
        return ask_due(service)

    return publish


def test_a_question_is_followed_listed_and_dropped(client: TestClient) -> None:
    made = client.post("/follow", json={"question": QUESTION, "publishers": ["The Paper"]}, headers=OPERATOR)
    assert made.status_code == 201
    view = made.json()
    assert (view["question"], view["publishers"], view["n_changes"]) == (QUESTION, ["The Paper"], 0)
    assert client.get("/follow", headers=OPERATOR).json() == [view]
    assert client.delete(f"/follow/{view['token']}", headers=OPERATOR).status_code == 204
    assert client.get("/follow", headers=OPERATOR).json() == []
    gone = client.delete(f"/follow/{view['token']}", headers=OPERATOR)
    assert (gone.status_code, view["token"] in gone.json()["detail"]) == (404, True)


def test_a_publisher_that_the_archive_lacks_is_said_to_be_none(client: TestClient, publish: Print) -> None:
    publish()
    made = client.post("/follow", json={"question": QUESTION, "publishers": ["paper.exampel"]}, headers=OPERATOR)
    assert made.json()["warnings"] == [
        "the archive has no article of the publisher 'paper.exampel' (did you mean 'paper.example'?)"
    ]
    known = client.post("/follow", json={"question": QUESTION, "publishers": ["paper.example"]}, headers=OPERATOR)
    assert known.json()["warnings"] == []


def test_a_blank_publisher_follows_the_same_question(client: TestClient) -> None:
    plain, blank = (
        client.post("/follow", json={"question": QUESTION, "publishers": named}, headers=OPERATOR).json()
        for named in ([], [" "])
    )
    assert blank == plain


def test_whoever_has_the_token_reads_the_changes(client: TestClient, publish: Print) -> None:
    (atom, feed_json) = client.post("/follow", json={"question": QUESTION}, headers=OPERATOR).json()["feeds"]
    assert feedparser.parse(client.get(atom).content).entries == []
    assert publish() == 1
    response = client.get(atom)
    assert response.headers["content-type"].startswith("application/atom+xml")
    read = feedparser.parse(response.content)
    assert not read.bozo and read.feed.title == f"Followed: {QUESTION}"
    (entry,) = read.entries
    assert entry.title == f"There is an answer now: {QUESTION}"
    assert "14 &lt;b&gt;people&lt;/b&gt; died" in entry.content[0].value
    (item,) = json.loads(client.get(feed_json).content)["items"]
    assert item["id"] == entry.id and "The articles did not answer it." in item["content_text"]


def test_the_operator_reads_all_changes_the_newest_first(
    client: TestClient, tmp_path: Path, words: WordEncoder, service: Service
) -> None:
    view = client.post("/follow", json={"question": QUESTION}, headers=OPERATOR).json()
    changes = f"/follow/{view['token']}/changes"
    assert client.get(changes, headers=OPERATOR).json() == []
    for n, published in ((14, "2025-10-28"), (15, "2025-10-29"), (16, "2025-10-30")):
        text = f"In the flood in Osk {n} people died, officials said."
        given = record(n, title="Flood in Osk", text=text, published=published, publisher=f"Paper {n}")
        take_in(tmp_path, words, lines(tmp_path / f"{n}.jsonl", given))
        service.passage_index.catch_up()
        assert ask_due(service) == 1
    told = client.get(changes, headers=OPERATOR).json()
    assert [one["kind"] for one in told] == ["value", "value", "first"]
    assert ["16 people" in told[0]["after"]["quotes"][0]["text"], told[2]["before"]["quotes"]] == [True, []]
    (listed,) = client.get("/follow", headers=OPERATOR).json()
    assert (listed["n_changes"], listed["last_change"]) == (3, told[0])
    assert client.get(changes).status_code == 401
    unknown = client.get("/follow/nobody/changes", headers=OPERATOR)
    assert (unknown.status_code, "'nobody'" in unknown.json()["detail"]) == (404, True)


@pytest.mark.parametrize("path", ["/follow/nobody.atom", "/follow/nobody.json"])
def test_a_token_that_nobody_has_leads_nowhere(path: str, client: TestClient) -> None:
    response = client.get(path)
    assert (response.status_code, "no question is followed as 'nobody'" in response.text) == (404, True)


def test_what_is_wrong_is_named(client: TestClient) -> None:
    token = client.post("/follow", json={"question": QUESTION}, headers=OPERATOR).json()["token"]
    assert "feed format 'rss' is none of atom, json" in client.get(f"/follow/{token}.rss").json()["detail"]
    for body, detail in (
        ({"question": "Thanks!"}, "asks nothing of the news"),
        ({"question": ""}, "question: String should have at least 1 character"),
        ({"question": "Who?", "mail": "a@b"}, "mail: Extra inputs are not permitted"),
    ):
        response = client.post("/follow", json=body, headers=OPERATOR)
        assert (response.status_code, detail in response.json()["detail"]) == (422, True), body


def test_what_strangers_may_not_do_is_refused(client: TestClient) -> None:
    for method, path in (("GET", "/follow"), ("POST", "/follow"), ("DELETE", "/follow/x")):
        assert client.request(method, path, json={"question": QUESTION}).status_code == 401


@pytest.mark.enable_socket
def test_a_running_server_sends_a_change_when_news_comes(
    tmp_path: Path, service: Service, publish: Print, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.service.standing.asking.LOOK_EVERY_S", 1e6)
    monkeypatch.setattr("qa.service.standing.deliveries.LOOK_EVERY_S", 0.02)
    archive = service.passage_index.archive()
    with receiving() as receiver:
        settings = load_settings(home=tmp_path, admin_key=KEY, hosts="testserver", allow_hosts=receiver.host)
        with TestClient(create_app(lambda: service, settings)) as client:
            token = client.post("/follow", json={"question": QUESTION}, headers=OPERATOR).json()["token"]
            guard = Guard((receiver.host,))
            add_recipient(
                archive,
                make_recipient(receiver.address, "change", token=token, guard=guard, can_mail=False, now=NOW),
            )
            assert publish() == 1
            for _ in range(1_000):
                if receiver.log:
                    break
                time.sleep(0.02)
    (received,) = receiver.log
    (change,) = json.loads(received.body)["data"]["changes"]
    assert change["after"]["quotes"][0]["text"].startswith("In the flood in Osk 14 <b>people</b> died")
