"""Claims: the report is shown, and nothing is said of whether it agrees; the sets that measure it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import claims
import pytest
import readers
from conftest import (
    ANSWERS,
    BENCH,
    NOW,
    ROOT,
    SAMPLE,
    WordEncoder,
    WordReader,
    an_article,
    needs_bench,
    open_index,
    take_in,
)
from readers import plain

from qa.question.request import Ask
from qa.service.ask import Service


@pytest.fixture
def served(tmp_path: Path, words: WordEncoder) -> Callable[..., Service]:
    """A service on articles, each a text and the moment of its publication."""

    def serve(*texts: tuple[str, str]) -> Service:
        source = tmp_path / "articles.jsonl"
        articles = [
            an_article(n, title="Mill Bridge", text=text, published=published, publisher=f"Paper {n}")
            for n, (text, published) in enumerate(texts, start=1)
        ]
        source.write_text(
            "".join(
                json.dumps(
                    {
                        "url": each.url,
                        "title": each.title,
                        "text": each.text,
                        "publisher": each.publisher,
                        "published": each.published.isoformat() if each.published else None,
                    }
                )
                + "\n"
                for each in articles
            )
        )
        take_in(tmp_path, words, source)
        return Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)

    return serve


REPAIR = "The county spoke on Friday. The repair of Mill Bridge will cost £1.8 million. Drivers must wait."


def test_a_claim_is_answered_with_the_report_and_no_words_are_marked_as_its_answer(
    served: Callable[..., Service],
) -> None:
    answer = served((REPAIR, "2025-10-27")).ask(Ask("Will the repair of Mill Bridge cost £2.8 million?"))
    assert answer.kind == "claim" and answer.short_answer is None
    assert answer.citations[0].quote == "The repair of Mill Bridge will cost £1.8 million."


def test_days_of_a_claim_do_not_leave_articles_out(served: Callable[..., Service]) -> None:
    service = served(("Mill Bridge was closed on 12 June 2024. Nobody was hurt.", "2025-10-27"))
    answer = service.ask(Ask("Was Mill Bridge closed on 3 May 2023?"))
    assert answer.query.since is None and answer.citations


ROWS = claims.read_claims()


def test_the_set_asks_each_claim_in_three_forms_and_its_places_hold_what_is_reported() -> None:
    texts: dict[str, str] = {}
    for line in (SAMPLE / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        texts[article["url"]] = article["text"]
    assert len(ROWS) >= 180 and len({row["question"] for row in ROWS}) == len(ROWS)
    for number in {row["claim"] for row in ROWS}:
        forms = [row["form"] for row in ROWS if row["claim"] == number]
        assert forms == ["true", "false", "unreported"]
    for row in ROWS:
        if row["url"] in texts:
            start, end = row["gold"]
            assert row["reported"] in texts[row["url"]][start:end], row["question"]


@needs_bench
def test_the_set_of_another_year_is_of_the_same_form_and_nothing_learned_from_its_articles() -> None:
    rows = claims.read_claims(ANSWERS / "claims_2025.jsonl")
    texts = readers.read_texts(BENCH / "realtimeqa-2024")
    for number in {row["claim"] for row in rows}:
        some = [row for row in rows if row["claim"] == number]
        assert [row["form"] for row in some] == ["true", "false", "unreported"]
        assert all(row["asked"].casefold() in row["question"].casefold() for row in some)
    told = [row for row in rows if row["url"]]
    for row in told:
        start, end = row["gold"]
        assert plain(row["reported"]) in plain(texts[row["url"]][start:end]), row["question"]
    learned = gzip.decompress((ROOT / "qa" / "training" / "questions" / "claims.jsonl.gz").read_bytes()).decode()
    urls = {json.loads(line)["url"] for line in learned.split("\n") if line}
    assert urls and not urls & {row["url"] for row in (*told, *ROWS)}
