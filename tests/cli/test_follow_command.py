"""`newsqa follow` from the shell: whom changes are sent to, and how that went."""

import json
from pathlib import Path

import pytest
from conftest import NOW
from receiving import receiving
from typer.testing import CliRunner, Result

from corpus.archive.sqlite import SqliteArchive
from qa.cli.main import app


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSQA_HOME", str(tmp_path))
    with SqliteArchive(tmp_path / "archive.db", create=True) as archive, archive.noting():
        archive.followed.add("cup", {"question": "Who won?", "publishers": []}, NOW)
    return tmp_path


def follow(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["follow", *arguments])


@pytest.mark.enable_socket
def test_a_recipient_is_added_with_a_secret_that_is_shown_once_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving() as receiver:
        monkeypatch.setenv("NEWSQA_ALLOW_HOSTS", receiver.host)
        added = follow("--to", receiver.address, "--every", "day").stdout
        again = follow("--to", receiver.address, "--every", "day").stdout
    assert f"sent to {receiver.address}, daily, of all questions" in added
    assert "shown once: whsec_" in added and "whsec_" not in again
    (recipient,) = json.loads(follow("--json").stdout)["recipients"]
    assert (recipient["pace"], recipient["secret"], recipient["deliveries"]) == ("day", None, [])
    assert follow("--remove", recipient["id"]).stdout == f"nothing more is sent to: {recipient['id']}\n"
    assert "sent to" not in follow().stdout
    removed = follow("--remove", recipient["id"])
    assert (removed.exit_code, "neither a question nor a recipient is 'to_" in removed.stdout) == (1, True)


def test_how_sending_fared_is_told_with_the_reason(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSQA_SMTP_URL", "smtp://localhost")
    monkeypatch.setenv("NEWSQA_MAIL_FROM", "news@paper.example")
    assert follow("--to", "mailto:desk@paper.example").exit_code == 0
    with SqliteArchive(home / "archive.db") as archive, archive.noting():
        (recipient,) = archive.deliveries.recipients()
        for name in ("a", "b"):
            archive.deliveries.make(name, recipient.id, [], NOW)
        archive.deliveries.begin(archive.deliveries.last(recipient.id, 1)[0], NOW)
        archive.deliveries.end("a", "given up", NOW, "answered 404")
    shown = follow().stdout
    assert "sent to mailto:desk@paper.example, each change by itself, of all questions" in shown
    assert "given up 2026-01-15 12:00 UTC after 1 try: answered 404" in shown
    assert "waiting after 0 tries, sent 2026-01-15 12:00 UTC" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--to", "https://127.0.0.1/"), "127.0.0.1 is not public"),
        (("--to", "mailto:a@b.example"), "mail needs the settings smtp_url and mail_from"),
        (("--to", "nowhere"), "'nowhere' is neither an address like https://paper.example/hook"),
        (("--every", "hour"), "'hour' is none of change, day, week"),
        (("--remove", "x", "--to", "y"), "takes no question, no --to and no --check"),
    ],
)
def test_what_is_wrong_is_named(arguments: tuple[str, ...], words: str) -> None:
    run = follow(*arguments)
    assert run.exit_code != 0
    assert words in " ".join(f"{run.stderr}{run.exception}".replace("│", "").split())


def test_a_publisher_that_the_archive_lacks_is_said_to_be_none() -> None:
    said = follow("--publisher", "The Papre").stderr
    assert "newsqa: the archive has no article of the publisher 'The Papre'" in said
