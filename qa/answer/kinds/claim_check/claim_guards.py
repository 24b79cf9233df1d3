"""Guards: what in a sentence keeps it from saying that something is so: doubt, denial, another thing of the name.

Knows words alone, and nothing of the parts that are matched.
"""

import re
from collections.abc import Sequence

from qa.answer.kinds.claim_check.claim_comparison import Found
from qa.answer.kinds.claim_check.claim_statement import NEGATIONS, Statement, key_of_word
from qa.answer.kinds.claim_check.report_sentence import ASIDE, ReportSentence
from qa.english import vocabulary
from qa.english.word_classes import (
    CONJUNCTIONS,
    Word,
    words,
)
from qa.question.base_terms import base_terms

UNSURE = re.compile("|".join(line.replace("*", ".*") for line in vocabulary.lines("claim_unsure")))
DOUBTED = re.compile(
    r"claim.*|alleg.*|accus.*|den(?:y|ies|ied|ying)|false.*|untrue|disput.*|retract.*|if|unless|instead|except|unlike"
)
OTHER_THINGS = vocabulary.words("claim_other_things")
# Before these another clause has ended; not "that", behind which something is only said.
CLAUSES = (CONJUNCTIONS - {"that"}) | frozenset(("after", "before", "since", "as"))


def _sides() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """By each word the others of its side, which say the same, and those of the other side, which deny it."""
    alike: dict[str, frozenset[str]] = {}
    contrary: dict[str, frozenset[str]] = {}
    for line in vocabulary.lines("claim_opposites"):
        one, other = (frozenset(base_terms(word)[0] for word in side.split()) for side in line.split(" / "))
        for own, against in ((one, other), (other, one)):
            for key in own:
                alike[key] = alike.get(key, frozenset()) | own
                contrary[key] = contrary.get(key, frozenset()) | against
    return alike, contrary


ALIKE, OPPOSITES = _sides()


def is_itself(sentence: ReportSentence, first: int) -> bool:
    """Whether no word before a noun makes another thing of it: "South Sudan", "the deputy minister"."""
    if not first or sentence.words[first].is_apart:
        return True
    before = sentence.words[first - 1]
    return before.lower not in OTHER_THINGS and before.text != "New"


def _denies(word: Word) -> bool:
    return word.lower in NEGATIONS or word.lower.endswith("n't")


def count_negations(sentence: ReportSentence, subject: Found, verb: int) -> int:
    """How many words between a subject's beginning and its verb deny what is said."""
    first = min(sentence.number_at(subject.start), verb)
    start = first - 1 if first and sentence.words[first - 1].lower in NEGATIONS else first
    found = [word for word in sentence.words[start : verb + 1] if _denies(word)]
    return len(found)


def is_unsure(claim: Statement, sentence: ReportSentence, subject: Found, verb: int, question: str) -> bool:
    """Whether a sentence says that something may be, was once, or is somebody's claim, and the claim does not."""
    if sentence.text.rstrip(" ”\"'").endswith("?"):
        return True
    asked = {word.lower for word in words(question)} | {claim.auxiliary}
    keys = {key_of_word(word) for word in words(question)}
    first = min(sentence.number_at(subject.start), verb)
    start = next((n for n in range(first, 0, -1) if n < verb and sentence.words[n].lower in CLAUSES), 0)
    own = sentence.words
    between = ASIDE.sub(" ", sentence.text[own[first].end : own[verb].start], count=1) if first < verb else ""

    def has_new(some: Sequence[Word], pattern: re.Pattern[str]) -> bool:
        new = [word for word in some if word.lower not in asked and key_of_word(word) not in keys]
        return any(pattern.fullmatch(word.lower) for word in new)

    return has_new((*own[start:first], *words(between)), UNSURE) or has_new(own[verb + 1 :], DOUBTED)
