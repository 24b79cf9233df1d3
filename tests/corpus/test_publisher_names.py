"""Names of publishers: whose they are, and what only looks like one."""

from pathlib import Path

import pytest
from conftest import NOW
from newspaper import Newspaper, Refresher, page, publishing

from corpus.archive.sqlite import SqliteArchive
from corpus.article import MAX_AUTHORS, MAX_NAME_CHARS, article_id, host_name, make_article, publisher_key
from corpus.seen_name import host_beside, is_called, seen_name
from corpus.source import Source
from corpus.web.fetch import FetchPolicy


@pytest.mark.parametrize(
    "name",
    [
        "Re\u200buters",
        "\u202eReuters\u202c",
        "Reuters\u200d",
        "R\u0435uters",
        "\uff32\uff45\uff55\uff54\uff45\uff52\uff53",
        "Reut\u00ader\u2060s",
        "REUT\u0415RS",
    ],
)
def test_what_looks_like_a_name_compares_as_it(name: str) -> None:
    assert publisher_key(name) == "reuters"


@pytest.mark.parametrize("name", ["ТАСС", "Медуза", "Το Βήμα", "خبرگزاری\u200cها", "Le Monde", "日本経済新聞"])
def test_a_name_in_one_script_stays_what_it_is(name: str) -> None:
    article = make_article(url="https://a.example/1", title="x", text="y", publisher=name, now=NOW)
    assert article.publisher == name
    assert publisher_key(name) == name.replace("\u200c", "").casefold()


def test_invisible_characters_are_no_part_of_a_latin_name() -> None:
    article = make_article(
        url="https://a.example/1", title="x", text="y", publisher="Re\u200bu\u200cters\u202e", now=NOW
    )
    assert article.publisher == "Reuters"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("BBC", "\u0412\u0412\u0421"),  # no letter of it is Latin
        ("Al Jazeera", "AI Jazeera"),
        ("Bloomberg", "B1oornberg"),
        ("The Paper", "Paper"),
        ("The Paper", "The Paper (UK)"),
        ("The Paper", "thepaper.com"),
        ("The Paper", "The-Paper \u2713"),
        ("The Paper", "Th\u00e9 P\u0101per"),
        ("Reuters", "\u0280\u1d07\u1d1c\u1d1b\u1d07\u0280\ua731"),
        ("Reuters", "\U0001d411\U0001d41e\U0001d42e\U0001d42d\U0001d41e\U0001d42b\U0001d42c"),
        ("Reuters", "\ua4e3\ua4f0\ua4f4\ua4d4\ua4f0\ua4e3\ua4e2"),  # Lisu
        ("Reuters", "\u13a1\u13acU\u13a2\u13ac\u13a1\u13da"),  # Cherokee
        ("Reuters", "\U0001f181\U0001f174\U0001f184\U0001f183\U0001f174\U0001f181\U0001f182"),  # in squares
        ("Reuters", "\U0001f1f7\U0001f1ea\U0001f1fa\U0001f1f9\U0001f1ea\U0001f1f7\U0001f1f8"),  # as on flags
        ("BBC", "\u15f7\u15f7\u1455"),  # Canadian syllables
        ("CNN", "\u03f9NN"),  # a Greek sigma
        ("CNN", "C N N"),
        ("Bild", "B\u0142ld"),
    ],
)
def test_names_that_look_the_same_are_one_sites(name: str, other: str) -> None:
    assert seen_name(name) == seen_name(other)


@pytest.mark.parametrize(
    ("name", "other"),
    [("Le Monde", "El Mundo"), ("日経", "日本経済新聞"), ("ТАСС", "ИТАР"), ("!!", "??"), ("The Times", "The Tribune")],
)
def test_other_names_stay_others(name: str, other: str) -> None:
    assert seen_name(name) != seen_name(other)


def test_a_host_in_other_letters_is_shown_as_it_is_looked_up() -> None:
    article = make_article(url="https://r\u0435uters.com/1", title="x", text="y", now=NOW)
    assert article.publisher == host_name(article.url) == "xn--ruters-3of.com"
    assert host_name("https://a..b\u0435.example/") is not None


@pytest.mark.parametrize(
    ("host", "looked_up"),
    [
        ("associatedpre\u00df.com", "xn--associatedpre-ndb.com"),  # which anybody may register
        ("\uff52\uff45\uff55\uff54\uff45\uff52\uff53.com", "xn--qi7ca1bcfdg.com"),
        ("re\u200buters.com", "xn--reuters-1z6c.com"),
        ("M\u00dcNCHEN.example", "xn--mnchen-3ya.example"),
        ("mu\u0308nchen.example", "xn--mnchen-3ya.example"),
        ("reuters.com", "reuters.com"),
    ],
)
def test_no_host_is_called_as_another_that_its_letters_could_be_taken_for(host: str, looked_up: str) -> None:
    assert host_name(f"https://{host}/1") == looked_up


