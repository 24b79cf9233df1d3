"""Request and response bodies of the HTTP routes, answers aside; checked by pydantic.

Knows nothing of how a question is answered.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from corpus.archive.versions import StoredVersion
from corpus.article import Article
from corpus.seen_name import host_beside
from qa.question.conversation.standalone import MAX_TURNS
from qa.question.conversation.standalone import Turn as Message
from qa.question.request import MAX_QUESTION_CHARS, MAX_TOP_K, Ask, ConditionKind, Mode, end_of_day
from qa.service.article_feed import MAX_ENTRIES, FeedRequest
from qa.service.news_brief import DEFAULT_STORIES, MAX_STORIES, BriefRequest
from qa.service.standing.answer_changes import ChangeKind

SHOWN_UNKNOWN = 5
SECONDS = re.compile(r"[+-]?[\d.]+")


class Body(BaseModel):
    """A body without other names than it knows. Of many others only the first are judged: each error costs time."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _few_unknown(cls, given: object) -> object:
        if not isinstance(given, dict) or len(given) <= SHOWN_UNKNOWN:
            return given
        unknown = islice((name for name in given if name not in cls.model_fields), SHOWN_UNKNOWN)
        return {name: given[name] for name in (*cls.model_fields, *unknown) if name in given}


class Turn(Body):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    text: Annotated[str, Field(max_length=20_000)]


def _no_number(value: object) -> object:
    """Refuses a number for a day or a truth value: 0 would be taken for 1 January 1970."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise ValueError("a number is neither a day nor true or false")
    return value


def _no_seconds(value: object) -> object:
    """Refuses digits alone, too: 20251027 would be taken for seconds since 1 January 1970."""
    if isinstance(value, str) and SECONDS.fullmatch(value.strip()):
        raise ValueError("a number is no day; a day is like 2025-10-27")
    return _no_number(value)


def whole_day(value: object) -> object:
    """A day without a time is its end."""
    return end_of_day(value) if isinstance(value, str) and not SECONDS.fullmatch(value.strip()) else _no_seconds(value)


Day = Annotated[date | None, BeforeValidator(_no_seconds)]
Flag = Annotated[bool, BeforeValidator(_no_number)]


class Question(Body):
    """A question and its filters. `as_of` without a time is the end of that day, in UTC.

    `explain` adds how the evidence was ranked. `without` takes back what the question's own words would narrow it by.
    """

    question: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARS)]
    as_of: Annotated[datetime | None, BeforeValidator(whole_day)] = None
    since: Day = None
    until: Day = None
    publishers: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)] = []
    top_k: Annotated[int, Field(ge=1, le=MAX_TOP_K)] = 10
    explain: Flag = False
    without: Annotated[list[ConditionKind], Field(max_length=3)] = []

    def to_ask(self) -> Ask:
        """What is asked. Raises `QuestionError`."""
        return Ask(
            self.question,
            as_of=self.as_of,
            since=self.since,
            until=self.until,
            publishers=tuple(self.publishers),
            top_k=self.top_k,
            explain=self.explain,
            without=frozenset(self.without),
        )


class AskRequest(Question):
    """A question in a conversation; `history` has the earlier turns, oldest first, that complete a follow-up."""

    history: Annotated[list[Turn], Field(max_length=MAX_TURNS)] = []
    mode: Mode | None = None
    stream: Flag = False

    def to_ask(self) -> Ask:
        """What is asked, after the conversation before it. Raises `QuestionError`."""
        history = tuple(Message(turn.role, turn.text) for turn in self.history)
        return replace(super().to_ask(), history=history, mode=self.mode)


class BriefQuery(Body):
    """Which brief: of the days since "yesterday", "today" or a day such as 2025-10-27, in UTC, until one or today.
    `as_of` without a time is the end of that day."""

    since: Annotated[str, Field(max_length=20)] = "yesterday"
    until: Day = None
    as_of: Annotated[datetime | None, BeforeValidator(whole_day)] = None
    publishers: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)] = []
    stories: Annotated[int, Field(ge=1, le=MAX_STORIES)] = DEFAULT_STORIES

    def to_request(self) -> BriefRequest:
        """What is asked for. Raises `UsageError`."""
        return BriefRequest(self.since, self.until, self.as_of, tuple(self.publishers), self.stories)


class FeedQuery(Body):
    """Which articles: of these publishers or of all, found by a search for `question` or the newest."""

    question: Annotated[str | None, Field(min_length=1, max_length=MAX_QUESTION_CHARS)] = None
    publishers: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)] = []
    entries: Annotated[int, Field(ge=1, le=MAX_ENTRIES)] = 20

    def to_request(self) -> FeedRequest:
        """What is asked for."""
        return FeedRequest(self.question, tuple(self.publishers), self.entries)


class FollowRequest(Body):
    """A question to follow, and the publishers that alone are asked, if some are."""

    question: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARS)]
    publishers: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=100)] = []


class ChangeView(BaseModel):
    """A change of a followed question's answer: of which kind, that in words, and what was told before and is told now;
    nothing where what was quoted was removed by now."""

    kind: ChangeKind
    said: str
    at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class FollowView(BaseModel):
    """A followed question: when it was added, at which revision it was asked last, what was told of it last, how many
    changes there were, and the last of them. Whoever has the address of one of its `feeds` may read it. `warnings` name
    publishers of which the archive has no article now."""

    token: str
    question: str
    publishers: list[str]
    added: datetime
    revision: int
    feeds: list[str]
    told: dict[str, Any] | None
    n_changes: int
    last_change: ChangeView | None
    warnings: list[str]


class RelatedQuestions(BaseModel):
    """Further questions that the archive answers."""

    questions: list[str]


class CorrectionView(BaseModel):
    """A notice that a version was corrected, clarified or retracted; `start` is its place in the text, if any."""

    kind: Literal["correction", "clarification", "retraction"]
    text: str
    date: datetime | None
    start: int | None


class VersionView(BaseModel):
    """One version of an article, without its text."""

    version: str
    title: str
    published_at: datetime | None
    modified_at: datetime | None
    first_seen_at: datetime
    current: bool
    corrections: list[CorrectionView]


class Carrier(BaseModel):
    """Another publisher's article that carries the same words; `host` as an article has it."""

    id: str
    url: str
    title: str
    publisher: str | None
    host: str | None
    published_at: datetime | None


