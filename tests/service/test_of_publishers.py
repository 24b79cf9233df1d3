"""Whoever may read some publishers alone finds, cites, names and fetches no others, through every door."""

from collections.abc import Iterator
from typing import Any

import pytest
from archives import lines
from conftest import WordEncoder, WordReader, open_index, take_in
from seams import members
from starlette.testclient import TestClient

from corpus.archive.protocol import Archive
from index.engine.passage_index import PassageIndex
from qa.server.app import create_app
from qa.service import of_publishers
from qa.service.ask import Service
from qa.service.keys import KeyFile
from qa.service.settings import load_settings

STORY = (
    "The council of Elmstadt met on Monday. It agreed to pay nine million euros for the bridge over the Tarn. The old"
    " bridge was closed in spring, when divers found cracks in two of its piers. Work is to begin in March and to take"
    " two years. Until then a ferry carries people and bicycles from the market to the mill on the other side."
)
OWN, SECRET = "Harbour Wire", "Quiet Gazette"
MCP = {"Accept": "application/json", "Host": "localhost"}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str], dict[str, str]]]:
    """A server over two publishers, of whom the key lets read one; with the articles' ids by address."""
    home = tmp_path_factory.mktemp("doors")
    told: list[dict[str, object]] = [
        {"url": "https://own.example/bridge", "title": "Bridge", "text": STORY, "publisher": OWN},
        {"url": "https://quiet.example/bridge", "title": "Bridge", "text": STORY, "publisher": SECRET},
        {
            "url": "https://quiet.example/mayor", "title": "Zelkova inquiry", "publisher": SECRET,
            "text": "The mayor Ana Zelkova resigned on Friday after an inquiry into the harbour contracts of Elmstadt.",
        },
    ]  # fmt: skip
    words = WordEncoder()
    take_in(home, words, lines(home / "news.jsonl", *({**each, "published": "2025-10-27"} for each in told)))
    key, _ = KeyFile(home / "keys.json").add("partner", ["read", "ask"], [OWN.upper()])
    service = Service(open_index(home, words), words, WordReader())
    settings = load_settings(home=home, hosts="testserver")
    with TestClient(create_app(lambda: service, settings)) as client:
        ids = {each["article"]["url"]: each["article"]["id"] for each in everything(client)["evidence"]}
        yield client, {"Authorization": f"Bearer {key}"}, ids


def everything(client: TestClient) -> Any:
    return client.post("/ask", json={"question": "Zelkova mayor bridge council Elmstadt", "top_k": 50}).json()


def asked(client: TestClient, headers: dict[str, str], **body: Any) -> Any:
    return client.post("/ask", json={"top_k": 50, "explain": True, **body}, headers=headers)


