"""The page when things go wrong or change under it: lost connections, news, hostile words, a refresh."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PLEDGE, Staged, an_answer, ask, ended, serving
from conftest import NOW, ROOT, WordEncoder, WordReader, open_index, take_in
from newspaper import Newspaper
from playwright.sync_api import Locator, Page, Route, expect

from index.encoder.encoder import Encoder
from qa.answer.reader.reader import Reader
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.settings import Settings, load_settings

pytestmark = pytest.mark.enable_socket
KEY = "a key of the operator's"


# ---- Lost and slow connections


def test_a_stream_cut_in_the_middle_keeps_what_came_and_is_asked_again(page: Page, site: Staged) -> None:
    whole = an_answer(["The first sentence.", "The second one."])
    page.goto(site.address)
    with site.playing() as play:
        page.get_by_label("Your question").fill("What?")
        page.keyboard.press("Enter")
        play.event("sentence", {**whole["sentences"][0], "cited": whole["citations"][:1]})
        play.raw(b'event: sentence\ndata: {"text": "The sec')
        expect(page.locator(".quote")).to_have_count(1)
        play.cut()
        turn = page.locator("news-turn")
        expect(turn).to_have_attribute("data-state", "lost")
        expect(turn.locator(".problem")).to_contain_text("The connection was lost.")
        expect(turn.locator(".problem")).to_contain_text("The answer above is incomplete.")
        expect(turn.locator(".quotes")).not_to_contain_text("The sec")
    with site.playing() as play:
        play.whole(whole)
        turn.get_by_role("button", name="Retry").click()
        expect(ended(page).locator(".quote")).to_have_count(2)
    expect(page.locator("news-turn")).to_have_count(1)
    expect(turn.locator(".problem")).to_have_count(0)
    assert page.evaluate("JSON.parse(localStorage['newsqa.conversations'])[0].turns.length") == 1


def test_an_error_in_the_stream_is_told_as_it_is(page: Page, site: Staged) -> None:
    page.goto(site.address)
    with site.playing() as play:
        play.event("error", {"title": "Busy", "detail": "the archive is changing too fast", "status": 503})
        play.end()
        page.get_by_label("Your question").fill("What?")
        page.keyboard.press("Enter")
        expect(page.locator("news-turn .problem")).to_contain_text("Busy: the archive is changing too fast")


@pytest.mark.parametrize(
    ("body", "kind", "status", "told"),
    [
        ("<script>alert(1)</script>", "text/html", 502, "The server reported an error (502)."),
        ('{"title": "Too large", "detail": [{"loc": 1}]}', "application/problem+json", 413, "Too large"),
        ("", "text/event-stream", 200, "The connection was lost."),
        ("event: done\ndata: {broken\n\n", "text/event-stream", 200, "The connection was lost"),
        ("event: done\ndata: 7\n\n", "text/event-stream", 200, "The connection was lost"),
    ],
)
def test_replies_that_are_no_answers_are_told(
    page: Page, site: Staged, body: str, kind: str, status: int, told: str
) -> None:
    page.goto(site.address)
    page.route("**/ask", lambda route: route.fulfill(status=status, content_type=kind, body=body))
    page.get_by_label("Your question").fill("What?")
    page.keyboard.press("Enter")
    expect(page.locator("news-turn .problem")).to_contain_text(told)
    expect(page.get_by_role("button", name="Retry")).to_be_visible()


def test_a_lost_network_is_told_and_comes_back(page: Page, site: Staged) -> None:
    page.clock.install()
    page.goto(site.address)
    ask(page, PLEDGE)
    page.context.set_offline(True)
    page.clock.run_for(11_000)
    expect(page.locator("#archive")).to_have_text("The server cannot be reached; trying again.")
    page.get_by_label("Your question").fill("What else?")
    page.keyboard.press("Enter")
    expect(page.locator("news-turn").last.locator(".problem")).to_contain_text("The server could not be reached.")
    page.locator("news-turn").first.locator(".quotes .chip").click()
    expect(page.locator("#archive")).to_have_text("The article cannot be shown while the server cannot be reached.")
    page.context.set_offline(False)
    page.clock.run_for(11_000)
    expect(page.locator("#archive")).to_contain_text("33 articles")
    page.locator("news-turn").first.locator(".quotes .chip").click()
    expect(page.get_by_role("dialog").locator("mark")).to_be_visible()


def test_a_question_on_a_slow_connection_stays_one_question(page: Page, site: Staged) -> None:
    page.goto(site.address)
    with site.playing() as play:
        page.get_by_label("Your question").fill("What?")
        page.keyboard.press("Enter")
        expect(page.locator("news-turn")).to_have_attribute("data-state", "pending")
        for byte in b'event: sentence\r\ndata: {"text": "\xc3\xa9t\xc3\xa9.", "citations": [], "cited": []}\r\n\r\n':
            play.raw(bytes([byte]))
        expect(page.locator(".quote > blockquote")).to_have_text("été.")
        play.event("done", an_answer(["été."]))
        play.end()
        ended(page)
    expect(page.locator(".quote")).to_have_count(1)


def test_a_double_click_asks_once_and_stops_nothing(page: Page, site: Staged) -> None:
    page.goto(site.address)
    ask(page, PLEDGE)
    with site.playing() as play:
        page.get_by_label("Your question").fill("What?")
        page.get_by_role("button", name="Ask", exact=True).dblclick()
        expect(page.locator("news-turn")).to_have_count(2)
        expect(page.locator("news-turn").last).to_have_attribute("data-state", "pending")
        play.event("done", an_answer(["Yes."]))
        play.end()
        ended(page)
    expect(page.locator("news-turn").last).to_have_attribute("data-state", "answered")


def test_a_double_click_on_a_button_that_asks_asks_once(page: Page, site: Staged) -> None:
    page.goto(site.address)
    with site.playing() as play:
        page.locator("#examples button").first.evaluate("button => [button.click(), button.click()]")
        play.event("done", an_answer(["Yes."]))
        play.end()
        ended(page)
    expect(page.locator("news-turn")).to_have_count(1)


# ---- What is new


@pytest.fixture
def changing(tmp_path: Path, sample_home: Path, encoder: Encoder, reader: Reader) -> Iterator[tuple[Staged, Path]]:
    """The service on an archive of its own that begins with the sample."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    service = Service(open_index(home, encoder), encoder, reader, clock=lambda: NOW)
    with serving(create_app(lambda: service)) as staged:
        yield staged, home


