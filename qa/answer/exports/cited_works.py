"""The articles that an answer cites, each version once with its quotes: what a bibliography lists.

The one idea: a reference says where its words were read, which is this archive's copy, and not that anybody has
opened the publisher's page. Knows nothing of formats.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from qa.answer.contract import Answer, ArticleView, Citation


@dataclass(frozen=True, slots=True)
class CitedWork:
    """One version of an article and what is quoted of it; `key` tells it from all other works."""

    key: str
    article: ArticleView
    citations: tuple[Citation, ...]
    notes: tuple[str, ...]


def cited_works(answer: Answer, read_at: datetime) -> list[CitedWork]:
    """The cited articles in the order of their first citations; `read_at` is when the answer was given."""
    by_version: dict[tuple[str, str], list[Citation]] = {}
    for citation in answer.citations:
        by_version.setdefault((citation.article.id, citation.article.version), []).append(citation)
    return [
        CitedWork(
            f"newsqa-{article_id}-{version}", cited[0].article, tuple(cited), tuple(_notes(answer, cited, read_at))
        )
        for (article_id, version), cited in by_version.items()
    ]


def one_line(text: str) -> str:
    """Text without line ends, which most formats give another meaning."""
    return " ".join(text.split())


def provenance(answer: Answer, version: str, read_at: datetime) -> str:
    """Where a quote was read: not on the publisher's page but in the archive, in one version, for one question."""
    as_of = answer.query.as_of
    known = f", as it stood on {as_of:%-d %b %Y} at {as_of:%H:%M} UTC" if as_of else ""
    return (
        f"Read on {read_at:%-d %b %Y} in a newsqa archive, revision {answer.revision}{known},"
        f" article version {version}, for the question “{one_line(answer.question)}”"
    )


def place(citation: Citation) -> str:
    """Where a quote stands in the stored text."""
    return f"characters {citation.start}–{citation.end} of the stored text"


def _notes(answer: Answer, cited: list[Citation], read_at: datetime) -> Iterator[str]:
    for citation in cited:
        yield f"“{one_line(citation.quote)}” ({place(citation)})"
    yield provenance(answer, cited[0].article.version, read_at)
    if cited[0].superseded:
        yield "A later version of the article is known"
