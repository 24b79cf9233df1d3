"""What is taken away of the page, and what has an address of its own: links, citations, answers as given, articles."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from archives import lines, record
from browsing import LNG, PLEDGE, Staged, ask, ended, serving
from conftest import NOW, WordEncoder, WordReader, open_index, take_in
from playwright.sync_api import Page, expect

from corpus.archive.sqlite import SqliteArchive
from index.ingest.refresh import withdraw
from qa.server.app import create_app
from qa.service.ask import Service
from qa.service.settings import Settings

pytestmark = pytest.mark.enable_socket
BRIDGE = "When does the bridge open?"
OPENS = "The bridge opens in June of next year."


@pytest.fixture(scope="module")
def site(sample: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    """The service on the sample articles, which keeps its answers."""
    with serving(create_app(lambda: sample, Settings(home=tmp_path_factory.mktemp("kept")))) as staged:
        yield staged


@pytest.fixture
def clipboard(page: Page) -> Callable[[], str]:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return lambda: str(page.evaluate("navigator.clipboard.readText()"))


@pytest.fixture
def changing(tmp_path: Path, words: WordEncoder) -> Iterator[Staged]:
    """A small archive that the test changes, and whose answers are kept."""
    take_in(tmp_path, words, lines(tmp_path / "a.jsonl", record(1, text=OPENS, publisher="The Paper"), record(2)))
    service = Service(open_index(tmp_path, words), words, WordReader(), clock=lambda: NOW)
    with serving(create_app(lambda: service, Settings(home=tmp_path))) as staged:
        yield staged


def requests(page: Page) -> list[str]:
    """The paths that are posted to from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    return asked


# ---- Links


def test_the_link_of_an_answer_shows_it_as_it_was_given(page: Page, site: Staged, clipboard: Callable[[], str]) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    quotes = turn.locator(".quote > blockquote").all_inner_texts()
    turn.get_by_role("button", name="Copy link").click()
    expect(turn.locator(".bar")).to_contain_text("Link to this answer copied")
    address = clipboard()
    assert address == f"{site.address}/a/{turn.evaluate('turn => turn.reply.id')}"
    asked = requests(page)
    page.goto(address)
    given = ended(page)
    expect(given.locator(".given")).to_contain_text("As it was answered on ")
    expect(given.locator(".given")).to_contain_text("No newer version of a quoted article has come since.")
    assert given.locator(".quote > blockquote").all_inner_texts() == quotes
    expect(page).to_have_title(f"{PLEDGE} – newsqa")
    assert asked == []
    given.get_by_role("button", name="Ask again").click()
    expect(page.locator("news-turn")).to_have_count(2)
    ended(page)
    page.go_back()
    expect(page.locator(".given")).to_be_visible()
    assert page.url == address


def test_of_an_answer_that_is_not_kept_the_questions_link_is_copied(
    page: Page, site: Staged, clipboard: Callable[[], str]
) -> None:
    page.goto(f"{site.address}/?as_of=2025-11-01")
    turn = ask(page, PLEDGE)
    page.route("**/answers/*", lambda route: route.fulfill(status=404, json={}))
    turn.get_by_role("button", name="Copy link").click()
    expect(turn.locator(".bar")).to_contain_text("Link to the question copied: the server does not keep this answer")
    assert clipboard() == f"{site.address}/?q=What+did+Japan+pledge%3F&as_of=2025-11-01"
    turn.get_by_role("button", name="Cite and export").click()
    dialog = page.get_by_role("dialog", name="Cite and export this answer")
    expect(dialog).to_contain_text("it has no link and no files")
    expect(dialog.get_by_label("Link to this answer", exact=True)).to_have_count(0)
    expect(dialog.get_by_role("link")).to_have_count(0)


def test_a_question_below_a_given_answer_follows_from_it(page: Page, site: Staged) -> None:
    page.goto(site.address)
    answer = ask(page, PLEDGE).evaluate("turn => turn.reply")
    page.goto(f"{site.address}/a/{answer['id']}")
    ended(page)
    with site.playing() as play:
        play.whole({**answer, "id": "2"})
        ask(page, "And when?")
        expect(page.locator("news-turn")).to_have_count(2)  # the first is answered, too
        ended(page)
    assert [one["text"] for one in site.asked[-1]["history"]] == [PLEDGE, answer["answer"]]


