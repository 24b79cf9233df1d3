import json
from datetime import UTC, datetime

import pytest
from conftest import NOW

from corpus.formats.extract import Extracted, from_html

URL = "https://gazette.example/mill"
STATED = "2025-10-26T08:00:00+01:00"
MOMENT = datetime(2025, 10, 26, 7, tzinfo=UTC)


def read(head: str = "", mark: str = "", after: str = "") -> Extracted:
    text = "A fire destroyed the old paper mill on the bank of the Lune early on Sunday, the fire brigade said."
    body = f"<article><h1>Fire destroys the mill</h1>{mark}<p>{text}</p><p>Nobody was hurt.</p></article>{after}"
    return from_html(f"<html><head><title>Mill</title>{head}</head><body>{body}</body></html>".encode(), URL, NOW)


def ld(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    "name",
    ["og:article:published_time", "parsely-pub-date", "sailthru.date", "DC.date.issued", "dcterms.created", "pubdate"],
)
@pytest.mark.parametrize("attribute", ["name", "property"])
def test_meta_tags_state_when_a_page_was_published(name: str, attribute: str) -> None:
    assert read(f'<meta {attribute}="{name}" content="{STATED}">').article.published == MOMENT


@pytest.mark.parametrize("name", ["og:updated_time", "DCTERMS.modified", "og:article:modified_time"])
def test_meta_tags_state_when_a_page_was_modified(name: str) -> None:
    article = read(f'<meta name="{name}" content="{STATED}">').article
    assert (article.published, article.modified) == (None, MOMENT)


@pytest.mark.parametrize("kind", ["WebPage", "ClaimReview", "CreativeWork", ["ItemPage", "WebPage"]])
def test_an_object_that_stands_for_the_page_states_its_date(kind: object) -> None:
    assert read(ld(**{"@type": kind, "datePublished": STATED})).article.published == MOMENT


@pytest.mark.parametrize(
    "mark",
    [
        f"<time itemprop='datePublished dateCreated' datetime='{STATED}'>Sunday</time>",
        f"<span itemprop=' dateCreated datePublished'>{STATED}</span>",
        f"<span property='schema:datePublished' content='{STATED}'>Sunday</span>",
        f"<time pubdate datetime='{STATED}'>Sunday</time>",
        f"<time class='entry-date published' datetime='{STATED}'>Sunday</time>",
    ],
)
def test_marks_in_the_page_state_its_date(mark: str) -> None:
    assert read(mark=mark).article.published == MOMENT


@pytest.mark.parametrize(
    "stated",
    [
        "2025/10/26 16:00 JST",
        "26 Oct 2025 09:00 EET",
        "Sun Oct 26 2025 08:00:00 GMT+0100 (Central European Standard Time)",
        "Sun, 26 Oct 2025 07:00:00 GMT",
        "1761462000000",
        1761462000000,
    ],
)
def test_a_date_is_read_in_each_form_that_has_one_meaning(stated: object) -> None:
    assert read(ld(**{"@type": "NewsArticle", "datePublished": stated})).article.published == MOMENT


def test_a_date_in_a_zone_of_several_meanings_is_left_out_with_its_words() -> None:
    extracted = read(ld(**{"@type": "NewsArticle", "datePublished": "26 Oct 2025 08:00 IST"}))
    assert extracted.article.published is None
    assert any("26 Oct 2025 08:00 IST" in note for note in extracted.notes)


def test_a_day_alone_is_no_better_than_a_time_of_day_without_a_zone() -> None:
    day = ld(**{"@type": "NewsArticle", "datePublished": "2025-10-26T07:00:00"})
    assert read(f'{day}<meta name="pubdate" content="2025-10-26">').article.published == MOMENT


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ('<meta name="date" content="2025-10-26">', ""),
        ('<meta name="last-visit" content="2025-10-26">', ""),
        (ld(**{"@type": "VideoObject", "uploadDate": STATED, "datePublished": STATED}), ""),
        (ld(**{"@type": "WebPage", "name": "Bridge to close", "url": URL + "/7", "datePublished": STATED}), ""),
        (ld(**{"@graph": [{"@type": "Review", "datePublished": f"2025-10-0{n}"} for n in (1, 2)]}), ""),
        ("", f"<div itemprop='comment'><time itemprop='datePublished' datetime='{STATED}'></time></div>"),
        ("", f"<aside><time itemprop='datePublished' datetime='{STATED}'></time></aside>"),
        ("", "".join(f"<time class='published' datetime='2025-10-0{n}'></time>" for n in (1, 2))),
        ("", f"<time datetime='{STATED}'>Sunday</time>"),
    ],
    ids=["unnamed", "other", "video", "another page", "two reviews", "comment", "aside", "two teasers", "bare"],
)
def test_a_date_that_may_be_of_something_else_is_not_the_pages(head: str, after: str) -> None:
    assert read(head, after=after).article.published is None
