"""What a reader sees of an archive: one revision, whatever the state of the files that it searches in."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from conftest import NOW, ROOT, WordEncoder, facts, open_index, put_in_place, take_in

from corpus.archive.sqlite import SqliteArchive
from corpus.archive.versions import StoredVersion
from corpus.article import article_id, publisher_key
from corpus.errors import StateError
from index.engine import dense
from index.engine.local_index import LocalIndex
from index.engine.passage_index import UNDATED
from index.ingest.refresh import withdraw
from index.ingest.reindex import reindex
from index.passages.passage import Filter
from index.passages.passage_store import Facts, MismatchError
from index.text.analysis import question_terms

TOPICS = ("bridge", "fares", "emperor", "minerals", "election")
EVERYTHING = 10_000
FAR = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
NOW_S = int(NOW.timestamp())


def record(n: int, **other: object) -> dict[str, object]:
    topic = TOPICS[n % len(TOPICS)]
    text = f"The council discussed the {topic} on day {n}. It agreed on {n} million euros for the {topic}."
    return {
        "url": f"https://paper.example/{n}",
        "title": f"Council and {topic} {n}",
        "text": text,
        "published": "2025-10-27",
    } | other


def lines(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def seconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def dense_answers(passage_index: LocalIndex, words: WordEncoder, wanted: Filter) -> list[dict[int, float]]:
    """Each question's passages with their cosines."""
    answers = []
    for vector in WordEncoder().encode(TOPICS):
        ids, scores = passage_index.nearest(vector, EVERYTHING, passage_index.allowed(wanted))
        answers.append(dict(zip(ids.tolist(), scores.tolist(), strict=True)))
    assert words.dimension == passage_index.dense.dimension
    return answers


def lexical_answers(passage_index: LocalIndex, wanted: Filter) -> list[dict[int, float]]:
    """Each question's passages with their BM25 scores."""
    answers = []
    for topic in (*TOPICS, "council"):
        ids, scores = passage_index.matching(question_terms(topic), EVERYTHING, passage_index.allowed(wanted))
        assert len(set(ids.tolist())) == len(ids)
        answers.append(dict(zip(ids.tolist(), scores.tolist(), strict=True)))
    return answers


def answers(passage_index: LocalIndex, words: WordEncoder, wanted: Filter | None = None) -> object:
    wanted = wanted or Filter(FAR)
    return dense_answers(passage_index, words, wanted), lexical_answers(passage_index, wanted)


def archive_passages(home: Path) -> set[int]:
    with SqliteArchive(home / "archive.db") as archive:
        rows = archive.database.run(
            "SELECT p.id FROM passage p JOIN version v ON v.number = p.version_number WHERE NOT v.removed"
        )
        return {row[0] for row in rows}


def assert_same_as_fresh(passage_index: LocalIndex, words: WordEncoder, home: Path, *, scores_too: bool) -> None:
    """As a passage_index would see the archive that never saw it before; BM25's statistics count what was removed."""
    shutil.rmtree(home / "fresh", ignore_errors=True)
    fresh = LocalIndex(home / "archive.db", home / "fresh", passage_index.facts)
    for wanted in (Filter(FAR), Filter(NOW_S), Filter(FAR, publishers=("gazette",)), Filter(FAR, until=NOW_S)):
        for mine, other in zip(
            dense_answers(passage_index, words, wanted), dense_answers(fresh, words, wanted), strict=True
        ):
            assert mine == pytest.approx(other, abs=1e-6)
        for mine, other in zip(lexical_answers(passage_index, wanted), lexical_answers(fresh, wanted), strict=True):
            assert mine.keys() == other.keys()
            assert not scores_too or mine == pytest.approx(other, rel=1e-5)
    assert passage_index.revision == fresh.revision
    assert len(passage_index.dense) == len(fresh.dense)
    for name in ("ids", "visible_from", "visible_until", "published", "settled"):
        np.testing.assert_array_equal(getattr(passage_index.visibility, name), getattr(fresh.visibility, name))
    seen = (passage_index.visibility, fresh.visibility)
    names = [[state.publishers[code] for code in state.publisher] for state in seen]
    assert names[0] == names[1]


@pytest.fixture
def home(tmp_path: Path, words: WordEncoder) -> Path:
    """An archive of 20 articles."""
    home = tmp_path / "home"
    home.mkdir()
    take_in(home, words, lines(tmp_path / "first.jsonl", *map(record, range(20))))
    return home