class StoredArticle(BaseModel):
    """An article's stored text, and all its versions, the current one first.

    `accessible_for_free` is the publisher's word, and so is what it allows to be done with its words, `null` where it
    does not say; `same_story` the addresses of other articles that carry its story,
    `carried_by` those of other publishers, the earliest first. `link` leads to the words that were asked for on the
    publisher's page, in browsers that know text fragments; without such words, to the page. `host` is to be told beside
    the publisher's name, where the site is not called by it.
    """

    id: str
    url: str
    title: str
    publisher: str | None
    host: str | None
    authors: list[str]
    published_at: datetime | None
    modified_at: datetime | None
    language: str | None
    section: str | None
    accessible_for_free: bool | None
    allows_search: bool | None
    allows_language_models: bool | None
    version: str
    text: str
    corrections: list[CorrectionView]
    same_story: list[str]
    carried_by: list[Carrier]
    link: str
    versions: list[VersionView]


class ServiceStatus(BaseModel):
    """What the archive holds; `revision` is the one that the service answers from.

    `is_clock_behind`: the newest article was published more than a day later than it is by this machine's clock, so
    that questions are answered as of then.

    `refreshes` are the reports of the last ones, the newest first; one that is under way has not `finished`.
    """

    name: Literal["newsqa"] = "newsqa"
    release: str
    revision: int
    articles: int
    versions: int
    passages: int
    newest_published_at: datetime | None
    is_clock_behind: bool
    model: str
    refreshes: list[dict[str, Any]]


def stored_article(
    shown: StoredVersion, versions: Sequence[StoredVersion], *, copies: Sequence[Article], same_story: Sequence[str],
    link: str,
) -> StoredArticle:  # fmt: skip
    """One of an article's versions in full, with the list of all, and the copies of its story that others carry."""
    article = shown.article
    return StoredArticle(
        id=article.id,
        url=article.url,
        title=article.title,
        publisher=article.publisher,
        host=host_beside(article.publisher, article.url),
        authors=list(article.authors),
        published_at=article.published,
        modified_at=article.modified,
        language=article.language,
        section=article.section,
        accessible_for_free=article.is_free,
        allows_search=article.uses.search,
        allows_language_models=article.uses.models,
        version=article.version,
        text=article.text,
        corrections=_corrections(article),
        same_story=list(same_story),
        carried_by=[
            Carrier(
                id=each.id,
                url=each.url,
                title=each.title,
                publisher=each.publisher,
                host=host_beside(each.publisher, each.url),
                published_at=each.published,
            )
            for each in copies
        ],
        link=link,
        versions=[
            VersionView(
                version=stored.article.version,
                title=stored.article.title,
                published_at=stored.article.published,
                modified_at=stored.article.modified,
                first_seen_at=stored.first_seen,
                current=stored.visible_until is None,
                corrections=_corrections(stored.article),
            )
            for stored in versions
        ],
    )


def _corrections(article: Article) -> list[CorrectionView]:
    return [
        CorrectionView(kind=each.kind, text=each.text, date=each.date, start=each.start) for each in article.corrections
    ]
