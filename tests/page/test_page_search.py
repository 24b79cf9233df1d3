"""Searching the archive from the page: from the box, with an address of its own, narrowed by month and publisher."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import Staged, ended
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.enable_socket


def given(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_words_in_the_box_find_all_articles_that_have_them(page: Page, site: Staged) -> None:
    told = page.request.get(f"{site.address}/search", params={"q": "Tokyo"}).json()
    assert told["n_articles"] > 20
    page.goto(site.address)
    page.get_by_label("Your question").fill("Tokyo")
    page.get_by_role("button", name="Find articles").click()
    found = page.locator("#found")
    expect(found.get_by_role("status")).to_have_text(f"{told['n_articles']} articles.")
    expect(page).to_have_title("Articles: Tokyo – newsqa")
    expect(found.locator(".hits > li")).to_have_count(20)
    expect(found.locator(".hits .headline")).to_have_text([each["article"]["title"] for each in told["articles"]])
    found.get_by_role("button", name="Show more").click()
    expect(found.locator(".hits > li")).to_have_count(told["n_articles"])
    expect(found.locator(".hits .headline").nth(20)).to_be_focused()
    expect(found.get_by_role("button", name="Show more")).to_be_hidden()


def test_a_found_article_opens_at_the_sentence(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/find?q=LNG+imports")
    hit = page.locator(".hits > li").first
    sentence = hit.locator(".snippet").inner_text()
    expect(hit.locator(".headline")).to_have_attribute("href", re.compile(r"^/read/[0-9a-f]+\?version=\w+&at=\d+-\d+$"))
    hit.locator(".headline").click()
    expect(page.locator("#article mark")).to_have_text(sentence)


def test_a_search_is_sorted_and_narrowed_by_address(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/find?q=Tokyo")
    found = page.locator("#found")
    found.get_by_role("button", name="Newest first").click()
    assert given(page) == {"q": ["Tokyo"], "order": ["date"]}
    expect(found.get_by_role("button", name="Newest first")).to_have_attribute("aria-pressed", "true")
    found.get_by_role("button", name=re.compile("^Nov 2025: 1 article$")).click()
    expect(found.locator(".hits > li")).to_have_count(1)
    assert (given(page)["since"], given(page)["until"]) == (["2025-11-01"], ["2025-11-30"])
    found.get_by_role("button", name="Search all days and publishers").click()
    found.locator(".by-publisher button").first.click()
    expect(found.locator(".by-publisher")).to_have_count(0)
    assert len(given(page)["publisher"]) == 1
    page.go_back()
    expect(found.locator(".by-publisher li").nth(1)).to_be_visible()
    page.get_by_label("Your question").press("Enter")
    ended(page)
    expect(found).to_be_hidden()


def test_many_months_are_shown_as_years_none_left_out(page: Page, site: Staged) -> None:
    months = [{"name": f"{2023 + n // 12}-{n % 12 + 1:02}", "articles": n % 2 and n // 24} for n in range(36)]
    found = page.request.get(f"{site.address}/search", params={"q": "Tokyo"}).json() | {"months": months}
    page.route("**/search?*", lambda route: route.fulfill(json=found))
    page.goto(f"{site.address}/find?q=Tokyo")
    bars = page.locator(".months button")
    expect(bars).to_have_count(3)
    assert bars.evaluate_all("all => all.map(one => [one.ariaLabel, one.disabled])") == [
        ["2023: 0 articles", True],
        ["2024: 0 articles", True],
        ["2025: 6 articles", False],
    ]
    bars.last.click()
    assert (given(page)["since"], given(page)["until"]) == (["2025-01-01"], ["2025-12-31"])


def test_months_are_brushed_with_the_mouse(page: Page, site: Staged) -> None:
    months = [{"name": f"2025-{n:02}", "articles": n % 2} for n in range(1, 7)]
    found = page.request.get(f"{site.address}/search", params={"q": "Tokyo"}).json() | {"months": months}
    page.route("**/search?*", lambda route: route.fulfill(json=found))
    page.goto(f"{site.address}/find?q=Tokyo")
    bars = page.locator(".months > li")
    expect(bars).to_have_count(6)
    bars.nth(4).hover()
    page.mouse.down()
    bars.nth(1).hover()
    expect(page.locator(".months > .brushed")).to_have_count(4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("since=2025-02-01&until=2025-05-31"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("zebra", "No article has any of these words."),
        ("pledge curlews", "No article has all of these words in one place; "),
        ("Tokyo&publisher=Nobody", "No article within the filters has any of these words."),
    ],
)
def test_what_is_not_found_is_told_so(page: Page, site: Staged, words: str, said: str) -> None:
    page.goto(f"{site.address}/find?q={words.replace(' ', '+')}")
    expect(page.locator("#found").get_by_role("status")).to_contain_text(said)


def test_filters_narrow_the_search_that_is_shown(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/find?q=Tokyo")
    found = page.locator("#found")
    expect(found.locator(".hits > li")).to_have_count(20)
    page.locator("#filters-fold summary").click()
    page.get_by_label("From").fill("2025-11-01")
    page.get_by_label("From").dispatch_event("change")
    expect(found.locator(".hits > li")).to_have_count(1)
    assert urlsplit(page.url).path == "/find"
    assert given(page) == {"q": ["Tokyo"], "since": ["2025-11-01"]}


def test_the_rest_of_a_search_that_does_not_come_can_be_asked_for_again(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/find?q=Tokyo")
    found = page.locator("#found")
    page.route("**/search?*offset=20*", lambda route: route.abort())
    found.get_by_role("button", name="Show more").click()
    expect(found.get_by_role("alert")).to_contain_text("could not be reached")
    expect(found.get_by_role("button", name="Show more")).to_be_focused()
    page.unroute("**/search?*offset=20*")
    found.get_by_role("button", name="Show more").click()
    expect(found.locator(".hits .headline").nth(20)).to_be_focused()
    expect(found.get_by_role("alert")).to_be_hidden()


def test_words_that_are_too_many_are_searched_as_far_as_they_are_shown(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/find?q=Tokyo+{'zebra+' * 200}")
    found = page.locator("#found")
    expect(found.get_by_role("heading").first).to_have_text(f"Articles with “Tokyo{' zebra' * 49}”")
    expect(found.get_by_role("status")).to_contain_text("with some of them")


def test_the_same_search_twice_is_one_entry_of_the_history(page: Page, site: Staged) -> None:
    page.goto(site.address)
    page.get_by_label("Your question").fill("Tokyo")
    page.get_by_role("button", name="Find articles").dblclick()
    expect(page.locator("#found .hits > li")).to_have_count(20)
    page.go_back()
    expect(page.locator("#stories-title")).to_be_visible()
    expect(page.locator("#found")).to_be_hidden()
