from typing import Any

import pytest
import trafilatura

from corpus.formats.html.boilerplate_blocks import remove_blocks

STORY = "".join(
    f"<p>Paragraph {n} of the story, with <a href='/{n}'>a link</a> and some more words.</p>" for n in range(9)
)


def load(body: str) -> Any:
    return trafilatura.load_html(f"<html><body>{body}</body></html>")


def read(body: str) -> tuple[str, list[str]]:
    """What is left of a page's words, and what was taken out."""
    tree = load(body)
    taken = remove_blocks(tree)
    return " ".join(tree.text_content().split()), taken


WHOLE, _ = read(f"<article><h1>Bridge</h1>{STORY}</article>")


@pytest.mark.parametrize(
    "box",
    [
        "<div class='Newsletter-container'>Get the day's stories</div>",
        "<section id='x7' class='article-newsletter-signup'>Get the day's stories</section>",
        "<div class='ArticleEventPromo'>Join our challenge</div>",
        "<aside class='most-read'><h3>Most read</h3><ol><li>One</li></ol></aside>",
        "<div class='latest-news-box'>Gronk performs</div>",
        "<ul class='related_links'><li>One</li></ul>",
        "<div hidden>Thanks for coming</div>",
        "<div style='color: red; display : none'>Thanks for coming</div>",
        "<p class='hide'>An error</p>",
        "<span class='screen-reader-text'>Opens in a new window</span>",
        "<ul><li><a href='/1'>One headline</a></li><li>👁 <a href='/2'>Another headline here</a></li></ul>",
        "<p><strong><a href='/app'>CLICK HERE TO GET THE APP</a></strong></p>",
        "<p><a href='/2026/ines-prado-told-court-mill-lane-fire'>Ines Prado of Mill Lane, Tarn, told the court that she"
        " lit no fire there</a></p>",
    ],
)
@pytest.mark.parametrize("place", ["before", "inside"])
def test_a_box_is_taken_out_and_reported(box: str, place: str) -> None:
    body = f"{box}<h1>Bridge</h1>{STORY}" if place == "before" else f"<h1>Bridge</h1>{STORY[:300]}{box}{STORY[300:]}"
    if place == "inside":
        body = f"<h1>Bridge</h1>{STORY.replace('</p><p>', f'</p>{box}<p>', 1)}"
    left, taken = read(f"<article>{body}</article>")
    assert left.replace(" ", "") == WHOLE.replace(" ", "")
    assert len(taken) == 1


@pytest.mark.parametrize(
    "part",
    [
        f"<div class='newsletter-article'>{STORY}</div>",
        f"<div style='display:none' class='promo'>{STORY}</div>",
        f"<div class='read-more'>{STORY.replace('<p>', '').replace('</p>', '<br>')}</div>",
        "<p class='subscribed'>Paragraph of the story.</p>",
        "<p><a href='/1'>The whole of this sentence is a link.</a></p>",
        "<p><a href='/1'>Two words</a></p>",
        "<ul><li>Ten eggs</li><li>A pint of <a href='/milk'>milk</a></li></ul>",
        "<div class='share'>Shares fell by a tenth.</div>",
        "<div class='promo'><h1>Another headline</h1></div>",
        "<section id='newsletter'><h2>Newsletter</h2><p>Paragraph on a letter that the mill sends out.</p></section>",
        "<div id='most-read'>Paragraph on books</div>",
        "<p><a href='/7'>Paragraph on Ines Prado, 54, of Mill Lane, Tarn, who told the court she lit no fire</a></p>",
        "<p>Paragraph on what else was decided:</p><ul><li><a href='/a'>Bridge to close in May</a></li>"
        "<li><a href='/b'>School to open in June</a></li></ul>",
    ],
)
def test_the_story_stays(part: str) -> None:
    left, taken = read(f"<article>{part}{STORY}</article>")
    assert taken == []
    assert left.startswith(read(part)[0].split()[0])


def test_a_body_in_several_parts_is_joined_in_order() -> None:
    parts = [f"<div class='article__body'><p>Part {n}.</p><p>And on.</p></div>" for n in range(3)]
    tree = load(
        f"<article>{'<div class=ad>Ad</div>'.join(parts)}</article>"
        "<article><div class='article__body'><p>Another.</p><p>Story.</p></div></article>"
    )
    remove_blocks(tree)
    first, *_ = tree.xpath("//div[@class='article__body']")
    assert first.text_content() == "Part 0.And on.Part 1.And on.Part 2.And on."


LINKS = "".join(f'<a href="/{n}"><h3>A bridge opened in Town {n}</h3></a>' for n in range(3))
LINE = "<br>".join(f'<a href="/{n}">A long bridge opened at last in Town {n}</a> [VIDEO]' for n in range(3))
NAMES = '<a href="/1">Ann Lee of Town 1</a>, <a href="/2">Jo Roe of Town 2</a> and <a href="/3">Bo Lund of Town 3</a>'


@pytest.mark.parametrize(
    ("box", "is_cut"),
    [
        (f"<div>{LINKS}</div>", True), (f"<section>{LINKS}</section>", True),
        (f"<p>{LINE}</p>", True), (f"<p>They met {NAMES}.</p>", False),
        ('<p><a href="/1">A bridge opened in Town 1</a> and so did another one</p>', False),
        (f"<p>These three towns have one by now:</p><div>{LINKS}</div>", False),
    ],
)  # fmt: skip
def test_a_box_or_paragraph_of_several_links_is_no_story(box: str, is_cut: bool) -> None:
    left, taken = read(f"<article><h1>Bridge</h1>{STORY}{box}</article>")
    assert ("Town 1" not in left) is is_cut is bool(taken)
