"""Following a question on the page: offered to whoever has the operator's key, listed with old and new, ended."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from archives import lines, record
from axe_playwright_python.sync_playwright import Axe
from browsing import Staged, ask, serving
from conftest import NOW, WordEncoder, WordReader, open_index, take_in
from playwright.sync_api import Page, expect

from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.settings import load_settings
from qa.service.standing.asking import ask_due

pytestmark = pytest.mark.enable_socket
KEY = "a key of the operator's"
QUESTION = "How many people died in the flood in Osk?"
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
Print = Callable[[int], int]


@pytest.fixture
def service(tmp_path: Path, words: WordEncoder) -> Service:
    take_in(tmp_path, words, lines(tmp_path / "b.jsonl", record(1)))
    return Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)


@pytest.fixture
def followed(tmp_path: Path, service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Staged]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("qa.service.standing.asking.LOOK_EVERY_S", 1e6)  # tests ask themselves
    with serving(create_app(lambda: service, load_settings(home=tmp_path, admin_key=KEY))) as staged:
        yield staged


@pytest.fixture
def publish(tmp_path: Path, words: WordEncoder, service: Service) -> Print:
    """A report that so many people died, the later the more; how many answers have changed."""

    def publish(n: int) -> int:
        text = f"In the flood in Osk {n} people died, officials said."
        title = "Flood in Osk"
        given = record(n, title=title, text=text, published=f"2025-10-{n + 14}", publisher=f"Paper {n}")
        take_in(tmp_path, words, lines(tmp_path / f"{n}.jsonl", given))
        service.passage_index.catch_up()
        return ask_due(service)

    return publish


def sign_in(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/following")
    page.get_by_label("Operator’s key").fill(KEY)
    page.keyboard.press("Enter")
    expect(page.locator("#place")).to_contain_text("None yet.")


def test_without_a_key_that_allows_it_following_is_not_offered(page: Page, followed: Staged) -> None:
    page.goto(followed.address)
    ask(page, QUESTION)
    expect(page.locator(".follow")).to_have_count(0)
    page.get_by_role("button", name="Conversations").click()
    expect(page.get_by_role("link", name="Followed questions")).to_be_hidden()
    page.evaluate("sessionStorage['newsqa.key'] = 'a key for nothing at all'")
    page.goto(followed.address)
    ask(page, QUESTION)
    expect(page.locator(".follow")).to_have_count(1)
    page.wait_for_timeout(300)
    expect(page.locator(".follow")).to_be_empty()


def test_a_question_is_followed_from_its_answer_and_listed_with_old_and_new(
    page: Page, followed: Staged, publish: Print
) -> None:
    sign_in(page, followed)
    page.goto(followed.address)
    ask(page, QUESTION)
    page.get_by_role("button", name="Tell me when there is an answer").click()
    expect(page.locator(".follow")).to_contain_text("Followed.")
    page.get_by_role("link", name="Followed questions").click()
    item = page.locator(".followed > li")
    expect(item).to_contain_text("no change since")
    expect(item).to_contain_text("The articles do not answer it.")
    assert publish(14) == 1
    page.reload()
    expect(item).to_contain_text("There is an answer now.")
    now, before = item.locator(".sides > section").all()
    expect(now).to_contain_text("In the flood in Osk 14 people died")
    expect(before).to_contain_text("The articles did not answer it.")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page, options=AXE).response["violations"] == []
    feed = item.get_by_role("textbox").input_value()
    assert "14 people died" in page.request.get(feed).text()
    page.goto(followed.address)
    ask(page, QUESTION)
    expect(page.locator(".follow")).to_contain_text("This question is followed.")


def test_all_changes_of_a_question_are_shown_the_last_one_first(page: Page, followed: Staged, publish: Print) -> None:
    sign_in(page, followed)
    page.goto(followed.address)
    ask(page, QUESTION)
    page.get_by_role("button", name="Tell me when").click()
    expect(page.locator(".follow")).to_contain_text("Followed.")
    for n in (14, 15, 16):
        assert publish(n) == 1
    page.get_by_role("link", name="Followed questions").click()
    item = page.locator(".followed > li")
    expect(item).to_contain_text("3 changes")
    expect(item.locator(".sides").first).to_contain_text("16 people died")
    expect(item).not_to_contain_text("There is an answer now.")
    page.get_by_text("2 earlier changes").click()
    earlier = item.locator(".earlier > li")
    expect(earlier).to_have_count(2)
    expect(earlier.first.locator("section").first).to_contain_text("15 people died")
    expect(earlier.last).to_contain_text("There is an answer now.")
    expect(earlier.last.locator("section").last).to_contain_text("The articles did not answer it.")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page, options=AXE).response["violations"] == []


def test_to_stop_following_takes_two_presses_and_ends_the_feed(page: Page, followed: Staged) -> None:
    sign_in(page, followed)
    page.goto(followed.address)
    ask(page, QUESTION)
    page.get_by_role("button", name="Tell me when").click()
    page.get_by_role("link", name="Followed questions").click()
    feed = page.locator(".followed").get_by_role("textbox").input_value()
    end = page.get_by_role("button", name="Stop following")
    end.click()
    page.get_by_role("button", name="Keep").click()
    expect(end).to_be_focused()
    assert page.request.get(feed).status == 200
    end.click()
    page.get_by_role("button", name="End it and its feed").click()
    expect(page.locator(".followed > li")).to_contain_text("No longer followed")
    assert page.request.get(feed).status == 404
    page.reload()
    expect(page.locator("#place")).to_contain_text("None yet.")


def test_what_is_narrowed_to_days_cannot_be_followed(page: Page, followed: Staged) -> None:
    sign_in(page, followed)
    page.goto(f"{followed.address}/?q=Bridge&since=2025-10-01")
    expect(page.locator("news-turn .follow")).to_have_count(1)
    page.wait_for_timeout(300)
    expect(page.locator(".follow button")).to_have_count(0)
