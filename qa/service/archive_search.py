"""Searching the archive for articles: all that have the words, by relevance or day, counted by publisher and month.

A word counts in its other forms, too, as the index has it; an article is found where one passage, or its headline with
it, has all the words. Nothing is answered here. Knows nothing of HTTP.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpus.archive.versions import StoredVersion
from index.engine.passage_index import PassageIndex
from index.passages.passage import Filter, Passage
from index.text.analysis import question_terms, terms, too_long
from index.text.sentences import sentences
from index.vectors import Ids
from qa.answer.contract import ArticleView, view
from qa.service.search_state import of_one_state

MAX_PASSAGES = 2_000  # are counted; of more, those that fit best
MAX_LOOKED_AT = 10_000  # of those with any of the words, for such as have all: they fit best
PUBLISHERS = 20  # are named, those with most of the articles

Order = Literal["relevance", "date"]


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article, and of the passage that fits best the sentence with most of the words: `text[start:end]` of it."""

    article: ArticleView
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CountedArticles:
    """How many of the articles are of a publisher, or of a month like "2025-10"."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class ArchiveFound:
    """Articles that have the words, from one revision.

    `too_long` are words of the search that are longer than any that is looked for, so that they were passed over.
    `has_all` is false where none has all the words, so that those with some of them are given. `is_all` is false where
    there are more than were counted. `months` are those from the first to the last, in order; the undated are in none.
    """

    revision: int
    words: str
    too_long: tuple[str, ...]
    n_articles: int
    has_all: bool
    is_all: bool
    publishers: tuple[CountedArticles, ...]
    months: tuple[CountedArticles, ...]
    articles: tuple[FoundArticle, ...]


@dataclass(frozen=True, slots=True)
class _Looked:
    """The passages that one state of the archive has, best first, and whether they have all words; of the first ones
    what they are, and the versions that they are from."""

    revision: int
    ids: Ids
    has_all: bool
    passages: Mapping[int, Passage]
    versions: Mapping[int, StoredVersion]


def search_archive(
    index: PassageIndex, words: str, wanted: Filter, *, order: Order = "relevance", offset: int = 0, limit: int = 20
) -> ArchiveFound:
    """The articles from `offset` on. Raises `StateError` if the archive changes faster than it can be read."""
    asked = question_terms(words)
    looked = of_one_state(index, lambda: _look(index, asked, wanted), "search one state of it")
    ids, has_all, revision = looked.ids, looked.has_all, looked.revision
    best: dict[str, tuple[Passage, StoredVersion]] = {}
    for passage_id in ids[:MAX_PASSAGES].tolist():
        if passage := looked.passages.get(passage_id):
            stored = looked.versions[passage.version_number]
            best.setdefault(stored.article.id, (passage, stored))
    found = list(best.values())
    if order == "date":
        found.sort(key=lambda pair: _published(pair[1]), reverse=True)
    articles = [stored for _, stored in found]
    return ArchiveFound(
        revision,
        words,
        tuple(too_long(words)),
        len(found),
        has_all,
        len(ids) <= MAX_PASSAGES,
        _by_publisher(articles),
        _by_month(articles),
        tuple(_shown(passage, stored, asked) for passage, stored in found[offset : offset + limit]),
    )


def _look(index: PassageIndex, asked: Sequence[str], wanted: Filter) -> _Looked | None:
    """What the state at hand has, or `None` if some of it has changed since."""
    ids, has_all = _matching(index, asked, wanted)
    passages, versions = index.passages(ids[:MAX_PASSAGES])
    if any(stored.revision > index.revision for stored in versions.values()):
        return None
    return _Looked(index.revision, ids, has_all, passages, versions)


def _matching(index: PassageIndex, asked: Sequence[str], wanted: Filter) -> tuple[Ids, bool]:
    """The passages with all terms, or with any where none has all, best first; and whether they have all."""
    allowed = index.allowed(wanted)
    ids, _ = index.matching(asked, MAX_LOOKED_AT, allowed)
    has_all = np.ones(len(ids), np.bool_)
    for term in sorted(asked, key=index.term_frequency) if len(asked) > 1 else ():  # the rarest leaves the fewest
        if not has_all.any():
            break
        has_all[has_all] = index.lexical_scores({term: 1.0}, ids[has_all]) > 0
    return (ids[has_all], True) if has_all.any() else (ids, len(ids) == 0)


def _published(stored: StoredVersion) -> float:
    return stored.article.published.timestamp() if stored.article.published else float("-inf")


def _by_publisher(articles: Sequence[StoredVersion]) -> tuple[CountedArticles, ...]:
    counts = Counter(stored.article.publisher for stored in articles if stored.article.publisher)
    return tuple(CountedArticles(name, count) for name, count in counts.most_common(PUBLISHERS))


def _by_month(articles: Sequence[StoredVersion]) -> tuple[CountedArticles, ...]:
    """Each month from the first to the last, also those without any."""
    counts = Counter(
        12 * stored.article.published.year + stored.article.published.month - 1
        for stored in articles
        if stored.article.published
    )
    months = range(min(counts), max(counts) + 1) if counts else ()
    return tuple(CountedArticles(f"{month // 12:04}-{month % 12 + 1:02}", counts[month]) for month in months)


def _shown(passage: Passage, stored: StoredVersion, asked: Sequence[str]) -> FoundArticle:
    spans = sentences(passage.text)
    wanted = set(asked)
    first = max(spans, key=lambda span: len(wanted & set(terms(passage.text[span.start : span.end]))), default=None)
    start, end = (first.start, first.end) if first else (0, len(passage.text))
    text = passage.text[start:end]
    return FoundArticle(view(stored), text, passage.start + start, passage.start + end)
