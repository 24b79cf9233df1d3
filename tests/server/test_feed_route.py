import json
from collections.abc import Iterator

import feedparser
import pytest
from conftest import NOW, SAMPLE, WordEncoder, WordReader, open_index, take_in
from starlette.testclient import TestClient

from qa.server.app import create_app
from qa.service.ask import Service


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home, words = tmp_path_factory.mktemp("home"), WordEncoder()
    take_in(home, words, SAMPLE)
    service = Service(open_index(home, words), words, WordReader(), clock=lambda: NOW)
    with TestClient(create_app(lambda: service)) as opened:
        yield opened


def test_the_newest_articles_come_first_each_once(client: TestClient) -> None:
    response = client.get("/feed.atom?entries=50")
    assert response.headers["content-type"].startswith("application/atom+xml")
    read = feedparser.parse(response.content)
    assert not read.bozo
    dates = [entry.published for entry in read.entries if "published" in entry]
    assert len(read.entries) == len({entry.id for entry in read.entries}) == 33
    assert dates == sorted(dates, reverse=True)
    assert len(feedparser.parse(client.get("/feed.atom?entries=3").content).entries) == 3


def test_what_an_entry_quotes_is_in_the_stored_text(client: TestClient) -> None:
    for item in json.loads(client.get("/feed.json?entries=50").content)["items"]:
        stored = client.get(f"/articles/{item['id'].rpartition(':')[2]}").json()
        assert stored["title"] == item["title"] and stored["url"] == item["url"]
        if item["content_text"].startswith("“"):
            assert item["content_text"][1:].split("” — ")[0] in stored["text"]


def test_a_publishers_feed_has_no_others_articles(client: TestClient) -> None:
    found = json.loads(client.get("/feed.json?publishers=Lantern Post (sample)").content)
    assert found["title"] == "Articles by Lantern Post (sample)"
    assert found["items"] and all("lantern-post.example" in item["url"] for item in found["items"])


def test_a_search_as_a_feed_has_what_it_finds(client: TestClient) -> None:
    found = json.loads(client.get("/feed.json?question=What did Japan pledge?&entries=5").content)
    assert found["title"] == "Articles that a search for “What did Japan pledge?” finds"
    assert 1 <= len(found["items"]) <= 5 and any("Japan" in item["title"] for item in found["items"])


def test_a_blank_publisher_narrows_nothing(client: TestClient) -> None:
    blank, all_of_them = (json.loads(client.get(f"/feed.json{asked}").content) for asked in ("?publishers=%20", ""))
    assert (blank["title"], blank["items"]) == ("The newest articles", all_of_them["items"])


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("/feed.rss", 404, "feed format 'rss' is none of atom, json"),
        ("/feed.atom?entries=0", 422, "entries: Input should be greater than or equal to 1, got '0'"),
        ("/feed.atom?question=%E2%80%A6", 422, "has no words"),
        ("/search?q=Japan&publisher=x", 422, "publisher: Extra inputs are not permitted"),
        ("/search?q=Japan&since=20251027", 422, "since: Value error, a number is no day"),
        ("/search?q=Japan&as_of=20251027", 422, "as_of: Value error, a number is no day"),
        ("/feed.atom?publisher=x", 422, "publisher: Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_named(address: str, status: int, detail: str, client: TestClient) -> None:
    response = client.get(address)
    assert (response.status_code, detail in response.json()["detail"]) == (status, True)
