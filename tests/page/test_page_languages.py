"""The page in each of its languages: its own words in it, quotes as they are, wide enough for its longer words."""

from urllib.parse import quote_plus

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import NOBODY, PLEDGE, Staged, ended
from playwright.sync_api import Browser, expect

from qa.server.page_texts import SERVICE, languages, own_texts, texts

pytestmark = pytest.mark.enable_socket
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize("language", sorted(languages() - {"en"}))
def test_the_page_speaks_its_readers_language(chromium: Browser, site: Staged, language: str) -> None:
    said, service = own_texts(language), texts(language)[SERVICE]
    context = chromium.new_context(locale=language)
    page = context.new_page()
    page.goto(f"{site.address}/?q={quote_plus(PLEDGE)}")
    turn = ended(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(turn.locator(".actions").first).to_contain_text(str(said["copy_quote"]))
    expect(turn.locator(".lead blockquote p")).to_have_attribute("lang", "en")
    expect(turn.locator(".lead blockquote")).to_contain_text("$550 billion")
    carried = ["Harbour Wire (sample)", "Pacific Ledger (sample)", "Eastmoor Gazette (sample)"]
    copies = str(service["same_words"]).format(n=3, names=", ".join(carried))
    expect(turn.locator(".notice.copies bdi")).to_have_text(copies)
    assert Axe().run(page, options=AXE).response["violations"] == []
    turn.locator(".chip").first.click()
    expect(page.locator("#article-actions")).to_contain_text(str(said["own_page"]))
    page.goto(f"{site.address}/?q={quote_plus(NOBODY)}")
    refused = ended(page).locator(".unanswered")
    assert refused.inner_text() in (service["not_covered"], service["detail_not_covered"])
    page.goto(f"{site.address}/?q={quote_plus(PLEDGE)}&until=2001-01-01")
    turn = ended(page)
    assert turn.locator(".ways button").count() > 0
    expect(turn.locator(".unanswered [lang=en], .ways [lang=en]")).to_have_count(0)
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", "/find?q=Tokyo", "/operator"):
        page.goto(f"{site.address}{address}")
        expect(page.locator("#archive")).not_to_have_text("\u00a0")
        assert not page.evaluate(TOO_WIDE), address
    context.close()
