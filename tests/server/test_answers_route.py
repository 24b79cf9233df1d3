"""Answers under their addresses, behind the real application."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rispy
from archives import lines, record
from conftest import NOW, WordEncoder, WordReader, open_index, take_in
from starlette.testclient import TestClient

from corpus.archive.sqlite import SqliteArchive
from index.ingest.refresh import withdraw
from qa.answer.exports.formats import FORMATS
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.settings import Settings

QUESTION = "What did Japan pledge?"
PLEDGE = "Japan pledged $550 billion of investment."


@pytest.fixture
def client(tmp_path: Path, words: WordEncoder) -> Iterator[TestClient]:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, text=PLEDGE), record(2)))
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    with TestClient(
        create_app(lambda: service, Settings(home=tmp_path)), "http://localhost", raise_server_exceptions=False
    ) as opened:
        yield opened


def asked(client: TestClient, **other: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.post("/ask", json={"question": QUESTION, **other}).json()
    assert answer["citations"][0]["quote"] == PLEDGE
    return answer


def test_an_answer_is_found_under_its_id_however_it_was_asked_for(client: TestClient) -> None:
    answers = [asked(client), client.get("/ask", params={"question": QUESTION}).json()]
    streamed = client.post("/ask", json={"question": QUESTION, "stream": True}).text
    answers.append({**answers[0], "id": streamed.rpartition('data: {"id": "')[2][:32]})
    for answer in answers:
        kept = client.get(f"/answers/{answer['id']}")
        assert kept.status_code == 200
        whole = kept.json()["answer"]
        assert (whole["id"], whole["citations"]) == (answer["id"], answer["citations"])
        assert (whole["evidence"], whole["suggestions"], whole["explanation"]) == ([], [], None)
        assert kept.json()["answered_at"].endswith("Z")


@pytest.mark.parametrize("name", FORMATS)
def test_an_answer_is_given_in_each_format(client: TestClient, name: str) -> None:
    answer = asked(client)
    response = client.get(f"/answers/{answer['id']}.{name}")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(FORMATS[name].media_type)  # type: ignore[index]
    assert response.headers["content-disposition"].endswith(f'.{FORMATS[name].suffix}"')  # type: ignore[index]
    assert "550 billion of investment." in response.text
    assert answer["citations"][0]["article"]["version"] in response.text


def test_the_export_is_that_of_the_answer(client: TestClient) -> None:
    (entry, *_) = rispy.loads(client.get(f"/answers/{asked(client)['id']}.ris").text)
    assert (entry["title"], entry["urls"]) == ("Headline number 1", ["https://paper.example/1"])


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("0" * 32, "no answer '00000000000000000000000000000000' is kept"),
        ("0" * 32 + ".ris", "no answer '00000000000000000000000000000000' is kept"),
        ("x.y.ris", "no answer 'x.y' is kept"),
        ("0" * 32 + ".docx", "format 'docx' is none of ris, bibtex,"),
        ("..%2Farchive.db", "archive.db"),
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, name: str, detail: str) -> None:
    response = client.get(f"/answers/{name}")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert detail in response.json()["detail"]


def test_an_answer_that_quotes_a_removed_article_is_gone(client: TestClient, tmp_path: Path) -> None:
    answer = asked(client)
    with SqliteArchive(tmp_path / "archive.db") as archive:
        withdraw(archive, "https://paper.example/1", now=NOW)
    assert client.get(f"/answers/{answer['id']}").status_code == 404


def test_without_settings_nothing_is_kept(tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, text=PLEDGE)))
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    with TestClient(create_app(lambda: service)) as client:
        assert client.get(f"/answers/{asked(client)['id']}").status_code == 404
    assert not (tmp_path / "answers").exists()


def test_one_citation_is_exported_alone(client: TestClient) -> None:
    answer = asked(client)
    whole, one = (client.get(f"/answers/{answer['id']}.ris", params=given) for given in ({}, {"citation": 1}))
    assert len(rispy.loads(one.text)) == 1 <= len(rispy.loads(whole.text))
    assert one.headers["content-disposition"] == f'inline; filename="newsqa-{answer["id"]}-1.ris"'
    refused = client.get(f"/answers/{answer['id']}.ris", params={"citation": 99})
    assert (refused.status_code, "no citation 99" in refused.json()["detail"]) == (404, True)
    refused = client.get(f"/answers/{answer['id']}.markdown", params={"citation": 1})
    assert (refused.status_code, "markdown is of a whole answer" in refused.json()["detail"]) == (422, True)


@pytest.mark.parametrize(("text", "has_quote"), [(f"{PLEDGE} It said so twice.", True), ("Japan pledged less.", False)])
def test_an_answer_says_what_has_changed_since(
    client: TestClient, tmp_path: Path, words: WordEncoder, text: str, has_quote: bool
) -> None:
    answer = asked(client)
    assert client.get(f"/answers/{answer['id']}").json()["since"] == []
    changed = record(1, text=text, modified="2025-11-02T10:00:00Z")
    take_in(tmp_path, words, lines(tmp_path / "b.jsonl", changed))
    kept = client.get(f"/answers/{answer['id']}").json()
    assert kept["answer"]["citations"] == answer["citations"]
    (since,) = kept["since"]
    assert (since["citation"], since["has_quote"], since["modified_at"]) == (1, has_quote, "2025-11-02T10:00:00Z")
    current = client.get(f"/articles/{answer['citations'][0]['article']['id']}").json()
    assert since["version"] == current["version"] != answer["citations"][0]["article"]["version"]
