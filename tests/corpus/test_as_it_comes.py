"""Pages, files and answers as they come from real systems: each kind that was once read wrongly."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW
from newspaper import Newspaper, Refresher, page, story

from corpus.article import ArticleError
from corpus.formats.extract import Extracted, from_html, from_text
from corpus.source import Failure, read_file

STORY = (
    "<p>The harbour council of Velm approved a third ferry line to the island of Osk on Monday.</p>"
    "<p>The line will cost 41 million crowns and is to open in June, said harbour master Ann Brook.</p>"
)
POSTS = [("14:05", "Ferry stops", "The ferry Gannet stopped sailing at two o'clock, since waves broke over it."),
         ("12:10", "Roof torn off", "The wind tore the roof off the school of Osk, where nobody was.")]  # fmt: skip


def read(body: str, head: str = "", title: str = "Third ferry approved") -> Extracted:
    content = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return from_html(content.encode(), "https://velm.example/ferry", NOW)


def ld(node: object) -> str:
    return f"<script type='application/ld+json'>{node if isinstance(node, str) else json.dumps(node)}</script>"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Az oldal nem található", "A keresett oldal nem található."),
        ("Pagina nu a fost găsită", "Pagina căutată nu există."),
        ("Η σελίδα δεν βρέθηκε", "Η σελίδα που ζητήσατε δεν υπάρχει."),
        ("Không tìm thấy trang", "Trang bạn tìm không tồn tại."),
        ("ไม่พบหน้าที่คุณต้องการ", "ขออภัย ไม่พบหน้าที่คุณค้นหา"),
        ("הדף לא נמצא", "מצטערים, הדף שחיפשת לא קיים."),
        ("صفحه یافت نشد", "متاسفانه صفحه مورد نظر شما یافت نشد."),
        ("Fehler", "Diese Seite gibt es nicht mehr."),
        ("velm.example", "Please enable JS and disable any ad blocker"),
        ("velm.example - Zustimmung", "Mit Werbung weiterlesen"),
        ("Avant de continuer", "Nous respectons votre vie privée. Avec votre accord, nous utilisons des cookies."),
        ("Vérification", "Veuillez vérifier que vous n'êtes pas un robot."),
        ("velm.example", "The domain velm.example is for sale."),
        ("Account Suspended", "Contact your hosting provider for more information."),
        ("Welcome to nginx!", "If you see this page, the nginx web server is successfully installed."),
        ("Index of /news", "Parent Directory"),
        ("Redirecting", "If you are not redirected automatically, click <a href='/'>here</a>."),
    ],
)
def test_a_page_that_answers_in_an_articles_place_is_none(title: str, words: str) -> None:
    with pytest.raises(ArticleError, match="no article but"):
        read(f"<h1>{title}</h1><p>{words}</p>", title=title)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (
            "Page not found: how the museum of Osk lost its oldest map",
            "The oldest map was not found on Monday.",
        ),
        ("Robot passes driving test in Velm", "A robot passed the driving test in Velm on Monday after 34 minutes."),
        ("Domain of the duke for sale", "The domain of the duke of Osk is for sale since Monday, his lawyer said."),
        ("Index of prices rises", "The index of prices rose by four per cent in Velm in October, the bank said."),
    ],
)
def test_a_story_about_such_pages_is_one(title: str, words: str) -> None:
    assert read(f"<h1>{title}</h1><p>{words}</p>", title=title).article.title == title


NEWS = '"@type": "NewsArticle", "headline": "Third ferry approved", "datePublished": "2025-10-27"'


@pytest.mark.parametrize(
    "script",
    [
        f'{{{NEWS}, "description": "He said "no" to it"}}',
        f'{{{NEWS}, "description": "He said "no", and left"}}',
        f"\ufeff{{{NEWS}}}",
        f'{{{NEWS}, "image": undefined}}',
        f'{{{NEWS}, "image":}}',
        f'{{{NEWS} "author": "Ann Lee"}}',
        f"{{{NEWS}",
        f'{{"@graph": [{{{NEWS}}}',
        f"{{{NEWS}}}}}",
        f"{{{NEWS.replace('NewsArticle', 'schema:NewsArticle')}}}",
    ],
    ids=[
        "quotes",
        "quotes and comma",
        "mark",
        "undefined",
        "empty",
        "no comma",
        "no end",
        "no ends",
        "two ends",
        "prefix",
    ],
)
def test_json_ld_that_can_mean_one_thing_is_mended(script: str) -> None:
    extracted = read(f"<h1>Third ferry approved</h1>{STORY}", ld(script))
    assert (extracted.article.published, extracted.notes) == (datetime(2025, 10, 27, tzinfo=UTC), ())


def test_json_ld_that_ends_within_a_string_is_named() -> None:
    extracted = read(f"<h1>Third ferry approved</h1>{STORY}", ld(f'{{{NEWS}, "author": "Ann L'))
    assert extracted.article.published is None and "JSON-LD is broken" in extracted.notes[0]


def test_posts_that_stand_in_json_ld_alone_are_lines_with_their_times() -> None:
    posts = [
        {"@type": "BlogPosting", "headline": name, "datePublished": f"2025-10-27T{at}:00+01:00", "articleBody": words}
        for at, name, words in POSTS
    ]
    blog = {"@type": "LiveBlogPosting", "headline": "Storm hits Velm", "liveBlogUpdate": posts}
    text = read("<h1>Storm hits Velm</h1><div id='live'></div>", ld(blog), "Storm hits Velm").article.text
    assert text.splitlines() == [line for at, name, words in POSTS for line in (f"{at} {name}", words)]


def test_of_two_headings_the_one_in_the_main_part_is_the_articles() -> None:
    body = f"<h1 class='site'>The Velm Courier</h1><main><article><h1>Third ferry approved</h1>{STORY}</article></main>"
    article = read(body).article
    assert article.title == "Third ferry approved" and "Courier" not in article.text


def test_soft_hyphens_are_dropped() -> None:
    assert read(f"<h1>Third fer&shy;ry approved</h1>{STORY}", title="Third fer&shy;ry approved").article.title == (
        "Third ferry approved"
    )


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("He said <q>never <q>ever</q> again</q> on Monday.", "He said “never ‘ever’ again” on Monday."),
        ("He said <q>“never again”</q> on Monday.", "He said “never again” on Monday."),
        ("It will cost <s>14</s> 15 million crowns.", "It will cost 15 million crowns."),
        ("It will cost <del>14</del> <ins>15</ins> million crowns.", "It will cost 15 million crowns."),
        (
            "It cost <span style='text-decoration: line-through'>14</span><strike>3</strike> 15 crowns.",
            "It cost 15 crowns.",
        ),
        ("<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>で雨が降った。", "東京で雨が降った。"),
        ("خط سوم در ماه ژوئن افتتاح می\u200cشود.", "خط سوم در ماه ژوئن افتتاح می\u200cشود."),
        ("ക്ഷ അവന്\u200d പറഞ്ഞു.", "ക്ഷ അവന്\u200d പറഞ്ഞു."),
        ("It&#1; <s>x</s>\x01sails in <b>\x01June</b>.", "It sails in June."),
        ("The fer\u200cry of the coun\u200b\u00adcil s\ufeffails.", "The ferry of the council sails."),
    ],
)
def test_marks_within_a_line_are_read_as_they_are_meant(written: str, read_as: str) -> None:
    text = read(f"<article><h1>Third ferry approved</h1>{STORY}<p>{written}</p></article>").article.text
    assert text.splitlines()[-1] == read_as


def test_what_was_struck_out_is_reported_and_a_mark_that_was_never_closed_strikes_nothing() -> None:
    assert read(f"<h1>Third ferry approved</h1>{STORY}<p>It costs <s>14</s> 15 crowns.</p>").cut == ("14",)
    assert "41 million" in read(f"<h1>Third ferry approved</h1><del>{STORY}</del><p>It sails.</p>").article.text


def test_a_headline_keeps_its_joiners() -> None:
    title = "پل باز می\u200cشود"
    article = read(f"<h1>{title}</h1><p>{title}</p>{STORY}", title=title).article
    assert (article.title, article.text.count(title)) == (title, 0)


def test_markdown_may_begin_with_what_site_generators_write_above_it() -> None:
    text = '---\ntitle: "Third ferry"\ndate: 2025-10-27T10:00:00+02:00\nauthor: Ann Lee\ntags: sea\n---\n\nIt sails.\n'
    article = from_text(text, "file:///ferry.md", NOW).article
    assert (article.title, article.text, article.authors) == ("Third ferry", "It sails.", ("Ann Lee",))
    assert article.published == datetime(2025, 10, 27, 8, tzinfo=UTC)


def test_agencies_items_may_stand_in_json_lines(write: Callable[[str, str | bytes], Path]) -> None:
    items = [
        {"uri": f"urn:newsml:vna.example:{n}", "headline": f"Ferry {n}", "body_text": "It sails.", "pubstatus": status}
        for n, status in ((1, "usable"), (2, "canceled"))
    ]
    one, other = [each.item for each in read_file(write("a.jsonl", "\n".join(map(json.dumps, items))), NOW)]
    assert isinstance(one, Extracted) and one.article.url == "file:///urn:newsml:vna.example:1"
    assert isinstance(other, Failure) and "canceled" in other.reason


def test_a_file_that_is_packed_twice_is_unpacked(write: Callable[[str, str | bytes], Path]) -> None:
    feed = "<rss version='2.0'><channel><item><title>Ferry</title><link>https://velm.example/1</link>" \
        "<description>It sails in June.</description></item></channel></rss>"  # fmt: skip
    (found,) = read_file(write("f.xml.gz", gzip.compress(gzip.compress(feed.encode()))), NOW)
    assert isinstance(found.item, Extracted) and found.item.article.text == "It sails in June."


@pytest.mark.enable_socket
def test_an_answer_that_is_packed_twice_and_says_so_is_unpacked(paper: Newspaper, refresher: Refresher) -> None:
    packed = gzip.compress(gzip.compress(page(1).encode()))
    paper.put("/news/1.html", packed, headers={"Content-Encoding": "gzip, gzip"})
    refresher.refresh(paper.feed([1]))
    assert refresher.text("/news/1.html") == story(1)
