"""`Client`: the HTTP API of a newsqa server from Python, in the types that the server itself answers with.

    from qa.client import Client

    with Client("http://127.0.0.1:8000", key="…") as client:
        answer = client.ask("What did Japan pledge?", as_of="2025-10-27")
        print(answer.citations[0].quote)

What a server refuses is raised as a `ProblemError`. Where it says when to try again, that is done, within bounds. Can
be used from several threads. Knows nothing of how a question is answered; `qa.open_news` answers in this process.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self, TypedDict, TypeVar, Unpack
from urllib.parse import quote

import httpx2
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from corpus.errors import NewsqaError, StateError, UsageError
from qa.answer.contract import Answer, Citation, Evidence, EvidenceEvent, QueryView, Sentence, SentenceEvent, Step
from qa.question.conversation.standalone import Turn
from qa.question.request import ConditionKind, Mode
from qa.server.bodies import FollowView, ServiceStatus, StoredArticle
from qa.server.routes.article_route import Changes
from qa.service.archive_search import ArchiveFound, Order
from qa.service.front_stories import FrontStories
from qa.service.news_brief import NewsBrief

MAX_TRIES = 5  # of one request, however short the server says that the wait is
MAX_EVENT_BYTES = 16_000_000
SHOWN_CHARS = 200  # of what is no problem document

Moment = datetime | date | str  # as text a day or moment in ISO 8601; a day alone means its end
T = TypeVar("T")


class Narrowing(TypedDict, total=False):
    """Which articles alone are looked at; days are of publication, in UTC."""

    since: date | str | None
    until: date | str | None
    as_of: Moment | None
    publishers: Sequence[str]


class AskOptions(Narrowing, total=False):
    """What may be said beside a question; each means what it means in `POST /ask`."""

    history: Sequence[Turn]
    without: Sequence[ConditionKind]
    top_k: int
    explain: bool
    mode: Mode | None


class SearchOptions(Narrowing, total=False):
    """What may be said beside the words of a search."""

    order: Order
    offset: int
    limit: int


class ProblemError(NewsqaError):
    """What the server answered instead, as RFC 9457 names its fields: `type` is a URI that stays, `detail` names the
    thing and its value. `retry_after_s` is how long it asks to be left alone, if it says so."""

    def __init__(self, kind: str, title: str, status: int, detail: str, retry_after_s: float | None = None) -> None:
        super().__init__(f"{status} {title}: {detail}")
        self.type = kind
        self.title = title
        self.status = status
        self.detail = detail
        self.retry_after_s = retry_after_s


class UnreachableError(StateError):
    """The server gave no answer, or one that is none; trying again may help."""


class Client:
    """A newsqa server. `key` is one of `newsqa keys add`, where it needs one; `timeout_s` is how long each part of an
    answer is waited for. Where the server is busy or asked too often and says when to come back, the same is asked
    again then, for as long as the waits come to no more than `max_wait_s`; 0 asks once."""

    def __init__(
        self, address: str, *, key: str | None = None, timeout_s: float = 120.0, max_wait_s: float = 60.0
    ) -> None:
        if not address.lower().startswith(("http://", "https://")):
            raise UsageError(f"address {address!r} does not begin with http:// or https://")
        self._max_wait_s = max_wait_s
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx2.Client(base_url=address, headers=headers, timeout=timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the server."""
        self._http.close()

    def ask(self, question: str, **options: Unpack[AskOptions]) -> Answer:
        """The answer to a question. Raises `ProblemError` or `UnreachableError`, as all that follow do."""
        return self._read(Answer, "POST", "/ask", json={**_plain(options), "question": question})

    def stream(self, question: str, **options: Unpack[AskOptions]) -> Iterator[Step]:
        """The steps of an answer as they come: what was understood, the evidence, each sentence, and last the whole. A
        caller that stops reading ends the work on it."""
        body = {**_plain(options), "question": question, "stream": True}
        with closing(self._sent("POST", "/ask", stream=True, json=body)) as response:
            try:
                for event in httpx2.EventSource(response, MAX_EVENT_BYTES):
                    yield _step(event.event, event.json())
                    if event.event == "done":
                        return
            except (httpx2.HTTPError, ValueError) as error:
                raise UnreachableError(f"{response.url}: the answer broke off: {error}") from error
        raise UnreachableError(f"{response.url}: the answer ended before it was whole")

    def search(self, words: str, **options: Unpack[SearchOptions]) -> ArchiveFound:
        """The articles that have some words."""
        return self._read(ArchiveFound, "GET", "/search", params={**_plain(options), "q": words})

    def article(self, article_id: str, *, version: str | None = None) -> StoredArticle:
        """An article's stored text, its versions and corrections: the current one, or the version asked for."""
        return self._read(StoredArticle, "GET", _of_article(article_id), params={"version": version})

    def changes(self, article_id: str, *, version: str | None = None, before: str | None = None) -> Changes:
        """What changed from one version of an article to a later one; without names, to the current one."""
        asked = {"version": version, "before": before}
        return self._read(Changes, "GET", f"{_of_article(article_id)}/changes", params=asked)

    def stories(self) -> FrontStories:
        """The stories of the archive's last days, the most reported first."""
        return self._read(FrontStories, "GET", "/stories")

    def brief(self, *, stories: int = 10, **options: Unpack[Narrowing]) -> NewsBrief:
        """The stories of some days in dated quotes: since "yesterday", as without a word, "today", or a day."""
        return self._read(NewsBrief, "GET", "/brief", params={**_plain(options), "stories": stories})

    def follow(self, question: str, *, publishers: Sequence[str] = ()) -> FollowView:
        """Follow a question, with a key for `admin`; one that is followed already is given as it is."""
        body = {"question": question, "publishers": list(publishers)}
        return self._read(FollowView, "POST", "/follow", json=body)

    def followed(self) -> list[FollowView]:
        """The questions that are followed, with a key for `admin`."""
        return self._read(list[FollowView], "GET", "/follow")

    def unfollow(self, token: str) -> None:
        """Follow a question no longer, with a key for `admin`."""
        self._sent("DELETE", f"/follow/{quote(token, safe='')}")

    def status(self) -> ServiceStatus:
        """What the archive holds."""
        return self._read(ServiceStatus, "GET", "/status")

    def _read(self, kind: type[T], method: str, path: str, **asked: Any) -> T:
        """What a request gives, as the server's own type."""
        response = self._sent(method, path, **asked)
        try:
            return TypeAdapter(kind).validate_json(response.content)
        except ValidationError as error:
            raise UnreachableError(f"{response.url} gives no {kind}; is it a newsqa server of this release?") from error

    def _sent(self, method: str, path: str, *, stream: bool = False, **asked: Any) -> httpx2.Response:
        """The response of a request that succeeds, after as many tries as it may have."""
        if "params" in asked:
            asked["params"] = {name: value for name, value in asked["params"].items() if value is not None}
        waited_s = 0.0
        for n_tries in range(1, MAX_TRIES + 1):
            response = self._tried(self._http.build_request(method, path, **asked), stream=stream)
            if response.is_success:
                return response
            problem = _problem(response)
            wait_s = problem.retry_after_s
            if wait_s is None or waited_s + wait_s > self._max_wait_s or n_tries == MAX_TRIES:
                raise problem
            time.sleep(wait_s)
            waited_s += wait_s
        raise AssertionError("the last try returns or raises")

    def _tried(self, request: httpx2.Request, *, stream: bool) -> httpx2.Response:
        """One response; of one that did not succeed, all of it is read."""
        try:
            response = self._http.send(request, stream=stream)
            if stream and not response.is_success:
                with closing(response):
                    response.read()
            return response
        except httpx2.HTTPError as error:
            raise UnreachableError(f"{request.url}: {error or type(error).__name__}") from error


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked, as JSON has it."""
    plain: dict[str, Any] = to_jsonable_python(options)
    return plain


def _of_article(article_id: str) -> str:
    return f"/articles/{quote(article_id, safe='')}"


def _step(name: str, told: Any) -> Step:
    """What an event tells. Raises `ProblemError` for an error that broke the answer off."""
    match name:
        case "query":
            return _made(QueryView, told)
        case "evidence":
            return EvidenceEvent(_made(tuple[Evidence, ...], told))
        case "sentence":
            return SentenceEvent(_made(Sentence, told), _made(tuple[Citation, ...], told["cited"]))
        case "done":
            return _made(Answer, told)
        case "error":
            raise ProblemError(told["type"], told["title"], told["status"], told["detail"])
    raise ValueError(f"the event {name!r} is not known")


def _made(kind: type[T], told: Any) -> T:
    return TypeAdapter(kind).validate_python(told)


def _problem(response: httpx2.Response) -> ProblemError:
    """What is wrong, as the server says it; as much as can be said of a response that is no problem document."""
    wait_s = _retry_after_s(response) if response.status_code in (429, 503) else None
    try:
        told = response.json()
        return ProblemError(told["type"], told["title"], told["status"], told["detail"], wait_s)
    except (ValueError, TypeError, LookupError):
        detail = response.headers.get("location") or response.text[:SHOWN_CHARS]
        return ProblemError("about:blank", response.reason_phrase, response.status_code, detail, wait_s)


def _retry_after_s(response: httpx2.Response, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """The seconds that a header `Retry-After` asks for, given as such or as a moment; `None` without one."""
    given = response.headers.get("retry-after", "").strip()
    if given.isdecimal():
        return float(given)
    try:
        return max(0.0, (parsedate_to_datetime(given) - now()).total_seconds())
    except (ValueError, TypeError):
        return None
