"""The tools over the Model Context Protocol, called by its official client over HTTP and over stdio."""

import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from importlib import util
from pathlib import Path
from typing import Any

import anyio
import httpx2
import jsonschema
import pytest
from archives import lines, record
from browsing import Staged, serving
from conftest import NOW, ROOT, WordEncoder, WordReader, open_index, take_in
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from starlette.testclient import TestClient
from typer.testing import CliRunner

from corpus.article import article_id
from index.encoder.encoder import Encoder
from qa.cli.main import app
from qa.server.app import create_app
from qa.server.mcp_tools import TOOLS, Tools
from qa.service.ask import Service
from qa.service.settings import Settings

PLEDGE = "Japan pledged $550 billion of investment. 😀 It was the largest sum so far."
CHANGED = "The mill bridge opened in July."
ADDRESS = "https://paper.example/{}"
MODES = ("2026-07-28", "legacy")


def a_service(home: Path, words: WordEncoder) -> Service:
    first = [record(1, text=PLEDGE, publisher="The Paper"), record(2, text="The mill bridge opened in June.")]
    take_in(home, words, lines(home / "a.jsonl", *first))
    take_in(home, words, lines(home / "b.jsonl", record(2, text=CHANGED)))
    return Service(open_index(home, words), words, WordReader(), clock=lambda: NOW)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mcp")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    service = a_service(home, WordEncoder())
    with serving(create_app(lambda: service, Settings(home=home))) as staged:
        yield staged.address


def over_http(address: str, work: Callable[[Client], Awaitable[Any]], mode: str = "auto") -> Any:
    """What comes of some work with a client that is connected to the server."""

    async def connected() -> Any:
        async with Client(f"{address}/mcp", mode=mode) as client:
            return await work(client)

    return anyio.run(connected)


def called(address: str, name: str, mode: str = "auto", **arguments: Any) -> Any:
    return over_http(address, lambda client: client.call_tool(name, arguments), mode)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]',
        b'{"method": "ping"}',
        b'"x"',
        b"{",
        b"",
        b'{"jsonrpc": 1}',
    ],
)
def test_what_is_no_message_is_told_so_in_words(address: str, body: bytes) -> None:
    headers = {"content-type": "application/json", "accept": "application/json"}
    response = httpx2.post(f"{address}/mcp", content=body, headers=headers)
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (400, -32600)
    assert error["message"].startswith("the body must be one JSON-RPC message")


@pytest.mark.parametrize("mode", MODES)
def test_the_tools_only_read_and_say_what_they_take_and_give(address: str, mode: str) -> None:
    listed = over_http(address, lambda client: client.list_tools(), mode)
    assert [tool.name for tool in listed.tools] == ["ask", "search", "fetch", "article", "changes", "stories"]
    for tool in listed.tools:
        assert tool.annotations.read_only_hint and not tool.annotations.destructive_hint
        assert tool.description and tool.title
        for schema in (tool.input_schema, tool.output_schema):
            jsonschema.Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
        assert tool.input_schema["additionalProperties"] is False


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_is_that_of_ask(address: str, mode: str) -> None:
    question = "What did Japan pledge?"
    body = httpx2.post(f"{address}/ask", json={"question": question}, timeout=120).json()
    result = called(address, "ask", mode, question=question)
    given = result.structured_content
    for answer in (body, given):
        del answer["id"], answer["timing_ms"]
    assert given == {**body, "evidence": []}
    assert given["citations"][0]["quote"] in result.content[0].text
    assert not result.is_error


def test_an_answer_is_kept_under_its_id(address: str) -> None:
    answer = called(address, "ask", question="What did Japan pledge?").structured_content
    assert httpx2.get(f"{address}/answers/{answer['id']}.ris").status_code == 200


