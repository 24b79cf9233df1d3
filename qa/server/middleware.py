"""Middleware, a class for each concern: security headers, the size that a body declares, HEAD for GET.

Knows nothing of routes.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.server.problem import problem_response

MAX_BODY_BYTES = 1_000_000
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'{inline}; style-src 'self'{inline}; connect-src 'self'; "
    "img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NO_MARKUP = "; require-trusted-types-for 'script'; trusted-types 'none'"  # no words ever become markup or a script
SECURITY_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class SecurityHeaders:
    """Puts the security headers on each response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Swagger's page starts itself by a script of its own
        is_docs = scope.get("path") == "/docs"
        policy = CONTENT_POLICY.format(inline=" 'unsafe-inline'" if is_docs else "") + ("" if is_docs else NO_MARKUP)
        headers = {**SECURITY_HEADERS, "Content-Security-Policy": policy}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self.app(scope, receive, with_headers)


class DeclaredSizeLimit:
    """Refuses a body that says it is too large, before any of it is read; what says nothing is counted elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = dict(scope.get("headers", ())).get(b"content-length", b"0")
        is_too_large = length.isdigit() and int(length) > MAX_BODY_BYTES
        app = problem_response(413, f"at most {MAX_BODY_BYTES:,} bytes are read") if is_too_large else self.app
        await app(scope, receive, send)


class HeadAsGet:
    """Takes HEAD for GET; the server itself keeps the body of the answer back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app({**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope, receive, send)
