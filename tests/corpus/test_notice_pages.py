import pytest
from conftest import NOW

from corpus.article import ArticleError
from corpus.formats.extract import from_html

URL = "https://gazette.example/mill"


def page(heading: str, *paragraphs: str, title: str = "", head: str = "") -> bytes:
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    title = title or f"{heading} | The Gazette"
    main = f"<main><h1>{heading}</h1>{body}</main>"
    return f"<html><head><title>{title}</title>{head}</head><body>{main}</body></html>".encode()


TEASERS = ["Velm approved a ferry to Osk on Monday.", "Bram Tole won in Osk by forty votes, the clerk said."]


def banded(band: str, head: str = "") -> bytes:
    """A page whose heading is its site's name, with a band above links to other stories."""
    others = "".join(f"<p>{words}</p>" for words in TEASERS)
    return f"<html><head><title>The Gazette</title>{head}</head><body>{band}<div>{others}</div></body></html>".encode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (page("Oops! That page can’t be found.", "Maybe try one of the links below."), "was not found"),
        (page("404", "We looked everywhere."), "was not found"),
        (page("Error 404 – Page not found", "Here is what others read today.", "Mill burns."), "was not found"),
        (page("The Gazette", "Sorry, this article is no longer available.", "Go home."), "was not found"),
        (page("Hmm", "We can't find the page you asked for.", title="The Gazette"), "was not found"),
        (page("Seite nicht gefunden", "Die gesuchte Seite existiert nicht mehr."), "was not found"),
        (page("¡Vaya!", "La página que busca no existe o ha cambiado de lugar."), "was not found"),
        (page("Page introuvable", "Retournez à l'accueil du journal."), "was not found"),
        (page("お探しのページは見つかりませんでした", "トップページへ戻る。"), "was not found"),
        (page("This story has been moved or deleted", "Use the search above."), "was not found"),
        (page("Whoops", "The link you followed may be broken, or has moved."), "was not found"),
        (page("Fehler 404", "Die von Ihnen gesuchte Seite konnte leider nicht gefunden werden."), "was not found"),
        (page("抱歉，您访问的页面不存在", "返回首页"), "was not found"),
        (page("Ups! Błąd 404", "Strona o podanym adresie nie istnieje.", "Wróć na stronę główną."), "was not found"),
        (page("Hoppsan", "Sidan du letar efter finns inte."), "was not found"),
        (page("The Gazette", "Error 404", *TEASERS), "was not found"),
        (banded("<div class='error-band'>Error 404</div>"), "was not found"),
        (banded("<section id='not-found'><span>Seite nicht gefunden</span></section>"), "was not found"),
        (banded("<h2>404 – Page not found</h2>"), "was not found"),
        (page("Wij gebruiken cookies", "Wij gebruiken cookies om onze site te verbeteren.", "Akkoord"), "consent"),
        (page("Din integritet", "Vi och våra partner använder cookies.", "Vi använder cookies här."), "consent"),
        (page("Human or robot?", "Activate and hold the button to read on."), "robots"),
        (page("Security Checkpoint", "We're verifying your browser"), "robots"),
        (page("451: Unavailable due to legal reasons", "You come from elsewhere."), "our region"),
        (page("gazette.example", "Checking your browser before you can read on.", title="One moment"), "robots"),
        (page("Access denied", "You don't have permission to view this."), "robots"),
        (page("Pardon Our Interruption...", "Something about your browser made us think."), "robots"),
        (page("Please confirm you are a human", "Press & Hold the button."), "robots"),
        (page("Sind Sie ein Roboter?", "Klicken Sie auf das Bild."), "robots"),
        (page("Be right back", "The presses are being oiled, come again at noon."), "maintenance"),
        (page("The Gazette", "Our website is down for maintenance tonight.", "Please try again later."), "maintenance"),
        (page("Wartungsarbeiten", "Ab acht Uhr geht es weiter."), "maintenance"),
        (page("503 Service Unavailable", "The server is busy."), "maintenance"),
        (page("Sign up to continue reading", "It is free, and takes a minute."), "a form"),
        (page("Create a free account", "Then choose a password."), "a form"),
        (page("We value your privacy", "Our partners keep a file about you."), "consent"),
        (page("Privacy Policy", *["We keep what you tell us for as long as the law says."] * 60), "privacy policy"),
        (page("Mill burns down", "You need to enable JavaScript to run this app."), "JavaScript"),
        (page("The Gazette", "This content is not available in your region."), "our region"),
    ],
)
def test_a_page_that_answers_in_an_articles_place_is_refused_as_what_it_is(content: bytes, kind: str) -> None:
    with pytest.raises(ArticleError, match=f"no article but .*{kind}"):
        from_html(content, URL, NOW)


