"""Metrics: what a Prometheus server collects from `GET /metrics`. Counts and times alone: no question, and sources for
whoever has a key with the scope admin alone.

What the archive holds is read when it is collected; what happens is counted as it happens, by several processes in
files that each of them reads. Knows nothing of routes.
"""

import os
from collections.abc import Iterator
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from corpus.archive.jobs import queue_state
from index.passages.passage_store import count_passages
from qa.answer.contract import Answer
from qa.server.turns import Load, Loaded
from qa.service.ask import Service
from qa.service.logs import hide_secrets

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
KEPT_REPORTS = 50
LIVE = "gauge_livesum_*.db"  # of each process that counts, until it has ended


class Metrics:
    """The metrics of one application; with the folder in which several processes count, those of all of them."""

    def __init__(self, load: Load, folder: Path | None = None) -> None:
        own = CollectorRegistry()
        self._folder = folder
        self._asks = Counter(
            "newsqa_asks", "Answers given, by status and kind of question", ("status", "kind"), registry=own
        )
        self._ask_seconds = Histogram(
            "newsqa_ask_seconds", "Seconds of an answer's stages", ("stage",), buckets=SECONDS, registry=own
        )
        self._responses = Counter("newsqa_http_responses", "Responses by status", ("status",), registry=own)
        at_work, waiting = (
            Gauge(f"newsqa_requests_{name}", meaning, registry=own, multiprocess_mode="livesum")
            for name, meaning in (
                ("at_work", "Requests that are worked on"),
                ("waiting", "Requests that wait for their turn"),
            )
        )
        self._load: dict[Loaded, Counter | Gauge] = {
            "at_work": at_work,
            "waiting": waiting,
            "refused": Counter("newsqa_requests_refused", "Requests refused since too many waited", registry=own),
            "dropped": Counter("newsqa_requests_dropped", "Requests whose client went while waiting", registry=own),
        }
        load.changed = lambda name, by: self._load[name].inc(by)
        self._registry = CollectorRegistry() if folder else own
        if folder:
            MultiProcessCollector(self._registry, str(folder))  # type: ignore[no-untyped-call]
        self._registry.register(_Processes(folder))

    def answered(self, answer: Answer) -> None:
        """Count an answer."""
        self._asks.labels(answer.status, answer.kind).inc()
        for stage, spent_ms in asdict(answer.timing_ms).items():
            self._ask_seconds.labels(stage).observe(spent_ms / 1000)

    def responded(self, status: int) -> None:
        """Count a response."""
        self._responses.labels(str(status)).inc()

    def page(self, service: Service, *, with_sources: bool = False) -> bytes:
        """All metrics in Prometheus' text format."""
        now = CollectorRegistry()
        sources = _source_metrics(service) if with_sources else ()
        now.register(_Now([*_archive_metrics(service), *sources]))
        return generate_latest(self._registry) + generate_latest(now)


class _Processes(Collector):
    """What the process takes of the machine; of several, all of those that answer together."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        alive = [path.stem.rpartition("_")[2] for path in self._folder.glob(LIVE)] if self._folder else [os.getpid()]
        yield _gauge("newsqa_workers", "Processes that answer", len(alive))
        summed: dict[str, Metric] = {}
        for process in alive:
            for metric in ProcessCollector(pid=lambda process=process: process, registry=None).collect():  # type: ignore[misc]
                known = summed.setdefault(metric.name, metric)
                if known is not metric:
                    pairs = zip(known.samples, metric.samples, strict=True)
                    take = min if metric.name == "process_start_time_seconds" else lambda values: sum(values)
                    known.samples = [a._replace(value=take((a.value, b.value))) for a, b in pairs]
        yield from summed.values()


class _Now(Collector):
    """Metrics that were read just now."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        return self._metrics


def _archive_metrics(service: Service) -> Iterator[Metric]:
    """What the archive holds and what its last refreshes did."""
    archive = service.passage_index.archive()
    with archive.reading():
        counts, passages, reports = archive.counts(), count_passages(archive), archive.reports.last(KEPT_REPORTS)
        queue = queue_state(archive)
    about = {"release": metadata.version("newsqa"), "model": service.passage_index.model[:16]}
    yield InfoMetricFamily("newsqa", "The release, and the model that passages were embedded with", value=about)
    yield _gauge("newsqa_revision", "Revision that is answered from", service.passage_index.revision)
    yield _gauge("newsqa_archive_revision", "The archive's newest revision", counts.revision)
    yield _gauge("newsqa_articles", "Articles in the archive", counts.articles)
    yield _gauge("newsqa_passages", "Passages in the archive", passages)
    if counts.newest:
        published = counts.newest.timestamp()
        yield _gauge("newsqa_newest_article_timestamp_seconds", "When the newest article was published", published)
    if queue:
        yield _gauge("newsqa_queue_jobs", "Pages that wait for a worker, or that one reads", queue.jobs)
        oldest = queue.oldest.timestamp() if queue.oldest else 0
        yield _gauge("newsqa_queue_oldest_timestamp_seconds", "Since when the oldest of them waits; 0: none", oldest)
    unfinished = sum(not report["finished"] for report in reports)
    yield _gauge("newsqa_refreshes_unfinished", "Refreshes under way or broken off, of the last 50", unfinished)
    last = next((report for report in reports if report["finished"]), None)
    if last:
        began, ended = last["started"].timestamp(), last["finished"].timestamp()
        yield _gauge("newsqa_refresh_last_success_timestamp_seconds", "When a refresh last ended with a report", ended)
        yield _gauge("newsqa_refresh_last_seconds", "How long it took", ended - began)
        yield _gauge("newsqa_refresh_last_failures", "What it could not take in", last.get("n_failures", 0))


def _source_metrics(service: Service) -> Iterator[Metric]:
    """What the last refreshes did with each source."""
    succeeded = GaugeMetricFamily(
        "newsqa_source_last_success_timestamp_seconds", "When a source was last read as a whole", labels=("source",)
    )
    failed = GaugeMetricFamily("newsqa_source_failed", "What its last refresh could not read", labels=("source",))
    done = [report for report in service.passage_index.archive().reports.last(KEPT_REPORTS) if report["finished"]]
    reads = [(report, each) for report in done for each in report.get("sources", ())]
    for place in dict.fromkeys(each["place"] for _, each in reads):
        own = [(report, each) for report, each in reads if each["place"] == place]
        failed.add_metric((hide_secrets(place),), own[0][1].get("failed", 0))
        last = next((report["finished"] for report, each in own if not each.get("problem")), None)
        if last:
            succeeded.add_metric((hide_secrets(place),), last.timestamp())
    yield from (succeeded, failed)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(name, meaning, value=value)
