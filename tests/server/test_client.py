"""The Python client against a real server on loopback: what it gives is what the routes answer."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest
from archives import lines, record
from browsing import Staged, serving
from conftest import NOW, ROOT, FailingWords, WordReader, open_index, take_in
from pydantic import SecretStr, TypeAdapter

from corpus.article import article_id
from corpus.errors import UsageError
from qa.answer.contract import Answer, EvidenceEvent, QueryView, SentenceEvent
from qa.client import MAX_TRIES, Client, ProblemError, UnreachableError
from qa.question.conversation.standalone import Turn
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.news_brief import NewsBrief
from qa.service.settings import Settings

KEY = "a key of the operator's"
PLEDGE = "Japan pledged $550 billion of investment.\u2028😀 It was the largest sum so far."
QUESTION = "What did Japan pledge?"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, words = tmp_path_factory.mktemp("client"), FailingWords()
    first = [record(1, text=PLEDGE, publisher="The Paper"), record(2, text="The mill bridge opened in June.")]
    take_in(home, words, lines(home / "a.jsonl", *first))
    take_in(home, words, lines(home / "b.jsonl", record(2, text="The mill bridge opened in July.")))
    service = Service(open_index(home, words), words, WordReader(), clock=lambda: NOW)
    with serving(create_app(lambda: service, Settings(home=home, admin_key=SecretStr(KEY)))) as staged:
        yield staged.address


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address) as opened:
        yield opened


def told(kind: Any, value: Any) -> Any:
    """A value as the routes write it, without what is another one at each asking."""
    plain = TypeAdapter(kind).dump_python(value, mode="json")
    return {name: each for name, each in plain.items() if name not in ("id", "timing_ms")}


def given(address: str, path: str, **asked: Any) -> Any:
    response = httpx2.post(address + path, **asked) if "json" in asked else httpx2.get(address + path, **asked)
    body = response.raise_for_status().json()
    return {name: each for name, each in body.items() if name not in ("id", "timing_ms")}


def test_an_answer_is_that_of_ask(client: Client, address: str) -> None:
    asked: dict[str, Any] = {"question": QUESTION, "since": "2025-10-01", "publishers": ["The Paper"], "explain": True}
    answer = client.ask(QUESTION, since=date(2025, 10, 1), publishers=("The Paper",), explain=True)
    assert isinstance(answer, Answer) and answer.citations[0].quote in PLEDGE
    assert told(Answer, answer) == given(address, "/ask", json=asked)


def test_every_option_reaches_the_server(client: Client) -> None:
    history = (Turn("user", QUESTION), Turn("assistant", PLEDGE))
    answer = client.ask("And South Korea?", history=history, as_of=datetime(2025, 11, 1), top_k=1)
    assert answer.query.text == "What did South Korea pledge?"
    assert (answer.query.as_of, len(answer.evidence)) == (datetime.fromisoformat("2025-11-01T00:00:00Z"), 1)
    assert client.ask("And South Korea?", history=history, without=["conversation"]).query.text == "And South Korea?"
    assert client.ask(QUESTION, as_of="2025-11-01").query.as_of == datetime.fromisoformat("2025-11-01T23:59:59Z")
    with pytest.raises(ProblemError, match="mode 'generate' needs a language model"):
        client.ask(QUESTION, mode="generate")


def test_a_streamed_answer_is_the_same_in_steps(client: Client) -> None:
    steps = list(client.stream(QUESTION))
    kinds = [type(step) for step in steps]
    assert kinds[:2] == [QueryView, EvidenceEvent] and kinds[-1] is Answer and set(kinds[2:-1]) == {SentenceEvent}
    whole = client.ask(QUESTION)
    assert told(Answer, steps[-1]) == told(Answer, whole)
    assert steps[0] == whole.query and steps[1] == EvidenceEvent(whole.evidence)
    sentences = [step for step in steps if isinstance(step, SentenceEvent)]
    assert tuple(step.sentence for step in sentences) == whole.sentences
    assert [cited for step in sentences for cited in step.cited] == list(whole.citations)


def test_an_error_in_the_stream_is_a_problem(client: Client) -> None:
    steps = client.stream("What failure is there?")
    assert isinstance(next(steps), QueryView)
    with pytest.raises(ProblemError) as raised:
        list(steps)
    assert (raised.value.status, raised.value.type) == (500, "urn:newsqa:problem:internal-error")
    with pytest.raises(ProblemError, match="question '\\?' has no words"):
        next(client.stream("?"))


def test_what_else_can_be_read_is_what_the_routes_answer(client: Client, address: str) -> None:
    def plain(value: Any) -> Any:
        return told(type(value), value)

    number = article_id("https://paper.example/2")
    searched = {"q": "mill bridge", "order": "date", "limit": 1}
    assert plain(client.search("mill bridge", order="date", limit=1)) == given(address, "/search", params=searched)
    stored = client.article(number)
    assert plain(stored) == given(address, f"/articles/{number}")
    older = client.article(number, version=stored.versions[1].version)
    assert older.text == "The mill bridge opened in June."
    assert plain(client.changes(number)) == given(address, f"/articles/{number}/changes")
    assert [part.text for part in client.changes(number).text if part.kind == "added"] == ["July"]
    assert plain(client.status()) == given(address, "/status")


QUESTIONS = (
    "What did Japan pledge last week?",
    "What share of Japan's LNG imports came from the United States?",
    "What happened in Tokyo?",
    "Did Japan pledge $550 billion?",
    "Who won the football World Cup final?",
    "Thanks!",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_of_every_kind_are_those_of_ask(question: str, site: Staged) -> None:
    with Client(site.address) as client:
        assert told(Answer, client.ask(question)) == given(site.address, "/ask", json={"question": question})


def test_stories_and_briefs_are_those_of_the_routes(site: Staged) -> None:
    days: dict[str, Any] = {"since": "2025-10-24", "until": "2025-10-30"}
    with Client(site.address) as client:
        brief = client.brief(stories=3, **days)
        assert len(brief.stories) == 3
        assert told(NewsBrief, brief) == given(site.address, "/brief", params={**days, "stories": 3})
        stories = client.stories().stories
    assert stories and [each.id for each in stories] == [
        each["id"] for each in given(site.address, "/stories")["stories"]
    ]


def test_with_a_key_questions_are_followed(client: Client, address: str) -> None:
    with pytest.raises(ProblemError) as raised:
        client.follow(QUESTION)
    assert (raised.value.status, raised.value.title) == (401, "Not authorized")
    with Client(address, key=KEY) as operator:
        view = operator.follow(QUESTION, publishers=["The Paper"])
        assert (view.question, view.publishers) == (QUESTION, ["The Paper"])
        assert operator.followed() == [view]
        operator.unfollow(view.token)
        assert operator.followed() == []


def test_a_problem_has_the_fields_that_the_server_gave(client: Client) -> None:
    with pytest.raises(ProblemError) as raised:
        client.ask(QUESTION, top_k=99)
    problem = raised.value
    assert (problem.type, problem.title, problem.status) == (
        "urn:newsqa:problem:invalid-request",
        "Invalid request",
        422,
    )
    assert problem.detail == "top_k: Input should be less than or equal to 50, got 99"
    assert str(problem) == f"422 Invalid request: {problem.detail}"
    with pytest.raises(ProblemError, match=r"404 Not Found: Not Found: GET /articles/\.\./status"):
        client.article("../status")


class Scripted(BaseHTTPRequestHandler):
    """Answers each request with the next of the server's responses, and with the last one from then on."""

    def do_GET(self) -> None:
        script: list[tuple[int, dict[str, str], bytes]] = self.server.script  # type: ignore[attr-defined]
        status, headers, body = script.pop(0) if len(script) > 1 else script[0]
        self.server.asked.append(time.monotonic())  # type: ignore[attr-defined]
        if status == 0:
            time.sleep(2)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def scripted(*script: tuple[int, dict[str, str], bytes]) -> Iterator[tuple[str, list[float]]]:
    """A server that says what a test has it say; the moments at which it was asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Scripted)
    server.script, server.asked = list(script), []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


BUSY = b'{"type": "urn:newsqa:problem:busy", "title": "Busy", "status": 503, "detail": "many wait"}'


@pytest.fixture
def status(address: str) -> bytes:
    return httpx2.get(f"{address}/status").content


@pytest.mark.parametrize("refused", [429, 503])
def test_the_same_is_asked_again_when_the_server_says(refused: int, status: bytes) -> None:
    script = [(refused, {"Retry-After": "1"}, BUSY), (200, {}, status)]
    with scripted(*script) as (busy, asked), Client(busy) as client:
        assert client.status().name == "newsqa"
    assert len(asked) == 2 and asked[1] - asked[0] >= 1


WAITS = (("30", 29, 1), ("1", 1.5, 2), ("0", 60, MAX_TRIES), (None, 60, 1), ("soon", 60, 1))


@pytest.mark.parametrize(("wait", "max_wait_s", "n_asked"), WAITS)
def test_no_wait_is_longer_than_it_may_be(wait: str | None, max_wait_s: float, n_asked: int) -> None:
    headers = {"Retry-After": wait} if wait else {}
    with scripted((503, headers, BUSY)) as (busy, asked), Client(busy, max_wait_s=max_wait_s) as client:
        with pytest.raises(ProblemError, match="503 Busy: many wait") as raised:
            client.status()
        assert len(asked) == n_asked
    assert raised.value.retry_after_s == (float(wait) if wait and wait.isdecimal() else None)


def test_a_moment_to_come_back_at_is_understood(status: bytes) -> None:
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    with scripted((503, {"Retry-After": past}, BUSY), (200, {}, status)) as (busy, asked), Client(busy) as client:
        client.status()
    assert len(asked) == 2


def told_of(response: tuple[int, dict[str, str], bytes], **bounds: Any) -> str:
    """What the client says of a response to `/status`."""
    with scripted(response) as (other, _), Client(other, **bounds) as client:
        with pytest.raises((ProblemError, UnreachableError)) as raised:
            client.status()
        return f"{type(raised.value).__name__}: {raised.value}".replace(other, "")


def test_another_answer_than_a_problem_is_told_as_far_as_it_goes() -> None:
    assert told_of((502, {}, b"<h1>Bad gateway</h1>")) == "ProblemError: 502 Bad Gateway: <h1>Bad gateway</h1>"
    moved = (308, {"Location": "https://elsewhere.example/"}, b"")
    assert told_of(moved) == "ProblemError: 308 Permanent Redirect: https://elsewhere.example/"
    assert told_of((200, {}, b"{}")).startswith("UnreachableError: /status gives no ")


def test_who_does_not_answer_is_named() -> None:
    assert told_of((0, {}, b""), timeout_s=0.1) == "UnreachableError: /status: timed out"
    with Client("http://127.0.0.1:1") as client, pytest.raises(UnreachableError) as raised:
        client.status()
    assert str(raised.value).startswith("http://127.0.0.1:1/status: ")
    with pytest.raises(UsageError, match="'news' does not begin with http"):
        Client("news")


def test_importing_the_package_stays_cheap() -> None:
    heavy = ("pydantic", "httpx2", "numpy", "corpus")
    code = f"import sys, qa; assert callable(qa.open_news); print([n for n in {heavy} if n in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_every_method_of_the_client_is_in_the_servers_readme() -> None:
    readme = (Path(ROOT) / "qa" / "server" / "README.md").read_text(encoding="utf-8")
    methods = [name for name in vars(Client) if not name.startswith("_")]
    assert [name for name in methods if f"`{name}" not in readme] == []
