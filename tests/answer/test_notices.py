import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import NOW, WordEncoder, WordReader, an_article, open_index, take_in

from corpus.archive.versions import StoredVersion
from corpus.article import Article
from corpus.corrections import Correction
from index.encoder.encoder import Encoder
from index.text.sentences import Span
from qa.answer.citations import cite
from qa.answer.contract import Notice
from qa.answer.message import Message
from qa.answer.notices.notices import MAX_CORRECTION_CHARS, Cited, notices
from qa.answer.quotes import Quote
from qa.answer.reader.reader import Reader
from qa.answer.sentences.scored_sentence import ScoredSentence
from qa.question.query import understand
from qa.question.request import Ask
from qa.service.ask import Service

AS_OF = datetime(2025, 10, 30, tzinfo=UTC)


def cited(*articles: Article, copies: Sequence[Article] = (), is_superseded: bool = False) -> list[Cited]:
    """Citations of each article's first sentence; `copies` carry those of the first."""
    until = NOW if is_superseded else None
    versions = [StoredVersion(n, article, NOW, NOW, until, 1) for n, article in enumerate(articles)]
    others = tuple(StoredVersion(100 + n, article, NOW, NOW, None, 1) for n, article in enumerate(copies))
    found = []
    for number, stored in enumerate(versions, start=1):
        text = stored.article.text.partition(". ")[0] + "."
        quote = Quote(ScoredSentence(stored, Span(0, len(text)), text, 0, {}, ()), (), Span(0, len(text)))
        found.append((cite(number, quote, {0: others}), stored))
    return found


def told(question: str, quotes: list[Cited], *found: Article, as_of: datetime | None = None) -> list[Notice]:
    query = understand(Ask(question, as_of=as_of), now=NOW)
    return list(notices(query, quotes, [StoredVersion(9, article, NOW, NOW, None, 1) for article in found], {}, NOW))


def texts(kind: str, told: Sequence[Notice]) -> list[str]:
    return [notice.text for notice in told if notice.kind == kind]


def test_plain_current_coverage_needs_no_notice() -> None:
    assert told("What did the council agree on?", cited(an_article())) == []


def seen(day: str, *, begun: str, as_of: str | None = "2025-10-30") -> list[str]:
    """What is said of an article of 1 Oct that was first seen on a day, in an archive that began on another."""
    ((citation, stored),) = cited(an_article(published="2025-10-01"))
    moments = [datetime.fromisoformat(each).replace(tzinfo=UTC) if each else None for each in (day, begun, as_of)]
    first, began, asked = moments
    assert first
    quotes = [(citation, replace(stored, first_seen=first, article_seen=first))]
    query = understand(Ask("What did the council agree on?", as_of=asked), now=NOW)
    return texts("seen_later", list(notices(query, quotes, [], {}, NOW, began)))


def test_of_a_past_moment_an_article_that_was_seen_later_says_so() -> None:
    (told,) = seen("2025-12-24", begun="2025-09-01")
    assert told == (
        "“Headline number 1” (The Paper) was first seen on 24 Dec 2025, after the moment asked for; its own date alone"
        " places it before."
    )
    assert seen("2025-12-24", begun="2025-11-20")  # a month after the archive began


def test_nothing_is_said_of_what_was_seen_in_time_or_could_not_be() -> None:
    assert seen("2025-10-02", begun="2025-09-01") == []
    assert seen("2025-12-24", begun="2025-12-23") == []  # what the archive was begun with
    assert seen("2025-12-24", begun="2025-09-01", as_of=None) == []


def test_no_quotes_no_notices() -> None:
    assert told("What is the latest on the bridge?", []) == []


@pytest.mark.parametrize(
    ("question", "days", "is_stale"),
    [
        ("What is the latest on the bridge?", 8, True),
        ("What is the latest on the bridge?", 7, False),
        ("What happened at the bridge today?", 3, True),
        ("What happened at the bridge today?", 1, False),
        ("What did the council do this month?", 20, False),
        ("What did the council agree on?", 80, False),
    ],
)
def test_old_coverage_is_told_where_news_was_asked_for(question: str, days: int, is_stale: bool) -> None:
    published = (NOW - timedelta(days=days)).isoformat()
    found = texts("stale", told(question, cited(an_article(published=published))))
    assert bool(found) == is_stale
    assert all(f"{days} days " in text for text in found)


def test_staleness_is_that_of_what_is_quoted_and_something_newer_is_only_said_to_be_near() -> None:
    quotes = cited(an_article(1, published="2025-10-01"))
    (notice,) = told("What is the latest on the bridge?", quotes, an_article(2, published="2026-01-14"))
    assert notice.text == (
        "The newest quote is from 1 Oct 2025, 106 days ago. The newest article found near this is from 14 Jan 2026."
    )
    assert notice.citations == (1,)
    (notice,) = told("What is the latest on the bridge?", quotes, an_article(2, published="2025-09-01"))
    assert notice.text == "The newest quote is from 1 Oct 2025, 106 days ago."


