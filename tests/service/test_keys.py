"""Keys are made, kept hashed, listed and revoked, and a server that runs sees it."""

import os
import stat
from pathlib import Path

import pytest

from corpus.errors import StateError, UsageError
from qa.service.keys import KeyFile


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys.json")


def test_a_key_is_shown_once_and_stored_as_its_digest_for_its_owner_alone(file: KeyFile, tmp_path: Path) -> None:
    shown, key = file.add("newsroom", ["ask", "read"], ["The Paper"], 60)
    stored = tmp_path / "keys.json"
    assert shown.startswith("newsqa_") and len(shown) > 40
    assert shown not in stored.read_text() and shown.removeprefix("newsqa_") not in stored.read_text()
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert file.kept() == (key,)
    assert (key.name, key.scopes, key.publishers, key.per_minute) == ("newsroom", ("read", "ask"), ("The Paper",), 60)
    assert file.find(shown) == key
    assert file.find(shown + "x") is None and file.find(key.digest) is None and file.find("") is None


def test_a_running_server_sees_what_another_process_adds_and_revokes(file: KeyFile, tmp_path: Path) -> None:
    server = KeyFile(tmp_path / "keys.json")
    assert server.find("newsqa_x") is None and not server.grants("read")
    shown, key = file.add("a", ["read"])
    assert server.find(shown) == key and server.grants("read") and not server.grants("admin")
    file.revoke(key.id)
    assert server.find(shown) is None and not server.grants("read")
    assert [each.revoked is not None for each in server.kept()] == [True]


def test_a_name_is_free_again_when_its_key_is_revoked(file: KeyFile) -> None:
    first, _ = file.add("a", ["read"])
    with pytest.raises(UsageError, match="there is a key 'a' already"):
        file.add("a", ["read"])
    file.revoke("a")
    second, _ = file.add("a", ["admin"])
    assert file.find(first) is None and file.find(second) is not None
    with pytest.raises(UsageError, match=r"no key 'b' to revoke; there are: [0-9a-f]{8} \(a\)"):
        file.revoke("b")


@pytest.mark.parametrize(
    ("name", "publishers", "rate", "words"),
    [
        ("", [], None, "got ''"),
        ("a\nb", [], None, "printed"),
        ("x" * 61, [], None, "1 to 60"),
        ("a", ["www."], None, "'www.' is no publisher's name"),
        ("a", ["\u200b"], None, "no publisher's name"),
        ("a", [], 0, "got 0"),
    ],
)
def test_what_cannot_be_a_key_is_named(
    file: KeyFile, name: str, publishers: list[str], rate: int | None, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        file.add(name, ["read"], publishers, rate)
    assert file.kept() == ()


def test_an_admins_key_cannot_be_narrowed(file: KeyFile) -> None:
    with pytest.raises(UsageError, match="reads all publishers"):
        file.add("a", ["admin"], ["The Paper"])


def test_a_file_that_cannot_be_read_lets_nobody_in_and_is_not_written_over(
    file: KeyFile, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shown, _ = file.add("a", ["read"])
    assert file.find(shown)
    (tmp_path / "keys.json").write_text("[{]")
    os.utime(tmp_path / "keys.json", ns=(1, 1))
    assert file.find(shown) is None and "no key is taken" in caplog.text
    with pytest.raises(StateError, match="does not hold keys"):
        file.add("b", ["read"])
    assert (tmp_path / "keys.json").read_text() == "[{]"
