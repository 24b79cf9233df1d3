"""The page by kind of answer: claims, briefs, lists, comparisons, reports that differ, refusals; what is around."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import made_answers
import pytest
from browsing import Staged, an_answer, ask, ended
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.enable_socket


def shown(page: Page, site: Staged, answer: dict[str, Any]) -> Locator:
    """The turn of a made-up answer."""
    page.goto(site.address)
    with site.playing() as play:
        play.whole(answer)
        return ask(page, answer["question"])


def test_a_quote_stands_large_above_its_source_and_who_else_carries_it(page: Page, site: Staged) -> None:
    turn = shown(page, site, made_answers.copied())
    lead = turn.locator(".quote.lead")
    expect(lead.locator(".source").first).to_have_text("Paper 1 · 21 Oct 2025 Headline 1")
    expect(lead).to_contain_text(
        "Also carried by Pacific Ledger (ledger.example) (27 Oct 2025), Eastmoor Gazette (gazette.example)"
    )
    expect(turn.locator(".state")).to_have_text("Likely answer · 1 report, carried by 3 publishers")
    expect(turn.locator(".quote:not(.lead) .source")).to_have_text("Paper 2 · 22 Oct 2025 Headline 2")
    sizes = turn.locator(".quote > blockquote").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert sizes[0] > sizes[1] > 16


def test_a_claim_is_said_not_to_be_compared(page: Page, site: Staged) -> None:
    turn = shown(page, site, made_answers.claim())
    expect(turn.locator(".check")).to_have_text("Not compared with what you asked. Read what the quote says.")
    expect(turn.locator(".short")).to_have_count(0)


def test_a_brief_is_told_by_day_with_its_independent_reports(page: Page, site: Staged) -> None:
    lines = shown(page, site, made_answers.brief()).locator(".brief > li")
    expect(lines).to_have_count(3)
    expect(lines.locator(".told-on")).to_have_text(
        ["21 Oct 20252 independent reports", "22 Oct 20251 report", "undated1 report"]
    )
    expect(lines.first.locator("blockquote")).to_contain_text("The city closed the bridge")
    expect(lines.first.locator(".source")).to_have_text("Paper 1 Headline 1")


def test_a_lists_items_have_their_citations_and_are_marked_in_the_quotes(page: Page, site: Staged) -> None:
    turn = shown(page, site, made_answers.items())
    expect(turn.locator(".items li")).to_have_text([re.compile(name) for name in ("Toyota", "Panas", "Hit", "Soft")])
    expect(turn.locator(".items li").nth(2).locator(".chip")).to_have_text(["1", "2"])
    expect(turn.locator(".items")).to_contain_text("There may be others.")
    expect(turn.locator(".quote .short")).to_have_text(["Toyota", "Panasonic", "Hitachi", "SoftBank"])


def test_a_comparison_is_two_columns_and_on_phones_one(page: Page, site: Staged) -> None:
    turn = shown(page, site, made_answers.comparison())
    sides = turn.locator(".sides > section")
    expect(sides.locator("h3")).to_have_text(["Japan", "South Korea"])
    wide = [box["y"] for box in (sides.nth(n).bounding_box() for n in (0, 1)) if box]
    assert wide[0] == wide[1]
    page.set_viewport_size({"width": 390, "height": 800})
    narrow = [box["y"] for box in (sides.nth(n).bounding_box() for n in (0, 1)) if box]
    assert narrow[0] < narrow[1]


def test_a_side_without_a_quote_says_so(page: Page, site: Staged) -> None:
    answer = made_answers.comparison()
    answer["sides"][1]["citations"] = []
    turn = shown(page, site, answer)
    expect(turn.locator(".sides > section").last).to_have_text("South KoreaNo quote found.")
    expect(turn.locator(".quote")).to_have_count(2)  # the other one stands below


def test_of_reports_that_differ_the_newest_comes_first_and_none_is_marked(page: Page, site: Staged) -> None:
    answer = made_answers.differing()
    answer.update(short_answer="18,000", short_answer_at={"citation": 1, "start": 6, "end": 12})
    turn = shown(page, site, answer)
    expect(turn.locator(".sides h3")).to_have_text(["12,500", "About 18,000"])
    expect(turn.locator(".state")).to_have_text("Reports differ · 2 reports")
    expect(turn.locator(".short")).to_have_count(0)
    expect(turn.locator(".quote")).to_have_count(2)


def test_a_refusal_offers_its_ways_out_and_asks_them(page: Page, site: Staged) -> None:
    shown(page, site, made_answers.refusal())
    turn = page.locator("news-turn").first
    expect(turn.locator(".unanswered")).to_have_text("The archive has nothing from 2024.")
    expect(turn.locator(".ways button")).to_have_count(3)
    with site.playing() as play:
        play.whole(an_answer(["It pledged money."]))
        turn.get_by_role("button", name="Search 25–31 Oct 2025").click()
        expect(page.locator("news-turn")).to_have_count(2)
        ended(page)
    sent = site.asked[-1]
    assert (sent["question"], sent["since"], sent["until"]) == ("What did Japan pledge?", "2025-10-25", "2025-10-31")
    with site.playing() as play:
        play.whole(an_answer(["It pledged money."]))
        turn.get_by_role("button", name="Search all dates", exact=True).click()
        expect(page.locator("news-turn")).to_have_count(3)
        ended(page)
    assert site.asked[-1]["without"] == ["time"]
    assert "since" not in site.asked[-1]


def test_a_related_question_is_asked_by_itself(page: Page, site: Staged) -> None:
    page.route("**/related", lambda route: route.fulfill(json={"questions": ["What did South Korea pledge?"]}))
    turn = shown(page, site, made_answers.copied())
    with site.playing() as play:
        play.whole(an_answer(["It pledged money."]))
        turn.get_by_role("button", name="What did South Korea pledge?").click()
        expect(page.locator("news-turn")).to_have_count(2)
        ended(page)
    assert (site.asked[-1]["question"], site.asked[-1]["history"]) == ("What did South Korea pledge?", [])


def test_related_questions_come_after_the_answer_where_the_service_finds_some(page: Page, site: Staged) -> None:
    page.route("**/related", lambda route: route.fulfill(json={"questions": ["Who pays?"]}))
    turn = shown(page, site, an_answer(["It pledged money."]))
    expect(turn.locator(".next button")).to_have_text("Who pays?")


def test_answers_kept_by_an_older_page_are_still_shown(page: Page, site: Staged) -> None:
    answer = an_answer(["It said so."])
    for name in ("kind", "brief", "items", "sides", "suggestions"):
        del answer[name]
    expect(shown(page, site, answer).locator(".quote.lead")).to_contain_text("It said so.")


# ---- What is taken away


def test_a_quote_is_copied_with_its_citation(page: Page, site: Staged) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = shown(page, site, made_answers.claim())
    turn.get_by_role("button", name="Copy quote").click()
    expect(turn.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        "“Japan pledged about $550 billion of investment in the United States.”"
        " – Paper 1, “Headline 1”, 21 Oct 2025. https://paper1.example/1"
    )
    expect(turn.get_by_role("button", name="Copy quote")).to_be_visible()


@pytest.mark.parametrize(
    ("link", "shown_link"),
    [
        ("https://a.example/1#top:~:text=A%20short%2C%20well%2Dknown%20quote.",) * 2,
        (None, "https://paper1.example/1"),  # in conversations that were kept before citations had one
    ],
)
def test_the_link_leads_to_the_very_words(page: Page, site: Staged, link: str | None, shown_link: str) -> None:
    answer = an_answer(["A short, well-known quote."])
    answer["citations"][0]["link"] = link
    node = shown(page, site, answer).get_by_role("link", name="Read at Paper 1")
    expect(node).to_have_attribute("href", shown_link)


@pytest.mark.parametrize(("host", "shown_name"), [("evil.example", "Reuters (evil.example)"), (None, "Reuters")])
def test_the_host_stands_beside_a_name_that_it_is_not_called(
    page: Page, site: Staged, host: str | None, shown_name: str
) -> None:
    answer = an_answer(["It said so."])
    answer["citations"][0]["article"] |= {"publisher": "Reuters", "host": host}
    answer["citations"][0]["also_reported_by"] = [
        {"publisher": "Reuters", "url": "https://evil.example/1", "published_at": None, "host": host}
    ]
    turn = shown(page, site, answer)
    expect(turn.locator("a", has_text="Read at").first).to_have_text(f"Read at {shown_name}")
    expect(turn.locator(".source", has_text="Also carried by")).to_have_text(f"Also carried by {shown_name}")


# ---- Around the answer


def test_back_and_forward_go_from_question_to_question(page: Page, site: Staged) -> None:
    page.goto(site.address)
    asked = ("What?", "What else?")
    for question in asked:
        with site.playing() as play:
            play.whole(
                an_answer([f"Answer to: {question}"], id=question, query={**an_answer([])["query"], "text": question})
            )
            ask(page, question)
    n_asked = len(site.asked)
    page.go_back()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["What?"]}
    expect(page).to_have_title("What? – newsqa")
    expect(page.locator("news-turn h2").first).to_be_focused()
    page.go_back()
    expect(page.locator("news-turn")).to_have_count(0)
    expect(page.locator("#intro")).to_be_visible()
    page.go_forward()
    expect(page.locator("news-turn")).to_have_count(2)
    page.go_forward()
    assert parse_qs(urlsplit(page.url).query) == {"q": ["What else?"]}
    expect(page.locator("news-turn h2").last).to_be_focused()
    assert len(site.asked) == n_asked


def test_the_box_has_the_focus_and_keys_lead_to_it(page: Page, site: Staged) -> None:
    page.goto(site.address)
    box = page.get_by_label("Your question")
    expect(box).to_be_focused()
    for key in ("/", "Control+k"):
        page.get_by_role("button", name="Conversations").focus()
        page.keyboard.press(key)
        expect(box).to_be_focused()
        expect(box).to_have_value("")


def test_a_question_mark_shows_the_keys_but_in_the_box_it_is_one(page: Page, site: Staged) -> None:
    page.goto(site.address)
    keys = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(page.get_by_label("Your question")).to_have_value("?")
    expect(keys).to_be_hidden()
    page.get_by_role("button", name="Conversations").focus()
    page.keyboard.press("?")
    expect(keys).to_contain_text("stop an answer")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_what_is_refused_stays_in_the_box(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/?since=2025-05-01&until=2025-01-01")
    box = page.get_by_label("Your question")
    box.fill("What?")
    box.press("Enter")
    expect(page.locator("#problem")).to_contain_text("The first day, 1 May 2025, is later than the last")
    expect(box).to_have_value("What?")
    page.get_by_role("button", name="Clear").click()
    box.fill("x" * 2001)
    box.press("Enter")
    expect(page.locator("#problem")).to_have_text("Your question has 2,001 characters; 2,000 are the most.")
    assert len(box.input_value()) == 2001
    expect(page.locator("news-turn")).to_have_count(0)


def test_a_filter_is_a_chip_that_takes_it_back(page: Page, site: Staged) -> None:
    page.goto(f"{site.address}/?q=What+did+Japan+pledge%3F&since=2025-10-01&until=2025-10-31&as_of=2025-11-01")
    turn = ended(page)
    expect(turn.locator(".condition")).to_have_text(["1 Oct – 31 Oct 2025 ×", "as known on 1 Nov 2025 ×"])
    turn.get_by_role("button", name="Without the dates: 1 Oct – 31 Oct 2025").click()
    expect(page.locator("news-turn")).to_have_count(2)
    ended(page)
    assert set(parse_qs(urlsplit(page.url).query)) == {"q", "as_of"}


def test_the_article_stands_beside_the_answer_and_on_a_phone_over_it(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, "What share of Japan's LNG imports came from the United States?")
    turn.locator(".source .title").first.click()
    article = page.locator("#article")
    expect(article.locator("mark")).to_be_in_viewport()
    box, beside = article.bounding_box(), turn.locator(".quotes").bounding_box()
    assert box
    assert beside
    assert beside["x"] + beside["width"] < box["x"]
    expect(article.locator(".correction")).to_contain_text("It was about 10%, not about 20%.")
    expect(article).to_contain_text("1 of 2")
    article.get_by_role("button", name="Next quote").click()
    expect(article).to_contain_text("2 of 2")
    expect(article.locator("mark")).to_have_text(turn.evaluate("turn => turn.reply.citations[1].quote"))
    article.get_by_role("button", name="See what changed").click()
    expect(article.locator("ins").first).to_be_visible()
    page.get_by_label("Your question").press("Escape")
    expect(article).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 800})
    turn.locator(".notice.correction").get_by_role("button", name="See what changed").click()
    expect(article.locator("ins").first).to_be_visible()
    assert page.locator("dialog:modal").count() == 1


def test_a_deleted_conversation_can_be_put_back(page: Page, site: Staged) -> None:
    shown(page, site, an_answer(["It said so."], question="Who said so?"))
    page.get_by_role("button", name="Conversations").click()
    panel = page.locator("#conversations")
    panel.get_by_role("button", name="Delete Who said so?").click()
    expect(panel.locator(".headline")).to_have_count(0)
    panel.get_by_role("button", name="Undo").click()
    expect(panel.locator(".headline")).to_have_text("Who said so?")
