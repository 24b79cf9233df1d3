"""What the page opens with: the stories that most report, each with its reports and a question that opens it."""

import re

import pytest
from browsing import Staged, ended
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.enable_socket


def test_the_page_opens_with_the_most_reported_stories_first(page: Page, site: Staged) -> None:
    told = page.request.get(f"{site.address}/stories").json()
    page.goto(site.address)
    stories = page.locator("#stories > li")
    expect(stories).to_have_count(len(told["stories"]))
    expect(page.locator("#stories-title")).to_have_text("Most reported, 16 Oct – 14 Nov 2025")
    expect(stories.locator(".headline")).to_have_text([story["headline"] for story in told["stories"]])
    counts = stories.locator(".meta strong").all_inner_texts()
    assert counts == [
        f"{n} independent reports" if (n := story["independent_reports"]) > 1 < len(story["publishers"]) else "1 report"
        for story in told["stories"]
    ]


def test_a_storys_question_opens_it(page: Page, site: Staged) -> None:
    page.goto(site.address)
    question = page.locator("#stories .opens button").first
    text = question.inner_text()
    question.click()
    turn = ended(page)
    expect(turn).to_have_attribute("data-state", "answered")
    expect(turn.locator("h2")).to_contain_text(text)
    expect(page.locator("#stories")).to_be_hidden()
    page.go_back()
    expect(page.locator("#stories")).to_be_visible()


def test_a_story_lists_its_reports_by_day_and_each_opens_beside_it(page: Page, site: Staged) -> None:
    page.goto(site.address)
    story = page.locator("#stories > li").first
    story.locator("summary").click()
    days = story.locator(".steps time").evaluate_all("all => all.map(one => one.dateTime)")
    assert len(days) > 2
    assert days == sorted(days)
    last = story.locator(".steps .title").last
    expect(last).to_have_attribute("href", re.compile("^/read/[0-9a-f]+$"))
    last.click()
    expect(page.locator("#article-title")).to_have_text(last.inner_text())
    expect(page.locator("#article-text p").first).to_be_visible()


def test_an_archive_without_stories_opens_with_what_there_is(page: Page, site: Staged) -> None:
    page.route("**/stories", lambda route: route.fulfill(status=503, json={}))
    page.goto(site.address)
    expect(page.locator("#newest a").first).to_be_visible()
    expect(page.locator("#stories-part")).to_be_hidden()
