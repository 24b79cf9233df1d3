"""`GET /status`, `/healthz` and `/readyz`: what the archive holds, and whether questions can be answered."""

from importlib import metadata
from typing import Any

from fastapi import APIRouter

from index.passages.passage_store import count_passages
from qa.server.access import FOR_ANYONE, TO_READ, told
from qa.server.bodies import ServiceStatus
from qa.server.dependencies import TheCaller, TheFollowing, TheWholeService
from qa.server.problem import GUARDED, UNREADABLE, Problem, problems

SHOWN_REFRESHES = 5

router = APIRouter()


@router.get("/status", dependencies=[TO_READ], responses=problems(*GUARDED))
def status(service: TheWholeService, caller: TheCaller) -> ServiceStatus:
    """What the archive holds, and the revision that is answered from.

    Of refreshes, the sources and what failed are told to whoever has a key with the scope admin.
    """
    archive = service.passage_index.archive()
    with archive.reading():
        counts = archive.counts()
        return ServiceStatus(
            release=metadata.version("newsqa"),
            revision=service.passage_index.revision,
            articles=counts.articles,
            versions=counts.versions,
            passages=count_passages(archive),
            newest_published_at=counts.newest,
            is_clock_behind=service.is_clock_behind,
            model=service.passage_index.model,
            refreshes=[told(caller, report) for report in archive.reports.last(SHOWN_REFRESHES)],
        )


@router.get("/healthz", dependencies=[FOR_ANYONE])
async def healthz() -> dict[str, str]:
    """That the process is alive; like `readyz` a coroutine, so that it waits for no thread."""
    return {"status": "alive"}


@router.get("/readyz", dependencies=[FOR_ANYONE])
async def readyz(service: TheWholeService, following: TheFollowing) -> dict[str, Any]:
    """That questions can be answered, and from which revision; 503 while the archive cannot be read."""
    if not following.is_readable:
        raise Problem(503, "not-available", "Not available", UNREADABLE)
    return {"status": "ready", "revision": service.passage_index.revision}
