"""What stands between a headline and its story: whose it is, and when it appeared."""

from datetime import UTC, datetime

import pytest
from conftest import NOW

from corpus.article import Article
from corpus.author_names import author_names
from corpus.formats.extract import from_html
from corpus.month_names import month_of
from corpus.stated_date import as_iso

STORY = (
    "<p>The harbour council of Velm approved a third ferry line to the island of Osk on Monday.</p>"
    "<p>The line will cost 41 million crowns and is to open in June, said harbour master Ann Brook.</p>"
)
DAY = datetime(2025, 10, 27, tzinfo=UTC)


def read(between: str, *, after: str = "", story: str = STORY) -> Article:
    page = (
        f"<html><head><title>Third ferry approved</title></head><body><main><article><h1>Third ferry approved</h1>"
        f"{between}{story}</article></main>{after}</body></html>"
    )
    return from_html(page.encode(), "https://velm.example/ferry", NOW).article


@pytest.mark.parametrize(
    "between",
    [
        "<div class='meta'>October 27, 2025</div>",
        "<p class='byline'>By Ann Lee | Oct 27, 2025 | 5 min read</p>",
        "<time>27 October 2025</time>",
        "<p class='teaser-lead'>Osk has waited nine years for this, its mayor said.</p><time>2025-10-27</time>",
        "<div class='dateline'>Publié le 27 octobre 2025</div>",
        "<span class='datum'>27. Oktober 2025</span>",
        "<span class='date'>2025年10月27日</span>",
        "<div class='info'>Опубликовано: 27 октября 2025</div>",
        "<ul class='post-meta'><li>27.10.2025</li><li>Ann Lee</li></ul>",
        "<p class='date'>Published: <span>27 October 2025</span></p><p class='date'>Updated: 28 October 2025</p>",
    ],
)
def test_a_day_that_stands_under_the_headline_is_the_articles(between: str) -> None:
    assert read(between).published == DAY


def test_a_day_beside_a_word_for_a_change_says_when_it_was_changed() -> None:
    article = read("<p class='date'>Updated: <time datetime='2025-10-28'>28 Oct</time></p>")
    assert (article.published, article.modified) == (None, datetime(2025, 10, 28, tzinfo=UTC))


@pytest.mark.parametrize(
    ("between", "after"),
    [
        ("<p class='date'>27 October 2025</p><p class='date'>29 October 2025</p>", ""),
        ("<p class='date'>10/11/2025</p>", ""),
        ("<aside><time datetime='2025-10-27'>Monday</time></aside>", ""),
        ("<div class='related-news'><time datetime='2025-10-27'>Monday</time></div>", ""),
        ("", "<div class='date'>27 October 2025</div>"),
        ("<p class='date'>The vote of 27 October 2025 was close</p>", ""),
    ],
    ids=["two days", "two meanings", "aside", "related", "after the story", "sentence"],
)
def test_any_other_day_is_not_the_articles(between: str, after: str) -> None:
    assert read(between, after=after).published is None


def test_a_day_within_the_story_is_not_the_articles() -> None:
    assert read("", story=f"{STORY}<p class='date'>27 October 2025</p>{STORY}").published is None


