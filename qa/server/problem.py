"""Errors over HTTP as RFC 9457 problems: a stable `type`, and a `detail` that names the thing and the value."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus.errors import StateError, UsageError
from qa.answer.generation.language_model import NoLanguageModelError
from qa.service.logs import request_id

SHOWN_CHARS = 60
PROBLEM_TYPE = "application/problem+json"
OPENAI_PATHS = "/v1/"
_FIELDS = {"type": "string", "title": "string", "status": "integer", "detail": "string"}
PROBLEM_SCHEMA = {
    "type": "object",
    "required": list(_FIELDS),
    "properties": {name: {"type": kind} for name, kind in _FIELDS.items()},
}
OPENAI_SCHEMA = {"type": "object", "required": ["error"], "properties": {"error": {"type": "object"}}}
ANYWHERE = (400, 422, 429, 500, 503)  # the statuses of problems that any request may meet
GUARDED = (401, 403)  # and those of what needs a key
SHOWN_ERRORS = 5  # of a request; the others are counted
KINDS = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}
UNREADABLE = "the archive cannot be read now; the service's log says why"
log = logging.getLogger("newsqa")


class Problem(Exception):
    """Raised by a route, it becomes the response."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        *,
        field: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.headers = headers or {}
        self.field = field
        self.status = status
        self.kind = kind
        self.title = title
        self.detail = detail

    @property
    def body(self) -> dict[str, Any]:
        """Its fields as RFC 9457 names them."""
        kind = f"urn:newsqa:problem:{self.kind}"
        return {"type": kind, "title": self.title, "status": self.status, "detail": self.detail}


def problems(*statuses: int, as_openai: bool = False) -> dict[int | str, dict[str, Any]]:
    """What the API's description says of responses with these statuses."""
    kind, schema = ("application/json", OPENAI_SCHEMA) if as_openai else (PROBLEM_TYPE, PROBLEM_SCHEMA)
    return {each: {"description": HTTPStatus(each).phrase, "content": {kind: {"schema": schema}}} for each in statuses}


def add_problems(app: FastAPI) -> None:
    """Answer every error of an application with a problem."""

    @app.exception_handler(Problem)
    @app.exception_handler(UsageError)
    @app.exception_handler(StateError)
    @app.exception_handler(RequestValidationError)
    def problem(request: Request, error: Exception) -> JSONResponse:
        return _response(request, problem_of(error))

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 400:  # what the framework says of bytes that it cannot read
            return problem(request, _malformed("it must be JSON in UTF-8, with numbers of sane length and depth"))
        found = _of_http(error.status_code, f"{request.method} {request.url.path[:SHOWN_CHARS]}")
        headers = dict(error.headers or {})
        if error.status_code == 405 and (there := app.openapi()["paths"].get(request.url.path)):
            headers["Allow"] = ", ".join(sorted(map(str.upper, there)))  # the framework names one route's
        return _response(request, found, headers)


def _response(request: Request, found: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem as whoever asked reads it."""
    response = as_response(found, request.url.path)
    response.headers.update(headers or {})
    return response


def openai_error(found: Problem) -> dict[str, Any]:
    """A problem in the shape that OpenAI's clients read; `param` is the field that is wrong."""
    kind = "server_error" if found.status >= 500 else "invalid_request_error"
    return {"error": {"message": found.detail, "type": kind, "param": found.field, "code": found.kind}}


def as_response(found: Problem, path: str) -> JSONResponse:
    """A problem as the response to a request of this path."""
    if path.startswith(OPENAI_PATHS):
        response = JSONResponse(openai_error(found), 400 if found.status == 422 else found.status)
    else:
        response = JSONResponse(found.body, found.status, media_type=PROBLEM_TYPE)
    response.headers.update(found.headers)
    return response


def too_large(max_bytes: int) -> Problem:
    """What is said of a body over the limit."""
    title = HTTPStatus(413).phrase
    return Problem(413, KINDS[413], title, f"{title}: at most {max_bytes:,} bytes are read")


def problem_of(error: Exception) -> Problem:
    """What a client is told of an error: nothing of the inside."""
    match error:
        case Problem():
            return error
        case NoLanguageModelError():
            return Problem(422, "no-language-model", "No language model", str(error))
        case UsageError():
            return Problem(422, "invalid-request", "Invalid request", str(error))
        case StateError():
            log.error("the archive cannot be read: %s", error)
            return Problem(503, "not-available", "Not available", UNREADABLE)
        case RequestValidationError():
            return _invalid(error)
        case _:
            detail = f"the service failed; its log says more at {request_id.get()}"
            return Problem(500, "internal-error", "Internal error", detail)


def _invalid(error: RequestValidationError) -> Problem:
    found = error.errors()
    if found[0]["type"] == "json_invalid":
        return _malformed(found[0].get("ctx", {}).get("error", found[0]["msg"]))
    if isinstance(found[0]["input"], bytes) and found[0]["loc"] == ("body",):
        detail = "the body is taken as JSON only with the header Content-Type: application/json"
        return Problem(415, "not-json", "Not JSON", detail)
    return Problem(422, "invalid-request", "Invalid request", described(found), field=_field(found[0]))


def described(found: Sequence[Any]) -> str:
    """The first validation errors in words, each naming its field and value."""
    more = f"; and {len(found) - SHOWN_ERRORS} more" if len(found) > SHOWN_ERRORS else ""
    return "; ".join(map(_describe, found[:SHOWN_ERRORS])) + more


def _malformed(reason: str) -> Problem:
    return Problem(400, "malformed-json", "Malformed JSON", f"the body is not JSON: {reason}")


def _of_http(status: int, detail: str) -> Problem:
    title = HTTPStatus(status).phrase
    return Problem(status, KINDS.get(status, "http-error"), title, f"{title}: {detail}")


def _describe(found: Any) -> str:
    """A validation error in words: the field, what is wrong, and the value, cut short."""
    field = _field(found) or "the body"
    if found["type"] == "missing":
        return f"{field}: {found['msg']}"
    return f"{field[:SHOWN_CHARS]}: {found['msg']}, got {_shown(found['input'])}"


def _field(found: Any) -> str | None:
    """The field that a validation error is about; `None` for a body as a whole."""
    where, *inside = found["loc"] or ("body",)
    parts = inside if where == "body" or (where == "query" and inside) else found["loc"]
    return ".".join(map(str, parts)) or None


def _shown(value: Any) -> str:
    """A value, cut short; of a long one no more is written out than is shown."""
    if isinstance(value, str) and len(value) > SHOWN_CHARS:
        return f"{value[:SHOWN_CHARS]!r}… ({len(value):,} characters)"
    if isinstance(value, (list, dict)) and len(value) > SHOWN_CHARS:
        return f"{len(value):,} items"
    written = repr(value)
    return written if len(written) <= SHOWN_CHARS else f"{written[:SHOWN_CHARS]}…"
