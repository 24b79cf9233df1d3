"""Who may do what: every route has a rule, and keeps it."""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import WordEncoder, WordReader, open_index
from fastapi import FastAPI
from starlette.testclient import TestClient

from corpus.archive.sqlite import SqliteArchive
from qa.server.access import for_operator
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.settings import load_settings

KEY = "a key of the operator's"
PLACE = "http://user:s3cret@paper.example/feed.xml?apikey=K123"

# Open: whoever reaches the server. Operator: with NEWSQA_ADMIN_KEY.
OPEN = {
    "POST /ask", "GET /ask", "POST /related", "GET /articles/{article_id}", "GET /articles/{article_id}/changes",
    "GET /answers/{answer_id}", "GET /answers/{answer_id}.{export_format}", "GET /v1/models", "GET /v1/models/{name}",
    "POST /v1/chat/completions", "POST /v1/responses", "ANY /mcp", "GET /brief", "GET /brief.{brief_as}",
    "GET /follow/{token}.{feed_as}",
    "GET /front", "GET /status", "GET /healthz", "GET /readyz", "GET /metrics", "GET /", "GET /page/{name:path}",
}  # fmt: skip
OPERATOR = {"GET /refresh", "POST /refresh", "GET /follow", "POST /follow", "DELETE /follow/{token}"}


@pytest.fixture
def client(tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(home=tmp_path, admin_key=KEY, hosts="testserver", source=[{"place": PLACE}])
    told = {
        "new": 1, "requests": 2, "n_failures": 1, "warnings": [], "sources": [{"place": PLACE, "failed": 1}],
        "failures": [{"place": PLACE, "reason": "/srv/secret is gone"}],
    }  # fmt: skip
    with SqliteArchive(tmp_path / "archive.db", create=True) as archive:
        archive.reports.save(None, datetime(2026, 1, 1, tzinfo=UTC), told, is_finished=True)
    with TestClient(create_app(lambda: Service(open_index(tmp_path, words), words, WordReader()), settings)) as opened:
        yield opened


def routes(found: Iterable[Any]) -> Iterator[str]:
    """What can be asked for, with its method."""
    for route in found:
        if hasattr(route, "original_router"):
            yield from routes(route.original_router.routes)
        elif not route.path.startswith(("/docs", "/openapi.json")):  # what the API is, not what it holds
            yield from (f"{method} {route.path}" for method in (getattr(route, "methods", None) or {"ANY"}) - {"HEAD"})


def test_every_route_has_a_rule_and_no_rule_is_without_its_route(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    assert sorted(routes(client.app.routes)) == sorted(OPEN | OPERATOR)


@pytest.mark.parametrize(
    "given", [{}, {"Authorization": KEY}, {"Authorization": "Bearer no"}, {"Authorization": f"Basic {KEY}"}]
)
@pytest.mark.parametrize("name", sorted(OPEN | OPERATOR))
def test_the_operators_routes_and_no_others_need_the_key(name: str, given: dict[str, str], client: TestClient) -> None:
    method, path = name.split()
    response = client.request(method, re.sub("{.*?}", "x", path), headers=given)
    assert (response.status_code == 401) == (name in OPERATOR)
    assert response.status_code != 403


def test_without_a_key_in_the_settings_nobody_is_the_operator(tmp_path: Path, words: WordEncoder) -> None:
    SqliteArchive(tmp_path / "archive.db", create=True).close()
    with TestClient(create_app(lambda: Service(open_index(tmp_path, words), words, WordReader()))) as client:
        for name in OPERATOR:
            assert client.request(*name.split(), headers={"Authorization": "Bearer "}).status_code == 403


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}])
def test_the_status_names_no_place_and_no_failure_without_the_key(given: dict[str, str], client: TestClient) -> None:
    response = client.get("/status", headers=given)
    (refresh,) = response.json()["refreshes"]
    assert set(refresh) == {"started", "finished", "new"}
    assert "example" not in response.text and "secret" not in response.text and str(Path.cwd()) not in response.text


def test_with_the_key_the_status_names_places_without_their_passwords(client: TestClient) -> None:
    response = client.get("/status", headers={"Authorization": f"Bearer {KEY}"})
    (refresh,) = response.json()["refreshes"]
    assert refresh["failures"][0]["reason"] == "/srv/secret is gone"
    assert refresh["sources"][0]["place"] == "http://…@paper.example/feed.xml?apikey=…"
    places = client.get("/refresh", headers={"Authorization": f"Bearer {KEY}"}).json()["places"]
    assert places == ["http://…@paper.example/feed.xml?apikey=…"]


def test_a_wrong_key_is_noted_without_it(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    client.post("/refresh", headers={"Authorization": "Bearer a wrong key"})
    assert "was refused" in caplog.text and "a wrong key" not in caplog.text


def test_what_the_operator_is_told_keeps_its_shape() -> None:
    told = {"n": 1, "at": None, "places": ["a@b", {"x": "https://a:b@c/?sort=new&token=1&n=2"}]}
    shown = {"n": 1, "at": None, "places": ["a@b", {"x": "https://…@c/?sort=new&token=…&n=2"}]}
    assert for_operator(told) == shown


def test_a_request_is_found_again_in_the_log(
    tmp_path: Path, words: WordEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    SqliteArchive(tmp_path / "archive.db", create=True).close()
    service = replace(Service(open_index(tmp_path, words), words, WordReader()), clock=lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    with TestClient(create_app(lambda: service), raise_server_exceptions=False) as client:
        response = client.get("/ask", params={"question": "What is secret?"}, headers={"X-Request-ID": "abc-1"})
        assert "at abc-1" in response.json()["detail"]
        assert (response.status_code, response.headers["x-request-id"]) == (500, "abc-1")
        assert "GET /ask failed" in caplog.text
        assert client.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
        made = client.get("/healthz", headers={"X-Request-ID": 100 * "x"}).headers["x-request-id"]
        assert len(made) == 32
    assert "secret" not in json.dumps([record.getMessage() for record in caplog.records if record.name != "httpx2"])
