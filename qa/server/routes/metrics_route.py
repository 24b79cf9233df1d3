"""`GET /metrics`: counts and times for a Prometheus server."""

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from qa.server.access import TO_READ
from qa.server.dependencies import TheCaller, TheMetrics, TheWholeService
from qa.server.problem import GUARDED, problems

router = APIRouter(dependencies=[TO_READ], responses=problems(*GUARDED))


@router.get("/metrics", response_class=Response)
def metrics(service: TheWholeService, metrics: TheMetrics, caller: TheCaller) -> Response:
    """Counts and times in Prometheus' text format; nothing of what was asked. Of sources, with a key for admin."""
    page = metrics.page(service, with_sources=caller.may("admin"))
    return Response(page, media_type=CONTENT_TYPE_LATEST)
