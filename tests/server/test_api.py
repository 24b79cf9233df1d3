import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, ROOT, WordEncoder, WordReader, open_index, take_in
from starlette.testclient import TestClient

from corpus.article import article_id
from corpus.errors import StateError
from index.vectors import Vectors
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.bounds import Bounds
from qa.service.suggestions import Tries

README = ROOT / "qa" / "server" / "README.md"
CONTRACT = {
    "id", "question", "revision", "query", "status", "reason", "answer", "short_answer", "short_answer_at",
    "confidence", "sentences", "citations", "evidence", "independent_reports", "notices", "timing_ms", "explanation",
    "generated", "kind", "brief", "items", "sides", "suggestions", "messages",
}  # fmt: skip


class FailingEncoder(WordEncoder):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def encode(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002
        raise self.error


@pytest.fixture(scope="module")
def client(sample: Service) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: sample), raise_server_exceptions=False) as opened:
        yield opened


def problem(response: Any, status: int, kind: str) -> str:
    """The detail of a response that must be a problem of this kind."""
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    body = response.json()
    assert (body["type"], body["status"]) == (f"urn:newsqa:problem:{kind}", status)
    assert "Traceback" not in body["detail"]
    return str(body["detail"])


def events(text: str) -> list[tuple[str, Any]]:
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.strip().split("\n\n")]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


def test_an_answer_has_exactly_the_fields_of_the_contract(client: TestClient) -> None:
    body = client.post("/ask", json={"question": "What did Japan pledge?"}).json()
    assert set(body) == CONTRACT
    query = {
        "text",
        "since",
        "until",
        "publishers",
        "as_of",
        "wants_recent",
        "time_phrase",
        "hint",
        "conditions",
        "counted_from",
    }
    assert set(body["query"]) == query
    assert set(body["timing_ms"]) == {"understand", "embed", "search", "rank", "quote", "generate", "suggest", "total"}
    source = {"publisher", "host", "url", "published_at"}
    article = {*source, "id", "title", "authors", "modified_at", "version", "language"}
    citation = {"number", "quote", "start", "end", "article", "also_reported_by", "superseded"}
    assert set(body["citations"][0]) == {*citation, "prefix", "suffix", "link"}
    assert set(body["citations"][0]["article"]) == article
    assert set(body["citations"][0]["also_reported_by"][0]) == source
    assert set(body["evidence"][0]) == {"passage_id", "text", "start", "end", "score", "article", "also_reported_by"}
    assert set(body["evidence"][0]["article"]) == article
    assert body["citations"][0]["article"]["published_at"] == "2025-10-27T10:40:00Z"


def test_asking_by_address_gives_the_same(client: TestClient) -> None:
    posted = client.post(
        "/ask", json={"question": "What did Japan pledge?", "publishers": ["Pacific Ledger (sample)"], "top_k": 3}
    ).json()
    got = client.get(
        "/ask", params={"question": "What did Japan pledge?", "publishers": ["Pacific Ledger (sample)"], "top_k": 3}
    ).json()
    for body in (posted, got):
        del body["id"], body["timing_ms"]
    assert got == posted


def test_what_changed_from_one_version_to_the_next(client: TestClient) -> None:
    question = {"question": "What share of Japan's LNG imports came from the United States?"}
    article = client.post("/ask", json=question).json()["citations"][0]["article"]
    changed = client.get(f"/articles/{article['id']}/changes").json()
    assert changed["version"] == article["version"]
    assert [part["kind"] for part in changed["text"] if part["text"] in ("20", "10")] == ["removed", "added"]
    same = client.get(f"/articles/{article['id']}/changes", params={"before": changed["before"]}).json()
    assert same == changed
    for parameters in ({"version": changed["before"]}, {"version": "none"}, {"before": "none"}):
        problem(client.get(f"/articles/{article['id']}/changes", params=parameters), 404, "not-found")
    problem(client.get("/articles/none/changes"), 404, "not-found")
    single = article_id("https://harbour-wire.example/2025/10/27/japan-550-billion")
    lacking = problem(client.get(f"/articles/{single}/changes"), 404, "not-found")
    version = client.get(f"/articles/{single}").json()["version"]
    assert lacking == f"article {single!r} has no version before {version!r}"


def test_the_front_offers_questions_publishers_and_the_newest_articles(client: TestClient) -> None:
    front = client.get("/front").json()
    assert set(front) == {"revision", "examples", "publishers", "newest"}
    assert front["publishers"][0] == {"name": "Harbour Wire (sample)", "articles": 6}


