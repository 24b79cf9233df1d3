"""The page in each of its languages: its own words in it, quotes as they are, wide enough for its longer words."""

from urllib.parse import quote_plus

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import NOBODY, PLEDGE, Staged, ended
from playwright.sync_api import Browser, expect

from qa.server.page_texts import languages, texts

pytestmark = pytest.mark.enable_socket
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.mark.parametrize("language", sorted(languages() - {"en"}))
def test_the_page_speaks_its_readers_language(chromium: Browser, site: Staged, language: str) -> None:
    said = {key: text for part in texts(language).values() for key, text in part.items()}
    context = chromium.new_context(locale=language)
    page = context.new_page()
    page.goto(f"{site.address}/?q={quote_plus(PLEDGE)}")
    turn = ended(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(turn.locator(".actions").first).to_contain_text(str(said["copy_quote"]))
    expect(turn.locator(".lead blockquote p")).to_have_attribute("lang", "en")
    expect(turn.locator(".lead blockquote")).to_contain_text("$550 billion")
    assert Axe().run(page, options=AXE).response["violations"] == []
    turn.locator(".chip").first.click()
    expect(page.locator("#article-actions")).to_contain_text(str(said["own_page"]))
    page.goto(f"{site.address}/?q={quote_plus(NOBODY)}")
    told, in_english = ended(page).locator(".unanswered p").all()
    reasons = [str(said[f"reason_{each}"]) for each in ("not_covered", "detail_not_covered")]
    assert told.inner_text() in reasons
    expect(in_english).to_have_attribute("lang", "en")
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", "/find?q=Tokyo", "/operator"):
        page.goto(f"{site.address}{address}")
        expect(page.locator("#archive")).not_to_have_text("\u00a0")
        assert not page.evaluate(TOO_WIDE), address
    context.close()
