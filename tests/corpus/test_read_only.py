"""A data folder that cannot be written to is read from, and is not changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, WordEncoder, open_index, take_in

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import ArchiveError
from qa.service.opening import index_folder
from qa.service.settings import load_settings

ARTICLE = "The bridge\nurl: https://paper.example/1\npublished: 2025-10-27\n\nThe bridge will open in June."
MOUNTED = "mount --bind {0} {0} && mount -o remount,ro,bind {0} {0} && exec {1}"


@pytest.fixture
def home(tmp_path: Path, words: WordEncoder) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (tmp_path / "a.txt").write_text(ARTICLE)
    take_in(folder, words, tmp_path / "a.txt")
    open_index(folder, words)
    return folder


def content(home: Path) -> dict[str, bytes]:
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_an_archive_that_cannot_be_written_to_is_read_and_stays_as_it_is(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(home)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with SqliteArchive(home / "archive.db") as archive:
        assert archive.counts().articles == 1
        assert [each.article.title for each in archive.newest(1)] == ["The bridge"]
        with pytest.raises(ArchiveError, match="readonly"), archive.writing():
            pass
    assert content(home) == before


def test_an_archive_of_an_earlier_release_is_refused_where_it_cannot_be_brought_up_to_date(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqliteArchive(home / "archive.db") as archive:
        archive.database.run("PRAGMA user_version = 9")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ArchiveError, match="cannot be written to, and its tables have to be brought up to date"):
        SqliteArchive(home / "archive.db")


def test_the_indexes_are_copied_from_where_they_cannot_be_locked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(home=home)
    assert index_folder(settings) == settings.index
    monkeypatch.setattr(os, "access", lambda *_: False)
    copied = index_folder(settings)
    assert copied != settings.index
    assert (copied / "dense.rows").read_bytes() == (settings.index / "dense.rows").read_bytes()


def test_on_a_folder_that_is_mounted_read_only_status_and_doctor_answer(home: Path) -> None:
    before = content(home)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = MOUNTED.format(home, " ".join((sys.executable, "-m", "qa", *arguments)))
        environment = {**os.environ, "NEWSQA_HOME": str(home), "PYTHONPATH": str(ROOT)}
        return subprocess.run(
            ["unshare", "--mount", "sh", "-c", command], env=environment, capture_output=True, text=True, check=False
        )

    try:
        told = run("status")
    except FileNotFoundError:
        pytest.skip("there is no unshare")
    if "unshare" in told.stderr or "mount" in told.stderr:
        pytest.skip(f"no folder can be mounted here: {told.stderr}")
    assert (told.returncode, "articles             1" in told.stdout) == (0, True)
    assert run("doctor").stdout == f"All is well with {home / 'archive.db'}.\n"
    refused = run("remove", "https://paper.example/1")
    assert (refused.returncode, "Read-only file system" in refused.stderr) == (1, True)
    assert content(home) == before