def test_staleness_counts_from_the_moment_asked_for() -> None:
    (notice,) = told("What is the latest?", cited(an_article(published="2025-10-01")), as_of=AS_OF)
    assert notice.text == "The newest quote is from 1 Oct 2025, 29 days before 30 Oct 2025."


def test_staleness_counts_from_the_last_day_asked_for() -> None:
    query = understand(Ask("What is the latest?", until=date(2025, 10, 5)), now=NOW)
    assert notices(query, cited(an_article(published="2025-10-01")), [], {}, NOW) == ()


def test_undated_articles_have_no_age_and_are_named() -> None:
    quotes = cited(an_article(1, published=None, title="The bridge"), an_article(2, published="2025-10-01"))
    stale, undated = told("What is the latest?", quotes)
    assert stale.text.startswith("The newest dated quote is from 1 Oct 2025")
    assert undated.text == "When “The bridge” (The Paper) was published is not known."
    assert undated.citations == (1,)
    assert texts("stale", told("What is the latest?", quotes[:1])) == []


def test_a_correction_is_told_in_its_own_words() -> None:
    words = "Correction, Oct. 28, 2025: The bridge is 90 metres long, not 900."
    article = an_article(title="The bridge", text=f"The bridge is 90 metres long. It opened on Monday.\n{words}")
    (notice,) = told("How long is the bridge?", cited(article))
    assert (notice.kind, notice.citations) == ("correction", (1,))
    assert notice.text == f"“The bridge” (The Paper) was corrected on 28 Oct 2025: “{words}”"


def test_a_long_correction_is_cut_between_words() -> None:
    words = "Correction: " + "the bridge is long " * 50
    (text,) = texts("correction", told("How long?", cited(an_article(text=f"The bridge is long. It is new.\n{words}"))))
    assert text.endswith(" …”") and len(text) < MAX_CORRECTION_CHARS + 100
    assert text.rpartition(": “")[2].removesuffix(" …”") in words


@pytest.mark.parametrize(
    ("correction", "is_told"),
    [
        (Correction("correction", "It is 90 metres.", datetime(2025, 10, 29, tzinfo=UTC), None), True),
        (Correction("correction", "It is 90 metres.", datetime(2025, 10, 31, tzinfo=UTC), None), False),
        (Correction("correction", "It is 90 metres.", None, None), False),  # stated beside the text, who knows when
        (Correction("correction", "It is 90 metres.", None, 5), True),
        (Correction("retraction", "Headline number 1", None, None), True),
    ],
)
def test_no_correction_is_told_before_it_was_made(correction: Correction, is_told: bool) -> None:
    quotes = cited(replace(an_article(), corrections=(correction,)))
    assert bool(texts("correction", told("How long is the bridge?", quotes, as_of=AS_OF))) == is_told
    assert texts("correction", told("How long is the bridge?", quotes))


def test_one_article_cited_twice_is_told_of_once() -> None:
    article = an_article(text="The bridge is 90 metres long. It is new.\nCorrection: It is not 900 metres long.")
    (notice,) = told("How long is the bridge?", cited(article, article))
    assert notice.citations == (1, 2)


def test_an_earlier_version_is_told_with_what_became_of_it(sample: Service) -> None:
    question = "What share of Japan's LNG imports came from the United States?"
    then = sample.ask(Ask(question, as_of=datetime(2025, 10, 28, 23, tzinfo=UTC)))
    (text,) = texts("correction", then.notices)
    assert "is quoted in an earlier version; the archive holds a later one. It was corrected" in text
    assert "An earlier version" in text
    assert "about 20%" in then.citations[0].quote
    archive = sample.passage_index.archive()
    later = archive.versions(then.citations[0].article.id)[0].article.text
    instead = text.rpartition("The later version has “")[2].removesuffix("” instead [1].")
    assert "about 10%" in instead and instead in later
    (text,) = texts("correction", sample.ask(Ask(question)).notices)
    assert "was corrected" in text and "later version" not in text


def superseded(before: str, after: str) -> str:
    """What is told of a quote of a text's first sentence when the text has become another."""
    quotes = cited(an_article(text=before), is_superseded=True)
    later = StoredVersion(9, an_article(text=after), NOW, NOW, None, 1)
    query = understand(Ask("How long is the bridge?", as_of=AS_OF), now=NOW)
    (notice,) = notices(query, quotes, [], {quotes[0][0].article.id: later}, NOW)
    assert notice.citations == (1,)
    return notice.text.partition("the archive holds a later one.")[2].strip()


def test_a_quote_that_a_later_version_still_has_has_not_changed() -> None:
    assert superseded("The bridge is 90 metres long. It is new.", "The bridge is 90 metres long. It is old.") == ""


def test_a_quote_that_has_no_like_in_a_later_version_is_gone() -> None:
    told = superseded("The bridge is 90 metres long. It is new.", "Rain fell in Osk. Nobody came to see.")
    assert told == "The later version no longer has these words [1]."


