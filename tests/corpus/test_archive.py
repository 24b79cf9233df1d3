import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import NOW, an_article

from corpus.archive.archive_place import ArchivePlace
from corpus.archive.migrate import schema, statements
from corpus.archive.sql_archive import SqlArchive
from corpus.archive.sqlite import SqliteArchive
from corpus.archive.versions import Change, StoredVersion
from corpus.article import Article, canonical_url, make_article
from corpus.corrections import Correction
from corpus.errors import ArchiveError
from corpus.page import Page

URL = "https://paper.example/1"
LATER = NOW + timedelta(hours=1)


def day(n: int) -> datetime:
    return datetime(2025, 10, n, tzinfo=UTC)


def put(archive: SqlArchive, *articles: Article, now: datetime = NOW) -> list[Change]:
    """Keep articles in one revision and say what each changed."""
    with archive.writing() as revision:
        return [archive.put(article, revision=revision, now=now)[1] for article in articles]


def a_version(words: str, *, published: str | None = "2025-10-01", modified: str | None = None) -> Article:
    return an_article(text=words, published=published, modified=modified)


def history(archive: SqlArchive) -> list[tuple[str, datetime, datetime | None]]:
    """Words and visibility of the versions of the article at URL, the current one first."""
    return [
        (stored.article.text, stored.visible_from, stored.visible_until)
        for stored in archive.versions(an_article(url=URL).id)
    ]


def rows(archive: SqlArchive) -> list[tuple[object, ...]]:
    return archive.database.run("SELECT * FROM version ORDER BY number")


