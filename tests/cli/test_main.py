import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from conftest import ROOT, SAMPLE
from typer.testing import CliRunner

from corpus.archive.sqlite import SqliteArchive
from index.encoder.encoder import Encoder
from qa.cli.conventions import EXPECTED, explain
from qa.cli.main import app

RUNNING = ROOT / "RUNNING.md"
PATIENCE_S = 240  # a busy machine is no failure
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def home(tmp_path: Path, models: Path, encoder: Encoder) -> Path:
    """A data folder with the converted model in it."""
    assert (models / encoder.digest[:16]).is_dir()
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "models").symlink_to(models)
    return folder


@pytest.fixture
def sample_there(home: Path, sample_home: Path) -> Path:
    """A data folder with the sample articles taken in."""
    shutil.copytree(sample_home, home, dirs_exist_ok=True)
    return home


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def newsqa(home: Path, *arguments: str | Path, **environment: str) -> Ended:
    """Run a command in this process."""
    with chdir(home if home.is_dir() else home.parent):
        given = {"NEWSQA_HOME": str(home), **environment}
        result = CliRunner().invoke(app, [*map(str, arguments)], env=given)
    if isinstance(result.exception, EXPECTED):
        message, code = explain(result.exception)
        return Ended(code, result.stdout, f"{result.stderr}{message}\n")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def newsqa_process(
    home: Path, *arguments: str | Path, typed: str | None = None, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run the real command in a process of its own, which takes seconds; `typed` comes through a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "qa", *map(str, arguments)],
        env={**os.environ, "NEWSQA_HOME": str(home), "PYTHONPATH": str(ROOT), **environment},
        cwd=home,
        input=typed,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def test_the_main_job_from_the_shell(home: Path) -> None:
    taken = newsqa_process(home, "refresh", "--sample")
    assert (taken.returncode, taken.stderr) == (0, "")
    assert "33 new, 1 changed" in taken.stdout
    again = newsqa(home, "refresh", SAMPLE)
    assert "34 unchanged. Passages: 0 new, 0 embedded" in again.stdout
    asked = newsqa_process(home, "ask", "What did Japan pledge?")
    assert asked.returncode == 0
    assert "$550 billion" in asked.stdout
    assert "Harbour Wire (sample), “Japan's $550 billion pledge" in asked.stdout
    assert "27 Oct 2025" in asked.stdout
    assert "https://harbour-wire.example/2025/10/27/japan-550-billion" in asked.stdout
    unanswered = newsqa(home, "ask", "Who won the 1998 World Cup?")
    assert (unanswered.returncode, unanswered.stdout.splitlines()[0]) == (
        3,
        "No sentence was found that answers this.",
    )
    assert newsqa(home, "ask", "Thanks!").returncode == 0
    earlier = json.loads(newsqa(home, "ask", "--json", "--as-of", "2025-10-20", "What did Japan pledge?").stdout)
    assert all(evidence["article"]["published_at"] < "2025-10-21" for evidence in earlier["evidence"])
    removed = newsqa(home, "remove", "https://harbour-wire.example/2025/10/27/japan-550-billion?utm_source=x")
    assert removed.returncode == 0
    assert (
        "Harbour Wire (sample), “Japan's $550 billion pledge"
        not in newsqa(home, "ask", "What did Japan pledge?").stdout
    )
    assert "Left out because they were removed earlier: 1" in newsqa(home, "refresh", SAMPLE).stdout
    assert json.loads(newsqa(home, "status", "--json").stdout)["articles"] == 32


def test_a_conversation_from_a_pipe_goes_on_from_line_to_line(sample_there: Path) -> None:
    talk = newsqa_process(
        sample_there, "ask", typed="What did Japan pledge?\n\nHow much did they pledge?\nAnd China?\n"
    )
    assert (talk.returncode, talk.stderr) == (0, "")
    assert "$550 billion of investment" in talk.stdout
    understood = [line for line in talk.stdout.splitlines() if line.startswith("Understood as: ")]
    assert understood == [
        "Understood as: How much did Japan pledge?",
        "Understood as: How much did China pledge?",
    ]
    lines = newsqa_process(
        sample_there, "ask", "--json", "--as-of", "2025-10-29", typed="What did Japan pledge?\n???\nWhen was that?\n"
    )
    assert lines.returncode == 1
    assert lines.stderr == "newsqa: question '???' has no words\n"
    queries = [json.loads(line)["query"] for line in lines.stdout.splitlines()]
    assert [query["text"] for query in queries] == ["What did Japan pledge?", "When did Japan pledge that?"]
    assert {query["as_of"] for query in queries} == {"2025-10-29T23:59:59Z"}
    assert newsqa_process(sample_there, "ask", "--json", typed="").stdout == ""


