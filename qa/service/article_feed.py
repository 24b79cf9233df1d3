"""Articles as a feed: the archive's newest, those of some publishers, or those that a search finds.

An entry has the article's headline, day, authors and link, and one verbatim sentence of it that stands alone, if there
is one. Knows nothing of HTTP.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter

from corpus.archive.versions import StoredVersion
from corpus.article import publisher_key
from index.passages.passage import Filter
from qa.answer.citations import link_to_words
from qa.answer.contract import view
from qa.answer.exports.wording import source
from qa.question.request import MAX_TOP_K, Ask, publisher_names
from qa.service.ask import Service
from qa.service.feed_documents import Entry, Feed, Part
from qa.service.story_lines import lead_line

MAX_ENTRIES = 50
PASSAGES = 1_500  # of the newest articles, among which are those of enough articles unless they are very long


@dataclass(frozen=True, slots=True)
class FeedRequest:
    """Which articles: all, those of some publishers, or those that a search for words finds; the newest first."""

    query: str | None = None
    publishers: tuple[str, ...] = ()
    n_entries: int = 20

    def __post_init__(self) -> None:
        object.__setattr__(self, "publishers", publisher_names(self.publishers))


def article_feed(service: Service, wanted: FeedRequest, address: str = "") -> Feed:
    """The articles as they are shown now. Raises `QuestionError` for words that cannot be searched for."""
    found = _searched(service, wanted) if wanted.query else _newest(service, wanted)
    found.sort(key=attrgetter("known_at"), reverse=True)
    entries = tuple(map(_entry, found[: wanted.n_entries]))
    updated = max((entry.updated for entry in entries), default=datetime(1970, 1, 1, tzinfo=UTC))
    said = "\0".join((wanted.query or "", *sorted(map(publisher_key, wanted.publishers))))
    identity = hashlib.sha256(said.encode()).hexdigest()[:16]
    return Feed(f"urn:newsqa:articles:{identity}", _title(wanted), updated, entries, address)


def _newest(service: Service, wanted: FeedRequest) -> list[StoredVersion]:
    index = service.passage_index
    shown = Filter(int(service.now().timestamp()), publishers=tuple(map(publisher_key, wanted.publishers)))
    with index.questioning():
        ids = index.newest_first(shown, PASSAGES)
        passages, versions = index.passages(ids)
    numbers = dict.fromkeys(passages[each].version_number for each in ids.tolist() if each in passages)
    return [versions[number] for number in numbers]


def _searched(service: Service, wanted: FeedRequest) -> list[StoredVersion]:
    """The articles that are found for words, in their current versions."""
    answer = service.quiet().ask(Ask(wanted.query or "", publishers=wanted.publishers, top_k=MAX_TOP_K))
    articles = list(dict.fromkeys(found.article.id for found in answer.evidence))[: wanted.n_entries]
    archive = service.passage_index.archive()
    current = (next(iter(archive.versions(each)), None) for each in articles)
    return [stored for stored in current if stored]


def _entry(stored: StoredVersion) -> Entry:
    article = stored.article
    line = lead_line(stored)
    quoted = (Part("quote", line.text, link_to_words(article.url, line.text), source(view(stored))),) if line else ()
    updated = max(article.modified or stored.known_at, stored.known_at)
    published_by = (article.publisher,) if article.publisher else ()
    return Entry(
        f"urn:newsqa:article:{article.id}",
        article.title,
        updated,
        quoted or (Part("remark", source(view(stored))),),
        link=article.url,
        published=article.published,
        authors=article.authors or published_by,
    )


def _title(wanted: FeedRequest) -> str:
    of = f" that a search for “{wanted.query}” finds" if wanted.query else ""
    by = f" by {', '.join(wanted.publishers)}" if wanted.publishers else ""
    return f"{'Articles' if of or by else 'The newest articles'}{of}{by}"
