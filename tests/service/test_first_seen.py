"""Who was first is who was seen first where a date alone says otherwise."""

from datetime import timedelta
from pathlib import Path

from archives import STORY, lines
from conftest import NOW, WordEncoder, WordReader, open_index, take_in

from qa.question.request import Ask
from qa.service.ask import Service


def test_a_copy_that_is_dated_back_stands_last_among_those_who_carry_the_story(
    tmp_path: Path, words: WordEncoder
) -> None:
    def came(paper: str, published: str, days: int) -> None:
        told = {"url": f"https://{paper}.example/1", "title": "Bridge", "text": STORY, "publisher": paper}
        path = lines(tmp_path / f"{paper}.jsonl", {**told, "published": published})
        take_in(tmp_path, words, path, now=NOW + timedelta(days=days))

    came("first", "2026-01-15T08:00Z", 0)
    came("second", "2026-01-15T20:00Z", 1)
    came("forger", "2026-01-02T08:00Z", 20)
    clock = NOW + timedelta(days=30)
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: clock)
    answer = service.ask(Ask("What did the council agree on after hours of talks on the bridge plan?"))
    (cited,) = {citation.article.publisher for citation in answer.citations}
    assert cited == "first"
    assert [report.publisher for report in answer.citations[0].also_reported_by] == ["second", "forger"]
    assert [report.publisher for report in answer.evidence[0].also_reported_by] == ["second", "forger"]
    past = service.ask(Ask("What did the council agree on the bridge plan?", as_of=NOW - timedelta(days=9)))
    assert [
        (notice.kind, "“Bridge” (forger) was first seen on 4 Feb 2026" in notice.text) for notice in past.notices
    ] == [("seen_later", True)]
