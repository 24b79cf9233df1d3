"""Abstention: why a question has no answer, and what a reader is told then; it claims no more than was looked at."""

from datetime import datetime

from index.engine.passage_index import PassageIndex
from index.passages.passage import Filter
from qa.answer.contract import Reason
from qa.answer.quotes import Quotes
from qa.question.filters import visible
from qa.question.query import Query
from qa.retrieval.retrieve import Ranking

EMPTY = "The archive is empty. Put articles in with: newsqa refresh PATH"
WITHIN = "Within the dates and publishers that were asked for: "
REFUSALS: dict[Reason, str] = {
    "nothing_published": "The archive holds no article as it stood by then, so there is nothing to answer from.",
    "filtered_out": "No article in the archive matches the dates and publishers that were asked for.",
    "not_covered": "No sentence was found that answers this.",
    "detail_not_covered": "There are articles near this subject, but no sentence was found that answers this.",
}


def reason_for(query: Query, ranking: Ranking, quotes: Quotes, passage_index: PassageIndex, now: datetime) -> Reason:
    """Why there are no quotes: no article matches the filters, or none of those that do answers."""
    if ranking.n_allowed:
        return "detail_not_covered" if quotes.is_subject_covered else "not_covered"
    everything = Filter(visible(query, now).as_of)
    return "filtered_out" if passage_index.allowed(everything).count else "nothing_published"


def refusal(reason: Reason, query: Query, n_passages: int) -> str:
    """What a reader is told instead of an answer; `n_passages` are all that the archive has."""
    if not n_passages:
        return EMPTY
    return (WITHIN if query.is_narrowed and reason.endswith("covered") else "") + REFUSALS[reason]
