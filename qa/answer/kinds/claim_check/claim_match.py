"""Claim verification: whether a report's sentence says what a claim says, or gives another value for the same thing.

The one idea: a sentence agrees only if every word of the claim is matched in its own part, in the same voice, with
nothing between that could change what is said; it differs if one value alone is another. Everything else is unknown: a
true claim in other words costs less than a false one that is called right. Knows nothing of how sentences were found.
"""

from dataclasses import replace
from datetime import date

from qa.answer.kinds.claim_check.claim_comparison import Comparison
from qa.answer.kinds.claim_check.claim_guards import CLAUSES
from qa.answer.kinds.claim_check.claim_statement import key_of_word, statements
from qa.answer.kinds.claim_check.report_sentence import report_sentence
from qa.answer.kinds.claim_check.strict_match import strictly
from qa.english.word_classes import words


def compare(question: str, text: str, published: date | None, before: str) -> Comparison | None:
    """A claim beside a sentence; `None` where nothing in the sentence can be compared.

    `before` is what stands before the sentence, the headline first, a line each.
    """
    asked, said = words(question), words(text)
    if said and said[0].lower in CLAUSES:
        return None  # "While Mauna Loa erupted …, Kilauea …": what belongs to whom is not told by order
    claimed = frozenset((*(word.lower for word in asked), *map(key_of_word, asked)))
    sentence = replace(report_sentence(text, published, before), claimed=claimed)
    differing = None
    for statement in statements(question, published):
        for found in strictly(statement, sentence, question):
            if found.verdict == "agrees":
                return found
            differing = differing or found
    return differing


def asked_words(question: str) -> str:
    """The words of a claim that would be compared: its last value, or all of it."""
    values = [part for each in statements(question, None)[:1] for part in each.rest if part.value is not None]
    return question[values[-1].start : values[-1].end] if values else question.strip(" ?")
