"""Kinds of sources that installed packages add: a package on the path, its function called by a refresh."""

import json
import re
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from archives import content, lines, record
from conftest import NOW, ROOT, WordEncoder

from corpus.archive.sqlite import SqliteArchive
from corpus.plugged_sources import plug_ins
from corpus.source import Source, SourceError
from index.ingest.refresh import refresh, withdraw
from index.ingest.report import Report

Install = Callable[..., None]
Refresh = Callable[..., Report]
NUMBERS = count()
ASKED = "ASKED = []\n"
A_STORY = """
def read(place, since):
    ASKED.append((place, since))
    yield {"url": "https://paper.example/1", "title": "The bridge", "text": "The mill bridge opened in July."}
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a package with an entry point, as pip does."""

    def install(code: str, scheme: str = "cms", name: str = "") -> Any:
        name = name or f"plug_in_{next(NUMBERS)}"
        site = tmp_path / f"site-{name}"
        metadata = site / f"{name}-1.5.dist-info"
        metadata.mkdir(parents=True)
        (site / f"{name}.py").write_text(ASKED + code)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.5\n")
        (metadata / "entry_points.txt").write_text(f"[newsqa.sources]\n{scheme} = {name}:read\n")
        sys.modules.pop(name, None)
        monkeypatch.syspath_prepend(site)

    return install


@pytest.fixture
def run(tmp_path: Path, words: WordEncoder) -> Refresh:
    def run(*sources: Source | Path, now: datetime = NOW) -> Report:
        with SqliteArchive(tmp_path / "archive.db", create=True) as archive:
            return refresh(archive, words, sources, now=now)

    return run


def texts(home: Path) -> set[object]:
    return {row[2] for row in content(home) if row[2] is not None}


def asked() -> list[tuple[str, datetime | None]]:
    """How the package's function was called so far."""
    (plug_in,) = plug_ins("cms:")
    return __import__(plug_in.module).ASKED  # type: ignore[no-any-return]


def test_a_packages_articles_are_taken_in_under_the_sources_name(
    tmp_path: Path, install: Install, run: Refresh
) -> None:
    install(A_STORY)
    report = run(Source("cms:politics", publisher="The Paper", section="Politics"))
    assert (report.new, report.failures) == (1, [])
    ((place, since),) = asked()
    assert (place, since) == ("cms:politics", None)
    ((url, title, text, publisher, *_),) = content(tmp_path)
    assert (url, publisher, title) == ("https://paper.example/1", "The Paper", "The bridge")
    assert text == "The mill bridge opened in July."
    (told,) = report.sources
    assert (told.place, told.new, told.failed, told.problem) == ("cms:politics", 1, 0, None)


def test_it_is_asked_for_what_is_new_since_all_was_taken_in(install: Install, run: Refresh) -> None:
    install(A_STORY)
    later = NOW + timedelta(hours=1)
    run(Source("cms:politics"))
    run(Source("cms:politics"), now=later)
    run(Source("cms:sport"), now=later)
    run(Source("cms:politics", is_whole=True), now=later)
    run(Source("cms:politics"), now=later + timedelta(hours=1))
    assert asked() == [
        ("cms:politics", None),
        ("cms:politics", NOW),
        ("cms:sport", None),
        ("cms:politics", None),
        ("cms:politics", later),
    ]


def test_after_a_failure_it_is_asked_for_the_same_again(tmp_path: Path, install: Install, run: Refresh) -> None:
    broken = '    if len(ASKED) in (2, 3):\n        yield {"url": "https://paper.example/2", "title": "", "text": ""}\n'
    install(A_STORY + broken)
    for hours in range(5):
        run(Source("cms:politics"), now=NOW + timedelta(hours=hours))
        with SqliteArchive(tmp_path / "archive.db") as archive:
            assert len(archive.failures.kept()) == (hours in (1, 2))
    hours_since = [(since - NOW) / timedelta(hours=1) if since else None for _, since in asked()]
    assert hours_since == [None, 0, 0, 0, 3]


def test_an_article_whose_removal_is_undone_comes_again_when_its_source_is_named(
    tmp_path: Path, install: Install, run: Refresh
) -> None:
    install(A_STORY)
    run(Source("cms:politics"))
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert withdraw(archive, "https://paper.example/1", now=NOW)
        assert withdraw(archive, "https://paper.example/1", undo=True, now=NOW)
    assert run(Source("cms:politics", is_whole=True)).new == 1


def test_what_a_plug_in_raises_ends_its_own_source_and_names_it(tmp_path: Path, install: Install, run: Refresh) -> None:
    install(A_STORY + '    raise RuntimeError("no answer of the CMS")\n', name="our_cms")
    file = lines(tmp_path / "a.jsonl", record(2, text="The council met."))
    report = run(Source("cms:politics"), file)
    assert texts(tmp_path) == {"The mill bridge opened in July.", "The council met."}
    reason = "our_cms 1.5, which reads cms:, failed (our_cms.py:6): cannot be read: RuntimeError: no answer of the CMS"
    assert [(each.place, each.reason) for each in report.failures] == [("cms:politics", reason)]
    assert {each.place: each.problem for each in report.sources} == {str(file): None, "cms:politics": reason}
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert [(each.source, each.reason) for each in archive.failures.kept()] == [("cms:politics", reason)]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise ValueError('old Python')", "ValueError: old Python"),
        ("import nothing_of_the_kind", "ModuleNotFoundError: No module named 'nothing_of_the_kind'"),
        ("x = 1", "has no attribute 'read'"),
        ("read = None", "TypeError: 'NoneType' object is not callable"),
        ("def read(place): return []", "takes 1 positional argument but 2 were given"),
        ("def read(place, since): return 7", "TypeError: 'int' object is not iterable"),
        ("import sys\ndef read(place, since): sys.exit('bye')", "it ends the process: bye"),
        ("def read(place, since):\n    raise ValueError('\\ud800')\n    yield", "ValueError: ?"),
    ],
)
def test_a_plug_in_of_any_fault_is_a_failure(code: str, reason: str, install: Install, run: Refresh) -> None:
    install(code)
    (failure,) = run(Source("cms:politics")).failures
    assert failure.place == "cms:politics" and reason in failure.reason and "which reads cms:, failed" in failure.reason


