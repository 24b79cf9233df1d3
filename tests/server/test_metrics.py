"""What a Prometheus server reads of a running service."""

import json
import re
from pathlib import Path

import pytest
from conftest import NOW, ROOT, WordEncoder, WordReader, open_index, take_in
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from corpus.archive.sqlite import SqliteArchive
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.settings import load_settings

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


def test_sources_are_told_to_whoever_has_a_key_for_admin(tmp_path: Path, words: WordEncoder) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    take_in(tmp_path, words, tmp_path / "a.txt")
    told = {"sources": [{"place": "https://u:p@paper.example/feed?key=K1", "failed": 2}]}
    with SqliteArchive(tmp_path / "archive.db") as archive:
        archive.reports.save(None, NOW, told, is_finished=True)
    settings = load_settings(home=tmp_path, admin_key="sixteen characters", hosts="testserver")
    app = create_app(lambda: Service(open_index(tmp_path, words), words, WordReader()), settings)
    with TestClient(app) as client:
        assert "paper.example" not in client.get("/metrics").text
        told_admin = client.get("/metrics", headers={"Authorization": "Bearer sixteen characters"}).text
    assert 'newsqa_source_failed{source="https://…@paper.example/feed?key=…"} 2.0' in told_admin
    assert "newsqa_source_last_success_timestamp_seconds{" in told_admin


def test_alerts_and_dashboard_ask_for_metrics_that_there_are(client: TestClient) -> None:
    with client:
        client.post("/ask", json={"question": "When will the bridge open?"})
        there = set(re.findall(r"^(\w+)", client.get("/metrics").text, re.MULTILINE))
    there |= {f"newsqa_source_{each}" for each in ("failed", "last_success_timestamp_seconds")}
    for name in ("alerts.yml", "dashboard.json"):
        text = (ROOT / "qa" / "server" / "monitoring" / name).read_text(encoding="utf-8")
        asked = set(re.findall(r"\b(?:newsqa|process)_\w+", text))
        assert asked and asked <= there, asked - there
    assert len(json.loads(text)["panels"]) == 10


def test_the_archive_and_its_last_refresh_are_told_in_numbers_alone(client: TestClient) -> None:
    with client:
        found = collected(client)
        assert "paper.example" not in client.get("/metrics").text
    assert found["newsqa_articles"] == found["newsqa_passages"] == 1
    assert found["newsqa_revision"] == found["newsqa_archive_revision"] > 0
    assert found["newsqa_refresh_last_success_timestamp_seconds"] > 0
    assert (found["newsqa_requests_waiting"], found["newsqa_requests_refused_total"]) == (0, 0)
