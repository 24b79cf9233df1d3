"""What a Prometheus server reads of a running service."""

from pathlib import Path

import pytest
from conftest import WordEncoder, WordReader, open_index, take_in
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from qa.server.app import create_app
from qa.service.ask import Service

ARTICLE = "The bridge\nurl: https://paper.example/1\npublished: 2025-10-27\n\nThe bridge will open in June."


@pytest.fixture
def client(tmp_path: Path, words: WordEncoder) -> TestClient:
    (tmp_path / "a.txt").write_text(ARTICLE)
    take_in(tmp_path, words, tmp_path / "a.txt")
    return TestClient(create_app(lambda: Service(open_index(tmp_path, words), words, WordReader())))


def collected(client: TestClient) -> dict[str, float]:
    """Samples by name and labels."""
    text = client.get("/metrics").text
    return {
        " ".join((sample.name, *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_answers_are_counted_by_status_and_kind_through_every_door(client: TestClient) -> None:
    with client:
        asked = {"question": "When will the bridge open?"}
        answer = client.post("/ask", json=asked).json()
        client.get("/ask", params=asked)
        client.post("/ask", json={**asked, "stream": True})
        client.post("/ask", json={"question": "Thanks!"})
        client.post("/ask", json={"question": ""})
        client.get("/front")
        found = collected(client)
    assert found[f"newsqa_asks_total {answer['kind']} {answer['status']}"] == 3
    assert sum(value for name, value in found.items() if name.startswith("newsqa_asks_total")) == 4
    assert found["newsqa_ask_seconds_count total"] == 4
    assert (found["newsqa_http_responses_total 200"], found["newsqa_http_responses_total 422"]) == (5, 1)


def test_the_archive_and_its_last_refresh_are_told_in_numbers_alone(client: TestClient) -> None:
    with client:
        found = collected(client)
        assert "paper.example" not in client.get("/metrics").text
    assert found["newsqa_articles"] == found["newsqa_passages"] == 1
    assert found["newsqa_revision"] == found["newsqa_archive_revision"] > 0
    assert found["newsqa_refresh_last_success_timestamp_seconds"] > 0
    assert (found["newsqa_requests_waiting"], found["newsqa_requests_refused_total"]) == (0, 0)