@contextmanager
def another_process(place: ArchivePlace, work: str) -> Iterator[subprocess.Popen[str]]:
    """A second process that has the archive open as `archive`, runs `work`, says "done" and waits to be let go."""
    given = f"Path({str(place)!r})" if isinstance(place, Path) else f"PostgresAddress({place.url!r})"
    script = f"""
from pathlib import Path
from corpus.archive.archive_place import open_archive
from corpus.archive.postgres import PostgresAddress
with open_archive({given}) as archive:
{work}
    print("done", flush=True)
    input()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdin and process.stdout and process.stderr
        if process.stdout.readline() != "done\n":
            raise AssertionError(process.stderr.read())
        try:
            yield process
        finally:
            process.stdin.close()


def test_opening_creates_the_tables_and_folders_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "archive.db"
    with SqliteArchive(path, create=True) as archive:
        assert archive.revision() == 0
        identity = archive.fact("identity")
        assert archive.database.value("PRAGMA user_version") == len(schema())
        assert archive.database.value("PRAGMA journal_mode") == "wal"
    for create in (True, False):
        with SqliteArchive(path, create=create) as again:
            assert again.fact("identity") == identity and identity
            assert again.fact("no such fact") is None


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    (tmp_path / "archive.db").touch()
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert put(archive, an_article()) == ["new"]


def test_opening_an_archive_again_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with SqliteArchive(path, create=True) as archive:
        put(archive, an_article())
    before = path.read_bytes()
    SqliteArchive(path).close()
    assert path.read_bytes() == before


def test_a_script_is_split_into_whole_statements() -> None:
    script = "CREATE TABLE a (x, -- with; a comment\n y);\nINSERT INTO a VALUES (';', 2);\n"
    assert [statement.split()[0] for statement in statements(script)] == ["CREATE", "INSERT"]
    connection = sqlite3.connect(":memory:")
    for statement in statements(script):
        connection.execute(statement)
    assert connection.execute("SELECT * FROM a").fetchall() == [(";", 2)]
    connection.close()


def test_a_missing_archive_is_refused_and_not_created(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with pytest.raises(ArchiveError) as raised:
        SqliteArchive(path)
    assert str(raised.value) == f"no archive at {path}; create one with: newsqa refresh PATH"
    assert not path.exists()


def test_an_archive_of_a_newer_format_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with SqliteArchive(path, create=True) as archive:
        archive.database.run("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(ArchiveError) as raised:
        SqliteArchive(path)
    assert str(raised.value) == (
        f"archive {path} cannot be used: it has format 99, this release reads up to {len(schema())}: update newsqa"
    )
    assert path.read_bytes() == before


def test_a_file_that_turns_out_to_be_damaged_is_named(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    with SqliteArchive(path, create=True) as archive:
        put(archive, *map(an_article, range(200)))
        archive.settle()
    data = path.read_bytes()
    kept = len(data) * 3 // 4  # behind what says which tables there are
    path.write_bytes(data[:kept] + b"\x17" * (len(data) - kept))
    with (
        SqliteArchive(path) as archive,
        pytest.raises(ArchiveError, match=f"archive {path} cannot be used: .*malformed"),
    ):
        archive.versions_by_number(list(range(200)))


@pytest.mark.parametrize("user_version", [0, 1, 99])
@pytest.mark.parametrize("create", [False, True])
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, user_version: int, create: bool) -> None:
    path = tmp_path / "bookmarks.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE bookmark (url TEXT)")
    connection.execute(f"PRAGMA user_version = {user_version}")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError) as raised:
        SqliteArchive(path, create=create)
    assert str(raised.value) == f"archive {path} cannot be used: it is another program's database"
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["bookmarks.db"]


STRANGE = (
    ("trigger", "CREATE TRIGGER strange AFTER INSERT ON version BEGIN DELETE FROM article; END"),
    ("view", "CREATE VIEW strange AS SELECT * FROM version"),
    ("table", "CREATE VIRTUAL TABLE strange USING fts5(text)"),
)


@pytest.mark.parametrize(("kind", "statement"), STRANGE)
@pytest.mark.parametrize("is_writable", [True, False])
def test_an_archive_that_somebody_gave_work_of_its_own_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, statement: str, is_writable: bool
) -> None:
    path = tmp_path / "archive.db"
    with SqliteArchive(path, create=True) as archive:
        archive.database.run(statement)
        archive.settle()
    monkeypatch.setattr(os, "access", lambda *_: is_writable)
    with pytest.raises(ArchiveError, match=f"it has the {kind} 'strange', which newsqa does not make"):
        SqliteArchive(path)


def test_what_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    path.write_text("This is a letter, not a database. " * 50)
    with pytest.raises(ArchiveError, match=f"archive {path} cannot be used: file is not a database"):
        SqliteArchive(path, create=True)
    assert path.read_text().startswith("This is a letter")


def test_a_place_where_no_file_can_be_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file" / "archive.db", tmp_path / "file" / "folder" / "archive.db"):
        with pytest.raises(ArchiveError, match=f"archive {path} cannot be used: "):
            SqliteArchive(path, create=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write to read-only files")
def test_an_archive_that_cannot_be_written_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    SqliteArchive(path, create=True).close()
    path.chmod(0o444)
    with (
        pytest.raises(ArchiveError, match=f"archive {path} cannot be used: attempt to write a readonly database"),
        SqliteArchive(path) as archive,
        archive.writing(),
    ):
        pass
    tmp_path.chmod(0o555)
    with pytest.raises(ArchiveError, match=r"folder/archive\.db cannot be used: "):
        SqliteArchive(tmp_path / "folder" / "archive.db", create=True)
    tmp_path.chmod(0o755)


def test_what_is_put_comes_back_as_it_was(archive: SqlArchive) -> None:
    article = an_article(
        text="Größe: 5 m².\n\n“Yes”, 日本 said 👍.", published="2025-10-27T09:00:00+09:00", modified="2025-10-28"
    )
    with archive.writing() as revision:
        number, change = archive.put(article, revision=revision, now=NOW)
    assert (number, change) == (1, "new")
    (stored,) = archive.versions(article.id)
    assert stored == StoredVersion(1, article, NOW, day(28), None, revision, NOW)
    assert archive.versions_by_number([1, 7]) == {1: stored}
    assert archive.versions_by_number([]) == {}
    assert archive.versions("0" * 16) == []


def test_put_says_what_changed_and_change_says_it_beforehand(archive: SqlArchive) -> None:
    steps: list[tuple[Article, Change, int | None]] = [
        (an_article(text="Words."), "new", 1),
        (an_article(text="Words."), "unchanged", None),
        (an_article(text="Words.", publisher="Another"), "details", None),
        (an_article(text="Words.", publisher="Another", published="2025-10-28"), "details", None),
        (an_article(text="Words.", publisher="Another", published="2025-10-28"), "unchanged", None),
        (an_article(text="Other words."), "changed", 2),
        (an_article(text="Other words.", title="Another headline"), "changed", 3),
        (an_article(2, text="Words."), "new", 4),
    ]
    for article, change, number in steps:
        assert archive.change(article) == change
        with archive.writing() as revision:
            assert archive.put(article, revision=revision, now=NOW) == (number, change)
        assert archive.change(article) == "unchanged"


def test_details_replace_those_of_the_same_words(archive: SqlArchive) -> None:
    put(archive, an_article(publisher="The Paper", published=None))
    put(archive, an_article(publisher="The Daily Paper", published="2025-10-03"), now=LATER)
    (stored,) = archive.versions(an_article().id)
    assert (stored.article.publisher, stored.article.published) == ("The Daily Paper", day(3))
    assert (stored.first_seen, stored.visible_from) == (NOW, day(3))


def test_each_commit_is_the_next_revision(archive: SqlArchive) -> None:
    for n in (1, 2, 3):
        with archive.writing() as revision:
            assert revision == n == archive.revision()
    assert archive.revision() == 3


def test_nothing_is_kept_of_a_block_that_raises(archive: SqlArchive) -> None:
    put(archive, an_article(1))
    with pytest.raises(KeyError, match="power"), archive.writing() as revision:
        archive.put(an_article(2), revision=revision, now=NOW)
        archive.put(an_article(1, text="Other words."), revision=revision, now=NOW)
        archive.remove(URL, revision=revision, now=NOW)
        archive.set_fact("model", "another")
        raise KeyError("power")
    assert archive.revision() == 1
    assert (archive.counts().articles, archive.counts().versions, archive.fact("model")) == (1, 1, None)
    assert put(archive, an_article(2)) == ["new"]
    assert archive.revision() == 2


def test_only_changed_rows_get_the_new_revision(archive: SqlArchive) -> None:
    def revisions() -> list[int]:
        return [revision for (revision,) in archive.database.run("SELECT revision FROM version ORDER BY number")]

    put(archive, an_article(1), an_article(2))
    put(archive, an_article(1), an_article(2, text="Other words."), an_article(3))
    assert revisions() == [1, 2, 2, 2], "of article 2, the old version ends and the new one begins"
    put(archive, an_article(2, text="Words again."))
    assert revisions() == [1, 2, 3, 2, 3]


A, B, C = "First words.", "Second words.", "Third words."
FIRST, SECOND = ("2025-10-01", None), ("2025-10-01", "2025-10-05")


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([(A, "2025-10-01", None)], [(A, day(1), None)]),
        ([(A, None, None)], [(A, NOW, None)]),
        ([(A, "2025-10-01", "2025-10-03")], [(A, day(3), None)]),
        ([(A, None, "2025-10-03")], [(A, day(3), None)]),
        ([(A, "2025-10-03", "2025-10-01")], [(A, day(3), None)]),
        ([(A, "1912-04-15", None)], [(A, datetime(1912, 4, 15, tzinfo=UTC), None)]),
        ([(A, None, "1912-04-15")], [(A, datetime(1912, 4, 15, tzinfo=UTC), None)]),
        ([(A, "1970-01-01", None)], [(A, datetime(1970, 1, 1, tzinfo=UTC), None)]),
        ([(A, *FIRST), (B, *SECOND)], [(B, day(5), None), (A, day(1), day(5))]),
        ([(B, *SECOND), (A, "2025-10-01", "2025-10-02")], [(B, day(5), None), (A, day(2), day(5))]),
        ([(A, *FIRST), (B, *FIRST)], [(B, LATER, None), (A, day(1), LATER)]),
        ([(A, None, None), (B, None, None)], [(B, LATER, None), (A, NOW, LATER)]),
        ([(A, *FIRST), (B, "2025-10-04", "2025-10-02")], [(B, day(4), None), (A, day(1), day(4))]),
        (
            [(A, *FIRST), (C, "2025-10-01", "2025-10-09"), (B, *SECOND)],
            [(C, day(9), None), (B, day(5), day(9)), (A, day(1), day(5))],
        ),
        (
            [(A, *FIRST), (B, *SECOND), (A, "2025-10-01", "2025-10-09")],
            [(A, day(9), None), (B, day(5), day(9)), (A, day(1), day(5))],
        ),
    ],
    ids=[
        "published",
        "first seen",
        "modified",
        "modified alone",
        "modified before published",
        "old",
        "modified alone, old",
        "second zero",
        "replaced",
        "late older version",
        "replaced without a date",
        "undated",
        "published anew",
        "between two",
        "back again",
    ],
)
def test_a_version_is_visible_from_its_date_until_the_next_one(
    archive: SqlArchive,
    versions: list[tuple[str, str | None, str | None]],
    expected: list[tuple[str, datetime, datetime | None]],
) -> None:
    for n, (words, published, modified) in enumerate(versions):
        put(archive, a_version(words, published=published, modified=modified), now=NOW + n * (LATER - NOW))
    assert history(archive) == expected


def test_reading_a_file_with_two_versions_again_changes_nothing(archive: SqlArchive) -> None:
    for versions in (
        [a_version(A), a_version(B, modified="2025-10-05")],
        [a_version(A), a_version(B)],
        [a_version(A), a_version(B, modified="2025-10-05"), a_version(A, modified="2025-10-09")],
        [a_version(B, modified="2025-10-05"), a_version(A)],
    ):
        with archive.writing() as revision:
            archive.remove(URL, revision=revision, now=NOW)
        archive.readmit(URL)
        assert put(archive, *versions) == ["new"] + ["changed"] * (len(versions) - 1)
        before = rows(archive)
        assert put(archive, *versions, now=LATER) == ["unchanged"] * len(versions)
        assert rows(archive) == before


def test_a_text_that_comes_back_without_a_new_date_is_the_known_version(archive: SqlArchive) -> None:
    assert put(archive, a_version(A), a_version(B), a_version(A)) == ["new", "changed", "unchanged"]
    assert [words for words, *_ in history(archive)] == [B, A]


def back_and_forth(archive: SqlArchive, *articles: Article) -> list[Change]:
    """Keep what readers see at an address, one after another, an hour apart."""
    changes = []
    for n, article in enumerate(articles):
        with archive.writing() as revision:
            now = NOW + n * (LATER - NOW)
            changes.append(archive.change(article, live=True))
            assert archive.put(article, revision=revision, now=now, live=True)[1] == changes[-1]
    return changes


@pytest.mark.parametrize("modified", [None, "2025-10-05"])
def test_a_wording_that_readers_see_again_is_shown_again(archive: SqlArchive, modified: str | None) -> None:
    one, two = a_version(A, modified=modified), a_version(B, modified=modified)
    assert back_and_forth(archive, one, two, two, one, one) == ["new", "changed", "unchanged", "changed", "unchanged"]
    start = day(5) if modified else day(1)
    at = [NOW + n * (LATER - NOW) for n in range(4)]
    assert history(archive) == [(A, at[3], None), (B, at[1], at[3]), (A, start, at[1])]
    assert put(archive, one, two, now=NOW + 9 * (LATER - NOW)) == ["unchanged"] * 2, "a file with both is read again"
    assert [words for words, *_ in history(archive)] == [A, B, A]


def test_an_old_copy_with_an_older_date_does_not_replace_what_readers_see(archive: SqlArchive) -> None:
    one, two = a_version(A, modified="2025-10-02"), a_version(B, modified="2025-10-05")
    assert back_and_forth(archive, one, two, one) == ["new", "changed", "unchanged"]
    assert [words for words, *_ in history(archive)] == [B, A]


def test_a_date_that_an_earlier_version_had_says_nothing_of_a_later_one(archive: SqlArchive) -> None:
    put(archive, a_version(A, modified="2025-10-05"))
    put(archive, a_version(B, modified="2025-10-05"), now=LATER)
    assert history(archive) == [(B, LATER, None), (A, day(5), LATER)]


def test_what_is_said_beside_the_words_is_kept_and_told_as_details(archive: SqlArchive) -> None:
    stated = Correction("correction", "The bridge is in the north.", day(3), None)
    plain = {
        "url": URL,
        "title": "The bridge",
        "text": "It opened.\nCorrection, Oct. 2, 2025: On a Monday.",
        "now": NOW,
    }
    first, second = make_article(**plain), make_article(**plain, is_free=False, corrections=[stated, stated])  # type: ignore[arg-type]
    assert put(archive, first, second, second) == ["new", "details", "unchanged"]
    (stored,) = archive.versions(first.id)
    assert stored.article == second
    assert stored.article.is_free is False
    assert [(each.date, each.start) for each in stored.article.corrections] == [(day(2), 11), (day(3), None)]


def test_what_is_removed_is_erased_and_stays_out(archive_file: SqliteArchive) -> None:
    words = "Secret words. " * 2000 + "\nCorrection: Secret words.\n"
    put(archive_file, an_article(1, text=words), an_article(2))
    put(archive_file, an_article(1, text=words + "More."))
    numbers = [stored.number for stored in archive_file.versions(an_article(1).id)]
    assert archive_file.has(URL)
    with archive_file.writing() as revision:
        assert sorted(archive_file.remove(URL, revision=revision, now=NOW)) == sorted(numbers)
    assert not archive_file.has(URL)
    assert archive_file.versions(an_article(1).id) == [] and archive_file.versions_by_number(numbers) == {}
    assert archive_file.counts().articles == 1
    assert archive_file.change(an_article(1)) == "removed"
    assert put(archive_file, an_article(1), an_article(1, text="Rewritten.")) == ["removed", "removed"]
    assert archive_file.versions(an_article(1).id) == []
    told = archive_file.database.run("SELECT number FROM version WHERE removed AND revision = ?", (revision,))
    assert sorted(number for (number,) in told) == sorted(numbers)
    archive_file.close()
    assert [file for file in archive_file.path.parent.iterdir() if b"Secret words." in file.read_bytes()] == []


def test_removing_what_is_unknown_changes_nothing(archive: SqlArchive) -> None:
    put(archive, an_article())
    with archive.writing() as revision:
        assert archive.remove("https://paper.example/unknown", revision=revision, now=NOW) == []
    assert not archive.has("https://paper.example/unknown")
    assert archive.counts().articles == 1


def test_what_is_readmitted_is_taken_again(archive: SqlArchive) -> None:
    put(archive, an_article(text="Old words."))
    assert not archive.readmit(URL)
    with archive.writing() as revision:
        archive.remove(canonical_url(URL), revision=revision, now=NOW)
    assert archive.readmit(URL)
    assert not archive.readmit(URL)
    assert archive.versions(an_article().id) == []
    assert put(archive, an_article(text="Old words."), now=LATER) == ["new"]
    (stored,) = archive.versions(an_article().id)
    assert (stored.number, stored.article.text, stored.first_seen) == (2, "Old words.", LATER)


def test_counts(archive: SqlArchive) -> None:
    empty = archive.counts()
    assert (empty.revision, empty.articles, empty.versions, empty.newest) == (0, 0, 0, None)
    put(archive, an_article(1, published="2025-10-03"), an_article(2, published=None))
    put(archive, an_article(1, text="Other words.", published="2025-10-03"), an_article(3, published="2025-10-02"))
    counts = archive.counts()
    assert (counts.revision, counts.articles, counts.versions, counts.newest) == (2, 3, 4, day(3))
    with archive.writing() as revision:
        archive.remove(URL, revision=revision, now=NOW)
    counts = archive.counts()
    assert (counts.revision, counts.articles, counts.versions, counts.newest) == (3, 2, 2, day(2))


def test_a_second_writer_is_told_which_archive_is_locked(
    archive: SqlArchive, place: ArchivePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.archive.tables.database.BUSY_TIMEOUT_S", 0.1)
    put(archive, an_article(1))
    work = "    writing = archive.writing(); writing.__enter__()"
    with another_process(place, work), archive.another() as impatient:
        with (
            pytest.raises(
                ArchiveError, match=f"archive {re.escape(archive.name)} has been locked by another program for 0 s; try"
            ),
            impatient.writing(),
        ):
            raise AssertionError("not reached")
        assert impatient.counts().articles == 1, "a writer does not keep readers out"
    assert put(archive, an_article(2)) == ["new"], "what the other process left open is rolled back"
    assert archive.revision() == 2


def test_two_processes_write_at_once_and_every_commit_counts(archive: SqlArchive, place: ArchivePlace) -> None:
    work = """
    print("done", flush=True)
    for _ in range(100):
        with archive.writing():
            pass"""
    with another_process(place, work):
        for n in range(100):
            put(archive, an_article(n))
    assert archive.revision() == 200


def test_a_reader_keeps_its_revision_while_another_process_commits(archive: SqlArchive, place: ArchivePlace) -> None:
    put(archive, an_article(1, text="Old words."))
    work = f"""
    with archive.writing() as revision:
        archive.remove({URL!r}, revision=revision, now=__import__("datetime").datetime(2026, 1, 1))"""
    with archive.reading() as revision:
        assert revision == 1
        with another_process(place, work):
            pass
        assert archive.revision() == 1
        assert [words for words, *_ in history(archive)] == ["Old words."]
    assert archive.revision() == 2
    assert history(archive) == []


def test_a_view_ends_with_its_block_even_if_that_raises(archive: SqlArchive) -> None:
    with pytest.raises(KeyError), archive.reading():
        raise KeyError
    with archive.reading() as revision:
        assert revision == 0
    assert put(archive, an_article()) == ["new"]


@pytest.mark.parametrize(
    ("dates", "start"),
    [
        (("2025-10-01", "2025-10-05"), NOW),  # dated back behind the first reading of the other
        (("2025-10-05", "2025-10-04"), NOW),
        ((None, "2025-10-01"), NOW),  # before the other began
        ((None, "2026-01-15T12:30:00Z"), NOW + timedelta(minutes=30)),  # between the two readings
        ((None, None), LATER),
    ],
)
def test_a_version_is_not_shown_for_when_another_was_read(
    archive: SqlArchive, dates: tuple[str | None, str | None], start: datetime
) -> None:
    published, modified = dates
    back_and_forth(archive, a_version(A, modified="2025-10-02"), a_version(B, published=published, modified=modified))
    assert history(archive) == [(B, start, None), (A, day(2), start)]


def test_nor_for_when_another_was_last_found_unchanged(archive: SqlArchive) -> None:
    first, second = a_version(A), a_version(B, modified="2026-01-15T14:00:00Z")
    times = [NOW, NOW + timedelta(hours=9)]
    for article, now in zip((first, second), times, strict=True):
        with archive.writing() as revision:
            archive.put(article, revision=revision, now=now, live=True)
            archive.pages.save(Page(URL, NOW, NOW + timedelta(hours=5), article.id))
    assert history(archive) == [(B, NOW + timedelta(hours=5), None), (A, day(1), NOW + timedelta(hours=5))]


def test_a_file_that_is_dated_back_leaves_what_readers_saw(archive: SqlArchive) -> None:
    back_and_forth(archive, a_version(A, modified="2025-10-02"))
    put(archive, a_version(B, modified="2025-10-05"), a_version(C, modified="2025-10-01"), now=LATER)
    assert history(archive) == [(B, NOW, None), (A, day(2), NOW), (C, day(1), day(2))]
    before = rows(archive)
    with archive.writing():
        archive.rederive()
    assert [row[:16] for row in rows(archive)] == [row[:16] for row in before]
