"""A backup is whole or there is none, it is taken while others write, and what is restored from it answers alike."""

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from archives import content, lines, record, revision
from conftest import ANSWERS, NOW, ROOT, SAMPLE, WordEncoder, WordReader, open_index, take_in
from typer.testing import CliRunner

from corpus.archive.sqlite import SqliteArchive
from corpus.errors import ArchiveError, StateError, UsageError
from index.ingest.doctor import examine
from qa.cli.main import app
from qa.question.request import Ask
from qa.service.ask import Service
from qa.service.backup import MANIFEST, MANIFESTS, CopiedFile, make_backup
from qa.service.kept_answers import KeptAnswers
from qa.service.keys import KeyFile
from qa.service.restore import read_manifest, restore_backup
from qa.service.settings import Settings, load_settings
from qa.service.source_list import SourceList

N_QUESTIONS = 40
TRY = """
import os, resource, signal, sys
from pathlib import Path
from conftest import NOW
from corpus.errors import StateError
from qa.service.backup import make_backup
from qa.service.settings import load_settings

home, place, fault = sys.argv[1:]

def progress(done, total, what):
    if fault == what:
        os.kill(os.getpid(), signal.SIGKILL)

if fault == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
if fault == "nobody":
    os.setuid(65_534)
try:
    make_backup(load_settings(home=Path(home)), Path(place), NOW, progress)
except (StateError, OSError) as error:
    sys.exit(str(error))
"""


def silent(*_: object) -> None:
    """Progress that nobody sees."""


@pytest.fixture
def settings(tmp_path: Path, words: WordEncoder) -> Settings:
    """A data folder with the sample articles, indexes, a key and a kept answer."""
    home = tmp_path / "home"
    take_in(home, words, SAMPLE)
    settings = load_settings(home=home)
    KeyFile(settings.keys).add("partner", ["read"])
    SourceList(settings).add("https://paper.example/feed.xml")
    opened = service(home, words)
    KeptAnswers(settings.answers, 10).keep(opened.ask(Ask("What did Japan pledge?")))
    archive = opened.passage_index.archive()
    assert isinstance(archive, SqliteArchive)
    archive.close()
    return settings


@pytest.fixture
def backup(settings: Settings, tmp_path: Path) -> Path:
    return make_backup(settings, tmp_path / "backup", NOW, silent)[0]


def service(home: Path, encoder: WordEncoder) -> Service:
    return Service(open_index(home, encoder), encoder, WordReader(), clock=lambda: NOW)


def answers(home: Path, encoder: WordEncoder) -> list[dict[str, Any]]:
    """To the first of the readers' questions, without what is different each time."""
    opened = service(home, encoder)
    asked = [json.loads(line) for line in (ANSWERS / "readers.jsonl").read_text(encoding="utf-8").splitlines()]
    given = [opened.ask(Ask(each["question"])) for each in asked[:N_QUESTIONS]]
    changing = {"id": None, "timing_ms": None, "suggestions": None}  # ways out are looked for as long as there is time
    return [asdict(answer) | changing for answer in given]