def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    row = {"url": "https://paper.example/new", "title": "Japan pledges more", "publisher": "The Paper"}
    text = "Japan pledged another $20 billion of investment in the United States on Monday."
    path.write_text(json.dumps({**row, "published": "2026-01-12", "text": text}))
    return path


def test_a_page_that_was_left_open_meets_a_new_revision(
    page: Page, changing: tuple[Staged, Path], encoder: Encoder, tmp_path: Path
) -> None:
    site, home = changing
    page.clock.install()
    page.goto(site.address)
    ask(page, PLEDGE)
    page.clock.run_for(600_000)
    expect(page.locator("#archive")).to_contain_text("33 articles")
    expect(page.locator("#news")).to_be_empty()
    take_in(home, encoder, news(tmp_path))
    for _ in range(20):
        page.clock.run_for(10_000)
        page.wait_for_timeout(300)
        if page.locator("#news").inner_text():
            break
    expect(page.locator("#archive")).to_contain_text("34 articles")
    expect(page.locator("#news")).to_contain_text("1 new article.")
    expect(page.get_by_role("log")).to_contain_text("1 new article.")
    expect(page.locator("news-turn")).to_have_count(1)
    page.locator("#news").get_by_role("button", name="Ask again").click()
    expect(page.locator("news-turn")).to_have_count(2)
    ended(page)
    expect(page.locator("news-turn").last).to_contain_text("The Paper")
    expect(page.locator("#news")).to_be_empty()


