"""The tools that assistants call over MCP: what each takes and gives, and how it is done. All of them only read.

`search` and `fetch` have the names and results that connectors expect; `ask` is `POST /ask` without its evidence.
Knows nothing of the protocol.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from qa.answer.contract import Answer, Evidence
from qa.answer.exports.chat_text import pieces
from qa.question.conversation.standalone import MAX_TURNS
from qa.question.request import MAX_QUESTION_CHARS, ConditionKind
from qa.server.bodies import AskRequest, BriefQuery, Day, Question, StoredArticle, Turn
from qa.server.callers import Caller
from qa.server.dependencies import answering, service_for
from qa.server.routes.article_route import Changes, article, article_changes
from qa.service.ask import Service
from qa.service.brief_formats import BRIEF, markdown
from qa.service.kept_answers import KeptAnswers
from qa.service.keys import Scope
from qa.service.news_brief import DEFAULT_STORIES, MAX_STORIES, make_brief

ANSWER = TypeAdapter(Answer)


class Filters(BaseModel):
    """What narrows the articles that are looked at."""

    model_config = ConfigDict(extra="forbid")
    as_of: Annotated[str | None, Field(description="as the news stood then: a day or moment, ISO 8601, UTC")] = None
    since: Annotated[Day, Field(description="only articles published on this day or later, in UTC")] = None
    until: Annotated[Day, Field(description="only articles published on this day or earlier, in UTC")] = None
    publishers: Annotated[list[str], Field(max_length=100, description="only articles of these publishers")] = []


class AskArguments(Filters):
    """A question in ordinary words, and the conversation that completes it if it is a follow-up."""

    question: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARS)]
    history: Annotated[list[Turn], Field(max_length=MAX_TURNS, description="earlier turns, oldest first")] = []
    without: Annotated[
        list[ConditionKind], Field(max_length=3, description="what the question's own words must not narrow it by")
    ] = []


class SearchArguments(Filters):
    """What to search for."""

    query: Annotated[str, Field(min_length=1, max_length=MAX_QUESTION_CHARS)]


class FetchArguments(BaseModel):
    """Which article."""

    model_config = ConfigDict(extra="forbid")
    id: Annotated[str, Field(description="an article's id, as search and ask give it")]


class ArticleArguments(FetchArguments):
    """Which version of which article."""

    version: Annotated[str | None, Field(description="the current version by default")] = None


class ChangesArguments(ArticleArguments):
    """Which two versions of which article."""

    before: Annotated[str | None, Field(description="the earlier version; by default the one before")] = None


class StoriesArguments(BaseModel):
    """Of which days, and how many stories at most."""

    model_config = ConfigDict(extra="forbid")
    since: Annotated[
        str, Field(max_length=20, description='"yesterday", "today", or the first day, like 2025-10-27, in UTC')
    ] = "yesterday"
    until: Annotated[Day, Field(description="the last day, in UTC; by default today")] = None
    as_of: Annotated[str | None, Field(description="as the news stood then: a day or moment, ISO 8601, UTC")] = None
    publishers: Annotated[list[str], Field(max_length=100, description="only articles of these publishers")] = []
    stories: Annotated[int, Field(ge=1, le=MAX_STORIES)] = DEFAULT_STORIES


class Result(BaseModel):
    """An article that was found, with the passage that was found in it."""

    id: str
    title: str
    url: str
    text: str
    publisher: str | None
    published_at: str | None


class SearchResults(BaseModel):
    """The articles that were found, best first."""

    results: list[Result]


class Fetched(BaseModel):
    """An article's stored text, and what is known of it."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Called:
    """What a tool gives: for a program, and in words."""

    structured: Any
    text: str


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools over one archive; answers are kept where there is a place for them."""

    service: Service
    answers: KeptAnswers | None = None

    def of(self, caller: Caller) -> "Tools":
        """The same over what a caller may read."""
        return replace(self, service=service_for(self.service, caller))

    def ask(self, arguments: AskArguments) -> Called:
        body = AskRequest.model_validate(arguments.model_dump())
        steps = list(answering(self.service, self.answers, body.to_ask()))
        answer = steps[-1]
        assert isinstance(answer, Answer)
        shown = ANSWER.dump_python(replace(answer, evidence=()), mode="json")
        return Called(shown, "".join(piece.text for piece in pieces(steps)))

    def stories(self, arguments: StoriesArguments) -> Called:
        asked = BriefQuery.model_validate(arguments.model_dump())
        made = make_brief(self.service.passage_index, asked.to_request(), self.service.now())
        return Called(BRIEF.dump_python(made, mode="json"), markdown(made))

    def search(self, arguments: SearchArguments) -> Called:
        filters = arguments.model_dump(exclude={"query"})
        answer = self.service.ask(Question(question=arguments.query, **filters).to_ask())
        first = {found.article.id: found for found in reversed(answer.evidence)}  # each article's best passage
        best = [found for found in answer.evidence if first[found.article.id] is found]
        return _of(SearchResults(results=[_result(found) for found in best]))

    def fetch(self, arguments: FetchArguments) -> Called:
        stored = article(arguments.id, self.service)
        known = stored.model_dump(mode="json", exclude={"id", "title", "text", "url", "versions"})
        return _of(Fetched(id=stored.id, title=stored.title, text=stored.text, url=stored.url, metadata=known))

    def article(self, arguments: ArticleArguments) -> Called:
        return _of(article(arguments.id, self.service, arguments.version))

    def changes(self, arguments: ChangesArguments) -> Called:
        return _of(article_changes(arguments.id, self.service, arguments.version, arguments.before))


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as it is offered; `scope` is what a key must be for to call it."""

    name: str
    title: str
    description: str
    scope: Scope
    arguments: type[BaseModel]
    gives: dict[str, Any]
    call: Callable[[Tools, Any], Called]