def test_a_cited_quote_is_found_in_the_stored_article(client: TestClient) -> None:
    citation = client.post("/ask", json={"question": "Whom did Trump meet at the Imperial Palace?"}).json()[
        "citations"
    ][0]
    article = client.get(
        f"/articles/{citation['article']['id']}", params={"version": citation["article"]["version"]}
    ).json()
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert article["title"] == citation["article"]["title"]


def test_an_article_lists_its_versions_and_gives_each(client: TestClient) -> None:
    question = {"question": "What share of Japan's LNG imports came from the United States?"}
    current = client.post("/ask", json=question).json()["citations"][0]["article"]
    article = client.get(f"/articles/{current['id']}").json()
    assert [version["current"] for version in article["versions"]] == [True, False]
    older = client.get(f"/articles/{current['id']}", params={"version": article["versions"][1]["version"]}).json()
    assert "about 20%" in older["text"]
    assert "Correction" not in older["text"]
    (notice,) = article["corrections"]
    assert article["text"][notice["start"] :].startswith(notice["text"]) and notice["kind"] == "correction"
    assert [len(version["corrections"]) for version in article["versions"]] == [1, 0]
    assert (older["corrections"], older["accessible_for_free"]) == ([], None)


def test_an_article_names_the_copies_of_its_story(client: TestClient, sample: Service) -> None:
    archive = sample.passage_index.archive()
    found = archive.copies_found(archive.version_numbers())
    assert found, "the sample has a wire story"
    for copy in found:
        assert client.get(f"/articles/{article_id(copy.url)}").json()["same_story"] == list(copy.same_as)
        carried_by = client.get(f"/articles/{article_id(copy.url)}").json()["carried_by"]
        assert {one["url"] for one in carried_by} <= set(copy.same_as)
        assert copy.publisher not in {one["publisher"] for one in carried_by}
        days = [one["published_at"] for one in carried_by]
        assert days == sorted(days)
    assert sum(bool(client.get(f"/articles/{article_id(copy.same_as[0])}").json()["same_story"]) for copy in found)


def test_an_article_links_to_the_words_that_are_asked_for(client: TestClient) -> None:
    (first, *_) = client.post("/ask", json={"question": "What did Japan pledge?"}).json()["citations"]
    path = f"/articles/{first['article']['id']}"
    article = client.get(path, params={"start": first["start"], "end": first["end"]}).json()
    assert (article["link"], ":~:text=" in article["link"]) == (first["link"], True)
    assert client.get(path).json()["link"] == first["article"]["url"]
    assert client.get(path, params={"start": -1, "end": 5}).status_code == 422


