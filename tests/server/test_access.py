"""Who may do what: every route has a rule, and keeps it."""

import base64
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
from qa.server.access import Needs, anyone, for_operator
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.keys import SCOPES, KeyFile
from qa.service.settings import load_settings

KEY = "a key of the operator's"
PLACE = "http://user:s3cret@paper.example/feed.xml?apikey=K123"

# What each route needs a key to be for; nothing where there is none. The table is compared with the routers' own rules.
NEEDS = {
    "GET /healthz": None, "GET /readyz": None,
    "GET /articles": "read", "GET /articles/{article_id}": "read", "GET /articles/{article_id}/changes": "read",
    "GET /answers/{answer_id}": "read", "GET /answers/{answer_id}.{export_format}": "read",
    "GET /front": "read", "GET /status": "read", "GET /metrics": "read",
    "GET /": "read", "GET /a/{answer_id}": "read", "GET /read/{article_id}": "read", "GET /page/{name:path}": "read",
    "POST /ask": "ask", "GET /ask": "ask", "POST /related": "ask", "GET /v1/models": "ask",
    "GET /v1/models/{name}": "ask", "POST /v1/chat/completions": "ask", "POST /v1/responses": "ask",
    "ANY /mcp": "read or ask",
    "GET /brief": "read", "GET /brief.{brief_as}": "read", "GET /follow/{token}.{feed_as}": None,
    "GET /follow/{token}/changes": "admin",
    "GET /follow": "admin", "POST /follow": "admin", "DELETE /follow/{token}": "admin",
    "POST /refresh": "refresh", "GET /refresh": "admin", "DELETE /refresh": "admin",
    "GET /sources": "admin", "POST /sources": "admin", "GET /sources/preview": "admin",
    "PATCH /sources/{source_id}": "admin", "DELETE /sources/{source_id}": "admin",
    "GET /stories": "read", "GET /stories/{story_id}": "read", "GET /story/{story_id}": "read",
    "GET /feed.{feed_as}": "read",
    "GET /find": "read", "GET /following": "read", "GET /operator": "read",
    "GET /a/": "read", "GET /read/": "read", "GET /story/": "read",
    "GET /search": "read",
}  # fmt: skip
OPERATOR = {name for name, needs in NEEDS.items() if needs in ("refresh", "admin")}
ASKING = {"Authorization": f"Basic {base64.b64encode(f'me:{KEY}'.encode()).decode()}"}
MCP_PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}


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


def routes(found: Iterable[Any], rules: tuple[Any, ...] = ()) -> Iterator[tuple[str, list[Any]]]:
    """What can be asked for, with its method, and all that is depended on before it is."""
    for route in found:
        if hasattr(route, "original_router"):
            router = route.original_router
            yield from routes(router.routes, (*rules, *router.dependencies))
        elif not route.path.startswith(("/docs", "/openapi.json")):  # what the API is, not what it holds
            own = (*rules, *getattr(route, "dependencies", ()))
            calls = list({each.dependency for each in own})
            for method in (getattr(route, "methods", None) or {"ANY"}) - {"HEAD"}:
                yield f"{method} {route.path}", calls


def rule(name: str, calls: list[Any]) -> str | None:
    """The one rule of a route."""
    if name == "ANY /mcp":
        return "read or ask"  # of its tools; asked for below
    (found,) = [call for call in calls if isinstance(call, Needs) or call is anyone]
    return found.scope if isinstance(found, Needs) else None


def asked(client: TestClient, name: str, headers: dict[str, str]) -> Any:
    """The response to a request that is well formed, of a thing that may not be there."""
    method, path = name.split()
    if name == "ANY /mcp":
        accept = {"Accept": "application/json", "Host": "localhost"}
        return client.post("/mcp", json=MCP_PING, headers={**headers, **accept})
    return client.request(method, re.sub("{.*?}", "x", path), headers=headers)


