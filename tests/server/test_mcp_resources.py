"""Followed questions as resources, listed, read and listened to by the official client over both transports."""

import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx2
import mcp_types as types
import pytest
from anyio import to_thread
from archives import lines, record
from browsing import serving
from conftest import NOW, ROOT, WordEncoder, WordReader, open_index, take_in
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from pydantic import SecretStr

from index.encoder.encoder import Encoder
from qa.server.app import create_app
from qa.server.mcp_resources import LIST, PREFIX, what_changed
from qa.service.ask import Service
from qa.service.settings import Settings
from qa.service.standing.asking import Followed, follow

KEY = "a key of the operator's"
QUESTION = "How many people died in the flood in Osk?"
FLOOD = "In the flood in Osk 14 people died, officials said on Monday."
PATIENCE_S = 120
OLDER = pytest.mark.filterwarnings("ignore::mcp.shared.exceptions.MCPDeprecationWarning")  # older clients' way
OPERATOR = {"Authorization": f"Bearer {KEY}"}


@dataclass
class Site:
    """A server, its archive, and the operator's way of following questions."""

    address: str
    home: Path
    words: WordEncoder

    def follow(self, question: str = QUESTION) -> str:
        made = httpx2.post(f"{self.address}/follow", json={"question": question}, headers=OPERATOR, timeout=PATIENCE_S)
        return PREFIX + str(made.raise_for_status().json()["token"])

    def publish(self) -> None:
        take_in(self.home, self.words, lines(self.home / "a.jsonl", record(1, title="Flood in Osk", text=FLOOD)))


@pytest.fixture
def site(tmp_path: Path, words: WordEncoder) -> Iterator[Site]:
    take_in(tmp_path, words)
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    settings = Settings(home=tmp_path, admin_key=SecretStr(KEY), questions_at_once=1)
    with serving(create_app(lambda: service, settings)) as staged:
        yield Site(staged.address, tmp_path, words)


def over_http(
    site: Site, work: Callable[[Client], Awaitable[Any]], *, key: str | None = KEY, mode: str = "auto"
) -> Any:
    async def connected() -> Any:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        async with httpx2.AsyncClient(headers=headers, timeout=PATIENCE_S) as http:
            transport = streamable_http_client(f"{site.address}/mcp", http_client=http)
            async with Client(transport, mode=mode) as client:
                return await work(client)

    return anyio.run(connected)


async def read(client: Client, uri: str) -> Any:
    (content,) = (await client.read_resource(uri)).contents
    assert isinstance(content, types.TextResourceContents)
    assert (content.uri, content.mime_type) == (uri, "application/json")
    return json.loads(content.text)


@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
def test_followed_questions_are_listed_and_read_as_the_api_has_them(site: Site, mode: str) -> None:
    uri = site.follow()

    async def work(client: Client) -> tuple[Any, Any]:
        return (await client.list_resources()).resources, await read(client, uri)

    (listed,), told = over_http(site, work, mode=mode)
    assert (listed.uri, listed.title, listed.mime_type) == (uri, QUESTION, "application/json")
    assert [told] == httpx2.get(f"{site.address}/follow", headers=OPERATOR).json()


def test_without_the_operators_key_none_is_listed_and_whoever_has_the_token_reads(site: Site) -> None:
    uri = site.follow()

    async def work(client: Client) -> tuple[Any, Any]:
        return (await client.list_resources()).resources, await read(client, uri)

    resources, told = over_http(site, work, key=None)
    assert (resources, told["question"]) == ([], QUESTION)


def test_what_is_no_resource_is_an_error_that_names_it(site: Site) -> None:
    async def work(client: Client) -> None:
        for wrong in (f"{PREFIX}nobody", "https://paper.example/1", ""):
            with pytest.raises(MCPError, match=f"uri: there is no resource {wrong!r}"):
                await client.read_resource(wrong)
            with pytest.raises(MCPError, match=f"uri: there is no resource {wrong!r}"):
                async with client.listen(resource_subscriptions=[wrong]):
                    pass

    over_http(site, work)


