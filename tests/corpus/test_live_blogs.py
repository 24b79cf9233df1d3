import json
import time

import pytest
from conftest import NOW

from corpus.formats.extract import Extracted, from_html

TEXTS = [f"Fire crew {n} reached the paper mill at {n + 1} o'clock with two pumps and a ladder." for n in range(5)]
HEADINGS = [f"Crew {n} arrives" for n in range(5)]
INTRO = "We follow the fire at the old paper mill of Lune through the night, from the bank of the river."
BLOG = {"@type": "LiveBlogPosting", "headline": "Mill fire: live", "datePublished": "2025-10-26T05:00:00Z"}
POSTS = [
    "<article itemprop='liveBlogUpdate' itemscope itemtype='https://schema.org/BlogPosting'>{}</article>",
    "<li><article class='post post-{n}'><header>{h}</header><div class='article-body'>{p}</div></article></li>",
    "<div class='story-body entry'>{}</div>",
    "<section class='update'><time datetime='2025-10-26T06:0{n}:00Z'>now</time>{}</section>",
]


def read(posts: str, head: str) -> Extracted:
    body = f"<main><h1>Mill fire: live</h1><p>{INTRO}</p>{posts}</main>"
    page = f"<html><head><title>Mill</title>{head}</head><body>{body}</body></html>"
    return from_html(page.encode(), "https://gazette.example/live", NOW)


@pytest.mark.parametrize("form", POSTS)
def test_a_live_blog_is_one_text_in_its_pages_order(form: str) -> None:
    head = f'<script type="application/ld+json">{json.dumps(BLOG)}</script>'
    posts = ""
    for n, (heading, text) in enumerate(zip(HEADINGS, TEXTS, strict=True)):
        h, p = f"<h2>{heading}</h2>", f"<p>{text}</p>"
        posts += form.format(h + p, n=n, h=h, p=p)
    article = read(f"<ol>{posts}</ol>" if form.startswith("<li>") else posts, head).article
    parts = [line for pair in zip(HEADINGS, TEXTS, strict=True) for line in pair]
    lines = [line for line in article.text.split("\n") if line]
    assert [line for line in lines if not line.startswith("2025-")] == [INTRO, *parts]
    times = [f"2025-10-26 06:0{n} UTC" for n in range(5)] if "<time" in form else []
    assert [line for line in lines if line.startswith("2025-")] == times
    assert article.published is not None and article.published.hour == 5


def test_the_dates_of_updates_are_not_the_pages() -> None:
    mark = "<time itemprop='datePublished' datetime='2025-10-26T06:00:00Z'></time>"
    posts = "".join(f"<article itemprop='liveBlogUpdate'>{mark}<h3>Crew</h3><p>{text}</p></article>" for text in TEXTS)
    assert read(posts, "").article.published is None


TIMED = [
    "<article class='post'><time datetime='2025-10-26T06:0{n}:00Z'>6.0{n} am</time>{p}</article>",
    "<article class='post'><header>{h}<p class='meta'><time>06:0{n}</time></p></header>{p}</article>",
    "<li><div itemprop='liveBlogUpdate'>{h}<time datetime='2025-10-26T07:0{n}+01:00'>now</time>{p}</div></li>",
]
TOLD = ["6.0{n} am", "06:0{n}", "2025-10-26 06:0{n} UTC"]


@pytest.mark.parametrize(("form", "told"), list(zip(TIMED, TOLD, strict=True)))
def test_the_time_of_an_update_stands_before_it(form: str, told: str) -> None:
    head = f'<script type="application/ld+json">{json.dumps(BLOG)}</script>'
    posts = "".join(form.format(n=n, h=f"<h3>{HEADINGS[n]}</h3>", p=f"<p>{TEXTS[n]}</p>") for n in range(5))
    lines = [line for line in read(posts, head).article.text.split("\n") if line]
    for n, text in enumerate(TEXTS):
        assert told.format(n=n) in lines[lines.index(text) - 2 : lines.index(text)]


def test_a_long_live_blog_is_read_in_time() -> None:
    post = "<div class='update'><h3>Crew {0} arrives</h3><p>Fire crew {0} reached the mill at dawn.</p></div>"
    started = time.process_time()
    text = read(
        "".join(map(post.format, range(1500))), "<meta itemtype='https://schema.org/LiveBlogPosting'>"
    ).article.text
    assert time.process_time() - started < 20 and "Fire crew 1499 reached" in text
