"""Committing articles: a batch with its passages and vectors in one transaction, counted in the refresh's report.

The one idea: an article is never without its passages, so whatever a stop interrupts is as if it had not begun. Knows
nothing of where articles come from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from corpus.archive.protocol import Archive
from corpus.formats.extract import Extracted
from index.encoder.encoder import Encoder
from index.ingest.report import Report
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.embed_article import cut_article, new_vectors
from index.passages.passage_store import put_passages
from index.passages.vector_store import put_vectors


@dataclass(frozen=True, slots=True)
class ArticleCommitter:
    """What committing a refresh's articles needs: where to, with which encoder, counted in which report, when, and
    of how many tokens passages are at most."""

    archive: Archive
    encoder: Encoder
    report: Report
    now: datetime
    passage_tokens: int = PASSAGE_TOKENS

    def commit(
        self, items: Sequence[Extracted], *, live: bool = False, with_it: Callable[[], None] | None = None
    ) -> None:
        """Keep a batch with its passages and vectors in one transaction, and what is written `with_it`.

        There is no new revision if nothing is new. `live`: this is what readers see now; see `Archive.put`.
        """
        articles = [item.article for item in items]
        archive, report = self.archive, self.report
        changes = [archive.change(article, live=live) for article in articles]
        if all(change in ("unchanged", "removed") for change in changes):
            for change in changes:
                report.count(change)
            if with_it:
                with archive.noting():
                    with_it()
            return
        cuts = {
            article.version: cut_article(article, self.encoder, self.passage_tokens)
            for article, change in zip(articles, changes, strict=True)
            if change in ("new", "changed")
        }
        vectors = new_vectors(archive, self.encoder, cuts.values())
        added: list[int] = []
        with archive.writing() as revision:
            put_vectors(archive, vectors)
            for item in items:
                article, seen = item.article, min(item.captured or self.now, self.now)
                number, change = archive.put(article, revision=revision, now=seen, live=live)
                report.count(change)
                if number is not None:
                    made = cuts[article.version]
                    put_passages(archive, number, made.spans, made.hashes)
                    report.passages += len(made.spans)
                    added.append(number)
            if with_it:
                with_it()
        report.embedded += len(vectors)
        report.copies += archive.copies_found(added)


def impossible_statements(articles: Sequence[Extracted]) -> list[str]:
    """What pages stated that cannot be true, as warnings."""
    return [f"{item.article.url}: {note}; passed over" for item in articles for note in item.notes]
