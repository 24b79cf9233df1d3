"""Answers by kind: what was read → the quotes that answer this kind of question, arranged as it asks."""

from qa.answer.kinds.brief import brief
from qa.answer.kinds.claims import choose_claim
from qa.answer.kinds.comparison import choose_comparison
from qa.answer.kinds.definition import choose_definition
from qa.answer.kinds.lists import choose_list
from qa.answer.kinds.measure import choose_measure
from qa.answer.kinds.said import choose_said
from qa.answer.quotes import Quotes, choose_quotes
from qa.answer.sentences.scored_sentence import Copies
from qa.answer.sentences.sentence_scores import ReadRanking
from qa.question.query import Query


def choose_answer(query: Query, read: ReadRanking, copies: Copies) -> Quotes:
    """The quotes, none when abstaining. `copies` carry the same wire story as a version, by its number."""
    match query.kind:
        case "claim":
            return choose_claim(query, read)
        case "comparison":
            return choose_comparison(query, read)
        case "fact":
            return choose_measure(query, read)
        case "definition":
            return choose_definition(query, read)
        case "latest" | "overview":
            return brief(query, read, copies) or choose_quotes(query, read)
        case "list":
            return choose_list(query, read)
        case "said":
            return choose_said(query, read)
    return choose_quotes(query, read)
