"""The part of a refresh that asks the web: all sources side by side, each committing by itself.

Knows nothing of how an address is asked for, nor of files.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from corpus.formats.extract import Extracted
from corpus.page import SiteFile
from corpus.source import Source
from corpus.web.arrivals import Batch, arrivals
from corpus.web.fetch import Fetcher, FetchPolicy
from corpus.web.publisher_names import PublisherNames
from index.ingest.commit_articles import ArticleCommitter, impossible_statements
from index.ingest.commit_visits import (
    in_groups_without_repeats,
    note_failures,
    restore_articles,
    save_visits,
    withdraw_gone,
    withdrawals,
)
from index.ingest.report import SourceReport
from index.ingest.withdrawals import withdraw_items


def refresh_web(
    committer: ArticleCommitter, sources: Sequence[Source], policy: FetchPolicy, progress: Callable[[], None]
) -> None:
    """Take in the sources; `progress` is called after each batch."""
    archive, report, now = committer.archive, committer.report, committer.now
    site_files = archive.pages.site_files()
    fetcher = Fetcher(policy, now=now, site_files=dict(site_files))
    report.gone += withdraw_gone(archive, now)
    visits = VisitCommitter(committer, PublisherNames(archive), fetcher, site_files)
    counts = {source: SourceReport(source.place) for source in sources}
    report.sources += counts.values()
    with closing(fetcher), closing(arrivals(sources, fetcher, archive, now)) as batches:
        for batch in batches:
            visits.commit(batch, counts[batch.source])
            report.gone += withdraw_gone(archive, now)
            report.requests = fetcher.n_requests
            progress()


@dataclass(frozen=True, slots=True)
class VisitCommitter:
    """What committing visits needs: how articles are committed, whose names publishers' names are, who asked, and what
    is kept of sites so far."""

    committer: ArticleCommitter
    names: PublisherNames
    fetcher: Fetcher
    site_files: dict[str, SiteFile]

    def commit(self, batch: Batch, counts: SourceReport) -> None:
        """Keep the articles of a source's visits, with what is remembered of their pages."""
        committer, archive, report = self.committer, self.committer.archive, self.committer.report
        visits = note_failures(archive, batch, report.failures, counts, committer.now)
        report.warnings += [visit.warning for visit in visits if visit.warning]
        for group in in_groups_without_repeats(visits):
            report.renamed += restore_articles(archive, group)
            articles = [
                self.names.checked(item, is_given=batch.source.publisher is not None)
                for visit in group
                for item in visit.items
                if isinstance(item, Extracted)
            ]
            report.lines_cut += sum(len(item.cut) for item in articles)
            report.warnings += impossible_statements(articles)
            new_before, changed_before = report.new, report.changed
            committer.commit(
                articles,
                live=True,
                with_it=partial(save_visits, archive, group, self.fetcher.site_files, self.site_files),
            )
            counts.new += report.new - new_before
            counts.changed += report.changed - changed_before
            withdraw_items(committer, withdrawals(archive, group))
