"""The answer as readers get it: the values of the HTTP contract, frozen.

Abstaining is a value, not an exception. Knows nothing of how an answer is made.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from corpus.archive.versions import StoredVersion
from corpus.seen_name import host_beside
from qa.answer.message import Message
from qa.question.query import Condition, Days, Query
from qa.question.question_kind import Kind
from qa.question.request import ConditionKind

Status = Literal["answered", "unanswered"]
SuggestionKind = Literal["without_condition", "other_days", "other_question"]
NoticeKind = Literal["stale", "conflict", "correction", "copies", "undated", "seen_later"]
Reason = Literal["nothing_published", "not_covered", "detail_not_covered", "filtered_out", "no_question"]


@dataclass(frozen=True, slots=True)
class QueryView:
    """What was understood of a question. `as_of` is null for now; `since` and `until` are days in UTC, both included.

    `time_phrase` is what the question itself says of time. Without `hint` it has set `since` and `until`; with it, it
    only draws articles of those days up in the ranking. Each of the `conditions`, which the question's own words set,
    can be taken back by its kind (`without`). `counted_from` is the day of the archive's newest article, where that is
    long past and the time phrase ("last week") is counted from it.
    """

    text: str
    since: date | None
    until: date | None
    publishers: tuple[str, ...]
    as_of: datetime | None
    wants_recent: bool
    time_phrase: str | None
    hint: Days | None = None
    conditions: tuple[Condition, ...] = ()
    counted_from: date | None = None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as an answer names it. Times are UTC, `None` where the publisher gave none.

    `host` is to be told beside the publisher's name, where the article's site is not called by it.
    """

    id: str
    url: str
    title: str
    publisher: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    modified_at: datetime | None
    version: str
    language: str | None
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Another publisher that carries the same words, or the same wire story; `host` as an article has it."""

    publisher: str | None
    url: str
    published_at: datetime | None
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and its place: `quote == text[start:end]` of that version of the article, in code points.

    `prefix` and `suffix` are the words before and after it, by which it can be found in another copy of the text;
    `link` leads to the publisher's page, in browsers that can at the very words.
    """

    number: int
    quote: str
    start: int
    end: int
    article: ArticleView
    also_reported_by: tuple[Report, ...]
    superseded: bool
    prefix: str
    suffix: str
    link: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the answer and the numbers of the citations that it rests on."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: code points of the text of a citation's article, inside its quote."""

    citation: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A ranked passage; a higher score is better. `also_reported_by` carry the same wire story."""

    passage_id: int
    text: str
    start: int
    end: int
    score: float
    article: ArticleView
    also_reported_by: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class EvidenceEvent:
    """A step of answering, before the first sentence: the evidence."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SentenceEvent:
    """A step of answering: a sentence that may be shown, with the citations that it rests on."""

    sentence: Sentence
    cited: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to a passage's score: its value times its weight. `meaning` says what the value is."""

    feature: str
    meaning: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a passage stands where it does, the largest contributions first.

    They add up to its score, save of a passage that was not read, which stands below all that were.
    """

    passage_id: int
    score: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How the evidence was chosen: of all passages, those that the filters leave, those that either search found, and
    the features of each of the evidence. `weights` says where the weights are from."""

    passages: int
    allowed: int
    candidates: int
    weights: str
    evidence: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What one report says where reports differ: `value` is in the quote of that citation, in its own words."""

    value: str
    citation: int
    publisher: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader should know about the cited coverage; a conflict has its claims, the earliest first.
    `text` is the English of the `messages`."""

    kind: NoticeKind
    text: str
    citations: tuple[int, ...]
    claims: tuple[Claim, ...] = ()
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class BriefLine:
    """A line of a brief: the citation that tells a step of the story, its day, and how many independent reports do."""

    citation: int
    day: date | None
    reports: int


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list, in the words of the first citation that has it (`at`), and all citations that do."""

    text: str
    at: Place
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what the question calls it, and the citations about it."""

    name: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A request that does answer, instead of one that does not; `text` says to a reader what it is: the English of its
    `messages`.

    `question` is asked with these filters, and without a conversation, in place of the ones before.
    """

    kind: SuggestionKind
    text: str
    question: str
    without: tuple[ConditionKind, ...] = ()
    since: date | None = None
    until: date | None = None
    publishers: tuple[str, ...] = ()
    as_of: datetime | None = None
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds spent; `suggest` on ways out of a refusal."""

    understand: float
    embed: float
    search: float
    rank: float
    quote: float
    generate: float
    suggest: float
    total: float


@dataclass(frozen=True, slots=True)
class Generation:
    """How a language model's answer went. Where it `fell_back` the sentences are the quotes, and `reason` says why.

    `dropped` counts the sentences that were not shown, since no quote that they cite bears them out.
    """

    outcome: Literal["verified", "fell_back"]
    model: str
    dropped: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole answer. `answer` says why when the status is `unanswered`; `confidence` is between 0 and 1.

    `independent_reports` counts the reports that are quoted: a wire story and its copies are one. By its `kind` an
    answer has a `brief` (latest, overview), `items` (list) or `sides` (comparison), where they could be made.
    `suggestions` are ways out of a refusal, of whose words `messages` are the keys.
    """

    id: str
    question: str
    revision: int
    query: QueryView
    status: Status
    reason: Reason | None
    answer: str
    short_answer: str | None
    short_answer_at: Place | None
    confidence: float
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    evidence: tuple[Evidence, ...]
    independent_reports: int
    notices: tuple[Notice, ...]
    timing_ms: Timing
    kind: Kind = "fact"
    brief: tuple[BriefLine, ...] = ()
    items: tuple[ListItem, ...] = ()
    sides: tuple[Side, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    explanation: Explanation | None = None
    generated: Generation | None = None
    messages: tuple[Message, ...] = ()


# What answering yields, in this order: what was understood, the evidence, each sentence, the whole.
Step = QueryView | EvidenceEvent | SentenceEvent | Answer


def view_query(query: Query) -> QueryView:
    return QueryView(
        query.text,
        query.since,
        query.until,
        query.publishers,
        query.as_of,
        query.wants_recent,
        query.time_phrase,
        query.hint,
        query.conditions,
        query.counted_from,
    )


def view(stored: StoredVersion) -> ArticleView:
    article = stored.article
    return ArticleView(
        article.id,
        article.url,
        article.title,
        article.publisher,
        article.authors,
        article.published,
        article.modified,
        article.version,
        article.language,
        host_beside(article.publisher, article.url),
    )
