"""Small archives for tests: records written to a file, and all that an archive then holds."""

import json
from pathlib import Path

from corpus.archive.sqlite import SqliteArchive
from index.encoder.encoder import Encoder
from index.engine.passage_index import PassageIndex
from index.passages.passage import Filter
from index.passages.passage_store import living

FAR = Filter(as_of=2**40)
LONG = [f"Paragraph {n}. " + f"The council spoke of item {n} for the {n}th time that day. " * 14 for n in range(8)]
STORY = " ".join(f"The council agreed on item {n} of the bridge plan after hours of talks." for n in range(30))


def record(n: int, **other: object) -> dict[str, object]:
    text = f"The council met on day {n}. It agreed on {n} million euros for bridge {n}."
    address = f"https://paper.example/{n}"
    return {"url": address, "title": f"Headline number {n}", "text": text, "published": "2025-10-27"} | other


def lines(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    return path


def content(home: Path) -> set[tuple[object, ...]]:
    """All that the archive holds, apart from numbers that only say in which order it came."""
    with SqliteArchive(home / "archive.db") as archive:
        rows = archive.database.run(
            "SELECT a.url, v.title, v.text, v.publisher, v.published, v.visible_from, v.visible_until, p.start,"
            ' p."end", x.value FROM article a LEFT JOIN version v ON v.article_id = a.id'
            " LEFT JOIN passage p ON p.version_number = v.number AND p.generation = ?"
            " LEFT JOIN vector x ON x.hash = p.vector_hash",
            (living(archive),),
        )
    assert len(rows) == len(set(rows))
    return set(rows)


def revision(home: Path) -> int:
    with SqliteArchive(home / "archive.db") as archive:
        return archive.revision()


def found(passage_index: PassageIndex, encoder: Encoder) -> list[tuple[str, float]]:
    """The words of all passages, nearest to a question first, with their cosines."""
    with passage_index.questioning():
        ids, scores = passage_index.nearest(encoder.encode(["bridge"])[0], 1_000, passage_index.allowed(FAR))
        passages = passage_index.passages(ids)[0]
        return [(passages[key].text, score) for key, score in zip(ids.tolist(), scores.tolist(), strict=True)]
