"""`/follow`: questions that are asked again when news comes. Whoever has the operator's key adds, lists and removes;
whoever has a question's token reads its changes as a feed."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from corpus.archive.versions import FollowedQuestion, KeptChange
from corpus.errors import UsageError
from qa.server.access import FOR_ADMIN, FOR_ANYONE
from qa.server.bodies import ChangeView, FollowRequest, FollowView
from qa.server.dependencies import TheService
from qa.server.problem import GUARDED, Problem, problems
from qa.service.ask import Service
from qa.service.feed_documents import MEDIA_TYPES, feed_format, write_feed
from qa.service.standing.asking import Followed, change_of, follow, followed_of, unfollow
from qa.service.standing.change_feeds import change_feed, said
from qa.service.standing.told import to_store
from qa.service.unknown_publishers import unknown_publishers

KEYED = problems(*GUARDED)
UNKNOWN = problems(404)
MAX_CHANGES = 1_000  # of a question that are told at once

router = APIRouter()


@router.post("/follow", status_code=201, dependencies=[FOR_ADMIN], responses=KEYED)
def follow_question(body: FollowRequest, service: TheService) -> FollowView:
    """Follow a question: asked again whenever news comes that can touch it. Its feeds have an entry for each change of
    its answer. One that is followed already is given as it is."""
    token = follow(service, Followed(body.question, tuple(body.publishers)))
    return follow_view(service, _kept(token, service))


@router.get("/follow", dependencies=[FOR_ADMIN], responses=KEYED)
def followed_questions(service: TheService) -> list[FollowView]:
    """The questions that are followed, with what was told of each last."""
    return [follow_view(service, each) for each in service.passage_index.archive().followed.questions()]


@router.delete("/follow/{token}", status_code=204, dependencies=[FOR_ADMIN], responses=KEYED | UNKNOWN)
def unfollow_question(token: str, service: TheService) -> None:
    """Follow a question no longer, and forget its changes."""
    if not unfollow(service.passage_index.archive(), token):
        raise _unknown(token)


@router.get("/follow/{token}/changes", dependencies=[FOR_ADMIN], responses=KEYED | UNKNOWN)
def changes(token: str, service: TheService) -> list[ChangeView]:
    """The changes of a followed question's answer, the newest first: of which kind each was, and the answer before and
    after it."""
    kept = _kept(token, service)
    return [_changed(each) for each in service.passage_index.archive().followed.changes(kept.token, MAX_CHANGES)]


@router.get("/follow/{token}.{feed_as}", dependencies=[FOR_ANYONE], response_class=Response, responses=UNKNOWN)
def changes_feed(token: str, feed_as: str, request: Request, service: TheService) -> Response:
    """The changes of a followed question's answer as `atom` or `json` (JSON Feed), the newest first: what is quoted now
    beside what was before. The token is in the address, so whoever has the address may read it."""
    try:
        chosen = feed_format(feed_as)
    except UsageError as error:
        raise Problem(404, "not-found", "Not found", str(error)) from error
    feed = change_feed(service.passage_index.archive(), _kept(token, service), str(request.url))
    return Response(write_feed(feed, chosen), media_type=MEDIA_TYPES[chosen])


def _kept(token: str, service: Service) -> FollowedQuestion:
    kept = service.passage_index.archive().followed.question(token)
    if kept is None:
        raise _unknown(token)
    return kept


def _unknown(token: str) -> Problem:
    return Problem(404, "not-found", "Not found", f"no question is followed as {token[:60]!r}")


def follow_view(service: Service, kept: FollowedQuestion) -> FollowView:
    """A followed question with what was told of it last."""
    wanted = followed_of(kept)
    followed = service.passage_index.archive().followed
    last = next(iter(followed.changes(kept.token, 1)), None)
    return FollowView(
        token=kept.token,
        question=wanted.question,
        publishers=list(wanted.publishers),
        added=kept.added,
        revision=kept.revision,
        feeds=[f"/follow/{kept.token}.{name}" for name in MEDIA_TYPES],
        told=kept.told,
        n_changes=followed.count_changes(kept.token),
        last_change=_changed(last) if last else None,
        warnings=unknown_publishers(wanted.publishers, service.passage_index.publishers) if wanted.publishers else [],
    )


def _changed(noticed: KeptChange) -> ChangeView:
    change = change_of(noticed.change)
    before, after = (to_store(each) if each else None for each in (change.before, change.after))
    return ChangeView(kind=change.kind, said=f"{said(change)}.", at=noticed.at, before=before, after=after)
