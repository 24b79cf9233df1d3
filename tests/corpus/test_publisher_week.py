"""A publisher of three hundred pages that misbehaves for a week: the archive at its end, against what is known of it.

Each kind of misbehaviour is ten pages' own; two refreshes a day, and what they should have left is written beside it.
"""

import gzip
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from newspaper import Newspaper, Refresher, headline, page, publishing, story

from corpus.archive.sqlite import SqliteArchive

pytestmark = [pytest.mark.enable_socket, pytest.mark.slow]
N_PAGES = 300
N_STEPS = 14
BETWEEN = timedelta(hours=13)
NOTE, LATER = "The mayor was pleased.", "Nobody voted against it, the clerk said."
EURO = "It costs 5 € – “cheap”, they said."

Change = Callable[[Newspaper, int], None]


def path(n: int) -> str:
    return f"/news/{n}.html"


def notice(title: str, words: str) -> Change:
    return lambda paper, n: _put(paper, n, f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
                                           f"<p>{words}</p></body></html>")  # fmt: skip


def alien(n: int, sentences: int = 4) -> str:
    """Words that have nothing to do with article `n`."""
    return "\n".join(
        f"Gardeners of plot {n * 11 + k} planted {k + 3} apple trees by canal {n}, where only reeds had grown."
        for k in range(sentences)
    )


def _put(paper: Newspaper, n: int, body: str | bytes, **other: Any) -> None:
    paper.put(path(n), body, **other)


def _alien_page(paper: Newspaper, n: int, sentences: int = 4) -> None:
    body = "".join(f"<p>{line}</p>" for line in alien(n, sentences).splitlines())
    _put(paper, n, f"<html><head><title>{headline(n)}</title></head><body><h1>{headline(n)}</h1>{body}</body></html>")


def original(paper: Newspaper, n: int) -> None:
    _put(paper, n, page(n))


def edited(note: str) -> Change:
    return lambda paper, n: _put(paper, n, page(n, note))


def missing(paper: Newspaper, n: int) -> None:
    paper.resources.pop(path(n), None)


def failing(status: int) -> Change:
    return lambda paper, n: _put(paper, n, "Out of order", status=status, is_validated=False)


def with_head(head: str) -> Change:
    return lambda paper, n: _put(paper, n, page(n, head=head.format(n=n, address=paper.address)))


def moved(paper: Newspaper, n: int) -> None:
    paper.redirect(path(n), f"/2026/{n}.html", 301)
    paper.put(f"/2026/{n}.html", page(n, NOTE))


def led_to(target: str) -> Change:
    return lambda paper, n: paper.redirect(path(n), target.format(n=n), 302)


BOMB = gzip.compress(b"<p>" + b"0" * 40_000_000, 9)
SAME = "<p>" + "</p><p>".join(f"Our readers love our newsletter number {k}, which is free to all." for k in range(5))