TOOLS = {
    tool.name: tool
    for tool in (
        Tool(
            "ask",
            "Ask the news",
            "Answers a question about the news with verbatim quotes of stored articles: each with publisher, date, link"
            " and exact place. Says so where the articles do not answer it. Quote it word for word and cite the link.",
            "ask",
            AskArguments,
            ANSWER.json_schema(mode="serialization"),
            Tools.ask,
        ),
        Tool(
            "search",
            "Search the news",
            "Finds articles on a subject, best first, each with the passage that was found; fetch gives a text.",
            "ask",
            SearchArguments,
            SearchResults.model_json_schema(mode="serialization"),
            Tools.search,
        ),
        Tool(
            "fetch",
            "Fetch an article",
            "The stored text of an article that search or ask has named, as its publisher had it last.",
            "read",
            FetchArguments,
            Fetched.model_json_schema(mode="serialization"),
            Tools.fetch,
        ),
        Tool(
            "article",
            "An article and its versions",
            "The stored text of an article, current or of an earlier version, with all versions and corrections.",
            "read",
            ArticleArguments,
            StoredArticle.model_json_schema(mode="serialization"),
            Tools.article,
        ),
        Tool(
            "changes",
            "What changed in an article",
            "What changed in an article's headline and text from one stored version to a later one.",
            "read",
            ChangesArguments,
            Changes.model_json_schema(mode="serialization"),
            Tools.changes,
        ),
        Tool(
            "stories",
            "The stories of some days",
            "The news of yesterday or of some days: the stories with most independent reports first, each in dated"
            " verbatim quotes with publisher, link and exact place. Quote it word for word and cite the link.",
            "read",
            StoriesArguments,
            BRIEF.json_schema(mode="serialization"),
            Tools.stories,
        ),
    )
}


def _result(found: Evidence) -> Result:
    stored = found.article
    published = stored.published_at.isoformat() if stored.published_at else None
    return Result(
        id=stored.id,
        title=stored.title,
        url=stored.url,
        text=found.text,
        publisher=stored.publisher,
        published_at=published,
    )


def _of(given: BaseModel) -> Called:
    """A body as it is, and in words as the same JSON."""
    structured = given.model_dump(mode="json")
    return Called(structured, json.dumps(structured, ensure_ascii=False))
