"""Names of publishers: whose they are, and what only looks like one."""

import pytest
from conftest import NOW
from newspaper import Newspaper, Refresher, page, publishing

from corpus.archive.sqlite import SqliteArchive
from corpus.article import article_id, make_article, publisher_key
from corpus.source import Source
from corpus.web.fetch import FetchPolicy
from corpus.web.publisher_names import is_called


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
    assert is_called(url, publisher_key(name)) is is_so


@pytest.mark.enable_socket
@pytest.mark.parametrize("name", ["The Paper", "THE PAPER", "The\u200b Paper", "The P\u0430per", "www.paper.example"])
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