def test_filters_and_conversation_are_those_of_ask(address: str) -> None:
    asked: dict[str, Any] = {"question": "What did Japan pledge?", "publishers": ["The Gazette"], "as_of": "2025-11-01"}
    answer = called(address, "ask", **asked).structured_content
    assert (answer["status"], answer["reason"]) == ("unanswered", "filtered_out")
    assert answer["query"]["as_of"] == "2025-11-01T23:59:59Z"
    history = [{"role": "user", "text": "What did Japan pledge?"}, {"role": "assistant", "text": PLEDGE}]
    answer = called(address, "ask", question="And South Korea?", history=history).structured_content
    assert answer["query"]["text"] == "What did South Korea pledge?"


def test_search_and_fetch_have_the_results_that_connectors_expect(address: str) -> None:
    found = called(address, "search", query="mill bridge")
    assert json.loads(found.content[0].text) == found.structured_content
    first, *others = found.structured_content["results"]
    assert {"id", "title", "url"} <= set(first)
    assert (first["url"], first["text"]) == (ADDRESS.format(2), CHANGED)
    assert first["id"] not in [other["id"] for other in others]
    fetched = called(address, "fetch", id=first["id"])
    assert json.loads(fetched.content[0].text) == fetched.structured_content
    assert set(fetched.structured_content) == {"id", "title", "text", "url", "metadata"}
    assert fetched.structured_content["text"] == CHANGED
    assert fetched.structured_content["metadata"]["published_at"] == "2025-10-27T00:00:00Z"


def test_an_article_and_its_changes_are_those_of_the_api(address: str) -> None:
    number = article_id(ADDRESS.format(2))
    stored = httpx2.get(f"{address}/articles/{number}").json()
    assert called(address, "article", id=number).structured_content == stored
    older = stored["versions"][1]["version"]
    assert "June" in called(address, "article", id=number, version=older).structured_content["text"]
    changes = httpx2.get(f"{address}/articles/{number}/changes").json()
    assert called(address, "changes", id=number).structured_content == changes


def test_stories_are_those_of_the_brief(site: Staged) -> None:
    days: dict[str, Any] = {"since": "2025-10-24", "until": "2025-10-30", "stories": 3}
    brief = httpx2.get(f"{site.address}/brief", params=days).json()
    told = called(site.address, "stories", **days)
    assert told.structured_content == brief and len(brief["stories"]) == 3
    assert all(line["quote"] in told.content[0].text for story in brief["stories"] for line in story["lines"])


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("ask", {}, "question: Field required"),
        ("ask", {"question": "What?", "publisher": "The Paper"}, "publisher: Extra inputs are not permitted, got 'The"),
        ("ask", {"question": "What?", "since": "soon"}, "since: "),
        ("search", {"query": "What?", "since": "20251027"}, "a number is no day"),
        ("ask", {"question": "What?", "as_of": "soon"}, "as_of: "),
        ("ask", {"question": "What?", "since": "2025-02-01", "until": "2025-01-01"}, "since 2025-02-01 lies after"),
        ("ask", {"question": "?!"}, "question '?!' has no words"),
        ("ask", {"question": "What?", "history": [{"role": "user"}]}, "history.0.text: Field required"),
        ("search", {"query": ""}, "query: "),
        ("search", {"query": "x", "limit": 3}, "limit: Extra inputs"),
        ("fetch", {"id": "none"}, "the archive has no article 'none'"),
        ("article", {"id": "none", "version": "v"}, "the archive has no article 'none'"),
        ("changes", {"id": "none"}, "article 'none' has no version"),
        ("stories", {"since": "soon"}, "since 'soon' is neither yesterday, today nor a day"),
        ("stories", {"until": "20251027"}, "until: "),
        ("stories", {"as_of": "soon"}, "as_of: "),
        ("stories", {"stories": 51}, "stories: Input should be less than or equal to 50, got 51"),
        ("stories", {"day": "today"}, "day: Extra inputs are not permitted"),
    ],
)
def test_wrong_arguments_are_errors_that_name_them(
    address: str, name: str, arguments: dict[str, Any], words: str
) -> None:
    result = called(address, name, **arguments)
    assert result.is_error
    assert words in result.content[0].text


