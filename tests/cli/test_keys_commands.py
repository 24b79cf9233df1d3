"""`newsqa keys` from the shell, and what `newsqa serve` warns of."""

import json
from pathlib import Path

import pytest
from conftest import NOW, an_article
from typer.testing import CliRunner

from corpus.archive.sqlite import SqliteArchive
from qa.cli.main import app
from qa.cli.serve_command import warnings
from qa.service.keys import KeyFile
from qa.service.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSQA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_key_is_made_listed_and_revoked(home: Path) -> None:
    run = CliRunner()
    made = run.invoke(app, ["keys", "add", "partner", "--scope", "read", "--publisher", "The Paper", "--rate", "60"])
    assert made.exit_code == 0
    key = made.stdout.strip()
    found = KeyFile(home / "keys.json").find(key)
    assert found and found.scopes == ("read",)
    assert "not shown again" in made.stderr and key not in made.stderr
    listed = run.invoke(app, ["keys", "list"]).stdout
    assert f"{found.id}  partner  read  publishers: The Paper  60 requests a minute  made " in listed
    (told,) = json.loads(run.invoke(app, ["keys", "list", "--json"]).stdout)
    assert (told["name"], told["revoked"], "digest" in told) == ("partner", None, False)
    assert run.invoke(app, ["keys", "revoke", "partner"]).stdout == f"revoked: {found.id} (partner)\n"
    assert "revoked 20" in run.invoke(app, ["keys", "list"]).stdout
    assert KeyFile(home / "keys.json").find(key) is None


def test_a_publisher_that_the_archive_lacks_is_said_to_be_none(home: Path) -> None:
    def said(name: str, publisher: str) -> str:
        return CliRunner().invoke(app, ["keys", "add", name, "--publisher", publisher]).stderr

    assert "no article of the publisher 'The Papre'; the key reads nothing" in said("before any", "The Papre")
    with SqliteArchive(home / "archive.db", create=True) as archive, archive.writing() as revision:
        archive.put(an_article(1, publisher="The Paper"), revision=revision, now=NOW)
    assert "publisher 'The Papre' (did you mean 'The Paper'?); the key" in said("misspelt", "The Papre")
    assert "no article" not in said("right", "the paper")


def test_without_options_a_key_is_for_reading_and_asking(home: Path) -> None:
    CliRunner().invoke(app, ["keys", "add", "reader"])
    assert [key.scopes for key in KeyFile(home / "keys.json").kept()] == [("read", "ask")]


def test_an_unknown_scope_is_named() -> None:
    refused = CliRunner().invoke(app, ["keys", "add", "x", "--scope", "write"])
    assert refused.exit_code == 2
    assert "'write' is no scope" in refused.stderr


def told(**given: str) -> str:
    settings: Settings = load_settings(**given)
    return "\n".join(warnings(settings, KeyFile(settings.keys)))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.5.5.5"])
def test_on_this_machine_alone_nothing_is_warned_of(host: str) -> None:
    assert told(host=host) == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "news.example"])
def test_a_public_address_without_keys_is_warned_of_in_words(host: str) -> None:
    warned = told(host=host)
    assert "no key for whoever runs this" in warned and "NEWSQA_ADMIN_KEY" in warned
    assert f"whoever reaches {host} may read and ask" in warned
    assert "no key" not in told(host=host, admin_key="sixteen characters")
    KeyFile(load_settings().keys).add("me", ["admin"])
    assert told(host=host, reading="key") == ""


def test_reading_by_key_without_any_is_warned_of() -> None:
    assert "there is none yet" in told(reading="key")
    KeyFile(load_settings().keys).add("reader", ["read"])
    assert told(reading="key") == ""
