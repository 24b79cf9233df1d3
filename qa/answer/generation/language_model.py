"""Asking a language model: one streamed request to any endpoint that speaks OpenAI's chat completions.

The one idea: whatever the other side does, the words that it sent come out one after the other, and then either the end
or a `LanguageModelError` that says in plain words what went wrong, with nothing of what the server wrote, which may
repeat the key. Knows nothing of quotes.
"""

import json
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from corpus.errors import StateError, UsageError

CONNECT_S = 10.0
MAX_EVENT_BYTES = 64_000
MAX_STREAM_CHARS = 1_000_000  # of all events together: some models send their reasoning, too

Message = Mapping[str, str]


class LanguageModelError(StateError):
    """The language model gave no whole answer; the message says why, after "the language model"."""


class NoLanguageModelError(UsageError):
    """A language model was asked for and none is set up."""


class Call:
    """One request that another thread can end at any moment: its time is up, or nobody waits for it any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.ended: str | None = None

    def end(self, why: str) -> None:
        """Whatever waits for the other side stops waiting at once."""
        with self._lock:
            self.ended = self.ended or why
            if self._socket is not None:
                with suppress(OSError):  # it is closed already
                    self._socket.shutdown(socket.SHUT_RDWR)

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of the connection as the client opens it; the second time, it is the encrypted one."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
            if self.ended:
                self.end(self.ended)


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """Where a model is, what it is called there, and how long an answer may take."""

    base_url: str
    name: str
    api_key: str | None = field(default=None, repr=False)
    timeout_s: float = 60.0

    def stream(self, messages: Sequence[Message], call: Call) -> Iterator[str]:
        """Pieces of the model's answer as they come. Raises `LanguageModelError`."""
        late = threading.Timer(self.timeout_s, call.end, [f"was not done after {self.timeout_s:g} s"])
        late.daemon = True
        late.start()
        try:
            yield from self._request({"model": self.name, "messages": messages, "stream": True, "temperature": 0}, call)
        finally:
            late.cancel()

    def _request(self, body: Mapping[str, Any], call: Call) -> Iterator[str]:
        import httpx2  # takes 50 ms, and most installations never need it
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        TraceContextTextMapPropagator().inject(headers)  # of the request that it is asked for
        timeout = httpx2.Timeout(self.timeout_s, connect=min(CONNECT_S, self.timeout_s))
        try:
            with (
                httpx2.Client(trust_env=False, timeout=timeout) as client,
                client.sse(
                    f"{self.base_url.rstrip('/')}/chat/completions",
                    method="POST",
                    json=body,
                    headers=headers,
                    extensions={"trace": call.trace},
                    max_event_size=MAX_EVENT_BYTES,
                ) as source,
            ):
                status = source.response.status_code
                if status == 200:
                    yield from _pieces(event.data for event in source)
                    return
        except (httpx2.HTTPError, httpx2.StreamError, OSError) as error:
            raise LanguageModelError(call.ended or _why(error)) from None
        except LanguageModelError as error:
            raise LanguageModelError(call.ended or str(error)) from None
        if status == 400 and "temperature" in body:  # some models take no other than their own
            yield from self._request({name: value for name, value in body.items() if name != "temperature"}, call)
        else:
            raise LanguageModelError(f"answered with HTTP status {status}")


def _why(error: Exception) -> str:
    import httpx2

    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return "could not be reached"
    if isinstance(error, httpx2.TimeoutException):
        return "did not answer in time"
    return "broke off in the middle of its answer"


def _pieces(events: Iterator[str]) -> Iterator[str]:
    n_chars = 0
    is_done = False
    for event in events:
        n_chars += len(event)
        if n_chars > MAX_STREAM_CHARS:
            raise LanguageModelError("did not stop writing")
        if event.strip() == "[DONE]":
            return
        text, is_last = _piece(event)
        is_done = is_done or is_last
        if text:
            yield text.encode("utf-8", "replace").decode()  # JSON can hold halves of characters
    if not is_done:
        raise LanguageModelError("broke off in the middle of its answer")


def _piece(event: str) -> tuple[str, bool]:
    """The text of one event, and whether it says that the answer ends."""
    try:
        choices = json.loads(event)["choices"]
        if not choices:  # a count of tokens
            return "", False
        text = choices[0].get("delta", {}).get("content") or ""
        if not isinstance(text, str):
            raise TypeError
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise LanguageModelError("sent something that is no chat completion") from None
    return text, choices[0].get("finish_reason") is not None
