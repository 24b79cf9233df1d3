"""Each middleware alone, around an application of three lines."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from qa.server.middleware import MAX_BODY_BYTES, DeclaredSizeLimit, HeadAsGet, SecurityHeaders


async def name_method(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(scope["method"])(scope, receive, send)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_only_the_docs_may_run_a_script_of_their_own(path: str) -> None:
    headers = TestClient(SecurityHeaders(name_method)).get(path).headers
    policy = headers["content-security-policy"]
    assert ("'unsafe-inline'" in policy, "trusted-types 'none'" in policy) == (path == "/docs", path != "/docs")
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("length", "status"), [(MAX_BODY_BYTES, 200), (MAX_BODY_BYTES + 1, 413), ("much", 200), ("-1", 200)]
)
def test_a_body_that_says_it_is_too_large_is_refused_unread(length: int | str, status: int) -> None:
    client = TestClient(DeclaredSizeLimit(name_method))
    assert client.post("/", headers={"content-length": str(length)}).status_code == status


def test_head_is_taken_for_get_and_nothing_else_is() -> None:
    client = TestClient(HeadAsGet(name_method))
    assert client.head("/").headers["content-length"] == str(len("GET"))
    assert client.post("/").text == "POST"
