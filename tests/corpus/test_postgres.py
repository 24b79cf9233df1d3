"""What holds of an archive on PostgreSQL besides what every archive promises: fences, ended sessions, addresses."""

import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from archives import LONG, lines, record
from conftest import NOW, SAMPLE, WordEncoder, WordReader, an_article, facts

from corpus.archive.archive_place import ArchivePlace, open_archive
from corpus.archive.migrate import schema
from corpus.archive.postgres import PostgresAddress, PostgresArchive
from corpus.archive.sql_archive import SqlArchive
from corpus.archive.sqlite import SqliteArchive
from corpus.errors import ArchiveError, UsageError
from index.engine.local_index import LocalIndex
from index.ingest.doctor import examine
from index.ingest.refresh import refresh, withdraw
from index.ingest.reindex import reindex
from qa.question.request import Ask
from qa.service.ask import Service

OLD, NEW = an_article(text="The old words."), an_article(text="The new words.", modified="2025-11-01")
LATER = NOW + timedelta(hours=1)
QUESTIONS = ("What did the council agree on for bridge 4?", "What was said of item 3?", "Who is Naruhito?")


@pytest.fixture
def archive(postgres_place: PostgresAddress) -> PostgresArchive:
    return PostgresArchive(postgres_place, create=True)


def put(archive: SqlArchive, text: str) -> None:
    with archive.writing() as revision:
        archive.put(an_article(text=text), revision=revision, now=LATER, live=True)


def words(archive: SqlArchive) -> str:
    return archive.versions(an_article().id)[0].article.text


def end_session(archive: SqlArchive, by: SqlArchive) -> None:
    """As a restarted server does, or an operator who lets go of a writer that has stalled."""
    pid = archive.database.value("SELECT pg_backend_pid()")
    assert by.database.value("SELECT pg_terminate_backend(?, 5000)", (pid,))


# ---- Writers


def test_one_at_a_time_brings_up_an_index_that_machines_share(archive: PostgresArchive) -> None:
    asked, given = threading.Event(), threading.Event()

    def follow() -> None:
        with archive.another() as other:
            asked.set()
            with other.following(), other.reading():
                given.set()

    following = threading.Thread(target=follow)
    with archive.following():
        following.start()
        assert asked.wait(20) and not given.wait(0.3)
        put(archive, "Who refreshes does not wait for that.")
    following.join()
    assert given.is_set()


def test_a_writer_that_was_let_go_in_its_transaction_brings_nothing_back(archive: PostgresArchive) -> None:
    put(archive, "The first words.")
    with archive.another() as other:
        with pytest.raises(ArchiveError), archive.writing() as revision:
            archive.put(OLD, revision=revision, now=NOW, live=True)
            end_session(archive, other)
            put(other, "The new words.")
            archive.put(OLD, revision=revision, now=LATER, live=True)
        assert words(other) == words(archive) == "The new words."
        assert other.revision() == 2


def test_a_writer_that_was_let_go_between_its_transactions_cannot_go_on(archive: PostgresArchive) -> None:
    """It read the old words before another wrote the new ones; what it would do then is stale."""
    with archive.another() as other:
        with pytest.raises(ArchiveError, match="cannot be used"), archive.alone():
            put(archive, "The first words.")
            end_session(archive, other)
            with other.alone():
                put(other, "The new words.")
            put(archive, "The old words.")
        assert words(other) == "The new words."
        with archive.alone():
            put(archive, "Words of a new session.")


def test_one_is_alone_and_others_are_told_who(archive: PostgresArchive) -> None:
    with archive.another() as other:
        with archive.alone():
            with pytest.raises(ArchiveError, match=r"is being written to by newsqa, process \d+ on "), other.alone():
                raise AssertionError("not reached")
            put(other, "Who follows a question need not be alone.")
        with other.alone():
            pass


def test_passages_are_made_anew_by_one_at_a_time(archive: PostgresArchive) -> None:
    with archive.another() as other:
        with archive.reindexing():
            with pytest.raises(ArchiveError, match="another newsqa reindex of archive"), other.reindexing():
                raise AssertionError("not reached")
            put(other, "Others write meanwhile.")
        with other.reindexing():
            pass


def test_a_writer_sees_what_was_committed_while_it_waited(archive: PostgresArchive) -> None:
    put(archive, "The first words.")
    seen: list[str] = []

    def write() -> None:
        with archive.another() as own, own.writing():
            seen.append(words(own))

    with archive.writing() as revision:
        waiting = threading.Thread(target=write)
        waiting.start()
        archive.put(NEW, revision=revision, now=LATER, live=True)
    waiting.join()
    assert seen == ["The new words."]


# ---- Sessions and addresses


@pytest.mark.parametrize("use", [words, SqlArchive.counts, lambda archive: put(archive, "Others.")])
def test_a_session_that_has_ended_is_opened_anew(archive: PostgresArchive, use: Callable[[SqlArchive], object]) -> None:
    put(archive, "The words.")
    with archive.another() as other:
        end_session(archive, other)
    use(archive)


def test_a_view_whose_session_ends_is_not_gone_on_with(archive: PostgresArchive) -> None:
    put(archive, "The first words.")
    with archive.another() as other, pytest.raises(ArchiveError), archive.reading():
        end_session(archive, other)
        put(other, "The new words.")
        words(archive)


