import json

import pytest
from conftest import NOW

from corpus.article import Article
from corpus.formats.extract import from_html

URL = "https://www.lunegazette.example/2026/mill"
TEXT = (
    "<p>A fire destroyed the old paper mill early on Sunday, the fire brigade of Lune said.</p><p>Nobody was hurt.</p>"
)


def read(head: str, body: str = "<article><h1>Fire destroys the mill</h1>" + TEXT + "</article>") -> Article:
    return from_html(f"<html><head>{head}</head><body>{body}</body></html>".encode(), URL, NOW).article


def og(title: str, site: str = "") -> str:
    name = f'<meta property="og:site_name" content="{site}">' if site else ""
    return f'<meta property="og:title" content="{title}">{name}'


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        (og("Mill burns down | The Lune Gazette", "The Lune Gazette"), "Mill burns down"),
        (og("Mill burns down – Lune Gazette", "The Lune Gazette"), "Mill burns down"),
        (og("The Lune Gazette » Mill burns down", "The Lune Gazette"), "Mill burns down"),
        (og("Mill burns down - LuneGazette.example"), "Mill burns down"),
        (og("Fire destroys the mill | Local | The Lune Gazette", "The Lune Gazette"), "Fire destroys the mill"),
        (og("Fire destroys the mill - Tarn Press"), "Fire destroys the mill"),
        (og("Fire destroys the mill | Tarn Press - News for the valley"), "Fire destroys the mill"),
        (og("The Lune Gazette", "The Lune Gazette"), "Fire destroys the mill"),
        (og("Mill &amp;amp; school: &amp;quot;all lost&amp;quot;"), 'Mill & school: "all lost"'),
        (og("Mill &lt;b&gt;burns&lt;/b&gt; down"), "Mill burns down"),
        ("<title>Fire destroys the mill | Lune Gazette</title>", "Fire destroys the mill"),
    ],
)
def test_a_headline_is_without_its_sites_name_markup_and_doubled_entities(head: str, headline: str) -> None:
    assert read(head).title == headline


@pytest.mark.parametrize(
    "headline",
    [
        "Lune Gazette: editor resigns",
        "Mill burns down - a history of fires",
        "Mill - a history",
        "Fires | what to do",
        "Rain &lt; 2% likely",
        "Mill burns at The Lune Gazette",
    ],
)
def test_what_belongs_to_a_headline_stays(headline: str) -> None:
    assert read(og(headline, "The Lune Gazette")).title == headline.replace("&lt;", "<")


@pytest.mark.parametrize(
    ("title", "section", "path", "headline"),
    [
        ("Mill burns down - Local - Lune Gazette", "Local", "2026/mill", "Mill burns down"),
        ("Mill burns down | World News | Lune Gazette", "", "world-news/mill", "Mill burns down"),
        ("Mill burns down - a history - Lune Gazette", "Local", "2026/mill", "Mill burns down - a history"),
        ("Mill burns down - Local", "Local", "local/mill", "Mill burns down - Local"),
        ("Lune Gazette | Mill burns down | Local", "Local", "local/mill", "Mill burns down | Local"),
    ],
)
def test_the_section_between_a_headline_and_its_sites_name_is_taken_off(
    title: str, section: str, path: str, headline: str
) -> None:
    stated = f'<meta property="article:section" content="{section}">' if section else ""
    page = f"<html><head><title>{title}</title>{stated}</head><body><article>{TEXT}</article></body></html>"
    assert from_html(page.encode(), f"https://www.lunegazette.example/{path}", NOW).article.title == headline


def test_the_name_of_the_json_lds_publisher_is_a_sites_name() -> None:
    node = {"@type": "NewsArticle", "headline": "Mill <i>burns</i> - Gazette", "publisher": {"name": "The Gazette"}}
    assert read(f'<script type="application/ld+json">{json.dumps(node)}</script>').title == "Mill burns"


@pytest.mark.parametrize(
    ("head", "logo"),
    [
        ("<title>Fire destroys the mill</title>", "<h1><a href='/'>Lune Gazette</a></h1>"),
        ("<title>Fire destroys the mill</title>", f"<a href='{URL[:31]}/'><h1><img>Lune Gazette</h1></a>"),
        ("<title>Fire destroys the mill | Lune Gazette</title>", "<header><h1>Lune Gazette</h1></header>"),
    ],
)
@pytest.mark.parametrize("level", ["h1", "h2"])
def test_a_logo_is_no_headline_but_names_the_publisher(head: str, logo: str, level: str) -> None:
    article = read(head, f"{logo}<article><{level}>Fire destroys the mill</{level}>{TEXT}</article>")
    assert (article.title, article.publisher) == ("Fire destroys the mill", "Lune Gazette")
    assert article.text.startswith("A fire destroyed")