def test_what_cannot_be_read_is_reported_and_the_rest_kept(home: Path, write: Write) -> None:
    good = json.dumps({"url": "https://paper.example/1", "title": "The bridge", "text": "The bridge opens in June."})
    source = write(
        "some.jsonl", f'{good}\n{{"url": \n{{"url": "https://paper.example/2", "title": "No text", "text": ""}}\n'
    )
    result = newsqa(home, "refresh", source)
    assert result.returncode == 1
    assert "1 new" in result.stdout
    assert f"{source}:2: not JSON" in result.stderr
    assert f"{source}:3: no text (url https://paper.example/2)" in result.stderr
    listed = newsqa(home, "status", "--failed").stdout
    assert f"{source}:3: no text (url https://paper.example/2)\n    1 time, first " in listed
    assert listed.endswith("2 not taken in\n")
    told = json.loads(newsqa(home, "status", "--failed", "--json").stdout)
    assert [(failure["place"], failure["count"]) for failure in told] == [(f"{source}:2", 1), (f"{source}:3", 1)]
    assert json.loads(newsqa(home, "status", "--json").stdout)["failed"] == 2


def test_what_no_terminal_can_show_stops_nothing(home: Path, write: Write) -> None:
    """File names and questions that are no UTF-8, a pipe in another encoding, a feed that would move the cursor."""
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"url": "https://a.example/\x1b[2J", "content_text": "x"}],
    }
    files = (
        write("feed.json", json.dumps(feed)),
        write("good.txt", "A bridge\n\nThe bridge of Leeds opened on Monday."),
        write("bad\udce9.txt", "no text"),
    )
    taken = newsqa_process(home, "refresh", *files)
    assert (taken.returncode, "1 new" in taken.stdout) == (1, True)
    assert "bad\\xe9.txt: no text" in taken.stderr
    assert "\x1b" not in taken.stderr + newsqa_process(home, "status", "--failed").stdout
    asked = newsqa_process(home, "ask", "When did the bridge of Leeds open?", PYTHONIOENCODING="ascii")
    assert "“The bridge of Leeds opened on Monday.”" in asked.stdout
    refused = newsqa_process(home, "ask", "bridge \udcff")
    assert (refused.returncode, "no UTF-8" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("ask", "What?"), 1, "no archive at"),
        (("status",), 1, "create one with: newsqa refresh PATH"),
        (("ask", "???"), 2, "newsqa: question '???' has no words"),
        (("ask", "--since", "soon", "What?"), 2, "'soon' is not"),
        (("ask", "--since", "2025-02-01", "--until", "2025-01-01", "What?"), 2, "since 2025-02-01 lies after"),
        (("ask", "--top-k", "0", "What?"), 2, "--top-k"),
        (("refresh", "/no/such/file.jsonl"), 2, "newsqa: no such file or folder: /no/such/file.jsonl"),
        (("refresh",), 2, "name at least one SOURCE"),
        (("frobnicate",), 2, "frobnicate"),
        (("serve", "--port", "99999"), 2, "--port"),
    ],
)
def test_bad_usage_is_named_in_one_message(home: Path, arguments: tuple[str, ...], status: int, words: str) -> None:
    result = newsqa(home, *arguments)
    assert result.returncode == status
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_the_doctor_says_what_is_wrong_and_the_command_it_names_mends_it(home: Path, write: Write) -> None:
    newsqa(home, "refresh", write("a.txt", "The bridge\n\nThe bridge opens in June."))
    well = newsqa(home, "doctor")
    assert (well.returncode, well.stdout) == (0, f"All is well with {home}/archive.db.\n")
    with SqliteArchive(home / "archive.db") as archive:
        archive.database.run("DELETE FROM passage")
    ill = newsqa(home, "doctor")
    assert (ill.returncode, "mend it: newsqa reindex\nWrong: 1." in ill.stdout) == (1, True)
    assert newsqa(home, "reindex").returncode == 0
    assert json.loads(newsqa(home, "doctor", "--json").stdout) == []