def test_the_stream_says_what_the_whole_answer_says(client: TestClient) -> None:
    question = {"question": "What did Japan pledge?", "top_k": 2}
    response = client.post("/ask", json={**question, "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    streamed = events(response.text)
    whole = client.post("/ask", json=question).json()
    done = streamed[-1][1]
    assert {key: done[key] for key in CONTRACT - {"id", "timing_ms"}} == {
        key: whole[key] for key in CONTRACT - {"id", "timing_ms"}
    }
    assert [name for name, _ in streamed] == ["query", "evidence", *["sentence"] * len(whole["sentences"]), "done"]
    sentences = [value for name, value in streamed if name == "sentence"]
    assert [sentence["text"] for sentence in sentences] == [sentence["text"] for sentence in whole["sentences"]]
    assert sentences[0]["cited"] == whole["citations"][:1]


def test_a_refusal_offers_requests_that_are_answered_as_they_are(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tries, "are_over", property(lambda tries: tries.left <= 0))  # however slow the machine is
    asked = {"question": "What did Japan pledge?", "publishers": ["No Such Paper"]}
    whole = client.post("/ask", json=asked).json()
    *_, (_, streamed) = events(client.post("/ask", json=asked | {"stream": True}).text)
    assert streamed["suggestions"] == whole["suggestions"] != []
    for offered in whole["suggestions"]:
        filters = {name: value for name, value in offered.items() if name not in ("kind", "text", "messages")}
        assert client.post("/ask", json=asked | filters).json()["status"] == "answered"


def test_related_questions_are_answered(client: TestClient) -> None:
    asked = {"question": "What did Japan pledge?"}
    related = client.post("/related", json=asked).json()["questions"]
    assert related
    for question in related:
        assert client.post("/ask", json=asked | {"question": question}).json()["status"] == "answered"
    assert client.post("/related", json={"question": "Thanks!"}).json() == {"questions": []}


def test_a_follow_up_is_completed_from_the_history(client: TestClient) -> None:
    history = [
        {"role": "user", "text": "Who received Trump at the Imperial Palace?"},
        {"role": "assistant", "text": "He was received by Emperor Naruhito at the Imperial Palace."},
    ]
    body = {"question": "and last week?", "history": history, "as_of": "2025-11-03"}
    answer = client.post("/ask", json=body).json()
    assert answer["question"] == "and last week?"
    assert answer["query"]["text"] == "Who received Trump at the Imperial Palace last week?"
    assert (answer["query"]["since"], answer["query"]["until"]) == ("2025-10-27", "2025-11-02")
    assert any("Naruhito" in sentence["text"] for sentence in answer["sentences"])
    streamed = events(client.post("/ask", json={**body, "stream": True}).text)
    assert streamed[0] == ("query", answer["query"])


def test_a_question_of_its_own_is_not_drawn_into_the_history(client: TestClient) -> None:
    history = [{"role": "user", "text": "What did Japan pledge?"}, {"role": "assistant", "text": "About $550 billion."}]
    plain = {"question": "How long will Mill Bridge be closed?"}
    alone, after = (client.post("/ask", json=body).json() for body in (plain, {**plain, "history": history}))
    assert after["query"] == alone["query"]
    assert after["answer"] == alone["answer"]


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [(StateError("/secret/path"), 503, "not-available"), (KeyError("x"), 500, "internal-error")],
)
def test_an_error_in_the_middle_of_a_stream_is_its_last_event(
    error: Exception, status: int, kind: str, sample: Service
) -> None:
    broken = replace(sample, encoder=FailingEncoder(error))
    with TestClient(create_app(lambda: broken)) as client:
        response = client.post("/ask", json={"question": "What did Japan pledge?", "stream": True})
    (query, _), (last, problem) = events(response.text)
    assert (response.status_code, query, last) == (200, "query", "error")
    assert (problem["status"], problem["type"]) == (status, f"urn:newsqa:problem:{kind}")
    assert set(problem) == {"type", "title", "status", "detail"}
    assert "secret" not in response.text and "Error" not in response.text


def test_a_question_without_words_is_refused_before_its_stream_begins(client: TestClient) -> None:
    response = client.post("/ask", json={"question": "???", "stream": True})
    assert "has no words" in problem(response, 422, "invalid-request")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "question: Field required"),
        ({"question": ""}, "question: String should have at least 1 character, got ''"),
        ({"question": "  "}, "question '  ' has no words"),
        ({"question": "x" * 20_000}, "question: String should have at most 2000 characters"),
        ({"question": 7}, "question: Input should be a valid string, got 7"),
        ({"question": "a b", "top_k": -1}, "top_k: Input should be greater than or equal to 1, got -1"),
        ({"question": "a b", "top_k": 51}, "top_k: Input should be less than or equal to 50, got 51"),
        ({"question": "a b", "as_of": "soon"}, "as_of: "),
        ({"question": "a b", "since": "2025-13-01"}, "since: "),
        (
            {"question": "a b", "since": "2025-02-01", "until": "2025-01-01"},
            "since 2025-02-01 lies after until 2025-01-01",
        ),
        ({"question": "a b", "publishers": "CNN"}, "publishers: Input should be a valid list"),
        ({"question": "a b", "history": [{"role": "judge", "text": "x"}]}, "history.0.role: "),
        (
            {"question": "a b", "history": [{"role": "user", "text": "x"}] * 21},
            "history: List should have at most 20 items",
        ),
        ({"question": "a b", "mode": "guess"}, "mode: "),
        ({"question": "a b", "topk": 3}, "topk: Extra inputs are not permitted, got 3"),
        ([1, 2], "the body: "),
    ],
)
def test_nonsense_is_refused_by_name_and_value(body: Any, words: str, client: TestClient) -> None:
    assert words in problem(client.post("/ask", json=body), 422, "invalid-request")


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_outside_the_calendar_is_refused(moment: str, client: TestClient) -> None:
    response = client.post("/ask", json={"question": "What did Japan pledge?", "as_of": moment})
    assert "as_of" in problem(response, 422, "invalid-request")


