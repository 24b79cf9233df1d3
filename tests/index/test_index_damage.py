"""Bits that flip in an index: the next to open it makes it anew from the archive, and the doctor names it before."""

import json
import random
import shutil
from pathlib import Path

import numpy as np
import pytest
from archives import lines, record
from conftest import WordEncoder, open_index, put_in_place, take_in

from corpus.archive.sqlite import SqliteArchive
from index.engine.local_index import LocalIndex
from index.ingest.doctor import drop_other_vectors, examine
from index.ingest.reindex import reindex
from index.passages.passage import Filter

FAR = 2**40
FILES = ("dense.rows", *(f"lexical/*.{end}" for end in ("idx", "term", "fast", "fieldnorm", "store", "pos")))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with both indexes, of which the lexical one has a segment with deletions."""
    home = tmp_path_factory.mktemp("sound")
    words = WordEncoder()
    take_in(home, words, lines(home / "a.jsonl", *map(record, range(12))))
    open_index(home, words)
    take_in(home, words, lines(home / "b.jsonl", record(3, text="The council agreed on another bridge.")))
    open_index(home, words)
    assert list((home / "index" / "lexical").glob("*.del"))
    return home


@pytest.fixture
def home(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "home"))


def found(index: LocalIndex, words: WordEncoder) -> list[object]:
    """What searching finds by meaning, with the cosines, and by words: BM25 counts deleted passages until it is made
    anew, so its scores may differ."""
    every = index.allowed(Filter(FAR))
    (vector,) = words.encode(["What did the council agree on?"])
    near, cosines = index.nearest(vector, 50, every)
    matching, _ = index.matching(["council", "agre", "bridg"], 50, every)
    return [near.tolist(), cosines.tolist(), matching.tolist()]


def in_indexes(home: Path) -> list[str]:
    with SqliteArchive(home / "archive.db") as archive:
        return [each.what for each in examine(archive, home / "index")]


def flip(path: Path, chosen: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chosen.randrange(len(content))] ^= 1 << chosen.randrange(8)
    put_in_place(path, content)


@pytest.mark.parametrize("pattern", [*FILES, "lexical/*.del", "lexical/meta.json"])
def test_a_flipped_bit_is_named_by_the_doctor_and_gone_when_the_index_is_opened(home: Path, pattern: str) -> None:
    words, chosen = WordEncoder(), random.Random(pattern)
    before, n_encoded = found(open_index(home, words), words), words.n_encoded
    assert in_indexes(home) == []
    for _ in range(3):
        (path, *_) = sorted((home / "index").glob(pattern)) or sorted((home / "index").glob("lexical/*.idx"))
        flip(path, chosen)
        assert in_indexes(home), path
        assert found(open_index(home, words), words) == before
        assert in_indexes(home) == []
    assert words.n_encoded - n_encoded == 3, "the questions alone: no article is embedded again"


@pytest.mark.parametrize("pattern", FILES)
def test_a_file_that_is_missing_or_cut_short_is_made_anew(home: Path, pattern: str) -> None:
    words = WordEncoder()
    before = found(open_index(home, words), words)
    for keep in (0.0, 0.6, None):
        (path, *_) = (home / "index").glob(pattern)
        content = path.read_bytes()
        path.unlink() if keep is None else put_in_place(path, content[: int(keep * len(content))])
        assert in_indexes(home)
        assert found(open_index(home, words), words) == before
        assert in_indexes(home) == []


def test_indexes_that_an_earlier_release_made_are_not_made_anew(home: Path, words: WordEncoder) -> None:
    for marker in (home / "index").glob("*.json"):
        facts = json.loads(marker.read_text())
        del facts["checksum"]
        marker.write_text(json.dumps(facts))
    rows = home / "index" / "dense.rows"
    before = rows.stat().st_ino
    open_index(home, words)
    assert in_indexes(home) == []
    take_in(home, words, lines(home / "c.jsonl", record(40)))
    open_index(home, words)
    assert rows.stat().st_ino == before
    assert all("checksum" in json.loads(each.read_text()) for each in (home / "index").glob("*.json"))
    assert in_indexes(home) == []


def test_of_two_vectors_that_differ_the_archives_is_made_anew_where_the_index_is_sound(
    home: Path, words: WordEncoder
) -> None:
    before = found(open_index(home, words), words)
    with SqliteArchive(home / "archive.db") as archive:
        key, value = archive.database.run("SELECT hash, value FROM vector LIMIT 1")[0]
        spoiled = np.frombuffer(value, "<f2").copy()
        spoiled[3] += np.float16(0.01)
        archive.database.run("UPDATE vector SET value = ? WHERE hash = ?", (spoiled.tobytes(), key))
        (finding,) = examine(archive, home / "index")
        assert ("1 passages have another vector" in finding.what, finding.mend) == (True, "newsqa reindex")
        assert drop_other_vectors(archive, home / "index") == 1
        reindex(archive, words)
        assert archive.database.value("SELECT value FROM vector WHERE hash = ?", (key,)) == value
    assert found(open_index(home, words), words)[1] == before[1]
    assert in_indexes(home) == []
