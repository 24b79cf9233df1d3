import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NOW

from corpus.formats.extract import Extracted
from corpus.source import MAX_FILE_BYTES, MAX_LINE_BYTES, Failure, SourceError, find_files, read_file

Write = Callable[[str, str | bytes], Path]


def line(n: int, **fields: object) -> str:
    return json.dumps({"url": f"https://paper.example/{n}", "title": f"Title {n}", "text": "It opened.", **fields})


def titles_and_failures(path: Path) -> tuple[list[str], dict[str, str]]:
    """Titles of the articles read, and the reason of each failure under its place without the folder."""
    reads = list(read_file(path, NOW))
    places = [read.bytes_read for read in reads]
    assert places == sorted(places) and places[-1] <= path.stat().st_size
    failures = [read.item for read in reads if isinstance(read.item, Failure)]
    assert all(failure.place.startswith(str(path)) for failure in failures)
    return (
        [read.item.article.title for read in reads if isinstance(read.item, Extracted)],
        {failure.place.removeprefix(f"{path.parent}/"): failure.reason for failure in failures},
    )


def test_a_path_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as raised:
        find_files(tmp_path / "nothing.jsonl")
    assert str(raised.value) == f"no such file or folder: {tmp_path / 'nothing.jsonl'}"


@pytest.mark.parametrize("name", ["a.pdf", "jsonl", "a.csv", "a.txt.gz", "a.jsonl.bz2", ".html.swp"])
def test_a_file_with_another_ending_is_refused_by_name(write: Write, name: str) -> None:
    path = write(name, "x")
    with pytest.raises(SourceError, match=r"has none of the endings that are read: \.jsonl, \.jsonl\.gz") as raised:
        find_files(path)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize("name", ["a.jsonl", "a.NDJSON", "a.jsonl.gz", "A.HTML", "a.htm", "a.md", "a.TXT", "a.b.text"])
def test_a_file_with_a_known_ending_is_taken(write: Write, name: str) -> None:
    path = write(name, "x")
    assert find_files(path) == [path]


def test_a_folder_without_anything_to_read_is_refused_by_name(write: Write, tmp_path: Path) -> None:
    write("folder/picture.png", b"x")
    (tmp_path / "folder" / "a.txt").mkdir()
    with pytest.raises(SourceError, match=r"nothing to read in folder .*/folder: no file ends in \.jsonl"):
        find_files(tmp_path / "folder")


