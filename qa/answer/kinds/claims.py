"""Claims: a question that asks for yes or no → the report that is nearest to it, beside which it is read.

Whether the report bears the claim out is left to whoever reads it: rules for that told little on claims of other hands
(LOG.md, 2026-11-28).
"""

from dataclasses import replace

from qa.answer.quotes import Quotes, choose_quotes
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.question.query import Query


def choose_claim(query: Query, read: ReadRanking) -> Quotes:
    """The quotes that are nearest; no few words of one are a yes or a no."""
    return replace(choose_quotes(query, read), short_answer=None)
