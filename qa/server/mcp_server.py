"""The tools over the Model Context Protocol, by its official package: over stdio, and over HTTP under /mcp.

The package is optional (the extra `mcp`), so this file alone names it, when a server starts.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from pydantic import ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from corpus.errors import StateError
from qa.server.mcp_tools import TOOLS, Called, Tools
from qa.server.problem import described, log, problem_of, problem_response

if TYPE_CHECKING:
    from mcp.server import Server

LOCAL = ("127.0.0.1", "localhost", "[::1]")
MISSING = "the Model Context Protocol needs the package mcp, which is not installed: pip install 'mcp>=2.3'"
INSTRUCTIONS = (
    "An archive of news articles. `ask` answers questions in verbatim quotes with publisher, date and link; `search`"
    " and `fetch` find articles and give their texts. Everything is said as the articles say it, and nothing is added."
)


def check_installed() -> None:
    """Raises `StateError` if the package is not installed."""
    if not find_spec("mcp"):
        raise StateError(MISSING)


def mcp_server(open_tools: Callable[[], Tools]) -> "Server[dict[str, Any]]":
    """A server that offers the tools, which the first call of one waits for. Raises `StateError` if the package is not
    installed."""
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

    async def call_tool(_: object, asked: types.CallToolRequestParams) -> types.CallToolResult:
        if asked.name not in TOOLS:
            raise MCPError(types.INVALID_PARAMS, f"no tool {asked.name!r}; there are: {', '.join(TOOLS)}")
        called = await to_thread.run_sync(call, open_tools, asked.name, asked.arguments or {}, abandon_on_cancel=True)
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
    )


def call(open_tools: Callable[[], Tools], name: str, arguments: dict[str, Any]) -> Called | str:
    """What a tool gives, or what is wrong: the argument by its name and value, nothing of the inside."""
    tool = TOOLS[name]
    try:
        valid = tool.arguments.model_validate(arguments)
        return tool.call(open_tools(), valid)
    except ValidationError as error:
        return described(error.errors())
    except Exception as error:  # the edge: whatever it is, the caller is told in words
        problem = problem_of(error)
        if problem.status == 500:
            log.exception("the tool %s failed", name)
        return problem.detail


async def serve_stdio(open_tools: Callable[[], Tools]) -> None:
    """Answer whoever started this process, until they close its standard input."""
    server = mcp_server(open_tools)
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (received, sent):
        await server.run(received, sent, server.create_initialization_options())


class McpDoor:
    """The application under /mcp. Until it is opened, and where the package is not installed, it says so."""

    def __init__(self) -> None:
        self._app: ASGIApp = problem_response(501, MISSING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    @asynccontextmanager
    async def opened(self, tools: Tools, host: str) -> AsyncIterator[None]:
        """Answer while the block runs. `host` is the address that is listened on: if it is this machine's own, requests
        that name another one are refused, since they come from a page that was made to look local."""
        if not find_spec("mcp"):
            yield
            return
        from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
        from mcp.server.transport_security import TransportSecuritySettings

        names = [f"{name}{port}" for name in LOCAL for port in ("", ":*")]
        security = TransportSecuritySettings(
            enable_dns_rebinding_protection=host in (*LOCAL, "::1"),
            allowed_hosts=names,
            allowed_origins=[f"{scheme}://{name}" for scheme in ("http", "https") for name in names],
        )
        manager = StreamableHTTPSessionManager(
            mcp_server(lambda: tools), json_response=True, stateless=True, security_settings=security
        )
        async with manager.run():
            self._app = StreamableHTTPASGIApp(manager)
            yield