def test_every_route_has_one_rule_which_is_the_tables(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    found = {name: rule(name, calls) for name, calls in routes(client.app.routes)}
    assert found == NEEDS


@pytest.mark.parametrize(
    "given", [{}, {"Authorization": KEY}, {"Authorization": "Bearer no"}, {"Authorization": f"Basic {KEY}"}, ASKING]
)
@pytest.mark.parametrize("name", sorted(NEEDS))
def test_where_reading_is_open_the_operators_routes_and_no_others_need_a_key(
    name: str, given: dict[str, str], client: TestClient
) -> None:
    refused = 403 if given is ASKING else 401  # a key in a browser's window is for asking alone
    assert (asked(client, name, given).status_code == refused) == (name in OPERATOR)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    """A server that asks for a key to read, with a key for each scope."""
    home = tmp_path_factory.mktemp("guarded")
    SqliteArchive(home / "archive.db", create=True).close()
    file = KeyFile(home / "keys.json")
    keys: dict[str, str] = {scope: file.add(scope, [scope])[0] for scope in SCOPES}
    keys |= {"revoked": file.add("revoked", ["admin"])[0], "operator": KEY, "wrong": "newsqa_no", "nobody": ""}
    file.revoke("revoked")
    settings = load_settings(home=home, admin_key=KEY, hosts="testserver", reading="key", source=[{"place": PLACE}])
    words = WordEncoder()
    with TestClient(create_app(lambda: Service(open_index(home, words), words, WordReader()), settings)) as opened:
        yield opened, keys


@pytest.mark.parametrize("who", ["nobody", "wrong", "revoked", *SCOPES, "operator"])
@pytest.mark.parametrize("name", sorted(NEEDS))
def test_the_access_table(name: str, who: str, guarded: tuple[TestClient, dict[str, str]]) -> None:
    client, keys = guarded
    if name == "POST /refresh" and who in ("refresh", "admin", "operator"):
        pytest.skip("it would start a refresh")
    headers = {"Authorization": f"Bearer {keys[who]}"} if keys[who] else {}
    status = asked(client, name, headers).status_code
    needs = NEEDS[name]
    is_allowed = needs is None or who in ("admin", "operator") or who in needs.split(" or ")
    expected = None if is_allowed else 403 if who in SCOPES else 401
    assert (status if status in (401, 403) else None) == expected


def test_a_key_in_a_browsers_window_opens_the_page_which_asks_for_it(
    guarded: tuple[TestClient, dict[str, str]],
) -> None:
    client, keys = guarded
    refused = client.get("/")
    assert (refused.status_code, "Basic" in refused.headers["www-authenticate"]) == (401, True)
    assert client.get("/", auth=("", keys["read"])).status_code == 200
    assert client.get("/front", auth=("anybody", keys["read"])).status_code == 200
    assert client.post("/refresh", auth=("", keys["admin"])).status_code == 403


def test_a_feed_of_a_search_is_for_whoever_may_ask_and_others_for_whoever_may_read(
    guarded: tuple[TestClient, dict[str, str]],
) -> None:
    client, keys = guarded

    def status(who: str, **asked: str) -> int:
        return client.get("/feed.atom", params=asked, headers={"Authorization": f"Bearer {keys[who]}"}).status_code

    assert (status("read"), status("ask")) == (200, 403)
    assert (status("read", question="Who won?"), status("ask", question="Who won?")) == (403, 403)
    assert status("operator", question="Who won?") == 200


def test_each_tool_has_its_rule(guarded: tuple[TestClient, dict[str, str]]) -> None:
    client, keys = guarded

    def called(who: str, tool: str, **arguments: str) -> Any:
        call = {**MCP_PING, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
        headers = {"Authorization": f"Bearer {keys[who]}", "Accept": "application/json", "Host": "localhost"}
        return client.post("/mcp", json=call, headers=headers).json()["result"]["content"][0]["text"]

    assert called("read", "ask", question="What?") == "the tool ask needs a key with the scope ask"
    assert called("ask", "fetch", id="x") == "the tool fetch needs a key with the scope read"
    assert "no article" in called("read", "fetch", id="x")


def test_a_key_that_may_start_a_refresh_is_told_of_no_source(
    guarded: tuple[TestClient, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, keys = guarded
    events = [("progress", {"new": 1, "place": PLACE}), ("report", {"new": 2, "failures": [{"place": PLACE}]})]
    monkeypatch.setattr("qa.service.refresh_process.RefreshProcess.start", lambda _: iter(events))
    refresh, admin = ({"Authorization": f"Bearer {keys[scope]}"} for scope in ("refresh", "admin"))
    assert client.post("/refresh", headers=refresh).json() == {"new": 2}
    assert "place" not in client.post("/refresh?stream=true", headers=refresh).text
    assert client.post("/refresh", headers=admin).json()["failures"] == [
        {"place": "http://…@paper.example/feed.xml?apikey=…"}
    ]
    events[:] = [("error", {"detail": PLACE})]
    for path in ("/refresh", "/refresh?stream=true"):
        failed = client.post(path, headers=refresh)
        assert "refresh-failed" in failed.text and "paper.example" not in failed.text


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
        trace = 16 * "ab"
        for given, is_taken in (
            (f"00-{trace}-{8 * '01'}-01", True),
            (f"00-{32 * '0'}-{8 * '01'}-01", False),
            ("x", False),
        ):
            failed = client.get("/ask", params={"question": "What?"}, headers={"traceparent": given})
            assert (f"trace {trace}" in failed.json()["detail"]) == is_taken
        assert client.get("/healthz", headers={"X-Request-ID": "abc-1"}).headers["x-request-id"] == "abc-1"
        made = client.get("/healthz", headers={"X-Request-ID": 100 * "x"}).headers["x-request-id"]
        assert len(made) == 32
    assert "secret" not in json.dumps([record.getMessage() for record in caplog.records if record.name != "httpx2"])


def test_the_description_of_the_api_says_what_needs_a_key_and_each_problem(
    client: TestClient, guarded: tuple[TestClient, dict[str, str]]
) -> None:
    for asked, is_open in ((client, True), (guarded[0], False)):
        paths = asked.get("/openapi.json").json()["paths"]
        for path, operations in paths.items():
            for operation in operations.values():
                is_guarded = path not in ("/healthz", "/readyz", "/follow/{token}.{feed_as}")
                needed = operation.get("security", [{}])
                is_for_all = is_open and path not in {name.split()[1] for name in OPERATOR}
                assert ({} in needed) == (not is_guarded or is_for_all), path
                assert {"400", "422", "429", "500", "503"} <= set(operation["responses"]), path
                assert ({"401", "403"} <= set(operation["responses"])) == is_guarded, path
    assert client.put("/refresh").headers["allow"] == "DELETE, GET, POST"
