"""Articles that are made to break out of the page: their words are words on it."""

import json

import pytest
from browsing import Staged, an_answer, ask
from conftest import ANSWERS
from playwright.sync_api import Page, expect

from corpus.seen_name import host_beside

pytestmark = pytest.mark.enable_socket
HOSTILE = [json.loads(line) for line in (ANSWERS / "hostile.jsonl").read_text(encoding="utf-8").splitlines()]
FOREIGN = "script, img, iframe, form, style, meta, svg image, object, embed, base, a[href^='javascript']"


def test_a_hundred_hostile_articles_are_words_and_nothing_else(page: Page, site: Staged) -> None:
    answer = an_answer([article["text"] for article in HOSTILE], question="What of Lake Tura?")
    for citation, article in zip(answer["citations"], HOSTILE, strict=True):
        citation["article"] = {
            **citation["article"],
            **{name: article[name] for name in ("title", "authors", "publisher")},
        }
        citation["article"]["url"] = citation["link"] = f"https://n{article['n']}.evil.example/story"
        citation["article"]["host"] = host_beside(article["publisher"], citation["link"])
        citation["also_reported_by"] = [
            {"publisher": article["publisher"], "url": "javascript:window.pwned=1", "published_at": None}
        ]
    page.goto(site.address)
    before = page.evaluate(f'document.querySelectorAll("{FOREIGN}").length')
    with site.playing() as play:
        play.whole(answer)
        turn = ask(page, answer["question"])
    expect(turn.locator(".quote")).to_have_count(len(HOSTILE))
    shown = turn.locator(".quote > blockquote").all_text_contents()
    assert all(" ".join(text["text"].split())[:60] in " ".join(" ".join(shown).split()) for text in HOSTILE)
    assert page.evaluate("window.pwned") is None
    assert page.evaluate(f'document.querySelectorAll("{FOREIGN}").length') == before
    hosts = page.evaluate("[...document.querySelectorAll('news-turn a[href]')].map((a) => a.hostname)")
    assert {host for host in hosts if not host.endswith(".evil.example")} <= {"127.0.0.1"}
    links = turn.locator("a", has_text="Read at").all_text_contents()
    assert len(links) == len(HOSTILE) and all(".evil.example)" in link for link in links)
