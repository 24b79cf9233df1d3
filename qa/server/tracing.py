"""Traces: a span for each request, and beneath it for each stage of its answer, sent where `OTEL_…` variables say.

FastAPI makes the request's span, in the trace of the `traceparent` that came with it, and sends by the variables that
OpenTelemetry has for that; its packages are the extra `telemetry`. Where no variable names a place, nothing is imported
and no span is made. No span has what was asked, nor a secret address. Knows nothing of routes.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING, Any

from fastapi.telemetry import TelemetryConfig
from opentelemetry import context, trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from corpus.errors import StateError
from qa.answer.contract import Answer
from qa.server.callers import NOT_LIMITED, NOT_LIMITED_FOLDERS

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

PLACES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
MISSING = "sending traces needs packages that are not installed: pip install 'newsqa[telemetry]', or unset"
NONE: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
HIDDEN = "…"  # in place of what was asked, and of an address that is for whoever was told it
NS_PER_MS = 1_000_000


class Tracing:
    """The traces of one application."""

    def __init__(self, provider: trace.TracerProvider) -> None:
        self._tracer = provider.get_tracer("newsqa", metadata.version("newsqa"))
        self.config: TelemetryConfig = {
            **NONE,
            "tracer_provider": provider,
            "tracing": True,
            "operation_spans": False,
            "auto_configure": True,
            "exclude": _is_left_out,
        }

    def answered(self, answer: Answer) -> None:
        """Make the spans of an answer that was just given, of its stages one after the other."""
        stages = asdict(answer.timing_ms)
        ended = time.time_ns()
        at = ended - int(stages.pop("total") * NS_PER_MS)
        about = {"newsqa.status": answer.status, "newsqa.kind": answer.kind, "newsqa.revision": answer.revision}
        whole = self._tracer.start_span("answer", start_time=at, attributes=about)
        beneath = trace.set_span_in_context(whole)
        for name, spent_ms in stages.items():
            end = min(ended, at + int(spent_ms * NS_PER_MS))
            self._tracer.start_span(name, beneath, start_time=at).end(end)
            at = end
        whole.end(ended)


def open_tracing() -> Tracing | None:
    """What makes traces, where the environment says where they go. Raises `StateError` if the packages are missing."""
    named = next((name for name in PLACES if os.environ.get(name)), None)
    if named is None or os.environ.get("OTEL_TRACES_EXPORTER") == "none":
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http import trace_exporter  # noqa: F401
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
    except ImportError:
        raise StateError(f"{MISSING} {named}") from None

    own = {} if os.environ.get("OTEL_SERVICE_NAME") else {"service.name": "newsqa"}
    provider = TracerProvider(resource=Resource.create(own))
    provider.add_span_processor(hiding())
    return Tracing(provider)


def hiding() -> "SpanProcessor":
    """What takes the words of a question and addresses that are secret out of spans, as they begin."""
    from opentelemetry.sdk.trace import Span, SpanProcessor

    class Hiding(SpanProcessor):
        def on_start(self, span: Span, parent_context: context.Context | None = None) -> None:  # noqa: ARG002
            given = span.attributes or {}
            if "url.query" in given:
                span.set_attribute("url.query", HIDDEN)
            if str(given.get("url.path", "")).startswith("/follow/"):
                span.set_attribute("url.path", f"/follow/{HIDDEN}")

    return Hiding()


def trace_of(headers: Mapping[str, str]) -> str | None:
    """The trace that a request belongs to, if to any; what is asked of others for its sake goes on in it."""
    current = trace.get_current_span().get_span_context()
    if not current.is_valid and "traceparent" in headers:
        context.attach(TraceContextTextMapPropagator().extract(headers))
        current = trace.get_current_span().get_span_context()
    return trace.format_trace_id(current.trace_id) if current.is_valid else None


def _is_left_out(scope: Any) -> bool:
    """Health and the page's files: many, and of no interest."""
    path = scope.get("path", "")
    return path in (*NOT_LIMITED, "/metrics") or path.startswith(NOT_LIMITED_FOLDERS)