# ---- An answer as it was given, in an archive that changes


def given_address(page: Page, site: Staged) -> str:
    page.goto(site.address)
    turn = ask(page, BRIDGE)
    expect(turn.locator(".quote").first).to_contain_text(OPENS)
    return f"{site.address}/a/{turn.evaluate('turn => turn.reply.id')}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The bridge opens in May.", "The quoted words are not in it any more."),
        (f"{OPENS} So the mayor said.", "The quoted words are still in it."),
    ],
)
def test_a_given_answer_says_what_has_changed_since(
    page: Page, changing: Staged, tmp_path: Path, words: WordEncoder, text: str, said: str
) -> None:
    page.goto(given_address(page, changing))
    expect(ended(page).locator(".given li")).to_have_count(0)
    newer = record(1, text=text, publisher="The Paper", modified="2025-11-02T10:00:00Z")
    take_in(tmp_path, words, lines(tmp_path / "b.jsonl", newer))
    page.reload()
    given = ended(page)
    expect(given.locator(".given li")).to_contain_text(
        f"The Paper’s article has a newer version, of 2 Nov 2025, 10:00 UTC. {said}"
    )
    expect(given.locator(".quote").first).to_contain_text(OPENS)
    given.get_by_role("button", name="See what changed").click()
    article = page.locator("#article")
    expect(article.locator("ins").first).to_be_visible()
    expect(article).to_contain_text("Changes from the version that was quoted")


def test_nothing_is_shown_of_an_answer_that_quotes_a_removed_article(
    page: Page, changing: Staged, tmp_path: Path
) -> None:
    address = given_address(page, changing)
    page.evaluate("localStorage.clear()")
    with SqliteArchive(tmp_path / "archive.db") as archive:
        withdraw(archive, "https://paper.example/1", now=NOW)
    page.goto(address)
    expect(page.get_by_role("heading", name="This answer is not here")).to_be_visible()
    assert OPENS not in page.content()
    expect(page.get_by_label("Your question")).to_be_visible()


# ---- Citing


def test_a_quote_is_cited_as_text_by_links_and_in_files(page: Page, site: Staged, clipboard: Callable[[], str]) -> None:
    page.goto(site.address)
    turn = ask(page, LNG)
    second = turn.evaluate("turn => turn.reply.citations[1]")
    turn.locator(".quote").nth(1).get_by_role("button", name="Cite", exact=True).click()
    dialog = page.get_by_role("dialog", name="Cite this quote")
    expect(dialog.locator(".as-text")).to_contain_text(second["quote"])
    dialog.get_by_role("button", name="Copy: Link to the stored article").click()
    place = f"at={second['start']}-{second['end']}"
    read = f"{site.address}/read/{second['article']['id']}"
    assert clipboard() == f"{read}?version={second['article']['version']}&{place}"
    expect(dialog.get_by_label("Link to the words at", exact=False).first).to_have_value(second["link"])
    expect(dialog.locator(".files a")).to_have_text(["RIS", "BibTeX", "CSL-JSON"])
    with page.expect_download() as download:
        dialog.get_by_role("link", name="RIS").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith("TY  - NEWS")
    assert second["quote"][:60] in text
    copy = dialog.locator(".files li").nth(1).get_by_role("button")
    expect(copy).to_have_accessible_name("Copy as BibTeX")
    copy.click()
    expect(copy).to_have_text("Copied")
    assert clipboard().startswith("@")
    page.keyboard.press("Escape")
    expect(turn.locator(".quote").nth(1).get_by_role("button", name="Cite", exact=True)).to_be_focused()