def files(folder: Path) -> dict[str, bytes]:
    """What a folder holds, without what only says who has it open."""
    found = [
        path for path in folder.rglob("*") if path.is_file() and path.name not in ("refresh.lock", "archive.db-shm")
    ]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_what_is_restored_gives_equal_answers_and_embeds_nothing(
    settings: Settings, backup: Path, tmp_path: Path
) -> None:
    manifest, aside = restore_backup(backup, tmp_path / "elsewhere", NOW, silent)
    restored, counting = load_settings(home=tmp_path / "elsewhere"), WordEncoder()
    opened = open_index(restored.home, counting)
    assert (aside, counting.n_encoded, opened.n_passages) == (None, 0, manifest.passages)
    assert [each.source.place for each in SourceList(restored).all()] == ["https://paper.example/feed.xml"]
    assert (restored.index / "dense.rows").read_bytes() == (settings.index / "dense.rows").read_bytes()
    expected = answers(settings.home, WordEncoder())
    assert answers(restored.home, counting) == expected
    assert sum(answer["status"] == "answered" for answer in expected) > N_QUESTIONS / 4
    assert content(restored.home) == content(settings.home)
    n_questions = counting.n_encoded
    take_in(restored.home, counting, SAMPLE)
    assert counting.n_encoded == n_questions
    assert [path.name for path in restored.answers.iterdir()] == [path.name for path in settings.answers.iterdir()]
    assert KeyFile(restored.keys).kept() == KeyFile(settings.keys).kept()
    assert stat.S_IMODE(restored.keys.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700


def test_a_backup_taken_while_another_process_refreshes_is_one_revision_and_goes_on_from_there(
    tmp_path: Path, words: WordEncoder
) -> None:
    home, source = tmp_path / "home", lines(tmp_path / "all.jsonl", *map(record, range(240)))
    take_in(home, words, lines(tmp_path / "first.jsonl", *map(record, range(30))))
    open_index(home, words)
    before = revision(home)
    command = [sys.executable, str(ROOT / "tests" / "crashing.py")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as refreshing:
        assert refreshing.stdin and refreshing.stdout
        asked: dict[str, Any] = {"home": str(home), "source": str(source), "fault": {}, "kill_after_s": None}
        refreshing.stdin.write(json.dumps(asked) + "\n")
        refreshing.stdin.flush()
        while revision(home) <= before + 2:
            time.sleep(0.01)
        backup, manifest = make_backup(load_settings(home=home), tmp_path / "backup", NOW, silent)
        refreshing.stdin.close()
        assert refreshing.stdout.readline() == "0\n"
    assert before + 2 < manifest.revision < revision(home)
    restore_backup(backup, tmp_path / "elsewhere", NOW, silent)
    restored, counting = tmp_path / "elsewhere", WordEncoder()
    with SqliteArchive(restored / "archive.db") as archive:
        assert (archive.revision(), archive.counts().articles) == (manifest.revision, manifest.articles)
        assert examine(archive, restored / "index") == []
    assert 30 < manifest.articles < 240
    assert content(restored) < content(home)
    assert open_index(restored, counting).n_passages == manifest.passages
    assert counting.n_encoded == 0
    take_in(restored, counting, source)
    assert counting.n_encoded == 240 - manifest.articles  # a passage each: those that came later, and no others
    assert content(restored) == content(home)
    assert answers(restored, counting)[0]["evidence"]


@pytest.mark.parametrize("fault", ["archive", "checking as newsqa doctor does"])
def test_a_backup_that_is_killed_has_no_name(settings: Settings, tmp_path: Path, fault: str) -> None:
    assert attempt(settings, tmp_path / "backups" / "mine", fault).returncode == -signal.SIGKILL
    assert not (tmp_path / "backups" / "mine").exists()
    assert all(path.name.endswith(".draft") for path in (tmp_path / "backups").iterdir())
    make_backup(settings, tmp_path / "backups" / "mine", NOW, silent)


def test_a_full_disk_is_told_and_leaves_nothing(settings: Settings, tmp_path: Path) -> None:
    ended = attempt(settings, tmp_path / "backups" / "mine", "full")
    assert ended.returncode == 1
    assert str(tmp_path / "backups" / "mine") in ended.stderr or "File too large" in ended.stderr
    assert not (tmp_path / "backups").exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only the superuser can become somebody else")
@pytest.mark.parametrize("unreadable", ["archive.db", "keys.json", "index/lexical", "answers", ""])
def test_a_folder_that_cannot_be_read_is_named_and_not_backed_up(
    settings: Settings, tmp_path: Path, unreadable: str
) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if "pytest-of-" in str(folder):
            folder.chmod(0o755)
    for path in settings.home.rglob("*"):
        path.chmod(0o755)
    (settings.home / unreadable).chmod(0)
    open_to_all = tmp_path / "backups"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    ended = attempt(settings, open_to_all / "mine", "nobody")
    assert str(settings.home / unreadable) in ended.stderr
    assert ended.returncode == 1
    assert list(open_to_all.iterdir()) == []


def attempt(settings: Settings, place: Path, fault: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", TRY, str(settings.home), str(place), fault],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))},
        capture_output=True,
        text=True,
        check=False,
    )


def test_ctrl_c_leaves_nothing(settings: Settings, backup: Path, tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_backup(settings, tmp_path / "backups" / "mine", NOW, stop)
    assert not (tmp_path / "backups").exists()
    with pytest.raises(KeyboardInterrupt):
        restore_backup(backup, tmp_path / "elsewhere", NOW, stop)
    assert not (tmp_path / "elsewhere").exists()


def test_a_damaged_archive_is_not_backed_up(settings: Settings, tmp_path: Path) -> None:
    with SqliteArchive(settings.archive_file) as archive:
        archive.settle()
    data = bytearray(settings.archive_file.read_bytes())
    data[4096 * 5 : 4096 * 6] = b"\x17" * 4096
    settings.archive_file.write_bytes(bytes(data))
    with pytest.raises(StateError, match=r"archive\.db"):
        make_backup(settings, tmp_path / "backup", NOW, silent)
    assert not (tmp_path / "backup").exists()


def test_what_is_wrong_in_the_archive_is_told_with_its_backup(settings: Settings, tmp_path: Path) -> None:
    with SqliteArchive(settings.archive_file) as archive:
        archive.database.run("UPDATE version SET title = 'Another' WHERE number = 1")
    _, manifest = make_backup(settings, tmp_path / "backup", NOW, silent)
    assert len(manifest.findings) == 1 and "are not those that were stored" in manifest.findings[0]


def test_damaged_indexes_are_left_out_and_made_anew(settings: Settings, tmp_path: Path) -> None:
    with (settings.index / "dense.rows").open("rb+") as file:
        file.truncate(900)
    backup, manifest = make_backup(settings, tmp_path / "backup", NOW, silent)
    assert manifest.findings == ()
    assert not any(name.startswith("index") for name in manifest.files)
    restore_backup(backup, tmp_path / "elsewhere", NOW, silent)
    counting = WordEncoder()
    assert open_index(tmp_path / "elsewhere", counting).n_passages == manifest.passages
    assert counting.n_encoded == 0


@pytest.mark.parametrize("name", ["archive.db", "index/dense.rows", "keys.json"])
@pytest.mark.parametrize("damage", ["one bit", "cut", "missing"])
def test_a_damaged_backup_is_refused_by_name_before_anything_is_written(
    backup: Path, tmp_path: Path, name: str, damage: str
) -> None:
    data = bytearray((backup / name).read_bytes())
    data[len(data) // 2] ^= 1
    if damage == "missing":
        (backup / name).unlink()
    else:
        (backup / name).write_bytes(data if damage == "one bit" else data[:-3])
    with pytest.raises(StateError, match=f"backup/{name}.* the backup is damaged"):
        restore_backup(backup, tmp_path / "elsewhere", NOW, silent)
    assert not (tmp_path / "elsewhere").exists()


def test_what_is_no_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"is no backup: it has no {MANIFEST}"):
        read_manifest(tmp_path)
    told = json.loads((backup / MANIFEST).read_text())
    for strange in ("../archive.db", "index/../../x", "/etc/passwd", "", "models/x"):
        files = {**told["files"], strange: {"bytes": 0, "sha256": ""}}
        (backup / MANIFEST).write_text(json.dumps({**told, "files": files}))
        with pytest.raises(UsageError, match="is no backup of a data folder"):
            read_manifest(backup)
    (backup / MANIFEST).write_text("{")
    with pytest.raises(UsageError, match="is damaged"):
        read_manifest(backup)


def test_a_backup_of_a_later_release_is_refused_and_nothing_stays(settings: Settings, tmp_path: Path) -> None:
    backup, manifest = make_backup(settings, tmp_path / "backup", NOW, silent)
    with SqliteArchive(backup / "archive.db") as archive:
        archive.database.run("PRAGMA user_version = 99")
    files = {**manifest.files, "archive.db": CopiedFile.of(backup / "archive.db")}
    (backup / MANIFEST).write_bytes(MANIFESTS.dump_json(replace(manifest, files=files)))
    with pytest.raises(ArchiveError, match="update newsqa"):
        restore_backup(backup, tmp_path / "elsewhere", NOW, silent)
    assert not (tmp_path / "elsewhere" / "archive.db").exists()


def test_a_folder_that_holds_something_is_refused_and_moved_aside_if_asked(
    settings: Settings, backup: Path, words: WordEncoder, tmp_path: Path
) -> None:
    take_in(settings.home, words, lines(tmp_path / "later.jsonl", record(1)))
    before = files(settings.home)
    with pytest.raises(UsageError, match=r"holds archive\.db, index, answers, keys\.json, sources\.json; .*--force"):
        restore_backup(backup, settings.home, NOW, silent)
    assert files(settings.home) == before
    with (
        SqliteArchive(settings.archive_file),
        pytest.raises(StateError, match=r"archive\.db is in use; stop what has it open"),
    ):
        restore_backup(backup, settings.home, NOW, silent, force=True)
    assert files(settings.home) == before
    manifest, aside = restore_backup(backup, settings.home, NOW, silent, force=True)
    assert aside == settings.home / "replaced-20260115T120000Z"
    assert revision(aside) == revision(settings.home) + 1
    assert revision(settings.home) == manifest.revision
    assert (aside / "keys.json").exists() and (aside / "index" / "dense.rows").exists()
    settings.archive_file.write_bytes(b"no archive at all" * 400)  # what is damaged is what one restores
    restore_backup(backup, settings.home, NOW.replace(minute=1), silent, force=True)
    assert revision(settings.home) == manifest.revision


def test_what_is_moved_aside_stays_as_an_earlier_release_has_it(settings: Settings, backup: Path) -> None:
    def version(path: Path, wanted: str = "") -> int:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version {wanted}")
            return int(connection.execute("PRAGMA user_version").fetchone()[0])

    assert version(settings.archive_file, "= 3") == 3
    _, aside = restore_backup(backup, settings.home, NOW, silent, force=True)
    assert aside and version(aside / "archive.db") == 3


def test_a_restore_that_is_stopped_while_it_moves_leaves_all_as_it_was(
    settings: Settings, backup: Path, words: WordEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(settings.home, words, lines(tmp_path / "later.jsonl", record(1)))
    names, held, rename, n_stopped = set(files(settings.home)), content(settings.home), Path.rename, 0
    for at in range(1, 20):
        left = [at]

        def stop(path: Path, target: Path, left: list[int] = left) -> Path:
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", stop)
        try:
            restore_backup(backup, settings.home, NOW, silent, force=True)
            break
        except KeyboardInterrupt:
            n_stopped += 1
        assert (set(files(settings.home)), content(settings.home)) == (names, held)
        assert not list(settings.home.glob("replaced-*")) and not list(settings.home.glob("*.draft"))
    assert n_stopped >= 8
    assert revision(settings.home) == read_manifest(backup).revision


def test_nothing_is_written_over(settings: Settings, backup: Path, tmp_path: Path) -> None:
    before = files(backup)
    (tmp_path / "file").write_text("mine")
    for place in (backup, tmp_path / "file"):
        with pytest.raises(UsageError, match=f"{place} exists already"):
            make_backup(settings, place, NOW, silent)
    assert files(backup) == before
    (tmp_path / "backups").mkdir()
    dated, _ = make_backup(settings, tmp_path / "backups", NOW, silent)
    assert dated == tmp_path / "backups" / "newsqa-20260115T120000Z"
    with pytest.raises(UsageError, match="exists already"):
        make_backup(settings, tmp_path / "backups", NOW, silent)
    for inside in (settings.home, settings.home / "mine"):
        with pytest.raises(UsageError, match="lies in the data folder"):
            make_backup(settings, inside, NOW, silent)


def test_both_commands_say_what_they_did(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSQA_HOME", str(settings.home))
    run = CliRunner()
    made = run.invoke(app, ["backup", "mine"])
    assert made.exit_code == 0
    assert made.stdout.startswith("Backed up to mine: revision ") and "33 articles in 34 versions" in made.stdout
    restored = run.invoke(app, ["restore", "mine", "--into", "elsewhere"])
    assert restored.exit_code == 0
    assert restored.stdout.startswith("Restored into elsewhere, as of 20") and "nothing is embedded" in restored.stdout
    again = run.invoke(app, ["restore", "mine", "--into", "elsewhere", "--force"])
    assert "What was there is in elsewhere/replaced-" in again.stdout
    refused = run.invoke(app, ["restore", "mine"])
    assert isinstance(refused.exception, UsageError) and str(settings.home) in str(refused.exception)
    assert "newsqa backup /backups" in run.invoke(app, ["backup", "--help"]).output
