"""A publisher of a hundred pages, with all that publishers do wrong: what three refreshes ask for and take in.

Whatever is claimed of requests is counted in the server's own log.
"""

import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from newspaper import Newspaper, Refresher, page, publishing, story

pytestmark = pytest.mark.enable_socket

IN_FEED = range(20)
IN_SITEMAP = range(10, 90)  # ten of them in the feed, too
IN_NEWS_SITEMAP = range(85, 100)
DISALLOWED = [n for n in range(100) if n % 25 == 7]  # 7, 32, 57, 82
CLOSED = 3  # in the feed alone, whose own words are taken
MISSING, BROKEN, RESERVED, BOMB, MOVED, LOOPING = 11, 12, 14, 15, 16, 17
LATIN, DECLARED_WRONGLY, SLOW = 21, 22, 23
TAKEN = sorted(set(range(100)) - {*DISALLOWED, MISSING, BROKEN, RESERVED, BOMB, LOOPING})


def path(n: int) -> str:
    return f"/archive/{n}.html" if n in DISALLOWED else f"/news/{n}.html"


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Newspaper]:
    monkeypatch.setattr("corpus.web.fetch.BACKOFF_S", 0.01)
    with publishing() as opened:
        publish(opened)
        yield opened


def publish(paper: Newspaper) -> None:
    for n in range(100):
        paper.put(path(n), page(n))
    paper.put("/robots.txt", "User-agent: *\nDisallow: /archive/\nDisallow: /private*.pdf$\n", "text/plain")
    paper.feed([n for n in IN_FEED if n not in DISALLOWED])
    lists = {"/sitemap-1.xml": IN_SITEMAP, "/news.xml.gz": IN_NEWS_SITEMAP}
    for name, numbers in lists.items():
        paper.sitemap({path(n): stamp(n) for n in numbers}, path=name, is_packed=name.endswith(".gz"))
    rows = "".join(f"<sitemap><loc>{paper.address}{name}</loc></sitemap>" for name in lists)
    paper.put("/sitemap.xml", f"<sitemapindex xmlns='x'>{rows}</sitemapindex>", "text/html")

    paper.resources.pop(path(MISSING))
    paper.put(path(BROKEN), "", status=500, is_validated=False)
    paper.put(path(CLOSED), "Subscribe!", status=402, is_validated=False)
    paper.put(path(RESERVED), page(RESERVED), headers={"X-Robots-Tag": "noai"})
    bomb = gzip.compress(b"<p>" + b"0" * 40_000_000, 9)
    paper.put(path(BOMB), bomb, headers={"Content-Encoding": "gzip"})
    paper.redirect(path(MOVED), "/2026/moved.html", 301)
    paper.put("/2026/moved.html", page(MOVED))
    paper.redirect(path(LOOPING), path(LOOPING), 302)
    accents = page(LATIN, note="Señor Müller was not amused, naïvely.")
    paper.put(path(LATIN), accents.encode("latin-1"), "text/html; charset=iso-8859-1")
    paper.put(path(DECLARED_WRONGLY), page(DECLARED_WRONGLY, "It costs 5 €."), "text/html; charset=iso-8859-1")
    paper.article(SLOW, delay_s=0.5)
    paper.resources[path(25)].headers["Content-Encoding"] = "gzip"
    paper.resources[path(25)].body = gzip.compress(page(25).encode(), mtime=0)


def stamp(n: int, day: int = 1) -> str:
    return f"2026-01-{day:02}T00:{n % 60:02}:00Z"


@pytest.fixture
def reader(tmp_path, words, paper: Newspaper) -> Refresher:  # type: ignore[no-untyped-def]
    return Refresher(tmp_path, words, paper)


def sources(paper: Newspaper) -> tuple[str, str]:
    return f"{paper.address}/feed.xml", f"{paper.address}/sitemap.xml"


def place(paper: Newspaper, n: int) -> str:
    return paper.address + path(n)


