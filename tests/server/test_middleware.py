"""Each middleware alone, around an application of three lines."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from qa.server.middleware import AllowedHosts, HeadAsGet, SecurityHeaders


async def name_method(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(scope["method"])(scope, receive, send)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_only_the_docs_may_run_a_script_of_their_own(path: str) -> None:
    headers = TestClient(SecurityHeaders(name_method)).get(path).headers
    policy = headers["content-security-policy"]
    assert ("'unsafe-inline'" in policy, "trusted-types 'none'" in policy) == (path == "/docs", path != "/docs")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "is_answered"),
    [
        ("localhost:8000", True),
        ("LOCALHOST", True),
        ("app.localhost", True),
        ("127.0.0.1:8000", True),
        ("192.168.1.7", True),
        ("[::1]:8000", True),
        ("news.example.org", True),
        ("News.Example.org.:443", True),
        ("a.b.example.net", True),
        ("example.net", False),
        ("evil.example", False),
        ("evilnews.example.org", False),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("evil.example:127.0.0.1", False),
        ("[evil.example]", False),
        ("", False),
        ("a b", False),
        (9_000 * "x", False),
    ],
)
def test_only_its_own_names_and_addresses_are_answered(host: str, is_answered: bool) -> None:
    client = TestClient(AllowedHosts(name_method, ["news.example.org", "*.example.net"]))
    response = client.get("/", headers={"host": host})
    assert response.status_code == (200 if is_answered else 400)
    assert is_answered or response.json()["type"] == "urn:newsqa:problem:unknown-host"


def test_every_name_is_answered_where_the_operator_says_so() -> None:
    assert TestClient(AllowedHosts(name_method, ["*"])).get("/", headers={"host": "any.example"}).status_code == 200


def test_head_is_taken_for_get_and_nothing_else_is() -> None:
    client = TestClient(HeadAsGet(name_method))
    assert client.head("/").headers["content-length"] == str(len("GET"))
    assert client.post("/").text == "POST"
