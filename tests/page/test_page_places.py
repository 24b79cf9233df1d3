"""Small things that hold wherever the page is opened: cut-off addresses, a version's own, searches that look for less,
and words of removed articles in conversations that the browser keeps."""

import re

import pytest
from browsing import LNG, PLEDGE, Staged, ask, ended
from playwright.sync_api import Page, Route, expect

from qa.service.ask import Service

pytestmark = pytest.mark.enable_socket


@pytest.mark.parametrize(("path", "what"), [("/a/", "answer"), ("/read/", "article"), ("/story/", "story")])
def test_an_address_without_an_id_is_the_pages_own_to_explain(page: Page, site: Staged, path: str, what: str) -> None:
    page.goto(f"{site.address}{path}")
    expect(page.locator("#place-title")).to_have_text("This address is cut off")
    expect(page.locator("#place")).to_contain_text(f"which {what} is meant")
    page.get_by_role("link", name="the front page").click()
    expect(page.locator("#stories .headline").first).to_be_visible()


def test_another_version_on_an_articles_page_has_its_own_address(page: Page, site: Staged) -> None:
    answer = page.request.post(f"{site.address}/ask", data={"question": LNG}).json()
    address = f"{site.address}/read/{answer['citations'][0]['article']['id']}"
    page.goto(address)
    page.get_by_text("2 versions").click()
    page.get_by_role("button", name=re.compile("^Show")).click()
    expect(page.locator("#article-note")).to_contain_text("Earlier version.")
    expect(page).to_have_url(re.compile(r"/read/[0-9a-f]+\?version=[0-9a-f]+$"))
    text = page.locator("#article-text").inner_text()
    page.reload()
    expect(page.locator("#article-note")).to_contain_text("Earlier version.")
    assert page.locator("#article-text").inner_text() == text
    page.go_back()
    expect(page.locator("#article-note")).not_to_contain_text("Earlier version.")
    expect(page).to_have_url(address)


def test_a_search_says_which_words_it_did_not_look_for(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/find?q=Tokyo+{'w' * 70}")
    expect(page.locator("#found")).to_contain_text(f"Not looked for, since too long: {'w' * 40}….")
    page.goto(f"{site.address}/find?q=Tokyo")
    expect(page.locator(".hits > li").first).to_be_visible()
    expect(page.locator("#found")).not_to_contain_text("Not looked for")


def test_a_search_without_words_says_so_in_plain_words(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/find?q=---")
    expect(page.locator("#found .problem")).to_have_text(
        "There are no words in it to search for. Type some of the words that an article would have."
    )


def test_words_of_a_removed_article_go_from_what_the_browser_keeps(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    quote = turn.locator(".quote > blockquote p").first.evaluate("node => node.firstChild.data")
    gone = page.evaluate("JSON.parse(localStorage['newsqa.conversations'])[0].turns[0].reply.citations[0].article.id")
    assert quote[:60] in page.evaluate("localStorage['newsqa.conversations']")

    def removed(route: Route) -> None:
        route.fulfill(json={"gone": [gone]})

    page.route(re.compile(r"/articles\?ids="), removed)
    page.reload()
    turn = page.locator("news-turn")
    expect(turn.locator(".state")).to_have_text("Removed")
    expect(turn).to_contain_text("has since been removed from the archive")
    expect(turn.locator(".quote")).to_have_count(0)
    assert quote[:60] not in page.evaluate("localStorage['newsqa.conversations']")
    page.unroute(re.compile(r"/articles\?ids="))
    turn.get_by_role("button", name="Ask again").click()
    expect(ended(page)).to_have_attribute("data-state", "answered")


def test_what_the_browser_keeps_of_articles_that_are_there_stays(page: Page, site: Staged) -> None:
    page.goto(site.address)
    ask(page, PLEDGE)
    with page.expect_response(re.compile(r"/articles\?ids=")) as asked:
        page.reload()
    assert asked.value.json() == {"gone": []}
    expect(page.locator("news-turn .quote").first).to_be_visible()


def test_an_archive_says_which_articles_it_does_not_hold(page: Page, site: Staged, sample: Service) -> None:
    known = sample.passage_index.archive().newest(1)[0].article.id
    told = page.request.get(f"{site.address}/articles?ids={known}&ids=x&ids=x").json()
    assert told == {"gone": ["x"]}
    assert page.request.get(f"{site.address}/articles").status == 422
