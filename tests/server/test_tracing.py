"""Traces of requests and answers, with OpenTelemetry's own exporter for tests and with one over HTTP on loopback."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import NOW, ROOT, WordEncoder, WordReader, open_index, take_in
from language_model import scripted_model
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.testclient import TestClient

from corpus.errors import StateError
from qa.answer.generation.language_model import LanguageModel
from qa.answer.generation.writer import Writer
from qa.server.app import create_app
from qa.server.tracing import Tracing, hiding, open_tracing
from qa.service.ask import Service

TRACE, PARENT = 16 * "ab", 8 * "01"
GIVEN = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
STAGES = ["understand", "embed", "search", "rank", "quote", "generate", "suggest"]
ARTICLE = "TITLE: Flood in Osk\n\nIn the flood in Osk 14 people died, officials said on Monday."
QUESTION = {"question": "How many people died in the flood in Osk?"}


@pytest.fixture
def service(tmp_path: Path, words: WordEncoder) -> Service:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    take_in(tmp_path, words, tmp_path / "a.txt")
    return Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def client(service: Service, spans: InMemorySpanExporter) -> Iterator[TestClient]:
    provider = TracerProvider()
    provider.add_span_processor(hiding())
    provider.add_span_processor(SimpleSpanProcessor(spans))
    with TestClient(create_app(lambda: service, tracing=Tracing(provider))) as opened:
        yield opened


def by_name(spans: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {each.name: each for each in spans.get_finished_spans()}


def test_an_answers_stages_are_spans_in_the_trace_that_its_request_came_with(
    client: TestClient, spans: InMemorySpanExporter
) -> None:
    assert client.post("/ask", json=QUESTION, headers=GIVEN).status_code == 200
    found = by_name(spans)
    assert [each for each in found if each in STAGES] == STAGES
    request, answer = found["POST /ask"], found["answer"]
    assert request.parent and f"{request.parent.span_id:016x}" == PARENT
    assert {f"{each.context.trace_id:032x}" for each in found.values() if each.context} == {TRACE}
    assert answer.parent and request.context and answer.parent.span_id == request.context.span_id
    assert answer.attributes and answer.attributes["newsqa.kind"] == "fact"
    at = answer.start_time
    for name in STAGES:
        stage = found[name]
        assert stage.parent and answer.context and stage.parent.span_id == answer.context.span_id
        assert stage.start_time == at and stage.end_time and answer.end_time and stage.end_time <= answer.end_time
        at = stage.end_time


def test_a_streamed_answer_has_the_same_spans(client: TestClient, spans: InMemorySpanExporter) -> None:
    client.post("/ask", json={**QUESTION, "stream": True}, headers=GIVEN)
    found = by_name(spans)
    assert {*STAGES, "answer", "POST /ask"} == set(found)
    assert {f"{each.context.trace_id:032x}" for each in found.values() if each.context} == {TRACE}


def test_no_span_has_what_was_asked_or_an_address_that_is_secret(
    client: TestClient, spans: InMemorySpanExporter
) -> None:
    client.get("/ask", params=QUESTION)
    client.get("/search", params={"q": "flood"})
    client.get("/follow/a-secret-token.atom")
    told = "".join(each.to_json() for each in spans.get_finished_spans())
    assert "GET /ask" in told and "/follow/{token}" in told
    assert not any(word in told.lower() for word in ("flood", "osk", "a-secret-token"))


def test_health_makes_no_spans(client: TestClient, spans: InMemorySpanExporter) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        client.get(path, headers=GIVEN)
    assert not spans.get_finished_spans()


@pytest.mark.enable_socket
def test_a_language_model_is_asked_in_the_same_trace_and_given_nothing_else(service: Service) -> None:
    with scripted_model() as model:
        writer = Writer(LanguageModel(model.base_url, "m"), service.encoder)
        with TestClient(create_app(lambda: replace(service, writer=writer))) as client:
            client.post("/ask", json={**QUESTION, "mode": "generate"}, headers={**GIVEN, "baggage": "a=b"})
            client.post("/ask", json={**QUESTION, "mode": "generate"})
        first, second = (each.headers for each in model.asked)
    assert first["traceparent"].split("-")[1] == TRACE
    assert "baggage" not in first and "traceparent" not in second


@pytest.mark.enable_socket
def test_spans_are_sent_where_the_environment_says(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[tuple[str, bytes]] = []

    class Receiving(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiving)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    with TestClient(create_app(lambda: service, tracing=open_tracing())) as client:
        client.post("/ask", json=QUESTION)
    server.shutdown()
    server.server_close()
    (path, body), *_ = received
    (sent,) = ExportTraceServiceRequest.FromString(body).resource_spans
    assert path == "/v1/traces"
    assert "newsqa" in {each.value.string_value for each in sent.resource.attributes if each.key == "service.name"}
    names = {span.name for scope in sent.scope_spans for span in scope.spans}
    assert {"POST /ask", "answer", *STAGES} <= names


def test_where_no_place_is_named_nothing_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert open_tracing() is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "none")
    assert open_tracing() is None


def test_a_place_without_the_packages_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(StateError, match=r"newsqa\[telemetry\].*OTEL_EXPORTER_OTLP_ENDPOINT"):
        open_tracing()


def test_without_a_place_none_of_the_packages_is_imported() -> None:
    script = (
        "import json, sys; from qa.server.app import create_app; from qa.server.tracing import open_tracing; "
        "create_app(lambda: 1 / 0, tracing=open_tracing()); print(json.dumps(sorted(sys.modules)))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    run = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = json.loads(run.stdout)
    assert not [name for name in imported if name.startswith(("opentelemetry.sdk", "opentelemetry.exporter"))]
