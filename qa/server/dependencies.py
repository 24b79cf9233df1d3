"""Dependencies: what the application hands to its routes, each with its type.

The lifespan yields a `Shared`, which every request then carries; a route names what it needs as a parameter. They are
coroutines, so that handing over costs no thread.
"""

from collections.abc import Iterator
from typing import Annotated, TypedDict

from fastapi import Depends, Request

from qa.answer.contract import Step
from qa.answer.generation.language_model import Call
from qa.question.request import Ask
from qa.server.callers import Caller, Keyring
from qa.server.following import Following
from qa.server.metrics import Metrics
from qa.server.problem import Problem
from qa.service.ask import Service
from qa.service.front import FrontPage
from qa.service.kept_answers import KeptAnswers
from qa.service.refresh_process import RefreshProcess
from qa.service.settings import Settings

LISTS = frozenset(("publishers", "without", "ids"))  # what an address may say several times


class Shared(TypedDict):
    """What the routes of a running application share; without settings nothing is kept or refreshed."""

    service: Service
    answers: KeptAnswers | None
    following: Following
    front_pages: dict[tuple[str, ...], FrontPage]
    keyring: Keyring
    refreshing: RefreshProcess
    metrics: Metrics
    settings: Settings | None


class AppRequest(Request[Shared]):
    """A request to an application that has started."""


async def said_once(request: Request) -> None:
    """Raises a `Problem` if the address says something twice that can be said once: which is meant cannot be told."""
    names = [name for name, _ in request.query_params.multi_items() if name not in LISTS]
    if twice := next((name for name in names if names.count(name) > 1), None):
        detail = f"{twice[:40]}: is given {names.count(twice)} times in the address, and can be given once"
        raise Problem(422, "invalid-request", "Invalid request", detail, field=twice)


async def get_caller(request: AppRequest) -> Caller:
    """Who asks."""
    caller: Caller = request.scope["state"]["caller"]
    return caller


async def get_service(request: AppRequest) -> Service:
    """The service, over what whoever asks may read."""
    return service_for(request.state["service"], await get_caller(request))


async def get_whole_service(request: AppRequest) -> Service:
    """The service over all that there is, for what tells numbers alone."""
    return request.state["service"]


async def get_following(request: AppRequest) -> Following:
    return request.state["following"]


async def get_answers(request: AppRequest) -> KeptAnswers | None:
    return request.state["answers"]


async def get_front_page(request: AppRequest) -> FrontPage:
    """The front of what whoever asks may read."""
    return request.state["front_pages"].setdefault((await get_caller(request)).publishers, FrontPage())


async def get_keyring(request: AppRequest) -> Keyring:
    return request.state["keyring"]


async def get_refreshing(request: AppRequest) -> RefreshProcess:
    return request.state["refreshing"]


async def get_metrics(request: AppRequest) -> Metrics:
    return request.state["metrics"]


async def get_settings(request: AppRequest) -> Settings | None:
    return request.state["settings"]


def service_for(service: Service, caller: Caller) -> Service:
    """The service over what a caller may read."""
    return service.of_publishers(caller.publishers) if caller.publishers else service


def answering(service: Service, answers: KeptAnswers | None, ask: Ask, call: Call | None = None) -> Iterator[Step]:
    """`Service.answering`, whose answer is kept: what every door asks through."""
    steps = service.answering(ask, call)
    return answers.keeping(steps) if answers else steps


TheCaller = Annotated[Caller, Depends(get_caller)]
TheKeyring = Annotated[Keyring, Depends(get_keyring)]
TheService = Annotated[Service, Depends(get_service)]
TheWholeService = Annotated[Service, Depends(get_whole_service)]
TheFollowing = Annotated[Following, Depends(get_following)]
TheAnswers = Annotated[KeptAnswers | None, Depends(get_answers)]
TheFrontPage = Annotated[FrontPage, Depends(get_front_page)]
TheRefreshing = Annotated[RefreshProcess, Depends(get_refreshing)]
TheMetrics = Annotated[Metrics, Depends(get_metrics)]
TheSettings = Annotated[Settings | None, Depends(get_settings)]
