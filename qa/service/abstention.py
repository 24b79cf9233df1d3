"""Abstention: why a question has no answer, and what a reader is told then; it claims no more than was looked at."""

from qa.answer.contract import Reason
from qa.answer.quotes import Quotes
from qa.question.conversation.courtesy import Courtesy
from qa.question.query import Query
from qa.retrieval.retrieve import Ranking

EMPTY = "The archive is empty. Put articles in with: newsqa refresh PATH"
WITHIN = "Within the dates and publishers that were asked for: "
REFUSALS: dict[Reason, str] = {
    "nothing_published": "The archive holds no article as it stood by then, so there is nothing to answer from.",
    "filtered_out": "No article in the archive matches the dates and publishers that were asked for.",
    "not_covered": "No sentence was found that answers this.",
    "no_question": "Ask another question whenever you like.",
    "detail_not_covered": "There are articles near this subject, but no sentence was found that answers this.",
}
REPLIES: dict[Courtesy, str] = {
    "greeting": "Hello. Ask about the news in this archive; the answer comes in quotes, each with its source.",
    "thanks": "You’re welcome. Ask another question whenever you like.",
    "help": "Ask about the news in this archive, in your own words. The answer is made of quotes, each with publisher,"
    " headline, date and link; where no article answers, that is said. “And China?” or “Why?” go on from the answer"
    " before.",
    "end": REFUSALS["no_question"],
}


def reason_for(ranking: Ranking, quotes: Quotes, *, is_filtered: bool) -> Reason:
    """Why there are no quotes: no article matches the filters, or none of those that do answers."""
    if ranking.n_allowed:
        return "detail_not_covered" if quotes.is_subject_covered else "not_covered"
    return "filtered_out" if is_filtered else "nothing_published"


def refusal(reason: Reason, query: Query, n_passages: int) -> str:
    """What a reader is told instead of an answer; `n_passages` are all that the archive has."""
    if not n_passages:
        return EMPTY
    return (WITHIN if query.is_narrowed and reason.endswith("covered") else "") + REFUSALS[reason]