def test_a_refresh_that_found_nothing_is_seen(page: Page, site: Staged) -> None:
    def refreshed_since(route: Route) -> None:
        told = route.fetch().json()
        told["refreshes"][0]["finished"] = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
        route.fulfill(json=told)

    page.clock.install()
    page.goto(site.address)
    expect(page.locator("#archive")).to_contain_text(re.compile(r"refreshed (just now|\d+ minutes? ago)"))
    page.clock.fast_forward("02:00:00")
    expect(page.locator("#archive")).to_contain_text("refreshed 2 hours ago")
    page.route("**/status", refreshed_since)
    page.clock.fast_forward("01:10:00")
    expect(page.locator("#archive")).to_contain_text(re.compile(r"refreshed \d+ minutes ago"))
    expect(page.locator("#news")).to_be_empty()


def test_a_quote_whose_version_is_gone_is_shown_with_the_current_text(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    page.route("**/articles/*?version=*", lambda route: route.fulfill(status=404, body="{}"))
    turn.locator(".quotes .chip").click()
    expect(page.get_by_role("dialog")).to_contain_text("The version that was quoted is no longer kept.")
    expect(page.get_by_role("dialog").locator("mark")).to_be_visible()


def test_an_empty_archive_says_how_to_fill_it(page: Page, tmp_path: Path, words: WordEncoder) -> None:
    take_in(tmp_path, words)
    service = Service(open_index(tmp_path, words), words, WordReader())
    with serving(create_app(lambda: service)) as site:
        page.goto(site.address)
        expect(page.locator("#empty")).to_contain_text("newsqa refresh PATH")
        expect(page.locator("#archive")).to_contain_text("0 articles")


# ---- The operator


@pytest.fixture
def operated(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch, paper: Newspaper, encoder: Encoder, reader: Reader
) -> Iterator[Staged]:
    """The service with an operator's key and a feed with one page that fails."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(models)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    paper.article(1)
    paper.put("/news/2.html", "<p>teapot", status=500)
    lines = [f'home = "{home}"', f'admin_key = "{KEY}"', f'allow_hosts = ["{paper.host}"]', "fetch_delay_s = 0"]
    lines += ["[[source]]", f'place = "{paper.feed([1, 2])}"', 'publisher = "The Paper"']
    lines += ["[[source]]", 'place = "/no/such/folder"']
    Path("newsqa.toml").write_text("\n".join(lines))
    settings: Settings = load_settings()
    take_in(home, encoder)
    service = Service(open_index(home, encoder), encoder, reader)
    with serving(create_app(lambda: service, settings)) as staged:
        yield staged


def sign_in(page: Page, site: Staged) -> Locator:
    """The operator's page."""
    page.goto(f"{site.address}/operator")
    page.get_by_label("Operator’s key").fill(KEY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Refresh now")).to_be_visible()
    return page.locator("#place")


def test_an_operator_signs_in_refreshes_and_sees_what_fails(page: Page, operated: Staged) -> None:
    page.goto(operated.address)
    page.get_by_role("button", name="Conversations").click()
    page.get_by_role("link", name="Sources and refreshes").click()
    expect(page).to_have_url(f"{operated.address}/operator")
    place = page.locator("#place")
    place.get_by_label("Operator’s key").fill("a wrong key that is long")
    page.keyboard.press("Enter")
    expect(place.get_by_role("alert")).to_have_text("Wrong key.")
    place.get_by_label("Operator’s key").fill(KEY)
    page.keyboard.press("Enter")
    expect(place).to_contain_text("2 sources")
    expect(place).to_contain_text("Not read yet")
    place.get_by_role("button", name="Refresh now").click()
    expect(place.locator("#refresh-state")).to_contain_text("Refreshing")
    expect(place.get_by_role("button", name="Refresh now")).to_be_disabled()
    expect(place.locator("#refresh-state")).to_contain_text("Refreshed: 1 new")
    feed, folder = place.locator(".source-states > li").all()
    expect(feed).to_contain_text("Last read just now: 1 new article")
    feed.locator("summary").click()
    expect(feed.locator("details")).to_contain_text("The publisher's server has a fault of its own (500).")
    expect(folder.locator(".failing").first).to_contain_text("No such file or folder")
    expect(place.locator(".log").last).to_contain_text("1 new")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
        assert results.response["violations"] == []
    assert KEY not in page.evaluate("JSON.stringify(localStorage) + location.href")
    assert page.evaluate("sessionStorage['newsqa.key']") == KEY
    place.get_by_role("button", name="Sign out").click()
    expect(place.get_by_label("Operator’s key")).to_be_visible()
    page.go_back()
    expect(page.locator("#archive")).to_contain_text("1 article")


def test_an_operator_adds_a_source_after_seeing_what_would_be_read(
    page: Page, operated: Staged, paper: Newspaper
) -> None:
    place = sign_in(page, operated)
    address = paper.feed([1, 3], path="/other.xml")
    for typed, said in (
        (f"{paper.address}/none.xml", "There is nothing at this address any more (404)."),
        (address, "A list of 2 pages"),
    ):
        place.get_by_label("Add a feed").fill(typed)
        page.keyboard.press("Enter")
        expect(place).to_contain_text(said)
    assert not paper.asked("/news/3.html")
    place.get_by_role("button", name="Add this source").click()
    added = place.locator(".source-states > li").nth(2)
    expect(added).to_contain_text("/other.xml")
    expect(added.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("Enter")
    expect(added).to_contain_text("paused")
    page.reload()
    expect(added).to_contain_text("paused")
    added.get_by_role("button", name="Remove").click()
    expect(place.locator(".source-states > li")).to_have_count(2)


def test_an_operator_cancels_a_refresh(page: Page, operated: Staged, paper: Newspaper) -> None:
    paper.article(1, delay_s=20)
    place = sign_in(page, operated)
    place.get_by_role("button", name="Refresh now").click()
    expect(place.locator("#refresh-state")).to_contain_text("Refreshing")
    place.get_by_role("button", name="Cancel").click()
    expect(place.locator("#refresh-state")).to_contain_text("it was stopped; what was read in is kept")
    expect(place.get_by_role("button", name="Refresh now")).to_be_enabled()


# ---- Hostile articles

SCRIPTS = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "<svg onload='window.hacked = 1'><script>window.hacked = 1</script></svg>",
    "<iframe srcdoc='<script>parent.hacked = 1</script>'></iframe>",
    "</p></blockquote></article><style>body{display:none}</style>",
    "<a href='javascript:window.hacked = 1'>press</a>",
    "{{constructor.constructor('window.hacked = 1')()}}${window.hacked = 1}",
    "\u202e\u2066desrever si siht\u202e\u200f\u061c",
    "\u0000\u0007\ufffe\ud83d broken",
    "W" * 1_000_000,
]
ADDRESSES = [
    "https://paper.example/{}",
    "http://paper.example/{}'onmouseover='x",
    "https://paper.example/{}<script>",
    "https://p.example/{}#\u202e",
]


def hostile(write: Callable[[str, str], Path]) -> Path:
    """Forty articles with something hostile in each field that an article may have."""
    rows = []
    for n in range(40):
        evil = SCRIPTS[n % len(SCRIPTS)] if n < 10 else SCRIPTS[n % len(SCRIPTS)][:20_000]
        rows.append(
            {
                "url": ADDRESSES[n // 10].format(n),
                "title": f"Bridge {n} {evil[:800]}",
                "publisher": f"Paper {n % 7} {evil[:300]}",
                "authors": [f"Writer {evil}"],
                "published": f"2025-10-{n % 28 + 1:02}",
                "language": 'en" onclick="x',
                "text": f"The bridge number {n} will open in June. {evil} It cost {n} million euros.",
            }
        )
    return write("hostile.jsonl", "\n".join(json.dumps(row) for row in rows))


def test_nothing_that_an_article_says_becomes_markup(
    page: Page, tmp_path: Path, words: WordEncoder, write: Callable[[str, str], Path]
) -> None:
    report = take_in(tmp_path, words, hostile(write))
    assert report.new == 40, report.failures
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    opened: list[str] = []
    page.on("dialog", lambda dialog: opened.append(dialog.message))
    page.on("popup", lambda popup: opened.append(popup.url))
    with serving(create_app(lambda: service)) as site:
        page.goto(site.address)
        expect(page.locator("#newest li").first).to_be_visible()
        for n in (*range(len(SCRIPTS)), 33):
            question = f"When will the bridge number {n} open in June or July?"
            found = page.request.post(f"{site.address}/ask", data={"question": question, "top_k": 3}).json()
            if n in (0, 9):
                ask(page, question)
                check(page)
            with site.playing() as play:
                play.whole(answered_from(found))
                turn = ask(page, question)
            check(page)
            chip = turn.locator(".quotes .chip").first
            chip.focus()
            check(page)
            chip.press("Enter")
            expect(page.locator("dialog[open] mark").first).to_be_visible()
            check(page)
            page.keyboard.press("Escape")
        page.set_viewport_size({"width": 320, "height": 640})
        check(page)
        page.get_by_role("button", name="Conversations").click()
        check(page)
    assert opened == []


def answered_from(found: dict[str, Any]) -> dict[str, Any]:
    """The evidence of an answer, quoted in full."""
    citations = [
        {**passage, "number": n, "quote": passage["text"], "superseded": False}
        for n, passage in enumerate(found["evidence"], start=1)
    ]
    sentences = [{"text": one["quote"], "citations": [one["number"]]} for one in citations]
    notice = {"kind": "stale", "text": citations[0]["quote"], "citations": [1], "claims": []}
    return {**found, "status": "answered", "citations": citations, "sentences": sentences, "notices": [notice]}


def check(page: Page) -> None:
    """No words became elements, addresses or scripts, and none made the page wider than its window."""
    found: Any = page.evaluate(
        """() => {
          const all = [...document.querySelectorAll("body *")];
          return {
            hacked: window.hacked ?? null,
            elements: all.filter((node) => node.matches("script, img, iframe, style")).length,
            links: [...document.links].filter((link) => !/^https?:/.test(link.protocol)).length,
            handlers: all.filter((node) => [...node.attributes].some(({ name }) => name.startsWith("on"))).length,
            wide: document.documentElement.scrollWidth > innerWidth,
            shown: getComputedStyle(document.body).display !== "none",
          };
        }"""
    )
    assert found == {"hacked": None, "elements": 0, "links": 0, "handlers": 0, "wide": False, "shown": True}


def test_addresses_that_are_no_web_links_are_words(page: Page, site: Staged) -> None:
    whole = an_answer(["The bridge opens."])
    evil = [
        "javascript:window.hacked = 1",
        " JaVaScRiPt:window.hacked = 1",
        "data:text/html,<script>1</script>",
        "file:///etc/passwd",
        "//x",
    ]
    whole["citations"][0]["article"]["url"] = whole["citations"][0]["link"] = evil[0]
    whole["citations"][0]["also_reported_by"] = [
        {"publisher": f"Paper {n}", "url": url, "published_at": None} for n, url in enumerate(evil)
    ]
    page.goto(site.address)
    with site.playing() as play:
        play.whole(whole)
        turn = ask(page, "When?")
    expect(turn.locator(".quotes")).to_contain_text("Paper 4")
    assert turn.locator("a:not([href^='/read/'])").count() == 0
    expect(turn.locator(".quotes code")).to_have_text(evil[0])
    check(page)


def test_a_browser_that_keeps_nothing_still_answers(page: Page, site: Staged) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });")
    page.goto(site.address)
    ask(page, PLEDGE)
    page.get_by_role("button", name="Conversations").click()
    expect(page.locator("#conversation-list")).to_contain_text("None yet")