@pytest.mark.parametrize(
    ("between", "authors"),
    [
        ("<p class='byline'>By Ann Lee</p>", ("Ann Lee",)),
        ("<p>by <a rel='author' href='/ann'>Ann Lee</a> and <a rel='author' href='/bo'>Bo Cho</a></p>",
         ("Ann Lee", "Bo Cho")),
        ("<span itemprop='author' itemscope><b itemprop='name'>Ann Lee</b></span>", ("Ann Lee",)),
        ("<div class='author-box'>About our newsletter</div>", ()),
        ("<p class='author'>Von Ann Lee und Bo Cho</p>", ("Ann Lee", "Bo Cho")),
    ],
)  # fmt: skip
def test_whoever_is_named_under_the_headline_is_the_author(between: str, authors: tuple[str, ...]) -> None:
    assert read(between).authors == authors


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Lee and Bo Cho", ["Ann Lee", "Bo Cho"]),
        ("Ann Lee, Bo Cho & Cy van der Berg", ["Ann Lee", "Bo Cho", "Cy van der Berg"]),
        ("Von Ann Lee", ["Ann Lee"]),
        ("Von Miller", ["Von Miller"]),
        ("Text: Ann Lee", ["Ann Lee"]),
        ("ann@velm.example (Ann Lee)", ["Ann Lee"]),
        ("Ann Lee, Jr.", ["Ann Lee, Jr."]),
        ("Ann Lee, CNN Business", ["Ann Lee, CNN Business"]),
        ("Ann Lee, Political Editor", ["Ann Lee"]),
        ("Ann Lee, Bo Cho, Staff Writers", ["Ann Lee", "Bo Cho"]),
        ("Ann Lee, Harbour Correspondent, and Bo Cho", ["Ann Lee", "Bo Cho"]),
        ("Von Ann Lee und Bo Cho", ["Ann Lee", "Bo Cho"]),
        ("Editor, The Gazette", ["Editor, The Gazette"]),
        ("Science and Health Desk", ["Science and Health Desk"]),
        ("Marks and Spencer", ["Marks and Spencer"]),
        ("https://social.example/annlee", []),
        ("admin", []),
        ("Bypass Collective", ["Bypass Collective"]),
    ],
)
def test_a_byline_is_taken_apart_only_into_whole_names(byline: str, names: list[str]) -> None:
    assert author_names([byline]) == names


def test_a_name_stands_once() -> None:
    assert author_names(["Ann Lee", "ANN LEE", "By Ann Lee and Bo Cho"]) == ["Ann Lee", "Bo Cho"]


@pytest.mark.parametrize(
    ("stated", "iso"),
    [
        ("27.10.2025 10:00", "2025-10-27T10:00:00"),
        ("10/27/2025 10:00 AM", "2025-10-27T10:00:00"),
        ("10/10/2025", "2025-10-10"),
        ("2025-10-27T10:00:00+02:00[Europe/Berlin]", "2025-10-27T10:00:00+02:00"),
        ("27 Oct 2025 10:00 Europe/Berlin", "2025-10-27T10:00:00+01:00"),
        ("27 Oct 2025 10:00 ET", "2025-10-27T10:00:00-04:00"),
        ("/Date(1761559200000)/", "2025-10-27T10:00:00+00:00"),
        ("Monday, October 27th, 2025 - 10:00 a.m.", "2025-10-27T10:00:00"),
        ("Mon 6:45 PM, Oct 27, 2025", "2025-10-27T18:45:00"),
        ("segunda-feira, 27 de outubro de 2025 às 10:00", "2025-10-27T10:00:00"),
        ("27. října 2025", "2025-10-27"),
        ("٢٧ أكتوبر ٢٠٢٥", "2025-10-27"),
        ("27 octobre 2025 à 10h05", "2025-10-27T10:05:00"),
        ("27. Oktober 2025, 10:05 Uhr", "2025-10-27T10:05:00"),
    ],
)
def test_a_date_with_one_meaning_is_read(stated: str, iso: str) -> None:
    assert as_iso(stated) == iso


@pytest.mark.parametrize(
    "stated",
    ["10/11/2025", "27 listopada 2025", "26 Oct 2025 02:30 Europe/Berlin", "27 Oct 2025 10:00 Moon/Base", "31.02.2025",
     "27 Foo 2025", "13/13/2025", "October 2025", "1" * 5_000],
)  # fmt: skip
def test_a_date_with_several_meanings_or_none_stays_as_it_is(stated: str) -> None:
    assert as_iso(stated) == stated


def test_a_month_of_two_languages_that_are_not_the_same_is_none() -> None:
    assert [month_of(word) for word in ("Oktober", "octubre", "października", "listopada", "Tuesday")] == [
        10,
        10,
        10,
        0,
        0,
    ]
