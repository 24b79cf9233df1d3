"""Followed questions as resources: what an assistant lists and reads, and which of them have changed.

The rules are those of `/follow`: all are listed for whoever is the operator, and whoever has a question's token, which
is in its address, may read it. Knows nothing of the protocol.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.archive.versions import FollowedQuestion
from corpus.errors import UsageError
from qa.server.callers import Caller
from qa.server.routes.follow_route import follow_view
from qa.service.ask import Service
from qa.service.standing.change_feeds import question_of

PREFIX = "newsqa://follow/"
LIST = ""  # in place of an address: that there are others than before

LastChanges = Mapping[str, int]  # of each question's address the revision of its answer's last change


@dataclass(frozen=True, slots=True)
class FollowedResource:
    """A followed question as it is listed."""

    uri: str
    title: str


def listed(service: Service, caller: Caller | None) -> list[FollowedResource]:
    """All followed questions for the operator, which whoever started this process is; for others none."""
    if caller and not caller.may("admin"):
        return []
    kept = service.passage_index.archive().followed.questions()
    return [FollowedResource(PREFIX + each.token, question_of(each)) for each in kept]


def read(service: Service, uri: str) -> str:
    """A followed question as `GET /follow` gives it, as JSON. Raises `UsageError` if there is none."""
    return follow_view(service, _kept(service, uri)).model_dump_json()


def check_there(service: Service, uri: str) -> None:
    """Raises `UsageError` if there is no such resource."""
    _kept(service, uri)


def last_changes(service: Service) -> LastChanges:
    """The last change of each answer."""
    found = service.passage_index.archive().followed.last_changes()
    return {PREFIX + token: revision for token, revision in found.items()}


def what_changed(before: LastChanges, after: LastChanges) -> Iterator[str]:
    """The addresses of questions whose answers have changed or that are followed no longer, and `LIST` where there are
    others than before."""
    yield from (uri for uri in before if after.get(uri) != before[uri])
    if before.keys() != after.keys():
        yield LIST


def _kept(service: Service, uri: str) -> FollowedQuestion:
    token = uri.removeprefix(PREFIX)
    kept = service.passage_index.archive().followed.question(token) if uri.startswith(PREFIX) else None
    if kept is None:
        raise UsageError(f"uri: there is no resource {uri[:100]!r}; a followed question's begins with {PREFIX}")
    return kept