def test_what_is_no_article_is_told_of_and_the_rest_goes_on(tmp_path: Path, install: Install, run: Refresh) -> None:
    story = {"title": "T", "text": "A text.", "url": "https://paper.example/9"}
    records = (
        "{'url': 'https://paper.example/5', 'title': '', 'text': 'x'}, 7, None, {'url': object()}, "
        f"{story | {'published': 'NOW'}}, {story | {'extra': 1}}, {{'title': 'No address', 'text': 'x'}}"
    ).replace("'NOW'", "datetime.now()")
    install(f"from datetime import datetime\ndef read(place, since):\n    return [{records}]\n")
    report = run(Source("cms:politics"))
    assert {each.place.removeprefix("cms:politics: "): each.reason for each in report.failures} == {
        "https://paper.example/5": "no title (url https://paper.example/5)",
        "record 2": "a int where a JSON object was expected",
        "record 3": "a NoneType where a JSON object was expected",
        "record 4": "not JSON: Object of type object is not JSON serializable",
        "https://paper.example/9": "not JSON: Object of type datetime is not JSON serializable",
        "record 7": "no url",
    }
    assert report.warnings == ["cms:politics: unknown keys passed over: extra"]
    assert texts(tmp_path) == {"A text."}


def test_ninjs_can_withdraw_what_came_before(tmp_path: Path, install: Install, run: Refresh) -> None:
    item = {"uri": "https://paper.example/1", "headline": "The bridge", "body_text": "The mill bridge opened."}
    gone = {"uri": "https://paper.example/1", "pubstatus": "canceled"}
    install(
        f"def read(place, since):\n    ASKED.append((place, since))\n    return [{gone} if len(ASKED) > 1 else {item}]"
    )
    assert run(Source("cms:politics")).new == 1
    assert run(Source("cms:politics")).withdrawn == 1
    assert texts(tmp_path) == {""}
    run(Source("cms:politics"), now=NOW + timedelta(hours=1))
    assert [since for _, since in asked()] == [None, NOW, NOW]


def test_two_packages_for_one_scheme_are_refused(install: Install, run: Refresh) -> None:
    for name in ("our_cms", "their_cms"):
        install(A_STORY, name=name)
    (failure,) = run(Source("cms:politics")).failures
    assert "several packages read cms: (" in failure.reason
    assert all(f"{name} 1.5" in failure.reason for name in ("our_cms", "their_cms"))


def test_a_scheme_that_nothing_reads_is_said_to_be_one(install: Install, run: Refresh, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no installed package reads cms: \(those that are read: none\)"):
        run(Source("cms:politics"))
    install(A_STORY, scheme="wire")
    with pytest.raises(SourceError, match=r"no such file or folder: cms:politics; .* \(those that are read: wire:\)"):
        run(Source("cms:politics"))
    install(A_STORY)
    assert run(Source("cms:politics")).new == 1
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert archive.failures.kept() == []  # what was noted while nothing read it is gone


def test_no_plug_in_takes_the_web_or_a_drive(install: Install) -> None:
    for scheme in ("http", "https", "c"):
        install(A_STORY, scheme=scheme)
    assert [plug_ins(place) for place in ("http://paper.example/", "HTTPS://paper.example/", "c:\\news")] == [
        (),
        (),
        (),
    ]


class Cms(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        story = {"link": "https://paper.example/7", "headline": "The bridge", "body": "It opened.", "by": ["A. Writer"]}
        body = json.dumps([story | {"published_at": "2025-10-27T09:40:00Z"}]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def cms() -> Iterator[Any]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Cms)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_the_readmes_example_reads_a_cms(tmp_path: Path, install: Install, run: Refresh, cms: Any) -> None:
    page = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    example = page.split("## Other kinds of sources")[1]
    toml, code, *_ = re.findall(r"^```(?:toml|python)\n(.+?)^```", example, re.MULTILINE | re.DOTALL)
    assert "newsqa.sources" in toml and 'cms = "our_cms:read"' in toml
    assert len([line for line in code.splitlines() if line]) <= 15
    install(code.replace("http://cms.example", f"http://127.0.0.1:{cms.server_port}"), name="our_cms")
    began = datetime(2026, 1, 15, 12, tzinfo=UTC)
    assert run(Source("cms:politics"), now=began).failures == []
    run(Source("cms:politics"), now=began + timedelta(hours=1))
    assert cms.asked == ["/stories?desk=politics", "/stories?desk=politics&changed_since=2026-01-15T12:00:00Z"]
    assert texts(tmp_path) == {"It opened."}