def test_an_answer_is_exported_in_each_format(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    turn.get_by_role("button", name="Cite and export").click()
    links = page.locator("#takeaway .files a")
    expect(links).to_have_text(["RIS", "BibTeX", "CSL-JSON", "Markdown", "JSON-LD", "Web Annotations"])
    quote = turn.evaluate("turn => turn.reply.citations[0].quote")
    for address in links.evaluate_all("all => all.map(one => one.href)"):
        response = page.request.get(address)
        assert response.ok
        assert quote.split(" - ")[1][:40].replace("$", "") in response.text().replace("\\", "").replace("$", "")


# ---- Articles


def test_a_headline_opens_the_article_beside_and_leads_to_its_own_page(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    quote = turn.evaluate("turn => turn.reply.citations[0].quote")
    title = turn.locator(".source .title").first
    title.click()
    article = page.locator("#article")
    expect(article.locator("mark")).to_have_text(quote)
    article.get_by_role("link", name="On its own page").click()
    expect(page.locator("#reading mark")).to_have_text(quote)
    expect(page.locator("#reading mark")).to_be_in_viewport()
    expect(page).to_have_title("Japan's $550 billion pledge takes centre stage as Trump lands in Tokyo – newsqa")
    expect(page.locator("#reading").get_by_role("link", name="Read at Harbour Wire (sample)")).to_have_attribute(
        "href", turn_link(page, site)
    )
    expect(page.locator("#reading .carriers li")).to_have_count(2)
    page.go_back()
    expect(page.locator("news-turn")).to_be_visible()
    expect(page.locator("#reading")).to_be_hidden()


def turn_link(page: Page, site: Staged) -> str:
    answer = page.request.post(f"{site.address}/ask", data={"question": PLEDGE}).json()
    return str(answer["citations"][0]["link"])


def test_an_articles_page_has_corrections_on_top_and_another_publishers_copy(page: Page, site: Staged) -> None:
    citations = page.request.post(f"{site.address}/ask", data={"question": LNG}).json()["citations"]
    page.goto(f"{site.address}/read/{citations[0]['article']['id']}")
    reading = page.locator("#reading")
    expect(reading.locator(".correction")).to_contain_text("It was about 10%, not about 20%.")
    tops = [reading.locator(part).first.bounding_box() for part in (".correction", ".article-text")]
    assert tops[0]
    assert tops[1]
    assert tops[0]["y"] < tops[1]["y"]
    expect(reading.locator("mark")).to_have_count(0)
    reading.get_by_role("button", name="See what changed").click()
    expect(reading.locator("ins").first).to_be_visible()
    pledge = page.request.post(f"{site.address}/ask", data={"question": PLEDGE}).json()["citations"][0]["article"]
    page.goto(f"{site.address}/read/{pledge['id']}")
    reading.locator(".carriers .title").first.click()
    expect(reading.locator("#article-source")).to_contain_text("Pacific Ledger (sample)")
    ask(page, PLEDGE)
    expect(reading).to_be_hidden()


@pytest.mark.parametrize("place", ["/read/unknown", "/read/unknown?version=1&at=5-9"])
def test_an_article_that_is_not_there_is_told_so(page: Page, site: Staged, place: str) -> None:
    page.goto(f"{site.address}{place}")
    expect(page.get_by_role("heading", name="This article is not here")).to_be_visible()
    expect(page.locator("#reading")).to_contain_text("It may have been removed.")


def test_no_other_words_are_marked_where_the_quoted_version_is_not_kept(page: Page, site: Staged) -> None:
    article = page.request.post(f"{site.address}/ask", data={"question": PLEDGE}).json()["citations"][0]["article"]
    page.goto(f"{site.address}/read/{article['id']}?version=0000&at=0-20")
    expect(page.locator("#reading")).to_contain_text("The version that was quoted is no longer kept.")
    expect(page.locator("#article-text p").first).to_be_visible()
    expect(page.locator("#reading mark")).to_have_count(0)


def test_the_link_of_a_version_that_is_shown_leads_to_it_and_marks_no_other_words(
    page: Page, changing: Staged, tmp_path: Path, words: WordEncoder, clipboard: Callable[[], str]
) -> None:
    page.goto(given_address(page, changing))
    place = ended(page).locator(".source a.title").first.get_attribute("href")
    newer = record(
        1, text="The bridge opens in May.", title="May", publisher="The Paper", modified="2025-11-02T10:00:00Z"
    )
    take_in(tmp_path, words, lines(tmp_path / "b.jsonl", newer))
    page.goto(f"{changing.address}{place}")
    reading = page.locator("#reading")
    expect(reading.locator("mark")).to_have_text(OPENS)
    reading.locator("summary", has_text="2 versions").click()
    reading.get_by_role("button", name="Show").click()
    expect(reading).to_contain_text("The quote is not in this version of the text.")
    expect(page).to_have_title("May – newsqa")
    reading.get_by_role("button", name="Copy link").click()
    expect(reading.get_by_role("button", name="Copied")).to_be_visible()
    current = clipboard()
    assert "at=" not in current
    page.goto(current)
    expect(reading).to_contain_text("The bridge opens in May.")
    reading.locator("summary", has_text="2 versions").click()
    reading.get_by_role("button", name="Show").click()
    expect(reading).to_contain_text("Earlier version.")
    reading.get_by_role("button", name="Copy link").click()
    expect(reading.get_by_role("button", name="Copied")).to_be_visible()
    page.goto(clipboard())
    expect(reading).to_contain_text(OPENS)


def test_filters_on_an_articles_page_leave_its_address(page: Page, site: Staged) -> None:
    article = page.request.post(f"{site.address}/ask", data={"question": PLEDGE}).json()["citations"][0]["article"]
    page.goto(f"{site.address}/read/{article['id']}")
    expect(page.locator("#article-text p").first).to_be_visible()
    page.locator("#filters-fold summary").click()
    page.get_by_label("From").fill("2025-10-01")
    page.get_by_label("From").dispatch_event("change")
    expect(page.locator("#filters-set")).to_have_text("(1 set)")
    assert page.url == f"{site.address}/read/{article['id']}"


def test_of_an_article_that_is_gone_no_link_is_offered(page: Page, site: Staged) -> None:
    page.goto(site.address)
    turn = ask(page, PLEDGE)
    page.route("**/articles/*", lambda route: route.fulfill(status=404, body="{}"))
    turn.locator(".source a.title").first.click()
    expect(page.locator("#article")).to_contain_text("It may have been removed.")
    expect(page.locator("#article-actions")).to_be_empty()


def test_marks_of_direction_in_a_headline_turn_nothing_around_in_a_copied_quote(
    page: Page, changing: Staged, tmp_path: Path, words: WordEncoder, clipboard: Callable[[], str]
) -> None:
    newer = record(1, text=OPENS, title="\u202eThe bridge", publisher="The Paper")
    take_in(tmp_path, words, lines(tmp_path / "b.jsonl", newer))
    page.goto(changing.address)
    turn = ask(page, BRIDGE)
    turn.get_by_role("button", name="Copy quote").first.click()
    expect(turn.get_by_role("button", name="Copied")).to_be_visible()
    assert "\u202e" not in clipboard()
    assert "“The bridge”" in clipboard()


def test_a_quote_is_shared_with_its_source_and_link_where_there_is_a_sheet(page: Page, site: Staged) -> None:
    page.add_init_script(
        "window.shared = []; navigator.share = async (given) => { shared.push(given);"
        " if (shared.length > 1) throw new DOMException('', shared.length > 2 ? 'NotAllowedError' : 'AbortError'); }"
    )
    page.goto(site.address)
    share = ask(page, LNG).locator(".lead").get_by_role("button", name="Share")
    share.click()
    (given,) = page.evaluate("shared")
    quote = page.locator(".lead blockquote p").evaluate("node => node.firstChild.textContent")
    assert quote in given["text"] and "(sample), “" in given["text"] and given["url"] not in given["text"]
    assert given["url"].startswith("https://") and "#:~:text=" in given["url"]
    share.click()  # the reader closes the sheet
    page.wait_for_timeout(200)
    expect(share).to_have_text("Share")
    share.click()
    expect(page.locator(".lead .actions")).to_contain_text("Cannot share")


def test_without_a_sheet_nothing_is_to_be_shared(page: Page, site: Staged) -> None:
    page.goto(site.address)
    expect(ask(page, LNG).get_by_role("button", name="Share")).to_have_count(0)
