import pytest
from conftest import NOW

from corpus.formats.extract import from_html
from corpus.formats.html.own_address import own_address
from corpus.web.resemblance import doubt

URL = "https://www.gazette.example/news/mill-fire"


@pytest.mark.parametrize(
    "named",
    [
        "https://gazette.example/news/mill-fire/",
        "http://www.gazette.example/2026/mill-fire.html",
        "https://amp.gazette.example/id/4711",
        "https://www.gazette.example/?p=4711",
    ],
)
def test_another_address_of_the_site_can_be_a_pages_own(named: str) -> None:
    assert own_address([named], URL) == named


@pytest.mark.parametrize(
    "named",
    [
        "https://www.gazette.example",
        "https://www.gazette.example/#top",
        "https://www.gazette.example/index.php",
        "https://www.gazette.example/de-CH/",
        "https://www.gazette.example/news/",
        "https://gazette.example.evil.example/news/mill-fire",
        "https://tarnpress.example/news/mill-fire",
    ],
)
def test_front_pages_sections_and_other_sites_cannot_and_the_next_one_is_taken(named: str) -> None:
    assert own_address([named], URL) == URL
    assert own_address([named, URL + "?id=1"], URL) == URL + "?id=1"


@pytest.mark.parametrize("form", ["/amp", "/2", "/page/2", "/print", "/amp.html", "/index.html"])
def test_a_form_or_part_of_an_article_names_the_article(form: str) -> None:
    assert own_address([URL], URL + form) == URL


def test_a_saved_page_is_believed_but_not_that_it_is_a_front_page() -> None:
    saved = "file:///saved/mill.html"
    assert own_address([URL], saved) == URL
    assert own_address(["https://www.gazette.example/"], saved) == saved


STORY = "A fire destroyed the old paper mill on the bank of the Lune early on Sunday. Nobody was hurt, they said."


@pytest.mark.parametrize(
    ("before", "now", "is_doubtful"),
    [
        (STORY, STORY + " The mayor of Tarn came at noon and promised help to all.", False),
        (STORY, "Two men were held after a fire destroyed the old paper mill on the bank of the Lune.", False),
        (STORY, "The council of Osk meets on Monday to talk about the price of bread and beer.", True),
        (STORY, "A fire destroyed the mill.", True),
        (
            "火事で川岸の古い製紙工場が全焼した。けが人はいなかった。",
            "川岸の古い製紙工場が全焼し、二人が拘束された。",
            False,
        ),
        (
            "火事で川岸の古い製紙工場が全焼した。けが人はいなかった。",
            "このページは現在表示できません。後でもう一度。",
            True,
        ),
    ],
)
def test_an_edited_story_keeps_phrases(before: str, now: str, is_doubtful: bool) -> None:
    assert bool(doubt(before, now)) is is_doubtful


SAVED = "<!-- saved from url=(0041)https://www.gazette.example/news/mill-fire -->"
SINGLE_FILE = f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Mon Oct 27 2025 10:00:00 GMT+0200\n-->"
HERE = "file:///saved/page.html"


@pytest.mark.parametrize(
    ("before", "head", "found_at", "own"),
    [
        (SAVED, "", HERE, URL),
        (SINGLE_FILE, "", HERE, URL),
        (SAVED, "<link rel=canonical href='https://gazette.example/4711'>", HERE, "https://gazette.example/4711"),
        (SAVED, "<link rel=canonical href='/4711'>", HERE, "https://www.gazette.example/4711"),
        (
            "",
            "<base href='https://gazette.example/a/'><link rel=canonical href='b'>",
            HERE,
            "https://gazette.example/a/b",
        ),
        ("", "<link rel=canonical href='/4711'>", URL, "https://www.gazette.example/4711"),
        ("", "<base href='/en/'><link rel=canonical href='4711'>", URL, "https://www.gazette.example/en/4711"),
        ("", "<link rel=canonical href='/4711'>", HERE, HERE),
        ("", "<link rel=canonical href=''>", URL, URL),
        ("", "<base href='http://['><link rel=canonical href='/4711'>", URL, URL),
        ("<!-- saved from url=(0014)about:internet -->", "", HERE, HERE),
        (
            "<!-- saved from url=(0028)https://www.gazette.example/ -->",
            "<meta property=og:type content=article>",
            HERE,
            HERE,
        ),
        (SAVED.replace("gazette", "tarnpress"), "", URL, URL),
    ],
)
def test_a_page_has_the_address_that_it_names_or_was_saved_from(
    before: str, head: str, found_at: str, own: str
) -> None:
    story = "<h1>Mill burns down</h1><p>The mill of Tarn burned down on Monday, the fire service said.</p>"
    content = (
        f"<!doctype html>\n{before}\n<html><head><title>Mill burns down</title>{head}</head><body>{story}</body></html>"
    )
    assert from_html(content.encode(), found_at, NOW).article.url == own