def test_without_a_key_all_is_there(doors: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    client, _, ids = doors
    assert len(ids) >= 2 and any("quiet" in url for url in ids)
    assert SECRET in str(asked(client, {}, question="Who resigned in Elmstadt?").json())


@pytest.mark.parametrize(
    "body",
    [
        {"question": "Who resigned in Elmstadt?"},
        {"question": "Did the mayor Zelkova resign?", "publishers": [SECRET]},
        {"question": "What did the Quiet Gazette report about the mayor?"},
        {"question": "How much is paid for the bridge over the Tarn?"},
        {"question": "Zelkova", "publishers": [SECRET, OWN]},
        {"question": "What happened in Elmstadt?", "since": "2030-01-01"},
        {"question": "What happened in Elmstadt?", "stream": True},
        {"question": "Who resignd in Elmstadt?"},
    ],
)
def test_no_answer_names_another_publishers_article(
    body: dict[str, Any], doors: tuple[TestClient, dict[str, str], dict[str, str]]
) -> None:
    client, key, _ = doors
    told = asked(client, key, **body).text
    assert "quiet.example" not in told and "Ana Zelkova" not in told
    assert SECRET not in told or SECRET.split()[0] in str(body)
    related = client.post("/related", json={"question": body["question"]}, headers=key)
    assert related.status_code == 200 and "resign" not in related.text.lower()


def test_its_own_publishers_answer(doors: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    client, key, ids = doors
    answer = asked(client, key, question="How much is paid for the bridge over the Tarn?").json()
    assert answer["citations"][0]["article"]["publisher"] == OWN
    assert answer["citations"][0]["also_reported_by"] == []
    article = client.get(f"/articles/{ids['https://own.example/bridge']}", headers=key).json()
    assert (article["publisher"], article["same_story"]) == (OWN, [])
    assert client.get(f"/articles/{ids['https://own.example/bridge']}").json()["same_story"]


def test_other_publishers_articles_are_not_found(doors: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    client, key, ids = doors
    secret = next(ids[url] for url in ids if "quiet" in url)
    assert client.get(f"/articles/{secret}").status_code == 200
    for path in (f"/articles/{secret}", f"/articles/{secret}/changes"):
        assert client.get(path, headers=key).status_code == 404


def test_an_answer_that_was_given_to_others_is_shown_if_it_names_none_of_theirs(
    doors: tuple[TestClient, dict[str, str], dict[str, str]],
) -> None:
    client, key, _ = doors
    theirs = asked(client, {}, question="Who resigned in Elmstadt?").json()["id"]
    both = asked(client, {}, question="How much is paid for the bridge over the Tarn?").json()["id"]
    own = asked(client, key, question="How much is paid for the bridge over the Tarn?").json()["id"]
    assert [client.get(f"/answers/{each}", headers=key).status_code for each in (theirs, both, own)] == [404, 404, 200]
    assert client.get(f"/answers/{theirs}.markdown", headers=key).status_code == 404


def test_the_front_is_made_for_each_reader(doors: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    client, key, _ = doors
    for _ in range(2):
        assert [each["name"] for each in client.get("/front", headers=key).json()["publishers"]] == [OWN]
        assert SECRET in client.get("/front").text
    assert SECRET not in client.get("/front", headers=key).text


@pytest.mark.parametrize(
    "path", ["/stories", "/brief?since=2025-10-01&until=2025-11-30", "/brief.atom?since=2025-10-20&until=2025-10-30"]
)
def test_stories_and_briefs_keep_to_it(path: str, doors: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    client, key, _ = doors
    assert "quiet.example" in client.get(path).text
    own = client.get(path, headers=key)
    assert own.status_code == 200 and "quiet.example" not in own.text and SECRET not in own.text


@pytest.mark.parametrize("tool", ["ask", "search"])
def test_the_tools_keep_to_it(tool: str, doors: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    client, key, ids = doors
    name = {"ask": "question", "search": "query"}[tool]

    def called(tool: str, **arguments: str) -> str:
        call = {"name": tool, "arguments": arguments}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        return client.post("/mcp", json=asked, headers={**key, **MCP}).text

    assert "quiet.example" not in called(tool, **{name: "What happened to the mayor of Elmstadt?"})
    assert "https://own.example/bridge" in called(tool, **{name: "How much is paid for the bridge over the Tarn?"})
    assert "no article" in called("fetch", id=next(ids[url] for url in ids if "quiet" in url))


def test_numbers_are_the_whole_archives(doors: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    client, key, _ = doors
    assert client.get("/status", headers=key).json() == client.get("/status").json()
    assert "newsqa_articles 3.0" in client.get("/metrics", headers=key).text


def test_openais_door_keeps_to_it(doors: tuple[TestClient, dict[str, str], dict[str, str]]) -> None:
    client, key, _ = doors
    body = {"model": "newsqa", "messages": [{"role": "user", "content": "Who resigned in Elmstadt?"}]}
    assert "quiet.example" in client.post("/v1/chat/completions", json=body).text
    assert "quiet.example" not in client.post("/v1/chat/completions", json=body, headers=key).text


# What tells of articles and is not narrowed: searches are handed an `Allowed`, ids come from a search.
INDEX_TELLS_NOTHING = {
    "revision", "model", "is_behind", "catch_up", "questioning", "nearest", "dense_scores", "matching",
    "lexical_scores", "passages", "published", "stories", "vectors", "n_passages", "term_frequency",
}  # fmt: skip
ARCHIVE_TELLS_NOTHING = {
    "name", "another", "alone", "writing", "noting", "following", "reading", "reindexing", "settle", "revision", "fact",
    "set_fact", "change", "put", "remove", "readmit", "rename", "rederive", "compare_missing", "has", "is_removed",
    "url_of", "new_id", "version_numbers", "first_named", "counts", "begun", "story_members",
    "pages", "failures", "reports", "checks", "followed", "deliveries",
}  # fmt: skip


def test_whoever_adds_to_the_archive_or_the_index_judges_what_it_tells() -> None:
    assert members(PassageIndex) - set(vars(of_publishers._Index)) == INDEX_TELLS_NOTHING
    assert members(Archive) - set(vars(of_publishers._Archive)) == ARCHIVE_TELLS_NOTHING
