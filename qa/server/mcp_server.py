"""The tools over the Model Context Protocol, by its official package: over stdio, and over HTTP under /mcp.

The package is optional (the extra `mcp`), so it is imported when a server starts.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from anyio import create_task_group, to_thread
from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import StateError
from qa.server.access import check
from qa.server.callers import Caller, Keyring
from qa.server.mcp_listening import Listening, caller_of, resource_handlers
from qa.server.mcp_resources import LastChanges, last_changes
from qa.server.mcp_tools import TOOLS, Called, Tools
from qa.server.problem import Problem, as_response, described, log, problem_of
from qa.server.turns import replayed
from qa.service.standing.asking import ask_due

if TYPE_CHECKING:
    from mcp.server import Server

PATH = "/mcp"
MISSING = "the Model Context Protocol needs the package mcp, which is not installed: pip install 'mcp>=2.3'"
NOT_POSTED = Problem(
    405,
    "method-not-allowed",
    "Method Not Allowed",
    "no stream is held open here, so only POST is answered",
    {"Allow": "POST"},
)
OTHER_SITE = Problem(403, "other-site", "Another site", "the header Origin names another site than this one")
INVALID_REQUEST = -32600  # as JSON-RPC numbers it
NO_MESSAGE = (
    "the body must be one JSON-RPC message, an object with jsonrpc, method and params; lists of messages are not taken"
)
INSTRUCTIONS = (
    "An archive of news articles. `ask` answers questions in verbatim quotes with publisher, date and link; `search`"
    " and `fetch` find articles and give their texts. Everything is said as the articles say it, and nothing is added."
)


def check_installed() -> None:
    """Raises `StateError` if the package is not installed."""
    if not find_spec("mcp"):
        raise StateError(MISSING)


def mcp_server(
    open_tools: Callable[[], Tools], listening: Listening, *, is_one_client: bool
) -> "Server[dict[str, Any]]":
    """A server that offers the tools and followed questions, which the first call waits for. `is_one_client`: it has
    one for as long as it runs, which can be told of changes in the older way, too. Raises `StateError` if the package
    is not installed."""
    check_installed()
    import mcp_types as types
    from mcp.server import Server
    from mcp.shared.exceptions import MCPError

    read_only = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    offered = [
        types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=tool.arguments.model_json_schema(),
            output_schema=tool.gives,
            annotations=read_only,
        )
        for tool in TOOLS.values()
    ]

    async def list_tools(_: object, __: object) -> types.ListToolsResult:
        return types.ListToolsResult(tools=offered)

    async def call_tool(context: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        if asked.name not in TOOLS:
            raise MCPError(types.INVALID_PARAMS, f"no tool {asked.name!r}; there are: {', '.join(TOOLS)}")
        called = await to_thread.run_sync(call, open_tools, asked.name, asked.arguments or {}, caller_of(context))
        if isinstance(called, str):
            return types.CallToolResult(content=[types.TextContent(type="text", text=called)], is_error=True)
        words = types.TextContent(type="text", text=called.text)
        return types.CallToolResult(content=[words], structured_content=called.structured)

    return Server(
        "newsqa",
        version=metadata.version("newsqa"),
        title="newsqa",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        **resource_handlers(open_tools, listening, is_one_client=is_one_client),
    )


def call(
    open_tools: Callable[[], Tools], name: str, arguments: dict[str, Any], caller: Caller | None = None
) -> Called | str:
    """What a tool gives, or what is wrong: the argument by its name and value, nothing of the inside. Without a caller
    it is whoever started this process."""
    tool = TOOLS[name]
    if caller and not caller.may(tool.scope):
        return f"the tool {name} needs a key with the scope {tool.scope}"
    try:
        valid = tool.arguments.model_validate(arguments)
        tools = open_tools()
        return tool.call(tools.of(caller) if caller else tools, valid)
    except ValidationError as error:
        return described(error.errors())
    except Exception as error:  # the edge: whatever it is, the caller is told in words
        problem = problem_of(error)
        if problem.status == 500:
            log.exception("the tool %s failed", name)
        return problem.detail


async def serve_stdio(open_tools: Callable[[], Tools]) -> None:
    """Answer whoever started this process, until they close its standard input."""

    def look() -> LastChanges:
        """Asks the questions again first: there may be no server that does."""
        service = open_tools().service
        try:
            ask_due(service)
        except StateError as error:  # it is held by a refresh, or cannot be written to
            log.warning("followed questions are asked again later: %s", error)
        return last_changes(service)

    listening = Listening(look)
    server = mcp_server(open_tools, listening, is_one_client=True)
    from mcp.server.stdio import stdio_server

    async with create_task_group() as tasks, stdio_server() as (received, sent):
        tasks.start_soon(listening.run)
        await server.run(received, sent, server.create_initialization_options())
        tasks.cancel_scope.cancel()


class McpDoor:
    """The application under /mcp, without sessions: each request is answered by itself, and no stream is held open but
    one that a client asks for to be told of changes. Until it is opened, and where the package is not installed, it
    says so. Each tool has its rule; who may use none is refused."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._app: ASGIApp = as_response(Problem(501, "not-installed", "Not installed", MISSING), PATH)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        app = self._app
        caller = scope["state"]["caller"]
        try:
            check(caller, self._keyring, "ask" if caller.may("ask") else "read")
        except Problem as refused:
            await as_response(refused, PATH)(scope, receive, send)
            return
        if scope["method"] != "POST":
            app = as_response(NOT_POSTED, PATH)
        elif urlsplit(headers.get("origin", "")).netloc not in ("", headers.get("host")):
            app = as_response(OTHER_SITE, PATH)
        await app(scope, receive, send)

    @asynccontextmanager
    async def opened(self, tools: Tools) -> AsyncIterator[None]:
        """Answer while the block runs."""
        if not find_spec("mcp"):
            yield
            return
        from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager

        listening = Listening(lambda: last_changes(tools.service))
        server = mcp_server(lambda: tools, listening, is_one_client=False)
        manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)
        async with create_task_group() as tasks, manager.run():
            tasks.start_soon(listening.run)
            self._app = _OneMessage(StreamableHTTPASGIApp(manager))
            yield
            tasks.cancel_scope.cancel()


class _OneMessage:
    """Lets one JSON-RPC message through, and says of anything else that it is none, without the package's own words."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from mcp_types import jsonrpc_message_adapter

        body = await Request(scope, receive).body()
        try:
            jsonrpc_message_adapter.validate_json(body, by_name=False)
        except ValidationError:
            error = {"code": INVALID_REQUEST, "message": NO_MESSAGE}
            response = JSONResponse({"jsonrpc": "2.0", "id": None, "error": error}, 400)
            await response(scope, receive, send)
            return
        await self.app(scope, replayed(body, receive), send)
