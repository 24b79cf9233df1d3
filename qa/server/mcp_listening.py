"""Followed questions over the Model Context Protocol: listing and reading them, and telling who listens of each change.

The archive is looked at every second, whoever asks the questions again: this process, or another one beside it. While
nobody listens, nothing is looked at. `Listening` is the protocol package's bus, which carries its events.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import anyio
from anyio import to_thread

from corpus.errors import UsageError
from qa.server.callers import Caller
from qa.server.mcp_resources import LIST, LastChanges, check_there, listed, read, what_changed
from qa.server.mcp_tools import Tools
from qa.server.problem import problem_of

LOOK_EVERY_S = 1.0
MAX_LISTENING = 100  # streams at a time
JSON = "application/json"
FOLLOWED = "A followed question: what the articles answered last in verbatim quotes, and the last change of that."
T = TypeVar("T")
log = logging.getLogger("newsqa")


class Listening:
    """Those who listen; `look` gives the last change of each question's answer."""

    def __init__(self, look: Callable[[], LastChanges]) -> None:
        self._look = look
        self._known: LastChanges | None = None
        self._n_open = 0
        self._listeners: dict[object, Callable[[Any], None]] = {}
        self._single: dict[str, Callable[[], Awaitable[None]]] = {}

    @contextmanager
    def opened(self, known: LastChanges) -> Iterator[None]:
        """Look while the block runs, and tell of what comes after what is `known`."""
        self._known = self._known or known
        self._n_open += 1
        try:
            yield
        finally:
            self._n_open -= 1

    async def known(self) -> LastChanges:
        """What there is now."""
        return await to_thread.run_sync(self._look)

    def subscribe(self, listener: Callable[[Any], None]) -> Callable[[], None]:
        """Have events told to a listener; what is given back ends that."""
        key = object()
        self._listeners[key] = listener

        def unsubscribe() -> None:
            self._listeners.pop(key, None)

        return unsubscribe

    async def publish(self, event: Any) -> None:
        """Tell an event to all that listen."""
        for listener in list(self._listeners.values()):
            listener(event)

    async def add(self, uri: str, tell: Callable[[], Awaitable[None]]) -> None:
        """Have the one client of this process told of a question's changes, as older clients ask for them."""
        known = await self.known()
        self._known = self._known or known
        self._single[uri] = tell

    def remove(self, uri: str) -> None:
        """Tell of a question's changes no longer."""
        self._single.pop(uri, None)

    async def run(self) -> None:
        """Look and tell, until this is cancelled."""
        while True:
            await anyio.sleep(LOOK_EVERY_S)
            before = self._known
            if (not self._n_open and not self._single) or before is None:
                self._known = None
                continue
            try:
                self._known = await self.known()
                for uri in what_changed(before, self._known):
                    await self._tell(uri)
            except Exception:  # whatever it was, the next look may go well
                log.exception("could not look for changes of followed questions; trying again")

    async def _tell(self, uri: str) -> None:
        from mcp.shared.subscriptions import ResourcesListChanged, ResourceUpdated

        await self.publish(ResourcesListChanged() if uri == LIST else ResourceUpdated(uri))
        if uri in self._single:
            await self._single[uri]()


def caller_of(context: Any) -> Caller | None:
    """Who asks over HTTP; nobody else than whoever started this process otherwise."""
    caller: Caller | None = context.request.scope["state"]["caller"] if context.request else None
    return caller


def resource_handlers(open_tools: Callable[[], Tools], listening: Listening, *, is_one_client: bool) -> dict[str, Any]:
    """What a server does when asked for resources and their changes, by the names that the package gives it."""
    import mcp_types as types
    from mcp.server.subscriptions import ListenHandler
    from mcp.shared.exceptions import MCPError

    async def done(work: Callable[..., T], *arguments: Any) -> T:
        """What some work on the archive gives, or what is wrong as the protocol says it."""
        try:
            return await to_thread.run_sync(lambda: work(open_tools().service, *arguments))
        except UsageError as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from error
        except Exception as error:  # the edge: whatever it is, the caller is told in words
            raise MCPError(types.INTERNAL_ERROR, problem_of(error).detail) from error

    async def list_resources(context: Any, _: object) -> types.ListResourcesResult:
        found = await done(listed, caller_of(context))
        resources = [
            types.Resource(uri=each.uri, name=each.title, title=each.title, description=FOLLOWED, mime_type=JSON)
            for each in found
        ]
        return types.ListResourcesResult(resources=resources)

    async def read_resource(_: object, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        text = await done(read, asked.uri)
        return types.ReadResourceResult(contents=[types.TextResourceContents(uri=asked.uri, text=text, mime_type=JSON)])

    handler = ListenHandler(listening, max_subscriptions=MAX_LISTENING)

    async def listen(context: Any, asked: types.SubscriptionsListenRequestParams) -> types.SubscriptionsListenResult:
        wanted = asked.notifications
        for uri in wanted.resource_subscriptions or ():
            await done(check_there, uri)
        caller = caller_of(context)
        if caller and not caller.may("admin"):  # who may not list them is not told that there are others
            wanted.resources_list_changed = None
        known = await listening.known()
        if context.request:
            context.request.scope["state"]["end_turn"]()
        with listening.opened(known):
            return await handler(context, asked)

    async def subscribe(context: Any, asked: types.SubscribeRequestParams) -> types.EmptyResult:
        await done(check_there, asked.uri)
        await listening.add(asked.uri, partial(context.session.send_resource_updated, asked.uri))
        return types.EmptyResult()

    async def unsubscribe(_: object, asked: types.UnsubscribeRequestParams) -> types.EmptyResult:
        listening.remove(asked.uri)
        return types.EmptyResult()

    older = {"on_subscribe_resource": subscribe, "on_unsubscribe_resource": unsubscribe}
    return {
        "on_list_resources": list_resources,
        "on_read_resource": read_resource,
        "on_subscriptions_listen": listen,
        **(older if is_one_client else {}),
    }