@pytest.mark.parametrize(
    "content",
    [
        page("Bridge closed for maintenance until June", "The bridge at Tarn is closed until June for maintenance."),
        page("Access denied: how a town lost its archive", "The archive of Tarn was closed on Monday."),
        page("Page not found in stolen bible", "A page is missing from the bible that was found on Monday."),
        banded("<h2>Gone</h2>"),
        banded("<p>Error 404 is what the new play is called.</p>"),
        banded("<div class='error'>Not found</div>", '<meta property="article:published_time" content="2025-10-27">'),
        page("Privacy policy of the council criticised", "The council keeps too much, its critics say."),
        page("Are you human? A test divides doctors", "Doctors in Tarn disagree about a test."),
        page("Readers sign up for the lottery", "More than 200 readers signed up on Monday.", "Sign up here to win."),
        page("Tarn", "“The page you are looking for does not exist,” the screen said, and she laughed aloud."),
        page(
            "Under maintenance",
            *[f"The ferry lay in yard {n} for a month, its captain said on Monday." for n in range(40)],
        ),
        page(
            "Not found",
            "Divers looked for the bell of Tarn for six days and went home on Monday.",
            head='<meta property="article:published_time" content="2025-10-27T08:00:00Z">',
        ),
    ],
)
def test_a_story_about_such_pages_is_a_story(content: bytes) -> None:
    assert from_html(content, URL, NOW).article.text


@pytest.mark.parametrize(
    "shown", ["", "<p>Please enable JavaScript to read on.</p>", "Loading …", "<p>A fire, he said.</p>"]
)
@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("A fire destroyed the mill.\\n\\nNobody was hurt, the fire brigade of Tarn said.", 2),
        ("<p>A fire destroyed the <b>mill</b>.</p><p>Nobody was hurt, the fire brigade of Tarn said.</p>", 2),
        ("&lt;p&gt;A fire destroyed the mill.&lt;br&gt;Nobody was hurt, the fire brigade of Tarn said.", 2),
    ],
)
def test_a_text_that_stands_in_json_ld_alone_is_the_articles(body: str, lines: int, shown: str) -> None:
    node = f'{{"@type": "NewsArticle", "headline": "Mill burns down", "articleBody": "{body}"}}'
    head = f'<script type="application/ld+json">{node}</script>'
    content = f"<html><head>{head}</head><body><div id='app'>{shown}</div></body></html>".encode()
    article = from_html(content, URL, NOW).article
    assert [line for line in article.text.split("\n") if line] == [
        "A fire destroyed the mill.",
        "Nobody was hurt, the fire brigade of Tarn said.",
    ][:lines]


def test_what_a_page_shows_counts_before_its_json_ld_and_what_is_sold_is_not_taken() -> None:
    paragraphs = [f"The fire reached floor {n} of the mill at {n} o'clock, its keeper said." for n in range(1, 9)]
    node = '{"@type": "NewsArticle", "headline": "Mill", "isAccessibleForFree": false, "articleBody": "%s"}'
    head = f'<script type="application/ld+json">{node % " ".join(paragraphs)}</script>'
    assert from_html(page("Mill", *paragraphs, head=head), URL, NOW).article.text == "\n".join(paragraphs)
    assert from_html(page("Mill", paragraphs[0], head=head), URL, NOW).article.text == paragraphs[0]