# By kind of page: what changes at which step, and what the archive has of it at the end, the newest version first.
KINDS: dict[str, tuple[dict[int, Change], Callable[[int], list[str]]]] = {
    "plain": ({}, lambda n: [story(n)]),
    "edited once": ({3: edited(NOTE)}, lambda n: [story(n, NOTE), story(n)]),
    "edited twice": ({3: edited(NOTE), 7: edited(LATER)}, lambda n: [story(n, LATER), story(n, NOTE), story(n)]),
    "a notice, then itself again": (
        {3: notice("Page not found", "Sorry, this page could not be found."), 6: original}, lambda n: [story(n)],
    ),
    "a bot check for good": (
        {3: notice("Just a moment...", "Checking your browser before you can read on.")}, lambda n: [story(n)],
    ),
    "a privacy form": (
        {2: notice("We value your privacy", "We and our 842 partners store information.")}, lambda n: [story(n)],
    ),
    "under maintenance": ({2: notice("Be right back", "Our website is down for maintenance.")}, lambda n: [story(n)]),
    "an empty page": ({4: lambda paper, n: _put(paper, n, "")}, lambda n: [story(n)]),
    "broken at first": ({0: failing(500), 3: original}, lambda n: [story(n)]),
    "broken in between": ({3: failing(503), 5: edited(NOTE)}, lambda n: [story(n, NOTE), story(n)]),
    "gone for good": ({3: missing}, lambda _: []),
    "gone for good and said so": ({3: failing(410)}, lambda _: []),
    "gone for an hour": ({3: missing, 4: original}, lambda n: [story(n)]),
    "forbidden": ({3: failing(403)}, lambda n: [story(n)]),
    "moved and edited": ({5: moved}, lambda n: [story(n, NOTE), story(n)]),
    "led to the front page": ({3: led_to("/")}, lambda n: [story(n)]),
    "led to itself": ({3: led_to("/news/{n}.html")}, lambda n: [story(n)]),
    "other words, once": ({3: _alien_page, 4: original}, lambda n: [story(n)]),
    "other words for good": ({3: _alien_page}, lambda n: [alien(n), story(n)]),
    "a stub, once": ({3: lambda paper, n: _alien_page(paper, n, 1), 4: original}, lambda n: [story(n)]),
    "like many others": (
        {3: lambda paper, n: _put(paper, n, f"<html><head><title>{headline(n)}</title></head>{SAME}</html>")},
        lambda n: [story(n)],
    ),
    "canonical front page": ({0: with_head("<link rel='canonical' href='{address}/'>")}, lambda n: [story(n)]),
    "canonical elsewhere": (
        {0: with_head("<link rel='canonical' href='https://x.example/{n}'>")}, lambda n: [story(n)],
    ),
    "a note against machines": ({0: with_head("<meta name='robots' content='noai'>")}, lambda _: []),
    "against machines later": (
        {4: lambda paper, n: _put(paper, n, page(n, NOTE), headers={"X-Robots-Tag": "noai"})}, lambda n: [story(n)],
    ),
    "Windows-1252 under another name": (
        {0: lambda paper, n: _put(paper, n, page(n, EURO).encode("cp1252"), kind="text/html; charset=iso-8859-1")},
        lambda n: [story(n, EURO)],
    ),
    "one broken byte": (
        {0: lambda paper, n: _put(paper, n, page(n, NOTE).encode().replace(b"</html>", b"<!-- \xff --></html>"))},
        lambda n: [story(n, NOTE)],
    ),
    "a bomb": ({3: lambda paper, n: _put(paper, n, BOMB, headers={"Content-Encoding": "gzip"})}, lambda n: [story(n)]),
    "first listed late": ({}, lambda n: [story(n)]),
    "dropped from the list": ({}, lambda n: [story(n)]),
}  # fmt: skip
NAMES = [*KINDS]


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Newspaper]:
    monkeypatch.setattr("corpus.web.fetch.BACKOFF_S", 0.01)
    with publishing() as opened:
        yield opened


def listed(n: int, step: int) -> bool:
    name = NAMES[n % len(NAMES)]
    return step >= 6 if name == "first listed late" else step < 6 or name != "dropped from the list"


@pytest.mark.timeout(3600)
def test_after_a_week_of_misbehaviour_the_archive_is_what_was_really_published(
    paper: Newspaper, refresher: Refresher
) -> None:
    paper.put("/", "<html><head><title>The Paper</title></head><body><p>All the news.</p></body></html>")
    for n in range(N_PAGES):
        original(paper, n)
    for step in range(N_STEPS):
        for n in range(N_PAGES):
            if change := KINDS[NAMES[n % len(NAMES)]][0].get(step):
                change(paper, n)
        refresher.refresh(
            paper.sitemap({path(n): "2026-01-01" for n in range(N_PAGES) if listed(n, step)}), after=BETWEEN
        )
    truth = {}
    for n in range(N_PAGES):
        name = NAMES[n % len(NAMES)]
        place = f"/2026/{n}.html" if name == "moved and edited" else path(n)
        if texts := KINDS[name][1](n):
            truth[paper.address + place] = [(headline(n), text) for text in texts]
    kept: dict[str, list[tuple[str, str]]] = {}
    with SqliteArchive(refresher.path) as archive:
        for stored in archive.versions_by_number(archive.version_numbers()).values():
            for each in archive.versions(stored.article.id):
                if (said := (each.article.title, each.article.text)) not in kept.setdefault(each.article.url, []):
                    kept[each.article.url].append(said)
        assert archive.checks.broken_intervals() == []
    different = {
        url: (NAMES[int("".join(filter(str.isdigit, url.rpartition("/")[2]))) % len(NAMES)], kept.get(url))
        for url in {*truth, *kept}
        if kept.get(url) != truth.get(url)
    }
    assert different == {}