def test_a_folder_is_read_with_its_subfolders_in_order(write: Write, tmp_path: Path) -> None:
    names = ["b.txt", "a/z.md", "a/b/c.html", "c.jsonl.gz", "a.txt", "c.png"]
    for name in names:
        write(name, "x")
    found = [str(path.relative_to(tmp_path)) for path in find_files(tmp_path)]
    assert found == ["a/b/c.html", "a/z.md", "a.txt", "b.txt", "c.jsonl.gz"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson.gz"])
def test_what_cannot_be_read_names_its_line_and_the_rest_goes_on(write: Write, name: str) -> None:
    lines = [
        line(1).encode(),
        b'{"title": cut off',
        b"",
        b"[1, 2]",
        b"  \r",
        '{"title": "Zürich"}'.encode("latin-1"),
        line(2, published="2525-01-01").encode(),
        line(3, authors="Ann").encode(),
        b'{"title": ' + b"[" * 100_000,
        line(4, url="https://paper.example/\ud800").encode(),
        b"null",
        b'{"published": ' + b"9" * 5000 + b"}",
        b"\xef\xbb\xbf" + line(5).encode() + b"\r",
        line(6).encode(),
    ]
    content = b"\n".join(lines)
    path = write(name, gzip.compress(content) if name.endswith(".gz") else content)
    titles, failures = titles_and_failures(path)
    assert titles == ["Title 1", "Title 5", "Title 6"]
    expected = {
        2: "not JSON: Expecting value: line 1 column 11",
        4: "a list where a JSON object was expected",
        6: "the line is not UTF-8: byte 0xfc at offset 12",
        7: "published '2525-01-01' lies in the future",
        8: "authors is not a list of names: 'Ann'",
        9: "not an article: JSON nested too deeply",
        10: r"url 'https://paper.example/\ud800': ",
        11: "a NoneType where a JSON object was expected",
        12: "not JSON: Exceeds the limit",
    }
    assert list(failures) == [f"{name}:{number}" for number in expected]
    for reason, beginning in zip(failures.values(), expected.values(), strict=True):
        assert reason.startswith(beginning)


def test_the_bytes_read_grow_to_the_files_size(write: Write) -> None:
    lines = [line(n) + "\n" for n in range(5)]
    path = write("a.jsonl", "".join(lines))
    reached = [read.bytes_read for read in read_file(path, NOW)]
    assert reached == [sum(map(len, lines[: n + 1])) for n in range(5)]
    assert reached[-1] == path.stat().st_size


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_line_just_over_the_limit_is_passed_over(write: Write, name: str) -> None:
    too_long = b'{"title": "' + b"x" * MAX_LINE_BYTES + b'"}'
    content = b"\n".join([line(1).encode(), too_long, line(2).encode(), b"x" * (MAX_LINE_BYTES + 1)])
    path = write(name, gzip.compress(content, compresslevel=1) if name.endswith(".gz") else content)
    reason = "line longer than 16,000,000 bytes"
    assert titles_and_failures(path) == (["Title 1", "Title 2"], {f"{name}:2": reason, f"{name}:4": reason})


def test_a_line_just_within_the_limit_is_read(write: Write) -> None:
    longest = line(1).encode().ljust(MAX_LINE_BYTES)
    path = write("a.jsonl", longest + b"\n" + line(2).encode())
    assert titles_and_failures(path) == (["Title 1", "Title 2"], {})


MANY_LINES = "\n".join(line(n, section=f"{n * n:x}") for n in range(2000)).encode()
COMPRESSED = gzip.compress(MANY_LINES, mtime=0)
COMPRESSOR = zlib.compressobj(wbits=31)
FLUSHED = COMPRESSOR.compress(MANY_LINES) + COMPRESSOR.flush(zlib.Z_FULL_FLUSH)  # a whole block, but not the last one


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (COMPRESSED[: len(COMPRESSED) // 2], "cannot be read: Compressed file ended before the end-of-stream marker"),
        (COMPRESSED[:-5] + b"XXXXX", "cannot be read: CRC check failed"),
        (FLUSHED + b"\x07" * 9, "cannot be read: Error -3 while decompressing data"),
        (COMPRESSED + b"more", "cannot be read: Not a gzipped file (b'mo')"),
    ],
    ids=["truncated", "checksum", "damaged", "trailing"],
)
def test_a_damaged_gz_file_gives_what_can_be_read_and_a_failure(write: Write, content: bytes, reason: str) -> None:
    path = write("a.jsonl.gz", content)
    titles, failures = titles_and_failures(path)
    assert titles == [f"Title {n}" for n in range(len(titles))] and len(titles) > 100
    assert list(failures) == ["a.jsonl.gz"]
    assert failures["a.jsonl.gz"].startswith(reason)


def test_a_file_that_is_no_gz_is_a_failure(write: Write) -> None:
    path = write("a.jsonl.gz", line(1))
    assert titles_and_failures(path) == ([], {"a.jsonl.gz": "cannot be read: Not a gzipped file (b'{\"')"})


def test_an_empty_json_lines_file_holds_nothing(write: Write) -> None:
    assert list(read_file(write("a.jsonl", "\n\n"), NOW)) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", "", "no title (url "),
        ("a.txt", b"Z\xfcrich\nText", "a.txt is not UTF-8: byte 0xfc at offset 1"),
        ("a.md", b"# T\n\nx".ljust(MAX_FILE_BYTES + 1), "16,000,001 bytes, at most 16,000,000 are read"),
        ("a.html", b"<p>".ljust(MAX_FILE_BYTES + 1), "16,000,001 bytes, at most 16,000,000 are read"),
        ("a.html", "", "no HTML in file:///"),
        ("a.html", '<script type="application/ld+json">' + "[" * 100_000 + "</script><p>x", "no title (url "),
    ],
    ids=["empty", "encoding", "large text", "large page", "empty page", "deep page"],
)
def test_a_whole_file_that_is_no_article_is_one_failure(
    write: Write, name: str, content: str | bytes, reason: str
) -> None:
    titles, failures = titles_and_failures(write(name, content))
    assert (titles, list(failures)) == ([], [name])
    assert failures[name].startswith(reason)


def test_a_file_at_the_limit_is_read(write: Write) -> None:
    titles, failures = titles_and_failures(write("a.txt", b"Title\n\nText".ljust(MAX_FILE_BYTES)))
    assert (titles, failures) == (["Title"], {})


def test_a_file_without_an_address_gets_its_own(write: Write) -> None:
    path = write("news of today/a ü.txt", "Title\n\nIt opened.")
    (read,) = read_file(path, NOW)
    assert isinstance(read.item, Extracted)
    assert read.item.article.url == path.resolve().as_uri()
    assert read.item.article.publisher is None
    assert read.bytes_read == path.stat().st_size


def test_a_file_that_went_away_is_a_failure(tmp_path: Path) -> None:
    for name in ("a.txt", "a.jsonl", "a.jsonl.gz"):
        (read,) = read_file(tmp_path / name, NOW)
        assert isinstance(read.item, Failure)
        assert read.item.place == str(tmp_path / name)
        assert read.item.reason.startswith("cannot be read: [Errno 2] No such file")


def test_unknown_keys_and_cut_lines_are_handed_on(write: Write) -> None:
    (read,) = read_file(write("a.jsonl", line(1, text="One.\n\nAdvertisement", zone=3)), NOW)
    assert isinstance(read.item, Extracted)
    assert (read.item.cut, read.item.unknown) == (("Advertisement",), ("zone",))
