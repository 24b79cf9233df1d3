"""Who asks is known by key or address, and whoever asks too often is refused while others are answered."""

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import WordEncoder, WordReader, open_index
from pydantic import SecretStr
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from corpus.archive.sqlite import SqliteArchive
from qa.server.app import create_app
from qa.server.callers import Caller, Keyring, Limiter, site_of
from qa.server.connections import Server
from qa.service.ask import Service
from qa.service.bounds import Bounds
from qa.service.keys import KeyFile
from qa.service.settings import SettingsError, load_settings

KEY = "a key of the operator's"
PROXY = "10.1.2.3"


class Asking:
    """A server that lets each make two requests a minute, asked from an address of one's choice."""

    def __init__(self, client: TestClient, keys: KeyFile) -> None:
        self.client = client
        self.keys = keys

    def __call__(self, address: str, path: str = "/status", key: str = "", **headers: str) -> Any:
        given = {"x-from": address, **headers, **({"Authorization": f"Bearer {key}"} if key else {})}
        return self.client.get(path, headers=given)


@pytest.fixture
def asked(tmp_path: Path, words: WordEncoder) -> Iterator[Asking]:
    SqliteArchive(tmp_path / "archive.db", create=True).close()
    settings = load_settings(
        home=tmp_path, hosts="testserver", requests_per_minute=2, admin_key=KEY, proxies=f"{PROXY},10.2.0.0/16"
    )
    app = create_app(lambda: Service(open_index(tmp_path, words), words, WordReader()), settings)
    server = Server(app, settings).config
    server.load()

    async def from_address(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["client"] = (dict(scope["headers"])[b"x-from"].decode(), 1)
        await server.loaded_app(scope, receive, send)

    with TestClient(app) as started:
        client = TestClient(from_address)
        client.app_state.update(started.app_state)
        client.portal = started.portal
        yield Asking(client, KeyFile(settings.keys))


def test_a_client_that_asks_too_often_is_refused_and_told_when_to_come_again(asked: Asking) -> None:
    left = [asked("192.0.2.1") for _ in range(3)]
    assert [each.status_code for each in left] == [200, 200, 429]
    assert [each.headers["ratelimit"].split(";")[1] for each in left] == ["r=1", "r=0", "r=0"]
    assert {each.headers["ratelimit-policy"] for each in left} == {'"requests";q=2;w=60'}
    refused = left[-1]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json()["type"] == "urn:newsqa:problem:too-many-requests"
    assert "2 requests a minute" in refused.json()["detail"]
    assert asked("192.0.2.1", "/v1/models").json()["error"]["code"] == "too-many-requests"


def test_who_asks_too_often_is_told_of_once_a_minute(asked: Asking, caplog: pytest.LogCaptureFixture) -> None:
    for number in (1, 1, 1, 1, 1, 2, 2, 2, 2):
        asked(f"192.0.2.{number}")
    told = [record.getMessage() for record in caplog.records if "more often" in record.getMessage()]
    assert told == [f"192.0.2.{number} asks more often than 2 times a minute" for number in (1, 2)]


@pytest.mark.parametrize("jump_s", [-86_400, -3_600, 86_400])
def test_a_clock_that_is_set_shuts_nobody_out(monkeypatch: pytest.MonkeyPatch, jump_s: int) -> None:
    now = [1_800_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    limiter = Limiter()
    assert [limiter.hit("a", 2).is_within for _ in range(3)] == [True, True, False]
    now[0] += 1  # as a clock is put right slowly
    assert not limiter.hit("a", 2).is_within
    now[0] += jump_s
    assert [limiter.hit("a", 2).is_within for _ in range(3)] == [True, True, False]
    assert limiter.hit("a", 2).again_s <= 60


def test_others_are_answered_meanwhile_and_health_always(asked: Asking) -> None:
    for _ in range(4):
        last = asked("192.0.2.1")
    assert last.status_code == 429
    assert asked("192.0.2.2").status_code == 200
    for path in ("/healthz", "/readyz", "/page/page.js"):
        assert asked("192.0.2.1", path).status_code == 200
    assert [asked(f"2001:db8::{n}").status_code for n in range(3)] == [200, 200, 429]  # one household
    assert asked("2001:db8:0:1::1").status_code == 200


def test_this_machine_and_the_operator_are_not_limited(asked: Asking) -> None:
    for _ in range(4):
        assert asked("127.0.0.1").status_code == asked("::1").status_code == 200
        assert asked("192.0.2.9", key=KEY).status_code == 200
    assert "ratelimit" not in asked("127.0.0.1").headers


def test_a_key_has_its_own_rate_wherever_it_is_used(asked: Asking) -> None:
    few, _ = asked.keys.add("few", ["read"], (), 1)
    many, _ = asked.keys.add("many", ["read"], (), 5)
    assert [asked(f"192.0.2.{n}", key=few).status_code for n in range(2)] == [200, 429]
    assert [asked("192.0.2.1", key=many).status_code for _ in range(6)] == [*5 * [200], 429]
    assert asked("192.0.2.1").status_code == 200
    assert [asked("192.0.2.7", key="newsqa_guess").status_code for _ in range(3)] == [200, 200, 429]


def test_only_a_named_proxy_says_for_whom_it_asks(asked: Asking) -> None:
    forwarded = [asked("198.51.100.9", **{"x-forwarded-for": f"192.0.2.{n}"}).status_code for n in range(3)]
    assert forwarded == [200, 200, 429]
    for proxy in (PROXY, "10.2.9.9"):
        behind = [asked(proxy, **{"x-forwarded-for": f"203.0.113.{n}"}).status_code for n in range(2)]
        assert behind == [200, 200]
    spoofed = [
        asked(PROXY, **{"x-forwarded-for": f"127.0.0.1, 192.0.2.{n}, 203.0.113.77"}).status_code for n in range(3)
    ]
    assert spoofed == [200, 200, 429]  # the client's own words stand before what the proxy has seen


def test_without_named_proxies_nobody_does() -> None:
    config = Server(lambda *_: None, Bounds()).config  # type: ignore[arg-type]
    assert not config.proxy_headers
    assert config.forwarded_allow_ips == []


def test_a_proxy_that_is_no_address_is_named() -> None:
    with pytest.raises(SettingsError, match=r"proxies.*'proxy.example'"):
        load_settings(proxies="proxy.example")


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        (None, "an unknown address"),
    ],
)
def test_an_address_is_counted_by_who_has_it(address: str | None, site: str) -> None:
    assert site_of(address) == site


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic",
        "Basic !",
        "Basic " + base64.b64encode(b"\xff:\xfe").decode(),
        "Bearer \xff\xfe",
    ],
)
def test_whatever_stands_in_the_header_is_somebody_without_a_key(given: str, tmp_path: Path) -> None:
    keyring = Keyring(SecretStr(KEY), KeyFile(tmp_path / "keys.json"), is_reading_open=False, per_minute=2)
    assert keyring.caller(given, "192.0.2.1") == Caller("192.0.2.1", frozenset(), per_minute=2)
