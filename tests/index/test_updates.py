"""Real corrections and rewrites, replayed: 151 articles that were seen with several bodies over half a year."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archives import lines
from conftest import BENCH, WordEncoder, needs_bench, open_index, take_in

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id, canonical_url, clean_line
from index.engine.local_index import LocalIndex
from index.ingest.doctor import examine
from index.passages.passage import Filter

# Of the passages of later versions, those whose vector an earlier version of the article had already.
REUSED = """
    SELECT count(*), sum(EXISTS (
        SELECT 1 FROM passage q JOIN version w ON w.number = q.version_number
        WHERE w.article_id = v.article_id AND w.number < v.number AND q.vector_hash = p.vector_hash))
    FROM passage p JOIN version v ON v.number = p.version_number
    WHERE EXISTS (SELECT 1 FROM version w WHERE w.article_id = v.article_id AND w.number < v.number)
"""


def seen(record: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(record["seen"]).replace(tzinfo=UTC)


@needs_bench
def test_every_version_is_kept_and_each_moment_shows_its_own(tmp_path: Path, words: WordEncoder) -> None:
    with gzip.open(BENCH / "realtimeqa-2022" / "updates.jsonl.gz", "rt", encoding="utf-8") as stream:
        records = sorted(map(json.loads, stream), key=seen)
    assert len({record["url"] for record in records}) == 151
    days = sorted({seen(record) for record in records})
    n_brought_back = 0
    for day in days:
        part = [{key: record[key] for key in record if key != "seen"} for record in records if seen(record) == day]
        report = take_in(tmp_path, words, lines(tmp_path / "day.jsonl", *part), now=day)
        assert not report.failures and report.articles == len(part)
    passage_index = open_index(tmp_path, words)
    with SqliteArchive(tmp_path / "archive.db") as archive:
        assert examine(archive, tmp_path / "index") == []
        for record in records:
            assert shown_at(archive, record["url"], seen(record)) == clean_line(record["title"])
        for url in {record["url"] for record in records}:
            told = [record for record in records if record["url"] == url]
            versions = archive.versions(article_id(canonical_url(url)))
            texts = {(record["title"], record["text"]) for record in told}
            assert len(versions) >= len(texts) - 1, url
            assert versions[0].first_seen == max(version.first_seen for version in versions), "the newest is shown"
            for older, newer in zip(versions[1:], versions, strict=False):
                assert older.visible_until == newer.visible_from
                if older.visible_from < newer.visible_from:  # else both were seen before the day they are dated
                    before = newer.visible_from - timedelta(seconds=1)
                    visible = versions_at(passage_index, before)
                    assert older.number in visible and newer.number not in visible
                    n_brought_back += 1
            assert versions[0].number in versions_at(passage_index, days[-1])
        ((n_passages, n_reused),) = archive.database.run(REUSED)
    assert n_brought_back > 140
    assert n_reused > 0.1 * n_passages
    print(
        f"versions brought back by as_of: {n_brought_back}; passages of later versions: {n_passages}, {n_reused} reused"
    )


def versions_at(passage_index: LocalIndex, moment: datetime) -> set[int]:
    """Numbers of the versions whose passages a question as of a moment may see."""
    allowed = passage_index.allowed(Filter(as_of=int(moment.timestamp())))
    passages = passage_index.passages(passage_index.visibility.ids if allowed.ids is None else allowed.ids)[0]
    return {passage.version_number for passage in passages.values()}


def shown_at(archive: SqliteArchive, url: str, moment: datetime) -> str:
    """The headline of the version that readers saw at a moment."""
    for version in archive.versions(article_id(canonical_url(url))):
        if version.visible_from <= moment and (version.visible_until is None or moment < version.visible_until):
            return version.article.title
    raise AssertionError(f"{url} is not shown at {moment}")