def test_another_tool_is_refused_with_those_that_there_are(address: str) -> None:
    async def work(client: Client) -> None:
        with pytest.raises(MCPError, match="no tool 'delete'; there are: ask, search, fetch"):
            await client.call_tool("delete", {})

    over_http(address, work)


def test_a_failure_tells_nothing_of_the_inside() -> None:
    from qa.server.mcp_server import call

    broken: Any = None
    told = call(lambda: Tools(broken), "ask", {"question": "What?"})
    assert isinstance(told, str) and told.startswith("the service failed; its log says more")


LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


def test_other_sites_pages_and_names_are_refused(tmp_path: Path, words: WordEncoder) -> None:
    service = a_service(tmp_path, words)
    settings = Settings(home=tmp_path, hosts=("news.example",))
    for base, status in (
        ("http://evil.example", 400),
        ("http://localhost", 200),
        ("http://127.0.0.1:8000", 200),
        ("https://news.example", 200),
    ):
        with TestClient(create_app(lambda: service, settings), base_url=base) as client:
            assert client.post("/mcp", json=LIST, headers=ACCEPT).status_code == status
            if status == 200:
                assert client.post("/mcp", json=LIST, headers={**ACCEPT, "Origin": base}).status_code == 200
                for origin in ("https://evil.example", "http://localhost:9000"):
                    refused = client.post("/mcp", json=LIST, headers={**ACCEPT, "Origin": origin})
                    assert (refused.status_code, refused.json()["type"]) == (403, "urn:newsqa:problem:other-site")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_no_stream_is_held_open(address: str, method: str) -> None:
    refused = httpx2.request(method, f"{address}/mcp", headers=ACCEPT, timeout=120)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_without_the_package_the_server_says_what_to_install(
    tmp_path: Path, words: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = a_service(tmp_path, words)
    found = util.find_spec
    monkeypatch.setattr("qa.server.mcp_server.find_spec", lambda name: None if name == "mcp" else found(name))
    with TestClient(create_app(lambda: service)) as client:
        response = client.post("/mcp", json={})
        assert client.post("/ask", json={"question": "What did Japan pledge?"}).status_code == 200
    assert response.status_code == 501
    assert "pip install 'mcp>=2.3'" in response.json()["detail"]
    result = CliRunner().invoke(app, ["mcp"])
    assert "pip install 'mcp>=2.3'" in str(result.exception)


def test_each_tool_is_in_the_servers_readme() -> None:
    readme = (ROOT / "qa" / "server" / "README.md").read_text(encoding="utf-8")
    assert [name for name in TOOLS if f"| `{name}` |" not in readme] == []


def test_over_stdio_the_tools_are_the_same(sample_home: Path, models: Path, encoder: Encoder, tmp_path: Path) -> None:
    """The real command, started by the client, with the real models."""
    assert (models / encoder.digest[:16]).is_dir()
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    (home / "models").symlink_to(models)

    @asynccontextmanager
    async def started() -> AsyncIterator[Client]:
        environment = {**os.environ, "NEWSQA_HOME": str(home), "PYTHONPATH": str(ROOT)}
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "qa", "mcp"], env=environment, cwd=str(tmp_path)
        )
        async with Client(command) as client:
            yield client

    async def work() -> tuple[list[str], Any, Any]:
        async with started() as client:
            listed = await client.list_tools()
            answer = await client.call_tool("ask", {"question": "What did Japan pledge?"})
            wrong = await client.call_tool("ask", {"questoin": "What?"})
            return [tool.name for tool in listed.tools], answer, wrong

    names, answer, wrong = anyio.run(work)
    assert names == list(TOOLS)
    assert "$550 billion" in answer.structured_content["citations"][0]["quote"]
    assert wrong.is_error and "questoin: Extra inputs are not permitted" in wrong.content[0].text
