"""A refresh with the operator's settings: which sources, how politely they are asked, and its progress as events.

Knows nothing of terminals or HTTP.
"""

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.archive.archive_place import open_archive
from corpus.bounded import end_idle
from corpus.errors import NewsqaError
from corpus.source import Source, SourceError, find_files
from corpus.web.fetch import FetchPolicy
from index.encoder.encoder import Encoder
from index.ingest.refresh import refresh, writing_alone
from index.ingest.report import Progress, Report, summary
from qa.service.kept_answers import KeptAnswers
from qa.service.refresh_process import give_way
from qa.service.settings import Settings
from qa.service.source_list import SourceList

PROGRESS_EVERY_S = 0.5


def configured(settings: Settings) -> list[Source]:
    """The sources that are read: of the settings' file in its order, then those that were added, without the paused."""
    return [Source(**each.source.model_dump()) for each in SourceList(settings).all() if not each.is_paused]


def fetch_policy(settings: Settings) -> FetchPolicy:
    """How the operator wants publishers to be asked."""
    return FetchPolicy(
        contact=settings.contact,
        allow_hosts=tuple(host.lower() for host in settings.allow_hosts),
        rights=tuple(host.lower() for host in settings.mining_rights),
        delay_s=settings.fetch_delay_s,
    )


def run(settings: Settings, sources: Sequence[Source], encoder: Encoder, progress: Progress | None = None) -> Report:
    """Refresh the archive alone. Raises `BusyError` if another refresh is under way."""
    with writing_alone(settings.home), open_archive(settings.archive, create=True) as archive, archive.alone():
        now = datetime.now(UTC)
        try:
            report = refresh(archive, encoder, sources, now=now, progress=progress, policy=fetch_policy(settings))
        finally:
            end_idle()
        KeptAnswers(settings.answers, settings.keep_answers).erase_removed(archive)
        return report


def run_with_events(settings: Settings, sources: Sequence[Source], open_encoder: Callable[[Settings], Encoder]) -> bool:
    """Refresh while giving way to others, and tell of it in lines of JSON; whether it ended with a report."""
    give_way()
    sent_at = [0.0]

    def progress(report: Report, _: int) -> None:
        if time.monotonic() - sent_at[0] >= PROGRESS_EVERY_S:
            sent_at[0] = time.monotonic()
            _send("progress", summary(report))

    try:
        report = run(settings, sources, open_encoder(settings), progress)
    except (NewsqaError, OSError) as error:
        _send("error", {"detail": str(error)})
        return False
    except KeyboardInterrupt:
        _send("error", {"detail": "the refresh was stopped; what was read in is kept"})
        return False
    _send("report", summary(report))
    return True


def bytes_of(sources: Sequence[Source]) -> int:
    """How much there is to read on this machine; a path that names nothing has nothing."""
    n_bytes = 0
    for source in sources:
        with suppress(SourceError):
            n_bytes += 0 if source.is_web else sum(file.stat().st_size for file in find_files(Path(source.place)))
    return n_bytes


def _send(event: str, data: Any) -> None:
    print(json.dumps({"event": event, "data": data}, ensure_ascii=False), flush=True)