def test_searches_see_exactly_the_archive(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    held = archive_passages(home)
    allowed = passage_index.allowed(Filter(FAR))
    assert (allowed.ids, allowed.count) == (None, len(held))
    assert set(passage_index.nearest(words.encode(["bridge"])[0], EVERYTHING, allowed)[0].tolist()) == held
    assert set(passage_index.matching(["council"], EVERYTHING, allowed)[0].tolist()) == held
    assert len(passage_index.dense) == passage_index.lexical.n_passages == passage_index.n_passages == len(held)
    assert set(passage_index.passages(passage_index.visibility.ids)[0]) == held
    assert not passage_index.is_behind()


def test_an_empty_archive_can_be_followed(tmp_path: Path, words: WordEncoder) -> None:
    SqliteArchive(tmp_path / "archive.db", create=True).close()
    passage_index = open_index(tmp_path, words)
    allowed = passage_index.allowed(Filter(FAR))
    assert allowed.count == 0
    assert len(passage_index.nearest(words.encode(["x"])[0], 10, allowed)[0]) == 0
    assert len(passage_index.matching(["x"], 10, allowed)[0]) == 0
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1)))
    assert passage_index.is_behind()
    passage_index.catch_up()
    assert_same_as_fresh(passage_index, words, tmp_path, scores_too=True)
    assert passage_index.allowed(Filter(FAR)).count == 1


def add_articles(home: Path, words: WordEncoder) -> None:
    take_in(home, words, lines(home / "more.jsonl", *map(record, range(20, 30))))


def change_articles(home: Path, words: WordEncoder) -> None:
    changed = [record(n, text=f"Corrected: the bridge {n} stays.", modified="2025-11-02") for n in range(5)]
    take_in(home, words, lines(home / "more.jsonl", *changed))


def change_details(home: Path, words: WordEncoder) -> None:
    report = take_in(home, words, lines(home / "more.jsonl", *(record(n, publisher="Gazette") for n in range(3, 9))))
    assert report.details >= 3


def remove_articles(home: Path, words: WordEncoder) -> None:
    assert words
    with SqliteArchive(home / "archive.db") as archive:
        for n in (2, 7, 19):
            assert withdraw(archive, f"https://paper.example/{n}", now=NOW)


def all_of_them(home: Path, words: WordEncoder) -> None:
    for change in (change_articles, add_articles, remove_articles, change_details, change_articles):
        change(home, words)


@pytest.mark.parametrize("change", [add_articles, change_articles, change_details, remove_articles, all_of_them])
def test_catching_up_is_the_same_as_starting_afresh(
    home: Path, words: WordEncoder, change: Callable[[Path, WordEncoder], None]
) -> None:
    passage_index = open_index(home, words)
    change(home, words)
    assert passage_index.is_behind()
    n_encoded = words.n_encoded
    passage_index.catch_up()
    assert not passage_index.is_behind()
    assert_same_as_fresh(passage_index, words, home, scores_too=change is add_articles)
    assert_same_as_fresh(open_index(home, words), words, home, scores_too=change is add_articles)
    assert words.n_encoded == n_encoded


@pytest.fixture
def compressed_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "COMPRESS_FROM", 10)
    monkeypatch.setattr(dense, "OUTGROWN", 2)