def test_there_is_no_archive_until_one_is_made_and_then_for_all(postgres_place: PostgresAddress) -> None:
    with pytest.raises(ArchiveError, match="create one with: newsqa refresh PATH"):
        PostgresArchive(postgres_place)
    made: list[str | None] = []

    def make() -> None:
        with open_archive(postgres_place, create=True) as opened:
            made.append(opened.fact("identity"))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4 and len(set(made)) == 1


def test_tables_of_another_program_or_a_later_release_are_refused(postgres_place: PostgresAddress) -> None:
    with psycopg.connect(postgres_place.url, autocommit=True) as session:
        session.execute("CREATE TABLE theirs (a int)")
        with pytest.raises(ArchiveError, match="it is another program's database"):
            PostgresArchive(postgres_place, create=True)
        session.execute("DROP TABLE theirs")
        PostgresArchive(postgres_place, create=True).close()
        session.execute("UPDATE format SET number = 99")
        with pytest.raises(ArchiveError, match=f"it has format 99, this release reads up to {len(schema())}: update"):
            PostgresArchive(postgres_place)


def test_an_address_is_shown_without_what_is_secret() -> None:
    address = PostgresAddress("postgresql://desk:hush@db.example:5433/news?sslmode=require&password=hush")
    assert str(address) == "postgresql://desk@db.example:5433/news"
    assert "hush" not in repr(address)
    with pytest.raises(ArchiveError, match=r"archive postgresql://desk@127.0.0.1:1/news cannot be used: ") as refused:
        PostgresArchive(PostgresAddress("postgresql://desk:hush@127.0.0.1:1/news"))
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://desk:hu@db/news",
        "postgresql://desk:hu/sh@db/news",
        "postgresql://desk:hu?sh@db",
        "postgresql://a:b:hu@db",
    ],
)
def test_an_address_of_another_form_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(
        UsageError, match="a PostgreSQL archive is at postgresql://USER:PASSWORD@HOST:PORT/NAME"
    ) as refused:
        PostgresAddress(url)
    assert "hu" not in str(refused.value)


# ---- The same on both


def test_both_engines_have_the_same_tables_and_columns(archive: PostgresArchive, archive_file: SqliteArchive) -> None:
    own, file = archive.database, archive_file.database
    tables = file.tables() - {"sqlite_sequence"}
    assert own.tables() == tables | {"format"}
    columns = (
        "SELECT column_name::text, data_type::text, collation_name::text FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position"
    )
    types = {"INTEGER": ("bigint", None), "TEXT": ("text", "C"), "BLOB": ("bytea", None)}  # C: as bytes are ordered
    for table in tables:
        theirs = [(name, *types[kind]) for _, name, kind, *_ in file.run(f"PRAGMA table_info({table})")]
        assert own.run(columns, (table,)) == theirs


def test_words_are_ordered_alike(archive: PostgresArchive, archive_file: SqliteArchive) -> None:
    """Not as a language would: whatever is cut off after the first few is cut off alike."""
    for each in (archive, archive_file):
        with each.noting():
            for place in ("b", "B", "a", "é", "_", "Z"):
                each.failures.keep("source", place, "", NOW)
    assert archive.failures.kept() == archive_file.failures.kept()


@pytest.mark.usefixtures("postgres_server")
def test_both_engines_answer_alike(tmp_path: Path, postgres_place: PostgresAddress, words: WordEncoder) -> None:
    """The same news, changed, removed and made anew, is found, shown and told of in the same way."""
    told = []
    for place in (tmp_path / "archive.db", postgres_place):
        folder = tmp_path / type(place).__name__
        told.append(list(life(place, folder, words)))
    for one, other in zip(*told, strict=True):
        assert one == other


def life(place: ArchivePlace, folder: Path, encoder: WordEncoder) -> list[object]:
    """What an archive's readers see at each turn of its life."""
    said: list[object] = []
    folder.mkdir()
    source = lines(folder / "news.jsonl", *(record(n) for n in range(9)), record(9, text="\n\n".join(LONG)))
    index: LocalIndex | None = None
    with open_archive(place, create=True) as archive:

        def turn() -> None:
            nonlocal index
            index = index or LocalIndex(place, folder / "index", facts(encoder))
            index.catch_up()
            service = Service(index, encoder, WordReader(), clock=lambda: LATER)
            for question in (
                "What did the council agree on for bridge 4?",
                "What was said of item 3?",
                "Who is Naruhito?",
            ):
                answer = asdict(service.ask(Ask(question)))
                said.append({name: value for name, value in answer.items() if name not in ("id", "timing_ms")})
            said.append((examine(archive, folder / "index"), archive.counts(), archive.publishers(9)))
            said.append([(stored.article, stored.visible_from, stored.visible_until) for stored in archive.newest(99)])

        refresh(archive, encoder, [SAMPLE, source], now=NOW)
        turn()
        lines(source, record(3, text="It agreed on nothing for bridge 4."), record(4, publisher="Gazette"))
        refresh(archive, encoder, [source], now=LATER)
        turn()
        assert withdraw(archive, "https://paper.example/4", now=LATER)
        turn()
        reindex(archive, encoder)
        turn()
    return said
