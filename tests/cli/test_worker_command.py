"""`newsqa refresh --enqueue` and `newsqa worker` from the shell."""

from pathlib import Path

import pytest
from conftest import WordEncoder, WordReader, facts
from newspaper import Newspaper
from typer.testing import CliRunner

from corpus.archive.postgres import PostgresAddress
from index.engine.local_index import LocalIndex
from qa.cli.main import app, main
from qa.server.metrics import Metrics
from qa.server.turns import Load
from qa.service.ask import Service


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSQA_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("command", [["worker"], ["refresh", "--enqueue", "https://paper.example/feed.xml"]])
def test_an_archive_in_a_file_has_no_queue(
    command: list[str], home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["newsqa", *command])
    with pytest.raises(SystemExit) as ended:
        main()
    said = f"newsqa: the queue needs an archive on PostgreSQL (archive_url), and this one is the file {home}/archive.db"
    assert (ended.value.code, capsys.readouterr().err.strip()) == (2, said)


@pytest.mark.enable_socket
def test_pages_are_left_and_it_is_told_how_many_wait(
    paper: Newspaper, postgres_place: PostgresAddress, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        paper.article(n)
    monkeypatch.setenv("NEWSQA_ARCHIVE_URL", postgres_place.url)
    monkeypatch.setenv("NEWSQA_ALLOW_HOSTS", paper.host)
    left = CliRunner().invoke(app, ["refresh", "--enqueue", paper.feed([0, 1, 2])])
    assert left.exit_code == 0 and left.stdout.startswith("Pages left to workers: 3. Requests: ")
    told = dict(line.rsplit(maxsplit=1) for line in CliRunner().invoke(app, ["status"]).stdout.splitlines())
    assert (told["articles"], told["queue"]) == ("0", "3") and "queue oldest at" in told
    words = WordEncoder()
    service = Service(LocalIndex(postgres_place, home / "index", facts(words)), words, WordReader())
    page = Metrics(Load()).page(service).decode()
    assert "newsqa_queue_jobs 3.0" in page and "newsqa_queue_oldest_timestamp_seconds 1." in page
