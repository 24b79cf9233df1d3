"""Answers by kind: what was read → the quotes that answer this kind of question, arranged as it asks."""

from qa.answer.kinds.brief import brief
from qa.answer.kinds.claims import choose_claim
from qa.answer.quotes import Quotes, choose_quotes
from qa.answer.sentences.scored_sentence import Copies
from qa.answer.sentences.sentence_scores import BRIEF_KINDS, ReadRanking
from qa.question.query import Query


def choose_answer(query: Query, read: ReadRanking, copies: Copies) -> Quotes:
    """The quotes, none when abstaining. `copies` carry the same wire story as a version, by its number."""
    if query.kind == "claim":
        return choose_claim(query, read)
    told = brief(query, read, copies) if query.kind in BRIEF_KINDS else None
    return told or choose_quotes(query, read)