def test_the_first_refresh_takes_what_it_should(paper: Newspaper, reader: Refresher) -> None:
    report = reader.refresh(*sources(paper))
    reasons = {failure.place: failure.reason for failure in report.failures}
    assert report.new == len(TAKEN)
    assert reasons.pop(place(paper, MISSING)) == "answered 404"
    assert reasons.pop(place(paper, BROKEN)) == "answered 500"
    assert reasons.pop(place(paper, CLOSED)) == "closed to us: answered 402"
    assert reasons.pop(place(paper, RESERVED)) == "its rights are reserved by its header X-Robots-Tag: noai"
    assert reasons.pop(place(paper, BOMB)) == "larger than the 16,000,000 bytes that are read"
    assert reasons.pop(place(paper, LOOPING)) == "more than 5 redirects"
    assert reasons == {place(paper, n): "robots.txt disallows it" for n in DISALLOWED if n >= 10}

    assert reader.text(path(1)) == story(1)
    assert reader.text(path(25)) == story(25)
    assert reader.text("/2026/moved.html") == story(MOVED)
    assert reader.text(path(LATIN)) == story(LATIN, "Señor Müller was not amused, naïvely.")
    assert reader.text(path(DECLARED_WRONGLY)) == story(DECLARED_WRONGLY, "It costs 5 €.")
    assert reader.text(path(SLOW)) == story(SLOW)
    assert reader.text(path(CLOSED)) == f"Summary {CLOSED}."
    assert reader.text(path(RESERVED)) is None

    asked = Counter(line.path for line in paper.log)
    assert not [at for at in asked if at.startswith("/archive/")]
    assert asked["/robots.txt"] == asked["/.well-known/tdmrep.json"] == 1
    retried = {path(BROKEN): 3, path(LOOPING): 6}
    assert {at: count for at, count in asked.items() if count > 1} == retried
    assert not any(line.is_conditional for line in paper.log)
    assert {line.headers["user-agent"].split("/")[0] for line in paper.log} == {"newsqa"}
    assert report.requests == len(paper.log)


@pytest.mark.slow
def test_the_second_refresh_asks_only_what_has_changed_and_embeds_nothing(paper: Newspaper, reader: Refresher) -> None:
    reader.refresh(*sources(paper))
    embedded = reader.encoder.n_encoded
    report = reader.refresh(*sources(paper))
    lists = {"/feed.xml", "/sitemap.xml", "/sitemap-1.xml", "/news.xml.gz"}
    assert {(line.path, line.status, line.is_conditional) for line in paper.log} == {(at, 304, True) for at in lists}
    assert (len(paper.log), report.articles, reader.encoder.n_encoded) == (4, 0, embedded)


@pytest.mark.slow
def test_hours_later_every_page_is_asked_whether_it_has_changed(paper: Newspaper, reader: Refresher) -> None:
    reader.refresh(*sources(paper))
    embedded = reader.encoder.n_encoded
    report = reader.refresh(*sources(paper), after=timedelta(hours=2))
    failing = {path(BROKEN), path(BOMB), path(LOOPING)}  # these gave nothing to ask by
    for line in paper.log:
        if line.path not in failing | {path(MOVED)}:  # that is answered with a redirect to what is asked for
            assert (line.is_conditional, line.status) == (True, 304), line
    asked = {line.path for line in paper.log}
    assert {path(n) for n in TAKEN if n != CLOSED} <= asked
    assert not {path(MISSING), path(CLOSED), path(RESERVED), *map(path, DISALLOWED)} & asked
    assert (report.articles, reader.encoder.n_encoded) == (0, embedded)


def test_after_edits_a_refresh_touches_only_what_has_changed(paper: Newspaper, reader: Refresher) -> None:
    reader.refresh(*sources(paper))
    embedded = reader.encoder.n_encoded
    edited, renamed, new = 40, 50, 200
    paper.article(edited, note="This was added at noon.")
    paper.redirect(path(renamed), "/news/fifty.html", 308)
    paper.resources["/news/fifty.html"] = Newspaper.made(renamed)
    paper.article(new)
    stamps = {path(n): stamp(n, 14 if n in (edited, renamed) else 1) for n in IN_SITEMAP}
    paper.sitemap({**stamps, path(new): stamp(new, 15)}, path="/sitemap-1.xml")
    report = reader.refresh(*sources(paper))

    assert {(line.path, line.status) for line in paper.log} == {
        ("/feed.xml", 304),
        ("/sitemap.xml", 304),
        ("/sitemap-1.xml", 200),
        ("/news.xml.gz", 304),
        (path(edited), 200),
        (path(new), 200),
        (path(renamed), 308),
        ("/news/fifty.html", 200),
    }
    unconditional = {line.path for line in paper.log if not line.is_conditional}
    assert (len(paper.log), unconditional) == (8, {path(new), "/news/fifty.html"})  # never asked for before
    assert (report.new, report.changed, report.renamed) == (1, 1, 1)
    assert report.unchanged == 1  # the renamed one, under its new address
    assert reader.versions(path(edited)) == [story(edited, "This was added at noon."), story(edited)]
    assert reader.versions("/news/fifty.html") == [story(renamed)]
    assert reader.encoder.n_encoded == embedded + report.embedded == embedded + 2