def test_a_change_is_delivered_over_http_while_questions_are_answered(site: Site) -> None:
    """With one turn for all requests, which a listener does not hold."""
    uri = site.follow()

    async def work(client: Client) -> tuple[Any, Any, Any]:
        async with client.listen(resource_subscriptions=[uri]) as subscription:
            assert subscription.honored.resource_subscriptions == [uri]
            asked = await client.call_tool("ask", {"question": QUESTION})
            before = await read(client, uri)
            await to_thread.run_sync(site.publish)
            with anyio.fail_after(PATIENCE_S):
                event = await anext(subscription)
            return asked, (before, event), await read(client, uri)

    asked, (before, event), after = over_http(site, work)
    assert asked.structured_content["status"] == "unanswered"
    assert (event.uri, before["n_changes"], before["told"]["quotes"]) == (uri, 0, [])
    assert (after["n_changes"], after["last_change"]["kind"]) == (1, "first")
    assert after["told"]["quotes"][0]["text"] == FLOOD


def test_the_operator_is_told_of_other_questions_and_nobody_else_is(site: Site) -> None:
    async def work(client: Client) -> Any:
        async with client.listen(resources_list_changed=True) as subscription:
            if not subscription.honored.resources_list_changed:
                return None
            await to_thread.run_sync(site.follow)
            with anyio.fail_after(PATIENCE_S):
                return await anext(subscription)

    assert type(over_http(site, work)).__name__ == "ResourcesListChanged"
    assert over_http(site, work, key=None) is None


@OLDER
def test_over_http_older_clients_are_not_promised_what_they_cannot_have(site: Site) -> None:
    uri = site.follow()

    async def work(client: Client) -> Any:
        with pytest.raises(MCPError):
            await client.subscribe_resource(uri)
        return client.server_capabilities

    assert over_http(site, work, mode="legacy").resources.subscribe is False
    assert over_http(site, lambda client: _capabilities(client)).resources.subscribe is True


async def _capabilities(client: Client) -> Any:
    return client.server_capabilities


@OLDER
@pytest.mark.parametrize("mode", ["2026-07-28", "legacy"])
def test_a_change_is_delivered_over_stdio(
    mode: str, sample_home: Path, models: Path, encoder: Encoder, reader: Any, tmp_path: Path
) -> None:
    """The real command, which asks the questions again itself: no server runs beside it."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    (home / "models").symlink_to(models)
    token = follow(Service(open_index(home, encoder), encoder, reader), Followed(QUESTION))
    uri = PREFIX + token
    told: list[str] = []
    updated = anyio.Event()

    async def heard(message: Any) -> None:
        if isinstance(message, types.ResourceUpdatedNotification):
            told.append(str(message.params.uri))
            updated.set()

    def publish() -> None:
        take_in(home, encoder, lines(home / "a.jsonl", record(1, title="Flood in Osk", text=FLOOD)))

    @asynccontextmanager
    async def started() -> AsyncIterator[Client]:
        environment = {**os.environ, "NEWSQA_HOME": str(home), "PYTHONPATH": str(ROOT)}
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "qa", "mcp"], env=environment, cwd=str(tmp_path)
        )
        async with Client(command, mode=mode, message_handler=heard) as client:
            yield client

    async def work() -> Any:
        async with started() as client:
            assert [each.uri for each in (await client.list_resources()).resources] == [uri]
            with anyio.fail_after(PATIENCE_S):
                if mode == "legacy":
                    await client.subscribe_resource(uri)
                    await to_thread.run_sync(publish)
                    await updated.wait()
                    await client.unsubscribe_resource(uri)
                else:
                    async with client.listen(resource_subscriptions=[uri]) as subscription:
                        await to_thread.run_sync(publish)
                        told.append((await anext(subscription)).uri)  # type: ignore[union-attr]
            return await read(client, uri)

    after = anyio.run(work)
    assert set(told) == {uri}
    assert after["told"]["quotes"][0]["text"] == FLOOD


def test_what_changed_is_an_answer_or_the_list() -> None:
    before = {"a": -1, "b": 3}
    assert list(what_changed(before, dict(before))) == []
    assert list(what_changed(before, {"a": 7, "b": 3})) == ["a"]
    assert list(what_changed(before, {"b": 3})) == ["a", LIST]
    assert list(what_changed(before, {**before, "c": 1})) == [LIST]


def test_of_each_question_the_last_change_is_known(archive: Any) -> None:
    with archive.noting():
        for token in ("a", "b"):
            archive.followed.add(token, {"question": token, "publishers": []}, NOW)
    assert archive.followed.last_changes() == {"a": -1, "b": -1}
    for revision in (3, 5):
        (kept,) = [each for each in archive.followed.questions() if each.token == "a"]
        with archive.noting():
            assert archive.followed.asked(kept, revision, {}, {"kind": "first"}, NOW)
    assert archive.followed.last_changes() == {"a": 5, "b": -1}