def test_a_name_that_is_no_name_is_cut() -> None:
    words = "Reuters says " * 1_000
    article = make_article(
        url="https://a.example/1", title="x", text="y", publisher=words, section=words, authors=[words] * 9_999, now=NOW
    )
    lengths = [len(name or "") for name in (article.publisher, article.section, *article.authors)]
    assert max(lengths) <= MAX_NAME_CHARS and len(article.authors) == MAX_AUTHORS


@pytest.mark.parametrize(
    ("url", "name", "is_so"),
    [
        ("https://www.reuters.com/1", "Reuters", True),
        ("https://www.bbc.co.uk/1", "BBC News", True),
        ("https://thetimes.example/1", "The Times", True),
        ("https://www.le-monde.example/1", "Le Monde", True),
        ("https://evil.example/reuters.com", "Reuters", False),
        ("https://reuters.evil.example/1", "Reuters", False),
        ("https://re.example/1", "Reuters", False),
        ("https://new.example/1", "New York Times", False),
        ("https://news.example/1", "News", True),
    ],
)
def test_a_host_is_called_as_a_publisher_where_it_is_its_name(url: str, name: str, is_so: bool) -> None:
    assert is_called(url, name) is is_so


@pytest.mark.parametrize(
    ("name", "url", "host"),
    [
        ("Reuters", "https://evil.example/1", "evil.example"),
        ("Reuters", "https://reuters.evil.example/1", "reuters.evil.example"),
        ("reuters.com", "https://evil.example/reuters.com", "evil.example"),
        ("\u202eReuters", "https://r\u0435uters.com/1", "xn--ruters-3of.com"),
        ("The Paper News", "https://www.paper.co.uk/1", None),
        ("El Pa\u00eds (sample)", "https://el-pais.example/1", None),
        ("www.paper.example", "https://www.paper.example/1", None),
        ("Reuters", "file:///news/reuters.txt", None),
        (None, "https://paper.example/1", None),
    ],
)
def test_the_host_is_told_beside_a_name_that_it_is_not_called(name: str | None, url: str, host: str | None) -> None:
    assert host_beside(name, url) == host


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "name", ["The Paper", "THE PAPER", "The\u200b Paper", "The P\u0430per", "Paper (UK)", "www.paper.example"]
)
def test_a_name_that_another_site_has_is_not_believed(paper: Newspaper, refresher: Refresher, name: str) -> None:
    with publishing() as good:
        host = good.host.replace("127.0.0.1", "localhost")
        refresher.policy = FetchPolicy(allow_hosts=(paper.host, host), delay_s=0)
        good.article(1)
        refresher.refresh(f"http://{host}/news/1.html")
        for n in (7, 8, 9):
            paper.put(f"/{n}", page(n).replace("The Paper", name if n != 9 else "Another Paper"))
        report = refresher.refresh(
            f"{paper.address}/7", f"{paper.address}/9", Source(f"{paper.address}/8", publisher=name)
        )
        with SqliteArchive(refresher.path) as archive:
            urls = [f"http://{host}/news/1.html", *(f"{paper.address}/{n}" for n in (7, 8, 9))]
            names = [archive.versions(article_id(url))[0].article.publisher for url in urls]
    assert names == ["The Paper", "127.0.0.1", name, "Another Paper"]
    assert len(report.warnings) == 1 and "it calls its publisher" in report.warnings[0]


@pytest.mark.enable_socket
@pytest.mark.parametrize("kind", ["warc", "html"])
def test_a_page_in_a_file_has_no_right_to_another_sites_name(
    paper: Newspaper, refresher: Refresher, tmp_path: Path, kind: str
) -> None:
    paper.article(1)
    refresher.refresh(f"{paper.address}/news/1.html")
    forged = page(7, head="<link rel='canonical' href='https://evil.example/7'>").encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + forged
    record = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://evil.example/7\r\nContent-Length: {len(http)}"
    )
    path = tmp_path / f"saved.{kind}"
    path.write_bytes(
        f"{record}\r\nContent-Type: application/http\r\n\r\n".encode() + http if kind == "warc" else forged
    )
    report = refresher.refresh(str(path))
    with SqliteArchive(refresher.path) as archive:
        (version,) = archive.versions(article_id("https://evil.example/7"))
    assert version.article.publisher == "evil.example"
    assert "which is the name of 127.0.0.1" in report.warnings[0]
    refresher.refresh(Source(str(path), publisher="The Paper"))  # the operator says so
    with SqliteArchive(refresher.path) as archive:
        (version,) = archive.versions(article_id("https://evil.example/7"))
    assert version.article.publisher == "The Paper"


@pytest.mark.enable_socket
def test_what_is_below_a_site_may_have_its_name(refresher: Refresher, tmp_path: Path) -> None:
    for n, host in enumerate(("paper.example", "food.paper.example", "paper.example.evil.example")):
        head = f"<link rel='canonical' href='https://{host}/{n}'>"
        (tmp_path / f"{n}.html").write_text(page(n, head=head))
        refresher.refresh(str(tmp_path / f"{n}.html"))
    with SqliteArchive(refresher.path) as archive:
        names = [
            version.article.publisher for version in archive.versions_by_number(archive.version_numbers()).values()
        ]
    assert names == ["The Paper", "The Paper", "paper.example.evil.example"]