@pytest.mark.usefixtures("compressed_early")
@pytest.mark.parametrize("change", [add_articles, change_articles, remove_articles, all_of_them])
def test_a_compressed_index_follows_as_an_exact_one(
    home: Path, words: WordEncoder, change: Callable[[Path, WordEncoder], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    passage_index = open_index(home, words)
    assert passage_index.dense.is_compressed
    change(home, words)
    passage_index.catch_up()
    found = dense_answers(passage_index, words, Filter(FAR))
    assert_same_as_fresh(passage_index, words, home, scores_too=False)
    assert_same_as_fresh(open_index(home, words), words, home, scores_too=False)
    monkeypatch.setattr(dense, "COMPRESS_FROM", 10_000)
    exact = LocalIndex(home / "archive.db", home / "exact", passage_index.facts)
    assert not exact.dense.is_compressed
    for mine, other in zip(found, dense_answers(exact, words, Filter(FAR)), strict=True):
        assert mine == pytest.approx(other, abs=1e-6)


@pytest.mark.usefixtures("compressed_early")
def test_an_outgrown_index_is_trained_anew_while_questions_see_the_old_one(home: Path, words: WordEncoder) -> None:
    passage_index, other = open_index(home, words), open_index(home, words)
    before, n_centres = passage_index.dense, passage_index.dense.index.nlist
    take_in(home, words, lines(home / "more.jsonl", *map(record, range(100, 160))))
    passage_index.catch_up()
    assert passage_index.dense is not before
    assert passage_index.dense.index.nlist > n_centres
    assert len(before) == 20
    for each in (passage_index, other):  # the other finds another's file in the place of the one that it read
        each.catch_up()
        assert_same_as_fresh(each, words, home, scores_too=False)
    take_in(home, words, lines(home / "more.jsonl", *map(record, range(160, 170))))
    trained = passage_index.dense
    for each in (other, passage_index):
        each.catch_up()
        assert_same_as_fresh(each, words, home, scores_too=False)
    assert passage_index.dense is trained


def test_a_withdrawn_passage_s_vector_is_erased_on_disk(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    (vector,) = passage_index.dense.encode(words.encode(["Council and bridge 0\n" + str(record(0)["text"])]))
    assert vector.tobytes() in (home / "index" / "dense.rows").read_bytes()
    with SqliteArchive(home / "archive.db") as archive:
        withdraw(archive, "https://paper.example/0", now=NOW)
    passage_index.catch_up()
    assert vector.tobytes() not in (home / "index" / "dense.rows").read_bytes()


def test_a_refresh_writes_no_more_vectors_than_it_brings(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    before = (home / "index" / "dense.rows").stat()
    add_articles(home, words)
    passage_index.catch_up()
    after = (home / "index" / "dense.rows").stat()
    assert after.st_ino == before.st_ino
    assert after.st_size - before.st_size == 10 * (8 + passage_index.dense.code_bytes)


@pytest.mark.parametrize("k", [1, 3, 8])
@pytest.mark.parametrize("day", range(5, 60, 6))
def test_leaving_out_afterwards_finds_what_searching_with_the_filter_finds(
    tmp_path: Path, words: WordEncoder, day: int, k: int
) -> None:
    start = seconds("2025-10-01")
    records = [
        record(
            n,
            published=datetime.fromtimestamp(start + n * 86_400, UTC).isoformat(),
            text="A council met. " * (n % 7 + 1),
        )
        for n in range(60)
    ]
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *records))
    passage_index = open_index(tmp_path, words)
    wanted = Filter(FAR, until=start + day * 86_400)
    ids, scores = passage_index.matching(["council", "met"], k, passage_index.allowed(wanted))
    expected_ids, expected = passage_index.lexical.search(["council", "met"], k, wanted)
    np.testing.assert_allclose(scores, expected)
    assert len(ids) == len(expected_ids) == min(k, day)
    assert passage_index.allowed(wanted).has(ids).all()


def test_catching_up_after_each_change_or_after_all_is_the_same(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    for change in (change_articles, add_articles, remove_articles, change_details):
        change(home, words)
        passage_index.catch_up()
        assert_same_as_fresh(passage_index, words, home, scores_too=False)


def test_what_was_withdrawn_is_not_found(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    before = archive_passages(home)
    remove_articles(home, words)
    passage_index.catch_up()
    gone = before - archive_passages(home)
    assert len(gone) == 3
    for found in (*dense_answers(passage_index, words, Filter(FAR)), *lexical_answers(passage_index, Filter(FAR))):
        assert not gone & set(found)


def delete(*names: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        for name in names:
            if (folder / name).is_dir():
                shutil.rmtree(folder / name)
            else:
                (folder / name).unlink()

    return spoil


def garbage(name: str, content: bytes | None = None) -> Callable[[Path], None]:
    """Overwrite a file, or cut off its second half."""

    def spoil(folder: Path) -> None:
        (path,) = folder.glob(name)
        put_in_place(path, path.read_bytes()[: path.stat().st_size // 2] if content is None else content)

    return spoil


def everything(folder: Path) -> None:
    shutil.rmtree(folder)


def files_of_words(pattern: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        for path in (folder / "lexical").glob(pattern):
            path.unlink()

    return spoil


SPOILERS = {
    "no vectors": delete("dense.rows"),
    "no vectors' marker": delete("dense.json"),
    "no words": delete("lexical"),
    "no words' marker": delete("lexical.json"),
    "no markers": delete("dense.json", "lexical.json"),
    "nothing": everything,
    "half the vectors": garbage("dense.rows"),
    "other vectors": garbage("dense.rows", b"garbage"),
    "half a marker": garbage("dense.json"),
    "a marker that is a list": garbage("lexical.json", b"[]"),
    "a marker without facts": garbage("dense.json", b'{"archive": null, "revision": null}'),
    "a marker that is no text": garbage("lexical.json", b"\xff\xfe\x00"),
    "words without their list": garbage("lexical/meta.json", b"{}"),
    "half the words": garbage("lexical/*.term"),
    "half the frequencies": garbage("lexical/*.idx"),
    "empty words": garbage("lexical/*.term", b""),
    "no words' segment": files_of_words("*.term"),
    "an empty folder of words": files_of_words("*"),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS.keys())
def test_spoiled_files_are_made_anew_without_embedding(
    home: Path, words: WordEncoder, spoil: Callable[[Path], object]
) -> None:
    expected = answers(open_index(home, words), words)
    n_encoded = words.n_encoded
    spoil(home / "index")
    assert answers(open_index(home, words), words) == expected
    assert answers(open_index(home, words), words) == expected
    assert words.n_encoded == n_encoded


def test_files_spoiled_under_a_running_follower_do_not_hurt(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    before = answers(passage_index, words)
    for path in (home / "index").iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "follow.lock":
            path.unlink()
    assert answers(passage_index, words) == before
    add_articles(home, words)
    passage_index.catch_up()
    assert_same_as_fresh(passage_index, words, home, scores_too=True)


def test_files_that_lag_behind_are_brought_up(home: Path, words: WordEncoder) -> None:
    open_index(home, words)
    shutil.copytree(home / "index", home / "old")
    all_of_them(home, words)
    open_index(home, words)
    for old in (["dense.json"], ["dense.json", "dense.rows"], ["lexical.json"]):  # as stops between writes leave them
        for name in old:
            shutil.copy(home / "old" / name, home / "index" / name)
        assert_same_as_fresh(open_index(home, words), words, home, scores_too=False)


def test_files_of_an_archive_that_went_back_are_made_anew(home: Path, words: WordEncoder) -> None:
    shutil.copy(home / "archive.db", home / "backup.db")
    expected = answers(open_index(home, words), words)
    all_of_them(home, words)
    open_index(home, words)
    for path in home.glob("archive.db*"):
        path.unlink()
    shutil.copy(home / "backup.db", home / "archive.db")
    assert answers(open_index(home, words), words) == expected


def test_files_of_another_archive_are_made_anew(home: Path, words: WordEncoder, tmp_path: Path) -> None:
    open_index(home, words)
    other = tmp_path / "other"
    other.mkdir()
    take_in(other, words, lines(tmp_path / "b.jsonl", *map(record, range(100, 120))))
    fresh = answers(open_index(other, words), words)
    shared = LocalIndex(other / "archive.db", home / "index", open_index(other, words).facts)
    assert answers(shared, words) == fresh


VERSIONS: list[tuple[datetime, list[dict[str, object]]]] = [
    (
        NOW - timedelta(days=60),
        [
            record(1, published="2025-10-01"),
            record(2, published="2025-10-20T10:00:00+00:00", publisher="Gazette"),
            record(3, published=None),
            record(4, published="2025-11-10", publisher="www.Gazette"),
        ],
    ),
    (
        NOW - timedelta(days=5),
        [
            record(1, published="2025-10-01", modified="2025-11-05", text="The council corrected the fares."),
            record(2, published="2025-10-20T10:00:00+00:00", publisher="Gazette", text="The council took it back."),
            record(3, published=None, text="The council meets again."),
            record(5, published="2026-01-10", publisher="ÉCHO"),
        ],
    ),
]
FILTERS = [
    *(Filter(seconds(day)) for day in ("2025-09-30", "2025-10-01", "2025-11-05", "2025-11-20", "2026-01-11")),
    Filter(seconds("2025-11-05") - 1),
    Filter(NOW_S),
    Filter(NOW_S, since=seconds("2025-10-20")),
    Filter(NOW_S, until=seconds("2025-11-10")),
    Filter(NOW_S, until=seconds("2025-11-10") + 1),
    Filter(NOW_S, since=seconds("2025-10-01"), until=seconds("2025-10-02")),
    Filter(NOW_S, since=seconds("2030-01-01")),
    Filter(NOW_S, since=seconds("2025-11-10"), until=seconds("2025-10-01")),
    Filter(seconds("2025-11-20"), since=seconds("2025-10-01"), publishers=(publisher_key("GAZETTE"),)),
    Filter(NOW_S, publishers=(publisher_key("WWW.gazette "),)),
    Filter(NOW_S, publishers=(publisher_key("écho"), "paper.example")),
    Filter(NOW_S, publishers=("nobody",)),
]


@pytest.fixture(scope="module")
def versions_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("versions")
    for moment, records in VERSIONS:
        take_in(home, WordEncoder(), lines(home / "a.jsonl", *records), now=moment)
    return home


def shows(wanted: Filter, stored: StoredVersion) -> bool:
    as_of = datetime.fromtimestamp(wanted.as_of, UTC)
    published = stored.article.published
    if as_of < stored.visible_from or (stored.visible_until and as_of >= stored.visible_until):
        return False
    if wanted.narrows and (wanted.since, wanted.until) != (None, None):
        if published is None:
            return False
        since, until = wanted.since or 0, FAR if wanted.until is None else wanted.until
        if not since <= published.timestamp() < until:
            return False
    return not wanted.publishers or publisher_key(stored.article.publisher) in wanted.publishers


@pytest.mark.parametrize("wanted", FILTERS)
def test_a_filter_leaves_what_its_words_say(versions_home: Path, words: WordEncoder, wanted: Filter) -> None:
    passage_index = open_index(versions_home, words)
    with SqliteArchive(versions_home / "archive.db") as archive:
        stored = [version for n in range(1, 6) for version in archive.versions(article_id(str(record(n)["url"])))]
    assert len(stored) == 8
    shown = {version.number for version in stored if shows(wanted, version)}
    passages = passage_index.passages(passage_index.visibility.ids)[0].values()
    expected = {passage.id for passage in passages if passage.version_number in shown}
    allowed = passage_index.allowed(wanted)
    assert allowed.count == len(expected)
    assert set(passage_index.nearest(words.encode(["bridge"])[0], EVERYTHING, allowed)[0].tolist()) == expected
    assert set(passage_index.matching(["council"], EVERYTHING, allowed)[0].tolist()) == expected


def test_the_filters_above_tell_the_versions_apart(versions_home: Path, words: WordEncoder) -> None:
    passage_index = open_index(versions_home, words)
    counts = [passage_index.allowed(wanted).count for wanted in FILTERS]
    assert counts.count(0) == 4
    assert len(set(counts)) >= 5


def test_publication_dates_are_known_and_their_absence_too(versions_home: Path, words: WordEncoder) -> None:
    passage_index = open_index(versions_home, words)
    published = passage_index.published(passage_index.visibility.ids)
    assert (published == UNDATED).sum() == 2
    assert published[0] == seconds("2025-10-01")


PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from conftest import WordEncoder, open_index
from index.passages.passage import Filter
words = WordEncoder()
passage_index = open_index(Path({home!r}), words)
print("open", flush=True)
for line in sys.stdin:
    passage_index.catch_up()
    allowed = passage_index.allowed(Filter(2**40))
    near = passage_index.nearest(words.encode(["bridge"])[0], 10_000, allowed)[0]
    matching = passage_index.matching(["council"], 10_000, allowed)[0]
    print(passage_index.revision, len(near), len(matching), flush=True)
"""


def test_processes_share_a_folder(home: Path, words: WordEncoder) -> None:
    tests = ROOT / "tests"
    program = PROGRAM.format(tests=str(tests), home=str(home))
    others = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=tests.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ,
        )
        for _ in range(2)
    ]
    pipes = [(other.stdin, other.stdout) for other in others]
    try:
        for _, out in pipes:
            assert out and out.readline() == "open\n"
        for change in (add_articles, change_articles, remove_articles):
            change(home, words)
            for into, _ in pipes:  # both are told before either is heard
                assert into
                into.write("go\n")
                into.flush()
            alone = LocalIndex(home / "archive.db", home / "alone", facts(words))
            count = alone.allowed(Filter(FAR)).count
            expected = f"{alone.revision} {count} {count}\n"
            for _, out in pipes:
                assert out and out.readline() == expected
    finally:
        for other in others:
            other.communicate()
    assert [other.returncode for other in others] == [0, 0]


def test_threads_with_followers_of_their_own_share_a_folder(home: Path, words: WordEncoder) -> None:
    followers = [open_index(home, words) for _ in range(3)]
    errors: list[BaseException] = []

    def catch_up(passage_index: LocalIndex) -> None:
        try:
            passage_index.catch_up()
        except BaseException as error:
            errors.append(error)

    for change in (add_articles, change_articles, remove_articles):
        change(home, words)
        threads = [threading.Thread(target=catch_up, args=(passage_index,)) for passage_index in followers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        for passage_index in followers:
            assert_same_as_fresh(passage_index, words, home, scores_too=False)


def test_every_question_sees_one_revision(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    done = threading.Event()
    errors: list[BaseException] = []

    def go_on_writing() -> None:
        try:
            for n in range(15):
                changed = record(n, text=f"The council changed its mind about {n}.", modified="2025-12-01")
                take_in(home, WordEncoder(), lines(home / "more.jsonl", record(100 + n), changed))
                passage_index.catch_up()
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    def look() -> tuple[int, int, list[int], list[int], list[float]]:
        allowed = passage_index.allowed(Filter(FAR))
        near, cosines = passage_index.nearest(vector, EVERYTHING, allowed)
        matching, _ = passage_index.matching(["council"], EVERYTHING, allowed)
        return passage_index.revision, allowed.count, near.tolist(), sorted(matching.tolist()), cosines.tolist()

    (vector,) = words.encode(["bridge"])
    writer = threading.Thread(target=go_on_writing)
    writer.start()
    counts: dict[int, int] = {}
    while not done.is_set():
        with passage_index.questioning():
            first = look()
            assert passage_index.archive().revision() >= first[0]
            assert look() == first
        revision, count, near, matching, _ = first
        assert sorted(near) == matching
        assert len(near) == count
        assert counts.setdefault(revision, count) == count
    writer.join()
    assert errors == []
    assert len(counts) > 1
    assert_same_as_fresh(passage_index, words, home, scores_too=False)


def test_catching_up_waits_for_the_questions_under_way(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    add_articles(home, words)
    before = passage_index.revision
    catching_up = threading.Thread(target=passage_index.catch_up)
    with passage_index.questioning():
        catching_up.start()
        catching_up.join(0.3)
        assert catching_up.is_alive()
        assert passage_index.revision == before
    catching_up.join()
    assert passage_index.revision > before


def test_a_question_that_fails_does_not_hold_up_catching_up(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    with pytest.raises(ValueError, match="question"), passage_index.questioning():
        raise ValueError("a question that went wrong")
    add_articles(home, words)
    passage_index.catch_up()
    assert not passage_index.is_behind()


def test_other_facts_are_refused(home: Path, words: WordEncoder) -> None:
    with pytest.raises(MismatchError, match="newsqa reindex"):
        LocalIndex(home / "archive.db", home / "index", Facts("another model", words.dimension, 180))


def test_a_missing_archive_is_named(tmp_path: Path, words: WordEncoder) -> None:
    with pytest.raises(StateError) as refusal:
        open_index(tmp_path / "nowhere", words)
    assert str(tmp_path / "nowhere" / "archive.db") in str(refusal.value)
    assert "newsqa refresh" in str(refusal.value)


def test_older_vectors_under_a_newer_marker_are_noticed(home: Path, words: WordEncoder) -> None:
    open_index(home, words)
    shutil.copy(home / "index" / "dense.rows", home / "old.rows")
    all_of_them(home, words)
    open_index(home, words)
    shutil.copy(home / "old.rows", home / "index" / "dense.rows")
    assert_same_as_fresh(open_index(home, words), words, home, scores_too=False)


def test_passages_made_anew_meanwhile_are_said_to_be_until_caught_up(home: Path, words: WordEncoder) -> None:
    passage_index = open_index(home, words)
    ids = passage_index.visibility.ids
    with SqliteArchive(home / "archive.db") as archive:
        reindex(archive, words)
    with pytest.raises(StateError, match="ask again in a moment"):
        passage_index.passages(ids)
    passage_index.catch_up()
    assert len(passage_index.passages(passage_index.visibility.ids)[0]) == len(ids)
    assert_same_as_fresh(passage_index, words, home, scores_too=True)


def test_files_that_a_killed_writer_left_in_the_lexical_folder_are_no_obstacle(
    tmp_path: Path, words: WordEncoder
) -> None:
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", *map(record, range(6))))
    open_index(tmp_path, words)
    folder = tmp_path / "index" / "lexical"
    for segment in json.loads((folder / "meta.json").read_text())["segments"]:
        for stamp in range(100):  # it is named by the number of the operation that the writer did not finish
            (folder / f"{segment['segment_id'].replace('-', '')}.{stamp}.del").touch()
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, text="Other words.")))
    passage_index = open_index(tmp_path, words)
    assert passage_index.lexical.ids().tolist() == passage_index.visibility.ids.tolist()
