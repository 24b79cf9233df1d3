"""What a worker does of a refresh: asks for one page, and commits what it gave, as the refresh itself would.

The one idea: whatever has changed while it asked makes it ask again, so what is committed is the newest. Knows nothing
of who hands out the jobs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from corpus.archive.jobs import HeldJob, SharedArchive, StaleError
from corpus.errors import NewsqaError
from corpus.formats.extract import Extracted
from corpus.page import Page, SiteFile
from corpus.source import Failure, Source
from corpus.web.arrivals import Batch
from corpus.web.crawl import ClaimedUrls, WebReader
from corpus.web.fetch import Fetcher, FetchPolicy
from corpus.web.host_throttle import HostThrottle
from corpus.web.publisher_names import PublisherNames
from corpus.web.visit import Visit
from index.encoder.encoder import Encoder
from index.ingest.commit_articles import ArticleCommitter
from index.ingest.commit_visits import withdraw_gone
from index.ingest.refresh_web import VisitCommitter
from index.ingest.report import Report, SourceReport
from index.passages.chunk import PASSAGE_TOKENS
from index.passages.generations import living_facts
from index.passages.passage_store import Facts, check_facts, record_facts

TRIES = 5  # of one page, before its job is tried again later
KNOWN_FOR = timedelta(minutes=1)  # what other workers add to: sites' files, publishers' names, how many they are


@dataclass(frozen=True, slots=True)
class _Known:
    """What holds for the jobs of a while."""

    since: datetime
    fetcher: Fetcher
    names: PublisherNames
    site_files: dict[str, SiteFile]


class PageWorker:
    """Does jobs, one after the other. `open_encoder` opens that of the passages that answer; `silent_s` is the silence
    after which a worker is not counted any more."""

    def __init__(
        self,
        archive: SharedArchive,
        open_encoder: Callable[[], Encoder],
        policy: FetchPolicy,
        *,
        silent_s: float,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.archive = archive
        self._open_encoder = open_encoder
        self._encoder = open_encoder()
        self._policy = policy
        self._silent_s = silent_s
        self._clock = clock
        self._throttle = HostThrottle(policy.per_host)
        self._known: _Known | None = None

    def do(self, job: HeldJob) -> Report:
        """Raises `StaleError` if others write the same articles again and again, `JobLostError` if the job is another
        worker's by now, and what writing raises; then nothing of the page is kept."""
        for n_left in reversed(range(TRIES)):
            try:
                with self.archive.doing(job):
                    return self._read(job.what)
            except StaleError:
                if not n_left:
                    raise
        raise AssertionError("not reached")

    def close(self) -> None:
        if self._known:
            self._known.fetcher.close()

    def _read(self, what: dict[str, Any]) -> Report:
        now = self._clock()
        archive, known, report = self.archive, self._known_at(now), Report()
        encoder, passage_tokens = self._living_encoder()
        source = Source(**{**what["source"], "hosts": tuple(what["source"]["hosts"])})
        reader = WebReader(source, known.fetcher, archive, ClaimedUrls(), now)
        try:
            visits = list(reader.visits_left(what["url"], what["list_url"], what["former"]))
        except NewsqaError:
            raise
        except Exception as error:  # whatever a page holds, the worker goes on, and what it was is kept
            page = archive.pages.load(what["url"]) or Page(what["url"], now, now)
            failure = Failure(page.url, f"{type(error).__name__}: {error}")
            visits = [Visit(page.failed(now, None), (failure,))]
        if visits:
            given = [item.article.id for visit in visits for item in visit.items if isinstance(item, Extracted)]
            archive.was_read(given)
            committer = ArticleCommitter(archive, encoder, report, now, passage_tokens)
            counts = SourceReport(source.place)
            VisitCommitter(committer, known.names, known.fetcher, known.site_files).commit(
                Batch(source, visits), counts
            )
            report.sources.append(counts)
        if any(visit.page.gone_since for visit in visits):
            report.gone += withdraw_gone(archive, now)
        return report

    def _known_at(self, now: datetime) -> _Known:
        if self._known is None or not timedelta() <= now - self._known.since < KNOWN_FOR:
            self.close()
            policy = replace(self._policy, n_asking=self.archive.n_workers(self._silent_s))
            site_files = self.archive.pages.site_files()
            fetcher = Fetcher(policy, now=now, site_files=dict(site_files), throttle=self._throttle)
            self._known = _Known(now, fetcher, PublisherNames(self.archive), site_files)
        return self._known

    def _living_encoder(self) -> tuple[Encoder, int]:
        """The encoder of the passages that answer by now, and of how many tokens these are at most."""
        found = living_facts(self.archive)
        if found and found.model != self._encoder.digest:
            self._encoder = self._open_encoder()
        facts = Facts(self._encoder.digest, self._encoder.dimension, found.passage_tokens if found else PASSAGE_TOKENS)
        check_facts(self.archive, facts)
        if found is None:
            with self.archive.writing():
                if self.archive.fact("model") is None:
                    record_facts(self.archive, facts)
        return self._encoder, facts.passage_tokens
