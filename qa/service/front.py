"""The front of the page: example questions that the archive answers, its publishers, its newest articles.

Made anew when the archive has changed, at most once at a time and not more often than every `MADE_EVERY_S`; meanwhile
what was made before is shown. Knows nothing of HTTP.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, Protocol, TypeVar

from corpus.archive.versions import StoredVersion
from qa.answer.contract import ArticleView, view
from qa.question.request import Ask
from qa.service.ask import Service
from qa.service.example_questions import questions
from qa.service.front_stories import FrontStories, StoriesOfLastDays
from qa.service.news_stories import Period
from qa.service.story_page import StoryPage, story_of, story_page

NEWEST = 5
EXAMPLES = 4
PUBLISHERS = 500  # to choose from; others can be typed
READ_ARTICLES = 400  # the newest ones, for their questions: about one in fifteen yields one
MAX_TRIED = 24  # questions; each takes as long as a reader's
CONFIDENCE = 0.4  # an example that is answered weakly is none
MADE_EVERY_S = 30.0


@dataclass(frozen=True, slots=True)
class PublisherCount:
    """A publisher and how many articles the archive has of it."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Front:
    """What the page opens with; `newest` are articles, the newest first, `publishers` the largest first."""

    revision: int
    examples: tuple[str, ...]
    publishers: tuple[PublisherCount, ...]
    newest: tuple[ArticleView, ...]


class OfRevision(Protocol):
    """What is made of one revision of the archive."""

    @property
    def revision(self) -> int: ...


Made = TypeVar("Made", bound=OfRevision)


class Remade(Generic[Made]):
    """Something that is made of an archive that changes."""

    def __init__(self, make: Callable[[Service], Made]) -> None:
        self._make = make
        self._making = threading.Lock()
        self._made: Made | None = None
        self._made_at = 0.0

    def of(self, service: Service) -> Made:
        """As of the newest revision, or as it was last made while it is too soon to make it again."""
        made = self._made
        if made and (
            made.revision == service.passage_index.revision or time.monotonic() < self._made_at + MADE_EVERY_S
        ):
            return made
        if not self._making.acquire(blocking=made is None) and made:
            return made
        try:
            if self._made is made:  # and no other request has made it while this one waited
                self._made, self._made_at = self._make(service), time.monotonic()
            assert self._made is not None
            return self._made
        finally:
            self._making.release()


class FrontPage:
    """What the page opens with, of an archive that changes."""

    def __init__(self) -> None:
        self._front = Remade(_make)
        self._stories = Remade(_stories)

    def front(self, service: Service) -> Front:
        return self._front.of(service)

    def stories(self, service: Service) -> FrontStories:
        """At once, questions as they are found. Raises `StateError` if the archive changes too fast to be read."""
        return self._stories.of(service).shown()

    def story(self, service: Service, story_id: str, days: Period | None) -> StoryPage | None:
        """A story of the last days, as it has grown by now, or else one of `days`; `None` where neither has it."""
        found = self._stories.of(service).story(story_id)
        return story_page(service.passage_index, *found) if found else story_of(service.passage_index, story_id, days)


def _stories(service: Service) -> StoriesOfLastDays:
    made = StoriesOfLastDays(service)
    threading.Thread(target=made.find_questions, args=(service,), name="questions", daemon=True).start()
    return made


def _make(service: Service) -> Front:
    revision = service.passage_index.revision
    archive = service.passage_index.archive()
    with archive.reading():
        newest = archive.newest(READ_ARTICLES)
        publishers = archive.publishers(PUBLISHERS)
    return Front(
        revision,
        _examples(service, newest),
        tuple(PublisherCount(name, count) for name, count in publishers),
        tuple(view(stored) for stored in newest[:NEWEST]),
    )


def _examples(service: Service, newest: Sequence[StoredVersion]) -> tuple[str, ...]:
    """The questions that the service itself answers best from the article that they were made of, one an article."""
    made: dict[str, StoredVersion] = {}
    service = service.quiet()
    for stored in newest:
        for question in islice(questions(stored.article.title, stored.article.text), 1):
            made.setdefault(question, stored)
    rated = []
    for question, stored in islice(made.items(), MAX_TRIED):
        answer = service.ask(Ask(question, top_k=1, mode="extract"))
        stories = [citation.article.id for citation in answer.citations[:1]]
        others = [report.url for citation in answer.citations[:1] for report in citation.also_reported_by]
        is_its_own = stored.article.id in stories or stored.article.url in others
        if answer.status == "answered" and answer.confidence >= CONFIDENCE and is_its_own:
            rated.append((answer.confidence, question))
    return tuple(question for _, question in sorted(rated, key=lambda pair: -pair[0])[:EXAMPLES])
