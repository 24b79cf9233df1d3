import json
from datetime import UTC, datetime

import pytest
from conftest import NOW

from corpus.formats.extract import Extracted, from_html

URL = "https://gazette.example/2026/mill-fire"
SENTENCES = (
    "A fire destroyed the old paper mill on the bank of the Lune early on Sunday morning, the fire brigade said.",
    "Forty people who live beside it spent the night in a school, and nobody was hurt.",
)
OWN = {"@type": "NewsArticle", "headline": "Fire destroys the old mill", "datePublished": "2025-10-26T07:00:00Z"}
RELATED = {
    "@type": "NewsArticle",
    "headline": "Lune bridge to close for repairs",
    "datePublished": "2023-02-01T07:00:00Z",
    "author": {"name": "Ines Prado"},
    "url": "https://gazette.example/2023/bridge",
}


def read(*scripts: str, head: str = "", url: str = URL, heading: str = "Fire destroys the old mill") -> Extracted:
    blocks = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    page = f"<html><head><title>Mill</title>{head}{blocks}</head><body><article><h1>{heading}</h1>{body}</article>"
    return from_html(page.encode(), url, NOW)


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Mill", "author": ["Ann", "Bo",], "datePublished": "2025-10-26", }',
        '{"@type": "NewsArticle", "headline": "Mill",, "author": [,"Ann", "Bo"], "datePublished": "2025-10-26"}',
        '{"@type": "NewsArticle", /* by hand */ "headline": "Mill", // the mill\n'
        '"author": ["Ann", "Bo"], // both\n"datePublished": "2025-10-26", // a Sunday\n}',
        '{"@type": "WebSite", "url": "https://gazette.example/"}\n{"@type": "NewsArticle", "headline": "Mill",'
        ' "author": ["Ann", "Bo"], "datePublished": "2025-10-26"}',
        '{"@type": "NewsArticle", "headline": "Mill", "author": ["Ann", "Bo"], "datePublished": "2025-10-26"},'
        '{"@type": "BreadcrumbList"};',
        '<![CDATA[\n[{"@type": "NewsArticle", "headline": "Mill", "author": ["Ann", "Bo"],'
        ' "datePublished": "2025-10-26"}]]]>',
        '{"@type": "NewsArticle", "headline": "\\Mill", "author": ["Ann", "Bo"], "datePublished": "2025\\-10-26"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Mill&quot;,"
        " &quot;author&quot;: [&quot;Ann&quot;, &quot;Bo&quot;], &quot;datePublished&quot;: &quot;2025-10-26&quot;}",
    ],
    ids=["last comma", "two commas", "comments", "two objects", "two in a row", "CDATA", "backslashes", "entities"],
)
def test_json_ld_that_can_mean_one_thing_only_is_mended(script: str) -> None:
    extracted = read(script)
    article = extracted.article
    assert (article.title, article.authors, extracted.notes) == ("Mill", ("Ann", "Bo"), ())
    assert article.published == datetime(2025, 10, 26, tzinfo=UTC)


def test_what_looks_like_a_comment_or_comma_in_a_string_stays() -> None:
    words = 'Mill // fire, ] and \\"more\\" /* here */ <!-- or -->, }'
    assert read(f'{{"@type": "NewsArticle", "headline": "{words}",}}').article.title == (
        'Mill // fire, ] and "more" /* here */ <!-- or -->, }'
    )


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Mill',
        '{"@type": "NewsArticle", headline: Mill}',
        "{{ page.schema }}",
    ],
    ids=["cut off", "no quotes", "template"],
)
def test_json_ld_that_can_mean_several_things_is_named(script: str) -> None:
    (note,) = read(script).notes
    assert note.startswith("JSON-LD is broken: ")


@pytest.mark.parametrize(
    ("own", "head", "url"),
    [
        ({"url": URL + "/"}, "", URL),
        ({"url": "http://www.gazette.example/2026/mill-fire?utm_source=x"}, "", URL),
        ({"mainEntityOfPage": {"@id": URL}, "headline": "Mill burns"}, "", URL),
        ({"url": "https://gazette.example/7"}, "<link rel='canonical' href='https://gazette.example/7/'>", URL),
        ({}, "", "file:///saved/mill.html"),
        ({"headline": "Blaze", "articleBody": SENTENCES[0]}, "", URL),
    ],
    ids=["slash", "scheme and tracking", "main entity", "canonical", "headline", "text"],
)
def test_of_several_articles_the_pages_own_is_taken(own: dict[str, object], head: str, url: str) -> None:
    article = read(json.dumps([RELATED, {**OWN, **own}]), head=head, url=url).article
    assert (article.authors, article.published) == ((), datetime(2025, 10, 26, 7, tzinfo=UTC))


def test_an_article_that_is_of_another_page_alone_says_nothing_of_this_one() -> None:
    article = read(json.dumps(RELATED)).article
    assert (article.title, article.authors, article.published) == ("Fire destroys the old mill", (), None)


def test_a_single_article_counts_though_its_address_is_written_otherwise() -> None:
    stated = {**OWN, "url": "https://gazette.example/id/4711", "headline": "Fire destroys old paper mill by the Lune"}
    assert read(json.dumps(stated)).article.title == stated["headline"]


def test_a_live_blog_counts_before_its_posts() -> None:
    posts = [
        {**OWN, "@type": "BlogPosting", "headline": f"Post {n}", "url": f"{URL}#{n}", "articleBody": text}
        for n, text in enumerate(SENTENCES)
    ]
    blog = {**OWN, "@type": "LiveBlogPosting", "url": URL, "datePublished": "2025-10-26T05:00:00Z"}
    article = read(json.dumps({"@graph": [*posts, blog]})).article
    assert (article.title, article.published) == (OWN["headline"], datetime(2025, 10, 26, 5, tzinfo=UTC))
