"""`GET /status`, `/healthz` and `/readyz`: what the archive holds, and whether questions can be answered."""

from importlib import metadata
from typing import Any

from fastapi import APIRouter

from index.passages.passage_store import count_passages
from qa.server.access import IsOperator, for_operator, public_report
from qa.server.bodies import ServiceStatus
from qa.server.dependencies import TheService

SHOWN_REFRESHES = 5

router = APIRouter()


@router.get("/status")
def status(service: TheService, is_operator: IsOperator) -> ServiceStatus:
    """What the archive holds, and the revision that is answered from.

    Of refreshes, the sources and what failed are told to whoever has the operator's key.
    """
    archive = service.passage_index.archive()
    shown = for_operator if is_operator else public_report
    with archive.reading():
        counts = archive.counts()
        return ServiceStatus(
            release=metadata.version("newsqa"),
            revision=service.passage_index.revision,
            articles=counts.articles,
            versions=counts.versions,
            passages=count_passages(archive),
            newest_published_at=counts.newest,
            model=service.passage_index.model,
            refreshes=[shown(report) for report in archive.reports.last(SHOWN_REFRESHES)],
        )


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """That the process is alive; like `readyz` a coroutine, so that it waits for no thread."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(service: TheService) -> dict[str, Any]:
    """That questions can be answered, and from which revision."""
    return {"status": "ready", "revision": service.passage_index.revision}
