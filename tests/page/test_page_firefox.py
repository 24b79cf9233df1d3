"""The main way through the page in Firefox, where there is one: ask, read the source, search, go back."""

import pytest
from browsing import PLEDGE, Staged
from firefox import ENTER, ESCAPE, firefox

pytestmark = pytest.mark.enable_socket
ANSWERED = "document.querySelector('news-turn')?.dataset.state === 'answered'"


def test_the_main_way_through_in_firefox(site: Staged) -> None:
    with firefox() as browser:
        browser.goto(site.address)
        browser.until("document.activeElement.id === 'question' && document.querySelector('#stories .headline')")
        browser.type(PLEDGE + ENTER)
        browser.until(ANSWERED)
        assert "$550 billion" in browser.evaluate("document.querySelector('.lead blockquote').innerText")
        assert browser.evaluate("new URLSearchParams(location.search).get('q')") == PLEDGE
        for width, is_beside in ((1280, True), (390, False)):
            browser.resize(width, 800)
            browser.click(".quotes .chip")
            browser.until("document.querySelector('dialog[open] mark')")
            assert browser.evaluate("!document.querySelector('dialog:modal')") == is_beside
            browser.type(ESCAPE)
            browser.until("!document.querySelector('dialog[open]')")
        assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
        browser.goto(f"{site.address}/find?q=Tokyo")
        browser.until("document.querySelectorAll('.hits > li').length > 1")
        browser.evaluate("history.back()")
        browser.until(ANSWERED)


def test_firefox_gets_the_page_in_its_readers_language(site: Staged) -> None:
    with firefox("ja") as browser:
        browser.goto(site.address)
        browser.until("document.activeElement.id === 'question'")
        browser.type(PLEDGE + ENTER)
        browser.until(ANSWERED)
        assert browser.evaluate("document.documentElement.lang") == "ja"
        assert "回答" in browser.evaluate("document.querySelector('.state').innerText")
        assert browser.evaluate("document.querySelector('.lead blockquote p').lang") == "en"
