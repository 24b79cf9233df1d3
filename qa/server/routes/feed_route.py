"""`GET /feed.{format}`: the archive's articles, a publisher's or a search's as a feed."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Query as FromAddress
from fastapi.responses import Response

from corpus.errors import UsageError
from qa.server.access import TO_READ, check
from qa.server.bodies import FeedQuery
from qa.server.dependencies import TheCaller, TheKeyring, TheService
from qa.server.problem import GUARDED, Problem, problems
from qa.service.article_feed import article_feed
from qa.service.feed_documents import MEDIA_TYPES, feed_format, write_feed

router = APIRouter(dependencies=[TO_READ], responses=problems(*GUARDED, 404))


@router.get("/feed.{feed_as}", response_class=Response)
def articles_feed(
    feed_as: str, asked: Annotated[FeedQuery, FromAddress()], request: Request, service: TheService, caller: TheCaller,
    keyring: TheKeyring,
) -> Response:  # fmt: skip
    """The newest articles as `atom` or `json` (JSON Feed): of all publishers or of some, or those that a search finds.

    An entry has headline, day, authors, link and one sentence of the article, word for word. A search is for whoever
    may ask.
    """
    if asked.question is not None:
        check(caller, keyring, "ask")
    try:
        chosen = feed_format(feed_as)
    except UsageError as error:
        raise Problem(404, "not-found", "Not found", str(error)) from error
    feed = article_feed(service, asked.to_request(), str(request.url))
    return Response(write_feed(feed, chosen), media_type=MEDIA_TYPES[chosen])