def test_a_day_alone_is_known_to_its_end(client: TestClient) -> None:
    question = {"question": "What did Japan pledge?", "as_of": "2025-10-27"}
    for response in (client.post("/ask", json=question), client.get("/ask", params=question)):
        assert response.json()["query"]["as_of"] == "2025-10-27T23:59:59Z"
        assert "$550 billion" in response.json()["answer"]


@pytest.mark.parametrize("name", ["publisher", "stream", "topk"])
def test_an_unknown_name_in_the_address_is_refused(name: str, client: TestClient) -> None:
    response = client.get("/ask", params={"question": "What did Japan pledge?", name: "1"})
    assert f"{name}: Extra inputs are not permitted" in problem(response, 422, "invalid-request")


@pytest.mark.parametrize("name", ["question", "as_of", "top_k"])
def test_what_the_address_says_twice_is_refused(name: str, client: TestClient) -> None:
    given = {"question": "What did Japan pledge?", "as_of": "2025-10-29", "top_k": "5"}
    response = client.get("/ask", params=[*given.items(), (name, given[name])])
    assert f"{name}: is given 2 times" in problem(response, 422, "invalid-request")
    assert client.get("/articles/x?version=a&version=b").status_code == 422


def test_what_may_be_said_several_times_is_taken(client: TestClient) -> None:
    names = ["Harbour Wire (sample)", "Pacific Ledger (sample)"]
    response = client.get("/ask", params={"question": "What did Japan pledge?", "publishers": names})
    assert response.json()["query"]["publishers"] == names


@pytest.mark.parametrize("name", ["since", "until", "as_of", "explain", "stream"])
def test_a_number_is_no_day_and_no_truth_value(name: str, client: TestClient) -> None:
    response = client.post("/ask", json={"question": "What did Japan pledge?", name: 0})
    assert f"{name}: Value error, a number is neither a day nor true or false, got 0" in problem(
        response, 422, "invalid-request"
    )


@pytest.mark.parametrize("name", ["since", "until", "as_of"])
def test_digits_alone_are_no_day(name: str, client: TestClient) -> None:
    response = client.get("/ask", params={"question": "What did Japan pledge?", name: "20251027"})
    assert f"{name}: Value error, a number is no day; a day is like 2025-10-27, got '20251027'" in problem(
        response, 422, "invalid-request"
    )


def test_malformed_json_is_a_problem(client: TestClient) -> None:
    response = client.post("/ask", content=b'{"question": ', headers={"content-type": "application/json"})
    assert "the body is not JSON" in problem(response, 400, "malformed-json")


@pytest.mark.parametrize("body", ['{"question": "café"}'.encode("latin-1"), b"[" * 100_000, b"9" * 5_000])
def test_a_body_that_cannot_be_read_is_said_to_be_no_json(body: bytes, client: TestClient) -> None:
    response = client.post("/ask", content=body, headers={"content-type": "application/json"})
    assert "the body is not JSON" in problem(response, 400, "malformed-json")


def test_a_body_without_its_type_is_told_which_header_is_missing(client: TestClient) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}  # what curl sends by itself
    response = client.post("/ask", content=b'{"question": "What did Japan pledge?"}', headers=headers)
    assert "Content-Type: application/json" in problem(response, 415, "not-json")


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/ask?question=What+did+Japan+pledge%3F"])
def test_head_is_answered_like_get(path: str, client: TestClient) -> None:
    assert client.head(path).status_code == 200


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    body = b"x" * (Bounds().max_body_bytes + 1)
    problem(client.post("/ask", content=body, headers=headers), 413, "body-too-large")
    chunks = (body[start : start + 100_000] for start in range(0, len(body), 100_000))
    problem(client.post("/ask", content=chunks, headers=headers), 413, "body-too-large")


UNKNOWN = {f"k{n}": 1 for n in range(30_000)}


@pytest.mark.parametrize(
    "body",
    [
        UNKNOWN,
        {"history": 20 * [{f"k{n}": 1 for n in range(2_000)}]},
        {"publishers": list(range(60_000))},
        {"without": 60_000 * ["x"]},
        {"top_k": list(range(60_000))},
        {"k" * 100_000: 1},
        {"top_k": "9" * 100_000},
    ],
)
def test_a_body_with_many_errors_is_told_of_the_first(body: Any, client: TestClient) -> None:
    detail = problem(client.post("/ask", json={"question": "a b", **body}), 422, "invalid-request")
    assert len(detail) < 1_500


