"""What agencies withdraw: its words are erased at once, and no earlier version of it is taken in again.

Knows nothing of how an agency says so.
"""

from collections.abc import Iterable

from corpus.source import Withdrawal
from index.ingest.commit_articles import ArticleCommitter
from index.passages.vector_store import erase_vectors


def withdraw_items(committer: ArticleCommitter, withdrawals: Iterable[Withdrawal]) -> None:
    """Remove the articles of withdrawn items, each in a revision of its own, and say so in the report.

    One that comes before its article keeps it out, if its agency gives it an id.
    """
    archive, report, now = committer.archive, committer.report, committer.now
    n_before = report.withdrawn
    for withdrawal in withdrawals:
        for url in withdrawal.urls:
            is_shown = archive.has(url)
            keeps_out = withdrawal.is_lasting and url == withdrawal.urls[0] and not archive.is_removed(url)
            if not is_shown and not keeps_out:
                continue
            with archive.writing() as revision:
                erase_vectors(archive, archive.remove(url, revision=revision, now=now))
                if not withdrawal.is_lasting:
                    archive.readmit(url)
            if is_shown:
                report.withdrawn += 1
                report.warnings.append(f"{url}: withdrawn by its agency and removed ({withdrawal.reason})")
    if report.withdrawn > n_before:
        archive.settle()