def test_what_a_quote_became_is_a_sentence_of_the_later_version() -> None:
    told = superseded("The bridge is 90 metres long. It is new.", "It is new. The bridge is 95 metres long.")
    assert told == "The later version has “The bridge is 95 metres long.” instead [1]."


def test_publishers_are_said_to_carry_only_the_quotes_that_they_carry() -> None:
    article = an_article(1, text="The council agreed on a bridge. It met on Monday.")
    first, stored = cited(article, copies=[an_article(2, text=article.text, publisher="The Post")])[0]
    alone = replace(first, number=2, also_reported_by=())
    query = understand(Ask("What was agreed?"), now=NOW)
    (notice,) = notices(query, [(first, stored), (alone, stored)], [], {}, NOW)
    assert notice.citations == (1,)
    both = [(first, stored), (replace(first, number=2), stored)]
    (notice,) = notices(query, both, [], {}, NOW)
    assert notice.citations == (1, 2)


def test_publishers_that_carry_the_same_words_are_named() -> None:
    text = "The council agreed on a bridge. It met on Monday."
    copies = [
        an_article(n, text=text, publisher=name) for n, name in ((2, "The Post"), (3, "The Paper"), (4, "Herald"))
    ]
    (notice,) = told("What was agreed?", cited(an_article(1, text=text), copies=copies))
    assert notice.messages == (Message("same_words", {"n": 3, "names": "The Paper, The Post, Herald"}),)
    assert notice.text == (
        "Three publishers carry the same words (The Paper, The Post, Herald), so they do not confirm each other."
    )
    assert notice.citations == (1,)


@pytest.fixture
def quake(tmp_path: Path, encoder: Encoder, reader: Reader) -> Service:
    """Two reports of one earthquake that give different tolls, an hour apart."""
    reports = [
        ("The Post", "2025-10-05T09:00:00Z", "The earthquake in Norvia killed 12 people on Sunday, the army said."),
        ("The Herald", "2025-10-05T10:00:00Z", "Nineteen people were killed by Sunday's earthquake in Norvia."),
    ]
    lines = [
        {"url": f"https://{n}.example/", "title": "Earthquake", "publisher": name, "published": day, "text": text}
        for n, (name, day, text) in enumerate(reports)
    ]
    source = tmp_path / "reports.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    take_in(tmp_path, encoder, source)
    return Service(open_index(tmp_path, encoder), encoder, reader, clock=lambda: NOW)


def test_a_conflict_of_a_quote_that_comes_with_who_it_is(tmp_path: Path, words: WordEncoder) -> None:
    texts = {
        "The Post": "A strong earthquake shook Norvia. It killed 12 people in Norvia on Sunday, the army said.",
        "The Herald": "In Norvia the earthquake on Sunday killed 19 people, the ministry said.",
    }
    lines = [
        {
            "url": f"https://{n}.example/",
            "title": "Earthquake",
            "publisher": name,
            "published": "2025-10-05",
            "text": text,
        }
        for n, (name, text) in enumerate(texts.items())
    ]
    source = tmp_path / "reports.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    take_in(tmp_path, words, source)
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    answer = service.ask(Ask("How many people were killed in Norvia on Sunday?"))
    (notice,) = (notice for notice in answer.notices if notice.kind == "conflict")
    by_number = {citation.number: citation.quote for citation in answer.citations}
    assert all(claim.value in by_number[claim.citation] for claim in notice.claims)
    assert any("shook Norvia. It killed" in quote for quote in by_number.values())


def test_a_conflict_is_told_with_a_quote_for_each_claim(quake: Service) -> None:
    answer = quake.ask(Ask("How many people were killed in the Norvia earthquake?"))
    (notice,) = (notice for notice in answer.notices if notice.kind == "conflict")
    assert notice.text == (
        "Reports differ. The Post (5 Oct 2025 09:00 UTC): “12”. The Herald (5 Oct 2025 10:00 UTC): “Nineteen”."
    )
    assert [(claim.publisher, claim.value) for claim in notice.claims] == [
        ("The Post", "12"),
        ("The Herald", "Nineteen"),
    ]
    quotes = {citation.number: citation.quote for citation in answer.citations}
    assert all(claim.value in quotes[claim.citation] for claim in notice.claims)
    assert set(notice.citations) == {claim.citation for claim in notice.claims}


def test_a_contradicting_sentence_is_cited_and_no_part_of_the_answer(quake: Service) -> None:
    answer = quake.ask(Ask("How many people were killed in the Norvia earthquake?"))
    said = {number for sentence in answer.sentences for number in sentence.citations}
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        assert (citation.quote in answer.answer) == (citation.number in said)


def test_a_report_is_in_no_conflict_before_it_was_published(quake: Service) -> None:
    then = datetime(2025, 10, 5, 9, 30, tzinfo=UTC)
    answer = quake.ask(Ask("How many people were killed in the Norvia earthquake?", as_of=then))
    assert texts("conflict", answer.notices) == []
    assert [citation.article.publisher for citation in answer.citations] == ["The Post"]