def test_of_unknown_names_the_first_are_told(client: TestClient) -> None:
    detail = problem(client.post("/ask", json={"question": "a b", **UNKNOWN}), 422, "invalid-request")
    assert detail.startswith("k0: Extra inputs are not permitted, got 1; k1: ")


def test_generating_without_a_language_model_is_refused(client: TestClient) -> None:
    response = client.post("/ask", json={"question": "What did Japan pledge?", "mode": "generate"})
    assert "language model" in problem(response, 422, "no-language-model")


def test_unknown_things_are_not_found(client: TestClient) -> None:
    assert "'nope'" in problem(client.get("/articles/nope"), 404, "not-found")
    assert "/nope" in problem(client.get("/nope"), 404, "not-found")
    known = client.post("/ask", json={"question": "What did Japan pledge?"}).json()["citations"][0]["article"]["id"]
    assert "version 'x'" in problem(client.get(f"/articles/{known}", params={"version": "x"}), 404, "not-found")
    problem(client.delete("/ask"), 405, "method-not-allowed")


@pytest.mark.parametrize(
    "path",
    [
        "../app.py",
        "%2e%2e%2fapp.py",
        "answer/%2e%2e/%2e%2e/app.py",
        "answer%2f..%2f..%2fpage%2fpage.js",
        "answer//turn.js",
        "answer\\turn.js",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "answer",
        "answer/",
        "",
        "turn.js",
        "page.js/",
        "__init__.py",
    ],
)
def test_only_the_pages_own_files_are_served(client: TestClient, path: str) -> None:
    problem(client.get(f"/page/{path}"), 404, "not-found")


def test_an_unexpected_error_shows_nothing_of_the_inside(sample: Service) -> None:
    broken = Service(sample.passage_index, sample.encoder, sample.reader, clock=lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    with TestClient(create_app(lambda: broken), raise_server_exceptions=False) as client:
        detail = problem(client.post("/ask", json={"question": "What did Japan pledge?"}), 500, "internal-error")
    assert "division" not in detail


def test_status_and_health(client: TestClient) -> None:
    status = client.get("/status").json()
    assert (status["articles"], status["versions"]) == (33, 34)
    assert status["newest_published_at"].startswith("2025-11-14")
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready", "revision": status["revision"]}


def test_the_page_is_served_under_a_strict_policy(client: TestClient) -> None:
    response = client.get("/")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'; script-src 'self';" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    for name in ("page.js", "answer/turn.js"):
        assert client.get(f"/page/{name}").headers["content-type"] == "text/javascript; charset=utf-8"
    assert client.get("/page/page.css").headers["content-type"] == "text/css; charset=utf-8"


def test_the_page_is_not_sent_again_to_a_browser_that_has_it(client: TestClient) -> None:
    for address in ("/", "/page/page.js", "/page/page.css", "/page/answer/turn.js"):
        etag = client.get(address).headers["etag"]
        again = client.get(address, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert "content-security-policy" in again.headers
        assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_docs_need_nothing_from_outside(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "http://" not in page
    assert "https://" not in page
    assert client.get("/docs-files/swagger-ui-bundle.js").status_code == 200


def test_every_route_is_in_the_servers_readme(client: TestClient) -> None:
    readme = README.read_text(encoding="utf-8")
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method in methods:
            assert f"`{method.upper()} {path}`" in readme


def test_a_running_service_answers_from_a_new_revision(tmp_path: Path, words: WordEncoder) -> None:
    article = tmp_path / "a.txt"
    article.write_text(
        "The bridge\nurl: https://paper.example/1\npublished: 2025-10-27\n\nThe bridge will open in June."
    )
    take_in(tmp_path, words, article)
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    question = {"question": "When will the bridge open?"}
    with TestClient(create_app(lambda: service)) as client:
        assert "June" in client.post("/ask", json=question).json()["answer"]
        article.write_text(
            "The bridge\nurl: https://paper.example/1\npublished: 2025-10-27\n\nThe bridge will open in July."
        )
        refreshing = threading.Thread(target=take_in, args=(tmp_path, words, article))
        refreshing.start()
        refreshing.join()
        deadline = time.monotonic() + 120
        while "July" not in client.post("/ask", json=question).json()["answer"]:
            assert time.monotonic() < deadline, "the server does not follow the archive"
            time.sleep(0.05)
