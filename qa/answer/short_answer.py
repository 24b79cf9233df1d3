"""Short answers: the words of the first quote that answer, where it is likely enough that they do.

The reader gives words; the likeliest of the kind that is asked for are taken, a day for "when". How likely they are is
learned from what speaks for them, and against: that other words are as likely, or that they repeat the question. Knows
nothing of how the quote was chosen.
"""

import math
import re
from collections.abc import Sequence

from index.text.sentences import Span
from qa.answer.sentences.scored_sentence import AnswerSpan, ScoredSentence, key_of
from qa.answer.sentences.sentence_scores import log_odds
from qa.answer.values.expected import OPEN, asked_for
from qa.answer.values.sentence_values import values
from qa.english.dates import day_of
from qa.english.names import TITLES
from qa.question.base_terms import base_terms
from qa.retrieval.weights import probability

MAX_WORDS = 12
MIN_PROBABILITY = 0.6  # from which words are called the answer (LOG.md, 2026-11-28)
NEARLY = 0.1  # of the likeliest words' probability, from which words of the kind asked for go before them
OF_ONE = frozenset(("share", "head", "person", "household", "each"))  # what is paid for one is not what is paid

# Who holds an office now: a report says who held it on its day.
HOLDER = re.compile(r"^\W*who(?:['’]s| is| leads| heads| runs) ", re.IGNORECASE)

FEATURES = {
    "agreement": "log-odds that these words answer, over all articles that have them",
    "length": "logarithm of how many words they are",
    "other_kind": "1 where a day, a figure or a name is asked for and they give none of it",
    "repeated": "share of them that the question has",
    "reports": "logarithm of how many articles have them in a sentence that was read",
    "rival": "log-odds that other words answer, the likeliest of those that have none in common with them",
    "confidence": "log-odds that the question is answered",
}


def short_answer(question: str, read: Sequence[ScoredSentence], best: ScoredSentence, sure: float) -> Span | None:
    """The words of a quoted sentence that answer a question, as a span of its article; `read` are all sentences that
    were read, and `sure` is the probability that the question is answered."""
    span = None if asks_for_holder(question) else likeliest(question, best)
    if span is None or probability("short_answer", features(question, read, best, span, sure)) < MIN_PROBABILITY:
        return None
    return Span(best.span.start + span.start, best.span.start + span.end)


def likeliest(question: str, candidate: ScoredSentence) -> AnswerSpan | None:
    """The words of a sentence that answer most probably, of those that are few."""
    short = [span for span in candidate.answers if len(span.key.split()) <= MAX_WORDS]
    best = max(short, key=_likelihood, default=None)
    if best is None or not is_of_other_kind(question, candidate, best):
        return best
    near = (span for span in short if span.agreed >= NEARLY * best.agreed)
    return max(
        (span for span in near if not is_of_other_kind(question, candidate, span)), key=_likelihood, default=best
    )


def features(
    question: str, read: Sequence[ScoredSentence], candidate: ScoredSentence, span: AnswerSpan, sure: float
) -> dict[str, float]:
    """What tells whether words of a sentence answer, in the order of `FEATURES`."""
    asked, own = set(base_terms(question)), set(span.key.split())
    said = base_terms(span.key)
    others = (other.agreed for each in read for other in each.answers if own.isdisjoint(other.key.split()))
    articles = {each.stored.article.id for each in read if f" {span.key} " in f" {key_of(each.text)} "}
    return {
        "agreement": log_odds(span.agreed),
        "length": math.log(len(span.key.split())),
        "other_kind": float(is_of_other_kind(question, candidate, span)),
        "repeated": sum(term in asked for term in said) / max(1, len(said)),
        "reports": math.log(max(1, len(articles))),
        "rival": log_odds(max(others, default=0.0)),
        "confidence": log_odds(sure),
    }


def asks_for_holder(question: str) -> bool:
    """Whether it is asked who holds an office now, "Who is the king of Osk?"."""
    return HOLDER.match(question) is not None and not TITLES.isdisjoint(re.findall(r"\w+", question.lower()))


def is_of_other_kind(question: str, candidate: ScoredSentence, span: AnswerSpan) -> bool:
    """Whether a question asks for a day, a figure of some unit or a name, and words of a sentence give none that the
    sentence says of what is asked."""
    asked = asked_for(question)
    if asked is None or asked.units == OPEN:
        return False
    named = values(asked, candidate.text, day_of(candidate.stored.article.published))
    fitting = (each for each in named if each.rate not in OF_ONE or each.rate in question.lower())
    return not any(each.start < span.end and span.start < each.end for each in fitting)


def _likelihood(span: AnswerSpan) -> tuple[float, float]:
    return span.agreed, span.probability
