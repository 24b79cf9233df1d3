"""The page in a browser, on the real service with the sample: asking, reading, narrowing, keeping."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import LNG, NOBODY, OFFICERS, PLEDGE, Staged, an_answer, ask, ended
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.enable_socket


def address(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_enter_sends_shift_enter_starts_a_line_and_the_arrow_recalls(page: Page, site: Staged) -> None:
    page.goto(site.address)
    box = page.get_by_label("Your question")
    box.press_sequentially("What did Japan")
    box.press("Shift+Enter")
    box.press_sequentially("pledge?")
    expect(box).to_have_value("What did Japan\npledge?")
    box.press("Enter")
    ended(page)
    expect(box).to_have_value("")
    box.press("ArrowUp")
    expect(box).to_have_value("What did Japan\npledge?")


def test_the_examples_are_of_the_archive_and_are_answered(page: Page, site: Staged) -> None:
    page.goto(site.address)
    examples = page.locator("#examples button")
    expect(examples.first).to_be_visible()
    assert examples.count() >= 2
    examples.first.click()
    expect(ended(page)).to_have_attribute("data-state", "answered")
    expect(page.locator("news-turn h2")).to_be_focused()


def test_an_answer_can_be_linked_to(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/?q=What+did+Japan+pledge%3F&publisher=Pacific+Ledger+(sample)&until=2025-10-27")
    turn = ended(page)
    expect(turn.locator("h2")).to_contain_text(PLEDGE)
    expect(turn.locator(".condition")).to_have_text(["until 27 Oct 2025 ×", "Pacific Ledger (sample) ×"])
    expect(turn.locator(".quotes .publisher").first).to_have_text("Pacific Ledger (sample)")
    assert address(page)["publisher"] == ["Pacific Ledger (sample)"]
    assert address(page)["until"] == ["2025-10-27"]


def test_the_address_of_a_question_is_its_answers(page: Page, site: Staged) -> None:
    page.goto(site.address)
    ask(page, PLEDGE)
    assert address(page) == {"q": [PLEDGE]}
    expect(page).to_have_title(f"{PLEDGE} – newsqa")


def test_an_answer_streams_in_and_can_be_stopped(page: Page, site: Staged) -> None:
    answer = an_answer(["The first sentence stands.", "The second one never comes."])
    page.goto(site.address)
    with site.playing() as play:
        page.get_by_label("Your question").fill("What?")
        page.keyboard.press("Enter")
        turn = page.locator("news-turn")
        play.event("query", answer["query"])
        play.event("sentence", {**answer["sentences"][0], "cited": answer["citations"][:1]})
        expect(turn.locator(".quote")).to_have_count(1)
        expect(turn.locator(".chip")).to_have_text("1")
        expect(turn.locator(".source")).to_have_text("Paper 1 · 21 Oct 2025 Headline 1")
        expect(turn.locator(".state")).to_have_text("Answering…")
        expect(turn).to_have_attribute("data-state", "pending")
        page.get_by_role("button", name="Stop").click()
        expect(turn).to_have_attribute("data-state", "stopped")
        expect(turn).to_contain_text("The first sentence stands.")
        expect(turn).to_contain_text("The answer above is incomplete.")
        expect(turn.get_by_role("button", name="Ask again")).to_be_visible()
    assert site.asked[-1]["stream"] is True


def test_a_chip_shows_its_source_and_opens_the_article_at_the_quote(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    chip = turn.locator(".quotes .chip").first
    card = page.locator("#card")
    chip.hover()
    for said in (
        "Harbour Wire (sample)",
        "Japan's $550 billion pledge",
        "Sample desk",
        "27 Oct 2025",
        "TOKYO, 27 October",
    ):
        expect(card).to_contain_text(said)
    card.hover()
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    chip.focus()
    expect(card).to_be_visible()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("mark")).to_have_text(re.compile("^TOKYO, 27 October - Japan pledged"))
    expect(dialog.locator("mark")).to_be_in_viewport()
    expect(dialog.get_by_role("link", name="Read at Harbour Wire (sample)")).to_have_attribute(
        "href",
        re.compile("^https://harbour-wire.example/[^#]+#:~:text=TOKYO%2C%2027%20October%20%2D%20Japan%20pledged,"),
    )
    expect(dialog.locator(".carried")).to_contain_text("Also carried by 2 other publishers")
    expect(dialog.locator(".carriers .publisher")).to_have_text(
        ["Pacific Ledger (sample)", "Eastmoor Gazette (sample)"]
    )
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()


def test_the_quotes_are_the_answers_word_for_word(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    answer = page.request.post(f"{site.address}/ask", data={"question": PLEDGE}).json()
    shown = turn.locator(".quote > blockquote").evaluate_all("all => all.map(one => one.textContent)")
    assert len(shown) == len(answer["sentences"])
    for text, sentence in zip(shown, answer["sentences"], strict=True):
        assert text.startswith(sentence["text"])


def test_the_article_shows_its_versions_and_what_changed(page: Page, site: Staged) -> None:
    page.goto(site.address)
    ask(page, LNG).locator(".quotes .chip").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("2 versions").click()
    dialog.get_by_role("button", name=re.compile("^What changed")).click()
    expect(dialog.locator("del").first).to_contain_text("20")
    expect(dialog.locator("ins").first).to_contain_text("10")
    expect(dialog.locator("ins .unseen").first).to_have_text("[added: ")
    dialog.get_by_role("button", name=re.compile("^Show: version of")).click()
    expect(dialog).to_contain_text("Earlier version. Current: 29 Oct 2025")
    expect(dialog.locator(".article-text")).to_contain_text("about 20%")


def test_the_short_answer_is_marked_in_its_quote(page: Page, site: Staged) -> None:
    quote = "Zo\u00eb \U0001f600 said the bridge opens in June of next year."
    start = quote.index("June")
    answer = an_answer([quote], short_answer="June")
    answer["citations"][0].update(start=100, end=100 + len(quote))
    answer["short_answer_at"] = {"citation": 1, "start": 100 + start, "end": 104 + start}
    page.goto(site.address)
    with site.playing() as play:
        play.whole(answer)
        turn = ask(page, "When does the bridge open?")
    expect(turn.locator(".quotes strong")).to_have_text("June")
    expect(turn.locator(".quote > blockquote")).to_contain_text(quote)


def test_reports_that_differ_stand_side_by_side_and_none_is_marked(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, OFFICERS)
    expect(turn.locator(".differ")).to_have_text("Reports differ")
    sides = turn.locator(".sides > section")
    expect(sides.locator("h3")).to_have_text([re.compile("12,500"), re.compile("18,000")])
    expect(sides.locator(".publisher")).to_have_text(["Northgate Daily (sample)", "Harbour Wire (sample)"])
    expect(sides.last.locator("blockquote")).to_contain_text("About 18,000 police officers will be deployed")
    expect(turn.locator(".short")).to_have_count(0)


def test_what_a_language_model_shortened_is_told_and_stands_beside_its_quote(page: Page, site: Staged) -> None:
    quote = "The bridge, which was built in 1911, will open in June."
    answer = an_answer([quote], generated={"outcome": "verified", "model": "m", "dropped": 0, "reason": None})
    answer["sentences"] = [{"text": "The bridge will open in June.", "citations": [1]}]
    page.goto(site.address)
    with site.playing() as play:
        play.whole(answer)
        turn = ask(page, "When does the bridge open?")
    expect(turn.locator(".state")).to_contain_text("shortened by a language model")
    expect(turn.locator(".quotes")).to_contain_text("The bridge will open in June.")
    expect(turn.locator("figcaption .snippet")).to_have_text(quote)


def test_notices_say_what_a_reader_should_know(page: Page, site: Staged) -> None:
    page.goto(site.address)
    expect(ask(page, PLEDGE).locator(".notice.copies")).to_contain_text("Three publishers carry the same words")
    expect(ask(page, LNG).locator(".notice.correction").first).to_contain_text("corrected")


def test_an_abstention_says_why_and_offers_what_is_nearest(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, NOBODY)
    expect(turn).to_have_attribute("data-state", "unanswered")
    expect(turn.locator(".unanswered")).to_contain_text("No sentence was found")
    expect(turn.locator(".quotes")).to_be_hidden()
    turn.locator(".nearest .title").first.click()
    expect(page.get_by_role("dialog").locator("mark").first).to_be_visible()


def test_filters_that_leave_nothing_can_be_taken_off_again(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/?q=What+did+Japan+pledge%3F&until=2001-01-01")
    turn = ended(page)
    expect(turn.locator(".unanswered")).to_contain_text("The archive has no article up to 1 Jan 2001")
    turn.locator(".ways button").first.click()
    expect(ended(page)).to_have_attribute("data-state", "answered")
    assert address(page)["q"] == [PLEDGE]
    assert "until" not in address(page)


def test_a_day_of_what_was_found_narrows_the_question_to_it(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    expect(turn.locator(".days li", has_text="27 Oct 2025")).to_contain_text("● quoted: Harbour Wire (sample)")
    expect(turn.locator(".days li", has_text="28 Oct 2025")).to_contain_text("Meridian Markets (sample)")
    turn.get_by_role("button", name="Search only 28 Oct 2025").click()
    expect(page.locator("news-turn")).to_have_count(2)
    ended(page)
    assert (address(page)["since"], address(page)["until"]) == (["2025-10-28"], ["2025-10-28"])
    expect(page.locator("news-turn").last.locator(".understood")).to_contain_text("28 Oct 2025 only")


def test_filters_show_in_the_address_and_narrow_the_next_question(page: Page, site: Staged) -> None:
    page.goto(site.address)
    page.get_by_text("Filters").click()
    page.get_by_label("As it was known on").fill("2025-10-26")
    box = page.get_by_label("Only these publishers")
    expect(page.locator("#known option")).to_have_count(6)
    box.fill("Nope")
    box.press("Enter")
    expect(page.locator("#publisher-problem")).to_contain_text("The archive has no publisher “Nope”.")
    box.fill("northgate daily (sample)")
    box.press("Enter")
    expect(page.get_by_role("button", name="Remove Northgate Daily (sample)")).to_be_visible()
    expect(page.locator("#filters-set")).to_have_text("(2 set)")
    turn = ask(page, "How many police officers will be on duty in Tokyo?")
    expect(turn.locator(".understood")).to_contain_text("as known on 26 Oct 2025")
    assert address(page)["as_of"] == ["2025-10-26"]
    assert address(page)["publisher"] == ["Northgate Daily (sample)"]
    page.get_by_role("button", name="Clear").click()
    assert set(address(page)) == {"q"}


def test_what_was_understood_is_shown_and_can_be_corrected(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, "What did Japan pledge in October 2025?")
    expect(turn.locator(".understood")).to_contain_text(
        "1 Oct – 31 Oct 2025 or later if they name that time (“in October 2025”)"
    )
    turn.get_by_role("button", name="Edit what was understood").click()
    expect(page.get_by_role("textbox", name="From")).to_have_value("2025-10-01")
    expect(page.get_by_role("textbox", name="From")).to_be_focused()
    page.get_by_label("Until", exact=True).fill("2025-10-20")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("news-turn")).to_have_count(2)
    assert address(page)["until"] == ["2025-10-20"]


def test_a_time_phrase_can_be_taken_back(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, "What did Japan pledge in 2012?")
    expect(turn).to_contain_text("The archive has no article of “in 2012”")
    turn.locator(".condition", has_text="in 2012").click()
    expect(page.locator("news-turn")).to_have_count(2)
    expect(page.locator("news-turn").last.locator(".quotes")).to_contain_text("$550 billion")
    assert address(page)["without"] == ["time"]
    page.reload()
    expect(page.locator("news-turn").last.locator(".quotes")).to_contain_text("$550 billion")


def test_why_opens_the_rankings_explanation(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    turn.get_by_text("Why this answer?").click()
    expect(turn.locator(".why")).to_contain_text("Of 53 passages")
    expect(turn.locator(".ranked > li").first).to_contain_text("cosine of question and passage")


def test_a_follow_up_is_sent_with_what_was_said(page: Page, site: Staged) -> None:
    page.goto(site.address)
    first = ask(page, PLEDGE)
    said = first.locator(".quote > blockquote").first.inner_text()
    with site.playing() as play:
        play.whole(
            an_answer(["It said so."], query={**an_answer([])["query"], "text": "What did Japan pledge in money?"})
        )
        turn = ask(page, "And in money?")
    history = site.asked[-1]["history"]
    assert [one["role"] for one in history] == ["user", "assistant"]
    assert history[0]["text"] == PLEDGE
    assert history[1]["text"][:40] in said
    expect(turn.locator(".understood")).to_contain_text("Understood as “What did Japan pledge in money?”")
    assert address(page)["q"] == ["What did Japan pledge in money?"]


def test_conversations_stay_in_the_browser(page: Page, site: Staged) -> None:
    page.goto(site.address)
    ask(page, PLEDGE)
    ask(page, NOBODY)
    n_asked = len(site.asked)
    page.reload()
    expect(page.locator("news-turn")).to_have_count(2)
    expect(page.locator("news-turn").first).to_contain_text("Answered on")
    page.get_by_role("button", name="New question").click()
    expect(page.locator("news-turn")).to_have_count(0)
    ask(page, LNG)
    page.get_by_role("button", name="Conversations").click()
    panel = page.locator("#conversations")
    expect(panel.locator("li .headline")).to_have_text([LNG, PLEDGE])
    panel.get_by_role("button", name=PLEDGE, exact=True).click()
    expect(page.locator("news-turn")).to_have_count(2)
    page.get_by_role("button", name="Conversations").click()
    panel.get_by_role("button", name=f"Delete {LNG}").click()
    expect(panel.locator("li .headline")).to_have_text([PLEDGE])
    assert len(site.asked) == n_asked


def test_a_conversation_is_exported_with_its_citations(page: Page, site: Staged) -> None:
    answer = an_answer(["It costs *nothing* [sic] <b>late-night</b>."])
    answer["query"]["publishers"] = ["Paper 1"]
    answer["citations"][0]["article"]["title"] = "A [headline](javascript:alert(1))"
    page.goto(f"{site.address}/?as_of=2025-11-01")
    with site.playing() as play:
        play.whole(answer)
        ask(page, "What?")
    page.get_by_role("button", name="Conversations").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export this one").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename == "newsqa.md"
    assert "## What?" in text
    assert "> It costs \\*nothing\\* \\[sic\\] \\<b\\>late-night\\</b\\>. [^1-1]" in text
    assert "Searched only: by Paper 1; as known on 1 Nov 2025.\n" in text
    assert "of revision 1 of the archive." in text
    assert "[^1-1]: Paper 1, [A \\[headline\\](javascript:alert(1))](<https://paper1.example/1>), A. Writer" in text


def test_the_page_is_sent_with_a_strict_policy(page: Page, site: Staged) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    response = page.goto(site.address)
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
    assert "unsafe" not in policy
    ask(page, PLEDGE).locator(".chip").first.click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_visible()
    assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {site.address.split("/")[2]}
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert json.loads(stored)