def test_refreshing_again_and_again_goes_on_after_failures_until_it_is_stopped(home: Path, write: Write) -> None:
    article = write("in/a.txt", "The bridge\n\nIt opened in June.")
    write("home/newsqa.toml", f'[[source]]\nplace = "{article}"\npublisher = "The Paper"\n')
    running = subprocess.Popen(
        [sys.executable, "-m", "qa", "refresh", "--every", "1s"],
        env={**os.environ, "NEWSQA_HOME": str(home), "PYTHONPATH": str(ROOT)},
        cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with running:
        assert running.stdout
        assert running.stderr
        assert "1 new" in running.stdout.readline()
        article.unlink()
        lines = iter(running.stderr.readline, "")
        assert next(line for line in lines if "no such file" in line)
        article.write_text("The bridge\n\nIt opened in July.")
        assert next(line for line in iter(running.stdout.readline, "") if "new" in line)
        running.terminate()
        assert running.wait(timeout=PATIENCE_S) == 130
    status = json.loads(newsqa(home, "status", "--json").stdout)
    assert (status["articles"], status["last_refresh_at"] is not None) == (1, True)


def test_an_unknown_setting_is_refused(home: Path) -> None:
    result = newsqa(home, "status", NEWSQA_COLOUR="red")
    assert (result.returncode, "NEWSQA_COLOUR='red' is no setting" in result.stderr) == (2, True)


def test_a_model_that_is_not_there_is_named(home: Path) -> None:
    folder = home / "empty"
    folder.mkdir()
    result = newsqa(home, "refresh", "--sample", NEWSQA_MODEL=str(folder))
    assert (result.returncode, f"no model.safetensors or pytorch_model.bin in {folder}" in result.stderr) == (1, True)


def test_nothing_phones_home(sample_there: Path) -> None:
    script = """
import pathlib, socket, sys
def refuse(*address, **_):
    print("LOOKED UP", address)
    raise OSError("no network here")
socket.getaddrinfo = refuse
from qa.cli.main import app
app(["ask", "What did Japan pledge?"], standalone_mode=False)
from index.encoder.openvino_encoder import OpenVinoEncoder
(reader,) = pathlib.Path(sys.argv[1], "models").glob("reader-*/model.xml")
(model,) = set(pathlib.Path(sys.argv[1], "models").glob("*/model.xml")) - {reader}
OpenVinoEncoder(model.parent).encode(["many texts"] * 9)
"""
    result = subprocess.run(
        [sys.executable, "-c", script, sample_there],
        env={**os.environ, "NEWSQA_HOME": str(sample_there), "PYTHONPATH": str(ROOT), "HOME": str(sample_there)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert "$550 billion" in result.stdout
    assert "LOOKED UP" not in result.stdout
    assert not list(sample_there.glob("intel*"))


def test_an_address_in_use_is_said_at_once(sample_there: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = newsqa_process(sample_there, "serve", "--port", str(taken.getsockname()[1]))
    assert result.returncode == 1
    assert "newsqa is at" not in result.stdout
    assert re.fullmatch(r"newsqa: port \d+ of 127.0.0.1 is in use; .* --port \d+\n", result.stderr)


def test_a_data_folder_that_cannot_be_used_is_named(write: Write) -> None:
    file = write("a-file", "")
    for arguments in (("refresh", "--sample"), ("ask", "What?")):
        result = newsqa(file, *arguments, NEWSQA_HOME=str(file))
        assert (result.returncode, str(file) in result.stderr, "Traceback" in result.stderr) == (1, True, False)


def test_asking_imports_nothing_that_only_reading_in_needs(sample_there: Path) -> None:
    script = "import sys; from qa.cli.main import app; app(['ask', 'What did Japan pledge?'], standalone_mode=False); "
    script += "print({'torch', 'transformers', 'sentence_transformers', 'trafilatura', 'httpx2'} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "NEWSQA_HOME": str(sample_there), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert result.stdout.splitlines()[-1] == "set()"


def test_every_command_helps_and_is_in_the_manual() -> None:
    manual = RUNNING.read_text(encoding="utf-8")
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.callback.__name__
        assert f"newsqa {name}" in manual
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0
        assert CliRunner().invoke(app, [name, "-h"]).output.startswith("Usage: ")


def test_the_version_is_said() -> None:
    assert CliRunner().invoke(app, ["--version"]).output == f"newsqa {metadata.version('newsqa')}\n"
