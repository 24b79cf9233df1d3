"""A story on a page of its own: opened from the front page, told by day, with what was corrected; or not there."""

import re
from typing import Any

import pytest
from browsing import Staged, ended
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.enable_socket


def first_story(page: Page, site: Staged) -> Any:
    return page.request.get(f"{site.address}/stories").json()["stories"][0]


def test_a_storys_headline_opens_its_page_and_back_leads_to_the_front(page: Page, site: Staged) -> None:
    page.goto(site.address)
    headline = page.locator("#stories .headline").first
    text = headline.inner_text()
    headline.click()
    expect(page.locator("#place-title")).to_have_text(text)
    expect(page).to_have_title(f"{text} – newsqa")
    expect(page).to_have_url(re.compile(r"/story/[0-9a-f]{16}\?since=2025-10-16&until=2025-11-14$"))
    expect(page.locator("#offers")).to_be_hidden()
    page.reload()
    expect(page.locator("#place-title")).to_have_text(text)
    page.go_back()
    expect(page.locator("#stories .headline").first).to_be_visible()
    expect(page.locator("#place")).to_be_hidden()
    page.go_forward()
    expect(page.locator("#place-title")).to_have_text(text)


def test_a_story_is_told_by_day_in_the_words_of_its_reports(page: Page, site: Staged) -> None:
    story = first_story(page, site)
    told = page.request.get(f"{site.address}/stories/{story['id']}").json()
    page.goto(f"{site.address}/story/{story['id']}")
    expect(page.locator("#place-title")).to_have_text(story["headline"])
    days = page.locator(".story-days .told-on time").evaluate_all("all => all.map(one => one.dateTime)")
    assert days == sorted(days) and len(set(days)) == len(days) > 1
    new = [report["line"]["quote"] for report in told["reports"] if report["is_new"]]
    assert page.locator(".story-days .quote > blockquote p").all_text_contents() == new
    quoted = page.locator(".story-days .quote").first
    quoted.locator(".title").click()
    expect(page.locator("dialog mark").first).to_be_visible()
    expect(page.locator("dialog mark").first).to_have_text(new[0])


def test_a_story_tells_what_was_corrected_and_shows_what_changed(page: Page, site: Staged) -> None:
    for story in page.request.get(f"{site.address}/stories").json()["stories"]:
        page.goto(f"{site.address}/story/{story['id']}")
        expect(page.locator("#place-title")).to_be_visible()
        if page.locator("#place .correction").count():
            break
    notice = page.locator("#place .correction").first
    expect(notice).to_contain_text("Corrected")
    notice.get_by_role("button", name="See what changed").click()
    expect(page.locator("dialog ins").first).to_be_visible()


def test_a_storys_question_is_asked_from_its_page(page: Page, site: Staged) -> None:
    story = first_story(page, site)
    told = page.request.get(f"{site.address}/stories/{story['id']}").json()
    page.route(
        re.compile("/stories/.+"), lambda route: route.fulfill(json={**told, "question": "What did Japan pledge?"})
    )
    page.goto(f"{site.address}/story/{story['id']}")
    page.get_by_role("button", name="What did Japan pledge?").click()
    expect(ended(page)).to_have_attribute("data-state", "answered")
    expect(page.locator("#place")).to_be_hidden()
    page.go_back()
    expect(page.locator("#place-title")).to_have_text(story["headline"])


def test_a_story_that_is_not_there_says_what_to_do(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/story/x?since=2025-10-16&until=2025-10-20")
    expect(page.locator("#place-title")).to_have_text("This story is not here")
    expect(page.locator("#place")).to_contain_text("No story of 16 Oct – 20 Oct 2025 goes by this address.")
    page.get_by_role("link", name="the front page").click()
    expect(page.locator("#stories .headline").first).to_be_visible()


def test_a_story_whose_server_fails_can_be_tried_again(page: Page, site: Staged) -> None:
    story = first_story(page, site)
    page.route(re.compile("/stories/.+"), lambda route: route.abort())
    page.goto(f"{site.address}/story/{story['id']}")
    expect(page.locator("#place")).to_contain_text("The server could not be reached.")
    page.unroute(re.compile("/stories/.+"))
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("#place-title")).to_have_text(story["headline"])
